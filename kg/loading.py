"""Articles into a store: skips what is there unchanged, replaces what changed, one bad article at most lost."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Literal, NamedTuple

from kg.errors import InputError
from kg.models import Article
from kg.store import ArticleState, Store
from kg.vocab import article_iri

if TYPE_CHECKING:
    from kg.ingest import Maker

_BULK_FROM = 10
"""New articles from which a bulk commit is quicker than an update each (its fixed cost is that of ten)."""
_BULK_AT_MOST = 500
_ARTICLES = article_iri("")
_SECONDS = 5.0
"""How long an extracted article may wait for its commit."""
_HELD_CHARS = 8_000_000
"""How much text that differs from the store's is held back until it is clear that no later article takes its place."""


class Outcome(NamedTuple):
    """What became of one article; `reason` says why it failed."""

    article: str
    what: Literal["loaded", "replaced", "unchanged", "failed"]
    reason: str = ""


def load_articles(
    articles: Iterable[Article],
    store: Store,
    *,
    keep_text: bool = True,
    force: bool = False,
    maker: Maker | None = None,
) -> Iterator[Outcome]:
    """Loads articles and tells of each, once it is in the store for good.

    An article with the same input hash and extractor version as in the store is left alone, unless
    `force`d. Of several with one identifier the last counts; an earlier one that need not be read is told
    as unchanged. An article whose extraction raises is reported as failed, and what the store held of it
    stays. The `maker` says where articles are understood (`kg.parallel`, `kg.ray_engine`; by default
    here); the store ends up the same. Raises StoreError if the store can't be written to.
    """
    from kg.ingest import extractor_version, make_graphs

    version = extractor_version()
    # Hashes instead of what they stand for, so that little is kept of each article.
    stored = {hash(iri): hash(state) for iri, state in store.article_states().items()}
    known = set(stored)
    states = {} if force else stored
    left_alone: deque[Outcome] = deque()

    def changed() -> Iterator[Article]:
        held = _Held()
        for article in articles:
            iri = article_iri(article.id)
            key, state = hash(iri), hash(ArticleState(article.input_hash, version))
            if (earlier := held.pop(iri)) is not None:
                left_alone.append(Outcome(earlier.id, "unchanged"))
            if states.get(key) == state:
                left_alone.append(Outcome(article.id, "unchanged"))
            elif key in states:
                held.add(iri, article)
            else:
                states[key] = state  # so that the same article twice in one run is read once
                yield article
            yield from released(held.first(more_than=_HELD_CHARS))
        yield from released(held.first(more_than=0))

    def released(found: Iterator[tuple[str, Article]]) -> Iterator[Article]:
        for iri, article in found:
            states[hash(iri)] = hash(ArticleState(article.input_hash, version))
            yield article

    writer = _Writer(store, known)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # a new store takes in the reference data while the language model loads
        reference = beside.submit(store.ensure_reference)
        for made in (maker or make_graphs)(changed(), version=version, keep_text=keep_text):
            reference.result()
            yield from _drain(left_alone)
            if made.reason:
                yield Outcome(made.article, "failed", made.reason)
            else:
                yield from writer.add(made.article, article_iri(made.article), made.nquads)
        reference.result()
        yield from writer.flush()
        yield from _drain(left_alone)


def load_graphs(graphs: Iterable[tuple[str, bytes]], store: Store) -> Iterator[Outcome]:
    """Loads finished graphs (article IRI, N-Quads) and tells of each once it is in the store for good.

    What the store holds of an article is replaced. Raises StoreError if the store can't be written to,
    InputError for a graph that is no article's.
    """
    store.ensure_reference()
    writer = _Writer(store, set(map(hash, store.article_states())))
    for iri, nquads in graphs:
        if not iri.startswith(_ARTICLES):
            raise InputError(f"{iri} is no article's graph; give shards that kg extract wrote")
        yield from writer.add(iri, iri, nquads)
    yield from writer.flush()


class _Held:
    """Articles that differ from what the store holds, in order, until it is clear that none takes their place.

    Of two articles with one identifier the store holds the last; without this, each load would write the
    first one over it, and then the last one again.
    """

    def __init__(self) -> None:
        self._articles: dict[str, Article] = {}
        self._chars = 0

    def add(self, iri: str, article: Article) -> None:
        self._articles[iri] = article
        self._chars += 1 + len(article.text)

    def pop(self, iri: str) -> Article | None:
        """Takes out the article of that IRI, if there is one."""
        article = self._articles.pop(iri, None)
        self._chars -= 1 + len(article.text) if article else 0
        return article

    def first(self, *, more_than: int) -> Iterator[tuple[str, Article]]:
        """Takes out the first ones as long as there is more text than that."""
        while self._chars > more_than:
            iri, article = next(iter(self._articles.items()))
            self.pop(iri)
            yield iri, article


class _Writer:
    """Gathers new articles for bulk commits; replaces known ones at once."""

    def __init__(self, store: Store, known: set[int]) -> None:
        self._store = store
        self._known = known
        self._waiting: dict[str, tuple[str, bytes]] = {}
        self._since = time.monotonic()

    def add(self, article: str, iri: str, nquads: bytes) -> Iterator[Outcome]:
        """Takes an article; gives the outcomes that are now certain."""
        if iri in self._waiting:
            yield from self.flush()
        if hash(iri) in self._known:
            self._store.replace([(iri, nquads)])
            yield Outcome(article, "replaced")
            return
        self._waiting[iri] = (article, nquads)
        if len(self._waiting) >= _BULK_AT_MOST or time.monotonic() - self._since > _SECONDS:
            yield from self.flush()

    def flush(self) -> Iterator[Outcome]:
        """Commits what waits."""
        waiting, self._waiting = self._waiting, {}
        if len(waiting) >= _BULK_FROM:
            self._store.bulk(nquads for _, nquads in waiting.values())
        else:
            self._store.replace((iri, nquads) for iri, (_, nquads) in waiting.items())
        self._known.update(map(hash, waiting))
        self._since = time.monotonic()
        for article, _ in waiting.values():
            yield Outcome(article, "loaded")


def _drain(outcomes: deque[Outcome]) -> Iterator[Outcome]:
    while outcomes:
        yield outcomes.popleft()
