"""The saved queries on what the program itself finds in the seeds, in a folder and at a server."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest

from kg.queries import bind, find_query, load_queries
from kg.store import Boolean, open_store

SEEDS = Path(__file__).parents[2] / "seeds"
MAIN = (
    "actors arms-trade-matrix articles countries country-profile evidence exercises statements timeline transfers "
    "who-said-what"
).split()
"""Those that every set of articles answers; the others ask for what may not be there, such as contradictions."""
NEEDED = {"country": "Venezuela", "speaker": "Nicolás Maduro", "since": "2024", "until": "2025-12"}


@pytest.fixture(scope="module")
def seeds_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store into which `kg load seeds` has put them."""
    folder = tmp_path_factory.mktemp("seeds") / "store"
    done = kg("load", str(SEEDS), "--store", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def kg(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command as a user does."""
    return subprocess.run([sys.executable, "-m", "kg", *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", sorted(load_queries()))
def test_query_runs(seeds_store: Path, name: str) -> None:
    """Each runs, in the process that could be stopped; the main ones find something."""
    query = find_query(name)
    given = {param.name: NEEDED[param.name] for param in query.params.values() if param.required}
    with open_store(seeds_store) as store, store.query(bind(query, given, store), timeout=math.inf) as found:
        assert not isinstance(found, Boolean)
        count = len(list(found))
    assert count or name not in MAIN


def test_a_server_is_loaded_alike(seeds_store: Path, oxigraph_server: str) -> None:
    """`kg load` puts the same into a server, and once more changes nothing; the exports are equal."""
    with open_store(oxigraph_server) as store:
        store.update("DROP ALL")
    loaded = kg("load", str(SEEDS), "--store", oxigraph_server)
    assert (loaded.returncode, loaded.stderr.split(" · ")[0]) == (0, "loaded 7")
    again = kg("load", str(SEEDS), "--store", oxigraph_server)
    assert "unchanged 7" in again.stderr
    exports = [kg("export", "--format", "nquads", "--store", place) for place in (str(seeds_store), oxigraph_server)]
    assert exports[0].stdout == exports[1].stdout
    assert len(exports[0].stdout) > 50_000
