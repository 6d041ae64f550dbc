"""Articles from files, folders, archives and standard input: one file a format, one table by ending.

Everything streams: at any moment one document is held, and of what went before only identifiers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.errors import InputError
from kg.models import Article
from kg.read.articles import article_of
from kg.read.feeds import read_feed
from kg.read.html import read_html
from kg.read.jsonl import read_json, read_jsonl
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

__all__ = ["READERS", "Failure", "Places", "Settings", "Source", "read_paths", "read_source"]

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

_KINDS = ", ".join([*READERS, *COMPRESSED, *ARCHIVES])

Places = dict[int, str]
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
        yield Failure(path, "no such file or folder", root=path)
    for path in found:
        for source in sources_under(path, settings):
            root = source.path
            for item in [source] if isinstance(source, Failure) else read_source(source, settings, places):
                yield item._replace(root=root) if isinstance(item, Failure) else item


def read_source(source: Source, settings: Settings, places: Places, depth: int = 0) -> Iterator[Article | Failure]:
    """The articles of one source; whatever is wrong with it comes as a failure."""
    try:
        for item in _items(source, settings, places, depth):
            yield _article(item, source, settings, places) if isinstance(item, Draft) else item
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
        source = Source(source.path, longer, source.open, given=source.given)
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
        settings.inform(f"{source.path}: left out; kg reads {_KINDS}")


def _article(draft: Draft, source: Source, settings: Settings, places: Places) -> Article | Failure:
    stem = source.stem if draft.line is None else f"{source.stem}-{draft.line}"
    place = source.path if draft.line is None else f"{source.path}:{draft.line}"
    try:
        article = article_of(draft, stem=stem, name=source.name, place=place, settings=settings)
    except InputError as error:
        return Failure(source.path, str(error), draft.line)
    before = places.get(hash(article.id), place)
    if before != place:
        settings.warn(f"{place}: the same identifier “{article.id}” as {before}; the later one counts")
    places[hash(article.id)] = place
    return article
