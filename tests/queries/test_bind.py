"""Values in a query: at the right tokens, as terms, and never as anything else."""

from __future__ import annotations

import math
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store

from kg.errors import QueryError, UsageError
from kg.queries import bind, query_from_text
from kg.queries.bind import inline
from kg.sparql_tokens import code, tokenize
from kg.store import Solutions, open_store
from kg.store import Store as KgStore
from kg.vocab import PREFIXES

A, B = NamedNode("http://x/a"), NamedNode("http://x/b")

SHAPES = [
    "SELECT ?x WHERE { GRAPH ?g { ?x kg:p ?_c . FILTER(!BOUND(?_c) || ?y = ?_c) FILTER(BOUND(?_c) && ?a<?_c) } }",
    "SELECT ?_c (COUNT(?x) AS ?n) WHERE { { ?x kg:p ?_c } UNION { ?z kg:p ?_c } } GROUP BY ?_c ORDER BY ?_c",
    "SELECT * { { SELECT ?_c { ?s ?p ?_c } ORDER BY ?_c LIMIT 3 } FILTER(?o = ?_c) }",
    "CONSTRUCT { ?s ?p ?_c } WHERE { ?s ?p ?_c OPTIONAL { ?o ?q ?_c } }",
    "ASK { VALUES (?k ?l) { (1 2) } ?l ?k ?_c . MINUS { ?l kg:no ?_c } }",
    "SELECT (STR(?_c) AS ?n) { ?x ?y ?z FILTER EXISTS { ?x ?y ?_c } FILTER NOT EXISTS { ?z ?y ?_c } }",
    'SELECT * { ?s ?p "?_c <?_c> \\" ?_c" , ?_c # ?_c\n }',
    "SELECT * { ?s kg:a/^kg:b ?_c FILTER(CONTAINS(?s, ?_c) && ?_c IN (1, ?_c)) }",
]


def parses(sparql: str) -> bool:
    """Whether the engine takes it."""
    Store().query(sparql, prefixes=PREFIXES)
    return True


@pytest.mark.parametrize("sparql", SHAPES)
@pytest.mark.parametrize("given_", [[A], [A, B], [Literal("x")]])
def test_inline_leaves_valid_sparql(sparql: str, given_: list[NamedNode | Literal]) -> None:
    """One value or two, in every place a variable can stand."""
    bound = inline(sparql, {"_c": given_})
    assert parses(bound)
    assert str(given_[0]) in bound


def test_inline_leaves_strings_and_comments_alone() -> None:
    """What looks like the variable inside a string or a comment stays."""
    bound = inline(SHAPES[6], {"_c": [A]})
    assert bound.replace("  ", " ").replace("> #", ">#") == (
        'SELECT * { ?s ?p "?_c <?_c> \\" ?_c" , <http://x/a># ?_c\n }'
    )


def test_inline_does_not_touch_longer_names() -> None:
    """`?_a` is no part of `?_ab`."""
    assert inline("ASK { ?_a ?_ab ?x_a }", {"_a": [A]}) == "ASK {  <http://x/a>  ?_ab ?x_a }"


def test_guard_goes_only_where_it_can() -> None:
    """`!BOUND(?_c) ||` goes at the head of a bracket; elsewhere BOUND becomes true, which changes nothing."""
    assert "BOUND" not in inline("ASK { ?s ?p ?o FILTER(!BOUND(?_c) || ?o = ?_c) }", {"_c": [A]})
    kept = inline("ASK { ?s ?p ?o FILTER(false && !BOUND(?_c) || ?o = ?_c) }", {"_c": [A]})
    assert " ".join(kept.split()) == "ASK { ?s ?p ?o FILTER(false && ! true || ?o = <http://x/a> ) }"


def test_many_values_stand_at_the_head_of_each_group() -> None:
    """Each group with the variable gets its VALUES first, where the planner begins."""
    bound = " ".join(inline("ASK { GRAPH ?g { ?s ?p ?_c } ?s ?p ?o }", {"_c": [A, B]}).split())
    assert bound == "ASK { GRAPH ?g { VALUES ?_c { <http://x/a> <http://x/b> } ?s ?p ?_c } ?s ?p ?o }"


def test_selected_variable_keeps_its_column() -> None:
    """A parameter that is also selected or grouped by still has its values in the result."""
    store = Store()
    store.update("INSERT DATA { <http://x/s> <http://x/p> <http://x/a>, <http://x/b> }")
    rows = store.query(inline("SELECT ?_c (COUNT(?s) AS ?n) { ?s ?p ?_c } GROUP BY ?_c", {"_c": [A]}))
    assert [[term.value for term in row] for row in rows] == [["http://x/a", "1"]]  # type: ignore[union-attr]


def test_describe_takes_several() -> None:
    """DESCRIBE lists its terms."""
    assert inline("DESCRIBE ?_c", {"_c": [A, B]}).split() == ["DESCRIBE", "<http://x/a>", "<http://x/b>"]


def test_values_without_a_group_are_refused() -> None:
    """Where neither a term nor VALUES can stand, the error says what to do."""
    with pytest.raises(QueryError, match=r"inside WHERE"):
        inline("DESCRIBE ?x ORDER BY ?_c", {"_c": [A]})


TEXT = st.text(max_size=30) | st.text(alphabet="\"'\\{}<>?$_c#;.|^@u00257C\n\r ", max_size=30)


@settings(max_examples=300)
@given(st.lists(TEXT, min_size=1, max_size=3), st.sampled_from(SHAPES))
def test_no_text_can_change_the_structure(texts: list[str], sparql: str) -> None:
    """Whatever the value, the tokens are those of a harmless value but for the value's own, and it parses."""
    tame = [f"w{i}" for i in range(len(texts))]
    bound = inline(sparql, {"_c": [Literal(text) for text in texts]})
    model = inline(sparql, {"_c": [Literal(text) for text in tame]})
    ours, theirs = code(tokenize(bound)), code(tokenize(model))
    assert [token.kind for token in ours] == [token.kind for token in theirs]
    harmless = {str(Literal(text)) for text in tame}
    assert [t.text for t, m in zip(ours, theirs, strict=True) if m.text not in harmless] == [
        t.text for t in theirs if t.text not in harmless
    ]
    assert parses(bound)


@settings(max_examples=200)
@given(TEXT)
def test_a_text_comes_back_as_it_was_given(text: str) -> None:
    """The engine reads exactly the text that was typed."""
    [row] = Store().query(inline("SELECT ?x { BIND(?_c AS ?x) }", {"_c": [Literal(text)]}))  # type: ignore[misc]
    assert row["x"] == Literal(text)


@settings(max_examples=200)
@given(TEXT, st.sampled_from(["country", "actor", "weapon", "concept", "date", "text", "number", "iri"]))
def test_no_value_of_any_type_can_change_the_structure(text: str, type_: str) -> None:
    """Through the whole of `bind`: a value is refused, or it becomes one term where the variable was."""
    query = query_from_text(f"#+ params:\n#+   c: {{type: {type_}}}\nASK {{ ?s ?p ?_c . ?s kg:x ?o }}", "q")
    with _Nothing() as store:
        try:
            bound = bind(query, {"c": text}, cast("KgStore", store))
        except UsageError:
            return
    kinds = [token.kind for token in code(tokenize(bound))]
    term = kinds[4:-5]
    assert kinds[:4] == ["word", "mark", "variable", "variable"]
    assert term in (["iri"], ["string"], ["string", "mark", "iri"], ["number"])
    assert kinds[-5:] == ["mark", "variable", "name", "variable", "mark"]


class _Nothing:
    """A store that holds nothing."""

    def __enter__(self) -> _Nothing:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def query(self, sparql: str, *, timeout: float = math.inf) -> Solutions:
        """No rows, whatever is asked."""
        found = Store().query(sparql, prefixes=PREFIXES)
        return Solutions((), found)  # type: ignore[arg-type]


def rows(small_store: Path, text: str, **params: str | list[str]) -> list[list[str]]:
    """The rows of a query with parameters, sorted."""
    with open_store(small_store) as store:
        found = store.query(bind(query_from_text(text, "q"), params, store))
        assert isinstance(found, Solutions)
        return sorted([getattr(term, "value", "").rpartition("/")[2] for term in row] for row in found)


TRANSFERS = """#+ params:
#+   recipient: {type: country, many: true}
#+   min: {type: number}
SELECT ?to ?n WHERE { GRAPH ?a {
  ?t kg:recipient ?to ; kg:item/kg:quantity ?n .
  ?t kg:recipient ?_recipient .  #? recipient
  FILTER(!BOUND(?_min) || ?n >= ?_min)
} }"""


def test_optional_parameters(small_store: Path) -> None:
    """Unset they restrict nothing; set they do, one value or many; a marked line goes with its parameter."""
    assert rows(small_store, TRANSFERS) == [["COG", "24"], ["VEN", "100"]]
    assert rows(small_store, TRANSFERS, recipient="Venezuela") == [["VEN", "100"]]
    assert rows(small_store, TRANSFERS, recipient=["VE", "COG"]) == [["COG", "24"], ["VEN", "100"]]
    assert rows(small_store, TRANSFERS, min="50") == [["VEN", "100"]]
    assert rows(small_store, TRANSFERS, min="50", recipient="COG") == []


def test_marked_line_is_kept_or_left_out(small_store: Path) -> None:
    """Without a value the line is no part of the query, so that things that lack the property are found."""
    with open_store(small_store) as store:
        query = query_from_text(TRANSFERS, "q")
        assert "?_recipient" not in bind(query, {}, store)
        assert "country/VEN" in bind(query, {"recipient": "VEN"}, store)
    assert len(bind(query, {}, store).splitlines()) == len(TRANSFERS.splitlines())


def test_wrong_parameters(small_store: Path) -> None:
    """Unknown, missing and repeated parameters are wrong use, with a hint."""
    query = query_from_text("#+ params:\n#+   country: {required: true, help: a state}\nASK { ?_country ?p ?o }", "q")
    with open_store(small_store) as store:
        with pytest.raises(UsageError, match="no parameter 'contry'; did you mean country"):
            bind(query, {"contry": "x"}, store)
        with pytest.raises(UsageError, match=r"needs a value for 'country': -p country=… \(a state\)"):
            bind(query, {}, store)
        with pytest.raises(UsageError, match="one value for 'country', not 2"):
            bind(query, {"country": ["a", "b"]}, store)
        with pytest.raises(UsageError, match="takes none"):
            bind(query_from_text("ASK {}", "q"), {"x": "y"}, store)


def test_a_period_that_ends_before_it_begins_is_refused(small_store: Path) -> None:
    """`since` after `until` is wrong use; the same month or year for both is a period."""
    text = (
        "#+ params:\n#+   since: {type: date}\n#+   until: {type: date, end: true}\nASK { FILTER(?_since < ?_until) }"
    )
    query = query_from_text(text, "q")
    with open_store(small_store) as store:
        with pytest.raises(UsageError, match="since=2025 is later than until=2024-06"):
            bind(query, {"since": "2025", "until": "2024-06"}, store)
        assert '"2024-12-31"' in bind(query, {"since": "2024", "until": "2024"}, store)


def test_default_serves_where_nothing_is_given(small_store: Path) -> None:
    """A default is bound like a given value, and gives way to one."""
    text = "#+ params:\n#+   n: {type: number, default: 24}\nSELECT ?t { GRAPH ?g { ?t kg:quantity ?_n } }"
    assert len(rows(small_store, text)) == 1
    assert rows(small_store, text, n="3") == []
