"""Inputs found under paths: folders in sorted order, globs, standard input; each opened only when its turn comes."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.errors import InputError, UsageError

STDIN = "-"
DOCUMENT_AT_MOST = 100_000_000
"""Bytes of one document that is read whole; a page or an article is never so long."""


@dataclass(frozen=True, slots=True)
class Source:
    """A named stream of bytes."""

    path: str
    """What messages call it: the path as given, "archive.zip:member" inside an archive."""
    name: str
    """The bare file name; its ending says what it is."""
    open: Callable[[], IO[bytes]]
    given: bool = False
    """Whether the user named this very file, and did not just meet it in a folder."""

    @property
    def stem(self) -> str:
        """The file name without its ending, the identifier of an article that has none."""
        return Path(self.name).stem

    def all_bytes(self) -> bytes:
        """Everything in it. Raises InputError if it is longer than any document."""
        with self.open() as stream:
            data = stream.read(DOCUMENT_AT_MOST + 1)
        if len(data) > DOCUMENT_AT_MOST:
            raise InputError(f"longer than {DOCUMENT_AT_MOST // 1_000_000} MB, the most that one document may have")
        return data


def found_paths(paths: tuple[str, ...] | list[str]) -> tuple[list[str], list[str]]:
    """The paths that exist, globs resolved, and those that don't. Raises UsageError if none does."""
    found: list[str] = []
    missing: list[str] = []
    for path in map(os.fspath, paths):
        if path == STDIN or os.path.lexists(path):
            found.append(path)
        elif matches := sorted(glob.glob(path, recursive=True)):
            found += matches
        else:
            missing.append(path)
    if not found:
        raise UsageError(f"no such file or folder: {', '.join(missing)}" if missing else "no paths to read")
    return found, missing


def sources_under(path: str) -> Iterator[Source]:
    """The sources of one existing path; a folder's in sorted order, folders within folders included."""
    if path == STDIN:
        yield Source("standard input", "stdin.jsonl", lambda: sys.stdin.buffer, given=True)
    elif os.path.isdir(path):
        yield from _in_folder(path)
    else:
        yield _file(path, given=True)


def _in_folder(folder: str) -> Iterator[Source]:
    # One folder's names at a time are held, never the whole tree.
    for name in sorted(os.listdir(folder)):
        if name.startswith("."):
            continue
        path = os.path.join(folder, name)
        if os.path.isdir(path) and not os.path.islink(path):
            yield from _in_folder(path)
        else:
            yield _file(path, given=False)


def _file(path: str, *, given: bool) -> Source:
    return Source(path, os.path.basename(path), lambda: open(path, "rb"), given=given)
