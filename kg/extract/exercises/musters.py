"""Forces from several states, mustered right after an exercise was told of: who they are, whatever the verb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.numbers import LOSSES
from kg.extract.exercises.sides import groups_of_sides, side
from kg.extract.exercises.slot import Slot, chars
from kg.language.exercises import exercise_words
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.resolve import Entities

_MANY = 3
_BEFORE = 6  # tokens from a word for forces to its "from"
_SUBJECTS = ("nsubj", "nsubjpass")
_COME = frozenset("come hail draw".split())
_SHARES = frozenset("bulk most majority rest remainder others many half".split())
# Missions, wars and meetings bring forces of many states together as well.
_NO_DRILL = frozenset("mission peacekeeping war coalition summit conference parade talks".split())


def musters(entities: Entities, sent: Span) -> list[Slot] | None:
    """Slots "participant" of "6,500 personnel from A, B, C and D have signed up", "the bulk come from A and B".

    Empty where only the number of states is told ("25,000 troops from 14 nations are in the field");
    None where a sentence tells nothing of the kind.
    """
    if not words_of(sent.doc).written({"from"}) or any(t.lower_ in _NO_DRILL for t in sent):
        return None
    for token in sent:
        if token.lower_ == "from" and _mustered(token):
            listed = list(_listed(entities, token))
            if listed or _of_nations(token):
                return listed
    return None


def _mustered(token: Token) -> bool:
    """Whether "from" stands behind forces that are a verb's subject, or behind "the bulk come"."""
    words, sent = exercise_words(), token.sent
    verb = sent.root
    if verb.lemma_ in LOSSES or any(c.dep_ == "neg" for c in verb.children):
        return False
    before = list(token.doc[max(sent.start, token.i - _BEFORE) : token.i])
    if before and before[-1].lemma_ in _COME:
        subject = next((c for c in before[-1].children if c.dep_ in _SUBJECTS), None)
        return subject is not None and (subject.lower_ in _SHARES or subject.lower_ in words["people"])
    forces = next((t for t in reversed(before) if t.lower_ in words["people"] | words["units"]), None)
    if forces is None or any(t.text in (";", ":") or t.pos_ == "VERB" for t in token.doc[forces.i + 1 : token.i]):
        return False
    top = forces
    while top.dep_ in ("conj", "appos", "nmod") and top.head.i < top.i:
        top = top.head
    return top.dep_ in _SUBJECTS and top.head.lemma_ not in LOSSES and top.head.i > token.i


def _listed(entities: Entities, token: Token) -> Iterator[Slot]:
    """The states in a list that begins behind "from"."""
    behind = list(token.doc[token.i + 1 : token.sent.end])
    group = next(iter(groups_of_sides(entities, behind, set(), title=False)), []) if behind else []
    begins = bool(group) and all(t.pos_ in ("DET", "ADJ") for t in token.doc[token.i + 1 : group[0].start])
    if begins and (len(group) >= _MANY or token.nbor(-1).lemma_ in _COME):
        for mention in group:
            yield Slot("participant", side(entities, mention), *chars(token.doc, mention.start, mention.end))


def _of_nations(token: Token) -> bool:
    """ "from 14 nations", "from some thirty countries"."""
    near = token.doc[token.i + 1 : token.i + 5]
    return any(t.like_num for t in near) and any(t.lower_ in exercise_words()["nations"] for t in near)
