"""Articles into a store: skips what is there unchanged, replaces what changed, one bad article at most lost."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from kg.errors import KgError
from kg.models import Article, Extraction
from kg.store import ArticleState, Store
from kg.vocab import article_iri

Extractor = Callable[[Iterable[Article]], Iterator[Extraction]]
"""What turns articles into extractions, in order; it may read ahead (batches, processes)."""

_BULK_FROM = 50
"""New articles from which a bulk commit is quicker than an update each (its fixed cost is 25 ms)."""
_BULK_AT_MOST = 500
_SECONDS = 2.0
"""How long an extracted article may wait for its commit."""


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
    extractor: Extractor | None = None,
) -> Iterator[Outcome]:
    """Loads articles and tells of each, once it is in the store for good.

    An article with the same input hash and extractor version as in the store is left alone, unless
    `force`d. An article whose extraction raises is reported as failed, and what the store held of it
    stays. Raises StoreError if the store can't be written to.
    """
    from kg.ingest import extract_all, extractor_version
    from kg.rdf import article_nquads

    version = extractor_version()
    store.ensure_reference()
    states = {} if force else store.article_states()
    known = set(store.article_states()) if force else set(states)
    left_alone: deque[Outcome] = deque()

    def changed() -> Iterator[Article]:
        for article in articles:
            iri, state = article_iri(article.id), ArticleState(article.input_hash, version)
            if states.get(iri) == state:
                left_alone.append(Outcome(article.id, "unchanged"))
            else:
                states[iri] = state  # so that the same article twice in one run is read once
                yield article

    writer = _Writer(store, known)
    for article, result in _extracted(changed(), extractor or extract_all):
        yield from _drain(left_alone)
        if isinstance(result, Extraction):
            nquads = article_nquads(result, extractor_version=version, keep_text=keep_text)
            yield from writer.add(article.id, nquads)
        else:
            yield Outcome(article.id, "failed", result)
    yield from writer.flush()
    yield from _drain(left_alone)


class _Writer:
    """Gathers new articles for bulk commits; replaces known ones at once."""

    def __init__(self, store: Store, known: set[str]) -> None:
        self._store = store
        self._known = known
        self._waiting: dict[str, tuple[str, bytes]] = {}
        self._since = time.monotonic()

    def add(self, article: str, nquads: bytes) -> Iterator[Outcome]:
        """Takes an article; gives the outcomes that are now certain."""
        iri = article_iri(article)
        if iri in self._waiting:
            yield from self.flush()
        if iri in self._known:
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
        self._known |= waiting.keys()
        self._since = time.monotonic()
        for article, _ in waiting.values():
            yield Outcome(article, "loaded")


def _extracted(articles: Iterator[Article], extractor: Extractor) -> Iterator[tuple[Article, Extraction | str]]:
    """Each article with its extraction, or with the reason why there is none."""
    while True:
        ahead: deque[Article] = deque()
        try:
            for extraction in extractor(_noting(articles, ahead)):
                yield ahead.popleft(), extraction
            return
        except KgError:
            raise
        except Exception:
            # Some article that was read ahead broke the run: each is tried alone, then the run goes on.
            for article in ahead:
                yield article, _alone(article, extractor)


def _alone(article: Article, extractor: Extractor) -> Extraction | str:
    try:
        return next(extractor(iter([article])))
    except KgError:
        raise
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _noting(articles: Iterator[Article], ahead: deque[Article]) -> Iterator[Article]:
    for article in articles:
        ahead.append(article)
        yield article


def _drain(outcomes: deque[Outcome]) -> Iterator[Outcome]:
    while outcomes:
        yield outcomes.popleft()
