"""SPARQL 1.1 Graph Store HTTP Protocol: the 13 cases of the working group, written from the specification."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

HEAD = "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix v: <http://www.w3.org/2006/vcard/ns#> .\n"
PERSON = "<http://www.example/gsp/person/1>"
JOHN = HEAD + f'{PERSON} a foaf:Person ; foaf:businessCard [ a v:VCard ; v:fn "John Doe" ] .'
JANE = JOHN.replace("John", "Jane")
ALICE = HEAD + '[] a foaf:Person ; foaf:businessCard [ a v:VCard ; v:given-name "Alice" ] .'
BOUNDARY = "a6fe4cd636164618814be9f8d3d1a0de"
PARTS = "".join(
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}.ttl"; filename="{name}.ttl"\r\n'
    f'Content-Type: text/turtle; charset=utf-8\r\n\r\n{HEAD}{PERSON} foaf:{name} "{value}" .\r\n\r\n'
    for name, value in (("familyName", "Doe"), ("givenName", "Jane"))
)
TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
ACCEPT = {"Accept": "text/turtle"}
ONE, TWO, FOUR = (f"/store?graph=http%3A%2F%2Fwww.example%2Fgsp%2Fperson%2F{n}.ttl" for n in (1, 2, 4))
PLACES = [pytest.param(ONE, id="indirect"), pytest.param("/store/person/1.ttl", id="direct")]


@pytest.fixture
def client(writable: httpx.Client) -> httpx.Client:
    """The server, emptied."""
    writable.post("/update", content="DROP ALL", headers={"Content-Type": "application/sparql-update"})
    return writable


def _put(client: httpx.Client, place: str, text: str) -> int:
    return client.put(place, content=text, headers=TURTLE).status_code


def _assert_holds(client: httpx.Client, place: str, *texts: str) -> None:
    """A GET gives exactly this graph, up to the names of blank nodes."""
    answer = client.get(place, headers=ACCEPT)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert _canonical(answer.text) == _canonical(*texts)


def _canonical(*texts: str) -> list[str]:
    found = ox.Dataset(q for text in texts for q in ox.parse(text, ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, found))


@pytest.mark.parametrize("place", PLACES)
def test_put_get_repeat(client: httpx.Client, place: str) -> None:
    """A first PUT creates, a second replaces."""
    assert _put(client, place, JOHN) == 201
    _assert_holds(client, place, JOHN)
    assert _put(client, place, JANE) in (200, 204)
    _assert_holds(client, place, JANE)


def test_put_get_default(client: httpx.Client) -> None:
    """The default graph is written and read."""
    assert _put(client, "/store?default", ALICE) in (200, 201, 204)
    _assert_holds(client, "/store?default", ALICE)


@pytest.mark.parametrize("place", [pytest.param(TWO, id="indirect"), pytest.param("/store/person/2.ttl", id="direct")])
def test_put_delete_get_delete(client: httpx.Client, place: str) -> None:
    """What was removed is not found."""
    assert _put(client, place, ALICE) in (200, 201, 204)
    assert client.delete(place).status_code in (200, 204)
    assert client.get(place, headers=ACCEPT).status_code == 404
    assert client.delete(place).status_code in (200, 204, 404)


@pytest.mark.parametrize("place", PLACES)
def test_post_get_post_get(client: httpx.Client, place: str) -> None:
    """A POST adds; several documents come as multipart."""
    assert client.post(place, content=JANE, headers=TURTLE).status_code in (200, 201, 204)
    _assert_holds(client, place, JANE)
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    answer = client.post(place, content=f"{PARTS}--{BOUNDARY}--\r\n", headers=headers)
    assert answer.status_code in (200, 204)
    _assert_holds(client, place, JANE, HEAD + f'{PERSON} foaf:familyName "Doe" ; foaf:givenName "Jane" .')


def test_post_makes_a_new_graph(client: httpx.Client) -> None:
    """A POST to the store itself makes a graph and says where it is."""
    answer = client.post("/store", content=ALICE, headers=TURTLE)
    assert answer.status_code == 201
    _assert_holds(client, f"/store?graph={answer.headers['location']}", ALICE)


@pytest.mark.parametrize("place", PLACES)
def test_head_of_a_graph(client: httpx.Client, place: str) -> None:
    """A HEAD has the status and type of a GET, and no body."""
    _put(client, place, JOHN)
    answer = client.head(place, headers={"Accept": "text/turtle; charset=utf-8"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"


def test_head_of_no_graph(client: httpx.Client) -> None:
    """A graph that is not there is not found."""
    assert client.head(FOUR, headers=ACCEPT).status_code == 404


def test_graph_iri_percent_encoded_or_not(client: httpx.Client) -> None:
    """Both spellings of an address name the same graph."""
    assert _put(client, ONE, JOHN) == 201
    _assert_holds(client, "/store?graph=http://www.example/gsp/person/1.ttl", JOHN)


def test_graph_iri_is_decoded_once(client: httpx.Client) -> None:
    """`%31` is `1`, `%2531` is `%31`: another graph, which is not there."""
    assert _put(client, "/store?graph=http://www.example/gsp/person/1.ttl", JOHN) == 201
    _assert_holds(client, "/store?graph=http://www.example/gsp/person/%31.ttl", JOHN)
    assert client.get("/store?graph=http://www.example/gsp/person/%2531.ttl", headers=ACCEPT).status_code == 404


def test_broken_graph_and_unknown_format(client: httpx.Client) -> None:
    """A graph that does not parse is refused with its line, an unknown format by name; nothing is written."""
    broken = client.put(ONE, content=f"{HEAD}\n{PERSON} a ", headers=TURTLE)
    assert (broken.status_code, "line 3" in broken.text) == (400, True)
    assert client.put(ONE, content=b"PNG", headers={"Content-Type": "image/png"}).status_code == 415
    assert client.get(ONE).status_code == 404


def test_articles_are_loaded_over_http(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is a store that `kg load` can write to, with the token of the environment."""
    from kg.store import open_store

    monkeypatch.setenv("KG_TOKEN", client.headers["Authorization"].removeprefix("Bearer "))
    with open_store(f"{client.base_url}/") as store:
        store.replace([("http://x/a", b'<http://x/a> <http://x/p> "1" <http://x/a> .\n')])
        store.put_graph("http://x/r", b'<http://x/r> <http://x/p> "2" .\n')
        assert sorted(str(quad.object) for quad in store.quads()) == ['"1"', '"2"']
        store.remove("http://x/a")
        assert [str(quad.object) for quad in store.quads()] == ['"2"']
