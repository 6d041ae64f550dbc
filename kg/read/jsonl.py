"""JSON: an object a line (JSONL), or a file with one object or a list of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from kg.errors import InputError
from kg.read.fields import draft_of
from kg.read.records import Draft, Failure, Settings
from kg.read.sources import Source
from kg.read.text import decode

LINE_AT_MOST = 100_000_000
"""Bytes of one line."""


def read_jsonl(source: Source, settings: Settings) -> Iterator[Draft | Failure]:
    """The article of each line; a failure for each line that has none."""
    with source.open() as stream:
        for number, line in enumerate(lines(stream), 1):
            if len(line) > LINE_AT_MOST:
                yield Failure(source.path, f"a line longer than {LINE_AT_MOST // 1_000_000} MB", number)
            elif line.strip():
                yield read_line(line, source.path, number, settings)


def read_line(line: bytes, path: str, number: int, settings: Settings) -> Draft | Failure:
    """The article of one line, or the failure to find one."""
    try:
        return draft_of(parse_object(line), settings, number)
    except InputError as error:
        return Failure(path, str(error), number, line.decode("utf-8", "replace").rstrip("\r\n"))


def read_json(source: Source, settings: Settings) -> Iterator[Draft | Failure]:
    """The article of each object in a file: one object, a list, or an object that holds a list of objects."""
    value = parse_json(decode(source.all_bytes()).encode())
    if isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list) and v and all(isinstance(o, dict) for o in v)]
        value = lists[0] if len(lists) == 1 else value
    if isinstance(value, dict):
        yield draft_of(value, settings)
        return
    if not isinstance(value, list):
        raise InputError("neither a JSON object nor a list of them")
    for number, record in enumerate(value, 1):
        try:
            if not isinstance(record, dict):
                raise InputError("no JSON object")
            yield draft_of(record, settings, number)
        except InputError as error:
            yield Failure(source.path, str(error), number, json.dumps(record))


def listed_failures(path: str) -> Iterator[Failure]:
    """The failures in a list of them; one without a record or an existing path says why it can't be tried again."""
    with open(path, "rb") as stream:
        for number, line in enumerate(lines(stream), 1):
            try:
                listed = parse_object(line)
            except InputError as error:
                yield Failure(path, str(error), number)
                continue
            where, row, record = listed.get("path"), listed.get("line"), listed.get("record")
            yield Failure(
                path=where if isinstance(where, str) else path,
                reason=f"can't be tried again: {path}:{number} names no file and holds no record",
                line=row if isinstance(row, int) else None,
                record=record if isinstance(record, str) else None,
                root=where if isinstance(where, str) else "",
            )


def parse_object(line: bytes) -> dict[str, Any]:
    """The object in a line of JSON. Raises InputError if it is none."""
    value = parse_json(line)
    if not isinstance(value, dict):
        raise InputError("no JSON object")
    return value


def parse_json(data: bytes) -> Any:
    """The value in some JSON. Raises InputError if it does not parse."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start + 1} of the line)") from error
    except ValueError as error:
        raise InputError(f"not JSON ({error})") from error
    except RecursionError as error:
        raise InputError("JSON nested too deeply") from error


def lines(stream: IO[bytes], at_most: int = LINE_AT_MOST) -> Iterator[bytes]:
    """Lines, each at most one byte longer than allowed; the rest of a longer one is skipped, not held."""
    while line := stream.readline(at_most + 1):
        yield line
        rest = line
        while len(rest) > at_most and not rest.endswith(b"\n"):
            rest = stream.readline(at_most + 1)
