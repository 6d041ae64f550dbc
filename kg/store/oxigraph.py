"""The embedded store: an Oxigraph folder, one writer at a time, readers on a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from kg.errors import StoreError, UsageError
from kg.sparql_errors import syntax_error
from kg.sparql_tokens import refuse_outside_calls
from kg.store import ArticleState, StoreStats, counting
from kg.store.allocator import give_back
from kg.store.lock import write_lock
from kg.store.reference import reference_graphs
from kg.store.results import Boolean, Graph, Results, Solutions
from kg.store.snapshot import drop_snapshot, take_snapshot
from kg.store.updates import drop_graph, replace_graph, triples_of
from kg.vocab import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Quad
    from pyoxigraph import Store as Oxigraph

    from kg.store.isolated import QueryProcess

_BATCH = 32 << 20
"""Bytes of N-Quads a bulk commit: large enough that its fixed cost (25 ms) does not show."""
_FLUSH = 16 << 20
"""Bytes written after which they go to disk: left alone, Oxigraph gathers 64 MB in each of its indexes."""


class OxigraphStore:
    """A store in a folder. See `kg.store.Store` for its methods."""

    def __init__(self, folder: Path, *, mode: Literal["read", "write"]) -> None:
        self.location = str(folder)
        self._folder = folder
        self._mode = mode
        self._held = ExitStack()
        self._unflushed = 0
        self._process: QueryProcess | None = None
        self._snapshot: Path | None = None
        try:
            self._oxigraph = self._open_to_write() if mode == "write" else self._open_to_read()
        except BaseException:
            self._held.close()
            raise

    def replace(self, articles: Iterable[tuple[str, bytes]]) -> None:
        for article, nquads in articles:
            self._update(replace_graph(article, triples_of(article, nquads)))

    def bulk(self, chunks: Iterable[bytes]) -> None:
        from pyoxigraph import RdfFormat

        self._need_writing()
        for batch in _batches(chunks):
            with _told(self.location):
                self._oxigraph.bulk_load(batch, format=RdfFormat.N_QUADS)
            self._written(len(batch))

    def remove(self, article: str) -> None:
        self._update(drop_graph(article))

    def put_graph(self, graph: str, ntriples: bytes) -> None:
        from pyoxigraph import RdfFormat, parse

        self._update(replace_graph(graph, (quad.triple for quad in parse(ntriples, format=RdfFormat.N_TRIPLES))))

    def query(self, sparql: str, *, timeout: float | None = None, network: bool = False) -> Results:
        if not network:
            refuse_outside_calls(sparql)
        if timeout is not None:
            return self._worker().query(sparql, timeout=timeout)
        return _results(self._oxigraph, sparql, self.location)

    def update(self, sparql: str, *, network: bool = False) -> None:
        if not network:
            refuse_outside_calls(sparql)
        self._update(sparql)

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        from pyoxigraph import NamedNode

        name = NamedNode(graph) if graph is not None else None
        return self._oxigraph.quads_for_pattern(None, None, None, name)

    def article_states(self) -> dict[str, ArticleState]:
        return counting.article_states(self)

    def stats(self) -> StoreStats:
        size = sum(file.stat().st_size for file in self._folder.glob("*") if file.is_file())
        return counting.stats(self, bytes_on_disk=size)

    def backup(self, folder: Path) -> None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} exists already; give a new folder for the backup")
        with _told(str(folder)):
            folder.parent.mkdir(parents=True, exist_ok=True)
            if folder.exists():
                folder.rmdir()
            self._oxigraph.backup(folder)

    def ensure_reference(self) -> bool:
        changed = False
        for graph in reference_graphs():
            if counting.digest(self, graph.iri) != graph.digest:
                if next(self.quads(graph.iri), None) is None:
                    self._fill(graph.iri, graph.ntriples())
                else:
                    self.put_graph(graph.iri, graph.ntriples())
                changed = True
        return changed

    def close(self) -> None:
        if self._process is not None:
            self._process.close()
        if self._mode == "write" and hasattr(self, "_oxigraph"):
            # Without it, each later reader replays the log: correct, but slow after a large load.
            with _told(self.location):
                self._oxigraph.flush()
        self.__dict__.pop("_oxigraph", None)  # Oxigraph closes when its last reference goes
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open_to_write(self) -> Oxigraph:
        from pyoxigraph import Store as Oxigraph

        if self._folder.is_dir() and any(self._folder.iterdir()) and not (self._folder / "CURRENT").is_file():
            raise StoreError(f"{self._folder} holds other files; give an empty or new folder with --store")
        self._held.enter_context(write_lock(self._folder))
        with _told(self.location):
            return Oxigraph(self._folder)

    def _open_to_read(self) -> Oxigraph:
        from pyoxigraph import Store as Oxigraph

        if not (self._folder / "CURRENT").is_file():
            raise StoreError(
                f"there is no store at {self._folder}; load articles first (kg load PATH --store "
                f"{self._folder}) or name another with --store"
            )
        self._snapshot = take_snapshot(self._folder)
        if self._snapshot is not None:
            self._held.callback(drop_snapshot, self._snapshot)
        with _told(self.location):
            return Oxigraph.read_only(str(self._snapshot or self._folder))

    def _worker(self) -> QueryProcess:
        """The process for queries that can be stopped; of a store open for writing, on its present state."""
        from kg.store.isolated import QueryProcess

        if self._process is None or not self._process.alive or self._mode == "write":
            if self._process is not None:
                self._process.close()
            self._process = QueryProcess(
                self._checkpoint() if self._mode == "write" else self._snapshot or self._folder
            )
        return self._process

    def _checkpoint(self) -> Path:
        if self._snapshot is not None:
            drop_snapshot(self._snapshot)
        self._snapshot = take_snapshot(self._folder)
        if self._snapshot is None:
            raise StoreError(f"no snapshot could be made beside {self._folder}; check permissions and free space")
        self._held.callback(drop_snapshot, self._snapshot)
        return self._snapshot

    def _fill(self, graph: str, ntriples: bytes) -> None:
        """Fills an empty graph in one commit, six times as fast as an update."""
        from pyoxigraph import NamedNode, RdfFormat

        self._need_writing()
        with _told(self.location):
            self._oxigraph.bulk_load(ntriples, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))

    def _update(self, sparql: str) -> None:
        self._need_writing()
        with _told(self.location, sparql):
            self._oxigraph.update(sparql, prefixes=PREFIXES)
        self._written(len(sparql))

    def _written(self, size: int) -> None:
        """Keeps memory flat over any number of writings."""
        self._unflushed += size
        if self._unflushed >= _FLUSH:
            self._unflushed = 0
            with _told(self.location):
                self._oxigraph.flush()
            give_back()

    def _need_writing(self) -> None:
        if self._mode != "write":
            raise StoreError(f"{self.location} is open for reading; open it with mode='write'")


def _batches(chunks: Iterable[bytes]) -> Iterator[bytes]:
    batch: list[bytes] = []
    size = 0
    for chunk in chunks:
        batch.append(chunk)
        size += len(chunk)
        if size >= _BATCH:
            yield b"".join(batch)
            batch, size = [], 0
    if batch:
        yield b"".join(batch)


def _results(oxigraph: Oxigraph, sparql: str, location: str) -> Results:
    from pyoxigraph import QueryBoolean, QuerySolutions

    with _told(location, sparql):
        found = oxigraph.query(sparql, prefixes=PREFIXES)
    if isinstance(found, QueryBoolean):
        return Boolean(bool(found))
    if isinstance(found, QuerySolutions):
        return Solutions(tuple(variable.value for variable in found.variables), found)
    return Graph(iter(found))


@contextmanager
def _told(location: str, sparql: str = "") -> Iterator[None]:
    """Oxigraph's errors as ours, with the store's name."""
    try:
        yield
    except SyntaxError as error:
        if sparql:
            raise syntax_error(str(error), sparql) from error
        raise StoreError(f"{location}: these N-Quads do not parse: {error}; nothing was written") from error
    except OSError as error:
        raise StoreError(f"{location}: {_reason(str(error))}") from error


_REASONS = {
    "lock hold": "the store is open in this process already; close it first",
    "Resource temporarily unavailable": "another program has the store open; end it first",
    "No space left": "the disk is full; make room and run the command again (nothing is half written)",
    "Read-only file system": "the file system is read-only; choose a writable place with --store",
    "Permission denied": "no permission; check the owner of the store's files",
    "Corruption": "the store's files are damaged; restore a backup, or remove the folder and load again",
}


def _reason(message: str) -> str:
    return next((reason for sign, reason in _REASONS.items() if sign in message), message)
