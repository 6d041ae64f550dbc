"""One writer a store: concurrent updates of an Oxigraph store lose writes without an error.

The lock is an operating-system lock on `STORE.lock` beside the store, so it ends with its holder,
however that dies; `STORE.writer` says for people who holds it.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import StoreError


@contextmanager
def write_lock(store: Path) -> Iterator[None]:
    """Holds the store's write lock; raises StoreError at once if somebody else does."""
    from filelock import FileLock, Timeout

    lock = FileLock(beside(store, "lock"))
    holder = beside(store, "writer")
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise StoreError(
            f"{store} is being written to by {_holder(holder)}; wait until that ends, "
            "or give another store with --store"
        ) from None
    except OSError as error:
        raise StoreError(f"{store} can't be written to: {error.strerror or error}; check its permissions") from error
    try:
        with suppress(OSError):
            holder.write_text(f"process {os.getpid()} ({_command()}, since {dt.datetime.now():%Y-%m-%d %H:%M})")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def beside(store: Path, ending: str) -> Path:
    """The path of a file that belongs to a store and stands beside its folder."""
    return store.with_name(f"{store.name}.{ending}")


def _holder(file: Path) -> str:
    try:
        return file.read_text() or "another process"
    except OSError:
        return "another process"


def _command() -> str:
    words = [Path(sys.argv[0]).name, *sys.argv[1:2]] if sys.argv and sys.argv[0] else ["python"]
    return " ".join(words)
