"""`kg query`: a saved query, a query file or SPARQL on standard input."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

import click

from kg.cli import store_option
from kg.errors import QueryError, UsageError

if TYPE_CHECKING:
    from kg.queries import SavedQuery
    from kg.store import Results, Store

_ROWS = "table, csv, tsv, json, xml, jsonl, md, parquet"
_GRAPHS = "turtle, trig, ntriples, nquads, rdfxml, jsonld"


@click.command()
@click.argument("name", metavar="NAME|FILE|-")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter; repeat it for many.")
@click.option("-f", "--format", "format_", metavar="FORMAT", help=f"Rows: {_ROWS}; graphs: {_GRAPHS}.")
@click.option("-o", "--output", metavar="FILE", help="Write here; the ending gives the format, .gz and .zst compress.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop it after this time (exit code 124).",
)
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), metavar="X", help="Only facts at least this sure (0 to 1)."
)
@click.option("--show", is_flag=True, help="Print the SPARQL with the values in it, and do not run it.")
@click.option("--explain", is_flag=True, help="Print how the query will be run, and do not run it.")
@click.option("--allow-network", is_flag=True, help="Permit SERVICE, which calls other servers.")
@store_option
def query(
    name: str,
    params: tuple[str, ...],
    format_: str | None,
    output: str | None,
    timeout: float | None,
    min_confidence: float | None,
    show: bool,
    explain: bool,
    allow_network: bool,
    store: str,
) -> None:
    """Ask the store a saved query (`kg queries` lists them), a query file, or SPARQL on standard input (-).

    \b
    kg query transfers -p recipient=Venezuela
    kg query transfers -p supplier=Russia -p supplier=CHN --format csv -o out.csv
    echo 'SELECT ?a { GRAPH ?a { ?a a kg:Article } }' | kg query -
    """
    from kg.queries import bind
    from kg.store import open_store

    chosen = format_ or _format_of(output)
    saved = _saved(name)
    given = given_values(params)
    if min_confidence is not None:
        if "min_confidence" not in saved.params:
            raise UsageError(f"{saved.name} has no parameter min_confidence, so --min-confidence does nothing")
        given["min_confidence"] = [repr(min_confidence)]
    with open_store(store) as opened:
        sparql = bind(saved, given, opened)
        if show:
            click.echo(sparql)
        elif explain:
            _explain(sparql)
        else:
            if saved.needs_links:
                _note_missing_links(opened)
            _run(opened, sparql, saved, chosen, output, timeout, allow_network)


def _run(
    store: Store,
    sparql: str,
    saved: SavedQuery,
    format_: str | None,
    output: str | None,
    timeout: float | None,
    network: bool,
) -> None:
    # Without a limit too, the query runs where Ctrl-C can stop it.
    from kg.sparql_tokens import SparqlError

    try:
        results = store.query(sparql, timeout=timeout or math.inf, network=network)
    except SparqlError as error:
        raise error.in_file(saved.where) from error
    with results:
        _write(results, format_, output)


def _note_missing_links(store: Store) -> None:
    """Says on standard error that the store holds no links between articles, for a query that needs them."""
    from kg.store import Boolean
    from kg.vocab import LINKS_GRAPH

    found = store.query(f"ASK {{ GRAPH <{LINKS_GRAPH}> {{ ?s ?p ?o }} }}")
    if isinstance(found, Boolean) and not found.value:
        click.echo(
            "note: this query needs links between articles, and the store has none; `kg link` makes them", err=True
        )


def _format_of(output: str | None) -> str | None:
    """The format that a file's ending names; None for no file, or one without an ending."""
    from kg.results import GRAPH_FORMATS, ROW_FORMATS, ending, format_of_file

    if output is None or not ending(output):
        return None
    found = format_of_file(output)
    if found is None:
        known = [f".{form.extension}" for form in ROW_FORMATS.values()]
        known += [f".{form.extension}" for form in GRAPH_FORMATS.values()]
        raise UsageError(f"{output}: the ending names no format; use --format, or one of {', '.join(known)}")
    return found


def _write(results: Results, format_: str | None, output: str | None) -> None:
    from kg.cli.output import writing_to
    from kg.cli.terminal import print_table
    from kg.results import graph_format, row_format
    from kg.store import Boolean, Graph

    if isinstance(results, Boolean):
        with writing_to(output) as out:
            out.write(_truth(results.value, format_))
    elif isinstance(results, Graph):
        from pyoxigraph import serialize

        from kg.vocab import PREFIXES

        form = graph_format(format_ or "turtle").format()
        with writing_to(output) as out:
            serialize(results, out, format=form, prefixes=PREFIXES)
    elif format_ in (None, "table") and output is None and sys.stdout.isatty():
        print_table(results)
    else:
        chosen = row_format(format_ or "table")
        with writing_to(output) as out:
            chosen.write(results, out)


def _truth(value: bool, format_: str | None) -> bytes:
    word = "true" if value else "false"
    if format_ == "json":
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    if format_ == "xml":
        return (
            '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head>'
            f"<boolean>{word}</boolean></sparql>"
        ).encode()
    return f"{word}\n".encode()


def _explain(sparql: str) -> None:
    from kg.queries import slow_patterns
    from kg.queries.algebra import algebra

    click.echo("# The store has no plan to show; this is the query's algebra (SPARQL 1.1, 18.2).")
    click.echo(algebra(sparql))
    for warning in slow_patterns(sparql):
        click.echo(f"warning: {warning}", err=True)


def _saved(name: str) -> SavedQuery:
    from kg.queries import find_query, query_from_text

    if name == "-":
        return query_from_text(_standard_input(), "standard input")
    return find_query(name)


def _standard_input() -> str:
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"standard input: byte {error.start} is no UTF-8") from error


def given_values(pairs: tuple[str, ...]) -> dict[str, list[str]]:
    """The values of each `-p name=value`; raises UsageError for one that is not so written."""
    given: dict[str, list[str]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"-p {pair}: write it as name=value")
        given.setdefault(key, []).append(value)
    return given
