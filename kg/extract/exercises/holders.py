"""Verbs that make their subject a side of an exercise: to hold, join or cancel it, or to plan to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.exercises.asides import TURN
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONTROL = frozenset(
    (
        "plan agree decide prepare want say announce intend expect set schedule due continue confirm add tell report "
        "begin start propose offer vow state declare reveal seek be have get go about likely able ready use"
    ).split()
)
_CHANGES = frozenset("postpone delay defer reschedule extend shorten expand resume revive".split())
# What forces do about an exercise that is not theirs.
_FROM_OUTSIDE = frozenset(
    (
        "monitor shadow watch track follow scramble intercept condemn observe detect spot denounce criticize criticise "
        "protest respond react see say report announce count fear warn call describe accuse urge kill injure"
    ).split()
)


def is_participle(verb: Token) -> bool:
    """Whether a verb tells how something is done: "having spent ten days at sea"."""
    return verb.tag_ == "VBG" or any(c.lower_ == "having" for c in verb.children)


def holds_in_relative_clause(top: Token, anchor: set[int], *, unit: bool) -> bool:
    """ "Uzbekistan and Tajikistan, which held their first joint exercise in 2018"."""
    for clause in top.children:
        if clause.dep_ != "relcl" or not anchor & {t.i for t in clause.subtree}:
            continue
        if any(c.lower_ in ("which", "who", "that") and c.dep_ == "nsubj" for c in clause.children):
            return leads_to_exercise(clause, anchor, going_on=False, unit=unit)
    return False


def leads_to_exercise(verb: Token, anchor: set[int], *, going_on: bool, unit: bool, depth: int = 0) -> bool:
    """Whether a verb holds, joins or cancels an exercise, itself or through "plan to", "said it would"."""
    words = exercise_words()
    if depth > 4:
        return False
    lemma = verb.lemma_
    if lemma in words["withdraw"] or (verb.i + 1 < len(verb.doc) and verb.nbor(1).lower_ == "only"):
        return False
    if unit and lemma not in _FROM_OUTSIDE and (_reaches(verb, anchor) or _modifies(verb, anchor)):
        return True
    if verb.dep_ in ("ccomp", "xcomp") and verb.head.lemma_ == "see" and any(c.i in anchor for c in verb.head.children):
        return lemma in words["join"] | words["train"]  # "that edition also saw Australians take part"
    if not unit and lemma not in _FROM_OUTSIDE and _as_part(verb, anchor):
        return True  # "Pakistan test-fired a missile as part of the Indus exercise"
    if lemma in ("ready", "prepare", "announce") and any(t.i in anchor for t in verb.subtree):
        return True
    if lemma == "be" and (going_on or anchor) and _is_among(verb):
        return True
    if lemma == "be" and going_on and any(c.dep_ == "attr" and c.lower_ == "participants" for c in verb.children):
        return True
    if (
        lemma in ("be", "arrive")
        and unit
        and any(c.lower_ == "for" and any(t.i in anchor for t in c.subtree) for c in verb.subtree)
    ):
        return True
    active = unit and lemma in ("fly", "sail", "train", "operate", "practise", "practice", "rehearse", "participate")
    reaches = going_on or active or not anchor or _reaches(verb, anchor) or _modifies(verb, anchor)
    if lemma in words["hold"] | words["cancel"] | words["train"] | _CHANGES and reaches:
        return True
    if (
        lemma in words["join"]
        and reaches
        and (unit or going_on or lemma not in ("see", "take", "include") or takes_part(verb))
    ):
        return True
    if lemma in ("drill", "exercise", "rehearse", "practise", "practice", "simulate") and (unit or reaches):
        return True
    for clause in verb.children:
        if clause.dep_ not in ("xcomp", "ccomp", "conj", "acomp", "advcl", "prep", "attr"):
            continue
        if clause.dep_ in ("ccomp", "conj", "advcl") and not _own_subject_is_it(clause):
            continue
        if clause.dep_ == "advcl" and any(c.lower_ in TURN for c in clause.children):
            continue
        if clause.dep_ in ("acomp", "prep", "attr") and lemma not in ("be", "get"):
            continue
        if (lemma in _CONTROL or clause.dep_ == "conj" or lemma in words["begin"]) and leads_to_exercise(
            clause, anchor, going_on=going_on, unit=unit, depth=depth + 1
        ):
            return True
    return False


def _is_among(verb: Token) -> bool:
    """ "were among the participants", "were present with a company each at"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ == "among":
            return any(t.lower_ in exercise_words()["nations"] for t in child.subtree)
        if child.dep_ == "acomp" and child.lower_ == "present":
            return True
    return False


def _as_part(verb: Token, anchor: set[int]) -> bool:
    """Whether what a verb tells is "as part of" the exercise."""
    first, doc = min(anchor, default=0), verb.doc
    near = [t.lower_ for t in doc[max(verb.sent.start, first - 5) : first]]
    return "part" in near and "as" in near and any(t.i in anchor for t in verb.subtree)


def _reaches(verb: Token, anchor: set[int]) -> bool:
    """Whether the exercise stands under a verb, and not in a clause where others hold it ("while A held a drill")."""
    for token in verb.subtree:
        if token.i not in anchor:
            continue
        while token != verb and not (token.dep_ == "advcl" and not _own_subject_is_it(token)):
            token = token.head
        if token == verb:
            return True
    return False


def takes_part(verb: Token) -> bool:
    """Whether it is "to take part" or "to take place"."""
    return verb.lemma_ == "take" and any(c.lower_ in ("part", "place") for c in verb.children)


def _own_subject_is_it(clause: Token) -> bool:
    subject = next((c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    return subject is None or subject.lower_ in ("it", "they", "we", "he", "she")


def _modifies(verb: Token, anchor: set[int]) -> bool:
    """ "the drills that A opened", "a drill planned by A": the exercise is the verb's head."""
    return any(token.dep_ in ("relcl", "acl") and token.head.i in anchor for token in [verb, *list(verb.ancestors)[:3]])
