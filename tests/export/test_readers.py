"""Independent engines read every export, and find as many triples as there are."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.export import Selection, export
from kg.results import GRAPH_FORMATS
from kg.store import open_store

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

_RAPPER = {"turtle": "turtle", "trig": "trig", "ntriples": "ntriples", "nquads": "nquads", "rdfxml": "rdfxml"}
_DEBIAN_JARS = Path("/usr/share/java")
# Jena's own parts and what its readers need; the folder holds other logging libraries that would clash.
_JARS = (
    "jena-arq jena-base jena-cmds jena-core jena-iri thrift protobuf slf4j-api slf4j-nop commons-cli commons-codec "
    "commons-csv commons-io commons-lang3 commons-compress guava gson"
).split()


@pytest.fixture(scope="module")
def exports(annotated_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The annotated articles in every format, as files, by format."""
    folder = tmp_path_factory.mktemp("exports")
    files = {}
    with open_store(annotated_store) as store:
        for form in GRAPH_FORMATS.values():
            files[form.name] = folder / f"export.{form.extension}"
            with files[form.name].open("wb") as out:
                export(store, out, format=form.name)
        for profile in ("oa", "nif"):
            files[profile] = folder / f"{profile}.ttl"
            with files[profile].open("wb") as out:
                export(store, out, selection=Selection(profile=profile))
    return files


def count(file: Path) -> int:
    """The triples or quads in a file, by Oxigraph."""
    form = ox.RdfFormat.from_extension(file.suffix[1:])
    assert form is not None
    return len(set(ox.parse(path=file, format=form)))


def test_formats_agree(exports: dict[str, Path]) -> None:
    """Formats without graphs hold the same triples; those with graphs, the same quads."""
    assert {count(exports[name]) for name in ("turtle", "ntriples", "rdfxml", "jsonld")} == {count(exports["turtle"])}
    assert count(exports["trig"]) == count(exports["nquads"]) > count(exports["turtle"]) > 10_000


@pytest.mark.parametrize("name", [*GRAPH_FORMATS, "oa", "nif"])
def test_rdflib_reads_it(exports: dict[str, Path], name: str) -> None:
    """rdflib's parsers find as many triples."""
    import rdflib

    form = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}.get(name, name)
    file = exports[name]
    if name in ("trig", "nquads"):
        dataset = rdflib.Dataset()
        dataset.parse(file, format=form)
        assert len(set(dataset.quads())) == count(file)
    else:
        form = "turtle" if name in ("oa", "nif") else form
        assert len(rdflib.Graph().parse(file, format=form)) == count(file)


@pytest.mark.parametrize("name", [*_RAPPER, "oa", "nif"])
def test_raptor_reads_it(exports: dict[str, Path], name: str) -> None:
    """So do those of raptor, which is written in C."""
    program = shutil.which("rapper")
    if program is None:
        pytest.skip("raptor is not installed (apt-get install raptor2-utils)")
    form = _RAPPER.get(name, "turtle")
    done = subprocess.run([program, "-c", "-i", form, exports[name]], capture_output=True, text=True, check=True)
    found = re.search(r"returned (\d+) triples", done.stderr)
    assert found is not None
    assert int(found[1]) == count(exports[name])


@pytest.mark.parametrize("name", ["turtle", "trig", "nquads", "oa"])
def test_jena_reads_it(exports: dict[str, Path], name: str) -> None:
    """So does Apache Jena, without a warning."""
    java = shutil.which("java")
    jars = [_DEBIAN_JARS / f"{jar}.jar" for jar in _JARS]
    if java is None or not all(jar.is_file() for jar in jars):
        pytest.skip("Jena is not installed (apt-get install libapache-jena-java)")
    resources = _xerces_resources(exports["turtle"].parent)
    classpath = ":".join(map(str, [resources, *jars]))
    done = subprocess.run(
        [java, "-cp", classpath, "riotcmd.riot", "--count", exports[name]], capture_output=True, text=True, check=True
    )
    assert "WARN" not in done.stderr
    found = re.search(r"(?:Triples|Quads) = ([\d,]+)", done.stdout + done.stderr)
    assert found is not None
    assert int(found[1].replace(",", "")) == count(exports[name])


def _xerces_resources(folder: Path) -> Path:
    """Debian's Jena looks for some of its own resources where they were before it renamed the package."""
    import zipfile

    target = folder / "jena"
    for jar in ("jena-base", "jena-core"):
        with zipfile.ZipFile(_DEBIAN_JARS / f"{jar}.jar") as archive:
            for name in archive.namelist():
                _, found, rest = name.partition("org/apache/jena/ext/xerces/")
                if found and not name.endswith(("/", ".class")):
                    file = target / "xerces" / rest
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(archive.read(name))
    return target


def test_the_long_forms_say_the_same(exports: dict[str, Path]) -> None:
    """As Web Annotations and as NIF strings, each evidence keeps its words and its place."""
    graphs = {name: ox.Store() for name in ("turtle", "oa", "nif")}
    for name, graph in graphs.items():
        graph.load(path=exports[name], format=ox.RdfFormat.TURTLE)
    flat = "?fact prov:wasDerivedFrom ?e . ?e oa:start ?start ; oa:end ?end ; oa:exact ?words"
    annotation = (
        "?note oa:hasBody ?fact ; oa:hasTarget ?e . ?e oa:hasSelector ?q , ?p . "
        "?q a oa:TextQuoteSelector ; oa:exact ?words . ?p a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end"
    )
    string = "?s itsrdf:taIdentRef ?fact ; nif:anchorOf ?words ; nif:beginIndex ?start ; nif:endIndex ?end"
    found = [_told(graphs[name], pattern) for name, pattern in zip(graphs, (flat, annotation, string), strict=True)]
    assert len(found[0]) == 468
    assert found[0] == found[1] == found[2]


def _told(graph: ox.Store, pattern: str) -> set[str]:
    prefixes = {
        "oa": "http://www.w3.org/ns/oa#",
        "prov": "http://www.w3.org/ns/prov#",
        "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
        "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
    }
    sparql = f"SELECT ?fact ?words (STR(?start) AS ?from) (STR(?end) AS ?to) {{ {pattern} }}"
    rows = graph.query(sparql, prefixes=prefixes)
    assert isinstance(rows, ox.QuerySolutions)
    out = io.BytesIO()
    rows.serialize(out, ox.QueryResultsFormat.TSV)
    return set(out.getvalue().decode().splitlines()[1:])


def test_reifiers_reify_triples_that_are_there(annotated_store: Path) -> None:
    """In RDF 1.2 each evidence reifies the very triples that rest on it."""
    out = io.BytesIO()
    with open_store(annotated_store) as store:
        export(store, out, format="nquads", selection=Selection(profile="rdf12", articles=("c05",)))
    found = {quad.triple for quad in ox.parse(out.getvalue(), format=ox.RdfFormat.N_QUADS)}
    reified = [t.object for t in found if t.predicate.value.endswith("#reifies")]
    assert len(reified) == 10
    assert all(triple in found for triple in reified)
