"""Articles as `kg load` and its like take them: paths and the options of reading, and what becomes of each input."""

from __future__ import annotations

import functools
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.log import Log
from kg.errors import InputError, KgError, StoreError, UsageError
from kg.stopwatch import Stopwatch

if TYPE_CHECKING:
    from kg.ingest import Made, Maker
    from kg.models import Article
    from kg.read import Failure, Places

T = TypeVar("T")
_FAILURES_REPORTED = 1000
"""Failures that a report lists; --errors has all of them."""
_OPTIONS = ("paths", "strict", "max_chars", "field", "errors", "retry", "report", "verbose", "log_format")


class Inputs:
    """The articles under some paths, and a record of what was read, what failed and how long it took.

    Iterating gives the articles; what can't be read is said and counted, and stops the run if `strict`.
    """

    def __init__(
        self,
        paths: tuple[str, ...],
        *,
        strict: bool,
        max_chars: int,
        field: tuple[str, ...],
        errors: str | None,
        retry: str | None,
        report: str | None,
        verbose: bool,
        log_format: str,
    ) -> None:
        self.paths = (*paths, *([retry] if retry else []))
        self.log = Log(verbose=verbose, as_json=log_format == "json")
        self.counts: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.stages = Stages()
        self._strict = strict
        self._max_chars = max_chars
        self._fields = field
        self._given = paths
        self._retry = retry
        self._places: Places = {}
        self._failures: list[dict[str, Any]] = []
        if errors and retry and os.path.realpath(errors) == os.path.realpath(retry):
            raise UsageError("--errors would overwrite the list that --retry reads; give it another name")
        self._errors = _writable(errors)
        self._report = _writable(report)
        self._found: Iterator[Article | Failure] = iter(())

    def check(self) -> None:
        """Raises UsageError if there is nothing under the paths; a run should know before it opens a store."""
        from kg.read import Settings, read_again, read_paths
        from kg.read.fields import parse_fields

        settings = Settings(self._max_chars, parse_fields(self._fields), self.log.warning, self._leave_out)
        if not self.paths:
            raise UsageError("no paths to read; give files, folders, globs or - for JSONL on standard input")
        parts: list[Iterator[Article | Failure]] = []
        if self._retry:
            parts.append(read_again(self._retry, settings, places=self._places))
        if self._given:
            parts.append(read_paths(self._given, settings, places=self._places))
        self._found = (item for part in parts for item in part)

    def __iter__(self) -> Iterator[Article]:
        from kg.models import Article

        for item in self.stages.timed("reading", self._found):
            if isinstance(item, Article):
                self.counts["read"] += 1
                self.counts["truncated"] += item.truncated
                self.languages[item.language] += 1
                yield item
            else:
                record = {"path": item.root or item.path, "line": item.line, "record": item.record}
                self._fail(str(item), {"error": item.reason, **{k: v for k, v in record.items() if v is not None}})

    def fail(self, article: str, reason: str) -> None:
        """Takes an article that was read but not understood. Raises InputError if one is too many."""
        place = self._places.get(hash(article))
        fields = {"error": reason, "id": article, **({"path": place.root} if place else {})}
        self._fail(f"{place or article}: {reason}", fields)

    def end(self, counts: Counter[str], names: tuple[str, ...]) -> None:
        """Says the summary and writes the report. Raises UsageError if there was no article at all."""
        counts = Counter({**counts, "failed": self.counts["failed"]})
        others = {
            "truncated": self.counts["truncated"],
            "other languages": sum(n for name, n in self.languages.items() if not name.startswith("en")),
            "files left out": self.counts["left out"],
        }
        shown = {name: counts[name] for name in names} | {name: n for name, n in others.items() if n}
        self._write_report(shown)
        if not sum(counts.values()):
            raise UsageError(f"there are no articles in {', '.join(self.paths)}; kg reads text, HTML, JSONL and more")
        self.log.summary(" · ".join(f"{name} {n}" for name, n in shown.items()), **shown)

    def _leave_out(self, message: str) -> None:
        self.counts["left out"] += 1
        self.log.info(message)

    def _fail(self, message: str, fields: dict[str, Any]) -> None:
        self.counts["failed"] += 1
        if self._errors is not None:
            _write(self._errors, json.dumps(fields) + "\n")
        if len(self._failures) < _FAILURES_REPORTED:
            self._failures.append({name: value for name, value in fields.items() if name != "record"})
        if self._strict:
            raise InputError(message)
        self.log.error(message, **{name: value for name, value in fields.items() if name in ("path", "line", "id")})

    def _write_report(self, counts: dict[str, int]) -> None:
        if self._report is None:
            return
        report = {
            "counts": counts,
            "languages": dict(sorted(self.languages.items())),
            "seconds": self.stages.seconds(),
            "processor seconds": self.stages.worked(),
            "warnings": self.log.warnings,
            "failures": self._failures,
            "failures not listed": self.counts["failed"] - len(self._failures),
        }
        _write(self._report, json.dumps(report, indent=2, ensure_ascii=False) + "\n")


class Stages:
    """How long each stage of a run took by the clock, and the processor time of those who read the articles."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._watch = Stopwatch(time.monotonic)
        self._worked: Counter[str] = Counter()
        """Microseconds."""

    def timed(self, stage: str, items: Iterable[T]) -> Iterator[T]:
        """The items, with the time counted that each of them takes to come."""
        return self._watch.timed(stage, items)

    def maker(self, make: Maker) -> Maker:
        """A maker of graphs that is timed."""

        def timed(articles: Iterable[Article], *, version: str, keep_text: bool) -> Iterator[Made]:
            for made in self.timed("extracting", make(articles, version=version, keep_text=keep_text)):
                for stage, seconds in made.took._asdict().items():
                    self._worked[stage] += round(seconds * 1e6)
                yield made

        return timed

    def worked(self) -> dict[str, float]:
        """Processor seconds of the processes that read the articles, all together."""
        return {stage: round(spent / 1e6, 3) for stage, spent in sorted(self._worked.items())}

    def seconds(self) -> dict[str, float]:
        """Seconds a stage; what is neither reading nor extracting is writing."""
        total = time.monotonic() - self._began
        spent = {stage: self._watch.seconds(stage) for stage in ("reading", "extracting")}
        rest = max(0.0, total - sum(spent.values()))
        return {name: round(s, 3) for name, s in {**spent, "writing": rest, "total": total}.items()}


def input_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The paths and the options of reading, which the command gets as one `inputs`."""

    @functools.wraps(command)
    def run(**options: Any) -> Any:
        inputs = Inputs(**{name: options.pop(name) for name in _OPTIONS})
        try:
            inputs.check()
            return command(inputs=inputs, **options)
        except KgError as error:
            if inputs.log.as_json:
                inputs.log.error(str(error))
                raise click.exceptions.Exit(error.exit_code) from error
            raise

    decorators = (
        click.argument("paths", nargs=-1, metavar="PATH…"),
        click.option("--strict", is_flag=True, help="Stop at the first input that fails."),
        click.option(
            "--max-chars",
            type=click.IntRange(min=1),
            default=200_000,
            show_default=True,
            help="Characters of an article that are read; longer ones are cut there and marked.",
        ),
        click.option(
            "--field", multiple=True, metavar="FIELD=NAME", help="Where records keep a field: text=doc.body, title=kop."
        ),
        click.option("--errors", metavar="FILE", help="Write what fails as JSONL, to be read again with --retry."),
        click.option("--retry", metavar="FILE", help="Read again what an --errors file lists."),
        click.option("--report", metavar="FILE", help="Write counts, times and failures of the run as JSON."),
        click.option("-v", "--verbose", is_flag=True, help="Say what happens to each input."),
        click.option(
            "--log-format",
            type=click.Choice(["text", "json"]),
            default="text",
            show_default=True,
            help="How to say it.",
        ),
    )
    for decorate in reversed(decorators):
        run = decorate(run)
    return run


def _writable(path: str | None) -> IO[str] | None:
    if path is None:
        return None
    try:
        return open(path, "w", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{os.fspath(path)}: {error.strerror or error}; name a file that can be written") from error


def _write(file: IO[str], text: str) -> None:
    """Writes a piece at once. Raises StoreError if it can't be written, as on a full disk."""
    try:
        file.write(text)
        file.flush()
    except OSError as error:
        raise StoreError(f"{file.name}: {error.strerror or error}; what was loaded so far is kept") from error
