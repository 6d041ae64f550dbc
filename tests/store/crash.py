"""Kills a loading process at random moments: `python tests/store/crash.py [ROUNDS] [SEED]` (make crash).

A writer in a process of its own replaces articles one by one and loads others in bulk, without end;
each version of an article has as many quads as it says itself. After each kill the store has to open,
with every article whole or absent, and a further load has to complete it.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kg.store import Store, open_store

ARTICLES = 40
QUADS = 60

WRITER = """
import itertools, sys
from kg.store import open_store
sys.path.insert(0, {here!r})
from crash import article
with open_store({folder!r}, mode="write") as store:
    print("writing", flush=True)
    for version in itertools.count({version}):
        store.replace(article(number, version) for number in range({articles} // 2))
        bulk = range({articles} * version, {articles} * version + {articles})
        store.bulk(article(number + 1000, 0)[1] for number in bulk)
"""


def article(number: int, version: int) -> tuple[str, bytes]:
    """An article whose every quad names its version."""
    iri = f"http://x/article/{number}"
    lines = (f'<{iri}/{i}> <http://x/version> "{version}" <{iri}> .\n' for i in range(QUADS))
    return iri, "".join(lines).encode()


def damage(store: Store) -> list[str]:
    """What is wrong with a store's articles: a number of quads that is not theirs, or two versions in one."""
    counts: Counter[str] = Counter()
    versions: dict[str, set[str]] = {}
    for quad in store.quads():
        counts[str(quad.graph_name)] += 1
        versions.setdefault(str(quad.graph_name), set()).add(str(quad.object))
    partial = [f"{graph}: {count} of {QUADS} quads" for graph, count in counts.items() if count != QUADS]
    return partial + [f"{graph}: versions {seen}" for graph, seen in versions.items() if len(seen) > 1]


def kill_once(folder: Path, version: int, after: float) -> None:
    """Starts a writer and kills it `after` seconds into its writing."""
    here = str(Path(__file__).parent)
    program = WRITER.format(folder=str(folder), version=version, articles=ARTICLES, here=here)
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        time.sleep(after)
        writer.kill()


def run(rounds: int, seed: int, folder: Path) -> list[str]:
    """The damage found after each of so many kills on one store; empty if there is none."""
    moments = random.Random(seed)
    found = []
    for number in range(rounds):
        kill_once(folder, 1 + number * 1000, moments.uniform(0.0, 0.6))
        with open_store(folder) as reader:
            found += damage(reader)
        with open_store(folder, mode="write") as store:
            store.replace(article(i, number) for i in range(ARTICLES))
            found += damage(store)
            complete = sum(1 for _ in store.quads("http://x/article/0")) == QUADS
            found += [] if complete else ["loading again did not complete the store"]
    return found


if __name__ == "__main__":
    rounds, seed = (*map(int, sys.argv[1:]), *(50, 1)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as temporary:
        problems = run(rounds, seed, Path(temporary) / "store")
    sys.stdout.write("\n".join([*problems, f"{rounds} kills, {len(problems)} damaged\n"]))
    sys.exit(1 if problems else 0)
