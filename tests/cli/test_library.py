"""`kg list`, `kg remove`, `kg stats`, `kg backup`, and the group itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.store import open_store


def kg(*args: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the command as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, args)], input=stdin, capture_output=True, text=True, check=False
    )


def test_list_piped_gives_identifiers(small_store: Path) -> None:
    """One identifier a line, for the next command in the pipe; tables and JSONL when asked."""
    assert kg("list", "-s", small_store).stdout == "a1\na2\n"
    rows = [json.loads(line) for line in kg("list", "-s", small_store, "--format", "jsonl").stdout.splitlines()]
    assert rows == [{"id": "a1", "title": "Deal | a1"}, {"id": "a2", "title": "Deal | a2"}]
    assert "Deal | a2" in kg("list", "-s", small_store, "--format", "table").stdout


def test_remove_leaves_nothing(small_store: Path) -> None:
    """No quad of the article stays, the other article does."""
    done = kg("remove", "a1", "-s", small_store)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "removed 1 article\n")
    with open_store(small_store) as store:
        assert not [quad for quad in store.quads() if "article/a1" in str(quad)]
        assert len(store.article_states()) == 1


@pytest.mark.parametrize("name", ["article/a1", "id:article/a1", "<https://w3id.org/defence-kg/id/article/a1>"])
def test_remove_takes_what_kg_prints(small_store: Path, name: str) -> None:
    """An article as `kg search` and tables print it."""
    assert kg("remove", name, "-s", small_store).returncode == 0
    assert kg("list", "-s", small_store).stdout == "a2\n"


def test_remove_reads_identifiers_from_a_pipe(small_store: Path) -> None:
    """`kg list | kg remove -` empties the store."""
    assert kg("remove", "-", "-s", small_store, stdin=kg("list", "-s", small_store).stdout).returncode == 0
    assert kg("list", "-s", small_store).stdout == ""


def test_remove_of_an_unknown_article_removes_none(small_store: Path) -> None:
    """A mistyped identifier is wrong use, and the others stay."""
    done = kg("remove", "a1", "a9", "-s", small_store)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no article a9" in done.stderr
    assert kg("list", "-s", small_store).stdout == "a1\na2\n"


def test_remove_from_a_missing_store_makes_none(tmp_path: Path) -> None:
    """Exit code 4, and no folder appears."""
    assert kg("remove", "a1", "-s", tmp_path / "none").returncode == 4
    assert list(tmp_path.iterdir()) == []


def test_remove_while_somebody_writes(small_store: Path) -> None:
    """Exit code 4 and a line that names the writer's process."""
    with open_store(small_store, mode="write"):
        done = kg("remove", "a1", "-s", small_store)
    assert done.returncode == 4
    assert f"process {os.getpid()}" in done.stderr


def test_stats(small_store: Path) -> None:
    """Counts as a table and as JSON."""
    assert "ArmsTransfer" in kg("stats", "-s", small_store).stdout
    counts = json.loads(kg("stats", "-s", small_store, "--format", "json").stdout)
    assert (counts["Article"], counts["ArmsTransfer"], counts["Person"]) == (2, 2, 2)


def test_backup_beside_a_writer(small_store: Path, tmp_path: Path) -> None:
    """A backup is made while somebody writes, and is a store with the same articles."""
    with open_store(small_store, mode="write"):
        assert kg("backup", tmp_path / "copy", "-s", small_store).returncode == 0
    assert kg("list", "-s", tmp_path / "copy").stdout == "a1\na2\n"
    again = kg("backup", tmp_path / "copy", "-s", small_store)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)


def test_help_and_version() -> None:
    """`kg --help` lists the commands; `kg --version` names the program; a wrong command is exit code 2."""
    assert "queries" in kg("--help").stdout
    assert kg("--version").stdout.startswith("kg ")
    wrong = kg("nonsense")
    assert (wrong.returncode, wrong.stderr) == (2, "kg: No such command 'nonsense'. (see kg --help)\n")


def test_help_imports_nothing_heavy() -> None:
    """Start-up: help and `kg query` need no language model, no rdflib, no web framework."""
    program = (
        "import sys\nfrom kg.cli import cli\n"
        "cli.main(['query', '--help'], standalone_mode=False)\n"
        "print(sorted({'spacy', 'rdflib', 'pyshacl', 'pydantic', 'httpx', 'rich', 'starlette'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_removing_leaves_nothing_in_links_and_search(tmp_path: Path) -> None:
    """Two reports of one exercise are linked and searchable; once one is removed, neither knows of it."""
    from kg.search import index_path, open_index
    from kg.store import open_store
    from kg.vocab import LINKS_GRAPH, article_iri

    news, store = tmp_path / "news", tmp_path / "store"
    news.mkdir()
    for name, words in (("r1", "began on Monday"), ("r2", "opened on Monday")):
        text = f"title: Exercise\npublished: 2024-06-04\n\nExercise Sea Falcon with Oman and India {words}.\n"
        (news / f"{name}.txt").write_text(text)
    kg("load", news, "-s", store)
    kg("link", "-s", store)
    kg("search", "falcon", "-s", store)
    with open_store(store) as opened:
        assert any(article_iri("r2") in str(quad) for quad in opened.quads(LINKS_GRAPH))
        assert index_path(opened).exists()
    assert kg("remove", "r2", "-s", store).returncode == 0
    with open_store(store) as opened:
        assert not any(article_iri("r2") in str(quad) for quad in opened.quads(LINKS_GRAPH))
        with open_index(opened) as index:
            assert {hit.article for hit in index.search("falcon")} == {article_iri("r1")}
