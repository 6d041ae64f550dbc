"""Patterns known to be slow are found, and quick ones are not warned of."""

from __future__ import annotations

import pytest

from kg.queries import slow_patterns


@pytest.mark.parametrize(
    ("sparql", "sign"),
    [
        ("SELECT * { ?x a kg:A FILTER NOT EXISTS { ?y a kg:Y ; kg:loc ?x } }", "FILTER NOT EXISTS"),
        ("SELECT * { ?x a kg:A } VALUES ?x { kg:b }", "VALUES after WHERE"),
        ("SELECT * { ?x a kg:A . VALUES ?x { kg:b } }", "VALUES after other patterns"),
        ("SELECT * { ?x a ?t FILTER(contains(?t, 'x')) }", "CONTAINS"),
        ("SELECT * { ?x a kg:A { ?x kg:b ?y } UNION { ?x kg:c ?y } }", "UNION"),
        ("SELECT * { { ?x kg:b ?y } UNION { ?x kg:c ?y } UNION { ?x kg:d ?y } ?x a kg:A }", "UNION"),
    ],
)
def test_slow_pattern_is_found(sparql: str, sign: str) -> None:
    """Each of the known patterns gives one warning."""
    [warning] = slow_patterns(sparql)
    assert warning.startswith(sign)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { ?x a kg:A FILTER NOT EXISTS { ?x kg:loc ?y } }",
        "SELECT * { VALUES ?x { kg:b } ?x a kg:A }",
        "SELECT * { GRAPH ?g { VALUES ?x { kg:b } VALUES ?y { kg:c } ?x a ?y } }",
        "SELECT * { { ?x kg:b ?y } UNION { ?x kg:c ?y } }",
        "SELECT * { ?x rdfs:label 'CONTAINS' } # UNION",
    ],
)
def test_quick_pattern_is_left_alone(sparql: str) -> None:
    """No warning without a reason."""
    assert slow_patterns(sparql) == []
