"""Full text for the search page: the index beside the store, brought into step away from the request."""

from __future__ import annotations

import threading
from typing import NamedTuple

from kg.errors import KgError, UsageError
from kg.web.layout import href
from kg.web.services import Services

_PATIENCE = 3.0
"""Seconds a page waits for the index; a large store's first one takes longer, and is there the next time."""
_HITS = 25


class TextHit(NamedTuple):
    """A place in an article: `parts` alternate between other words and the ones looked for."""

    kind: str
    href: str
    title: str
    parts: tuple[str, ...]


def text_hits(services: Services, wanted: str) -> list[TextHit] | None:
    """Articles and statements with these words, the best first; None while the index is not ready."""
    from kg.search import open_index

    with services.source.reading() as state:
        ready = state.cached("texts", lambda _: _prepare(services))
        if not ready.wait(_PATIENCE):
            return None
        try:
            with open_index(state.store) as index:
                found = index.search(wanted, limit=_HITS)
        except UsageError:
            return []  # no word in it to look for
        except KgError:
            return None  # a folder that can't be written to, say: the names are still found
    return [TextHit(hit.kind, _address(hit.kind, hit.iri), hit.title, hit.parts) for hit in found if hit.kind != "name"]


def _prepare(services: Services) -> threading.Event:
    done = threading.Event()

    def bring_into_step() -> None:
        from kg.search import open_index

        try:
            with services.source.reading() as state, open_index(state.store):
                pass
        except KgError:
            pass  # the page that asks says so
        finally:
            done.set()

    threading.Thread(target=bring_into_step, daemon=True).start()
    return done


def _address(kind: str, iri: str) -> str:
    if kind == "statement":
        article, word, number = iri.rsplit("/", 2)
        return f"{href(article)}#{word}-{number}"
    return href(iri)
