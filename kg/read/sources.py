"""Inputs found under paths: folders in sorted order, globs, standard input; each opened only when its turn comes."""

from __future__ import annotations

import glob
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.errors import InputError, UsageError
from kg.read.records import Failure, Settings

STDIN = "-"
DOCUMENT_AT_MOST = 100_000_000
"""Bytes of one document that is read whole; no page and no article is so long."""


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
    root: str = ""
    """The file on disk that holds it, where that is not `path`."""

    @property
    def stem(self) -> str:
        """The file name without its ending, the identifier of an article that has none."""
        return Path(self.name).stem

    @property
    def ending(self) -> str:
        """The ending of the name, in lower case: ".txt"."""
        return os.path.splitext(self.name)[1].lower()

    def all_bytes(self) -> bytes:
        """Everything in it. Raises InputError if it is longer than any document."""
        data = b""
        with self.open() as stream:
            while len(data) <= DOCUMENT_AT_MOST and (more := stream.read(DOCUMENT_AT_MOST + 1 - len(data))):
                data = data + more if data else more
        if len(data) > DOCUMENT_AT_MOST:
            raise InputError(f"longer than {DOCUMENT_AT_MOST // 1_000_000} MB, the most that one document may have")
        return data


def found_paths(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """The paths that exist, globs resolved, sorted; and those that don't. Raises UsageError if none does."""
    found: set[str] = set()
    missing: list[str] = []
    for path in paths:
        if path == STDIN or os.path.lexists(path):
            found.add(path)
        elif matches := glob.glob(path, recursive=True):
            found.update(matches)
        else:
            missing.append(path)
    if not found:
        raise UsageError(f"no such file or folder: {', '.join(missing)}" if missing else "no paths to read")
    return sorted(found), missing


def sources_under(path: str, settings: Settings) -> Iterator[Source | Failure]:
    """The sources of one existing path; a folder's in sorted order, folders within folders included."""
    if path == STDIN:
        yield Source("standard input", "stdin.jsonl", lambda: sys.stdin.buffer, given=True)
    elif os.path.isdir(path):
        yield from _in_folder(path, settings)
    else:
        yield _file(path, given=True)


def _in_folder(folder: str, settings: Settings) -> Iterator[Source | Failure]:
    # One folder's names at a time are held, never the whole tree.
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield Failure(folder, error.strerror or str(error))
        return
    for name in names:
        path = os.path.join(folder, name)
        if name.startswith("."):
            settings.inform(f"{path}: left out, a hidden file")
        elif os.path.isdir(path):
            if os.path.islink(path):
                settings.inform(f"{path}: left out, a link to a folder; name it to have it read")
            else:
                yield from _in_folder(path, settings)
        elif _is_special(path):
            settings.inform(f"{path}: left out, no regular file")
        else:
            yield _file(path, given=False)


def _is_special(path: str) -> bool:
    """Whether reading could wait for ever: a pipe, a socket, a device."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False  # gone, or a dangling link: opening it will say so


def _file(path: str, *, given: bool) -> Source:
    return Source(path, os.path.basename(path), lambda: open(path, "rb"), given=given)


def seekable(source: Source) -> IO[bytes]:
    """The source's stream, copied into a temporary file if one can't go back and forth in it."""
    stream = source.open()
    if stream.seekable():
        return stream
    # Not memory: this may be a whole archive; the unpacking above watches its size.
    with stream:
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy
