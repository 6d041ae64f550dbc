"""A writer killed at any moment leaves whole articles only (50 rounds of it: `make crash`)."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from kg.store import open_store


def test_five_kills_leave_no_article_in_part(tmp_path: Path) -> None:
    """After each of five kills the store opens, every article is whole or absent, and loading completes it."""
    assert crash.run(5, 7, tmp_path / "store") == []


def test_damage_is_seen(tmp_path: Path) -> None:
    """The check itself sees an article in part and a mixture of versions."""
    with open_store(tmp_path / "store", mode="write") as store:
        iri, nquads = crash.article(1, 1)
        store.bulk([nquads[: nquads.index(b"\n") + 1]])
        assert crash.damage(store) == [f"<{iri}>: 1 of 60 quads"]
        store.bulk([crash.article(1, 2)[1]])
        assert crash.damage(store)[0] == f"<{iri}>: 61 of 60 quads"


_spec = importlib.util.spec_from_file_location("crash", Path(__file__).with_name("crash.py"))
assert _spec is not None
assert _spec.loader is not None
crash = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(crash)
