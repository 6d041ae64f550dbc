"""Filters that become VALUES give the same rows as the filters did."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.queries.bind import inline

DATA = """
INSERT DATA {
  GRAPH <g:1> { <t:1> <p:to> <c:a> ; <p:by> <c:b> . <t:2> <p:to> <c:b> . <t:3> <p:by> <c:a> }
  GRAPH <g:2> { <t:4> <p:to> <c:a>, <c:b> ; <p:by> <c:a> . <t:5> <p:to> <c:c> ; <p:by> <c:c> . <c:a> <p:to> <t:1> }
}
"""
PUSHED = [
    "GRAPH ?g { ?t <p:to> ?v FILTER(?v = ?_c) }",
    "GRAPH ?g { ?t <p:to> ?v FILTER(?_c = ?v) }",
    "GRAPH ?g { ?t <p:to> ?v OPTIONAL { ?t <p:by> ?w } FILTER(!BOUND(?_c) || ?v = ?_c) }",
    "GRAPH ?g { ?v <p:to> ?t . FILTER ( ! bound(?_c) || ?_c = ?v ) ?t <p:to> ?w }",
    "GRAPH ?g { ?t <p:to> ?v MINUS { ?t <p:by> ?v } FILTER(?v = ?_c) }",
]
LEFT = [
    "GRAPH ?g { ?t <p:by> ?w OPTIONAL { ?t <p:to> ?v } FILTER(?v = ?_c) }",
    "GRAPH ?g { OPTIONAL { ?t <p:to> ?v } ?s <p:by> ?v FILTER(?v = ?_c) }",
    "GRAPH ?g { ?t <p:to> ?v FILTER(?v = ?_c || ?t = ?_c) }",
    "GRAPH ?g { ?t <p:to> ?v FILTER(!(?v = ?_c)) }",
    "GRAPH ?g { ?t <p:to> ?v } FILTER(?v = ?_c)",
    "GRAPH ?g { ?t <p:to> ?w BIND(?w AS ?v) FILTER(?v = ?_c) }",
    "GRAPH ?g { ?t <p:to> ?v FILTER(?v = ?_c && true) }",
]


def rows(pattern: str) -> list[str]:
    """The rows of a pattern, sorted, without the parameter's own column."""
    store = Store()
    store.update(DATA)
    found = store.query(f"SELECT * {{ {pattern} }}")
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables if not variable.value.startswith("_")]
    return sorted(" ".join(f"{name}={row[name]}" for name in sorted(names)) for row in found)


@pytest.mark.parametrize("pattern", [*PUSHED, *LEFT])
@pytest.mark.parametrize("values", [["c:a"], ["c:a", "c:c"], ["c:none"]])
def test_rows_are_those_of_the_filter(pattern: str, values: list[str]) -> None:
    """Whether it is turned or not, the rows are those of a disjunction of equalities."""
    given = [NamedNode(value) for value in values]
    bound = inline(f"SELECT * {{ {pattern} }}", {"_c": given})
    # The plain meaning: for one value after the other, the term in the variable's place.
    plain = [
        row
        for term in given
        for row in rows(
            pattern.replace("!BOUND(?_c)", "false").replace("! bound(?_c)", "false").replace("?_c", str(term))
        )
    ]
    assert rows(bound.removeprefix("SELECT * {").rstrip().removesuffix("}")) == sorted(plain)


@pytest.mark.parametrize("pattern", PUSHED)
def test_filter_becomes_values(pattern: str) -> None:
    """These are turned; the filter is gone."""
    bound = inline(f"SELECT * {{ {pattern} }}", {"_c": [NamedNode("c:a")]})
    assert "FILTER" not in bound
    assert "VALUES ?v { <c:a> }" in bound


@pytest.mark.parametrize("pattern", LEFT)
def test_filter_stays(pattern: str) -> None:
    """These mean something else as VALUES, so they stay."""
    bound = inline(f"SELECT * {{ {pattern} }}", {"_c": [NamedNode("c:a")]})
    assert "VALUES" not in bound


def test_literals_stay_in_the_filter() -> None:
    """1 equals 1.0 in a filter, but not in VALUES."""
    bound = inline("SELECT * { GRAPH ?g { ?t <p:n> ?v FILTER(?v = ?_c) } }", {"_c": [Literal(1)]})
    assert "FILTER" in bound


def test_a_parameter_used_twice_keeps_its_values_together() -> None:
    """Two filters of a many-valued parameter speak of the same value in each row."""
    pattern = "GRAPH ?g { ?t <p:to> ?v ; <p:by> ?w FILTER(?v = ?_c) FILTER(?w = ?_c) }"
    bound = inline(f"SELECT * {{ {pattern} }}", {"_c": [NamedNode("c:a"), NamedNode("c:c")]})
    assert bound.count("VALUES") == 1
    assert len(rows(bound.removeprefix("SELECT * {").rstrip().removesuffix("}"))) == 2
