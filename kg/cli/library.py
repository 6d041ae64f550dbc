"""`kg list`, `kg remove`, `kg stats`, `kg backup`: what is in the store, and keeping it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import store_option
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.store import Store

_ARTICLES = """
SELECT ?article ?id ?title ?issued ?source WHERE { GRAPH ?article {
  ?article a kg:Article ; dcterms:identifier ?id .
  OPTIONAL { ?article dcterms:title ?title }
  OPTIONAL { ?article dcterms:issued ?issued }
  OPTIONAL { ?article dcterms:source ?source }
} }
"""


@click.command("list")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["ids", "table", "jsonl"]),
    help="Without it: a table on a terminal, else identifiers.",
)
@store_option
def list_(format_: str | None, store: str) -> None:
    """List the articles in the store: a table on a terminal, one identifier a line when piped."""
    from kg.store import open_store

    chosen = format_ or ("table" if sys.stdout.isatty() else "ids")
    with open_store(store) as opened:
        articles = sorted(_articles(opened))
    for identifier, issued, title, source in articles:
        if chosen == "ids":
            click.echo(identifier)
        elif chosen == "jsonl":
            record = {"id": identifier, "published": issued, "title": title, "source": source}
            click.echo(json.dumps({k: v for k, v in record.items() if v}, ensure_ascii=False))
    if chosen == "table":
        _table(articles)


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE…")
@store_option
def remove(articles: tuple[str, ...], store: str) -> None:
    """Remove articles, by identifier or IRI (- reads identifiers from standard input).

    Nothing of them is left in the store. If one of them is not there, none is removed.
    """
    from kg.store import open_store
    from kg.vocab import article_named

    wanted = [line.strip() for line in sys.stdin] if articles == ("-",) else list(articles)
    with open_store(store) as reading:  # a store that is not there must not be made by this
        known = reading.article_states()
    graphs = [article_named(name, known) for name in wanted if name]
    missing = [name for name, graph in zip((n for n in wanted if n), graphs, strict=True) if graph not in known]
    if missing:
        raise UsageError(f"no article {', '.join(missing)} in {store}; `kg list` shows what is there")
    with open_store(store, mode="write") as opened:
        for graph in graphs:
            opened.remove(graph)
        _forget(opened)
    click.echo(f"removed {_count(len(graphs), 'article')}", err=True)


def _forget(store: Store) -> None:
    """Brings links and search index, where there are any, into step: of what was removed they keep nothing."""
    from kg.link import link
    from kg.search import index_path, open_index
    from kg.vocab import LINKS_GRAPH

    if next(store.quads(LINKS_GRAPH), None) is not None:
        link(store)
    if index_path(store).exists():
        with open_index(store):
            pass


@click.command()
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@store_option
def stats(format_: str, store: str) -> None:
    """Count what is in the store: articles, facts, actors, quads."""
    from kg.store import open_store

    with open_store(store) as opened:
        found = opened.stats()
    counts: dict[str, int] = {"Article": found.articles, **found.things, "quads": found.quads}
    if found.bytes_on_disk is not None:
        counts["bytes on disk"] = found.bytes_on_disk
    if format_ == "json":
        click.echo(json.dumps(counts))
        return
    width = max(map(len, counts))
    for name, count in counts.items():
        click.echo(f"{name:<{width}}  {count:>12,}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@store_option
def backup(folder: Path, store: str) -> None:
    """Copy the store's present state into a new FOLDER, also while somebody writes to it.

    The copy is a store itself: `kg query … --store FOLDER` reads it, and copying it back restores it.
    """
    from kg.store import open_store

    with open_store(store) as opened:
        opened.backup(folder)
    click.echo(f"backed up {store} to {folder}", err=True)


def _articles(store: Store) -> list[tuple[str, str, str, str]]:
    from kg.store import Solutions

    found = store.query(_ARTICLES)
    assert isinstance(found, Solutions)
    rows = [[str(getattr(term, "value", "")) if term is not None else "" for term in row] for row in found]
    return [(id_, issued, title, source) for _, id_, title, issued, source in rows]


def _table(articles: list[tuple[str, str, str, str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("article", "published", "title", "source", box=box.SIMPLE_HEAD, pad_edge=False)
    for article in articles:
        table.add_row(*map(Text, article))
    Console().print(table)
    click.echo(_count(len(articles), "article"), err=True)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
