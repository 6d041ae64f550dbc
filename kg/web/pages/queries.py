"""Saved queries as forms, with their results as a table, a chart where one fits, and downloads."""

from __future__ import annotations

from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError
from kg.web import errors
from kg.web.errors import status_of
from kg.web.forms import inputs
from kg.web.layout import not_found, page
from kg.web.pages.tables import Cell, Table, asked
from kg.web.pictures import Link, bars, flow
from kg.web.requests import query_pairs
from kg.web.saved import all_queries, bound, given, saved_query
from kg.web.services import services_of
from kg.web.threads import in_thread

_BARS = 20


async def queries(request: Request) -> Response:
    """All saved queries."""
    return await in_thread(lambda: page(request, "queries.html", queries=all_queries()))


async def query(request: Request) -> Response:
    """One saved query: its form, and its result for the values in the address."""
    try:
        return await in_thread(_query, request)
    except errors.HttpError as error:
        return await not_found(request, error)


def _query(request: Request) -> Response:
    services = services_of(request)
    saved = saved_query(request.path_params["name"])
    pairs = query_pairs(request)
    values = given(saved, pairs, split=True)
    with services.source.reading() as state:
        form = inputs(saved, values, state)
    table: Table | None = None
    sparql = saved.text
    error: KgError | None = None
    # Without values it runs at once where nothing is required: an empty page answers no question.
    missing = [param.name for param in saved.params.values() if param.required and param.name not in values]
    if not missing or values:
        try:
            sparql = bound(services, saved, values)
            table = asked(services, sparql)
        except KgError as problem:
            error = problem
    return page(
        request,
        "query.html",
        status=status_of(error) if error else 200,
        saved=saved,
        form=form,
        table=table,
        sparql=sparql,
        error=str(error) if error else "",
        chart=chart(table) if table else Markup(),
        download=urlencode([(k, v) for k, vs in values.items() for v in vs]),
    )


def chart(table: Table) -> Markup:
    """A picture of a result: lines from supplier to recipient, or bars of the first column of numbers."""
    columns = {name: at for at, name in enumerate(table.columns)}
    if {"supplier", "recipient"} <= columns.keys():
        a, b = columns["supplier"], columns["recipient"]
        links = [
            Link(row[a].text, row[b].text, "transfer", _weight(row, columns), row[a].href, row[b].href)
            for row in table.rows
            if row[a].text and row[b].text
        ]
        return flow(links, width=720, most=14, name="Suppliers and recipients")
    numbers = [at for at in range(len(table.columns)) if table.rows and all(row[at].number for row in table.rows)]
    labels = [at for at in range(len(table.columns)) if at not in numbers]
    if not numbers or not labels or not 2 <= len(table.rows) <= 200:
        return Markup()
    counted = [(row[labels[0]].text, _plain(row[numbers[0]]), row[labels[0]].href) for row in table.rows]
    if len({label for label, _, _ in counted}) < len(counted):
        return Markup()
    counted.sort(key=lambda item: -item[1])
    return bars(counted[:_BARS], css="relation", name=table.columns[numbers[0]].replace("_", " "))


def _weight(row: tuple[Cell, ...], columns: dict[str, int]) -> float:
    """How many deals a row stands for."""
    return _plain(row[columns["transfers"]]) if "transfers" in columns else 1.0


def _plain(cell: Cell) -> float:
    return float(cell.text.replace("\u2009", "")) if cell.number else 1.0
