"""Queries in a process of their own: the same answers, and an end when it is asked for."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

import pytest

from kg.errors import QueryError, StoreError, TimeLimitError
from kg.store import Boolean, Solutions, open_store
from kg.store.isolated import QueryProcess

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"GRAPH ?g{i} {{ ?a{i} ?b{i} ?c{i} }}" for i in range(9)) + "}"
ENDLESS_SORT = ENDLESS.replace("(COUNT(*) AS ?n)", "*") + " ORDER BY ?a0"
QUERIES = [
    "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }",
    'SELECT ?x WHERE { VALUES ?x { "a\\tb\\n\\"c" "é"@en 1 1.5 1e3 true <http://x/a> UNDEF } }',
    'SELECT ?x ?y WHERE { VALUES (?x ?y) { ("" UNDEF) (UNDEF "") (UNDEF UNDEF) } }',
    'SELECT ?x WHERE { VALUES ?x { UNDEF "" } }',
    "SELECT * WHERE { GRAPH ?g { ?s kg:none ?o } }",
]


@pytest.mark.parametrize("sparql", QUERIES)
def test_same_rows_as_in_this_process(small_store: Path, sparql: str) -> None:
    """Rows, types and unbound values come through as they are."""
    with open_store(small_store) as store:
        here, there = store.query(sparql), store.query(sparql, timeout=math.inf)
        assert isinstance(here, Solutions)
        assert isinstance(there, Solutions)
        assert here.variables == there.variables
        assert sorted(map(str, here)) == sorted(map(str, there))


def test_same_triples_and_truth(small_store: Path) -> None:
    """Graphs and truth values come through too."""
    construct = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
    with open_store(small_store) as store:
        here, there = store.query(construct), store.query(construct, timeout=9)
        assert not isinstance(here, Boolean)
        assert not isinstance(there, Boolean)
        assert set(map(str, here)) == set(map(str, there))
        assert bool(store.query("ASK {}", timeout=9)) is True
        assert bool(store.query("ASK { GRAPH ?g { ?s kg:none ?o } }", timeout=9)) is False


@pytest.mark.parametrize("sparql", [ENDLESS, ENDLESS_SORT])
def test_time_limit_stops_the_process(small_store: Path, sparql: str) -> None:
    """A query past its limit raises, its process is gone, and the store answers the next query."""
    with open_store(small_store) as store:
        with pytest.raises(TimeLimitError, match=r"after 0\.3 seconds"):
            list(store.query(sparql, timeout=0.3))  # type: ignore[arg-type]
        assert bool(store.query("ASK {}", timeout=9)) is True


def test_errors_of_the_query(small_store: Path) -> None:
    """A broken query is a QueryError with its position; the process serves on."""
    process = QueryProcess(small_store)
    try:
        with pytest.raises(QueryError, match=r"line 1, column 10: can't understand '}'"):
            process.query("SELECT * }")
        assert process.alive
        assert bool(process.query("ASK {}")) is True
    finally:
        process.close()
    assert not process.alive


def test_abandoned_answer_ends_the_process(small_store: Path) -> None:
    """Whoever stops reading stops the query."""
    many = "SELECT * WHERE { " + " ".join(f"GRAPH ?g{i} {{ ?a{i} ?b{i} ?c{i} }}" for i in range(4)) + "}"
    process = QueryProcess(small_store)
    with process.query(many) as rows:
        assert isinstance(rows, Solutions)
        assert next(iter(rows))
    assert not process.alive


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that is no store is a StoreError, not a silence."""
    process = QueryProcess(tmp_path / "none")
    with pytest.raises(StoreError):
        process.query("ASK {}")
    process.close()


def test_process_ends_with_its_caller(small_store: Path) -> None:
    """When the caller dies, also in the middle of a query, the process does not live on."""
    import subprocess
    import sys

    program = (
        "import sys; from pathlib import Path; from kg.store.isolated import QueryProcess\n"
        f"process = QueryProcess(Path({str(small_store)!r})); print(process._process.pid, flush=True)\n"
        f"process.query({ENDLESS!r})"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as caller:
        assert caller.stdout is not None
        pid = int(caller.stdout.readline())
        time.sleep(0.5)
        caller.kill()
    for _ in range(100):
        if _ended(pid):
            return
        time.sleep(0.1)
    raise AssertionError(f"process {pid} lives on")


def _ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # Ended, but not yet collected by the system.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
