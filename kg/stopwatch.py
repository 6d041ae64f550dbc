"""How long stages take that work inside one another: the inner one's time is not counted for the outer one."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class Stopwatch:
    """Seconds spent by stage, by the clock given (default: processor time of the thread)."""

    def __init__(self, clock: Callable[[], float] = time.thread_time) -> None:
        self._clock = clock
        self._spent: Counter[str] = Counter()
        """Microseconds."""
        self._inside = 0.0
        self._thread = threading.get_ident()

    def timed(self, stage: str, items: Iterable[T]) -> Iterator[T]:
        """The items, with the time counted that each of them takes to come."""
        rest = iter(items)
        while True:
            began, inside = self._clock(), self._inside
            try:
                item = next(rest)
            except StopIteration:
                return
            finally:
                took = self._clock() - began
                self._spent[stage] += round((took - (self._inside - inside)) * 1e6)
                if threading.get_ident() == self._thread:  # a stage in another thread holds nobody up
                    self._inside = inside + took
            yield item

    def seconds(self, stage: str) -> float:
        """What a stage has taken so far."""
        return self._spent[stage] / 1e6
