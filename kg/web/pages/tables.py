"""A query's result as a table of a page: cells that link to what they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.results import short
from kg.store.results import Boolean, Solutions
from kg.vocab import BASE, XSD
from kg.web.answers import refuse_outside_calls
from kg.web.layout import grouped, href
from kg.web.services import Services

if TYPE_CHECKING:
    from kg.store.results import Results, Term

SHOWN = 500
"""Rows of a table on a page; the download has all of them."""
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it is shown: its text, what it links to, whether it is a number."""

    text: str
    href: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; `more`: there are rows that are not shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: bool = False
    truth: bool | None = None


def asked(services: Services, sparql: str) -> Table:
    """The result of a query within the server's limits; raises as the query does."""
    refuse_outside_calls(sparql)
    with services.source.process() as process:
        found = process.query(sparql, timeout=services.settings.seconds)
        with found:
            return table_of(found)


def table_of(found: Results) -> Table:
    """The first rows of a result."""
    if isinstance(found, Boolean):
        return Table((), (), truth=found.value)
    columns = found.variables if isinstance(found, Solutions) else ("subject", "predicate", "object")
    rows: list[tuple[Cell, ...]] = []
    more = False
    for row in found:
        if len(rows) == SHOWN:
            more = True
            break
        terms = row if isinstance(row, tuple) else (row.subject, row.predicate, row.object)
        rows.append(tuple(cell(term) for term in terms))
    return Table(tuple(columns), tuple(rows), more)


def cell(term: Term | None) -> Cell:
    """A term as a cell."""
    if term is None:
        return Cell("")
    value = str(getattr(term, "value", term))
    if type(term).__name__ == "NamedNode":
        return Cell(short(term).removeprefix("id:") if value.startswith(BASE) else short(term), href(value))
    datatype = getattr(getattr(term, "datatype", None), "value", "")
    number = datatype in _NUMBERS
    return Cell(grouped(value) if number else short(term), number=number)
