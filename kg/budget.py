"""The time an article may take: a timer in this process that gives up what runs past it.

Worker processes are watched from outside (`kg.parallel`), which ends even code that no timer reaches.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.ingest import Extractor
    from kg.models import Article, Extraction

MAX_SECONDS = 60.0
"""Seconds an article may take unless told otherwise; the longest that are read (200,000 characters) take a few."""
_AGAIN = 1.0
"""Seconds after which the timer rings again, should code that must not raise have swallowed its error."""


class OverBudgetError(Exception):
    """An article took longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(given_up(seconds))


def given_up(seconds: float) -> str:
    """Why an article that ran past its time has no graph."""
    return f"given up after {seconds:g} s; a larger --max-seconds gives it more time"


def can_time() -> bool:
    """Whether a timer works here: it takes a system with signals, and the main thread."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def within(seconds: float, extractor: Extractor) -> Extractor:
    """An extractor each step of which raises OverBudgetError after so many seconds, where `can_time()`.

    A step may read several articles ahead, and the time that takes counts: give it articles that are there.
    """

    def timed(articles: Iterable[Article]) -> Iterator[Extraction]:
        found = extractor(articles)
        while True:
            with _timer(seconds):
                try:
                    extraction = next(found)
                except StopIteration:
                    return
            yield extraction

    return timed if can_time() else extractor


@contextmanager
def _timer(seconds: float) -> Iterator[None]:
    on = True

    def ring(number: int, frame: FrameType | None) -> None:
        if on:
            raise OverBudgetError(seconds)

    handler = signal.signal(signal.SIGALRM, ring)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        try:
            yield
        finally:
            on = False
    finally:  # even if it rang just before it was turned off
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
