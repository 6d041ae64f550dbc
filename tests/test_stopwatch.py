"""Stages that work inside one another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.stopwatch import Stopwatch


def test_an_inner_stage_is_not_counted_twice() -> None:
    """Of five seconds an item, of which reading takes two, three are the outer stage's."""
    now = [0.0]

    def read() -> Iterator[int]:
        for number in range(4):
            now[0] += 2
            yield number

    def work(numbers: Iterator[int]) -> Iterator[int]:
        for number in numbers:
            now[0] += 3
            yield number

    watch = Stopwatch(lambda: now[0])
    for _ in watch.timed("work", work(watch.timed("read", read()))):
        now[0] += 10  # what is done with the items is nobody's
    assert (watch.seconds("read"), watch.seconds("work")) == (8, 12)


def test_a_stage_that_breaks_is_counted() -> None:
    """The time until the error, which goes on to the caller."""
    now = [0.0]

    def broken() -> Iterator[int]:
        now[0] += 2
        raise ValueError("no more")
        yield 1

    watch = Stopwatch(lambda: now[0])
    with pytest.raises(ValueError, match="no more"):
        next(watch.timed("read", broken()))
    assert watch.seconds("read") == 2
