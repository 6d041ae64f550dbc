"""Plain text: an optional header of `key: value` lines, then the article; else a first line that looks like a title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError
from kg.read.records import Draft, Settings
from kg.read.sources import Source

HEADER_KEYS = {
    "title": "title",
    "published": "published",
    "source": "publisher",
    "publisher": "publisher",
    "url": "url",
    "id": "id",
    "language": "language",
    "note": "note",
}
"""The keys of a header and the field that each fills; a block with any other key is no header."""
_HEADER_LINE = re.compile(r"([A-Za-z]+)[ \t]*:[ \t]*(.*)")
_TITLE_AT_MOST = 200
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.){2,}$|\.\.\.$")
_SENTENCE_END = re.compile(r"""[.:;,]["'”’)\]]*$""")
_DAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\W+)?(?:\d{1,2}\W+)?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W+(?:\d{1,2}\W+)?\d{4}\W*",
    re.IGNORECASE,
)


_MAGIC = {
    b"\x1f\x8b": "gzip, which should end in .gz",
    b"PK\x03\x04": "a zip archive, which should end in .zip",
    b"\x28\xb5\x2f\xfd": "zstandard, which should end in .zst",
    b"PAR1": "Parquet, which should end in .parquet",
    b"%PDF": "PDF; take its text out first, as with pdftotext",
    b"\xd0\xcf\x11\xe0": "an office document; save it as text first",
}
"""How files begin that are no text."""


def read_text(source: Source, settings: Settings) -> Iterator[Draft]:
    """The one article of a text file. Raises InputError if it is empty or no text."""
    yield parse_text(decode(source.all_bytes()))


def parse_text(text: str) -> Draft:
    """A draft from text with or without a header. Raises InputError if a header is all there is."""
    lines = text.lstrip("\ufeff").splitlines()
    while lines and not lines[0].strip():
        lines.pop(0)
    header, rest = _header(lines)
    if header:
        if not any(line.strip() for line in rest):
            raise InputError("a header but no text below it")
        return Draft("\n".join(rest), **header)
    if _is_title(lines):
        return Draft(title=lines[0], text="\n".join(lines[1:]))
    return Draft(text="\n".join(lines))


def decode(data: bytes) -> str:
    """Bytes as text: UTF-8, or UTF-16 with a byte order mark. Raises InputError with the place of the wrong byte."""
    if not data.strip():
        raise InputError("empty")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise InputError(f"broken UTF-16 at byte {error.start + 1}") from error
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"no text but {kind}")
    if b"\x00" in data:
        raise InputError("a binary file, no text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"line {line}: not UTF-8 (byte {error.start + 1}); convert it, as with iconv") from error


def _header(lines: list[str]) -> tuple[dict[str, Any], list[str]]:
    found: dict[str, Any] = {}
    for number, line in enumerate(lines):
        if not line.strip():
            return found, lines[number + 1 :]
        match = _HEADER_LINE.fullmatch(line.strip())
        if match is None or match[1].lower() not in HEADER_KEYS:
            return {}, lines
        found.setdefault(HEADER_KEYS[match[1].lower()], match[2].strip())
    return found, []


def _is_title(lines: list[str]) -> bool:
    """Whether the first line stands alone, above something, and reads like a headline."""
    if len(lines) < 3 or lines[1].strip() or not any(line.strip() for line in lines[2:]):
        return False
    first = lines[0].strip()
    if len(first) > _TITLE_AT_MOST or _DAY.fullmatch(first):
        return False
    return bool(_ABBREVIATED.search(first)) or not _SENTENCE_END.search(first)
