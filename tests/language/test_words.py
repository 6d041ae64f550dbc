"""The words of a text, found by an index."""

from __future__ import annotations

from kg.annotate import annotate
from kg.language.words import text_of, words_of

_TEXT = "Navies drill. The drills, said Oslo, begin; drilling ends.\n\nThe Drill is over.\n"


def test_words_are_those_of_the_doc() -> None:
    """Text, tokens, lemmas and sentences as spaCy gives them."""
    doc = annotate(_TEXT)
    words = words_of(doc)
    assert words.text == _TEXT
    assert words.tokens == [t.text for t in doc]
    assert words.lower == [t.lower_ for t in doc]
    assert words.lemmas == [t.lemma_.lower() for t in doc]
    assert words.sentences == [sent.start for sent in doc.sents]
    assert all(words.sentences[words.sentence(t.i)] == t.sent.start for t in doc)
    assert all(words.sentence_span(t.i) == (t.sent.start, t.sent.end) for t in doc)
    assert all(text_of(sent) == sent.text for sent in doc.sents)
    assert words_of(doc) is words


def test_places_are_those_of_a_walk_over_the_text() -> None:
    """In text order, by words as written or by their lemmas, few wanted or many."""
    doc = annotate(_TEXT)
    words = words_of(doc)
    for wanted in (
        frozenset(("drill", "the")),
        frozenset(("drill", "end", "say", *map(str, range(100)))),
        frozenset[str](),
    ):
        assert words.written(wanted) == [t.i for t in doc if t.lower_ in wanted]
        assert words.with_lemma(wanted) == [t.i for t in doc if t.lemma_.lower() in wanted]
    assert len(words.written(frozenset(("drill",)))) == 2


def test_a_text_without_words() -> None:
    """Nothing is found in nothing."""
    words = words_of(annotate(""))
    assert (words.text, words.tokens, words.sentences) == ("", [], [])
    assert words.written(frozenset(("the",))) == []
