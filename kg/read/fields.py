"""Records of named values (JSON objects, table rows): which name stands for which field of an article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kg.errors import InputError, UsageError
from kg.read.records import Draft, Settings

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


def parse_fields(pairs: Iterable[str]) -> dict[str, str]:
    """Field names from `field=name` pairs, a dot for a step inwards. Raises UsageError for an unknown field."""
    chosen: dict[str, str] = {}
    for pair in pairs:
        field, equals, name = pair.partition("=")
        if not equals or not name or field not in FIELDS:
            raise UsageError(f"“{pair}” names no field; write FIELD=NAME with a FIELD of {', '.join(FIELDS)}")
        chosen[field] = name
    return chosen


def names_of(field: str, settings: Settings) -> tuple[str, ...]:
    """The names under which a field is looked for."""
    return (settings.fields[field],) if field in settings.fields else FIELDS[field]


def draft_of(record: Mapping[str, Any], settings: Settings, line: int | None = None) -> Draft:
    """A draft from named values. Raises InputError if no text is among them."""
    found = {field: _first(record, names_of(field, settings)) for field in FIELDS}
    if not found["text"]:
        raise InputError(f"no text in it (looked for {', '.join(names_of('text', settings))})")
    return Draft(**found, line=line)


def _first(record: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((value for name in names if (value := _value(record, name)) not in (None, "")), None)


def _value(record: Mapping[str, Any], name: str) -> Any:
    if name in record:
        return record[name]
    value: Any = record
    for step in name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
