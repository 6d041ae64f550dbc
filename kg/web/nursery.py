"""Query processes that share one copy of the store in memory: three to four times as quick as from disk.

`python -m kg.web.nursery FOLDER SOCKET` copies a snapshot into memory and then forks a query process
(`kg.store.worker`) whenever the server sends it a pair of pipes. Forking takes milliseconds and shares the
copy's pages, so that a query process that was ended for running past its limit is soon replaced.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from kg.errors import StoreError
from kg.store.isolated import QueryProcess, import_path

_BYTES_A_BYTE = 6
"""Memory that a copy takes, by the store's size on disk, generously."""
_SHARE = 0.4
"""Part of the free memory that a copy may take."""


class Nursery:
    """A process with a copy of a snapshot; `ready` once query processes can be had."""

    def __init__(self, snapshot: Path) -> None:
        self._control, theirs = socket.socketpair()
        self._lock = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kg.web.nursery", str(snapshot), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(import_path())},
            )
        self.ready = False
        threading.Thread(target=self._wait, daemon=True).start()

    def process(self) -> QueryProcess:
        """A new query process; raises StoreError if the nursery has ended."""
        read_request, write_request = os.pipe()
        read_answer, write_answer = os.pipe()
        try:
            with self._lock:
                socket.send_fds(self._control, [b"f"], [read_request, write_answer])
                pid = int.from_bytes(self._control.recv(4), "big")
            child = Forked(pid, write_request, read_answer)
        except OSError as error:
            os.close(write_request)
            os.close(read_answer)
            raise StoreError("the copy of the store in memory is gone") from error
        finally:
            os.close(read_request)
            os.close(write_answer)
        return QueryProcess(child)

    def close(self) -> None:
        """Ends it; query processes that are at work end with their pipes."""
        self.ready = False
        self._process.kill()
        self._process.wait()
        self._control.close()

    def _wait(self) -> None:
        with suppress(OSError):
            self.ready = self._control.recv(1) == b"r"


class Forked:
    """A forked query process with the parts of subprocess.Popen that QueryProcess uses."""

    def __init__(self, pid: int, stdin: int, stdout: int) -> None:
        if not pid:
            raise OSError("no process was forked")
        # Not its number, which may be another process's by the time it is to be ended.
        self._handle = os.pidfd_open(pid)
        self.stdin: IO[bytes] = os.fdopen(stdin, "wb")
        self.stdout: IO[bytes] = os.fdopen(stdout, "rb", buffering=0)

    def poll(self) -> int | None:
        """None while it runs."""
        if self._handle < 0:
            return 0
        return 0 if select.select([self._handle], [], [], 0)[0] else None

    def kill(self) -> None:
        """Ends it at once."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self) -> int:
        """Waits for its end."""
        if self._handle >= 0:
            select.select([self._handle], [], [])
            os.close(self._handle)
            self._handle = -1
        return 0


def fits(folder: Path) -> bool:
    """Whether a copy of the store fits into the memory that is free now."""
    try:
        size = sum(file.stat().st_size for file in folder.glob("*.sst"))
        told = Path("/proc/meminfo").read_text()
    except OSError:
        return False
    line = next((line for line in told.splitlines() if line.startswith("MemAvailable:")), "")
    free = int(line.split()[1]) << 10 if line else 0
    return size * _BYTES_A_BYTE < free * _SHARE


def copy(snapshot: str) -> Any:
    """The snapshot's quads in memory, by way of a file: as quick as the parser, on all processors."""
    import pyoxigraph as ox

    memory = ox.Store()
    # Inside the snapshot, so that it goes with it, even if this process is ended meanwhile.
    with tempfile.TemporaryDirectory(dir=snapshot) as folder:
        file = Path(folder) / "all.nq"
        ox.Store.read_only(snapshot).dump(file, ox.RdfFormat.N_QUADS)
        memory.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    return memory


def main() -> None:
    """Copies, then forks on demand until the server is gone."""
    from kg.store.worker import answer_all

    control = socket.socket(fileno=int(sys.argv[2]))
    store = copy(sys.argv[1])
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the children's ends are nobody's business here
    control.send(b"r")
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if not message:
            os._exit(0)
        pid = os.fork()
        if not pid:
            control.close()
            answer_all(store, os.fdopen(descriptors[0]), os.fdopen(descriptors[1], "wb"))
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(pid.to_bytes(4, "big"))


if __name__ == "__main__":
    main()
