"""The store beside what it is built on: `python tests/benchmarks/store.py [QUADS…]` (make bench-store).

For each size: loading, replacing, exporting and eight saved queries, beside raw pyoxigraph (bulk load of
the same N-Quads, a bare loop of the same updates, the same query text), the same data in memory, rdflib
and maplib. Every engine runs in a process of its own. Ratios are to raw pyoxigraph on disk in the same run:
below 1 is faster. No goals are checked here; the figures go into the README.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from kg.queries import bind, find_query
from kg.store import open_store
from kg.vocab import BASE, KG, PREFIXES
from tests.benchmarks.articles import QUADS, article, articles

SIZES = (10_000, 100_000, 1_000_000)
CHUNK = 500
"""Articles a bulk chunk: what loading uses."""
REPLACED = 300
LIMIT = 60.0
"""Seconds a query may take in the engines beside; more is reported as such."""
RDFLIB_MOST = 1_000_000
ROUNDS = 5

QUERIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("evidence", {"fact": f"{BASE}article/n0000007/transfer/1"}),
    ("who-said-what", {"speaker": f"{BASE}person/USA/person-7"}),
    ("transfers", {"recipient": "Senegal"}),
    ("transfers", {"supplier": "France", "category": "missiles"}),
    ("exercises", {"country": "Tunisia", "since": "2020"}),
    ("country-profile", {"country": "Angola"}),
    ("arms-trade-matrix", {}),
    ("countries", {}),
)
_IN = f"<{BASE}article/n0000007>"
PAGES: tuple[tuple[str, str], ...] = (
    ("one article", f"SELECT ?s ?p ?o WHERE {{ GRAPH {_IN} {{ ?s ?p ?o }} }} LIMIT 100"),
    ("one state", f"SELECT ?a ?f ?p WHERE {{ GRAPH ?a {{ ?f ?p <{BASE}country/USA> }} }} LIMIT 100"),
    (
        "one actor",
        "SELECT ?a ?s ?c WHERE { GRAPH ?a { "
        f"?s kg:speaker <{BASE}person/USA/person-7> ; kg:content ?c }} }} LIMIT 100",
    ),
)
"""The first hundred rows about one thing."""
GROUP_BY = f"""PREFIX kg: <{KG}> SELECT ?from ?to (COUNT(?t) AS ?n) WHERE {{
?t a kg:ArmsTransfer ; kg:supplierState ?from ; kg:recipientState ?to . }} GROUP BY ?from ?to"""
"""maplib knows no `GRAPH ?g` (it stops with "not yet implemented"), so it is asked this, without graphs."""


def main() -> None:
    """Runs every size and prints a table for each."""
    sizes = [int(float(argument)) for argument in sys.argv[1:]] or SIZES
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-store-", dir=os.environ.get("BENCH_DIR")) as folder:
            _one_size(size, Path(folder))


def _one_size(size: int, folder: Path) -> None:
    count = max(1, size // QUADS)
    file = folder / "all.nq"
    with file.open("wb") as out:
        for _, nquads in articles(count):
            out.write(nquads)
    _say(f"\n== {size:,} quads, {count:,} articles, {file.stat().st_size / 1e6:,.0f} MB of N-Quads")
    _loading(folder, file, count)
    queries = folder / "queries.json"
    queries.write_text(json.dumps(_bound(folder / "store")))
    raw = _engine("raw", folder, queries)
    for engine in ("kg", "kg, stoppable", "memory", "rdflib", "maplib"):
        if engine != "rdflib" or size <= RDFLIB_MOST:
            _show(engine, _engine(engine, folder, queries), raw)


def _loading(folder: Path, file: Path, count: int) -> None:
    import pyoxigraph as ox

    raw_store = ox.Store(folder / "raw")
    raw = _seconds(lambda: raw_store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS))
    raw_store.flush()
    with open_store(folder / "store", mode="write") as store:
        ours = _seconds(lambda: store.bulk(_chunks(file, count)))
        _line("bulk load", ours, raw, f"{file_quads(count) / ours:,.0f} quads/s")
        store.ensure_reference()
        changed = [article(number) for number in range(0, count, max(1, count // REPLACED))][:REPLACED]
        texts = [_update_of(iri, nquads) for iri, nquads in changed]
        bare, kg = [], []  # turn about, so that neither has the warmer cache
        for _ in range(ROUNDS):
            bare.append(_seconds(lambda: _update_all(raw_store, texts)))
            kg.append(_seconds(lambda: store.replace(changed)))
        _line("replace, one article an update", min(kg), min(bare), f"{len(changed) / min(kg):,.0f} articles/s")
        dumped = _seconds(lambda: raw_store.dump(folder / "dump.nq", format=ox.RdfFormat.N_QUADS))
        from kg.export import export

        for name in ("nquads", "turtle"):
            with (folder / "export").open("wb") as out:
                seconds = _seconds(lambda out=out, name=name: export(store, out, format=name))  # type: ignore[misc]
            _line(f"export, canonical {name}", seconds, dumped, "beside raw dump")


def _chunks(file: Path, count: int) -> Iterable[bytes]:
    """The file in the pieces that loading hands over: whole articles."""
    with file.open("rb") as lines:
        while chunk := lines.read(CHUNK * 20_000):
            yield chunk + lines.readline()


def file_quads(count: int) -> int:
    """About how many quads there are."""
    return count * QUADS


def _update_all(store: Any, texts: list[str]) -> None:
    for text in texts:
        store.update(text)


def _update_of(iri: str, nquads: bytes) -> str:
    from kg.store.updates import replace_graph, triples_of

    return replace_graph(iri, triples_of(iri, nquads))


def _bound(folder: Path) -> list[tuple[str, str]]:
    with open_store(folder) as store:
        found = [
            (f"{name} {' '.join(p.rsplit('/', 1)[-1] for p in params.values())}", bind(find_query(name), params, store))
            for name, params in QUERIES
        ]
    return [*found, *((f"100 rows: {name}", sparql) for name, sparql in PAGES)]


def _engine(engine: str, folder: Path, queries: Path) -> dict[str, Any]:
    """What one engine measures, in a process of its own; a query past the limit ends it."""
    done: dict[str, Any] = {}
    command = [sys.executable, __file__, "--engine", engine, str(folder), str(queries)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        done |= json.loads(line)
    process.wait()
    return done


def _show(engine: str, found: dict[str, Any], raw: dict[str, Any]) -> None:
    _say(f"-- {engine}" + "".join(f"; {k} {v}" for k, v in found.items() if isinstance(v, str)))
    for name, seconds in found.items():
        if isinstance(seconds, list):
            _line(f"   {name}", *seconds)
        elif isinstance(seconds, float):
            _line(f"   {name}", seconds, raw.get(name, math.nan))


def _line(name: str, seconds: float, raw: float, note: str = "") -> None:
    _say(f"{name:<44} {seconds * 1000:>11,.1f} ms   raw {raw * 1000:>11,.1f} ms   x {seconds / raw:>7.2f}   {note}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


# What follows runs in the engines' own processes.


def engine(name: str, folder: Path, queries: list[tuple[str, str]]) -> None:
    """Runs the queries and prints a JSON object a line: seconds by name, with raw ones of the same moments."""
    ask, told = ENGINES[name](folder)
    beside = _raw(folder)[0] if name in ("kg", "kg, stoppable", "memory") else None
    if told:
        _say(json.dumps({"ready": told}))
    for label, sparql in _asked(name, queries):
        ours, raw = [], []  # turn about, so that a busy moment strikes both
        for _ in range(ROUNDS):
            ours.append(_limited(lambda sparql=sparql: ask(sparql)))  # type: ignore[misc]
            if beside is not None:
                raw.append(_seconds(lambda sparql=sparql: beside(sparql)))  # type: ignore[misc]
            if sum(ours) > LIMIT:
                break
        best: object = min(ours) if min(ours) < LIMIT else f"over {LIMIT:.0f} s"
        _say(json.dumps({label: [best, min(raw)] if raw else best}))


def _asked(name: str, queries: list[tuple[str, str]]) -> list[tuple[str, str]]:
    with_graphs = GROUP_BY.replace("WHERE {", "WHERE { GRAPH ?g {").replace("} GROUP", "} } GROUP")
    if name == "maplib":
        return [("group-by", GROUP_BY)]
    return [*queries, ("group-by", with_graphs)]


def _limited(run: Callable[[], object]) -> float:
    import signal

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(int(LIMIT))
    try:
        return _seconds(run)
    except TimeoutError:
        return math.inf
    finally:
        signal.alarm(0)


def _count(rows: Any) -> int:
    """The number of rows, each of them read."""
    return len([None for row in rows if tuple(row)])


def _raw(folder: Path) -> tuple[Callable[[str], object], str]:
    import pyoxigraph as ox

    store = ox.Store.read_only(str(folder / "store"))
    return lambda sparql: _count(store.query(sparql, prefixes=PREFIXES)), ""


def _kg(folder: Path) -> tuple[Callable[[str], object], str]:
    store = open_store(folder / "store")
    return lambda sparql: _count(store.query(sparql)), ""


def _stoppable(folder: Path) -> tuple[Callable[[str], object], str]:
    store = open_store(folder / "store")
    first = _seconds(lambda: _count(store.query("SELECT ?a WHERE { GRAPH ?a {} } LIMIT 1", timeout=math.inf)))
    return lambda sparql: _count(store.query(sparql, timeout=math.inf)), f"after {first * 1000:.0f} ms"


def _memory(folder: Path) -> tuple[Callable[[str], object], str]:
    import pyoxigraph as ox

    disk, store = ox.Store.read_only(str(folder / "store")), ox.Store()
    seconds = _seconds(lambda: store.bulk_extend(disk.quads_for_pattern(None, None, None, None)))
    return lambda sparql: _count(store.query(sparql, prefixes=PREFIXES)), f"after {seconds:.1f} s of copying"


def _rdflib(folder: Path) -> tuple[Callable[[str], object], str]:
    import rdflib

    dataset = rdflib.Dataset()
    seconds = _seconds(lambda: dataset.parse(str(folder / "dump.nq"), format="nquads"))
    return lambda sparql: len(list(dataset.query(sparql, initNs=PREFIXES))), f"after {seconds:.1f} s of loading"


def _maplib(folder: Path) -> tuple[Callable[[str], object], str]:
    import maplib
    import pyoxigraph as ox

    # maplib reads no quads.
    triples = folder / "dump.nt"
    with triples.open("wb") as out:
        ox.serialize(
            (q.triple for q in ox.parse(path=folder / "dump.nq", format=ox.RdfFormat.N_QUADS)),
            out,
            format=ox.RdfFormat.N_TRIPLES,
        )
    model = maplib.Model()
    seconds = _seconds(lambda: model.read(str(triples)))
    return lambda sparql: model.query(sparql), f"after {seconds:.1f} s of loading"


ENGINES = {"raw": _raw, "kg": _kg, "kg, stoppable": _stoppable, "memory": _memory, "rdflib": _rdflib, "maplib": _maplib}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--engine"]:
        engine(sys.argv[2], Path(sys.argv[3]), json.loads(Path(sys.argv[4]).read_text()))
    else:
        main()
