"""The one way from a reader's draft to an article: everything from outside is normalised here."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from email.utils import parsedate_to_datetime
from typing import Any

from kg.errors import InputError
from kg.models import Article
from kg.read.language import language_of
from kg.read.normalize import normalize, one_line
from kg.read.records import Draft, Settings

_FIELD_AT_MOST = 2000
"""Characters of an identifier, a title or any other field; nothing true is longer."""
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)|(\d{4})(\d\d)(\d\d)(?=T|$)", re.ASCII)
_EARLIEST = 1800


def article_of(draft: Draft, *, stem: str, name: str, place: str, settings: Settings) -> Article:
    """The article that a draft describes.

    `stem` identifies it if the draft has no identifier, `name` is its source if it has no address, and
    `place` is named in messages. Raises InputError if there is no text.
    """
    title = _field(draft.title)
    raw = _text(draft.text)
    body = normalize(raw)
    if not body:
        raise InputError("nothing in it but lines that belong to a page" if raw.strip() else "no text in it")
    first, _, rest = body.partition("\n")
    if title and first == title and rest.strip():
        body = rest.strip()
    text = f"{title}\n\n{body}" if title else body
    truncated = len(text) > settings.max_chars
    if truncated:
        settings.warn(f"{place}: {len(text):,} characters; the first {settings.max_chars:,} are read (--max-chars)")
        text = _cut(text, settings.max_chars)
        title = title if text.startswith(f"{title}\n\n") else ""
    fields: dict[str, Any] = {
        "id": _field(draft.id) or _field(stem) or "article",
        "title": title,
        "text": text,
        "published": _published(draft.published, place, settings),
        "source": _field(draft.url) or _field(name),
        "publisher": _field(draft.publisher) or None,
        "language": language_of(text, _field(draft.language)),
        "note": _field(draft.note) or None,
        "truncated": truncated,
    }
    return Article(**fields, input_hash=_hash(fields))


def read_date(written: str) -> dt.date | None:
    """The day of an ISO 8601 or RFC 5322 date, or None."""
    try:
        if match := _ISO_DATE.match(written):
            date = dt.date(*(int(part) for part in match.groups() if part))
        else:
            date = parsedate_to_datetime(written).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.year >= _EARLIEST else None


def _field(value: Any) -> str:
    return one_line(_text(value)[: _FIELD_AT_MOST * 4])[:_FIELD_AT_MOST].strip()


def _text(value: Any) -> str:
    """A field as text: a list's strings as paragraphs, anything without words as nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "\n\n".join(part for part in value if isinstance(part, str))
    if isinstance(value, int | float) and not isinstance(value, bool):
        # An integer of a million digits has no use here, and printing it no end.
        return str(value) if isinstance(value, float) or value.bit_length() <= 256 else ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return ""


def _cut(text: str, at_most: int) -> str:
    """The beginning of a text, up to the end of a word if one is near."""
    cut = text[:at_most]
    space = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:space] if space > max(at_most - 200, 0) else cut).rstrip()


def _published(value: Any, place: str, settings: Settings) -> dt.date | None:
    written = _field(value)
    date = read_date(written)
    if written and date is None:
        settings.warn(f"{place}: “{written[:40]}” is no date that can be read; write published as 2024-05-31")
    return date


def _hash(fields: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()
