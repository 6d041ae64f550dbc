"""The words of a text as the rules ask for them again and again, taken from its Doc once.

spaCy joins `doc.text`, decodes `token.lower_` and makes a Span for each of `doc.sents` anew whenever it is asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Set
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

_KEY = "kg words"


class Words(NamedTuple):
    """What is kept of a Doc; all lists go by token."""

    text: str
    tokens: list[str]
    """As written."""
    lower: list[str]
    lemmas: list[str]
    """Lemmas in lower case."""
    sentences: list[int]
    """The first token of each sentence."""
    lower_at: dict[str, list[int]]
    lemmas_at: dict[str, list[int]]

    def written(self, wanted: Set[str]) -> list[int]:
        """Where any of these words stands, whatever its capitals, in text order."""
        return _places(self.lower_at, wanted)

    def with_lemma(self, wanted: Set[str]) -> list[int]:
        """Where any form of these words stands, in text order."""
        return _places(self.lemmas_at, wanted)

    def sentence(self, i: int) -> int:
        """The number of the sentence that token `i` stands in."""
        return bisect_right(self.sentences, i) - 1

    def sentence_span(self, i: int) -> tuple[int, int]:
        """The first token of the sentence that token `i` stands in, and the one after its last.

        `token.sent` walks to both ends whenever it is asked.
        """
        number = self.sentence(i)
        ends = number + 1 < len(self.sentences)
        return self.sentences[number], self.sentences[number + 1] if ends else len(self.tokens)


def words_of(doc: Doc) -> Words:
    """The words of a Doc, which must be annotated: what is kept of it does not change with it."""
    found: Words | None = doc.user_data.get(_KEY)
    if found is None:
        ids = doc.to_array(["ORTH", "LOWER", "LEMMA", "SENT_START"]).reshape(-1, 4).T.tolist()
        names = {key: doc.vocab.strings[key] for key in {key for column in ids[:3] for key in column}}
        tokens, lower = ([names[key] for key in column] for column in ids[:2])
        low = {key: names[key].lower() for key in set(ids[2])}
        lemmas = [low[key] for key in ids[2]]
        starts = [i for i, start in enumerate(ids[3]) if start == 1 or not i]
        found = doc.user_data[_KEY] = Words(doc.text, tokens, lower, lemmas, starts, _index(lower), _index(lemmas))
    return found


def text_of(span: Span) -> str:
    """What `span.text` gives, cut out of the text instead of joined from its tokens."""
    return words_of(span.doc).text[span.start_char : span.end_char]


def _index(words: Iterable[str]) -> dict[str, list[int]]:
    index: defaultdict[str, list[int]] = defaultdict(list)
    for i, word in enumerate(words):
        index[word].append(i)
    return dict(index)


def _places(index: dict[str, list[int]], wanted: Set[str]) -> list[int]:
    few, many = sorted((index.keys(), wanted), key=len)
    return sorted(i for word in few if word in many for i in index[word])
