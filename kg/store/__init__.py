"""Where the graphs live: an embedded Oxigraph folder, or any SPARQL 1.1 server, behind one protocol.

with open_store("kg-store", mode="write") as store:
    store.replace([(article_iri, nquads)])
with open_store("kg-store") as store:
    for row in store.query("SELECT ?a WHERE { GRAPH ?a { ?a a kg:Article } }"):
        ...
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, Self

from kg.store.results import Boolean, Graph, Results, Row, Solutions

if TYPE_CHECKING:
    from pyoxigraph import Quad

__all__ = [
    "DEFAULT_STORE",
    "Boolean",
    "Graph",
    "Results",
    "Row",
    "Solutions",
    "Store",
    "StoreStats",
    "open_store",
]

DEFAULT_STORE = "kg-store"
Mode = Literal["read", "write"]


class ArticleState(NamedTuple):
    """What decides whether an article is to be loaded again: equal on both = unchanged."""

    input_hash: str
    extractor_version: str


class StoreStats(NamedTuple):
    """How much a store holds; `things` counts the instances of each class by its local name."""

    articles: int
    quads: int
    things: dict[str, int]
    bytes_on_disk: int | None


class Store(Protocol):
    """What every store can do. Each change is atomic: readers see all of it or nothing.

    Every method raises StoreError where the store is locked, read-only, full or out of reach.
    """

    location: str

    def replace(self, articles: Iterable[tuple[str, bytes]]) -> None:
        """Writes each article's N-Quads in place of whatever its graph held, one update an article."""

    def bulk(self, chunks: Iterable[bytes]) -> None:
        """Adds N-Quads of articles the store does not hold yet; a chunk is never split over two commits."""

    def remove(self, article: str) -> None:
        """Removes an article's graph; nothing happens if it is not there."""

    def put_graph(self, graph: str, ntriples: bytes) -> None:
        """Makes a named graph hold these triples and no others."""

    def query(self, sparql: str, *, timeout: float | None = None, network: bool = False) -> Results:
        """Runs a SPARQL query; with a `timeout` (seconds, `math.inf` for none) it can be stopped.

        The kg prefixes (`kg.vocab.PREFIXES`) need no declaration. Raises QueryError for a query that
        does not parse or, without `network`, holds SERVICE; TimeLimitError past the time limit.
        """

    def update(self, sparql: str, *, network: bool = False) -> None:
        """Runs a SPARQL update; raises QueryError as `query` does."""

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """All quads, or those of one graph, in no particular order."""

    def article_states(self) -> dict[str, ArticleState]:
        """What is loaded, by article IRI."""

    def stats(self) -> StoreStats:
        """Counts of what the store holds."""

    def backup(self, folder: Path) -> None:
        """Writes a copy of the store's present state into a new folder, which opens as a store."""

    def ensure_reference(self) -> bool:
        """Brings ontology and reference graphs up to date with the files; True if something changed."""

    def close(self) -> None:
        """Releases the store; it can't be used after."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_store(location: str | Path | None = None, *, mode: Mode = "read") -> Store:
    """Opens a folder or an address (`http://…`); without one, `KG_STORE` or `kg-store` in the working folder.

    For writing, a folder is made if it is not there, and locked; reading sees the state of the moment
    of opening, whatever a writer does meanwhile. Raises StoreError.
    """
    place = str(location or os.environ.get("KG_STORE") or DEFAULT_STORE)
    if place.startswith(("http://", "https://")):
        from kg.store.endpoint import EndpointStore

        return EndpointStore(place)
    from kg.store.oxigraph import OxigraphStore

    return OxigraphStore(Path(place), mode=mode)
