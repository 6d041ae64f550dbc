"""What is costly to work out from unchanging files, kept as JSON in the user's cache folder.

An entry is named by what it was made from, so a changed file makes a new one. A cache can always be done
without: what is missing, broken or can't be written is worked out anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.paths import cache_dir

_KEPT = 4
"""Entries of one name that stay: users change between a few sets of reference data."""


def cached(name: str, key: str, make: Callable[[], Any]) -> Any:
    """What `make` gives (a JSON value), from the cache if it was made for the same `key` before."""
    try:
        path = cache_dir() / f"{name}-{key}.json"
    except RuntimeError:  # no home folder
        return make()
    if (found := _read(path)) is not None:
        return found
    made = make()
    _write(path, made)
    _tidy(path, name)
    return made


def _read(path: Path) -> Any:
    """The entry, or None; the first line is the digest of the rest, so that half an entry is none."""
    try:
        digest, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if digest.decode("ascii", "replace") != hashlib.sha256(content).hexdigest():
        return None
    return json.loads(content)


def _write(path: Path, value: Any) -> None:
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        os.replace(part, path)  # other programs see the old entry or the new one
    except OSError:
        with suppress(OSError):
            part.unlink()


def _tidy(path: Path, name: str) -> None:
    try:
        entries = sorted(path.parent.glob(f"{name}-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in entries[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:  # another program is tidying too
        return
