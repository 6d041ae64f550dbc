"""SPARQL 1.1 Protocol: the 34 cases that the working group approved, written from the specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import httpx
import pytest

D = [f"http://kasei.us/2009/09/sparql/data/data{n}.rdf" for n in range(4)]
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
TARGET = "http://example.org/protocol-update-test/"
PREFIXES = "PREFIX dc: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
FILL = "INSERT DATA { " + " ".join(f"GRAPH <{d}> {{ <{d}> a foaf:Document }}" for d in D[1:]) + " } ; "
BOTH_DEFAULT = f"ASK {{ <{D[1]}> a ?type . <{D[2]}> a ?type }}"
BOTH_NAMED = f"ASK {{ GRAPH ?g1 {{ <{D[1]}> a ?type }} GRAPH ?g2 {{ <{D[2]}> a ?type }} }}"
ALL_THREE = BOTH_NAMED.replace("ASK {", f"ASK {{ <{D[3]}> a ?type")
INTO = f"INSERT {{ GRAPH <{TARGET}> {{ ?s a dc:BibliographicResource }} }} WHERE "


class Case(NamedTuple):
    """A request and what its answer must be: a class of status, a truth value or a kind of content."""

    name: str
    method: str
    params: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    kind: str = ""
    status: int = 2
    truth: bool | None = None
    content: str = ""


def _books(*present: str) -> str:
    wanted = " . ".join(f"<{d}> a <http://purl.org/dc/terms/BibliographicResource>" for d in present)
    none = f"GRAPH <{TARGET}> {{ <{D[3]}> a <http://purl.org/dc/terms/BibliographicResource> }}"
    return f"ASK {{ GRAPH <{TARGET}> {{ {wanted} }} FILTER NOT EXISTS {{ {none} }} }}"


default, named = "default-graph-uri", "named-graph-uri"
using, using_named = "using-graph-uri", "using-named-graph-uri"
BEFORE = [(default, D[0])]
CASES = [
    Case("query_post_form", "POST", BEFORE, b"query=ASK%20%7B%7D", FORM, truth=True),
    Case("query_default_graphs_get", "GET", [("query", BOTH_DEFAULT), (default, D[1]), (default, D[2])], truth=True),
    Case(
        "query_default_graphs_post",
        "POST",
        [(default, D[1]), (default, D[2])],
        BOTH_DEFAULT.encode(),
        QUERY,
        truth=True,
    ),
    Case("query_named_graphs_post", "POST", [(named, D[1]), (named, D[2])], BOTH_NAMED.encode(), QUERY, truth=True),
    Case("query_named_graphs_get", "GET", [("query", BOTH_NAMED), (named, D[1]), (named, D[2])], truth=True),
    Case(
        "query_full_dataset",
        "POST",
        [(default, D[3]), (named, D[1]), (named, D[2])],
        ALL_THREE.encode(),
        QUERY,
        truth=True,
    ),
    Case(
        "query_dataset_of_protocol_wins",
        "POST",
        [(named, D[1]), (named, D[2])],
        BOTH_NAMED.replace("ASK", f"ASK FROM <{D[3]}>").encode(),
        QUERY,
        truth=True,
    ),
    Case("query_get", "GET", [("query", "ASK {}"), *BEFORE], truth=True),
    Case("query_content_select", "POST", BEFORE, b"SELECT (1 AS ?value) {}", QUERY, content="rows"),
    Case("query_content_ask", "POST", BEFORE, b"ASK {}", QUERY, content="rows"),
    Case("query_content_describe", "POST", BEFORE, b"DESCRIBE <http://example.org/>", QUERY, content="graph"),
    Case("query_content_construct", "POST", BEFORE, b"CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY, content="graph"),
    Case("update_post_form", "POST", (), b"update=CLEAR+SILENT+GRAPH+%3Chttp%3A%2F%2Fx%2Fnone%3E", FORM),
    Case("update_post_direct", "POST", (), b"CLEAR SILENT GRAPH <http://x/none>", UPDATE),
    Case("query_post_direct", "POST", (), b"ASK {}", QUERY, truth=True),
    Case("bad_query_method", "PUT", [("query", "ASK {}"), *BEFORE], b"", FORM, status=4),
    Case("bad_multiple_queries", "GET", [("query", "ASK {}"), ("query", "SELECT * {}")], status=4),
    Case("bad_query_wrong_media_type", "POST", (), b"ASK {}", "text/plain", status=4),
    Case("bad_query_missing_form_type", "POST", (), b"query=ASK%20%7B%7D", status=4),
    Case("bad_query_missing_direct_type", "POST", (), b"ASK {}", status=4),
    Case("bad_query_non_utf8", "POST", (), "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16", status=4),
    Case("bad_query_syntax", "GET", [("query", "ASK { UNCLOSED ")], status=4),
    Case("bad_update_get", "GET", [("update", "CLEAR ALL")], status=4),
    Case("bad_multiple_updates", "POST", (), b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, status=4),
    Case("bad_update_wrong_media_type", "POST", (), b"CLEAR NAMED", "text/plain", status=4),
    Case("bad_update_missing_form_type", "POST", (), b"update=CLEAR%20NAMED", status=4),
    Case("bad_update_non_utf8", "POST", (), "CLEAR NAMED".encode("utf-16"), f"{UPDATE}; charset=UTF-16", status=4),
    Case("bad_update_syntax", "POST", (), b"CLEAR XYZ", UPDATE, status=4),
    Case(
        "bad_update_dataset_conflict",
        "POST",
        (),
        httpx.QueryParams([(using, D[1]), ("update", f"{PREFIXES} WITH <{D[2]}> {INTO} {{ ?s a foaf:Document }}")])
        .__str__()
        .encode(),
        FORM,
        status=4,
    ),
]
ROWS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
GRAPHS = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")


def _send(client: httpx.Client, case: Case) -> httpx.Response:
    headers: Mapping[str, str] = {"Content-Type": case.kind} if case.kind else {}
    return client.request(case.method, "/sparql/", params=list(case.params), content=case.body, headers=headers)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_protocol(writable: httpx.Client, case: Case) -> None:
    """Each request gets the status, content type and truth value of the specification."""
    _update(writable, f"{PREFIXES} DROP ALL ; {FILL}")
    answer = _send(writable, case)
    assert answer.status_code // 100 == case.status, answer.text
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if case.truth is not None:
        assert answer.json()["boolean"] is case.truth
    if case.content:
        assert kind in (ROWS if case.content == "rows" else GRAPHS)


UPDATES = [
    ("update_default_graph", [(using, D[1])], "{ ?s a foaf:Document }", (D[1],)),
    ("update_default_graphs", [(using, D[1]), (using, D[2])], "{ ?s a foaf:Document }", (D[1], D[2])),
    (
        "update_named_graphs",
        [(using_named, D[1]), (using_named, D[2])],
        "{ GRAPH ?g { ?s a foaf:Document } }",
        (D[1], D[2]),
    ),
]


@pytest.mark.parametrize(("name", "params", "where", "present"), UPDATES, ids=[u[0] for u in UPDATES])
def test_update_datasets(
    writable: httpx.Client, name: str, params: list[tuple[str, str]], where: str, present: tuple[str, ...]
) -> None:
    """Graphs named by the request are the dataset of each operation's pattern."""
    _update(writable, f"{PREFIXES} DROP ALL ; {FILL} {INTO} {where}", params)
    assert _ask(writable, _books(*present)) is True


def test_update_full_dataset(writable: httpx.Client) -> None:
    """One graph as default, another as named: each pattern sees its own, the third is unseen."""
    where = (
        "{ { GRAPH ?g { ?s a foaf:Document } BIND(?g AS ?in) } UNION { ?s a foaf:Document BIND('default' AS ?in) } }"
    )
    into = f"INSERT {{ GRAPH <{TARGET}> {{ ?s <http://example.org/in> ?in }} }} WHERE {where}"
    _update(writable, f"{PREFIXES} DROP ALL ; {FILL} {into}", [(using, D[1]), (using_named, D[2])])
    seen = (
        f"GRAPH <{TARGET}> {{ <{D[1]}> <http://example.org/in> 'default' . <{D[2]}> <http://example.org/in> <{D[2]}> }}"
    )
    unseen = f"FILTER NOT EXISTS {{ GRAPH <{TARGET}> {{ <{D[3]}> ?p ?o }} }}"
    assert _ask(writable, f"ASK {{ {seen} {unseen} }}") is True


def test_update_base_iri(writable: httpx.Client) -> None:
    """A relative IRI is resolved, here against the service's own address."""
    _update(writable, "INSERT DATA { GRAPH <http://example.org/base/> { <http://x/s> <http://x/p> <test> } }")
    answer = writable.get("/sparql", params={"query": "SELECT ?o { GRAPH <http://example.org/base/> { ?s ?p ?o } }"})
    [row] = answer.json()["results"]["bindings"]
    assert row["o"] == {"type": "uri", "value": f"{writable.base_url}/sparql/test"}


def _update(client: httpx.Client, text: str, params: Sequence[tuple[str, str]] = ()) -> None:
    answer = client.post("/sparql/", params=list(params), content=text, headers={"Content-Type": UPDATE})
    assert answer.is_success, answer.text


def _ask(client: httpx.Client, query: str) -> object:
    return client.get("/sparql", params={"query": query}).json()["boolean"]


NEGOTIATION = [
    ("*/*", "application/sparql-results+json"),
    ("", "application/sparql-results+json"),
    ("application/sparql-results+xml", "application/sparql-results+xml"),
    ("text/csv, application/sparql-results+json;q=0.5", "text/csv"),
    ("text/csv;q=0.1, application/*;q=0.9", "application/sparql-results+json"),
    ("text/tab-separated-values;q=1.0, */*;q=0.1", "text/tab-separated-values"),
    ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
    ("application/json", "application/json"),
    ("text/markdown", "text/markdown"),
    ("application/x-ndjson", "application/x-ndjson"),
]


@pytest.mark.parametrize(("accept", "expected"), NEGOTIATION)
def test_negotiation_of_rows(writable: httpx.Client, accept: str, expected: str) -> None:
    """The best of the client's wishes decides the format, by quality, then by exactness."""
    answer = writable.get("/sparql", params={"query": "SELECT (1 AS ?x) {}"}, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == expected


GRAPH_TYPES = (
    "text/turtle application/n-triples application/rdf+xml application/ld+json application/trig application/n-quads"
).split()


@pytest.mark.parametrize("kind", GRAPH_TYPES)
def test_negotiation_of_graphs(writable: httpx.Client, kind: str) -> None:
    """A constructed graph comes in each RDF format, and parses as it."""
    import pyoxigraph as ox

    query = "CONSTRUCT { <http://x/s> <http://x/p> 'é' } {}"
    answer = writable.get("/sparql", params={"query": query}, headers={"Accept": f"{kind}, */*;q=0.1"})
    assert answer.headers["content-type"].partition(";")[0] == kind
    form = ox.RdfFormat.from_media_type(kind)
    assert form is not None
    assert [q.object.value for q in ox.parse(answer.content, form)] == ["é"]


def test_nothing_acceptable_is_406(writable: httpx.Client) -> None:
    """A client that takes only pictures is told what there is."""
    answer = writable.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "application/sparql-results+json" in answer.text


def test_error_has_its_position(writable: httpx.Client) -> None:
    """A broken query's answer says where it breaks, as text or as a problem document."""
    params = {"query": "SELECT *\nWHERE { ?s ?p }"}
    text = writable.get("/sparql", params=params)
    assert (text.status_code, text.text.startswith("line 2, column 15")) == (400, True)
    problem = writable.get("/sparql", params=params, headers={"Accept": "application/json"}).json()
    assert (problem["line"], problem["column"]) == (2, 15)


def test_service_description(writable: httpx.Client) -> None:
    """Without a query the endpoint describes itself; a writable one takes updates."""
    import pyoxigraph as ox

    answer = writable.get("/sparql", headers={"Accept": "text/turtle"})
    found = ox.Store()
    found.load(answer.content, ox.RdfFormat.TURTLE)
    sd = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>"
    languages = f"{sd} ASK {{ ?s a sd:Service ; sd:supportedLanguage sd:SPARQL11Query, sd:SPARQL11Update }}"
    assert bool(found.query(languages)) is True


def test_bytes_and_the_token(writable: httpx.Client) -> None:
    """Without the token, or with a wrong one, nothing is written."""
    for token in ("", "Bearer wrong", "Basic abc"):
        answer = writable.post(
            "/update",
            content="CLEAR ALL",
            headers={"Content-Type": UPDATE, "Authorization": token},
        )
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
