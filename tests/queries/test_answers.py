"""What the saved queries answer on the annotated articles: literal rows, in `answers.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.queries import bind, find_query, load_queries
from kg.results import short
from kg.store import Graph, Solutions, open_store
from kg.vocab import BASE, KG

ANSWERS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("answers.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "case", ANSWERS, ids=lambda case: " ".join([case["query"], *map(str, case["params"].values())])
)
def test_answer(annotated_store: Path, case: dict[str, Any]) -> None:
    """The query gives these rows, in this order."""
    with open_store(annotated_store) as store:
        found = store.query(bind(find_query(case["query"]), case["params"], store))
        assert isinstance(found, Solutions)
        assert [" | ".join(map(short, row)) for row in found] == case["rows"]


def test_every_query_has_an_answer_here() -> None:
    """Each saved query that gives rows is asked at least once."""
    assert {case["query"] for case in ANSWERS} == set(load_queries()) - {"co-mentions"}


def test_co_mentions_are_a_graph(annotated_store: Path) -> None:
    """France and India are named together by three articles: one node with the number, one direct edge."""
    with open_store(annotated_store) as store:
        found = store.query(bind(find_query("co-mentions"), {"actor": "France", "at_least": "3"}, store))
        assert isinstance(found, Graph)
        triples = {(t.subject.value, t.predicate.value.rpartition("/")[2], t.object.value) for t in found}  # type: ignore[union-attr]
    france, india = (f"{BASE}country/{code}" for code in ("FRA", "IND"))
    pair = next(s for s, p, o in triples if p.endswith("#between") and o == india)
    assert (france, "relation", india) in triples
    assert {(p, o) for s, p, o in triples if s == pair} == {
        ("22-rdf-syntax-ns#type", KG + "CoMention"),
        ("ontology#between", france),
        ("ontology#between", india),
        ("ontology#articleCount", "3"),
    }


@pytest.mark.parametrize("name", sorted(load_queries()))
def test_a_saved_query_is_documented(name: str) -> None:
    """It has a summary of one line and help for every parameter; facts can be asked for by their confidence."""
    query = find_query(name)
    assert query.summary
    assert "\n" not in query.summary
    assert all(param.help for param in query.params.values())


@pytest.mark.parametrize("name", sorted(load_queries()))
def test_a_saved_query_names_its_graphs(annotated_store: Path, name: str) -> None:
    """Whether the default graph is empty or the union of all others makes no difference."""
    import pyoxigraph as ox

    query = find_query(name)
    given = {"since": "2025-06", "until": "2025-12"} if name == "changes-between" else {}
    required = {"country": "India", "speaker": "Gleb Sarychev"}
    given |= {p.name: required[p.name] for p in query.params.values() if p.required and p.name in required}
    with open_store(annotated_store) as store:
        sparql = bind(query, given, store)
        graph = ox.Store()
        graph.extend(store.quads())
    empty, union = (_rows(graph.query(sparql, use_default_graph_as_union=union)) for union in (False, True))
    assert empty == union
    assert empty


def _rows(found: Any) -> list[str]:
    return sorted(str(row) for row in found)
