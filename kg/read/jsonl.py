"""JSONL: an object a line, with `text` and perhaps title, id, url, published, publisher, language and note."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from kg.errors import InputError
from kg.read.records import Draft, Failure

if TYPE_CHECKING:
    from kg.read.sources import Source

FIELDS = {
    "text": ("text", "body", "content", "maintext", "article"),
    "title": ("title", "headline"),
    "id": ("id", "_id", "guid"),
    "published": ("published", "date", "date_publish", "publish_date", "pubdate"),
    "url": ("url", "link"),
    "publisher": ("publisher", "source", "source_domain", "site"),
    "language": ("language", "lang"),
    "note": ("note",),
}
"""Under which names each field may stand; the first that is there counts."""
LINE_AT_MOST = 100_000_000
"""Bytes of one line."""


def read_jsonl(source: Source) -> Iterator[Draft | Failure]:
    """The article of each line; a failure for each line that has none."""
    with source.open() as stream:
        for number, line in enumerate(_lines(stream), 1):
            if len(line) > LINE_AT_MOST:
                yield Failure(source.path, f"a line longer than {LINE_AT_MOST // 1_000_000} MB", number)
            elif line.strip():
                try:
                    yield draft_of(parse_object(line), number)
                except InputError as error:
                    yield Failure(source.path, str(error), number, line.decode("utf-8", "replace").rstrip("\n"))


def parse_object(line: bytes) -> dict[str, Any]:
    """The object in a line of JSON. Raises InputError if it is none."""
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start + 1} of the line)") from error
    except ValueError as error:
        raise InputError(f"not JSON ({error})") from error
    except RecursionError as error:
        raise InputError("JSON nested too deeply") from error
    if not isinstance(value, dict):
        raise InputError("no JSON object")
    return value


def draft_of(record: dict[str, Any], line: int | None = None) -> Draft:
    """A draft from named values. Raises InputError if no text is among them."""
    found = {field: _first(record, names) for field, names in FIELDS.items()}
    if not found["text"]:
        raise InputError(f"no text (looked for {', '.join(FIELDS['text'])})")
    return Draft(**found, line=line)


def _first(record: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((record[name] for name in names if record.get(name) not in (None, "")), None)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines, each at most a little longer than allowed; the rest of a longer one is skipped, not held."""
    while line := stream.readline(LINE_AT_MOST + 1):
        yield line
        rest = line
        while len(rest) > LINE_AT_MOST and not rest.endswith(b"\n"):
            rest = stream.readline(LINE_AT_MOST + 1)
