"""Limits, refusals and headers: what one client may do to the others, and an article to a browser."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

Serve = Callable[..., AbstractContextManager[httpx.Client]]
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"GRAPH ?g{i} {{ ?a{i} ?b{i} ?c{i} }}" for i in range(9)) + "}"
MANY = "SELECT * WHERE { " + " ".join(f"GRAPH ?g{i} {{ ?a{i} ?b{i} ?c{i} }}" for i in range(5)) + "}"


def _ask(client: httpx.Client, query: str, **params: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **params})


def test_runaway_query_is_503_and_others_go_on(serve: Serve, small_store: Path) -> None:
    """A query past its time is stopped before anything is sent, while others are answered."""
    with serve(store=small_store, seconds=1.5) as client:
        answers: list[httpx.Response] = []
        runaway = threading.Thread(target=lambda: answers.append(_ask(client, ENDLESS)))
        runaway.start()
        while runaway.is_alive():
            assert _ask(client, "ASK {}").json()["boolean"] is True
        assert answers[0].status_code == 503
        assert "stopped after 1.5 seconds" in answers[0].text
        assert 'kg_queries_stopped_total{limit="time"} 1' in client.get("/metrics").text


def test_time_limit_of_the_request(serve: Serve, small_store: Path) -> None:
    """A client may ask for less time than the server grants, not for more."""
    with serve(store=small_store, seconds=1.0) as client:
        began = time.monotonic()
        assert _ask(client, ENDLESS, timeout="0.3").status_code == 503
        assert _ask(client, ENDLESS, timeout="900").status_code == 503
        assert time.monotonic() - began < 20
        assert _ask(client, "ASK {}", timeout="soon").status_code == 400


def test_answer_that_breaks_off_is_no_answer(serve: Serve, small_store: Path) -> None:
    """A limit met after the answer has begun breaks the connection: never a clean 200 with half an answer."""
    with serve(store=small_store, seconds=1.5) as client, pytest.raises(httpx.RemoteProtocolError):
        _ask(client, MANY)
    with serve(store=small_store, size=2 << 20) as client, pytest.raises(httpx.RemoteProtocolError):
        _ask(client, MANY)


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv", "md", "jsonl"])
def test_limit_on_rows(serve: Serve, small_store: Path, format: str) -> None:
    """As many rows as the limit are given, one more is refused, in every format."""
    with serve(store=small_store, rows=5) as client:
        five = "SELECT ?x { VALUES ?x { 1 2 3 4 5 } }"
        assert _ask(client, five, format=format).status_code == 200
        six = _ask(client, "SELECT ?x { VALUES ?x { 1 2 3 4 5 6 } }", format=format)
        assert (six.status_code, "more than 5 rows" in six.text) == (413, True)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "select * { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused(serve: Serve, small_store: Path, query: str) -> None:
    """No query makes the server call another address, however it is written."""
    with serve(store=small_store) as client:
        answer = _ask(client, query)
        assert answer.status_code == 400
        assert "SERVICE" in answer.text or "begins nothing" in answer.text


def test_load_is_refused_and_files_stay_unread(writable: httpx.Client) -> None:
    """LOAD is refused even to writers; FROM a file reads nothing."""
    for address in ("http://127.0.0.1:1/x.ttl", "file:///etc/passwd"):
        answer = writable.post(
            "/update", content=f"LOAD <{address}>", headers={"Content-Type": "application/sparql-update"}
        )
        assert (answer.status_code, "LOAD" in answer.text) == (400, True)
        assert _ask(writable, f"ASK FROM <{address}> {{ ?s ?p ?o }}").json()["boolean"] is False


def test_read_only_server_takes_no_writes(serve: Serve, small_store: Path) -> None:
    """Without --writable, neither updates nor changes of graphs are taken, whatever the token."""
    with serve(store=small_store) as client:
        headers = {"Authorization": "Bearer x", "Content-Type": "application/sparql-update"}
        assert client.post("/sparql", content="CLEAR ALL", headers=headers).status_code == 403
        assert (
            client.put("/store?default", content="", headers={**headers, "Content-Type": "text/turtle"}).status_code
            == 403
        )
        assert client.delete("/store?default", headers=headers).status_code == 403


def test_large_request_is_refused(serve: Serve, small_store: Path) -> None:
    """A query larger than the limit is not read."""
    with serve(store=small_store, body=1000) as client:
        answer = client.post("/sparql", data={"query": "ASK {}" + " " * 2000})
        assert answer.status_code == 413


def test_rate_limit(serve: Serve, small_store: Path) -> None:
    """A client that sends too many requests is told to slow down; health stays open."""
    with serve(store=small_store, rate=0.001, burst=3) as client:
        found = [_ask(client, "ASK {}").status_code for _ in range(5)]
        assert found == [200, 200, 200, 429, 429]
        assert client.get("/health").json()["status"] == "ok"


def test_headers(serve: Serve, small_store: Path) -> None:
    """Browsers run no inline scripts, frame nothing, guess no types; other sites may read data."""
    with serve(store=small_store) as client:
        headers = _ask(client, "ASK {}").headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["access-control-allow-origin"] == "*"
        preflight = client.options("/sparql", headers={"Access-Control-Request-Headers": "content-type"})
        assert preflight.headers["access-control-allow-headers"] == "content-type"
    with serve(store=small_store, origin=None) as client:
        assert "access-control-allow-origin" not in _ask(client, "ASK {}").headers


def test_log_has_no_query(serve: Serve, small_store: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A line for each request, with its path, and without what was asked."""
    caplog.set_level(logging.INFO, "kg.web")
    with serve(store=small_store) as client:
        _ask(client, "ASK { ?secret ?p ?o }")
    lines = [record.getMessage() for record in caplog.records if record.name == "kg.web"]
    assert any(line.startswith("GET /sparql 200") for line in lines)
    assert not any("secret" in line for line in lines)


def test_new_state_is_seen_by_the_next_request(serve: Serve, small_store: Path) -> None:
    """What another program writes into the store shows without a restart."""
    from kg.store import open_store

    with serve(store=small_store) as client:
        count = "SELECT (COUNT(*) AS ?n) { GRAPH <http://x/new> { ?s ?p ?o } }"
        assert _ask(client, count).json()["results"]["bindings"][0]["n"]["value"] == "0"
        with open_store(small_store, mode="write") as store:
            store.replace([("http://x/new", b'<http://x/s> <http://x/p> "1" <http://x/new> .\n')])
        deadline = time.monotonic() + 20
        while _ask(client, count).json()["results"]["bindings"][0]["n"]["value"] != "1":
            assert time.monotonic() < deadline
            time.sleep(0.1)
