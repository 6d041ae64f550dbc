"""SPARQL tokens: what is a variable, a keyword, a string, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.sparql_tokens import SparqlError, code, outside_call, query_form, tokenize

QUERY = '''PREFIX a: <http://x#> SELECT ?x WHERE { <<( ?a a:b.c 1.5e3 )>> a:x-y/a:z*|^a:b $_c ;
 a:p """x "SERVICE" \\" """, 'it\\'s'@en-GB, "5"^^a:int . FILTER(?a<?b && ?c>=-3) # SERVICE ?_no
 _:b1 :x :y. }'''


def test_tokenize_keeps_every_character() -> None:
    """The tokens joined are the text."""
    assert "".join(token.text for token in tokenize(QUERY)) == QUERY


@given(st.text(alphabet="<>?$_ab:\"'\\#{}().^|&@1\n ", max_size=60))
def test_tokenize_covers_any_text_or_says_where_it_stops(text: str) -> None:
    """For any text the tokens cover it up to its end, or up to the position of the error."""
    try:
        covered, end = "".join(token.text for token in tokenize(text)), len(text)
    except SparqlError as error:
        lines = text.split("\n")
        end = sum(len(line) + 1 for line in lines[: error.line - 1]) + error.column - 1
        covered = "".join(token.text for token in tokenize(text[:end])) if end else ""
    assert covered == text[:end]


def test_tokenize_finds_variables_outside_strings_and_comments() -> None:
    """`?_no` in the comment is no variable; `$_c` is one."""
    assert [t.text for t in tokenize(QUERY) if t.kind == "variable"] == ["?x", "?a", "$_c", "?a", "?b", "?c"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("?a<?b", ["variable", "mark", "variable"]),
        ("<http://x/a>", ["iri"]),
        ('"a"@en', ["string", "language"]),
        ("kg:x.y.", ["name", "mark"]),
        ("'''a'b''c'''", ["string"]),
        ("# SELECT\n?x", ["variable"]),
        ("_:b.", ["blank", "mark"]),
    ],
)
def test_tokenize_kinds(text: str, kinds: list[str]) -> None:
    """Each terminal is told apart as the SPARQL grammar does."""
    assert [token.kind for token in code(tokenize(text))] == kinds


def test_tokenize_names_the_place_of_an_open_string() -> None:
    """A string that is never closed is an error at its quotation mark."""
    with pytest.raises(SparqlError) as caught:
        tokenize('SELECT *\nWHERE { ?s ?p "abc }')
    assert (caught.value.line, caught.value.column) == (2, 15)


@pytest.mark.parametrize(
    ("sparql", "word"),
    [
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE"),
        ("select * { service silent ?x { } }", "SERVICE"),
        ("LOAD <http://x/>", "LOAD"),
        ('SELECT * { ?s ?p "SERVICE" . ?service kg:load ex:SERVICE } # LOAD', None),
        ("SELECT * { <http://x/SERVICE> ?p 'LOAD' }", None),
        ('SELECT * { ?s ?p "\\u0022 } SERVICE <http://x/> {} #" }', "SERVICE"),
        ('SELECT * { ?s ?p "caf\\u00e9" }', None),
    ],
)
def test_outside_call(sparql: str, word: str | None) -> None:
    """SERVICE and LOAD are found as keywords only, also behind escapes that a server may decode first."""
    assert outside_call(sparql) == word


def test_outside_call_hidden_in_an_escaped_keyword_is_refused() -> None:
    """`SERVIC\\u0045` is no token, so it can't pass."""
    with pytest.raises(QueryError):
        outside_call("SELECT * { SERVIC\\u0045 <http://x/> { ?s ?p ?o } }")


@pytest.mark.parametrize(
    ("sparql", "form"), [("PREFIX a: <b> ASK {}", "ASK"), ("DROP ALL", None), ("#ASK\nSELECT * {}", "SELECT")]
)
def test_query_form(sparql: str, form: str | None) -> None:
    """The form is the first of the four keywords outside comments."""
    assert query_form(sparql) == form
