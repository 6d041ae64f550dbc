"""Annotation: sentence bounds kept, offsets kept, and every short cut gives what the plain pipeline gives."""

from __future__ import annotations

import warnings
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.annotate import DEFAULT_MODEL, _inside_package, annotate, annotate_all, language_model
from kg.encoder import quicken
from kg.errors import UsageError
from kg.wordforms import word_forms

_ARTICLES = sorted(Path(__file__).parent.joinpath("gold", "articles").glob("*.txt"))[:6]
_TRICKY = "Let's go. There's no deal, they ain't gonna sign; y'all gotta wait.  It was HE who'd\tsaid so.\n\n“All?”"


@lru_cache(maxsize=1)
def plain_model() -> Language:
    """The model as spaCy loads it."""
    import spacy

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        return spacy.load(_inside_package(DEFAULT_MODEL))


def sentences(doc: Doc) -> list[Doc]:
    """Each sentence as a text of its own, the way it is parsed: without the white space after it."""
    found = []
    for sent in doc.sents:
        tokens = list(sent)
        while tokens and tokens[-1].is_space:
            tokens.pop()
        words, spaces = [t.text for t in tokens], [bool(t.whitespace_) for t in tokens]
        found.append(
            Doc(plain_model().vocab, words=words, spaces=spaces, sent_starts=[i == 0 for i in range(len(words))])
        )
    return found


@pytest.mark.parametrize("text", [_TRICKY, *(path.read_text(encoding="utf-8") for path in _ARTICLES)])
def test_short_cuts_change_nothing(text: str) -> None:
    """Tag, part of speech, morphology, lemma, label, head and name are those of the plain pipeline."""
    doc = annotate(text)
    assert doc.text == text
    wanted = list(plain_model().pipe(sentences(doc)))
    for sent, plain in zip(doc.sents, wanted, strict=True):
        found, expected = ([_told(t, span[0].i) for t in span][: len(plain)] for span in (sent, plain[:]))
        assert found == expected


def _told(token: Token, start: int) -> tuple[object, ...]:
    head = token.head.i - start
    return token.tag_, token.pos_, str(token.morph), token.lemma_, token.dep_, head, token.ent_iob_, token.ent_type_


@pytest.mark.parametrize("with_products", [1, 100, 1 << 13])
def test_token_vectors_are_the_same(monkeypatch: pytest.MonkeyPatch, with_products: int) -> None:
    """The quick encoders give the vectors of the original ones up to rounding, however many words they have met."""
    import spacy

    monkeypatch.setattr("kg.embedding._WITH_PRODUCTS", with_products)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        quick = spacy.load(_inside_package(DEFAULT_MODEL), vocab=plain_model().vocab)
    assert quicken(quick) == 2
    docs = sentences(annotate(_ARTICLES[0].read_text(encoding="utf-8")))
    for _ in range(2):  # the second time from the table
        found = quick.get_pipe("tok2vec").predict(docs)  # type: ignore[attr-defined]
        wanted = plain_model().get_pipe("tok2vec").predict(docs)  # type: ignore[attr-defined]
        assert max(float(np.abs(a - b).max()) for a, b in zip(found, wanted, strict=True)) < 1e-4


def test_a_full_table_of_words_starts_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """More different words than a table holds give the same annotations."""
    monkeypatch.setattr("kg.embedding._WORDS", 60)
    monkeypatch.setattr("kg.wordforms._FORMS", 60)
    monkeypatch.setattr("kg.annotate._BATCH", 2)
    texts = [path.read_text(encoding="utf-8") for path in _ARTICLES[:2]]
    crowded = [[(t.tag_, t.lemma_, t.head.i, t.ent_type_) for t in doc] for doc in annotate_all(texts)]
    monkeypatch.undo()
    assert crowded == [[(t.tag_, t.lemma_, t.head.i, t.ent_type_) for t in doc] for doc in annotate_all(texts)]


def test_a_pattern_of_several_words_is_seen() -> None:
    """ "let 's" makes "us" of the second word, which alone is a possessive or a verb."""
    assert [t.lemma_ for t in annotate("Let's go.")][:2] == ["let", "us"]
    assert word_forms(plain_model()) is not None


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "a\n", " \n x \n"])
def test_hardly_a_text(text: str) -> None:
    """Texts of nothing but space or a mark are annotated like any other."""
    assert annotate(text).text == text


def test_a_model_that_is_not_there() -> None:
    """The message names the model and what to do."""
    with pytest.raises(UsageError, match=r"no_such_model.*KG_MODEL"):
        language_model("no_such_model")


def test_a_short_rank_is_one_word_before_its_name() -> None:
    """Its full stop ends no sentence and cuts no name off."""
    doc = annotate("A second ship will sail, according to Capt. Hwang Do-yun and Lt. Gen. Anna Roe, a spokeswoman.")
    rank = next(t for t in doc if t.text == "Capt.")
    assert (rank.lemma_, rank.head.dep_, rank.head.head.text) == ("Capt.", "pobj", "to")
    assert [t.text for t in doc if t.dep_ == "compound"][-3:] == ["Lt.", "Gen.", "Anna"]


def test_initials_before_a_hyphen_are_words_of_their_own() -> None:
    """ "U.S.-Philippine" is three tokens like "US-Philippine", so that both states are seen; "anti-ship" stays so."""
    words = [
        t.text for t in annotate("The U.S.-Philippine drills and a U.K.-led one saw anti-ship fire by J.-P. Roux.")
    ]
    assert words[1:4] == ["U.S.", "-", "Philippine"]
    assert "U.K." in words
    assert "U.K.-led" not in words
