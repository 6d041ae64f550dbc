"""Load on `kg serve`: 50 clients for 60 seconds over saved queries on a graph of a million quads.

    python tests/benchmarks/serve.py [--quads N] [--clients N] [--seconds N] [--store FOLDER]

Two runs: the clients alone, then with a query beside them that would never end. Printed: requests a second,
the 50th, 95th and 99th percentile of latency, errors, what became of the endless queries, and the memory of
the server with its query processes at the beginning, the middle and the end. The graph is made up: the same
number gives the same graph. `--rate 0`: one client address stands for fifty.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from kg.models import (
    ArmsTransfer,
    Article,
    Entity,
    Evidence,
    Extraction,
    MilitaryExercise,
    PartialDate,
    Statement,
    TransferItem,
)
from kg.rdf import article_nquads
from kg.store import open_store
from kg.vocab import country_iri, in_article, weapon_iri

STATES = "RUS USA FRA DEU CHN GBR ITA ISR TUR KOR IND VEN EGY POL SAU ARE JPN AUS BRA DZA VNM PAK UKR GRC ESP".split()
WEAPONS = ("Igla-S", "F-16 Fighting Falcon", "Rafale", "S-400 Triumf", "Bayraktar TB2", "K2 Black Panther", "Su-35")
NAMES = "Ivanov Rossi Weber Dupont Smith Tanaka Kim Singh Silva Kowalski Novak Haddad Costa Jensen Okafor".split()
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"GRAPH ?g{i} {{ ?a{i} ?b{i} ?c{i} }}" for i in range(9)) + "}"
LIMIT = 10.0
"""Seconds that the server grants a query here."""
QUERIES = (
    ("transfers", "recipient"),
    ("transfers", "supplier"),
    ("exercises", "country"),
    ("suppliers-of", "country"),
    ("register", "supplier"),
)


def extraction(number: int) -> Extraction:
    """A made-up article: five statements, two transfers and an exercise between states drawn by its number."""
    draw = random.Random(number)
    name = f"a{number:06}"
    supplier, recipient, other = draw.sample(STATES, 3)
    day = dt.date(2010, 1, 1) + dt.timedelta(days=draw.randrange(5800))
    speaker = in_article(name, "person", draw.choice(NAMES))
    text = f"Article {number}\n\n" + "The minister said that the missiles would come. " * 12
    weapons = draw.sample(WEAPONS, 2)
    evidence = tuple(Evidence(start=20 + 48 * i, end=60 + 48 * i, supports=("content", "speaker")) for i in range(2))
    date = PartialDate(year=day.year, month=day.month, day=day.day)

    def state(code: str) -> Entity:
        return Entity(iri=country_iri(code), kind="country", label=code, country=code, reference=True)

    return Extraction(
        article=Article(id=name, title=f"Article {number}", text=text, published=day, publisher=draw.choice(NAMES)),
        entities=(
            *map(state, (supplier, recipient, other)),
            *(Entity(iri=weapon_iri(w), kind="weapon", label=w, reference=True) for w in weapons),
            Entity(iri=speaker, kind="person", label=draw.choice(NAMES), country=recipient, role="minister"),
        ),
        statements=tuple(
            Statement(
                rule="bench",
                confidence=draw.randrange(40, 99) / 100,
                evidence=evidence,
                speaker=speaker,
                speaker_label="the minister",
                content=f"the missiles would come, {number}-{i}",
                form="indirect",
                cue="say",
                speech_act="assert",
            )
            for i in range(5)
        ),
        transfers=tuple(
            ArmsTransfer(
                rule="bench",
                confidence=draw.randrange(40, 99) / 100,
                evidence=evidence,
                supplier=country_iri(supplier),
                recipient=country_iri(recipient),
                items=(TransferItem(weapon=weapon_iri(weapon), quantity=draw.randrange(1, 200)),),
                status="delivered",
                date=date,
            )
            for weapon in weapons
        ),
        exercises=(
            MilitaryExercise(
                rule="bench",
                confidence=0.8,
                evidence=evidence,
                name=f"Exercise {number % 500}",
                participants=(country_iri(supplier), country_iri(other)),
                hosts=(country_iri(other),),
                start_date=date,
            ),
        ),
    )


def build(folder: Path, quads: int) -> int:
    """Fills a store with about so many quads; the true number."""
    written = 0

    def chunks() -> Iterator[bytes]:
        nonlocal written
        number = 0
        while written < quads:
            data = article_nquads(extraction(number), extractor_version="bench")
            written += data.count(b"\n")
            number += 1
            yield data

    with open_store(folder, mode="write") as store:
        store.ensure_reference()
        store.bulk(chunks())
        return store.stats().quads


class Server:
    """`kg serve` as a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--rate", "0", "--quiet"]
        command += ["--timeout", str(LIMIT), "--store", str(folder)]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        self.address = self._process.stderr.readline().split()[0].rstrip("/")

    def memory(self) -> int:
        """Resident megabytes of the server and its query processes, shared pages counted once a process."""
        pids, total = [self._process.pid], 0
        while pids:
            pid = pids.pop()
            try:
                status = Path(f"/proc/{pid}/smaps_rollup").read_text()
                pids += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
            except OSError:
                continue
            total += int(next(line for line in status.splitlines() if line.startswith("Pss:")).split()[1])
        return total >> 10

    def close(self) -> None:
        """Ends it as a service manager would."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=30)


async def _client(number: int, address: str, until: float, times: list[float], answers: Counter[str]) -> None:
    draw = random.Random(number)
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        while time.monotonic() < until:
            query, param = draw.choice(QUERIES)
            began = time.monotonic()
            try:
                answer = await client.get(f"/api/queries/{query}", params={param: draw.choice(STATES)})
                answers[str(answer.status_code)] += 1
            except httpx.HTTPError as error:
                answers[type(error).__name__] += 1
            times.append(time.monotonic() - began)


async def _runaway(address: str, until: float, answers: Counter[str]) -> None:
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        while time.monotonic() < until:
            answer = await client.get("/sparql", params={"query": ENDLESS})
            answers[str(answer.status_code)] += 1


async def _load(server: Server, clients: int, seconds: float, *, runaway: bool) -> dict[str, Any]:
    times: list[float] = []
    answers: Counter[str] = Counter()
    endless: Counter[str] = Counter()
    until = time.monotonic() + seconds
    tasks = [_client(n, server.address, until, times, answers) for n in range(clients)]
    if runaway:
        tasks.append(_runaway(server.address, until, endless))
    memory = [server.memory()]
    running = asyncio.gather(*tasks)
    for _ in range(2):
        await asyncio.sleep(seconds / 2 - 0.5)
        memory.append(server.memory())
    await running
    times.sort()
    return {
        "requests_a_second": round(len(times) / seconds, 1),
        **{f"p{p}_ms": round(1000 * times[min(len(times) - 1, len(times) * p // 100)]) for p in (50, 95, 99)},
        "answers": dict(answers),
        "endless": dict(endless),
        "memory_mb": memory,
    }


def main() -> None:
    """Makes the graph, runs both loads, prints what was measured as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--store", type=Path, help="a folder to make the graph in, or to find it in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.store or Path(temporary) / "store"
        found: dict[str, Any] = {"cpus": os.cpu_count(), "clients": options.clients, "seconds": options.seconds}
        if not folder.exists():
            began = time.monotonic()
            found |= {"quads": build(folder, options.quads), "build_seconds": round(time.monotonic() - began, 1)}
        server = Server(folder)
        try:
            began = time.monotonic()
            assert httpx.get(server.address, headers={"Accept": "text/html"}, timeout=60).status_code == 200
            found["first_page_ms"] = round(1000 * (time.monotonic() - began))
            for name, path in (("start", "/"), ("article", "/id/article/a000007"), ("country", "/id/country/RUS")):
                began = time.monotonic()
                assert httpx.get(server.address + path, headers={"Accept": "text/html"}, timeout=60).status_code == 200
                found[f"{name}_page_ms"] = round(1000 * (time.monotonic() - began))
            began = time.monotonic()
            while not httpx.get(f"{server.address}/health", timeout=60).json()["in_memory"]:
                time.sleep(0.5)
            found["in_memory_after_seconds"] = round(time.monotonic() - began, 1)
            for name, runaway in (("alone", False), ("beside_endless_queries", True)):
                found[name] = asyncio.run(_load(server, options.clients, options.seconds, runaway=runaway))
        finally:
            server.close()
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
