"""Memory while writing: what was written goes to disk instead of gathering in the process."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.store import open_store
from kg.store.allocator import give_back
from kg.vocab import article_iri


def nquads(article: str, number: int) -> bytes:
    """So many quads of one article."""
    iri = article_iri(article)
    return b"".join(f'<{iri}> <http://example.org/p{n}> "{article} {n}" <{iri}> .\n'.encode() for n in range(number))


def tables(folder: Path) -> int:
    """Table files on disk."""
    return len(list(folder.glob("*.sst")))


def test_updates_go_to_disk_while_the_store_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the limit the tables are written; before it they wait in memory."""
    with open_store(tmp_path / "s", mode="write") as store:
        store.replace([(article_iri("a"), nquads("a", 100))])
        before = tables(tmp_path / "s")
        monkeypatch.setattr("kg.store.oxigraph._FLUSH", 1000)
        store.replace([(article_iri("b"), nquads("b", 100))])
        assert tables(tmp_path / "s") > before
        assert sum(1 for _ in store.quads()) == 200


def test_giving_back_can_be_asked_for_at_any_time() -> None:
    """It returns nothing and changes nothing that is in use."""
    held = bytearray(b"x" * 1_000_000)
    give_back()
    assert held == b"x" * 1_000_000
