"""What every reader hands over: a draft of an article or a failure; and the one way from a draft to an article."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from kg.errors import InputError
from kg.models import Article
from kg.read.normalize import normalize, one_line

MAX_CHARS = 200_000
"""Characters of an article that are processed; what is longer is cut there and marked."""
_ID_AT_MOST = 1000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")


class Failure(NamedTuple):
    """An input that gave no article: where it stands and what is wrong with it."""

    path: str
    reason: str
    line: int | None = None
    record: str | None = None
    """The line or record itself, where the input can't be read a second time by its path."""

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.reason}"


class Draft(NamedTuple):
    """One article as a reader found it; nothing is normalised yet, and no field can be relied upon."""

    text: Any
    title: Any = None
    id: Any = None
    published: Any = None
    url: Any = None
    publisher: Any = None
    language: Any = None
    note: Any = None
    line: int | None = None
    """The line of the file at which it begins, where the file holds several."""


class Settings(NamedTuple):
    """What a reader may be told."""

    max_chars: int = MAX_CHARS
    warn: Callable[[str], None] = lambda message: None
    """Takes what is worth a word though nothing is lost: a date that can't be read, a file left out."""


def article_of(draft: Draft, *, stem: str, name: str, place: str, settings: Settings) -> Article:
    """The article that a draft describes.

    `stem` identifies it if the draft has no identifier, `name` is its source if it has no address, and
    `place` is named in messages. Raises InputError if there is no text.
    """
    title = one_line(_text(draft.title))
    body = normalize(_text(draft.text))
    if not body:
        raise InputError("no text in it" if _text(draft.text).strip() == "" else "nothing but boilerplate in it")
    first, _, rest = body.partition("\n")
    if title and first == title and rest.strip():
        body = rest.strip()
    text = f"{title}\n\n{body}" if title else body
    truncated = len(text) > settings.max_chars
    if truncated:
        text = _cut(text, settings.max_chars)
        title = title if text.startswith(f"{title}\n\n") else ""
    fields: dict[str, Any] = {
        "id": (one_line(_text(draft.id)) or one_line(stem) or "article")[:_ID_AT_MOST],
        "title": title,
        "text": text,
        "published": _published(draft.published, place, settings),
        "source": one_line(_text(draft.url)) or one_line(name),
        "publisher": one_line(_text(draft.publisher)) or None,
        "language": _language(draft.language),
        "note": one_line(_text(draft.note)) or None,
        "truncated": truncated,
    }
    return Article(**fields, input_hash=_hash(fields))


def _text(value: Any) -> str:
    """A field as text: lists joined by lines, anything without words as nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n\n".join(part for part in map(_text, value) if part)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def _cut(text: str, at_most: int) -> str:
    """The beginning of a text, up to the end of a word if one is near."""
    cut = text[:at_most]
    space = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:space] if space > at_most - 200 else cut).rstrip()


def _published(value: Any, place: str, settings: Settings) -> dt.date | None:
    written = one_line(_text(value)) if not isinstance(value, dt.date) else value.isoformat()
    if not written:
        return None
    date = read_date(written)
    if date is None:
        settings.warn(f"{place}: “{written[:40]}” is no date that can be read; write published as 2024-05-31")
    return date


def read_date(written: str) -> dt.date | None:
    """The day of an ISO 8601 or RFC 5322 date, or None."""
    try:
        if match := _ISO_DATE.match(written):
            return dt.date(*map(int, match.groups()))
        return parsedate_to_datetime(written).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _language(value: Any) -> str:
    written = one_line(_text(value)).replace("_", "-")
    return written.lower() if _LANGUAGE.fullmatch(written) else "en"


def _hash(fields: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()
