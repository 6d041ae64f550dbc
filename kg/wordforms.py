"""Part of speech, morphology and lemma of a token, each looked up once for a word with its tag and label.

spaCy's attribute ruler and lemmatizer read one token at a time but for a few patterns of several words
("gon na", "let 's"). What they say of a token alone is remembered; a sentence that may hold one of the
longer patterns goes through them as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Attributes = npt.NDArray[np.uint64]

# A word with its tag and label, 24 bytes and a key; when full it is emptied, so memory stays flat.
_FORMS = 1 << 18
_TAG_FACTOR, _DEP_FACTOR = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
REMEMBERED = ("attribute_ruler", "lemmatizer")
"""The components of a pipeline that `WordForms` stands in for."""
GIVEN: list[int | str] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]
"""What they give; of white space they set tag and label too."""


class WordForms:
    """What a pipeline's ruler and lemmatizer say of words; made by `word_forms`."""

    def __init__(self, nlp: Language, signs: dict[str, set[int]]) -> None:
        self._nlp = nlp
        self._components: list[Any] = [nlp.get_pipe(name) for name in REMEMBERED]
        self._signs = {name: np.asarray(sorted(values), dtype=np.uint64) for name, values in signs.items()}
        self._rows: dict[int, int] = {}
        self._forms: Attributes = np.zeros((1024, len(GIVEN)), dtype=np.uint64)

    def of(self, orth: Attributes, tag: Attributes, dep: Attributes) -> Attributes:
        """What is given of each token, one row a token, by its word, tag and label."""
        keys = orth + tag * _TAG_FACTOR + dep * _DEP_FACTOR
        unique, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        found = [self._rows.get(key, -1) for key in unique.tolist()]
        missing = [i for i, row in enumerate(found) if row < 0]
        if missing:
            if len(self._rows) + len(missing) > _FORMS:
                self._rows.clear()
                missing = list(range(len(unique)))
            where = first[missing]
            for i, row in zip(missing, self._add(orth[where], tag[where], dep[where]), strict=True):
                self._rows[int(unique[i])] = found[i] = row
        forms: Attributes = self._forms[np.asarray(found, dtype=np.intp)[inverse]]
        return forms

    def whole(self, doc: Doc) -> Attributes | None:
        """What is given of a sentence that a pattern of several words may touch, else None."""
        if not any(np.isin(doc.to_array(name), values).any() for name, values in self._signs.items()):
            return None
        for component in self._components:
            component(doc)
        given: Any = doc.to_array(GIVEN)
        return np.asarray(given, dtype=np.uint64)

    def _add(self, orth: Attributes, tag: Attributes, dep: Attributes) -> range:
        """The rows of words not met before: one Doc of them, with full stops between to keep them apart."""
        from spacy.tokens import Doc

        strings = self._nlp.vocab.strings
        stop = strings.add(".")
        words: Any = [word for one in orth.tolist() for word in (one, stop)]
        tags = [name for one in tag.tolist() for name in (strings[one], ".")]
        deps = [name for one in dep.tolist() for name in (strings[one], "punct")]
        doc = Doc(self._nlp.vocab, words=words, tags=tags, deps=deps, heads=list(range(len(words))))
        for component in self._components:
            component(doc)
        start = len(self._rows)
        end = start + len(orth)
        if end > len(self._forms):
            grown = np.zeros((max(end, 2 * len(self._forms)), len(GIVEN)), dtype=np.uint64)
            grown[: len(self._forms)] = self._forms
            self._forms = grown
        self._forms[start:end] = doc.to_array(GIVEN)[::2]
        return range(start, end)


def word_forms(nlp: Language) -> WordForms | None:
    """The remembered forms for a pipeline, or None if its ruler or lemmatizer can't be split up by words."""
    if not set(REMEMBERED) <= set(nlp.pipe_names):
        return None
    ruler: Any = nlp.get_pipe("attribute_ruler")
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    if getattr(lemmatizer, "mode", None) != "rule":
        return None
    signs: dict[str, set[int]] = {"LOWER": set(), "DEP": set()}
    for pattern in _longer(ruler.patterns):
        sign = next(((n, token[n]) for token in pattern for n in signs if isinstance(token.get(n), str)), None)
        if sign is None or not all(pattern):
            return None
        signs[sign[0]].add(nlp.vocab.strings.add(sign[1]))
    return WordForms(nlp, signs)


def _longer(rules: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for rule in rules:
        for pattern in rule["patterns"]:
            # "OP" makes one token stand for several
            if len(pattern) > 1 or any("OP" in token for token in pattern):
                yield pattern
