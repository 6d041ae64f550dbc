"""Queries in a process of their own, which a time limit or Ctrl-C really ends."""

from __future__ import annotations

import io
import json
import math
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol, cast, runtime_checkable

from kg.errors import KgError, StoreError, TimeLimitError
from kg.sparql_errors import syntax_error
from kg.store.results import Boolean, Graph, Results, Solutions
from kg.store.worker import FRAME
from kg.vocab import PREFIXES


@runtime_checkable
class Child(Protocol):
    """A process: what `subprocess.Popen` is, as far as it is used here."""

    @property
    def stdin(self) -> IO[bytes] | None: ...

    @property
    def stdout(self) -> IO[bytes] | None: ...

    def poll(self) -> int | None: ...

    def kill(self) -> None: ...

    def wait(self) -> int: ...


def _start(folder: Path) -> Child:
    # -P: the working folder of the user must not shadow modules. A session of its own: Ctrl-C
    # reaches this process only, which then decides.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "kg.store.worker", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(import_path())},
    )


class QueryProcess:
    """A process that has a snapshot open read-only and answers one query after another.

    Once a query has been stopped, the process has ended and `alive` is False.
    """

    def __init__(self, process: Child | Path) -> None:
        """`process` answers as `kg.store.worker` does; a folder: one is started for it."""
        self._process = process if isinstance(process, Child) else _start(process)
        self._buffer = b""
        self._deadline = math.inf
        self._limit = math.inf
        self._sparql = ""

    @property
    def forked(self) -> bool:
        """Whether it was forked from a process that holds the store, not started on a folder."""
        return not isinstance(self._process, subprocess.Popen)

    @property
    def alive(self) -> bool:
        """Whether it can answer another query."""
        return self._process.poll() is None

    def query(self, sparql: str, *, timeout: float = math.inf) -> Results:
        """Runs a query; raises TimeLimitError (here or while the result is read) past `timeout` seconds."""
        return self._result(self._ask({"sparql": sparql}, timeout))

    def stream(self, request: Mapping[str, Any], *, timeout: float = math.inf) -> tuple[dict[str, Any], Data]:
        """The head and the bytes of an answer in the formats the request names (see `kg.store.worker`).

        Raises as `query` does, here or while the bytes are read.
        """
        head = self._ask(request, timeout)
        return head, Data(self)

    def _ask(self, request: Mapping[str, Any], timeout: float) -> dict[str, Any]:
        self._sparql = request["sparql"]
        self._limit, self._deadline = timeout, time.monotonic() + timeout
        pipe = self._pipe(self._process.stdin)
        try:
            pipe.write(json.dumps({**request, "prefixes": PREFIXES}).encode() + b"\n")
            pipe.flush()
        except BrokenPipeError:
            pass  # it has said why on its output
        try:
            head: dict[str, Any] = json.loads(self._frame(b"h"))
        except BaseException:
            self._stop_if_busy()
            raise
        return head

    def close(self) -> None:
        """Ends the process at once."""
        if self._process.poll() is None:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                self._pipe(pipe).close()
        self._process.wait()

    def _result(self, head: dict[str, Any]) -> Results:
        from pyoxigraph import RdfFormat, parse

        if head["kind"] == "boolean":
            self._frame(b"e")
            return Boolean(head["value"])
        data = Data(self)
        if head["kind"] == "solutions":
            return rows_of(head, data)
        quads = parse(cast("IO[bytes]", data), format=RdfFormat.N_TRIPLES)
        return Graph((quad.triple for quad in quads), data.abandon)

    def _frame(self, expected: bytes) -> bytes:
        """The content of the next frame, empty for the end; raises what the process reports."""
        size = int.from_bytes(self._take(4), "big")
        kind = self._take(1)
        content = self._take(size)
        if kind == b"x":
            raise _error(json.loads(content), self._sparql)
        if kind not in (expected, b"e"):
            raise StoreError("the query process sent something unexpected; run the query again")
        return content

    def _take(self, size: int) -> bytes:
        descriptor = self._pipe(self._process.stdout).fileno()
        while len(self._buffer) < size:
            remaining = self._deadline - time.monotonic()
            wait = None if math.isinf(remaining) else max(0.0, remaining)
            if not select.select([descriptor], [], [], wait)[0]:
                self.close()
                raise TimeLimitError(
                    f"the query was stopped after {self._limit:g} seconds; ask for less or raise --timeout"
                )
            data = os.read(descriptor, FRAME)
            if not data:
                code = self._process.wait()
                raise StoreError(f"the query process ended unexpectedly (code {code}); is there enough memory?")
            self._buffer += data
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def _stop_if_busy(self) -> None:
        """A query that failed leaves the process ready; an interrupted one does not."""
        error = sys.exception()
        if not isinstance(error, KgError) or isinstance(error, TimeLimitError):
            self.close()

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe


class Data(io.RawIOBase):
    """The data frames of one answer as a file."""

    def __init__(self, process: QueryProcess) -> None:
        self._process = process
        self._rest = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if not self._rest and not self._ended:
            self._rest = self._process._frame(b"d")
            self._ended = not self._rest
        given = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(given) :]
        return given

    @property
    def ended(self) -> bool:
        """Whether everything has been read."""
        return self._ended and not self._rest

    def abandon(self) -> None:
        """Called when the reader is done; an answer read only in part ends the process."""
        if not self._ended:
            self._ended = True
            self._process.close()


def rows_of(head: dict[str, Any], data: Data) -> Solutions:
    """The rows of an answer that is streamed as TSV."""
    from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

    found = parse_query_results(cast("IO[bytes]", data), QueryResultsFormat.TSV)
    assert isinstance(found, QuerySolutions)
    return Solutions(tuple(head["variables"]), found, data.abandon)


def _error(report: dict[str, str], sparql: str) -> KgError:
    if report["type"] == "SyntaxError":
        return syntax_error(report["message"], sparql)
    return StoreError(f"the query failed: {report['message']}")


def import_path() -> list[str]:
    """Where the process finds this package and pyoxigraph, however the caller found them."""
    return [path for path in sys.path if path]
