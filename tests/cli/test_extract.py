"""`kg extract` and `kg import`: through shards into the same store that `kg load` makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.store import open_store


def kg(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs the command."""
    return subprocess.run([sys.executable, "-m", "kg", *map(str, args)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three articles and an empty file."""
    folder = tmp_path_factory.mktemp("news")
    for name, state in (("a", "Venezuela"), ("b", "India"), ("c", "Oman")):
        text = f"title: Deal with {state}\n\nRussia sold {state} five Su-30 fighters, its president said on Monday.\n"
        (folder / f"{name}.txt").write_text(text)
    (folder / "empty.txt").write_text("")
    return folder


def test_extract_and_import_make_the_store_of_load(tmp_path: Path, news: Path) -> None:
    """Two shards of at most two articles, imported twice: the quads of a load; the bad file costs exit code 1."""
    done = kg("extract", news, "--out", tmp_path / "shards", "--shard-size", "2")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "empty.txt" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("extracted 3 · failed 1 · shards 2 · quads ")
    assert sorted(p.name for p in (tmp_path / "shards").iterdir()) == ["part-000000.nq.gz", "part-000001.nq.gz"]
    first = kg("import", tmp_path / "shards", "-s", tmp_path / "s")
    assert (first.returncode, first.stderr) == (0, "loaded 3 · replaced 0\n")
    assert kg("import", tmp_path / "shards", "-s", tmp_path / "s").stderr == "loaded 0 · replaced 3\n"
    assert kg("load", news, "-s", tmp_path / "t").returncode == 1
    with open_store(tmp_path / "s") as imported, open_store(tmp_path / "t") as loaded:
        assert set(map(str, imported.quads())) == set(map(str, loaded.quads()))
    assert "unchanged 3" in kg("load", news, "-s", tmp_path / "s").stderr


def test_wrong_use_is_told(tmp_path: Path, news: Path) -> None:
    """A folder that holds shards, and one that holds none: exit code 2 and a line that says what to do."""
    (tmp_path / "part-000000.nq").write_text("")
    done = kg("extract", news, "--out", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "holds shards already" in done.stderr
    done = kg("import", news, "-s", tmp_path / "s")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "kg extract writes them" in done.stderr
