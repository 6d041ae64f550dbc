"""Articles to graphs on several cores of one machine: a pool of processes that outlives the death of any of them.

Batches go out as workers come free, graphs come back in the order of the articles, whoever made them. A
worker that dies (killed, out of memory) is replaced; the articles it held are tried once more, each
alone, and one that kills its worker again is reported as failed. A worker that sits on a batch for longer
than an article may take is killed, and its articles are tried alone in the same way.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from kg.budget import can_time, given_up
from kg.ingest import Made, make_graphs
from kg.models import Article

if TYPE_CHECKING:
    from kg.ingest import Extractor
    from kg.nursery import Pool, Worker

_FEW = 24
"""Articles that are read sooner than a pool has started."""
_BATCH = 16
_BATCH_CHARS = 60_000
_PER_WORKER = 2
"""Batches at a worker at once: the next one is there when it is done with the first."""
_LIFE = 128
"""Batches after which a worker makes room for a new one: spaCy keeps every word it has met, without end."""
_DIED = "the process that read it died, twice (killed, or out of memory?)"
_AHEAD = 4
"""Batches a worker may be ahead of the slowest article, whose turn it is to come out."""


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def make_in_processes(
    articles: Iterable[Article],
    *,
    workers: int,
    version: str,
    keep_text: bool = True,
    extractor: Extractor | None = None,
    max_seconds: float = 0,
) -> Iterator[Made]:
    """The graph of each article, in the order of the articles, made by `workers` processes.

    A few articles are read in this process, with the `extractor` given. An article that takes longer than
    `max_seconds` (0: any time) is reported as failed. Raises KgError for what is no article's fault (no model).
    """
    rest = iter(articles)
    few: list[Article] = list(islice(rest, _FEW + 1))
    if len(few) <= _FEW and (can_time() or not max_seconds):
        here = partial(make_graphs, version=version, keep_text=keep_text, extractor=extractor, max_seconds=max_seconds)
        yield from chain.from_iterable(map(here, batches_of(iter(few))))
        return
    from kg.nursery import Pool

    with Pool(workers, version=version, keep_text=keep_text) as pool:
        yield from _Run(pool, workers, max_seconds).graphs(batches_of(chain(few, rest)))


class _Batch(NamedTuple):
    number: int
    articles: tuple[Article, ...]
    again: bool = False
    """Whether a worker died on it before."""


class _Run:
    """One pass of the articles through a pool."""

    def __init__(self, pool: Pool, workers: int, max_seconds: float = 0) -> None:
        self._pool = pool
        self._max_seconds = max_seconds
        self._limit = workers * _AHEAD
        self._held: dict[Worker, deque[_Batch]] = {}
        self._retry: deque[_Batch] = deque()
        self._made: dict[int, dict[str, Made]] = {}
        """Batch → its graphs so far, by article."""
        self._order: deque[_Batch] = deque()
        """Batches that have not come out yet."""

    def graphs(self, batches: Iterator[tuple[Article, ...]]) -> Iterator[Made]:
        """The graphs of all batches, in order."""
        numbered = (_Batch(number, articles) for number, articles in enumerate(batches))
        more = True
        while more or self._order:
            more = self._hand_out(numbered) if more or self._retry else False
            if self._order:
                self._wait()
            yield from self._ready()

    def _hand_out(self, batches: Iterator[_Batch]) -> bool:
        """Gives free workers their next batch; False when the articles are at an end."""
        for worker in [w for w in self._pool.workers if w.batches >= _LIFE and not self._held.get(w)]:
            self._held.pop(worker, None)
            self._pool.renew(worker)
        for worker in self._pool.workers:
            held = self._held.setdefault(worker, deque())
            if worker.batches >= _LIFE:  # it finishes what it holds
                continue
            while len(held) < _PER_WORKER:
                if self._retry:
                    # What killed a worker gets one to itself, so that it takes nobody along.
                    if held:
                        break
                    batch = self._retry.popleft()
                elif len(self._order) >= self._limit or any(b.again for b in held):
                    break
                else:
                    found = next(batches, None)
                    if found is None:
                        return False
                    batch = found
                    self._order.append(batch)
                    self._made[batch.number] = {}
                if not held:
                    worker.since = time.monotonic()
                held.append(batch)
                worker.send(batch.articles)
        return True

    def _wait(self) -> None:
        for worker, made in self._pool.wait(self._time_left()):
            held = self._held.setdefault(worker, deque())
            if made is not None:
                self._made[held.popleft().number].update((one.article, one) for one in made)
                worker.since = time.monotonic()
                continue
            for batch in self._held.pop(worker):
                self._lost(batch, last=batch.again, reason=_DIED)
        if self._max_seconds:
            for worker in [w for w in self._pool.workers if self._left(w) <= 0 and not w.connection.poll()]:
                self._pool.renew(worker, busy=True)
                over_due, *not_begun = self._held.pop(worker)
                self._retry.extend(not_begun)
                self._lost(over_due, last=len(over_due.articles) == 1, reason=given_up(self._max_seconds))

    def _left(self, worker: Worker) -> float:
        """Seconds a worker still has for the batch it is at."""
        if not self._held.get(worker):
            return self._max_seconds
        return worker.since + self._max_seconds - time.monotonic()

    def _time_left(self) -> float | None:
        """Seconds until the first worker is over due; None where articles may take any time."""
        if not self._max_seconds:
            return None
        return max(0.0, min(self._left(worker) for worker in self._pool.workers))

    def _lost(self, batch: _Batch, *, last: bool, reason: str) -> None:
        """Gives each article of a batch another try, alone, or up if that was the last."""
        for article in batch.articles:
            if last:
                self._made[batch.number][article.id] = Made(article.id, reason=reason)
            else:
                self._retry.append(_Batch(batch.number, (article,), again=True))

    def _ready(self) -> Iterator[Made]:
        while self._order and len(self._made[self._order[0].number]) == len(self._order[0].articles):
            batch = self._order.popleft()
            made = self._made.pop(batch.number)
            for article in batch.articles:
                yield made[article.id]


def batches_of(articles: Iterator[Article]) -> Iterator[tuple[Article, ...]]:
    """Articles in batches of a bounded size; one article is never twice in a batch."""
    batch: dict[str, Article] = {}
    chars = 0
    for article in articles:
        if batch and (article.id in batch or len(batch) >= _BATCH or chars + len(article.text) > _BATCH_CHARS):
            yield tuple(batch.values())
            batch, chars = {}, 0
        batch[article.id] = article
        chars += len(article.text)
    if batch:
        yield tuple(batch.values())
