"""The embedded store: atomic changes, one writer, consistent readers, clear refusals."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg.errors import QueryError, StoreError, UsageError
from kg.store import Boolean, Graph, Solutions, Store, open_store
from kg.vocab import ONTOLOGY_GRAPH, REFERENCE_GRAPH

A, B = "http://x/a", "http://x/b"


def nquads(graph: str, *values: str) -> bytes:
    """One quad a value, all in the graph."""
    return "".join(f'<{graph}> <http://x/p> "{value}" <{graph}> .\n' for value in values).encode()


def values(store: Store, graph: str = A) -> set[str]:
    """The values in the graph."""
    return {quad.object.value for quad in store.quads(graph)}  # type: ignore[union-attr]


def test_replace_leaves_nothing_of_the_former_graph(tmp_path: Path) -> None:
    """After a replacement only the new quads are there, and other graphs are untouched."""
    with open_store(tmp_path / "s", mode="write") as store:
        store.replace([(A, nquads(A, "1", "2")), (B, nquads(B, "9"))])
        store.replace([(A, nquads(A, "2", "3"))])
        assert values(store) == {"2", "3"}
        assert values(store, B) == {"9"}


@pytest.mark.parametrize("text", ['say "hi"', "a\\b", "tab\tline\nreturn\r", "' } ; DROP ALL ; #", "é\u2028\U0001f600"])
def test_replace_keeps_any_text(tmp_path: Path, text: str) -> None:
    """Whatever a literal holds, it comes back as it was and is never read as SPARQL."""
    from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

    quad = Quad(NamedNode(A), NamedNode("http://x/p"), Literal(text), NamedNode(A))
    with open_store(tmp_path / "s", mode="write") as store:
        store.replace([(B, nquads(B, "9")), (A, serialize([quad], format=RdfFormat.N_QUADS) or b"")])
        assert values(store) == {text}
        assert values(store, B) == {"9"}


def test_replace_refuses_quads_of_another_graph(tmp_path: Path) -> None:
    """N-Quads that name a second graph are refused, and nothing is written."""
    with open_store(tmp_path / "s", mode="write") as store:
        with pytest.raises(StoreError, match="nothing was written"):
            store.replace([(A, nquads(A, "1") + nquads(B, "2"))])
        assert list(store.quads()) == []


def test_broken_nquads_are_refused(tmp_path: Path) -> None:
    """Quads that do not parse are named with their line, and none of them is written."""
    broken = nquads(A, "1") + b"<http://x/a> oops"
    with open_store(tmp_path / "s", mode="write") as store:
        with pytest.raises(StoreError, match=r"do not parse.* 2.*nothing was written"):
            store.replace([(A, broken)])
        with pytest.raises(StoreError, match=r"do not parse.* 2.*nothing was written"):
            store.bulk([broken])
        assert list(store.quads()) == []


def test_remove_leaves_no_quad(tmp_path: Path) -> None:
    """Removing an article's graph removes it wholly; removing it again does nothing."""
    with open_store(tmp_path / "s", mode="write") as store:
        store.bulk([nquads(A, "1"), nquads(B, "2")])
        store.remove(A)
        store.remove(A)
        assert {str(quad.graph_name) for quad in store.quads()} == {f"<{B}>"}


def test_reader_sees_the_moment_it_opened(tmp_path: Path) -> None:
    """A reader beside a writer sees the state of its opening; the next one sees the new state."""
    with open_store(tmp_path / "s", mode="write") as writer:
        writer.replace([(A, nquads(A, "1"))])
        with open_store(tmp_path / "s") as reader:
            writer.replace([(A, nquads(A, "2"))])
            writer.bulk([nquads(B, *map(str, range(1000)))])
            assert values(reader) == {"1"}
            assert values(reader, B) == set()
        with open_store(tmp_path / "s") as reader:
            assert values(reader) == {"2"}
            assert len(values(reader, B)) == 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s", "s.lock"]


def test_readers_beside_a_busy_writer_see_whole_articles(tmp_path: Path) -> None:
    """While a writer replaces a graph over and over, every reader sees one version of it, never a mixture."""
    stop = threading.Event()
    with open_store(tmp_path / "s", mode="write") as writer:
        writer.replace([(A, nquads(A, *(f"0-{i}" for i in range(200))))])

        def write() -> None:
            version = 0
            while not stop.is_set():
                version += 1
                writer.replace([(A, nquads(A, *(f"{version}-{i}" for i in range(200))))])
                if version % 5 == 0:
                    writer.bulk([nquads(f"http://x/{version}", *map(str, range(200)))])

        thread = threading.Thread(target=write)
        thread.start()
        try:
            for _ in range(20):
                with open_store(tmp_path / "s") as reader:
                    seen = values(reader)
                assert len(seen) == 200
                assert len({value.partition("-")[0] for value in seen}) == 1
        finally:
            stop.set()
            thread.join()


def test_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    """A second writer fails at once, with the store's name, the holder's process and what to do."""
    with (
        open_store(tmp_path / "s", mode="write"),
        pytest.raises(StoreError, match=rf"{tmp_path}/s is being written to by process {os.getpid()} .*--store"),
    ):
        open_store(tmp_path / "s", mode="write")
    with open_store(tmp_path / "s", mode="write") as again:
        assert list(again.quads()) == []


def test_lock_ends_with_a_killed_writer(tmp_path: Path) -> None:
    """A writer that was killed leaves no lock behind."""
    program = (
        "import sys, time; from kg.store import open_store\n"
        f"store = open_store({str(tmp_path / 's')!r}, mode='write'); print('open', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match=f"process {writer.pid}"):
            open_store(tmp_path / "s", mode="write")
        writer.kill()
    open_store(tmp_path / "s", mode="write").close()


def test_reading_where_there_is_no_store(tmp_path: Path) -> None:
    """A store that is not there is not made by reading; the message says how to make one."""
    with pytest.raises(StoreError, match=r"no store at .*kg load"):
        open_store(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_writing_into_a_folder_of_other_files(tmp_path: Path) -> None:
    """A folder with files that are no store is not written into."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(StoreError, match="other files"):
        open_store(tmp_path, mode="write")


def test_writing_to_a_store_opened_for_reading(small_store: Path) -> None:
    """Reading gives no way to write."""
    with open_store(small_store) as store, pytest.raises(StoreError, match="open for reading"):
        store.remove(A)


def test_store_without_write_permission(small_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no snapshot can be made beside it (a read-only disk), the store itself is read."""
    import tempfile

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with open_store(small_store) as store:
        assert len(store.article_states()) == 2


def test_full_disk_is_one_clear_line(tmp_path: Path) -> None:
    """When the disk fills up during a write the error says so, and the store opens again with what it had."""
    program = (
        "import resource, signal, sys\n"
        "from kg.store import open_store\n"
        "from kg.errors import StoreError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"store = open_store({str(tmp_path / 's')!r}, mode='write')\n"
        "store.replace([('http://x/a', b'<http://x/a> <http://x/p> \"1\" <http://x/a> .')])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "big = b''.join(b'<http://x/b> <http://x/p> \"%d\" <http://x/b> .\\n' % i for i in range(200_000))\n"
        "try: store.bulk([big])\n"
        "except StoreError as error: print(error); sys.stdout.flush()\n"
        "import os; os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{tmp_path}/s: ")
    assert done.stdout.count("\n") == 1
    with open_store(tmp_path / "s") as store:
        assert values(store) == {"1"}
        assert values(store, B) == set()


def test_query_kinds(small_store: Path) -> None:
    """SELECT gives rows in the order of its variables, ASK a truth value, CONSTRUCT triples."""
    with open_store(small_store) as store:
        rows = store.query("SELECT ?id ?none WHERE { GRAPH ?a { ?a dcterms:identifier ?id } } ORDER BY ?id")
        assert isinstance(rows, Solutions)
        assert rows.variables == ("id", "none")
        assert [tuple(getattr(t, "value", None) for t in row) for row in rows] == [("a1", None), ("a2", None)]
        asked = store.query("ASK { GRAPH ?a { ?a a kg:Article } }")
        assert isinstance(asked, Boolean)
        assert asked.value is True
        made = store.query("CONSTRUCT { ?a a kg:Article } WHERE { GRAPH ?a { ?a a kg:Article } }")
        assert isinstance(made, Graph)
        assert len(list(made)) == 2


@pytest.mark.parametrize("sparql", ["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "ASK { SERVICE ?x {} }"])
def test_query_refuses_service(small_store: Path, sparql: str) -> None:
    """SERVICE is refused before anything runs."""
    with open_store(small_store) as store, pytest.raises(QueryError, match="--allow-network"):
        store.query(sparql)


def test_update_refuses_load(small_store: Path) -> None:
    """LOAD is refused, of files too."""
    with open_store(small_store, mode="write") as store, pytest.raises(QueryError, match="LOAD"):
        store.update("LOAD <file:///etc/passwd>")


def test_article_states(small_store: Path) -> None:
    """Every article with its hash and version; the reference graphs are no articles."""
    with open_store(small_store) as store:
        states = store.article_states()
    assert sorted((iri.rpartition("/")[2], *state) for iri, state in states.items()) == [
        ("a1", "a11", "t"),
        ("a2", "a21", "t"),
    ]


def test_stats_count_things_of_articles_only(small_store: Path) -> None:
    """Countries that only the reference data knows are not counted as found."""
    with open_store(small_store) as store:
        stats = store.stats()
    assert (stats.articles, stats.things["ArmsTransfer"], stats.things["Country"]) == (2, 2, 0)
    assert stats.bytes_on_disk


def test_backup_opens_as_a_store(small_store: Path, tmp_path: Path) -> None:
    """A backup holds the state of its moment, can be read and written, and never overwrites anything."""
    with open_store(small_store) as store:
        before = set(map(str, store.quads()))
        store.backup(tmp_path / "deep" / "copy")
        with pytest.raises(UsageError, match="exists already"):
            store.backup(tmp_path / "deep" / "copy")
    with open_store(small_store, mode="write") as store:
        store.update("DROP ALL")
    with open_store(tmp_path / "deep" / "copy", mode="write") as copy:
        assert set(map(str, copy.quads())) == before
        copy.remove(A)


def test_ensure_reference_loads_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ontology and reference graphs are written the first time, left alone after, renewed when a file changes."""
    folder = tmp_path / "gazetteer"
    folder.mkdir()
    file = folder / "more.ttl"
    file.write_text("<http://x/w> a <https://w3id.org/defence-kg/ontology#WeaponSystem> .")
    monkeypatch.setenv("KG_REFERENCE", str(folder))
    with open_store(tmp_path / "s", mode="write") as store:
        assert store.ensure_reference() is True
        assert store.ensure_reference() is False
        assert store.query(f"ASK {{ GRAPH <{REFERENCE_GRAPH}> {{ <http://x/w> a kg:WeaponSystem }} }}")
        file.write_text("<http://x/v> a <https://w3id.org/defence-kg/ontology#WeaponSystem> .")
        assert store.ensure_reference() is True
        assert not store.query(f"ASK {{ GRAPH <{REFERENCE_GRAPH}> {{ <http://x/w> a kg:WeaponSystem }} }}")
        assert store.query(f"ASK {{ GRAPH <{ONTOLOGY_GRAPH}> {{ ?g kg:inputHash ?hash }} }}")


def test_stale_snapshots_are_dropped(small_store: Path) -> None:
    """What a killed reader left behind goes with the next reader; that of a living one stays."""
    import platform

    folder = small_store.with_name("store.snapshots")
    dead, alive = folder / f"999999999@{platform.node()}-x", folder / f"{os.getpid()}@{platform.node()}-x"
    for snapshot in (dead, alive):
        snapshot.mkdir(parents=True)
    open_store(small_store).close()
    assert sorted(folder.iterdir()) == [alive]
