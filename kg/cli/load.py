"""`kg load`: articles into the store, with a bar while it runs and a summary at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from kg.cli import store_option
from kg.errors import InputError, UsageError

if TYPE_CHECKING:
    from kg.models import Article
    from kg.read import Failure

_OUTCOMES = ("loaded", "replaced", "unchanged", "failed")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--no-text", is_flag=True, help="Do not keep the articles' text in the store.")
@click.option("--force", is_flag=True, help="Read articles again that have not changed.")
@click.option("--strict", is_flag=True, help="Stop at the first input that fails.")
@store_option
def load(paths: tuple[str, ...], no_text: bool, force: bool, strict: bool, store: str) -> None:
    """Read articles (files, folders, globs; - for JSONL on standard input) and put what they say into the store.

    An article that has not changed since it was loaded is left alone; a changed one is replaced. Exit
    code 1 if some inputs failed; everything else is loaded all the same.
    """
    from kg.loading import load_articles
    from kg.store import open_store

    counts: Counter[str] = Counter()
    with open_store(store, mode="write") as opened, _bar() as bar:
        inputs = _Inputs(paths, strict)
        for outcome in load_articles(inputs, opened, keep_text=not no_text, force=force):
            if outcome.what == "failed":
                inputs.fail(f"{outcome.article}: {outcome.reason}")
            else:
                counts[outcome.what] += 1
            bar(counts)
    counts["failed"] = inputs.failed
    if not sum(counts.values()):
        raise UsageError(f"there are no articles in {', '.join(paths)}; kg reads text files, JSONL and more")
    click.echo(" · ".join(f"{name} {counts[name]}" for name in _OUTCOMES), err=True)
    if counts["failed"]:
        raise click.exceptions.Exit(InputError.exit_code)


class _Inputs:
    """The articles under some paths; says what can't be read, and counts it."""

    def __init__(self, paths: tuple[str, ...], strict: bool) -> None:
        self._paths = paths
        self._strict = strict
        self.failed = 0

    def __iter__(self) -> Iterator[Article]:
        from kg.models import Article
        from kg.read import read_paths

        found: Iterable[Article | Failure] = read_paths(self._paths)
        for item in found:
            if isinstance(item, Article):
                yield item
            else:
                self.fail(str(item))

    def fail(self, message: str) -> None:
        """Reports an input that failed; raises InputError if one is too many."""
        if self._strict:
            raise InputError(message)
        self.failed += 1
        click.echo(f"kg: {' '.join(message.split())}", err=True)


@contextmanager
def _bar() -> Iterator[_Tick]:
    """Something to call with the counts: a moving line on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda counts: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading")
        yield lambda counts: progress.update(task, description=_line(counts))


def _line(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[name]:,} {name}" for name in _OUTCOMES if counts[name])


if TYPE_CHECKING:
    from collections.abc import Callable

    _Tick = Callable[[Counter[str]], None]
