"""The pool of processes: the same graphs in the same order, whoever dies meanwhile."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from kg.budget import given_up
from kg.errors import KgError
from kg.ingest import Made, make_graphs
from kg.loading import load_articles
from kg.models import Article, Extraction
from kg.nursery import Pool, Worker
from kg.parallel import _BATCH, _BATCH_CHARS, _FEW, _Run, batches_of, cores, make_in_processes
from kg.store import open_store

_TEXT = "{} sold {} {} fighter jets, its defence minister said on Monday.\n"
_STATES = ("Russia", "France", "Sweden", "Turkey", "Italy")


def article(number: int) -> Article:
    """An article of one sentence, no two alike."""
    text = _TEXT.format(_STATES[number % 5], _STATES[(number + 2) % 5], number + 2)
    return Article(id=f"a{number}", text=text, input_hash=text)


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_workers_tell_what_an_article_took() -> None:
    """Processor seconds of both stages come back with the graphs, and make no difference between them."""
    articles = [article(n) for n in range(_FEW + 6)]
    made = list(make_in_processes(articles, workers=2, version="v"))
    assert sum(one.took.annotating for one in made) > 0
    assert sum(one.took.extracting for one in made) > 0
    assert made[0] == next(make_graphs(articles[:1], version="v"))


def test_several_workers_make_what_one_makes() -> None:
    """Two processes give the graphs that this process gives, in the order of the articles."""
    articles = [article(n) for n in range(_FEW + 20)]
    alone = list(make_in_processes(articles, workers=1, version="v"))
    assert list(make_in_processes(articles, workers=2, version="v")) == alone
    assert [made.article for made in alone] == [one.id for one in articles]
    assert all(b"ArmsTransfer" in made.nquads for made in alone)


def test_a_few_articles_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read sooner than a pool starts is read here."""
    monkeypatch.delattr("kg.nursery.Pool")
    made = list(make_in_processes([article(n) for n in range(3)], workers=2, version="v"))
    assert [one.article for one in made] == ["a0", "a1", "a2"]


def test_deaths_cost_nothing_and_a_poisonous_article_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker killed once loses nothing; an article that kills whoever reads it is reported, once."""
    send = Worker.send
    killed: list[str] = []

    def deadly(worker: Worker, articles: tuple[Article, ...]) -> None:
        send(worker, articles)
        for name in ("a7", "poison"):
            if any(one.id == name for one in articles) and (name == "poison" or name not in killed):
                killed.append(name)
                os.kill(worker.pid, signal.SIGKILL)

    monkeypatch.setattr(Worker, "send", deadly)
    articles = [article(n) for n in range(40)]
    articles[30] = articles[30].model_copy(update={"id": "poison"})
    made = list(make_in_processes(articles, workers=2, version="v"))
    assert [one.article for one in made] == [one.id for one in articles]
    assert [one.article for one in made if one.reason] == ["poison"]
    assert "died" in made[30].reason
    assert killed == ["a7", "poison", "poison"]
    monkeypatch.undo()
    healthy = {one.article: one for one in make_in_processes(articles, workers=1, version="v")}
    assert [one for one in made if not one.reason] == [healthy[one.id] for one in articles if one.id != "poison"]


def test_an_article_that_takes_too_long_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that does not come to an end is killed; all articles but the one it hung on have their graphs."""
    send = Worker.send
    hung: list[int] = []

    def hang(worker: Worker, articles: tuple[Article, ...]) -> None:
        if any(one.id == "endless" for one in articles):
            hung.append(worker.pid)
            os.kill(worker.pid, signal.SIGSTOP)
        send(worker, articles)

    monkeypatch.setattr(Worker, "send", hang)
    articles = [article(n) for n in range(60)]
    articles[30] = articles[30].model_copy(update={"id": "endless"})
    for workers in (1, 2):
        hung.clear()
        made = list(make_in_processes(articles, workers=workers, version="v", max_seconds=3))
        assert [one.article for one in made] == [one.id for one in articles]
        assert [(one.article, one.reason) for one in made if one.reason] == [("endless", given_up(3))]
        assert len(set(hung)) >= 2
        assert not any(map(alive, hung))


def test_a_few_articles_are_watched_too() -> None:
    """In this process by a timer; in a thread, which can have none, by a worker process."""

    def endless(articles: Iterable[Article]) -> Iterator[Extraction]:
        for one in articles:
            while one.id == "a1":
                pass
            yield Extraction(article=one)

    articles = [article(n) for n in range(3)]
    made = list(make_in_processes(articles, workers=1, version="v", extractor=endless, max_seconds=0.2))
    assert [one.reason for one in made] == ["", given_up(0.2), ""]
    healthy = list(make_in_processes(articles, workers=1, version="v", max_seconds=60))
    in_thread: list[Made] = []
    run = partial(make_in_processes, articles, workers=1, version="v", max_seconds=60)
    thread = threading.Thread(target=lambda: in_thread.extend(run()))
    thread.start()
    thread.join()
    assert in_thread == healthy


def test_a_killed_nursery_is_replaced() -> None:
    """Workers can be forked again after the process they came from was killed."""
    with Pool(1, version="v", keep_text=True) as pool:
        for process in (pool._nursery.pid, pool.workers[0].pid):
            os.kill(process, signal.SIGKILL)
        pool._nursery.wait()
        made = list(_Run(pool, 1).graphs(iter([(article(1),)])))
    assert [one.article for one in made if one.nquads] == ["a1"]


def test_workers_are_renewed_before_they_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many batches another process goes on; nothing is lost, the order stays, even with one worker."""
    monkeypatch.setattr("kg.parallel._LIFE", 2)
    monkeypatch.setattr("kg.parallel._BATCH", 4)
    fork = Pool._fill
    pids: set[int] = set()

    def noting(pool: Pool) -> None:
        fork(pool)
        pids.update(worker.pid for worker in pool.workers)

    monkeypatch.setattr(Pool, "_fill", noting)
    articles = [article(n) for n in range(50)]
    alone = list(make_graphs(articles, version="v"))
    for workers, least in ((1, 5), (2, 6)):
        pids.clear()
        assert list(make_in_processes(articles, workers=workers, version="v")) == alone
        assert len(pids) >= least


def test_no_process_is_left() -> None:
    """Leaving the pool ends the nursery and its workers, busy or not."""
    with Pool(2, version="v", keep_text=True) as pool:
        pids = [pool._nursery.pid, *(worker.pid for worker in pool.workers)]
        pool.workers[0].send(tuple(article(n) for n in range(500)))
        assert all(map(alive, pids))
    assert not any(map(alive, pids))


def test_a_run_given_up_ends_its_processes() -> None:
    """Closing the iterator (Ctrl-C, --strict) ends the pool."""
    run = make_in_processes((article(n) for n in range(1000)), workers=2, version="v")
    assert next(run) == next(make_in_processes([article(0)], workers=1, version="v"))
    run.close()  # type: ignore[attr-defined]
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    assert not [pid for pid in children if "kg.nursery" in Path(f"/proc/{pid}/cmdline").read_text()]


def test_a_missing_model_is_told_by_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no article's fault stops the run with its own message."""
    monkeypatch.setenv("KG_MODEL", "no_such_model")
    with pytest.raises(KgError, match="no_such_model"):
        list(make_in_processes((article(n) for n in range(40)), workers=2, version="v"))


def test_the_store_is_the_same_whatever_the_workers(tmp_path: Path) -> None:
    """Same quads from one worker and from two; of an article given twice the last one stays."""
    articles = [article(n) for n in range(40)]
    articles.append(articles[3].model_copy(update={"text": "Nothing happened.", "input_hash": "new"}))
    quads = []
    for workers in (1, 2):
        with open_store(tmp_path / f"s{workers}", mode="write") as store:
            outcomes = list(load_articles(articles, store, maker=partial(make_in_processes, workers=workers)))
            quads.append(set(map(str, store.quads())))
        assert [(o.article, o.what) for o in outcomes if o.what != "loaded"] == [("a3", "replaced")]
    assert quads[0] == quads[1]
    assert any("Nothing happened." in quad for quad in quads[0])


def test_batches_are_bounded() -> None:
    """By count, by length, and no article twice in one batch."""
    assert [len(batch) for batch in batches_of(article(n) for n in range(_BATCH + 1))] == [_BATCH, 1]
    long = [Article(id=f"l{n}", text="x" * (_BATCH_CHARS // 2 + 1)) for n in range(3)]
    assert [len(batch) for batch in batches_of(iter(long))] == [1, 1, 1]
    assert [len(batch) for batch in batches_of(iter([article(1), article(2), article(1)]))] == [2, 1]
    assert list(batches_of(iter(()))) == []


def test_cores_are_those_this_process_may_use() -> None:
    """At least one; on Linux what its affinity says."""
    assert 1 <= cores() <= (os.cpu_count() or 1)


def test_made_is_small() -> None:
    """A failed article has no graph."""
    assert Made("a", reason="why").nquads == b""
