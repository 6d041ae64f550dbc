"""RSS and Atom feeds saved to disk: an entry an article."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError
from kg.read.html import fragment_text
from kg.read.records import Draft, Failure, Settings
from kg.read.sources import Source

_DATES = ("published", "updated", "created")


def read_feed(source: Source, settings: Settings) -> Iterator[Draft | Failure]:
    """The article of each entry. Raises InputError if the file is no feed."""
    yield from parse_feed(source.all_bytes(), source.path)


def parse_feed(data: bytes, path: str) -> Iterator[Draft | Failure]:
    """The article of each entry. Raises InputError if this is no feed."""
    if not data.strip():
        raise InputError("empty")
    import feedparser  # type: ignore[import-untyped]

    # Only as a stream: a string that looks like an address or a file name would be opened.
    feed = feedparser.parse(io.BytesIO(data))
    if not feed.get("version") and not feed.entries:
        raise InputError("no RSS or Atom feed")
    if not feed.entries:
        raise InputError(f"a feed without entries{_why(feed)}")
    for number, entry in enumerate(feed.entries, 1):
        text = _words(entry)
        if text:
            yield Draft(
                text=text,
                title=fragment_text(str(entry.get("title", ""))),
                id=entry.get("id") or entry.get("link"),
                published=_date(entry),
                url=entry.get("link"),
                publisher=feed.feed.get("title"),
                language=feed.feed.get("language"),
                line=number,
            )
        else:
            yield Failure(path, "an entry without text", number)
    if feed.get("bozo") and _broken(feed):
        yield Failure(path, f"broken after entry {len(feed.entries)}{_why(feed)}")


def _words(entry: Any) -> str:
    """The longest text that an entry carries: its content, else its summary."""
    values = [part.get("value", "") for part in entry.get("content", [])] + [entry.get("summary", "")]
    return max((fragment_text(str(value)) for value in values), key=len, default="")


def _date(entry: Any) -> str:
    values = dict(entry)  # the entry's own `get` answers with another date than it is asked for
    for name in _DATES:
        parsed = values.get(f"{name}_parsed")
        if parsed:
            return f"{parsed.tm_year:04d}-{parsed.tm_mon:02d}-{parsed.tm_mday:02d}"
    return next((str(values[name]) for name in _DATES if values.get(name)), "")


def _broken(feed: Any) -> bool:
    """Whether the XML ends or breaks in the middle, and not just declares another encoding."""
    return type(feed.get("bozo_exception")).__name__ == "SAXParseException"


def _why(feed: Any) -> str:
    error = feed.get("bozo_exception")
    line = error.getLineNumber() if hasattr(error, "getLineNumber") else None
    return f" (line {line}: {error.getMessage()})" if line and hasattr(error, "getMessage") else ""
