"""Verbs that tell of an exercise without a noun for it: "the two navies trained together"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.language.exercises import exercise_words
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.resolve import Entities

_TELLING = frozenset("exercise train drill rehearse practise practice".split())


def verbs_telling(doc: Doc, entities: Entities) -> Iterator[Anchor]:
    """ "The two navies exercised together", "Corvettes rehearsed strikes off X": forces as the subject."""
    words = exercise_words()
    for i in words_of(doc).with_lemma(_TELLING):
        token = doc[i]
        if token.pos_ != "VERB" or token.lemma_ not in _TELLING:
            continue
        subject = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is None or subject.dep_ == "nsubjpass":
            continue
        under = list(subject.subtree)
        forces = any(t.lower_ in words["units"] | words["people"] for t in under)
        states = {entities.owner(m).iri for t in under if (m := entities.mention_at(t.i, "country"))}
        together = any(
            c.lower_ in ("together", "alongside", "jointly") or (c.lower_ == "with" and c.dep_ == "prep")
            for c in token.children
        )
        if token.lemma_ in ("exercise", "train", "drill"):
            if not (together and (forces or states)) or any(c.dep_ == "dobj" for c in token.children):
                continue
        elif not forces:
            continue
        if token.tag_ not in ("VBD", "VBG", "VBN") or any(c.dep_ == "neg" for c in token.children):
            continue
        yield Anchor(token.i, token.i + 1, verb=True)


def near_head(doc: Doc, anchor: Anchor, others: list[Anchor]) -> bool:
    """Whether a sentence that a verb might tell an exercise in has a noun for it already."""
    sent = doc[anchor.start].sent
    return any(sent.start <= other.start < sent.end for other in others)
