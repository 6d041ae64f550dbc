"""Query processes forked from a copy in memory: the same answers, and an end when it is asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import QueryError, TimeLimitError
from kg.store import Solutions, open_store
from kg.store.snapshot import drop_snapshot, take_snapshot
from kg.web.memory import Answers
from kg.web.nursery import Nursery

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"GRAPH ?g{i} {{ ?a{i} ?b{i} ?c{i} }}" for i in range(9)) + "}"
ALL = "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture
def nursery(small_store: Path) -> Iterator[Nursery]:
    """A nursery of the small store, ready."""
    snapshot = take_snapshot(small_store)
    assert snapshot is not None
    made = Nursery(snapshot)
    deadline = time.monotonic() + 60
    while not made.ready:
        assert time.monotonic() < deadline, "the copy was not made"
        time.sleep(0.02)
    yield made
    made.close()
    drop_snapshot(snapshot)


def _rows(found: object) -> list[str]:
    assert isinstance(found, Solutions)
    return sorted(map(str, found))


def test_same_rows_as_from_disk(nursery: Nursery, small_store: Path) -> None:
    """A forked process answers as the store does, one query after another, errors included."""
    process = nursery.process()
    with open_store(small_store) as store:
        assert _rows(process.query(ALL)) == _rows(store.query(ALL))
    with pytest.raises(QueryError, match="line 1, column 8"):
        process.query("SELECT WHERE {}")
    assert bool(process.query("ASK {}")) is True
    process.close()
    assert not process.alive


def test_time_limit_ends_one_process_only(nursery: Nursery) -> None:
    """A query past its limit takes its process with it; another goes on, and a new one is there at once."""
    runaway, other = nursery.process(), nursery.process()
    with pytest.raises(TimeLimitError):
        _rows(runaway.query(ENDLESS, timeout=0.3))
    assert not runaway.alive
    assert bool(other.query("ASK {}")) is True
    replaced = nursery.process()
    assert bool(replaced.query("ASK {}")) is True
    other.close()
    replaced.close()


def test_processes_end_with_the_nursery(nursery: Nursery) -> None:
    """Closing the nursery leaves a process its pipes; closing those ends it."""
    process = nursery.process()
    nursery.close()
    assert bool(process.query("ASK {}")) is True
    process.close()
    assert not process.alive


def test_answers_are_forgotten_by_size() -> None:
    """The longest unused answer goes first; one that is too large is not kept."""
    kept = Answers(10)
    kept.put("a", b"12345")
    kept.put("b", b"12345")
    assert kept.get("a") == b"12345"
    kept.put("c", b"1")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (b"12345", None, b"1")
    kept.put("large", b"x" * (3 << 20))
    assert kept.get("large") is None
    assert kept.get("a") == b"12345"


def test_one_asks_at_a_time() -> None:
    """While one works an answer out, another waits as long as it may."""
    kept = Answers(10)
    with kept.asking("q", 1) as first, kept.asking("q", 0.01) as second, kept.asking("other", 0.01) as other:
        assert (first, second, other) == (True, False, True)
    with kept.asking("q", 0.01) as again:
        assert again
