"""Answers kept for one state of the store: the same question is worked out once, however many ask it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

_LARGEST = 2 << 20
"""Bytes of the largest answer kept."""


class Answers:
    """Answers by key, the longest unused forgotten first; and one asker at a time for each key."""

    def __init__(self, size: int) -> None:
        self._room = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._asking: dict[str, tuple[threading.Lock, int]] = {}

    def get(self, key: str) -> bytes | None:
        """The answer, if it is kept."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: str, answer: bytes) -> None:
        """Keeps an answer, unless it is too large."""
        if len(answer) > _LARGEST:
            return
        with self._lock:
            self._room += len(self._kept.pop(key, b""))
            self._kept[key] = answer
            self._room -= len(answer)
            while self._room < 0:
                self._room += len(self._kept.popitem(last=False)[1])

    @contextmanager
    def asking(self, key: str, seconds: float) -> Iterator[bool]:
        """Holds the right to work an answer out; False if somebody else has not got ready in this time.

        A query that runs into its limit is so stopped once at a time, whoever repeats it meanwhile.
        """
        with self._lock:
            turn, users = self._asking.get(key, (threading.Lock(), 0))
            self._asking[key] = turn, users + 1
        held = turn.acquire(timeout=seconds)
        try:
            yield held
        finally:
            if held:
                turn.release()
            with self._lock:
                turn, users = self._asking.pop(key)
                if users > 1:
                    self._asking[key] = turn, users - 1
