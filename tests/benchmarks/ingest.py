"""Speed and memory of loading, each beside its reference: `make bench`, or

    python tests/benchmarks/ingest.py [PATH] [--repeat 3] [--growth 300 3000] [--parts pipe workers growth start]

PATH holds the articles (default: the annotated ones of the suite). Every measurement is a process of its
own, pinned to one core (two for two workers), the sides in turn, medians taken; the model is loaded and
warm before the clock starts, but has not seen the texts. Seconds are CPU seconds of that process and its
children, which other programs on the machine disturb least; with a core to oneself they are those of the
clock, which are printed too.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from tests.benchmarks.copies import copies  # noqa: E402

_GOLD = Path(__file__).resolve().parents[1] / "gold" / "articles"
_WARM_UP = "Sweden will lend Brazil four trainers, its air force said in Oslo. Nobody asked why.\n"
# Articles of one batch for plain nlp.pipe: spaCy's default for this model, and the best of those tried.
_PIPE_BATCHES = (256, 8)


def main() -> None:
    """Measures and prints Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?", default=str(_GOLD))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--growth", type=int, nargs="*", default=[300, 3000])
    parser.add_argument("--parts", nargs="*", choices=list(_PARTS), default=list(_PARTS))
    parser.add_argument("--core", type=int, default=min(os.sched_getaffinity(0)))
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        sys.stdout.write(json.dumps(_MEASURES[options.measure](options.path)) + "\n")
        return
    for part in options.parts:
        sys.stdout.write("\n".join([*_PARTS[part](options), "\n"]))
        sys.stdout.flush()


def _run(measure: str, path: str, cores: set[int]) -> dict[str, float]:
    """One measurement in a process of its own."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "KG_BENCH_CORES": str(len(cores))}
    done = subprocess.run(
        [sys.executable, __file__, path, "--measure", measure],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _median(runs: list[dict[str, float]], key: str) -> float:
    return statistics.median(run[key] for run in runs)


def _pipe(options: argparse.Namespace) -> Iterator[str]:
    sides = [f"plain-{batch}" for batch in _PIPE_BATCHES] + ["ingest"]
    runs: dict[str, list[dict[str, float]]] = {side: [] for side in sides}
    for _ in range(options.repeat):
        for side in sides:
            runs[side].append(_run(side, options.path, {options.core}))
    ours = _median(runs["ingest"], "rate")
    first = runs["ingest"][0]
    yield f"One core, {first['articles']:.0f} articles, {first['words']:,.0f} words, {options.repeat} times in turn:\n"
    yield "| | words/CPU s | words/s by the clock | load is faster by | peak memory |\n|---|---:|---:|---:|---:|"
    for side, found in runs.items():
        name = "kg load, text to store" if side == "ingest" else f"plain nlp.pipe, batches of {side[6:]} articles"
        rate, clock, peak = (_median(found, key) for key in ("rate", "clock", "peak"))
        yield f"| {name} | {rate:,.0f} | {clock:,.0f} | {ours / rate:.2f} × | {peak:,.0f} MB |"


def _workers(options: argparse.Namespace) -> Iterator[str]:
    cores = set(sorted(os.sched_getaffinity(0))[:2])
    runs: dict[int, list[dict[str, float]]] = {1: [], 2: []}
    for _ in range(options.repeat):
        for workers, found in runs.items():
            found.append(_run(f"workers-{workers}", options.path, cores if workers == 2 else {min(cores)}))
    yield "| workers | words/s by the clock | peak memory, all processes |\n|---:|---:|---:|"
    for workers, found in runs.items():
        clock, peak = (_median(found, key) for key in ("clock", "all"))
        yield f"| {workers} | {clock:,.0f} | {peak:,.0f} MB |"
    yield f"\nTwo workers are {_median(runs[2], 'clock') / _median(runs[1], 'clock'):.2f} × one."


def _growth(options: argparse.Namespace) -> Iterator[str]:
    yield "Copies with other names and figures, new identifiers:\n"
    yield "| articles | CPU ms an article | words/CPU s | quads an article | peak memory | store |"
    yield "|---:|---:|---:|---:|---:|---:|"
    with tempfile.TemporaryDirectory() as folder:
        for number in options.growth:
            file = Path(folder) / f"{number}.jsonl"
            copies(options.path, number, file)
            run = _run("workers-1", str(file), {options.core})
            per = run["words an article"] / run["rate"] * 1000
            yield (
                f"| {run['articles']:,.0f} | {per:.1f} | {run['rate']:,.0f} | {run['quads'] / run['articles']:.0f} "
                f"| {run['all']:,.0f} MB | {run['store'] / 1e6:,.0f} MB |"
            )


def _start(options: argparse.Namespace) -> Iterator[str]:
    yield "| cold start | seconds by the clock | CPU seconds |\n|---|---:|---:|"
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "a.txt"
        article.write_text("title: Deal\n\nRussia sold Venezuela five Su-30 fighters, its president said.\n")
        store = str(Path(folder) / "store")
        load = [sys.executable, "-m", "kg", "load", str(article), "-s", store]
        subprocess.run(load, check=True, stderr=subprocess.DEVNULL)
        commands: dict[str, list[str]] = {
            "kg --help": ["--help"],
            "kg query": ["query", "transfers", "-s", store],
            "kg load of one article": ["load", str(article), "-s", store, "--force"],
        }
        runs = {name: [command] * options.repeat for name, command in commands.items()}
        stores = [str(Path(folder) / f"new{number}") for number in range(options.repeat)]
        runs["kg load of one article, new store"] = [["load", str(article), "-s", new] for new in stores]
        for name, repeated in runs.items():
            took = [_timed([sys.executable, "-m", "kg", *command]) for command in repeated]
            clock, cpu = (statistics.median(column) for column in zip(*took, strict=True))
            yield f"| {name} | {clock:.2f} | {cpu:.2f} |"


def _timed(command: list[str]) -> tuple[float, float]:
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, cpu


_PARTS: dict[str, Callable[[argparse.Namespace], Iterator[str]]] = {
    "pipe": _pipe,
    "workers": _workers,
    "growth": _growth,
    "start": _start,
}


def _articles(path: str) -> Iterator[Any]:
    from kg.models import Article
    from kg.read import read_paths

    return (item for item in read_paths([path]) if isinstance(item, Article))


class _Clock:
    """CPU and clock seconds, and the most memory held at once, since it was made."""

    def __init__(self) -> None:
        self._cpu, self._clock = self._spent(), time.perf_counter()

    @staticmethod
    def _spent() -> float:
        sides = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        ended = sum(side.ru_utime + side.ru_stime for side in sides)
        return ended + sum(_cpu_of(pid) for pid in _family(os.getpid()) if pid != os.getpid())

    def stop(self, words: int, articles: int) -> dict[str, float]:
        """The figures."""
        seconds, clock = self._spent() - self._cpu, time.perf_counter() - self._clock
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures = {"words": words, "articles": articles, "seconds": seconds, "peak": peak}
        return {**figures, "rate": words / seconds, "clock": words / clock}


def _measure_plain(batch: int, path: str) -> dict[str, float]:
    import warnings

    import spacy

    from kg.annotate import DEFAULT_MODEL, _inside_package

    warnings.filterwarnings("ignore", message=r"\[W095\]")
    nlp = spacy.load(_inside_package(DEFAULT_MODEL))
    list(nlp.pipe([_WARM_UP] * 3))
    texts = [article.text for article in _articles(path)]
    clock = _Clock()
    words = 0
    for text, _ in zip(texts, nlp.pipe(texts, batch_size=batch), strict=True):
        words += len(text.split())
    return clock.stop(words, len(texts))


def _measure_ingest(path: str) -> dict[str, float]:
    from kg.annotate import annotate
    from kg.ingest import extract
    from kg.loading import load_articles
    from kg.models import Article
    from kg.store import open_store

    extract(Article(id="w", text=_WARM_UP), annotate(_WARM_UP))
    words = [0]
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "s", mode="write") as store:
        store.ensure_reference()
        clock = _Clock()
        loaded = sum(1 for _ in load_articles(_counted(_articles(path), words), store))
        return clock.stop(words[0], loaded)


def _measure_workers(workers: int, path: str) -> dict[str, float]:
    """As `kg load` does it, from its first article on; the memory is that of all processes."""
    from kg.budget import MAX_SECONDS
    from kg.loading import load_articles
    from kg.parallel import make_in_processes
    from kg.store import open_store

    words = [0]
    maker = partial(make_in_processes, workers=workers, max_seconds=MAX_SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        with open_store(Path(folder) / "s", mode="write") as store:
            store.ensure_reference()
            before = store.stats().quads
            memory = _Memory()
            outcomes = load_articles(_counted(_articles(path), words), store, maker=maker)
            next(outcomes)  # the processes are there and have loaded the model
            clock, first = _Clock(), words[0]
            loaded = 1 + sum(1 for _ in outcomes)
            figures = {**clock.stop(words[0] - first, loaded), "all": memory.stop()}
            figures["words an article"] = words[0] / loaded
            figures["quads"] = store.stats().quads - before
        figures["store"] = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    return figures


class _Memory:
    """The most memory that this process and all below it held at once, shared pages counted once."""

    def __init__(self) -> None:
        import threading

        self._most, self._on = 0.0, True
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while self._on:
            self._most = max(self._most, sum(map(_held, _family(os.getpid()))))
            time.sleep(0.2)

    def stop(self) -> float:
        """In MB."""
        self._on = False
        self._thread.join()
        return self._most / 1024


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _cpu_of(pid: int) -> float:
    """CPU seconds of a process so far, with those of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _held(pid: int) -> int:
    """Proportional set size in KB; a process that is gone holds nothing."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _counted(articles: Iterator[Any], words: list[int]) -> Iterator[Any]:
    for article in articles:
        words[0] += len(article.text.split())
        yield article


_MEASURES: dict[str, Callable[[str], dict[str, float]]] = {
    "ingest": _measure_ingest,
    **{f"plain-{batch}": partial(_measure_plain, batch) for batch in _PIPE_BATCHES},
    **{f"workers-{workers}": partial(_measure_workers, workers) for workers in (1, 2)},
}

if __name__ == "__main__":
    main()
