"""`kg load`: articles into the store, with a bar while it runs and a summary at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from kg.cli import store_option
from kg.cli.engines import engine_options, maker_of
from kg.cli.inputs import Inputs, input_options
from kg.errors import InputError

_OUTCOMES = ("loaded", "replaced", "unchanged", "failed")
_Tick = Callable[[Counter[str]], None]


@click.command()
@input_options
@click.option("--no-text", is_flag=True, help="Do not keep the articles' text in the store.")
@click.option("--force", is_flag=True, help="Read articles again that have not changed.")
@engine_options
@store_option
def load(inputs: Inputs, no_text: bool, force: bool, engine: str, workers: int, max_seconds: float, store: str) -> None:
    """Read articles (files, folders, globs; - for JSONL on standard input) and put what they say into the store.

    Text, Markdown, HTML, feeds, JSONL, JSON, CSV, TSV, Parquet, WARC and mail, also compressed (.gz, .zst)
    or in archives (.zip, .tar). An article that has not changed since it was loaded is left alone; a changed
    one is replaced. Exit code 1 if some inputs failed; everything else is loaded all the same.
    """
    from kg.loading import load_articles
    from kg.store import open_store

    counts: Counter[str] = Counter()
    with open_store(store, mode="write") as opened, _bar() as bar:
        maker = inputs.stages.maker(maker_of(engine, workers, max_seconds))
        for outcome in load_articles(inputs, opened, keep_text=not no_text, force=force, maker=maker):
            if outcome.what == "failed":
                inputs.fail(outcome.article, outcome.reason)
            else:
                counts[outcome.what] += 1
                inputs.log.info(f"{outcome.article}: {outcome.what}", id=outcome.article, what=outcome.what)
            bar(counts)
    inputs.end(counts, _OUTCOMES)
    if inputs.counts["failed"]:
        raise click.exceptions.Exit(InputError.exit_code)


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
