"""The store behind the server: a reader for its own pages, processes for everybody's queries.

A generation is one state of the store. When the store changes, the next request finds a new one; requests
that are under way keep theirs, and the last of them closes it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from kg.errors import KgError, StoreError
from kg.store import Store
from kg.store.isolated import QueryProcess
from kg.store.oxigraph import OxigraphStore
from kg.store.snapshot import drop_snapshot, take_snapshot
from kg.web.memory import Answers
from kg.web.metrics import Metrics
from kg.web.nursery import Nursery, fits
from kg.web.settings import Settings

_LOOK_EVERY = 1.0
"""Seconds between two looks at whether another program has changed the store."""
Result = TypeVar("Result")


class BusyError(KgError):
    """All query processes are at work; the client should come back."""


class Generation:
    """One state of the store: `store` reads it; `cache` keeps what was worked out from it."""

    def __init__(self, folder: Path, store: Store, signature: object, *, own: bool, remembered: int) -> None:
        self.store = store
        self.signature = signature
        self.cache: dict[str, object] = {}
        self.answers = Answers(remembered)
        self.readers = 0
        self.idle: list[QueryProcess] = []
        self._own = own
        self._folder = folder
        self._snapshot: Path | None = None
        self._lock = threading.Lock()
        self._nursery: Nursery | None = None

    def process(self) -> QueryProcess:
        """A query process on this state, new or used; from memory once the copy there is ready."""
        nursery = self._nursery
        with self._lock:
            while self.idle:
                process = self.idle.pop()
                # One that reads from disk makes room for one that reads from memory.
                if process.alive and (process.forked or nursery is None or not nursery.ready):
                    return process
                process.close()
            snapshot = self._taken()
        if nursery is not None and nursery.ready:
            try:
                return nursery.process()
            except StoreError:
                self._nursery = None
        return QueryProcess(snapshot)

    def copy_to_memory(self) -> None:
        """Begins to copy this state into memory, if it fits there."""
        with self._lock:
            snapshot = self._taken()
            if self._nursery is None and fits(snapshot):
                self._nursery = Nursery(snapshot)

    @property
    def in_memory(self) -> bool:
        """Whether queries are answered from memory."""
        return self._nursery is not None and self._nursery.ready

    def _taken(self) -> Path:
        if self._snapshot is None:
            self._snapshot = take_snapshot(self._folder) or self._folder
        return self._snapshot

    def cached(self, key: str, make: Callable[[Store], Result]) -> Result:
        """What `make` gives for this state, worked out once."""
        if key not in self.cache:
            self.cache[key] = make(self.store)
        return self.cache[key]  # type: ignore[return-value]

    def close(self) -> None:
        """Ends the idle processes, and the reader if it is this generation's own."""
        for process in self.idle:
            process.close()
        self.idle.clear()
        if self._nursery is not None:
            self._nursery.close()
        if self._snapshot is not None and self._snapshot != self._folder:
            drop_snapshot(self._snapshot)
        if self._own:
            self.store.close()


class Source:
    """The store, for reading by many and, where the settings say so, writing by one at a time."""

    def __init__(
        self, settings: Settings, metrics: Metrics, warm: Callable[[Generation], object] = lambda _: None
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._slots = threading.BoundedSemaphore(settings.workers)
        self._writer = OxigraphStore(settings.store, mode="write") if settings.writable else None
        self._changes = 0
        self._looked = 0.0
        self._renewing = False
        self._warm = warm
        self._current = self._generation()
        self._warm(self._current)
        self._copy(self._current)

    @contextmanager
    def reading(self) -> Iterator[Generation]:
        """The present state, kept until the block ends."""
        generation = self._enter()
        try:
            yield generation
        finally:
            self._leave(generation)

    @contextmanager
    def process(self, state: Generation | None = None) -> Iterator[QueryProcess]:
        """A query process on a state, else the present one; raises BusyError if none gets free in time."""
        if not self._slots.acquire(timeout=self._settings.wait):
            self._metrics.count("kg_queries_refused_total")
            raise BusyError("all query processes are at work; try again in a few seconds")
        try:
            generation = self._enter(state)
            try:
                process = generation.process()
                try:
                    yield process
                finally:
                    self._give_back(generation, process)
            finally:
                self._leave(generation)
        finally:
            self._slots.release()

    def write(self, change: Callable[[Store], Result]) -> Result:
        """Makes a change; requests that begin after it see it. Raises StoreError where nobody may write."""
        if self._writer is None:
            raise StoreError("this server is read-only; start it with --writable")
        with self._writing:
            try:
                return change(self._writer)
            finally:
                self._changes += 1

    def close(self) -> None:
        """Closes the store; nothing can be read after."""
        self._current.close()
        if self._writer is not None:
            self._writer.close()

    def _give_back(self, generation: Generation, process: QueryProcess) -> None:
        if not process.alive:
            self._metrics.count("kg_query_processes_ended_total")
            process.close()
        elif generation is self._current:
            generation.idle.append(process)
        else:
            process.close()

    def _enter(self, state: Generation | None = None) -> Generation:
        with self._lock:
            if state is None and self._is_outdated():
                self._renew()
            state = state or self._current
            state.readers += 1
            return state

    def _renew(self) -> None:
        """Makes the new state the present one: at once after an own change, else when it has been prepared."""
        if self._writer is not None:
            self._take(self._generation())
        elif not self._renewing:
            self._renewing = True
            threading.Thread(target=self._prepare, daemon=True).start()

    def _prepare(self) -> None:
        """Opens another program's new state and works out what pages look up; requests go on with the old one."""
        try:
            fresh = self._generation()
            self._warm(fresh)
            self._copy(fresh)
        except KgError:
            return  # the writer was too quick: the next look finds the change again
        finally:
            self._renewing = False
        with self._lock:
            self._take(fresh)

    def _copy(self, fresh: Generation) -> None:
        # What changes with every write is not worth a copy.
        if self._settings.in_memory and self._writer is None:
            fresh.copy_to_memory()

    def _take(self, fresh: Generation) -> None:
        old, self._current = self._current, fresh
        if old.readers == 0:
            old.close()

    def _leave(self, generation: Generation) -> None:
        with self._lock:
            generation.readers -= 1
            if generation.readers == 0 and generation is not self._current:
                generation.close()

    def _is_outdated(self) -> bool:
        if self._writer is not None:
            return self._current.signature != self._changes
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return False
        self._looked = now
        signature = _signature(self._settings.store)
        return signature is not None and signature != self._current.signature

    def _generation(self) -> Generation:
        folder = self._settings.store
        self._metrics.count("kg_store_generations_total")
        if self._writer is not None:
            return Generation(folder, self._writer, self._changes, own=False, remembered=self._settings.remembered)
        signature = _signature(folder)
        store = OxigraphStore(folder, mode="read")
        return Generation(folder, store, signature, own=True, remembered=self._settings.remembered)


def _signature(folder: Path) -> object:
    """What differs after every change of the store: names, sizes and times of manifest and logs; None if unknown."""
    try:
        files = [f for f in folder.iterdir() if f.suffix == ".log" or f.name.startswith(("CURRENT", "MANIFEST-"))]
        return sorted((file.name, (status := file.stat()).st_size, status.st_mtime_ns) for file in files)
    except OSError:
        return None  # a writer is changing files this moment: look again a second later
