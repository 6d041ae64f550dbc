"""A SPARQL server as a store: a small real server in this process, with a server's moods."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, StoreError, TimeLimitError, UsageError
from kg.store import Solutions, open_store
from kg.store.endpoint import with_prefixes

A, B = "http://x/a", "http://x/b"


class Server(ThreadingHTTPServer):
    """SPARQL 1.1 query, update and graph store protocols over an in-memory store."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = ox.Store()
        self.refuse_first = 0
        self.token: str | None = None
        self.cut_answers = False
        self.slow = 0.0
        self.requests: list[str] = []

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Handler(BaseHTTPRequestHandler):
    """Answers as a server does."""

    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's output is its own."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = urlsplit(self.path).path
        self.server.requests.append(f"POST {path}")
        if self._turned_away():
            return
        try:
            if path == "/update":
                self.server.store.update(body.decode())
                self._send(204, "text/plain", b"")
            else:
                self._query(parse_qs(body.decode())["query"][0])
        except SyntaxError as error:
            self._send(400, "text/plain", str(error).encode())

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append("PUT /store")
        graph = ox.NamedNode(parse_qs(urlsplit(self.path).query)["graph"][0])
        self.server.store.remove_graph(graph)
        self.server.store.load(body, ox.RdfFormat.N_TRIPLES, to_graph=graph)
        self._send(204, "text/plain", b"")

    def _turned_away(self) -> bool:
        if self.server.token and self.headers.get("Authorization") != self.server.token:
            self._send(401, "text/plain", b"who are you?")
        elif self.server.refuse_first:
            self.server.refuse_first -= 1
            self._send(503, "text/plain", b"starting")
        else:
            return False
        return True

    def _query(self, sparql: str) -> None:
        found = self.server.store.query(sparql)
        time.sleep(self.server.slow)
        if isinstance(found, ox.QueryTriples):
            data, kind = found.serialize(format=ox.RdfFormat.N_TRIPLES), "application/n-triples"
        else:
            data, kind = found.serialize(format=ox.QueryResultsFormat.JSON), "application/sparql-results+json"
        self._send(200, kind, (data or b"")[: 60 if self.server.cut_answers else None])

    def _send(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that runs while the test does."""
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def nquads(graph: str, *values: str) -> bytes:
    """One quad a value."""
    return "".join(f'<{graph}> <http://x/p> "{value}" <{graph}> .\n' for value in values).encode()


def test_replace_remove_and_read(server: Server) -> None:
    """An article's graph is replaced whole and removed whole, as in the embedded store."""
    with open_store(server.address) as store:
        store.bulk([nquads(A, "1", "2"), nquads(B, "9")])
        store.replace([(A, nquads(A, "3"))])
        assert [quad.object.value for quad in store.quads(A)] == ["3"]  # type: ignore[union-attr]
        assert len(list(store.quads())) == 2
        store.remove(A)
        assert [str(quad.graph_name) for quad in store.quads()] == [f"<{B}>"]


def test_queries(server: Server) -> None:
    """Rows with unbound values, truth values and triples, with the kg prefixes undeclared."""
    with open_store(server.address) as store:
        store.update(f"INSERT DATA {{ GRAPH <{A}> {{ <{A}> a kg:Article }} }}")
        rows = store.query("SELECT ?none ?a WHERE { GRAPH ?a { ?a a kg:Article } }")
        assert isinstance(rows, Solutions)
        assert rows.variables == ("none", "a")
        assert list(rows) == [(None, ox.NamedNode(A))]
        assert store.query("ASK { GRAPH ?a { ?a a kg:Article } }")
        assert len(list(store.query("CONSTRUCT { ?a a kg:Article } WHERE { GRAPH ?a { ?a a kg:Article } }"))) == 1  # type: ignore[arg-type]


def test_reference_data_goes_by_the_graph_store_protocol(server: Server) -> None:
    """Large graphs are put, not pasted into an update; the second time nothing is sent."""
    with open_store(server.address) as store:
        assert store.ensure_reference() is True
        assert store.ensure_reference() is False
    assert server.requests.count("PUT /store") == 2


def test_backup_is_an_embedded_store(server: Server, tmp_path: Path) -> None:
    """What a server holds can be kept as a folder that opens as a store."""
    with open_store(server.address) as store:
        store.bulk([nquads(A, "1", "2")])
        store.backup(tmp_path / "copy")
    with open_store(tmp_path / "copy") as copy:
        assert len(list(copy.quads(A))) == 2


def test_passing_trouble_is_tried_again(server: Server) -> None:
    """A server that is starting is asked again; one that stays away is a StoreError."""
    server.refuse_first = 2
    with open_store(server.address) as store:
        assert store.query("ASK {}")
        server.refuse_first = 9
        with pytest.raises(StoreError, match="answers 503: starting"):
            store.query("ASK {}")
    assert server.refuse_first == 6


def test_update_that_may_not_be_sent_twice_is_not(server: Server) -> None:
    """A free update may not be idempotent, so it gets one try."""
    server.refuse_first = 1
    with open_store(server.address) as store, pytest.raises(StoreError, match="503"):
        store.update("INSERT { GRAPH <http://x/g> { <http://x/a> <http://x/n> ?m } } WHERE { BIND(RAND() AS ?m) }")


def test_time_limit(server: Server) -> None:
    """A server that takes too long is left, with the code for a time limit."""
    server.slow = 1.0
    with open_store(server.address) as store, pytest.raises(TimeLimitError, match=r"after 0\.2 seconds"):
        store.query("SELECT * { ?s ?p ?o }", timeout=0.2)


def test_cut_answer_is_an_error(server: Server) -> None:
    """Half an answer never passes for a whole one."""
    with open_store(server.address) as store:
        store.bulk([nquads(A, *map(str, range(100)))])
        server.cut_answers = True
        with pytest.raises(StoreError):
            list(store.query("SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"))  # type: ignore[arg-type]
        with pytest.raises(StoreError):
            list(store.query("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("env", "header"),
    [
        ({"KG_TOKEN": "secret"}, "Bearer secret"),
        ({"KG_USER": "ann", "KG_PASSWORD": "p:w"}, "Basic " + base64.b64encode(b"ann:p:w").decode()),
    ],
)
def test_credentials_come_from_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch, env: dict[str, str], header: str
) -> None:
    """Without them the error says which to set; they never stand in an address."""
    server.token = header
    with open_store(server.address) as store, pytest.raises(StoreError, match="set KG_USER and KG_PASSWORD"):
        store.query("ASK {}")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with open_store(server.address) as store:
        assert store.query("ASK {}")
    with pytest.raises(UsageError, match="no passwords in addresses"):
        open_store("http://ann:secret@127.0.0.1/")


def test_separate_addresses(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Query and update addresses may be named one by one."""
    monkeypatch.setenv("KG_QUERY_URL", server.address + "query")
    monkeypatch.setenv("KG_UPDATE_URL", server.address + "update")
    with open_store("http://127.0.0.1:9/sparql") as store:
        store.replace([(A, nquads(A, "1"))])
        assert store.query(f"ASK {{ GRAPH <{A}> {{ ?s ?p ?o }} }}")
        assert store.ensure_reference() is True  # by update, as no graph address is known
    assert "PUT /store" not in server.requests


def test_errors(server: Server) -> None:
    """A broken query, SERVICE and a server that is not there: each its own error."""
    with open_store(server.address) as store:
        with pytest.raises(QueryError, match="does not accept the query"):
            store.query("SELECT * { ?s ?p }")
        with pytest.raises(QueryError, match="--allow-network"):
            store.query("SELECT * { SERVICE <http://127.0.0.1:9/> {} }")
    with open_store("http://127.0.0.1:9/") as nobody, pytest.raises(StoreError, match="is the server running"):
        nobody.query("ASK {}")


def test_with_prefixes_declares_what_is_missing() -> None:
    """Only prefixes that are used and not declared, on the first line, so that line numbers stay."""
    sparql = "PREFIX kg: <http://mine#>\nASK { ?s a kg:A ; rdfs:label 'xsd:date' }"
    assert with_prefixes(sparql) == f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {sparql}"
