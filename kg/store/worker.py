"""The process in which a query runs that may have to be stopped: `python …/worker.py FOLDER`.

Oxigraph can't cancel a query, so the caller ends this process instead. It imports nothing of this
package, so that it is ready in a tenth of a second. It reads one JSON object a line on standard input
({"sparql": …, "prefixes": {…}}) and answers each on standard output with frames: four bytes of
length, one byte of kind, the content. Kinds: `h` head (JSON: kind of result, variables, truth value),
`d` data (TSV or N-Triples), `e` end, `x` error (JSON: type, message). It ends with its caller: when
standard input closes, whatever the main thread is doing.

A request may name other formats ("rows", "triples": names of pyoxigraph's), and the graphs that make up
its dataset ("default_graphs", "named_graphs": lists of IRIs, both or neither).
"""

from __future__ import annotations

import io
import json
import os
import queue
import sys
import threading
from typing import IO, Any, NoReturn

FRAME = 1 << 16


class _Frames(io.RawIOBase):
    """A byte sink that sends what it gets as data frames."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        content = bytes(data)
        send(self._output, b"d", content)
        return len(content)


def send(output: IO[bytes], kind: bytes, content: bytes = b"") -> None:
    """Writes one frame."""
    output.write(len(content).to_bytes(4, "big") + kind + content)
    output.flush()


def main() -> None:
    """Answers queries until standard input closes."""
    import pyoxigraph as ox

    try:
        store = ox.Store.read_only(sys.argv[1])
    except OSError as error:
        send(sys.stdout.buffer, b"x", json.dumps({"type": "OSError", "message": str(error)}).encode())
        return
    answer_all(store, sys.stdin, sys.stdout.buffer)


def answer_all(store: Any, input: IO[str], output: IO[bytes]) -> NoReturn:
    """Answers the queries of one store until the input closes; then the process ends."""
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, input), daemon=True).start()
    while True:
        request = json.loads(requests.get())
        try:
            _answer(store, request, output)
        except BrokenPipeError:
            os._exit(0)
        except Exception as error:
            send(output, b"x", json.dumps({"type": type(error).__name__, "message": str(error)}).encode())


def _answer(store: Any, request: dict[str, Any], output: IO[bytes]) -> None:
    import pyoxigraph as ox

    dataset = {}
    if "default_graphs" in request:
        for option, key in (("default_graph", "default_graphs"), ("named_graphs", "named_graphs")):
            dataset[option] = [ox.NamedNode(graph) for graph in request[key]]
    result = store.query(request["sparql"], prefixes=request["prefixes"], **dataset)
    sink = io.BufferedWriter(_Frames(output), FRAME)
    if isinstance(result, ox.QueryBoolean):
        send(output, b"h", json.dumps({"kind": "boolean", "value": bool(result)}).encode())
    elif isinstance(result, ox.QuerySolutions):
        variables = [variable.value for variable in result.variables]
        send(output, b"h", json.dumps({"kind": "solutions", "variables": variables}).encode())
        result.serialize(sink, getattr(ox.QueryResultsFormat, request.get("rows", "TSV")))
    else:
        send(output, b"h", json.dumps({"kind": "graph"}).encode())
        form = getattr(ox.RdfFormat, request.get("triples", "N_TRIPLES"))
        ox.serialize(result, sink, format=form, prefixes=request["prefixes"])
    sink.flush()
    send(output, b"e")


def _listen(requests: queue.SimpleQueue[str], input: IO[str]) -> None:
    for line in input:
        requests.put(line)
    os._exit(0)


if __name__ == "__main__":
    main()
