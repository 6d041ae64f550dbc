"""Fixtures that several folders of tests share."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kg.models import Extraction
from kg.store import Store, open_store
from kg.vocab import BASE, LINKS_GRAPH, ONTOLOGY_GRAPH, PREFIXES, REFERENCE_GRAPH, article_iri

# No test depends on how busy the machine is.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")

_HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + f"@prefix id: <{BASE}> .\n"

_REFERENCE = """
<https://w3id.org/defence-kg/id/country/VEN> a kg:Country, kg:Actor ; rdfs:label "Venezuela" ; kg:iso3 "VEN" ;
  kg:iso2 "VE" ; kg:demonym "Venezuelan" ; kg:capital "Caracas" ; kg:seat "Miraflores" .
<https://w3id.org/defence-kg/id/country/RUS> a kg:Country, kg:Actor ; rdfs:label "Russia" ; kg:iso3 "RUS" ;
  kg:iso2 "RU" ; skos:altLabel "Russian Federation" ; kg:demonym "Russian" ; kg:capital "Moscow" .
<https://w3id.org/defence-kg/id/country/COG> a kg:Country, kg:Actor ; rdfs:label "Republic of the Congo" ;
  kg:iso3 "COG" ; skos:altLabel "Congo" ; kg:demonym "Congolese" .
<https://w3id.org/defence-kg/id/country/COD> a kg:Country, kg:Actor ; rdfs:label "Democratic Republic of the Congo" ;
  kg:iso3 "COD" ; skos:altLabel "Congo" ; kg:demonym "Congolese" .
<https://w3id.org/defence-kg/id/weapon/igla-s> a kg:WeaponSystem ; rdfs:label "Igla-S" ; skos:altLabel "9K338" .
"""
_ONTOLOGY = """
kg:missiles a skos:Concept ; skos:prefLabel "missiles"@en ; skos:inScheme kg:WeaponCategoryScheme .
kg:air-defence-systems a skos:Concept ; skos:prefLabel "air-defence systems"@en ;
  skos:inScheme kg:WeaponCategoryScheme .
kg:naval a skos:Concept ; skos:prefLabel "naval"@en ; skos:inScheme kg:ExerciseTypeScheme .
"""
_ARTICLE = """
<{a}> a kg:Article ; dcterms:identifier "{id}" ; dcterms:title "{title}" ; kg:inputHash "{id}1" ;
  kg:extractorVersion "t" ; kg:mentions <{a}/person/maduro> .
<{a}/person/maduro> a kg:Person, kg:Actor ; rdfs:label "Nicolás Maduro" ; skos:altLabel "Maduro" .
<{a}/transfer/1> a kg:ArmsTransfer ; kg:supplier id:country\\/RUS ; kg:recipient id:country\\/{to} ;
  kg:confidence {sure} ; kg:item <{a}/transfer/1/item/1> .
<{a}/transfer/1/item/1> a kg:TransferItem ; kg:weapon id:weapon\\/igla-s ; kg:quantity {quantity} .
"""


@pytest.fixture
def small_store(tmp_path: Path) -> Path:
    """A store of two articles with a transfer each (Russia to Venezuela, Russia to the Congo)."""
    folder = tmp_path / "store"
    with open_store(folder, mode="write") as store:
        store.put_graph(REFERENCE_GRAPH, _ntriples(_REFERENCE))
        store.put_graph(ONTOLOGY_GRAPH, _ntriples(_ONTOLOGY))
        for name, to, sure, quantity in (("a1", "VEN", "0.9", 100), ("a2", "COG", "0.4", 24)):
            iri = f"{BASE}article/{name}"
            text = _ARTICLE.format(a=iri, id=name, title=f"Deal | {name}", to=to, sure=sure, quantity=quantity)
            store.replace([(iri, _nquads(text, iri))])
    return folder


def _ntriples(turtle: str) -> bytes:
    from pyoxigraph import RdfFormat, parse, serialize

    triples = [quad.triple for quad in parse(_HEAD + turtle, format=RdfFormat.TURTLE)]
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _nquads(turtle: str, graph: str) -> bytes:
    return _ntriples(turtle).replace(b" .\n", f" <{graph}> .\n".encode())


@pytest.fixture(scope="session")
def annotated_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the forty annotated articles c01-c20 and d01-d20 (tests/annotated.py), for reading only."""
    folder = tmp_path_factory.mktemp("annotated") / "store"
    with open_store(folder, mode="write") as store:
        put_annotated(store, annotated.TWENTY)
    return folder


@pytest.fixture(scope="session")
def load_annotated() -> Callable[[Store, Iterable[str]], None]:
    """The function that puts annotated articles into a store."""
    return put_annotated


def put_annotated(store: Store, identifiers: Iterable[str]) -> None:
    """Puts annotated articles into a store, with reference data and links."""
    from kg.rdf import article_nquads

    store.ensure_reference()
    for extraction in annotated.annotated(*identifiers):
        nquads = article_nquads(extraction, extractor_version="annotations")
        store.replace([(article_iri(extraction.article.id), nquads)])
    store.put_graph(LINKS_GRAPH, _ntriples(annotated.links()))


_spec = importlib.util.spec_from_file_location("annotated", Path(__file__).with_name("annotated.py"))
assert _spec is not None
assert _spec.loader is not None
annotated = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(annotated)


@pytest.fixture(scope="session")
def annotations_of() -> Callable[..., Iterator[Extraction]]:
    """What makes extractions of annotated articles: `annotations_of("s01", folder=…)`."""
    make: Callable[..., Iterator[Extraction]] = annotated.annotated
    return make


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[str]:
    """The address of Oxigraph's own server, in memory and empty at first; skips where it is not installed."""
    program = _program("oxigraph")
    with _serving(lambda port: [program, "serve", "--bind", f"127.0.0.1:{port}"]) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="session")
def rdflib_server() -> Iterator[str]:
    """The address of rdflib-endpoint, which takes queries and updates alike; skips where it is not installed."""
    program = _program("rdflib-endpoint")
    arguments = ("serve", "--host", "127.0.0.1", "--enable-update", "--port")
    with _serving(lambda port: [program, *arguments, str(port)]) as port:
        yield f"http://127.0.0.1:{port}/"


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if found is None:
        pytest.skip(f"{name} is not installed (pip install {name})")
    return found


@contextmanager
def _serving(command: Callable[[int], list[str]]) -> Iterator[int]:
    """A server on a free port of this machine, ended with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, f"{command(port)[0]} ended at once"
            time.sleep(0.1)
        yield port
    finally:
        process.kill()
        process.wait()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where `KG_NO_SKIPS` is set (CI), a skipped test is a failure: everything it needs is to be installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if reporter and os.environ.get("KG_NO_SKIPS") and skipped and exitstatus == 0:
        for report in skipped:
            reporter.write_line(f"SKIPPED where nothing may be: {report.nodeid}: {report.longrepr}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
