"""Shards: whole or absent, the same bytes again, read back graph by graph, from folders and addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError, StoreError, UsageError
from kg.ingest import Made
from kg.shards import FORMATS, prepare, read_shards, write_shard
from kg.vocab import article_iri


def made(name: str, text: str = "a > . b") -> Made:
    """A graph of two quads."""
    graph = article_iri(name)
    lines = [f'<{graph}> <http://p> "{text}" <{graph}> .\n', f"<{graph}> <http://q> <http://o> <{graph}> .\n"]
    return Made(name, "".join(lines).encode())


@pytest.mark.parametrize("ending", FORMATS)
def test_shards_are_read_back(tmp_path: Path, ending: str) -> None:
    """Every graph comes back with its bytes, in the order of the shards; failures are told, not written."""
    first = write_shard(str(tmp_path), 0, [made("a"), Made("bad", reason="why"), made("ü/1")], ending)
    second = write_shard(str(tmp_path), 1, [made("c")], ending)
    assert (first.articles, first.quads, first.failed) == (2, 4, (("bad", "why"),))
    assert second.size == Path(second.path).stat().st_size
    graphs = list(read_shards([str(tmp_path)]))
    assert graphs == [(article_iri(name), made(name).nquads) for name in ("a", "ü/1", "c")]
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"part-000000.{ending}", f"part-000001.{ending}"]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_shard_made_twice_is_one(tmp_path: Path, ending: str) -> None:
    """The same graphs give the same file, so a task that ran again changes nothing."""
    path = Path(write_shard(str(tmp_path), 7, [made("a")], ending).path)
    before = path.read_bytes()
    write_shard(str(tmp_path), 7, [made("a")], ending)
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [before]


def test_an_article_given_twice_stays_once(tmp_path: Path) -> None:
    """The last one."""
    write_shard(str(tmp_path), 0, [made("a", "old"), made("a", "new")], "nq")
    assert list(read_shards([str(tmp_path)])) == [(article_iri("a"), made("a", "new").nquads)]


def test_a_folder_with_shards_is_not_written_over(tmp_path: Path) -> None:
    """Nor are shards of two runs mixed."""
    prepare(str(tmp_path / "new"))
    write_shard(str(tmp_path / "new"), 0, [made("a")], "nq")
    with pytest.raises(UsageError, match="holds shards already"):
        prepare(str(tmp_path / "new"))


def test_addresses_are_places_too() -> None:
    """Any file system that fsspec knows, here its one in memory."""
    pytest.importorskip("fsspec")
    prepare("memory://shards")
    write_shard("memory://shards", 0, [made("a")], "nq.gz")
    assert list(read_shards(["memory://shards"])) == [(article_iri("a"), made("a").nquads)]
    with pytest.raises(UsageError, match="nonsense"):
        prepare("nonsense://shards")


@pytest.mark.parametrize(
    ("name", "content"),
    [("part-0.nq", b"no quad\n"), ("part-0.nq.gz", b"no gzip"), ("part-0.nq.zst", b"no zstd")],
)
def test_what_is_no_shard_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    """A broken file stops the import with its name."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=name):
        list(read_shards([str(tmp_path)]))


def test_no_shards_at_all(tmp_path: Path) -> None:
    """An empty folder or a path that is not there is wrong use."""
    with pytest.raises(UsageError, match="no shards"):
        list(read_shards([str(tmp_path)]))
    with pytest.raises(UsageError, match="no such"):
        list(read_shards([str(tmp_path / "nowhere")]))


def test_a_place_that_can_not_be_written(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        prepare(str(tmp_path / "file" / "out"))
    with pytest.raises(StoreError, match="file"):
        write_shard(str(tmp_path / "file"), 0, [made("a")], "nq")
