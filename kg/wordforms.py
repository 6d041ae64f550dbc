"""Part of speech, morphology and lemma of tokens, looked up by what decides them instead of matched anew.

spaCy's attribute ruler holds patterns of one token, which ask for its tag, its label or one of a few
hundred words, and a few of several tokens ("gon na", "let 's"); its rule lemmatizer asks for the word with
its part of speech and morphology. So what they say is remembered by just that; a sentence that may hold
one of the longer patterns goes through them as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Attributes = npt.NDArray[np.uint64]

REMEMBERED = ("attribute_ruler", "lemmatizer")
"""The components of a pipeline that `WordForms` stands in for."""
GIVEN: list[int | str] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]
"""What they give; of white space they set tag and label too."""
# Words with their part of speech, some 100 bytes each; when full they are forgotten, so memory stays flat.
_FORMS = 1 << 17
_FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))


class Sign(NamedTuple):
    """A word (LOWER) or a label (DEP) without which a pattern can't match, and what must stand beside it."""

    name: str
    value: int
    beside: int
    """-1: the token before, 1: the one after."""
    words: frozenset[str]
    shape: re.Pattern[str] | None
    """What that token is or looks like in lower case; anything where there are neither words nor a shape."""

    def fits(self, word: str) -> bool:
        """Whether a token may stand beside the sign."""
        if self.shape is not None:
            return self.shape.search(word) is not None
        return not self.words or word in self.words


class Asked(NamedTuple):
    """What the patterns of a ruler ask for."""

    words: frozenset[int]
    shapes: tuple[re.Pattern[str], ...]
    labels: frozenset[int]
    signs: tuple[Sign, ...]
    """One for each pattern of several tokens."""


class WordForms:
    """What a pipeline's ruler and lemmatizer say of tokens; made by `word_forms`."""

    def __init__(self, nlp: Language, asked: Asked) -> None:
        self._nlp = nlp
        self._asked = asked
        self._signs = {
            name: np.asarray(sorted({s.value for s in asked.signs if s.name == name}), dtype=np.uint64)
            for name in ("LOWER", "DEP")
        }
        self._labels = np.asarray(sorted(asked.labels), dtype=np.uint64)
        self._ruler: Any = nlp.get_pipe("attribute_ruler")
        self._lemmatizer: Any = nlp.get_pipe("lemmatizer")
        self._special: dict[int, int] = {}
        """Lower-case word → itself where a pattern asks for it, else 0."""
        self._ruled: dict[int, tuple[int, ...]] = {}
        self._lemmas: dict[int, int] = {}

    def of(self, doc: Doc, tag: Attributes, dep: Attributes) -> Attributes:
        """What is given of each token, one row a token, by its word, tag and label."""
        orth, lower, space = (column.copy() for column in doc.to_array(["ORTH", "LOWER", "IS_SPACE"]).reshape(-1, 3).T)
        label = np.where(np.isin(dep, self._labels), dep, 0)
        keys = _key(self._words(lower), tag, label) + space
        unique, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        missing = [i for i, key in enumerate(unique.tolist()) if key not in self._ruled]
        if missing:
            where = first[missing]
            rows = self._rule(orth[where], tag[where], dep[where])
            self._ruled.update(zip(unique[missing].tolist(), rows, strict=True))
        given: Attributes = np.asarray([self._ruled[key] for key in unique.tolist()], dtype=np.uint64)[inverse]
        # 0: as it was
        given[:, 0] = np.where(given[:, 0] == 0, tag, given[:, 0])
        given[:, 1] = np.where(given[:, 1] == 0, dep, given[:, 1])
        bare = given[:, 4] == 0
        given[bare, 4] = self._lemma(orth[bare], given[bare, 2], given[bare, 3])
        return given

    def of_longer_patterns(self, doc: Doc, dep: Attributes) -> npt.NDArray[np.bool_]:
        """The tokens that are a sign of a pattern of several tokens; their sentences need `whole`."""
        columns = {"LOWER": doc.to_array("LOWER"), "DEP": dep}
        found = np.zeros(len(doc), dtype=np.bool_)
        for name, column in columns.items():
            for i in np.flatnonzero(np.isin(column, self._signs[name])).tolist():
                found[i] = any(
                    0 <= i + sign.beside < len(doc) and sign.fits(doc[i + sign.beside].lower_)
                    for sign in self._asked.signs
                    if sign.name == name and sign.value == column[i]
                )
        return found

    def whole(self, sentence: Doc) -> Attributes:
        """What is given of a sentence when ruler and lemmatizer see it as a whole."""
        self._lemmatizer(self._ruler(sentence))
        given: Any = sentence.to_array(GIVEN)
        return np.asarray(given, dtype=np.uint64)

    def _words(self, lower: Attributes) -> Attributes:
        unique, inverse = np.unique(lower, return_inverse=True)
        strings = self._nlp.vocab.strings
        if len(self._special) > _FORMS:
            self._special.clear()
        found = []
        for word in unique.tolist():
            special = self._special.get(word)
            if special is None:
                asked = word in self._asked.words or any(shape.search(strings[word]) for shape in self._asked.shapes)
                special = self._special[word] = word if asked else 0
            found.append(special)
        words: Attributes = np.asarray(found, dtype=np.uint64)[inverse]
        return words

    def _rule(self, orth: Attributes, tag: Attributes, dep: Attributes) -> list[tuple[int, ...]]:
        """What the ruler gives, all new tokens in one Doc, with full stops between to keep them apart."""
        from spacy.tokens import Doc

        strings = self._nlp.vocab.strings
        stop = strings.add(".")
        words: Any = [word for one in orth.tolist() for word in (one, stop)]
        tags = [name for one in tag.tolist() for name in (strings[one], ".")]
        deps = [name for one in dep.tolist() for name in (strings[one], "punct")]
        doc = Doc(self._nlp.vocab, words=words, tags=tags, deps=deps, heads=list(range(len(words))))
        given = self._ruler(doc).to_array(GIVEN)[::2]
        given[:, 0] = np.where(given[:, 0] == tag, 0, given[:, 0])
        given[:, 1] = np.where(given[:, 1] == dep, 0, given[:, 1])
        return [tuple(row) for row in given.tolist()]

    def _lemma(self, orth: Attributes, pos: Attributes, morph: Attributes) -> Attributes:
        keys = _key(orth, pos, morph)
        unique, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        if len(self._lemmas) > _FORMS:
            self._lemmas.clear()
        missing = [i for i, key in enumerate(unique.tolist()) if key not in self._lemmas]
        if missing:
            from spacy.tokens import Doc

            where = first[missing]
            words: Any = orth[where].tolist()
            doc = Doc(self._nlp.vocab, words=words, spaces=[True] * len(words))
            told: Any = np.stack([pos[where], morph[where]], axis=1)
            lemmas = self._lemmatizer(doc.from_array(["POS", "MORPH"], told)).to_array("LEMMA")
            self._lemmas.update(zip(unique[missing].tolist(), lemmas.tolist(), strict=True))
        found: Attributes = np.asarray([self._lemmas[key] for key in unique.tolist()], dtype=np.uint64)[inverse]
        return found


def word_forms(nlp: Language) -> WordForms | None:
    """The remembered forms for a pipeline, or None if its ruler or lemmatizer ask for more than told above."""
    if not set(REMEMBERED) <= set(nlp.pipe_names):
        return None
    ruler: Any = nlp.get_pipe("attribute_ruler")
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    if getattr(lemmatizer, "mode", None) != "rule" or lemmatizer.overwrite:
        return None
    _index(lemmatizer)
    asked = _asked(nlp, list(_patterns(ruler.patterns)))
    return WordForms(nlp, asked) if asked else None


def _index(lemmatizer: Any) -> None:
    """The lemmatizer looks up each form in a list of up to 57,000 words, word by word; in a set it finds it at once."""
    index = lemmatizer.lookups.get_table("lemma_index", {})
    for part_of_speech, words in list(index.items()):
        index[part_of_speech] = frozenset(words)


def _patterns(rules: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for rule in rules:
        yield from rule["patterns"]


def _asked(nlp: Language, patterns: list[list[dict[str, Any]]]) -> Asked | None:
    words: set[int] = set()
    labels: set[int] = set()
    shapes: set[str] = set()
    signs: list[Sign] = []
    add = nlp.vocab.strings.add
    for pattern in patterns:
        for token in pattern:
            if not token or not token.keys() <= {"TAG", "DEP", "LOWER", "IS_SPACE"}:
                return None
            for name, found in (("LOWER", words), ("DEP", labels)):
                wanted = token.get(name, "")
                if isinstance(wanted, str):
                    found.add(add(wanted))
                elif wanted.keys() <= {"IN", "NOT_IN"}:
                    found.update(add(value) for values in wanted.values() for value in values)
                elif name == "LOWER" and wanted.keys() == {"REGEX"}:
                    shapes.add(wanted["REGEX"])
                else:
                    return None
        if len(pattern) > 1:
            sign = _sign(pattern, add)
            if sign is None:
                return None
            signs.append(sign)
    compiled = tuple(re.compile(shape) for shape in sorted(shapes))
    return Asked(frozenset(words), compiled, frozenset(labels), tuple(signs))


def _sign(pattern: list[dict[str, Any]], add: Callable[[str], int]) -> Sign | None:
    for at, token in enumerate(pattern):
        for name in ("LOWER", "DEP"):
            if isinstance(token.get(name), str):
                beside = -1 if at else 1
                wanted = pattern[at + beside].get("LOWER", {})
                words, shape = (
                    ({wanted}, None) if isinstance(wanted, str) else (wanted.get("IN", ()), wanted.get("REGEX"))
                )
                return Sign(name, add(token[name]), beside, frozenset(words), re.compile(shape) if shape else None)
    return None


def _key(*columns: Attributes) -> Attributes:
    key = np.zeros(len(columns[0]), dtype=np.uint64)
    for column, factor in zip(columns, _FACTORS, strict=True):
        key = key + column * factor
    return key
