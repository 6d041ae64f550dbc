"""Of what kind an exercise is: by the words in its own phrase, then by those around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.slot import Slot, chars
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_OWN, _FORCE, _NEAR, _FAR = 4, 3, 2, 1
# A force that exercises tells the kind; an army may be all arms together, so it counts less.
_FORCES = frozenset(
    (
        "air force",
        "air forces",
        "naval forces",
        "land forces",
        "ground forces",
        "ground force",
        "navy",
        "navies",
        "fleet",
    )
)


def types(tokens: list[Token], anchor: set[int]) -> Iterator[Slot]:
    """Slots "type" in these tokens, weighed by how near the word is to the exercise."""
    kinds, phrases = exercise_words().types, exercise_words().type_phrases
    for n, token in enumerate(tokens):
        pair = " ".join(t.lower_ for t in tokens[n : n + 2])
        triple = "".join(t.text.lower() for t in tokens[n : n + 3])
        kind = phrases.get(pair) or phrases.get(triple) or kinds.get(token.lower_)
        if kind is None:
            continue
        own = (
            token.i in anchor
            or any(a in anchor for a in (token.i + 1, token.i + 2, token.i + 3))
            or token.head.i in anchor
        )
        near = any(abs(token.i - a) < 6 for a in anchor)
        force = anchor and (pair in _FORCES or token.lower_ in _FORCES)
        weight = _OWN if own else _FORCE if force else _NEAR if near else _FAR
        yield Slot("type", kind, *chars(token.doc, token.i, token.i + 1), weight=weight)
