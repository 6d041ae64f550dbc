"""Articles from files, folders, archives and standard input: one file a format, one table by ending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.errors import InputError
from kg.models import Article
from kg.read.jsonl import read_jsonl
from kg.read.records import Draft, Failure, Settings, article_of
from kg.read.sources import Source, found_paths, sources_under
from kg.read.text import read_text

__all__ = ["READERS", "Failure", "Settings", "Source", "read_paths", "read_source"]

Reader = Callable[[Source], Iterator[Draft | Failure]]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
}
"""What reads a file, by the ending of its name."""


def read_paths(paths: Iterable[str | Path], settings: Settings | None = None) -> Iterator[Article | Failure]:
    """The articles under some paths in sorted order, and a failure for each input that gives none.

    Nothing is read before it is asked for. Raises UsageError at once if none of the paths exists.
    """
    found, missing = found_paths([str(path) for path in paths])
    return _read(found, missing, settings or Settings())


def _read(found: list[str], missing: list[str], settings: Settings) -> Iterator[Article | Failure]:
    for path in missing:
        yield Failure(path, "no such file or folder")
    for path in found:
        for source in sources_under(path):
            yield from read_source(source, settings)


def read_source(source: Source, settings: Settings) -> Iterator[Article | Failure]:
    """The articles of one source; whatever is wrong with it comes as a failure."""
    reader = READERS.get(Path(source.name).suffix.lower())
    if reader is None:
        if source.given:
            yield Failure(source.path, f"kg reads {', '.join(READERS)}; this has another ending")
        else:
            settings.warn(f"{source.path}: left out; kg reads {', '.join(READERS)}")
        return
    try:
        for draft in reader(source):
            yield _article(draft, source, settings) if isinstance(draft, Draft) else draft
    except InputError as error:
        yield Failure(source.path, str(error))
    except OSError as error:
        yield Failure(source.path, error.strerror or str(error))


def _article(draft: Draft, source: Source, settings: Settings) -> Article | Failure:
    stem = source.stem if draft.line is None else f"{source.stem}-{draft.line}"
    place = source.path if draft.line is None else f"{source.path}:{draft.line}"
    try:
        return article_of(draft, stem=stem, name=source.name, place=place, settings=settings)
    except InputError as error:
        return Failure(source.path, str(error), draft.line)
