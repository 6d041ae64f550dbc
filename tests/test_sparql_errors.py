"""Broken SPARQL: the error stands at the token that can't be there."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from kg.sparql_errors import syntax_error
from kg.vocab import PREFIXES


@pytest.mark.parametrize(
    ("sparql", "message"),
    [
        ("SELECT * {", "line 1, column 11: the query breaks off"),
        ("SELECT * }", "line 1, column 10: can't understand '}'"),
        ("SELECT *\nWHERE { ?s ?p }\n", "line 2, column 15: can't understand '}'"),
        ("SELCT ?x {}", "line 1, column 1: can't understand 'SELCT ?x {}'"),
        ('ASK { ?s ?p "é" "x" }', "line 1, column 17: can't understand '\"x\" }'"),
        ("ASK { ?s a kg:X FILTER(?x = ) }", "line 1, column 29: can't understand ') }'"),
        ("SELECT * { ?s ?p ?o\n FILTR(?o) }", "line 2, column 2: can't understand 'FILTR(?o) }'"),
        ("ASK { ?s unknown:x ?o }", "line 1, column 10: Prefix not found: 'unknown:x'"),
        ("# {{{\nSELECT * { ?s ?p ?o } LIMIT x", "line 2, column 29: can't understand 'x'"),
    ],
)
def test_position_is_that_of_the_first_wrong_token(sparql: str, message: str) -> None:
    """Line and column count from 1, comments and earlier lines included."""
    with pytest.raises(SyntaxError) as caught:
        Store().query(sparql, prefixes=PREFIXES)
    assert str(syntax_error(str(caught.value), sparql)) == message


def test_errors_of_meaning_keep_their_words() -> None:
    """What the parser says in words is passed on."""
    sparql = "SELECT (COUNT(?a) AS ?n) ?b WHERE { ?a ?p ?b }"
    with pytest.raises(SyntaxError) as caught:
        Store().query(sparql)
    assert "The SELECT contains a variable that is unbound" in str(syntax_error(str(caught.value), sparql))
