"""A saved query's header: what it declares, grlc's conventions, and errors with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError, QueryError
from kg.queries import Param, query_from_text, read_query

QUERY = """#+ summary: Transfers
#+ description: |
#+   One row a transfer.
#+   With its supplier.
#+ params:
#+   supplier: {type: country, help: who gives, many: true}
#+   since: {type: date, required: true}
#+   status: {enum: [planned, ordered], default: planned}
SELECT ?t WHERE { GRAPH ?g { ?t kg:supplier ?_supplier ; kg:date ?d ; kg:status $_status FILTER(?d >= ?_since) } }
"""


def test_header_is_read() -> None:
    """Summary, description and every parameter's traits come from the header, in its order."""
    query = query_from_text(QUERY, "transfers")
    assert (query.summary, query.description) == ("Transfers", "One row a transfer.\nWith its supplier.")
    assert list(query.params.values()) == [
        Param("supplier", ("_supplier",), type="country", help="who gives", many=True),
        Param("since", ("_since",), type="date", required=True),
        Param("status", ("_status",), default=("planned",), enum=("planned", "ordered")),
    ]


def test_grlc_file_is_read_unchanged() -> None:
    """Endings give types, one underscore means required, two optional; defaults and enumerate count."""
    query = query_from_text(
        "#+ summary: Bands\n#+ endpoint: http://dbpedia.org/sparql\n#+ method: GET\n#+ pagination: 100\n"
        "#+ tags:\n#+   - bands\n#+ defaults:\n#+   - genre: http://x/rock\n#+ enumerate:\n#+   - kind: [a, b]\n"
        "SELECT * WHERE { ?s ?_genre_iri ?_year_integer ; ?p ?_label_en , ?_kind . OPTIONAL { ?s ?q ?__name } }",
        "bands",
    )
    assert dict(query.params) == {
        "genre": Param("genre", ("_genre_iri",), type="iri", default=("http://x/rock",)),
        "kind": Param("kind", ("_kind",), required=True, enum=("a", "b")),
        "label": Param("label", ("_label_en",), required=True, language="en"),
        "name": Param("name", ("__name",)),
        "year": Param("year", ("_year_integer",), type="number", required=True),
    }


def test_declared_name_wins_over_an_ending() -> None:
    """`?_fact_iri` is the parameter fact_iri where the header says so."""
    query = query_from_text("#+ params:\n#+   fact_iri: {type: iri}\nASK { ?_fact_iri ?p ?o }", "x")
    assert list(query.params) == ["fact_iri"]


def test_variables_in_strings_and_comments_are_no_parameters() -> None:
    """Only tokens count."""
    assert not query_from_text('ASK { ?s ?p "?_a" } # ?_b', "x").params


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#+ summary: [a\n#+ b: c\nASK {}", r"^q:2:\d+: header: "),
        ("PREFIX a: <b>\n#+ params: {x: {type: colour}}\nASK { ?_x ?p ?o }", "no type 'colour'; types: country, actor"),
        ("#+ params: {x: {kind: date}}\nASK { ?_x ?p ?o }", "unknown key 'kind'"),
        ("#+ params: {y: {type: date}}\nASK { ?_x ?p ?o }", r"'y' has no variable \?_y"),
        ("#+ params: [x]\nASK { ?_x ?p ?o }", "params must map names"),
        ("#+ just words\nASK {}", "expected lines such as"),
        ("ASK { ?s ?p 'open }", "^q:1:13: "),
    ],
)
def test_broken_header_names_file_line_and_column(text: str, message: str) -> None:
    """One line that begins with the place."""
    with pytest.raises(QueryError, match=message) as caught:
        query_from_text(text, "q")
    assert "\n" not in str(caught.value)


def test_check_names_the_place_in_the_file(tmp_path: Path) -> None:
    """SPARQL that does not parse is reported with file, line and column, header lines counted."""
    file = tmp_path / "broken.rq"
    file.write_text("#+ summary: x\nSELECT *\nWHERE { ?s ?p }\n")
    with pytest.raises(QueryError, match=rf"^{file}:3:15: can't understand '}}'"):
        read_query(file).check()


def test_check_does_not_run_service(tmp_path: Path) -> None:
    """Checking an ASK with SERVICE calls nobody (it would fail on the closed port)."""
    query_from_text("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "x").check()


def test_unreadable_files(tmp_path: Path) -> None:
    """A folder, bytes that are no text, and a file too large to be a query are told apart."""
    with pytest.raises(InputError, match="can't be read"):
        read_query(tmp_path)
    file = tmp_path / "q.rq"
    file.write_bytes(b"ASK {} # \xff")
    with pytest.raises(QueryError, match="byte 9 is no UTF-8"):
        read_query(file)
    file.write_bytes(b"#" * (2 << 20))
    with pytest.raises(InputError, match="larger than a query"):
        read_query(file)
