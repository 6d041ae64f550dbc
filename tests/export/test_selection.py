"""The export stands alone, and the same articles give the same bytes, whatever the order of loading."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import UsageError
from kg.export import Selection, export, write_graph
from kg.results import GRAPH_FORMATS
from kg.store import Store, open_store
from kg.vocab import BASE, KG, LINKS_GRAPH, ONTOLOGY_GRAPH, PROV, RDF, RDFS, REFERENCE_GRAPH

ORDERS = (("c05", "c12", "d03", "d12"), ("d12", "d03", "c12", "c05"))


@pytest.fixture(scope="module")
def stores(
    tmp_path_factory: pytest.TempPathFactory, load_annotated: Callable[[Store, Iterable[str]], None]
) -> tuple[Path, Path]:
    """Two stores of the same four articles, loaded in two orders; one has held a fifth for a while."""
    folders = (tmp_path_factory.mktemp("one") / "store", tmp_path_factory.mktemp("other") / "store")
    for folder, order in zip(folders, ORDERS, strict=True):
        with open_store(folder, mode="write") as store:
            load_annotated(store, order)
    with open_store(folders[1], mode="write") as store:
        load_annotated(store, ["c19"])
        store.remove(BASE + "article/c19")
    return folders


def written(folder: Path, format: str = "turtle", **selection: Any) -> bytes:
    """An export's bytes."""
    out = io.BytesIO()
    with open_store(folder) as store:
        export(store, out, format=format, selection=Selection(**selection))
    return out.getvalue()


def quads(data: bytes, format: str) -> set[ox.Quad]:
    """An export's quads, read by the RDF library."""
    form = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "turtle": ox.RdfFormat.TURTLE}[format]
    return set(ox.parse(data, format=form))


@pytest.mark.parametrize("selection", [{}, {"everything": True}, {"profile": "oa"}, {"min_confidence": 0.6}])
@pytest.mark.parametrize("format_", GRAPH_FORMATS)
def test_same_bytes_whatever_the_order(stores: tuple[Path, Path], format_: str, selection: dict[str, Any]) -> None:
    """Exporting twice, and exporting what was loaded in another order, gives the same bytes."""
    one = written(stores[0], format_, **selection)
    assert len(one) > 50_000
    assert one == written(stores[0], format_, **selection) == written(stores[1], format_, **selection)


def test_nquads_and_trig_hold_the_same_quads(stores: tuple[Path, Path]) -> None:
    """Both keep one graph an article, the links and what is told of reference entities."""
    found = quads(written(stores[0], "nquads"), "nquads")
    assert found == quads(written(stores[0], "trig"), "trig")
    assert {quad.graph_name.value for quad in found} == {  # type: ignore[union-attr]
        *(f"{BASE}article/{name}" for name in ORDERS[0]),
        LINKS_GRAPH,
        REFERENCE_GRAPH,
    }


def test_articles_are_whole(stores: tuple[Path, Path]) -> None:
    """An article's graph in the export is its graph in the store."""
    found = quads(written(stores[0], "nquads"), "nquads")
    with open_store(stores[0]) as store:
        graph = BASE + "article/c12"
        assert {q for q in found if q.graph_name.value == graph} == set(store.quads(graph))  # type: ignore[union-attr]


def test_it_stands_alone(stores: tuple[Path, Path]) -> None:
    """Every listed entity that is named has its label, its kind, and its state's label; others are left out."""
    found = {q.triple for q in quads(written(stores[0], "turtle"), "turtle")}
    labelled = {t.subject.value for t in found if t.predicate.value == RDFS + "label"}  # type: ignore[union-attr]
    named = {t.object.value for t in found if t.predicate.value in {KG + p for p in ("mentions", "weapon", "origin")}}  # type: ignore[union-attr]
    assert len(named) > 80
    assert named <= labelled
    typed = {t.subject.value for t in found if t.predicate.value == RDF + "type"}  # type: ignore[union-attr]
    assert named <= typed
    assert BASE + "country/TUV" not in labelled


def test_all_adds_ontology_and_reference(stores: tuple[Path, Path]) -> None:
    """With everything, both graphs are there as the store holds them."""
    found = quads(written(stores[0], "nquads", everything=True), "nquads")
    with open_store(stores[0]) as store:
        for graph in (ONTOLOGY_GRAPH, REFERENCE_GRAPH):
            exported = {q for q in found if q.graph_name.value == graph}  # type: ignore[union-attr]
            assert len(exported) == len(list(store.quads(graph)))


def test_one_article(stores: tuple[Path, Path]) -> None:
    """An article by its identifier or its IRI; nothing of the others but the events it shares with them."""
    by_name = written(stores[0], "turtle", articles=("c05",))
    assert by_name == written(stores[0], "turtle", articles=(BASE + "article/c05",))
    subjects = {q.subject.value for q in quads(by_name, "turtle")}  # type: ignore[union-attr]
    assert BASE + "article/c05/transfer/1" in subjects
    assert not [s for s in subjects if s.startswith((BASE + "article/c12", BASE + "article/d0"))]
    assert BASE + "event/1" in subjects


def test_unsure_facts_are_left_out_whole(stores: tuple[Path, Path]) -> None:
    """No unsure fact is left, nor its items or evidence, nor a statement's claim to tell it."""
    found = {q.triple for q in quads(written(stores[0], "turtle", min_confidence=0.6), "turtle")}
    levels = [float(t.object.value) for t in found if t.predicate.value == KG + "confidence"]  # type: ignore[union-attr]
    assert len(levels) > 50
    assert min(levels) == 0.6
    subjects = {t.subject for t in found}
    parts = {KG + "item", PROV + "wasDerivedFrom", KG + "asserts", KG + "sameEventAs"}
    inner = {t.object for t in found if t.predicate.value in parts and BASE + "article/c" in t.object.value}  # type: ignore[union-attr]
    assert inner
    assert inner <= subjects


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ({"articles": ("c99",)}, "c99"),
        ({"profile": "owl"}, "there is no profile 'owl'; profiles: oa, nif, rdf12"),
        ({"profile": "rdf12"}, "jsonld can't hold RDF 1.2; use one of turtle, trig, ntriples, nquads"),
    ],
)
def test_what_can_not_be_exported(stores: tuple[Path, Path], selection: dict[str, Any], message: str) -> None:
    """Unknown articles and profiles are named, with what there is."""
    with pytest.raises(UsageError, match=message.replace(".", r"\.")):
        written(stores[0], "jsonld", **selection)


def test_a_query_s_graph_is_written_in_the_same_order(stores: tuple[Path, Path]) -> None:
    """Whatever order a CONSTRUCT gives its triples in, the file is the same."""
    out = [io.BytesIO(), io.BytesIO()]
    triples = [q.triple for q in quads(written(stores[0], "turtle"), "turtle")]
    write_graph(triples, out[0])
    write_graph(reversed(triples), out[1])
    assert out[0].getvalue() == out[1].getvalue()


def test_nothing_gives_nothing(tmp_path: Path) -> None:
    """A store without articles exports as an empty file that parses."""
    with open_store(tmp_path / "store", mode="write") as store:
        store.ensure_reference()
    assert quads(written(tmp_path / "store", "turtle"), "turtle") == set()
