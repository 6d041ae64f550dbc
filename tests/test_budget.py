"""The time an article may take: what runs past it is given up, and nothing else."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterable, Iterator

import pytest

from kg.budget import OverBudgetError, can_time, given_up, within
from kg.ingest import make_graphs
from kg.models import Article, Extraction


def article(name: str) -> Article:
    """An article without facts."""
    return Article(id=name, text="Nothing happened.")


def endless(articles: Iterable[Article]) -> Iterator[Extraction]:
    """Reads all articles ahead, as a batch is read, and never comes to an end with one called "endless"."""
    batch = list(articles)
    while any(one.id == "endless" for one in batch):
        pass
    yield from (Extraction(article=one) for one in batch)


def stubborn(articles: Iterable[Article]) -> Iterator[Extraction]:
    """Swallows the first error that reaches it."""
    for one in articles:
        try:
            time.sleep(60)
        except OverBudgetError:
            time.sleep(60)
        yield Extraction(article=one)


def test_an_endless_article_costs_only_itself() -> None:
    """Its neighbours in the batch have their graphs, and the timer is gone afterwards."""
    before = signal.getsignal(signal.SIGALRM)
    names = ["a", "endless", "b"]
    made = list(make_graphs(map(article, names), version="v", extractor=endless, max_seconds=0.2))
    assert [one.article for one in made] == names
    assert [one.reason for one in made] == ["", given_up(0.2), ""]
    assert [bool(one.nquads) for one in made] == [True, False, True]
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) == before


def test_the_timer_rings_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that swallows the error is given up at the second ring."""
    monkeypatch.setattr("kg.budget._AGAIN", 0.1)
    with pytest.raises(OverBudgetError, match=r"0\.1 s"):
        list(within(0.1, stubborn)([article("a")]))


def test_a_former_timer_goes_on() -> None:
    """A timer that the program had set before is set again."""
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 600)
        assert len(list(within(60, endless)([article("a"), article("b")]))) == 2
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 600
        assert not rung
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_other_threads_have_no_timer() -> None:
    """There the extractor runs as it is."""
    told: list[object] = []
    thread = threading.Thread(target=lambda: told.extend([can_time(), within(0.1, endless)]))
    thread.start()
    thread.join()
    assert told == [False, endless]
    assert can_time()
