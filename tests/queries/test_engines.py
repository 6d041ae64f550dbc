"""Every saved query gives the same rows in Oxigraph, rdflib and two foreign servers, on an exported graph."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.export import export
from kg.queries import bind, find_query
from kg.results import short
from kg.store import Graph, Solutions, Store, open_store
from kg.vocab import PREFIXES

# rdflib 7 warns of itself when it reads a dataset.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.:DeprecationWarning")

# One case a query: another engine is asked whether it reads the query alike, not whether it can filter.
CASES: dict[str, dict[str, Any]] = {}
for _case in yaml.safe_load(Path(__file__).with_name("answers.yaml").read_text(encoding="utf-8")):
    CASES.setdefault(_case["query"], _case)


@pytest.fixture(scope="module")
def nquads(annotated_store: Path) -> bytes:
    """What the store exports: it stands alone, so the queries find everything they need in it."""
    out = io.BytesIO()
    with open_store(annotated_store) as store:
        export(store, out, format="nquads")
    return out.getvalue()


@pytest.fixture
def bound(annotated_store: Path) -> Iterator[Store]:
    """The store that looks names up."""
    with open_store(annotated_store) as store:
        yield store


@pytest.fixture(scope="module")
def rdflib_dataset(nquads: bytes) -> Any:
    """The export in rdflib; its default graph is not the union of the others."""
    import rdflib

    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(data=nquads, format="nquads")
    return dataset


@pytest.fixture(scope="module")
def oxigraph_store(oxigraph_server: str, nquads: bytes) -> Iterator[Store]:
    """The export in Oxigraph's own server."""
    with open_store(oxigraph_server) as store:
        store.update("DROP ALL")
        store.bulk([nquads])
        yield store
        store.update("DROP ALL")


@pytest.fixture
def rdflib_store(rdflib_server: str, small: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Four articles in rdflib-endpoint, whose parser of updates is slow."""
    monkeypatch.setenv("KG_QUERY_URL", rdflib_server)
    monkeypatch.setenv("KG_UPDATE_URL", rdflib_server)
    with open_store(rdflib_server) as store:
        store.update("DROP ALL")
        store.bulk([small])
        yield store
        store.update("DROP ALL")


@pytest.fixture(scope="module")
def small(annotated_store: Path) -> bytes:
    """The export of four articles, on which every query finds something."""
    from kg.export import Selection

    out = io.BytesIO()
    with open_store(annotated_store) as store:
        export(store, out, format="nquads", selection=Selection(articles=("c12", "c15", "d07", "d14")))
    return out.getvalue()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_rdflib_gives_the_same_rows(rdflib_dataset: Any, bound: Store, case: dict[str, Any]) -> None:
    """rdflib's own SPARQL engine agrees with Oxigraph, order included."""
    found = rdflib_dataset.query(bind(find_query(case["query"]), case["params"], bound), initNs=PREFIXES)
    assert [" | ".join(_shown(term) for term in row) for row in found] == case["rows"]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_oxigraph_server_gives_the_same_rows(oxigraph_store: Store, bound: Store, case: dict[str, Any]) -> None:
    """So does a server, over the SPARQL protocol."""
    found = oxigraph_store.query(bind(find_query(case["query"]), case["params"], bound))
    assert isinstance(found, Solutions)
    assert [" | ".join(map(short, row)) for row in found] == case["rows"]


def test_servers_make_the_same_graph(oxigraph_store: Store, bound: Store) -> None:
    """The CONSTRUCT query makes the same triples at the server."""
    sparql = bind(find_query("co-mentions"), {"actor": "India"}, bound)
    here, there = bound.query(sparql), oxigraph_store.query(sparql)
    assert isinstance(here, Graph)
    assert isinstance(there, Graph)
    assert set(here) == set(there)


def test_rdflib_endpoint_gives_the_same_rows(rdflib_store: Store, small: bytes, bound: Store) -> None:
    """All saved queries on four articles: rdflib-endpoint over HTTP against Oxigraph in memory."""
    import pyoxigraph as ox

    memory = ox.Store()
    memory.load(small, format=ox.RdfFormat.N_QUADS)
    for name in CASES:
        given = {p.name: _needed(p.name) for p in find_query(name).params.values() if p.required}
        sparql = bind(find_query(name), given, bound)
        there = rdflib_store.query(sparql)
        assert isinstance(there, Solutions)
        here: Any = memory.query(sparql)
        expected = [" | ".join(map(short, row)) for row in here]
        assert expected, name
        assert [" | ".join(map(short, row)) for row in there] == expected, name


def _needed(name: str) -> str:
    return {"country": "Spain", "speaker": "Ignacio Lasarte", "since": "2024-06-05", "until": "2025-12"}[name]


def _shown(term: Any) -> str:
    """An rdflib term as tables show terms."""
    import pyoxigraph as ox
    import rdflib

    if term is None:
        return ""
    return short(ox.NamedNode(str(term)) if isinstance(term, rdflib.URIRef) else ox.Literal(str(term)))
