"""`kg search`: full text over articles, statements and names."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from kg.cli import store_option

if TYPE_CHECKING:
    from rich.text import Text

    from kg.search import Hit


@click.command()
@click.argument("text", nargs=-1)
@click.option("--kind", type=click.Choice(["article", "statement", "name"]), help="Only hits of this kind.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many hits at most.")
@click.option("--format", "format_", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@click.option("--rebuild", is_flag=True, help="Make the index anew before searching.")
@store_option
def search(text: tuple[str, ...], kind: str | None, limit: int, format_: str, rebuild: bool, store: str) -> None:
    """Search TEXT in articles, statements and names, best hits first.

    All words must occur, "words in quotes" together, word* stands for its beginnings, -word must not occur.
    """
    from kg.errors import UsageError
    from kg.search import open_index
    from kg.store import open_store

    if not text and not rebuild:
        raise UsageError('give something to search for: kg search "air defence"')
    wanted = " ".join(f'"{part}"' if " " in part and '"' not in part else part for part in text)
    with open_store(store) as opened, open_index(opened, rebuild=rebuild) as index:
        hits = index.search(wanted, kind=kind, limit=limit) if text else []
    for hit in hits:
        if format_ == "jsonl":
            click.echo(json.dumps(_fields(hit), ensure_ascii=False))
        else:
            _print(hit)
    if text:
        click.echo(f"{len(hits)} hit{'' if len(hits) == 1 else 's'}", err=True)


def _print(hit: Hit) -> None:
    from rich.console import Console

    from kg.vocab import BASE

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    console.print(
        f"{hit.kind:<10} {hit.iri.removeprefix(BASE)}", markup=False, style="bold" if hit.kind == "article" else ""
    )
    console.print(_marked(hit.parts))


def _marked(parts: tuple[str, ...]) -> Text:
    from rich.text import Text

    text = Text("           ")
    for i, part in enumerate(parts):
        text.append(part, style="bold yellow" if i % 2 else "")
    return text


def _fields(hit: Hit) -> dict[str, object]:
    fields = {name: value for name, value in hit._asdict().items() if name != "parts"}
    return {**fields, "snippet": hit.snippet}
