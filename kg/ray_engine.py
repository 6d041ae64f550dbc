"""Articles to graphs on a Ray cluster: batches go out as tasks, graphs or written shards come back.

A task whose worker or machine dies is run again by Ray, elsewhere. A batch that dies again and again is
taken apart, and an article that kills whoever reads it is reported. Every batch comes back once.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from kg.ingest import Made, make_graphs
from kg.models import Article
from kg.parallel import batches_of
from kg.shards import Shard, write_shard

T = TypeVar("T")
Batch = tuple[Article, ...]

_RETRIES = 4
"""How often Ray runs a task again whose worker or machine died."""
_PER_CORE = 2
"""Tasks under way for each core of the cluster."""


def make_on_ray(
    articles: Iterable[Article], *, version: str, keep_text: bool, workers: int | None = None, max_seconds: float = 0
) -> Iterator[Made]:
    """The graph of each article, in order, made by the tasks of a cluster, at most `workers` at a time.

    An article that takes longer than `max_seconds` (0: any time) is given up by a timer in the task.
    The cluster is that of RAY_ADDRESS, else one that is started here and ended after.
    """
    graphs = partial(_graphs, version=version, keep_text=keep_text, max_seconds=max_seconds)
    for made in _through_tasks(graphs, batches_of(iter(articles)), workers, one_by_one=_each_alone):
        yield from made


def shards_on_ray(
    articles: Iterable[Article],
    out: str,
    *,
    size: int,
    ending: str,
    version: str,
    keep_text: bool,
    workers: int | None = None,
    max_seconds: float = 0,
) -> Iterator[Shard]:
    """Shards of `size` articles, in order, each written by the task that made it: the graphs stay off this machine."""
    rest = iter(articles)
    numbered = enumerate(iter(lambda: tuple(islice(rest, size)), ()))
    make = partial(_graphs, version=version, keep_text=keep_text, max_seconds=max_seconds)
    write = partial(_shard, make=make, out=out, ending=ending)

    def piecemeal(task: Any, numbered_batch: tuple[int, Batch]) -> Shard:
        number, batch = numbered_batch
        made = _each_alone(_remote(make), batch)
        return write_shard(out, number, made, ending)

    yield from _through_tasks(write, numbered, workers, one_by_one=piecemeal)


def _graphs(batch: Batch, *, version: str, keep_text: bool, max_seconds: float) -> list[Made]:
    return list(make_graphs(batch, version=version, keep_text=keep_text, max_seconds=max_seconds))


def _shard(numbered: tuple[int, Batch], *, make: Callable[[Batch], list[Made]], out: str, ending: str) -> Shard:
    number, batch = numbered
    return write_shard(out, number, make(batch), ending)


def _each_alone(task: Any, batch: Batch) -> list[Made]:
    """The graphs of a batch that its workers died on: each article tried once more, by itself."""
    import ray

    found: list[Made] = []
    for article in batch:
        try:
            found.extend(ray.get(task.options(max_retries=1).remote((article,))))
        except ray.exceptions.RaySystemError as error:
            raise error
        except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError, ray.exceptions.NodeDiedError):
            found.append(Made(article.id, reason="the process that read it died, twice (killed, or out of memory?)"))
    return found


def _through_tasks(
    work: Callable[[Any], T], items: Iterable[Any], workers: int | None, *, one_by_one: Callable[[Any, Any], T]
) -> Iterator[T]:
    """What `work` makes of each item, in order, with a bounded number of tasks under way."""
    import ray

    died = (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError, ray.exceptions.NodeDiedError)
    ours = _connect()
    try:
        limit = workers or _PER_CORE * max(1, int(_cores()))
        task = _remote(work)
        waiting: list[tuple[Any, Any]] = []
        for item in items:
            waiting.append((item, task.remote(item)))
            if len(waiting) >= limit:
                yield _result(waiting.pop(0), task, died, one_by_one)
        while waiting:
            yield _result(waiting.pop(0), task, died, one_by_one)
    finally:
        if ours:
            ray.shutdown()


def _result(
    waiting: tuple[Any, Any], task: Any, died: tuple[type[Exception], ...], one_by_one: Callable[[Any, Any], T]
) -> T:
    import ray

    item, reference = waiting
    try:
        found: T = ray.get(reference)
    except died:
        return one_by_one(task, item)
    except ray.exceptions.RayTaskError as error:
        raise error.cause if isinstance(error.cause, Exception) else error from None
    return found


def _cores() -> float:
    import ray

    cluster: Any = ray
    return float(cluster.cluster_resources().get("CPU", 1))


def _remote(work: Callable[[Any], T]) -> Any:
    import ray

    def run(item: Any) -> T:
        return work(item)

    return ray.remote(max_retries=_RETRIES, num_cpus=1)(run)


def _connect() -> bool:
    """Joins the cluster of RAY_ADDRESS, or starts one here; whether it is ours to end."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # no network that was not asked for
    import ray

    if ray.is_initialized():
        return False
    variables = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    variables |= {name: value for name, value in os.environ.items() if name.startswith("KG_")}
    if not os.environ.get("RAY_ADDRESS"):
        variables["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    ray.init(
        runtime_env={"env_vars": variables},
        include_dashboard=False if not os.environ.get("RAY_ADDRESS") else None,
        log_to_driver=False,
        logging_level=logging.ERROR,
    )
    return True
