"""The forms a query's result is written in: one table for the command line, the web and Python.

Rows: the W3C formats are written by the RDF library, the others here; every one streams, so that ten
million rows take no more memory than ten. Graphs: every format of `pyoxigraph.RdfFormat`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, NamedTuple, TypeVar

from kg.errors import UsageError
from kg.store.results import Row, Solutions
from kg.vocab import BASE, PREFIXES, XSD

if TYPE_CHECKING:
    from pyoxigraph import RdfFormat

    from kg.store.results import Term

_ARTICLES = BASE + "article/"
_NUMERIC = {XSD + name for name in ("integer", "decimal", "double", "float")}
Format = TypeVar("Format")
_BATCH = 10_000
"""Rows of a Parquet row group."""


class RowFormat(NamedTuple):
    """A way to write rows: its name, media type, file ending and writer."""

    name: str
    media_type: str
    extension: str
    write: Callable[[Solutions, IO[bytes]], None]


class GraphFormat(NamedTuple):
    """A way to write triples; `rdf` is the attribute of pyoxigraph.RdfFormat."""

    name: str
    media_type: str
    extension: str
    rdf: str

    def format(self) -> RdfFormat:
        """The library's own value for it."""
        from pyoxigraph import RdfFormat

        found = getattr(RdfFormat, self.rdf)
        assert isinstance(found, RdfFormat)
        return found


def short(term: Term | None) -> str:
    """A term for people to read: literals bare, IRIs with a prefix (`kg:planned`, `id:country/VEN`).

    What stands in an article is named by it (`c05/transfer/1`); parameters of the type iri accept these forms.
    """
    value = getattr(term, "value", None)
    if term is None or value is None:
        return "" if term is None else str(term)
    if type(term).__name__ != "NamedNode":
        return f"_:{value}" if type(term).__name__ == "BlankNode" else str(value)
    text = str(value)
    if text.startswith(_ARTICLES) and "/" in text[len(_ARTICLES) :]:
        return text[len(_ARTICLES) :]
    if text.startswith(BASE):
        return "id:" + text[len(BASE) :]
    for prefix, namespace in PREFIXES.items():
        if text.startswith(namespace) and len(text) > len(namespace):
            return f"{prefix}:{text[len(namespace) :]}"
    return text


def native(term: Term | None) -> str | int | float | bool | None:
    """A term as JSON and data frames hold it: numbers and truth values as such, everything else as text.

    Decimals become floats: exact digits are in the CSV, TSV, JSON and XML formats.
    """
    if term is None:
        return None
    datatype = getattr(getattr(term, "datatype", None), "value", None)
    value = str(getattr(term, "value", term))
    if datatype == XSD + "integer":
        return int(value)
    if datatype in _NUMERIC:
        return float(value)
    if datatype == XSD + "boolean":
        return value in ("true", "1")
    return value


def row_format(name: str) -> RowFormat:
    """The format of this name; raises UsageError if there is none."""
    return _by_name(name, ROW_FORMATS)


def graph_format(name: str) -> GraphFormat:
    """The graph format of this name; raises UsageError if there is none."""
    return _by_name(name, GRAPH_FORMATS)


def format_of_file(path: str) -> str | None:
    """The name of the format that a file's ending says (before `.gz` and `.zst`); None if it says none."""
    known = {f".{form.extension}": form.name for form in ROW_FORMATS.values()}
    known |= {f".{form.extension}": form.name for form in GRAPH_FORMATS.values()}
    return known.get(ending(path))


def ending(path: str) -> str:
    """A file's ending in small letters (`.csv`) before `.gz` and `.zst`; empty if it has none."""
    suffixes = (s.lower() for s in reversed(PurePath(path).suffixes))
    return next((s for s in suffixes if s not in (".gz", ".zst")), "")


def plain_table(variables: tuple[str, ...], rows: Iterator[Row]) -> Iterator[str]:
    """Lines of columns set by spaces; widths come from the first rows, so that it streams. Long cells are cut."""
    head = [list(map(_cell, row)) for row in islice(rows, _TABLE_ROWS)]
    widths = [min(_WIDEST, max(map(len, column))) for column in zip(variables, *head, strict=True)]
    yield _columns(list(variables), widths)
    yield _columns(["-" * width for width in widths], widths)
    for cells in head:
        yield _columns(cells, widths)
    for row in rows:
        yield _columns(list(map(_cell, row)), widths)


_TABLE_ROWS = 200
_WIDEST = 60


def _one_line(term: Term | None) -> str:
    return " ".join(short(term).split())


def _cell(term: Term | None) -> str:
    text = _one_line(term)
    # An IRI in part is of no use to anybody.
    return text if len(text) <= _WIDEST or type(term).__name__ == "NamedNode" else text[: _WIDEST - 1] + "…"


def _columns(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _w3c(name: str) -> Callable[[Solutions, IO[bytes]], None]:
    def write(solutions: Solutions, output: IO[bytes]) -> None:
        from pyoxigraph import QueryResultsFormat

        solutions.serialize(output, getattr(QueryResultsFormat, name))

    return write


def _write_table(solutions: Solutions, output: IO[bytes]) -> None:
    for line in plain_table(solutions.variables, iter(solutions)):
        output.write(f"{line}\n".encode())


def _write_markdown(solutions: Solutions, output: IO[bytes]) -> None:
    def line(cells: list[str]) -> bytes:
        return ("| " + " | ".join(cell.replace("\\", "\\\\").replace("|", "\\|") for cell in cells) + " |\n").encode()

    output.write(line(list(solutions.variables)))
    output.write(line(["---"] * len(solutions.variables)))
    for row in solutions:
        output.write(line([_one_line(term) for term in row]))


def _write_jsonl(solutions: Solutions, output: IO[bytes]) -> None:
    for row in solutions:
        record = {name: native(term) for name, term in zip(solutions.variables, row, strict=True) if term is not None}
        output.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


def _write_parquet(solutions: Solutions, output: IO[bytes]) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError("the format parquet needs pyarrow: pip install 'defence-kg[parquet]'") from None
    # Every column is text: the type of an RDF column may change from row to row, a file's schema can't.
    schema = pa.schema([(name, pa.string()) for name in solutions.variables])
    with pq.ParquetWriter(output, schema) as writer:
        for batch in _batches(iter(solutions)):
            columns = [[None if t is None else str(getattr(t, "value", t)) for t in column] for column in zip(*batch)]  # noqa: B905
            writer.write_table(pa.table(columns, schema=schema))


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _by_name(name: str, table: dict[str, Format]) -> Format:
    if name not in table:
        raise UsageError(f"there is no such format {name!r} for this query's result; formats: {', '.join(table)}")
    return table[name]


ROW_FORMATS: dict[str, RowFormat] = {
    f.name: f
    for f in (
        RowFormat("table", "text/plain", "txt", _write_table),
        RowFormat("csv", "text/csv", "csv", _w3c("CSV")),
        RowFormat("tsv", "text/tab-separated-values", "tsv", _w3c("TSV")),
        RowFormat("json", "application/sparql-results+json", "json", _w3c("JSON")),
        RowFormat("xml", "application/sparql-results+xml", "xml", _w3c("XML")),
        RowFormat("jsonl", "application/x-ndjson", "jsonl", _write_jsonl),
        RowFormat("md", "text/markdown", "md", _write_markdown),
        RowFormat("parquet", "application/vnd.apache.parquet", "parquet", _write_parquet),
    )
}
GRAPH_FORMATS: dict[str, GraphFormat] = {
    f.name: f
    for f in (
        GraphFormat("turtle", "text/turtle", "ttl", "TURTLE"),
        GraphFormat("trig", "application/trig", "trig", "TRIG"),
        GraphFormat("ntriples", "application/n-triples", "nt", "N_TRIPLES"),
        GraphFormat("nquads", "application/n-quads", "nq", "N_QUADS"),
        GraphFormat("rdfxml", "application/rdf+xml", "rdf", "RDF_XML"),
        GraphFormat("jsonld", "application/ld+json", "jsonld", "JSON_LD"),
    )
}
