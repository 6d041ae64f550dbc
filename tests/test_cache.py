"""The cache of compiled reference data: used when whole and of the same key, otherwise made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cache import _KEPT, cached
from kg.reference import _parsed, reference


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_was_made_is_not_made_again(folder: Path) -> None:
    """The second time it comes from the file; another key makes another entry."""
    assert cached("words", "a", lambda: [["x", 1, None]]) == [["x", 1, None]]
    assert cached("words", "a", lambda: 1 / 0) == [["x", 1, None]]
    assert cached("words", "b", lambda: "new") == "new"
    assert sorted(p.name for p in folder.iterdir()) == ["words-a.json", "words-b.json"]


@pytest.mark.parametrize("damage", [b"", b"\n", b"[]", b"\xff\xfe\n[1]", b"0" * 64 + b"\n[1]"])
def test_a_damaged_entry_is_replaced(folder: Path, damage: bytes) -> None:
    """Whatever a crash, a full disk or a hand left there."""
    cached("words", "a", lambda: ["right"])
    (folder / "words-a.json").write_bytes(damage)
    assert cached("words", "a", lambda: ["right"]) == ["right"]
    assert cached("words", "a", lambda: 1 / 0) == ["right"]


def test_a_cut_entry_is_replaced(folder: Path) -> None:
    """Half an entry is none."""
    cached("words", "a", lambda: ["right"] * 100)
    whole = (folder / "words-a.json").read_bytes()
    (folder / "words-a.json").write_bytes(whole[: len(whole) // 2])
    assert cached("words", "a", lambda: ["again"]) == ["again"]


def test_no_place_for_a_cache_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the folder should be: the value is made each time."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "file" / "cache"))
    assert cached("words", "a", lambda: 1) == 1
    assert cached("words", "a", lambda: 2) == 2


def test_old_entries_go(folder: Path) -> None:
    """A few of each name stay."""
    for number in range(_KEPT + 3):
        cached("words", f"{number:03}", lambda: 0)
    cached("names", "x", lambda: 0)
    assert len(list(folder.glob("words-*"))) == _KEPT
    assert len(list(folder.glob("names-*"))) == 1


def test_reference_from_the_cache_is_the_reference(folder: Path) -> None:
    """Entry by entry, field by field, as parsed from the files."""
    reference.cache_clear()
    parsed = reference()
    assert [list(map(_plain, entry)) for entry in parsed.entries.values()] == _parsed()
    reference.cache_clear()
    assert reference() == parsed
    assert any(entry.ambiguous for entry in parsed.entries.values())


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value
