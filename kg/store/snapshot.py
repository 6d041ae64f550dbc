"""A consistent, private copy of an Oxigraph store's files for reading beside a writer.

RocksDB's data files never change once written, so the copy is made of hard links and costs about a
millisecond. Opening the store's own folder read-only beside a writer is undefined behaviour
(RocksDB opens data files late, when a compaction may already have removed them); the copy is safe,
because the linked files stay. The manifest and the list of logs are read before and after linking;
where they differ, a flush came between, and the copy is made again.
"""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from kg.errors import StoreError
from kg.store.lock import beside

_TRIES = 50
_PAUSE = 0.02
_COPIED = ("CURRENT", "IDENTITY", "MANIFEST-", "OPTIONS-")
_LINKED = (".sst", ".log", ".blob")


def take_snapshot(store: Path) -> Path | None:
    """A new folder beside the store with its present state, to be removed by `drop_snapshot`.

    None where the folder beside the store can't be written to: then nobody but its owner writes there,
    and the store itself has to be opened. Raises StoreError if a writer is too quick for it.
    """
    folder = beside(store, "snapshots")
    try:
        folder.mkdir(exist_ok=True)
        _drop_stale(folder)
        target = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}@{platform.node()}-", dir=folder))
    except OSError:
        return None
    for _ in range(_TRIES):
        try:
            if _link_all(store, target):
                return target
        except FileNotFoundError:
            pass  # a compaction removed a file in between
        except OSError:
            drop_snapshot(target)
            return None  # a file system without hard links
        _empty(target)
        time.sleep(_PAUSE)
    drop_snapshot(target)
    raise StoreError(f"{store} is written to so fast that no consistent copy could be read; try again")


def drop_snapshot(snapshot: Path) -> None:
    """Removes a snapshot and, if it was the last one, the folder of snapshots."""
    shutil.rmtree(snapshot, ignore_errors=True)
    with suppress(OSError):
        snapshot.parent.rmdir()


def _link_all(store: Path, target: Path) -> bool:
    """Links the store's files; False if the store changed its files meanwhile."""
    before = _state(store)
    names = sorted(os.listdir(store), key=lambda name: not name.endswith(".log"))
    for name in names:
        if name.endswith(_LINKED):
            os.link(store / name, target / name)
        elif name.startswith(_COPIED):
            shutil.copyfile(store / name, target / name)
    return before == _state(store)


def _state(store: Path) -> tuple[bytes, int, tuple[str, ...]]:
    current = (store / "CURRENT").read_bytes()
    manifest = store / current.decode().strip()
    logs = tuple(sorted(name for name in os.listdir(store) if name.endswith(".log")))
    return current, manifest.stat().st_size, logs


def _empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def _drop_stale(folder: Path) -> None:
    """Removes what readers left behind that were killed."""
    for snapshot in folder.iterdir():
        pid, _, rest = snapshot.name.partition("@")
        if pid.isdigit() and rest.startswith(f"{platform.node()}-") and not _is_alive(int(pid)):
            shutil.rmtree(snapshot, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
