"""Where worker processes come from: one process loads the language model, then forks a worker whenever one is needed.

The workers share the model's memory, and a new one is there in milliseconds. Nothing is forked from the
process that holds the store: its locks and threads would go along. The nursery and its workers end with
the process that started them, however that ends.

    python -m kg.nursery FD      (the socket to its pool)
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from kg.errors import KgError
from kg.ingest import Made, make_graphs, warm_up
from kg.models import Article

# One thread a process for matrix products: the processes are the parallelism.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_DEATHS = 20
"""Deaths in a row, without a batch done between, after which something is wrong with more than an article."""


class Worker:
    """One worker process as its pool sees it."""

    def __init__(self, connection: Connection[Any, Any], pid: int) -> None:
        self.connection = connection
        self.pid = pid
        self.batches = 0
        """Batches it was given."""
        self.since = 0.0
        """When it began the first batch it holds, at the latest (`time.monotonic`)."""

    def send(self, articles: tuple[Article, ...]) -> None:
        """Hands over a batch; a worker that is dead will be found out by `Pool.wait`."""
        self.batches += 1
        try:
            self.connection.send(articles)
        except OSError:
            return


class Pool:
    """A nursery and the workers it has forked, as many as asked for at any time."""

    def __init__(self, workers: int, *, version: str, keep_text: bool) -> None:
        self.workers: list[Worker] = []
        self._wanted = workers
        self._task = (version, keep_text)
        self._deaths = 0

    def __enter__(self) -> Self:
        try:
            self._start()
            self._fill()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def wait(self, timeout: float | None = None) -> Iterator[tuple[Worker, list[Made] | None]]:
        """Waits until some workers have a batch done, or have died (None); the dead are replaced.

        Gives nothing where nothing happens within `timeout` seconds. Raises KgError where a worker met a
        fault that is no article's.
        """
        connections = {id(worker.connection): worker for worker in self.workers}
        for connection in wait([worker.connection for worker in self.workers], timeout):
            worker = connections[id(connection)]
            try:
                made = worker.connection.recv()
            except (EOFError, OSError):
                self.workers.remove(worker)
                self._deaths += 1
                yield worker, None
                continue
            if isinstance(made, KgError):
                raise made
            self._deaths = 0
            yield worker, made
        self._fill()

    def renew(self, worker: Worker, *, busy: bool = False) -> None:
        """Ends a worker that has nothing to do, or one that does not come to an end; forks another in its place."""
        if busy:
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
        self.workers.remove(worker)
        worker.connection.close()
        self._fill()

    def _start(self) -> None:
        """A nursery that has loaded what workers need; raises KgError with its reason if it can't."""
        self._line, theirs = socket.socketpair()
        environment = os.environ | dict.fromkeys(_ONE_THREAD, "1")
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        with theirs:
            self._nursery = subprocess.Popen(
                [sys.executable, "-P", "-m", "kg.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # Ctrl-C is for the process that holds the store; it ends the others
            )
        line: Connection[Any, Any] = Connection(os.dup(self._line.fileno()))
        try:
            line.send(self._task)
            failure = line.recv()
        except (EOFError, OSError):
            failure = KgError("the worker processes could not be started; is there enough memory? Try --workers 1")
        finally:
            line.close()
        if failure is not None:
            raise failure

    def _fill(self) -> None:
        while len(self.workers) < self._wanted:
            if self._deaths > _DEATHS:
                raise KgError("the worker processes die one after the other; is there enough memory? Try --workers 1")
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    socket.send_fds(self._line, [b"f"], [theirs.fileno()])
                except OSError:  # the nursery itself was killed
                    ours.close()
                    self._deaths += 1
                    self._end_nursery()
                    self._start()
                    continue
            connection: Connection[Any, Any] = Connection(ours.detach())
            try:
                self.workers.append(Worker(connection, connection.recv()))
            except (EOFError, OSError):  # no memory to fork
                connection.close()
                self._deaths += 1

    def _end(self) -> None:
        for worker in self.workers:
            worker.connection.close()
        self.workers.clear()
        if hasattr(self, "_nursery"):
            self._end_nursery()

    def _end_nursery(self) -> None:
        self._line.close()  # the nursery ends its workers, then itself
        try:
            self._nursery.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._nursery.kill()
            self._nursery.wait()


def main() -> None:
    """The nursery: loads everything a worker needs, then forks one for each request until its pool is gone."""
    line = socket.socket(fileno=int(sys.argv[1]))
    pool: Connection[Any, Any] = Connection(os.dup(line.fileno()))
    try:
        version, keep_text = pool.recv()
        failure = _warm_up()
        pool.send(failure)
    except (EOFError, OSError):
        return
    pool.close()
    children: set[int] = set()
    while (theirs := _asked(line)) is not None:
        pid = os.fork()
        if pid == 0:
            line.close()
            _work(Connection(theirs), version, keep_text)
            os._exit(0)
        os.close(theirs)
        children.add(pid)
        children -= set(_dead())
    for pid in children - set(_dead()):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _asked(line: socket.socket) -> int | None:
    """The file descriptor for a new worker, or None when the pool is gone."""
    try:
        message, descriptors, _, _ = socket.recv_fds(line, 1, 1)
    except OSError:
        return None
    return descriptors[0] if message and descriptors else None


def _dead() -> Iterator[int]:
    """The children that have ended since."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        yield pid


def _warm_up() -> KgError | None:
    """Loads what all stages need before the first fork; the error if any."""
    import gc

    try:
        warm_up()
    except KgError as error:
        return error
    gc.collect()
    gc.freeze()  # or the collector would touch, and so copy, every shared page
    return None


def _work(connection: Connection[Any, Any], version: str, keep_text: bool) -> None:
    """A worker: batches in, graphs out, until the pool is gone."""
    connection.send(os.getpid())
    batches: SimpleQueue[tuple[Article, ...] | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(connection, batches), daemon=True).start()
    while (batch := batches.get()) is not None:
        try:
            made: list[Made] | KgError = list(make_graphs(batch, version=version, keep_text=keep_text))
        except KgError as error:
            made = error
        try:
            connection.send(made)
        except OSError:
            return


def _receive(connection: Connection[Any, Any], batches: SimpleQueue[tuple[Article, ...] | None]) -> None:
    """Takes batches off the line at once, so that the pool never waits to send one."""
    while True:
        try:
            batches.put(connection.recv())
        except (EOFError, OSError):
            batches.put(None)
            return


if __name__ == "__main__":
    main()
