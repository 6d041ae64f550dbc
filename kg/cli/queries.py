"""`kg queries`: the saved queries, one of them in full, or all of them checked."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import click

from kg.cli import store_option
from kg.errors import KgError, QueryError

if TYPE_CHECKING:
    from kg.queries import Param, SavedQuery
    from kg.store import Store

_CHECK_LIMIT = 60.0
"""Seconds a saved query may take in `kg queries check`."""


@click.group(invoke_without_command=True)
@click.pass_context
def queries(ctx: click.Context) -> None:
    """List the saved queries with their parameters; folders named in KG_QUERIES add to them."""
    if ctx.invoked_subcommand is None:
        _list()


@queries.command("show")
@click.argument("name")
def show(name: str) -> None:
    """Show a saved query: what it answers, its parameters, its SPARQL."""
    from kg.queries import find_query

    query = find_query(name)
    click.echo(query.text.rstrip("\n"))
    click.echo(f"\n{query.name}: {query.summary}", err=True)
    for param in query.params.values():
        click.echo(f"  -p {_usage(param)}", err=True)


@queries.command("check")
@click.argument("names", nargs=-1)
@click.option("--timeout", type=float, default=_CHECK_LIMIT, show_default=True, help="Seconds for each query.")
@store_option
def check(names: tuple[str, ...], timeout: float, store: str) -> None:
    """Parse, run and time the saved queries on a store; warn of patterns known to be slow.

    Exit code 3 if one does not parse, 124 if one takes too long.
    """
    from kg.queries import find_query, query_files
    from kg.store import open_store

    failures: list[KgError] = []
    with open_store(store) as opened:
        for name in names or tuple(query_files()):
            try:
                _check(find_query(name), opened, timeout)
            except KgError as error:
                failures.append(error)
                click.echo(f"{name:<28}  {error}")
    if failures:
        click.echo(f"kg: {len(failures)} of the queries failed", err=True)
        raise click.exceptions.Exit(max(error.exit_code for error in failures))


def _list() -> None:
    from kg.queries import query_files, read_query

    broken: list[QueryError] = []
    for name, file in query_files().items():
        try:
            query = read_query(file)
        except QueryError as error:
            broken.append(error)
            continue
        click.echo(f"{name:<28}  {query.summary}")
        for param in query.params.values():
            click.echo(f"    -p {_usage(param)}")
    for problem in broken:
        click.echo(f"kg: {problem}", err=True)
    if broken:
        raise click.exceptions.Exit(QueryError.exit_code)


def _check(query: SavedQuery, store: Store, timeout: float) -> None:
    from kg.queries import bind, slow_patterns
    from kg.store import Boolean

    query.check()
    needed = [param for param in query.params.values() if param.required]
    started = time.perf_counter()
    if needed and not all(param.enum for param in needed):
        # What it needs can't be guessed; it runs as it stands, with its parameters free.
        sparql, note = query.text, f" (without {', '.join(param.name for param in needed)})"
    else:
        sparql, note = bind(query, {param.name: param.enum[0] for param in needed}, store), ""
    with store.query(sparql, timeout=timeout or math.inf) as results:
        count = 1 if isinstance(results, Boolean) else sum(1 for _ in results)
    milliseconds = (time.perf_counter() - started) * 1000
    click.echo(f"{query.name:<28}  {count:>8,} rows  {milliseconds:>8.0f} ms{note}")
    for warning in slow_patterns(query.text):
        click.echo(f"    {warning}")


def _usage(param: Param) -> str:
    name = f"{param.name}={'|'.join(param.enum) if param.enum else param.type.upper()}"
    traits = [
        *(["required"] if param.required else []),
        *(["repeatable"] if param.many else []),
        *([f"default {', '.join(param.default)}"] if param.default else []),
    ]
    told = f" ({', '.join(traits)})" if traits else ""
    return f"{name:<32}  {param.help}{told}".rstrip()
