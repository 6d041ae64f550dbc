"""The index itself: one SQLite file, a row for each text, statement and label."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import StoreError
from kg.paths import cache_dir
from kg.search.phrases import match_expression
from kg.vocab import DCTERMS, KG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from kg.store import Store

KINDS = ("article", "statement", "name")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (article TEXT PRIMARY KEY, mark TEXT NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5(
  body, kind UNINDEXED, iri UNINDEXED, article UNINDEXED, title UNINDEXED,
  tokenize = "porter unicode61 remove_diacritics 2"
);
"""
# Column 0 (the body); the marks are characters that no text of an article holds (control characters are dropped).
_SEARCH = """
SELECT kind, iri, article, title, snippet(found, 0, char(2), char(3), '…', 24), bm25(found)
FROM found WHERE found MATCH ? AND (? IS NULL OR kind = ?) ORDER BY bm25(found), iri LIMIT ?
"""
_Row = tuple[str, str, str, str, str]


class Hit(NamedTuple):
    """Something found, with the words around the match."""

    kind: str
    """article, statement or name."""
    iri: str
    article: str
    title: str
    parts: tuple[str, ...]
    """The text found, cut at its matching words: plain, matching, plain …"""
    score: float
    """The larger, the better (negated BM25)."""

    @property
    def snippet(self) -> str:
        """The text found, on one line."""
        return "".join(self.parts)


def index_path(store: Store) -> Path:
    """The index's file: beside a store's folder; for a server, in the user's cache folder."""
    if "://" in store.location:
        name = hashlib.sha256(store.location.encode()).hexdigest()[:16]
        return cache_dir() / f"search-{name}.sqlite"
    folder = Path(store.location)
    return folder.with_name(folder.name + ".search")


@contextmanager
def open_index(store: Store, *, rebuild: bool = False) -> Iterator[SearchIndex]:
    """The index of a store, brought into step with it; `rebuild` makes it anew. Raises StoreError."""
    path = index_path(store)
    if rebuild:
        path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        index = SearchIndex(connection)
        index.sync(store)
        yield index
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: {error}; `kg search --rebuild` makes the index anew") from error
    finally:
        if connection is not None:
            connection.close()


class SearchIndex:
    """An open index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(_SCHEMA)

    def sync(self, store: Store) -> int:
        """Takes in what changed in the store, in one transaction; returns how many articles did."""
        states = {iri: f"{s.input_hash} {s.extractor_version}" for iri, s in store.article_states().items()}
        known = dict(self._connection.execute("SELECT article, mark FROM state"))
        changed = sorted(iri for iri in states.keys() | known.keys() if states.get(iri) != known.get(iri))
        if not changed:
            return 0
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            for article in changed:
                self._connection.execute("DELETE FROM state WHERE article = ?", (article,))
                if article in known:
                    self._connection.execute("DELETE FROM found WHERE article = ?", (article,))
                if article in states:
                    self._connection.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?)", _rows(store, article))
                    self._connection.execute("INSERT INTO state VALUES (?, ?)", (article, states[article]))
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        return len(changed)

    def search(self, text: str, *, kind: str | None = None, limit: int = 20) -> list[Hit]:
        """The best hits for what somebody typed, best first; raises UsageError if there is nothing to look for."""
        rows = self._connection.execute(_SEARCH, (match_expression(text), kind, kind, limit))
        return [
            Hit(kind_, iri, article, title, _parts(marked), -score)
            for kind_, iri, article, title, marked, score in rows
        ]


def _parts(marked: str) -> tuple[str, ...]:
    """A snippet as SQLite marks it, cut at the marks."""
    return tuple(" ".join(marked.split()).replace("\x03", "\x02").split("\x02"))


def _rows(store: Store, article: str) -> list[_Row]:
    """An article's text, its statements and the names in it."""
    values: dict[str, dict[str, list[str]]] = {}
    for quad in store.quads(article):
        found = values.setdefault(_text(quad.subject), {})
        found.setdefault(_text(quad.predicate), []).append(_text(quad.object))
    own = values.get(article, {})
    title = next(iter(own.get(DCTERMS + "title", own.get(DCTERMS + "identifier", ()))), "")
    rows = [(text, "article", article, article, title) for text in own.get(KG + "text", ())]
    for iri, found in sorted(values.items()):
        if KG + "Statement" in found.get(RDF + "type", ()):
            speaker = next(iter(found.get(KG + "speakerLabel", ())), "")
            rows += [(f"{speaker}: {content}", "statement", iri, article, title) for content in found[KG + "content"]]
        names = [*found.get(RDFS + "label", ()), *found.get(SKOS + "altLabel", ())]
        if names:
            rows.append((" · ".join(dict.fromkeys(names)), "name", iri, article, title))
    return rows


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
