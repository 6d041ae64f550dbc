"""Full text search on a real store: what is found, and that it keeps in step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import StoreError, UsageError
from kg.models import Article, Entity, Evidence, Extraction, Statement
from kg.rdf import article_nquads
from kg.search import index_path, match_expression, open_index
from kg.store import open_store
from kg.vocab import article_iri

TEXTS = {
    "a1": "Poland orders air defence radars\n\nThe minister praised the Patriot batteries. Defence of the air matters.",
    "a2": "Łabędy turns out tanks\n\nNobody spoke of radars here; Zbigniew Król watched the air show.",
}


def _put(folder: Path, name: str, text: str, mark: str = "1") -> None:
    king = Entity(iri=f"urn:person:{name}", kind="person", label="Zbigniew Król")
    said = Statement(
        rule="t/t",
        confidence=0.9,
        evidence=(Evidence(start=0, end=4, supports=("content",)),),
        speaker_label="Zbigniew Król",
        content="we shall defend every inch",
        form="direct",
        cue="say",
    )
    article = Article(id=name, title=text.partition("\n")[0], text=text, input_hash=mark)
    extraction = Extraction(article=article, entities=(king,), statements=(said,) if name == "a1" else ())
    with open_store(folder, mode="write") as store:
        store.replace([(article_iri(name), article_nquads(extraction, extractor_version="t"))])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store of two articles."""
    for name, text in TEXTS.items():
        _put(tmp_path / "store", name, text)
    return tmp_path / "store"


def _found(folder: Path, text: str, kind: str | None = None) -> list[tuple[str, str]]:
    with open_store(folder) as store, open_index(store) as index:
        return [(hit.kind, hit.article.rpartition("/")[2]) for hit in index.search(text, kind=kind)]


def test_words_must_all_occur_and_phrases_stand_together(folder: Path) -> None:
    """ "air" and "radars" are in both texts, "air defence" as a phrase only in one; -word leaves a text out."""
    assert sorted(_found(folder, "air radars", "article")) == [("article", "a1"), ("article", "a2")]
    assert _found(folder, '"air defence"', "article") == [("article", "a1")]
    assert _found(folder, "radars -Patriot", "article") == [("article", "a2")]


def test_word_forms_and_accents_are_folded(folder: Path) -> None:
    """ "radar" finds radars, "krol" finds Król, "zbign*" finds Zbigniew."""
    assert len(_found(folder, "radar", "article")) == 2
    assert ("name", "a2") in _found(folder, "krol")
    assert ("name", "a1") in _found(folder, "zbign*")


def test_statements_are_found_with_their_speaker(folder: Path) -> None:
    """A statement's own words, and its speaker's name."""
    assert _found(folder, "defend inch", "statement") == [("statement", "a1")]
    assert _found(folder, "Król", "statement") == [("statement", "a1")]


def test_hit_shows_the_words_around_the_match(folder: Path) -> None:
    """Every second part of a hit is a matching word; the snippet is their plain text, without control characters."""
    with open_store(folder) as store, open_index(store) as index:
        (hit,) = index.search('"air defence"', kind="article")
    assert " ".join(hit.parts[1::2]).lower() == "air defence"
    assert hit.snippet.isprintable()
    assert "air defence" in hit.snippet.lower()


def test_index_follows_the_store(folder: Path) -> None:
    """A replaced article is found by its new words only, a removed one not at all."""
    assert _found(folder, "Patriot", "article") == [("article", "a1")]
    _put(folder, "a1", "Poland cancels\n\nNo Samp/T either.", mark="2")
    assert _found(folder, "Patriot") == []
    assert _found(folder, "Samp", "article") == [("article", "a1")]
    with open_store(folder, mode="write") as store:
        store.remove(article_iri("a1"))
    assert _found(folder, "Samp") == []


def test_damaged_index_is_named_and_rebuilt(folder: Path) -> None:
    """A file that is no database gives an error that says what to do; `rebuild` does it."""
    with open_store(folder) as store:
        index_path(store).write_bytes(b"not a database, and long enough to be looked at as one" * 30)
        with pytest.raises(StoreError, match="--rebuild"), open_index(store):
            pass
        with open_index(store, rebuild=True) as index:
            assert index.search("radars")


@given(st.text())
def test_nothing_typed_is_an_operator(text: str) -> None:
    """Any text is either refused in words or an expression that SQLite takes."""
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(body)")
    try:
        expression = match_expression(text)
    except UsageError:
        return
    assert connection.execute("SELECT * FROM t WHERE t MATCH ?", (expression,)).fetchall() == []


def test_command_prints_hits_and_counts_them(folder: Path) -> None:
    """Text for people, JSONL for programs; the count goes to standard error."""
    command = [sys.executable, "-m", "kg", "search", "-s", str(folder)]
    shown = subprocess.run([*command, "air defence"], capture_output=True, text=True, check=True, env={**os.environ})
    assert "article/a1" in shown.stdout
    assert "air defence" in shown.stdout
    listed = subprocess.run([*command, "--format", "jsonl", "krol"], capture_output=True, text=True, check=True)
    hits = [json.loads(line) for line in listed.stdout.splitlines()]
    assert {hit["kind"] for hit in hits} >= {"name", "statement"}
    nothing = subprocess.run([*command, "!!!"], capture_output=True, text=True, check=False)
    assert (nothing.returncode, nothing.stdout) == (2, "")
