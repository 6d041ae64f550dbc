"""Articles from files, folders, archives and standard input: one file a format, one table by ending.

Everything streams: at any moment one document is held, and of what went before only identifiers.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kg.errors import InputError
from kg.models import Article
from kg.read.articles import article_of
from kg.read.feeds import read_feed
from kg.read.html import read_html
from kg.read.jsonl import listed_failures, read_json, read_jsonl, read_line
from kg.read.mail import read_eml, read_mbox
from kg.read.markdown import read_markdown
from kg.read.packed import ARCHIVES, COMPRESSED, DEPTH, SHORT, unpacked
from kg.read.parquet import read_parquet
from kg.read.records import Draft, Failure, Settings
from kg.read.sniff import with_ending
from kg.read.sources import Source, found_paths, sources_under
from kg.read.tables import read_csv, read_tsv
from kg.read.text import read_text
from kg.read.warc import read_warc

__all__ = ["READERS", "Failure", "Places", "Settings", "Source", "read_again", "read_paths", "read_source"]

Reader = Callable[[Source, Settings], Iterator[Draft | Failure]]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".parquet": read_parquet,
    ".warc": read_warc,
    ".eml": read_eml,
    ".mbox": read_mbox,
}
"""What reads a file, by the ending of its name; each also compressed or in an archive."""


class Place(NamedTuple):
    """Where an article stands."""

    path: str
    line: int | None
    root: str

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


Places = dict[int, Place]
"""Where each identifier (by its hash, to be small) was met last."""


def read_paths(
    paths: Iterable[str | Path], settings: Settings | None = None, *, places: Places | None = None
) -> Iterator[Article | Failure]:
    """The articles under some paths in sorted order, and a failure for each input that gives none.

    Two articles of one identifier both come, with a warning; the later one is to replace the earlier.
    `places` is filled with where each identifier was met. Nothing is read before it is asked for.
    Raises UsageError at once if none of the paths exists.
    """
    found, missing = found_paths([str(path) for path in paths])
    return _read(found, missing, settings or Settings(), {} if places is None else places)


def _read(found: list[str], missing: list[str], settings: Settings, places: Places) -> Iterator[Article | Failure]:
    for path in missing:
        yield Failure(path, "no such file or folder")
    for path in found:
        for source in sources_under(path, settings):
            if isinstance(source, Failure):
                yield source
            else:
                yield from read_source(source, settings, places)


def read_again(path: str, settings: Settings, *, places: Places) -> Iterator[Article | Failure]:
    """The articles that a list of failures (JSONL, as `kg load --errors` writes it) tells of, as they are now.

    A record in the list is read as it stands there, so that it can be mended there; else the whole file
    is read that it names. Raises UsageError at once if there is no such list.
    """
    found_paths([path])
    return _again(path, settings, places)


def _again(path: str, settings: Settings, places: Places) -> Iterator[Article | Failure]:
    roots: list[str] = []
    for listed in listed_failures(path):
        if listed.record is not None:
            source = Source(listed.path, os.path.basename(listed.path), io.BytesIO)
            draft = read_line(listed.record.encode("utf-8", "replace"), listed.path, listed.line or 1, settings)
            yield article_from(draft, source, settings, places) if isinstance(draft, Draft) else draft
        elif listed.root and os.path.lexists(listed.root):
            roots.append(listed.root)
        else:
            yield listed
    if roots:
        yield from read_paths(roots, settings, places=places)


def read_source(source: Source, settings: Settings, places: Places, depth: int = 0) -> Iterator[Article | Failure]:
    """The articles of one source; whatever is wrong with it comes as a failure."""
    for item in _with_failures(source, settings, places, depth):
        yield item._replace(root=item.root or source.root) if isinstance(item, Failure) else item


def _with_failures(source: Source, settings: Settings, places: Places, depth: int) -> Iterator[Article | Failure]:
    try:
        for item in _items(source, settings, places, depth):
            yield article_from(item, source, settings, places) if isinstance(item, Draft) else item
    except InputError as error:
        yield Failure(source.path, str(error))
    except FileNotFoundError:
        yield Failure(source.path, "gone since it was listed, or a link to nothing")
    except OSError as error:
        yield Failure(source.path, error.strerror or str(error))
    except MemoryError:
        yield Failure(source.path, "too large for the memory there is")
    except Exception as error:
        # Readers stand on large foreign parsers; none of them may end a run of a million files.
        yield Failure(source.path, f"can't be read ({type(error).__name__}: {error})")


def _items(source: Source, settings: Settings, places: Places, depth: int) -> Iterator[Draft | Article | Failure]:
    if source.ending in SHORT:
        longer = source.name[: -len(source.ending)] + SHORT[source.ending]
        source = replace(source, name=longer)
    if source.given and source.ending not in READERS.keys() | COMPRESSED.keys() | ARCHIVES.keys():
        source = with_ending(source)
    if source.ending in READERS:
        yield from READERS[source.ending](source, settings)
    elif depth >= DEPTH:
        raise InputError(f"packed more than {DEPTH} times; unpack it first")
    elif source.ending in COMPRESSED:
        yield from read_source(unpacked(source), settings, places, depth + 1)
    elif source.ending in ARCHIVES:
        for member in ARCHIVES[source.ending](source, settings):
            if isinstance(member, Failure):
                yield member
            else:
                yield from read_source(member, settings, places, depth + 1)
    else:
        settings.inform(f"{source.path}: left out, no reader for “{source.ending or source.name}”")


def article_from(draft: Draft, source: Source, settings: Settings, places: Places) -> Article | Failure:
    """The article that a reader found in a source; a failure if it has no text."""
    stem = source.stem if draft.line is None else f"{source.stem}-{draft.line}"
    place = Place(source.path, draft.line, source.root or source.path)
    try:
        article = article_of(draft, stem=stem, name=source.name, place=str(place), settings=settings)
    except InputError as error:
        return Failure(source.path, str(error), draft.line)
    before = places.get(hash(article.id), place)
    if before != place:
        settings.warn(f"{place}: the same identifier “{article.id}” as {before}; the later one counts")
    places[hash(article.id)] = place
    return article
