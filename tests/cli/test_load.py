"""`kg load`: the summary, the exit codes, and what happens to the rest when one input fails.

The extractor gives no facts here: these tests are about the command, not about the language.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.store import open_store
from kg.vocab import article_iri

_PROGRAM = """
import kg.ingest
from kg.models import Extraction
kg.ingest.extract_all = lambda articles, watch: (Extraction(article=article) for article in articles)
from kg.cli import main
main()
"""


def kg(*args: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the command with an extractor that finds nothing."""
    run = [sys.executable, "-c", _PROGRAM, *map(str, args)]
    return subprocess.run(run, input=stdin, capture_output=True, text=True, check=False)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "one.txt").write_text("title: One\n\nRussia sold Venezuela five aircraft.\n")
    (folder / "two.txt").write_text("title: Two\n\nNothing happened in Oman on Monday.\n")
    return folder


def test_load_tells_what_became_of_each(tmp_path: Path, news: Path) -> None:
    """First loaded, then unchanged, then one replaced; nothing on standard output."""
    store = tmp_path / "s"
    first = kg("load", news, "-s", store)
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr == "loaded 2 · replaced 0 · unchanged 0 · failed 0\n"
    assert kg("load", news, "-s", store).stderr == "loaded 0 · replaced 0 · unchanged 2 · failed 0\n"
    (news / "two.txt").write_text("title: Two\n\nNothing happened in Oman on Tuesday.\n")
    assert kg("load", news, "-s", store).stderr == "loaded 0 · replaced 1 · unchanged 1 · failed 0\n"
    assert kg("load", news, "-s", store, "--force").stderr == "loaded 0 · replaced 2 · unchanged 0 · failed 0\n"


def test_bad_input_costs_only_itself(tmp_path: Path, news: Path) -> None:
    """An empty file is reported in a line with its name, exit code 1, and the others are loaded."""
    (news / "empty.txt").write_text("")
    done = kg("load", news, "-s", tmp_path / "s")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert "empty.txt" in lines[0]
    assert lines[1] == "loaded 2 · replaced 0 · unchanged 0 · failed 1"


def test_strict_stops_at_the_first_failure(tmp_path: Path, news: Path) -> None:
    """With --strict the first input that fails ends the run with one line and exit code 1."""
    (news / "a-empty.txt").write_text("")
    done = kg("load", news, "-s", tmp_path / "s", "--strict")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "a-empty.txt" in done.stderr


def test_missing_path_is_wrong_use(tmp_path: Path) -> None:
    """A path that is not there: one line, exit code 2."""
    done = kg("load", tmp_path / "none", "-s", tmp_path / "s")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_no_text_keeps_the_text_out(tmp_path: Path, news: Path) -> None:
    """The article is there, its words are not."""
    kg("load", news, "-s", tmp_path / "s", "--no-text")
    with open_store(tmp_path / "s") as store:
        assert len(store.article_states()) == 2
        assert not store.query(f"ASK {{ GRAPH <{article_iri('one')}> {{ ?a kg:text ?text }} }}")


def test_load_into_a_locked_store(tmp_path: Path, news: Path) -> None:
    """While somebody writes: exit code 4 and one line that names the store."""
    with open_store(tmp_path / "s", mode="write"):
        done = kg("load", news, "-s", tmp_path / "s")
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert str(tmp_path / "s") in done.stderr


def test_jsonl_on_standard_input(tmp_path: Path) -> None:
    """One article a line; a line that does not parse is named by its number, and the next ones load."""
    lines = '{"id": "x", "text": "Oman bought missiles on Monday."}\n{broken\n{"id": "y", "text": "Nothing else."}\n'
    done = kg("load", "-", "-s", tmp_path / "s", stdin=lines)
    assert done.returncode == 1
    assert "2" in done.stderr.splitlines()[0]
    assert done.stderr.splitlines()[-1] == "loaded 2 · replaced 0 · unchanged 0 · failed 1"
