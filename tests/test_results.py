"""Result formats: what each writes, and that none loses or holds rows."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from kg.errors import UsageError
from kg.results import GRAPH_FORMATS, ROW_FORMATS, format_of_file, graph_format, native, row_format, short
from kg.store import Solutions
from kg.vocab import BASE, XSD


def solutions(sparql: str) -> Solutions:
    """The rows of a query on nothing."""
    found = Store().query(sparql)
    assert isinstance(found, QuerySolutions)
    return Solutions(tuple(variable.value for variable in found.variables), found)


def written(sparql: str, format_: str) -> str:
    """What a format writes."""
    output = io.BytesIO()
    row_format(format_).write(solutions(sparql), output)
    return output.getvalue().decode()


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (NamedNode(BASE + "country/VEN"), "id:country/VEN"),
        (NamedNode("https://w3id.org/defence-kg/ontology#planned"), "kg:planned"),
        (NamedNode("http://example.org/x"), "http://example.org/x"),
        (Literal("Igla-S"), "Igla-S"),
        (Literal("x", language="en"), "x"),
        (Literal(24), "24"),
        (BlankNode("b"), "_:b"),
        (None, ""),
    ],
)
def test_short(term: NamedNode | Literal | BlankNode | None, text: str) -> None:
    """IRIs get a prefix where one fits, literals stand bare, nothing is an empty cell."""
    assert short(term) == text


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (Literal(24), 24),
        (Literal("1.5", datatype=NamedNode(XSD + "decimal")), 1.5),
        (Literal(True), True),
        (Literal("24"), "24"),
        (Literal("2024-05-17", datatype=NamedNode(XSD + "date")), "2024-05-17"),
        (None, None),
    ],
)
def test_native(term: Literal | None, value: object) -> None:
    """Numbers and truth values are Python's own, everything else is text."""
    found = native(term)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("rows", [0, 1, 200, 201, 450])
@pytest.mark.parametrize("format_", [name for name in ROW_FORMATS if name != "parquet"])
def test_no_row_is_lost(format_: str, rows: int) -> None:
    """Every format writes every row once, also past the rows that a table measures its columns by."""
    values = " ".join(f'"row{i}."' for i in range(rows))
    text = written(f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }}", format_)
    assert [text.count(f"row{i}.") for i in range(rows)] == [1] * rows
    assert text.count("row") == rows


def test_table_keeps_each_row_on_its_line() -> None:
    """Line breaks and tabs in a value become spaces; wide values do not widen the column for all."""
    text = written('SELECT ?a ?b WHERE { VALUES (?a ?b) { ("x\\ny\\tz" 1) ("w" 22) } }', "table")
    assert text == "a      b\n-----  --\nx y z  1\nw      22\n"


def test_markdown_escapes_what_would_break_the_table() -> None:
    """Bars and backslashes in a value are no table syntax."""
    text = written('SELECT ?a WHERE { VALUES ?a { "x|y\\\\z\\nw" } }', "md")
    assert text.splitlines()[2] == "| x\\|y\\\\z w |"


def test_rows_are_not_held() -> None:
    """A format writes while it reads: with an endless query the first rows come out."""

    class Enough(Exception):
        pass

    class Output(io.BytesIO):
        def write(self, data: object) -> int:
            if self.tell() > 1 << 16:
                raise Enough
            return super().write(data)  # type: ignore[arg-type]

    digits = " ".join(map(str, range(10)))
    endless = "SELECT * WHERE { " + " ".join(f"VALUES ?x{i} {{ {digits} }}" for i in range(12)) + " }"
    for name in ("table", "csv", "jsonl", "md", "json"):
        with pytest.raises(Enough):
            row_format(name).write(solutions(endless), Output())


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.csv", "csv"),
        ("a.b.json.gz", "json"),
        ("x.ttl.zst", "turtle"),
        ("x.nq", "nquads"),
        ("x", None),
        ("x.gz", None),
    ],
)
def test_format_of_file(path: str, name: str | None) -> None:
    """The ending before .gz and .zst says the format."""
    assert format_of_file(path) == name


@pytest.mark.parametrize("find", [row_format, graph_format])
def test_unknown_format(find: Callable[[str], object]) -> None:
    """An unknown name is wrong use that lists the known ones."""
    with pytest.raises(UsageError, match="formats: "):
        find("excel")


def test_every_format_has_its_own_ending_and_media_type() -> None:
    """No two formats share an ending, so that a file name always says which is meant."""
    rows, graphs = ROW_FORMATS.values(), GRAPH_FORMATS.values()
    extensions = [*(form.extension for form in rows), *(form.extension for form in graphs)]
    media_types = [*(form.media_type for form in rows), *(form.media_type for form in graphs)]
    assert len(set(extensions)) == len(set(media_types)) == len(extensions)
