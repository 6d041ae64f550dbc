"""CSV and TSV: a row an article, the columns named in the first row."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator

from kg.errors import InputError
from kg.read.fields import draft_of, names_of
from kg.read.records import Draft, Failure, Settings
from kg.read.sources import DOCUMENT_AT_MOST, Source

_BROKEN = re.compile("[\ud800-\udfff]")


def read_csv(source: Source, settings: Settings) -> Iterator[Draft | Failure]:
    """The article of each row, columns set off by commas or semicolons."""
    return _rows(source, settings, (",", ";", "\t"))


def read_tsv(source: Source, settings: Settings) -> Iterator[Draft | Failure]:
    """The article of each row, columns set off by tabs."""
    return _rows(source, settings, ("\t",))


def _rows(source: Source, settings: Settings, delimiters: tuple[str, ...]) -> Iterator[Draft | Failure]:
    csv.field_size_limit(min(DOCUMENT_AT_MOST, sys.maxsize))
    # A wrong byte costs its row alone: it is carried as a surrogate and looked for below.
    with io.TextIOWrapper(source.open(), "utf-8-sig", "surrogateescape", newline="") as stream:
        head = stream.readline(1_000_000)
        if not head.strip():
            raise InputError("empty")
        if "\x00" in head:
            raise InputError("a binary file, no table")
        delimiter, columns = _columns(head, settings, delimiters)
        # Strict: an open quotation would swallow all the rows that follow it, and nobody would know.
        rows = csv.reader(stream, delimiter=delimiter, strict=True)
        while True:
            line = rows.line_num + 2  # the first row of the file is read already
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Failure(source.path, f"no table row ({error})", line)
                continue
            if any(value.strip() for value in row):
                yield _draft(dict(zip(columns, row, strict=False)), source, settings, line)


def _draft(record: dict[str, str], source: Source, settings: Settings, line: int) -> Draft | Failure:
    if any(_BROKEN.search(value) for value in record.values()):
        return Failure(source.path, "not UTF-8; convert the file, as with iconv", line)
    try:
        return draft_of(record, settings, line)
    except InputError as error:
        return Failure(source.path, str(error), line)


def _columns(head: str, settings: Settings, delimiters: tuple[str, ...]) -> tuple[str, list[str]]:
    """The delimiter and the names of the columns. Raises InputError if none of them holds text."""
    for delimiter in delimiters:
        names = [name.strip() for name in next(csv.reader([head], delimiter=delimiter), [])]
        wanted = {name for field in ("text", *settings.fields) for name in names_of(field, settings)}
        columns = [name if name in wanted else name.lower() for name in names]
        if any(name in columns for name in names_of("text", settings)):
            return delimiter, columns
    looked_for = ", ".join(names_of("text", settings))
    raise InputError(f"no column with text (looked for {looked_for}); name it, as with --field text=NAME")
