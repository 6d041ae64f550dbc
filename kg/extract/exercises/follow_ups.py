"""Sentences that go on about an exercise without a word for it: "It ends in Kiel", "Taking part are …"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.exercises.locations import locations
from kg.extract.exercises.musters import musters
from kg.extract.exercises.numbers import numbers
from kg.extract.exercises.parties import parties
from kg.extract.exercises.ships import ship_owner
from kg.extract.exercises.status import is_future, status_told, verb_of
from kg.extract.exercises.story import Story
from kg.extract.exercises.times import durations, times
from kg.extract.exercises.types import types
from kg.extract.exercises.which_exercise import edition_of_year
from kg.language.exercises import exercise_words
from kg.language.words import text_of

if TYPE_CHECKING:
    from spacy.tokens import Span

# What a sentence says of those who join, without a word for the exercise.
_JOINING = re.compile(
    r"\b(?:are|is|were|was|be|been) (?:here|involved|present)\b|particip|\bcontribut|"
    r"\b(?:number|strength) of (?:troops|personnel|soldiers|participants|people)\b|\bthe strength\b|\bcontingent of\b",
    re.IGNORECASE,
)
# Verbs of joining, and those that need forces or numbers as their subject or object.
_JOIN_VERBS = frozenset("participate join train contribute earmark engage plug field manoeuvre maneuver".split())
_SEND_VERBS = frozenset(
    "expect send dispatch deploy commit mobilise mobilize assign represent observe bring sail".split()
)
_OBJECT_WITHIN = 25  # tokens
_FORCES_STAND = ("nsubj", "nsubjpass", "dobj")
_TAKING_PART = re.compile(r"\b(?:tak(?:e|es|ing|en)|took) part\b|participat", re.IGNORECASE)
# How many sentences after the last mention a text may still be speaking of an exercise without naming it.
_REACH = 3


def _does_it(sent: Span) -> bool:
    """ "Romania and Hungary hosted it": the exercise is the object of holding or joining."""
    words = exercise_words()
    return any(
        t.lower_ in ("it", "them") and t.dep_ == "dobj" and t.head.lemma_ in words["hold"] | words["cancel"]
        for t in sent[:_OBJECT_WITHIN]
    )


def _tells_who_joins(sent: Span) -> bool:
    """ "Poland has sent 300 soldiers", "aircraft have been dispatched by France", "About 900 are involved"."""
    if _JOINING.search(text_of(sent)):
        return True
    words = exercise_words()
    forces = words["units"] | words["people"] | words["observe"]
    for token in sent:
        if token.pos_ != "VERB":
            continue
        if token.lemma_ in _JOIN_VERBS and not any(c.dep_ == "prt" for c in token.children):
            return True
        if token.lemma_ in _SEND_VERBS and any(
            t.lower_ in forces or ship_owner(t) for c in token.children if c.dep_ in _FORCES_STAND for t in c.subtree
        ):
            return True
    return False


def follow_up(story: Story, number: int, sent: Span) -> None:
    """A sentence without an anchor that goes on about the exercise, clause by clause where "it" is said again.

    "In 2021 it brought 32 countries to Odesa, in 2022 it was called off."
    """
    start = sent.start
    years = sum(t.is_digit and len(t.text) == 4 for t in sent)
    for token in sent if years > 1 else ():
        cut = token.text in (",", ";") and _it_again(sent.doc[token.i + 1 : token.i + 6])
        if cut and any(t.pos_ in ("VERB", "AUX") for t in sent.doc[start : token.i]):
            _clause(story, number, sent.doc[start : token.i])
            start = token.i + 1
    _clause(story, number, sent.doc[start : sent.end])


def _it_again(words: Span) -> bool:
    """ "[, and] in 2022 it": nothing but a time before "it"."""
    for token in words:
        if token.lower_ in ("it", "they"):
            return token.dep_ in ("nsubj", "nsubjpass")
        if token.pos_ not in ("ADP", "NUM", "CCONJ") and token.lower_ not in ("last", "this", "year"):
            return False
    return False


def _clause(story: Story, number: int, sent: Span) -> None:
    """A sentence without an anchor that goes on about the exercise: "It ends in Kiel", "Taking part are …"."""
    if story.focus is None or not story.drafts:
        return
    close = number - story.focus.sentences[-1] <= _REACH
    words = exercise_words()
    stretch = list(sent)
    root = sent.root
    subjects = [t for t in sent if t.dep_ in ("nsubj", "nsubjpass", "expl")]
    main = {root, *(c for c in root.children if c.dep_ == "conj")}
    subject = next((t for t in subjects if t.head in main), next(iter(subjects), None))
    it = (
        close
        and subject is not None
        and subject.lower_ in ("it", "they", "this", "both")
        and (subject.i - sent.start < 6 or subject.head in main)
    )
    next_to_it = it and number - story.focus.sentences[-1] == 1  # "It, too, was held": what was just told of
    draft = story.focus if close and (next_to_it or not story.is_aside(story.focus)) else story.drafts[0]
    lemmas = {root.lemma_, subject.head.lemma_} if subject is not None else {root.lemma_}
    goes_on = it and bool(lemmas & (words["ending"] | words["begin"] | words["hold"] | words["cancel"] | {
        "be", "take", "involve", "draw", "include", "last", "feature", "bring", "see", "run",
    }))  # fmt: skip
    mustered = musters(story.reading.entities, sent) if close else None
    goes_on = goes_on or (close and _does_it(sent)) or mustered is not None
    joins = _TAKING_PART.search(text_of(sent)) or (close and _tells_who_joins(sent))
    if not goes_on and not joins:
        return
    future = is_future(verb_of(stretch, None))
    if draft.past and (future or root.tag_ in ("VBZ", "VBP")) and story.drafts[0].base == draft.base:
        draft = story.drafts[0]  # "It runs until August 4": no earlier edition does
    told = [
        *parties(story.reading.entities, stretch, set(), going_on=True),
        *numbers(story.reading.entities, stretch),
        *(s for s in types(stretch, set()) if goes_on),
        *(mustered or ()),
    ]
    trains = any(t.pos_ == "VERB" and t.lemma_ in words["train"] for t in sent)
    told += list(durations(sent)) if joins and not goes_on else []
    if joins and trains and not goes_on:
        told += [s for s in times(story.reading, stretch, set(), future=future) if s.name != "date"]
        told += locations(story.reading.entities, stretch, set())
    if goes_on:
        told += [
            *times(story.reading, stretch, set(), future=future),
            *locations(story.reading.entities, stretch, set()),
        ]
    if re.search(r"\bwhether\b", text_of(sent), re.IGNORECASE):
        told = [s for s in told if s.name not in ("participant", "host")]
    if goes_on and subject is not None:
        draft = edition_of_year(story, draft, subject.i, told)
    status = status_told(stretch, None) if goes_on else None
    if status:
        draft.status.append((status, number))
    draft.slots.extend(told)
    if told and close:
        draft.sentences.append(number)
