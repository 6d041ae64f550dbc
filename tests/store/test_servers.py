"""Two independent SPARQL servers as stores: everything works as on a folder, and gives the same export."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from kg.export import export
from kg.store import ArticleState, Solutions, Store, open_store
from kg.vocab import BASE, KG, REFERENCE_GRAPH

ARTICLES = ("c19", "d09")


@pytest.fixture(params=["oxigraph", "rdflib-endpoint"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of each server, with an empty store."""
    if request.param == "oxigraph":
        address = str(request.getfixturevalue("oxigraph_server"))
    else:
        address = str(request.getfixturevalue("rdflib_server"))
        monkeypatch.setenv("KG_QUERY_URL", address)
        monkeypatch.setenv("KG_UPDATE_URL", address)
    with open_store(address) as store:
        store.update("DROP ALL")
    yield address
    with open_store(address) as store:
        store.update("DROP ALL")


@pytest.fixture(scope="module")
def contents(annotated_store: Path) -> dict[str, bytes]:
    """The N-Quads of two articles, and of the reference entities they name, by graph."""
    found = {}
    with open_store(annotated_store) as store:
        for name in ARTICLES:
            quads = store.quads(f"{BASE}article/{name}")
            found[f"{BASE}article/{name}"] = "".join(f"{q.triple} {q.graph_name} .\n" for q in quads).encode()
    return found


REFERENCE = f"""<{BASE}country/GBR> <http://www.w3.org/2000/01/rdf-schema#label> "United Kingdom" .
<{BASE}country/GBR> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{KG}Country> .
""".encode()


def filled(store: Store, contents: dict[str, bytes]) -> None:
    """The reference graph, one article by itself and one in bulk."""
    one, other = contents.items()
    store.put_graph(REFERENCE_GRAPH, REFERENCE)
    store.replace([one])
    store.bulk([other[1]])


def exported(store: Store) -> bytes:
    """All of it, in the one order."""
    out = io.BytesIO()
    export(store, out, format="nquads")
    return out.getvalue()


def test_it_holds_what_a_folder_holds(server: str, contents: dict[str, bytes], tmp_path: Path) -> None:
    """The same export, states and counts; a backup of the server is a folder with the same export again."""
    with open_store(server) as there, open_store(tmp_path / "here", mode="write") as here:
        filled(there, contents)
        filled(here, contents)
        assert exported(there) == exported(here)
        assert len(exported(here)) > 10_000
        assert there.article_states() == {graph: ArticleState(graph[-3:], "annotations") for graph in contents}
        assert there.stats() == here.stats()._replace(bytes_on_disk=None)
        there.backup(tmp_path / "backup")
        with open_store(tmp_path / "backup") as copy:
            assert exported(copy) == exported(here)


def test_replacing_and_removing(server: str, contents: dict[str, bytes]) -> None:
    """Replacing an article with itself changes nothing; a removed one leaves nothing behind."""
    first, second = contents
    with open_store(server) as store:
        filled(store, contents)
        before = exported(store)
        store.replace([(first, contents[first]), (second, contents[second])])
        assert exported(store) == before
        store.replace([(second, contents[second].splitlines(keepends=True)[0])])
        assert len(list(store.quads(second))) == 1
        store.remove(second)
        assert list(store.article_states()) == [first]
        assert not list(store.quads(second))
        assert second not in exported(store).decode()


def test_a_broken_query_has_its_place(server: str) -> None:
    """Whatever the server says of it, the error is ours, and the exit code 3."""
    from kg.errors import QueryError

    with open_store(server) as store, pytest.raises(QueryError) as error:
        store.query("SELECT ?a WHERE { GRAPH ?g { ?a ?b } }")
    assert error.value.exit_code == 3


def test_names_are_looked_up_at_the_server(server: str, contents: dict[str, bytes]) -> None:
    """A saved query with a state's name gives its rows."""
    from kg.queries import bind, find_query

    with open_store(server) as store:
        filled(store, contents)
        found = store.query(bind(find_query("exercises"), {"country": "United Kingdom"}, store))
        assert isinstance(found, Solutions)
        assert [row[2].value for row in found] == ["Freedom Shield", "Joint Warrior"]  # type: ignore[union-attr]


def test_commands_work_alike(
    oxigraph_server: str, tmp_path: Path, load_annotated: Callable[[Store, Iterable[str]], None]
) -> None:
    """list, stats, query, export, backup and remove print the same of a server as of a folder."""
    places = [oxigraph_server, str(tmp_path / "folder")]
    for place in places:
        with open_store(place, mode="write") as store:
            if place == oxigraph_server:
                store.update("DROP ALL")
            load_annotated(store, ARTICLES)
    for command in (
        ["list"],
        ["list", "--format", "jsonl"],
        ["query", "exercises", "-p", "country=GBR", "-f", "csv"],
        ["query", "co-mentions", "-p", "at_least=1", "-f", "ntriples"],
        ["export"],
        ["remove", "c19"],
        ["list"],
    ):
        done = [_kg(*command, "--store", place) for place in places]
        assert [run.returncode for run in done] == [0, 0], command
        outputs = [sorted(run.stdout.splitlines()) if command[1:2] == ["co-mentions"] else run.stdout for run in done]
        assert outputs[0] == outputs[1], command
        assert outputs[0] or command[0] == "remove"


def _kg(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments], capture_output=True, text=True, check=False, env={**os.environ}
    )
