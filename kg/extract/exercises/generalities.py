"""Mentions of exercises in general, and of those that are only supposed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.holders import takes_part
from kg.extract.exercises.roles import JOINING, stays_away
from kg.extract.exercises.status import verb_of
from kg.language.exercises import exercise_words
from kg.language.words import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_JOINS = JOINING | {"skip", "boycott", "shun"}


def is_general(sent: Span, anchor: Anchor, stretch: list[Token]) -> bool:
    """Whether a mention speaks of exercises in general: "such exercises", "regularly hold drills", "to stop drills"."""
    if _shunned(doc := sent.doc, anchor):
        return True
    if anchor.verb:
        return any(t.lower_ in exercise_words()["general_adverbs"] for t in stretch)
    words = exercise_words()
    head = doc[anchor.end - 1]
    if anchor.name and anchor.edition:
        return False
    before = doc[max(sent.start, anchor.start - 4) : anchor.start]
    plural = doc[anchor.start : anchor.end].root.tag_ in ("NNS", "NNPS")
    if any(t.lower_ in words["general_before"] for t in before) and (
        plural or any(t.lower_ in ("any", "no") for t in before)
    ):
        return not anchor.name
    verb = verb_of(stretch, (anchor.start, anchor.end))
    above = [verb, *list(verb.ancestors)[:1]] if verb is not None else []
    if any(c.lower_ in words["general_adverbs"] for v in above for c in v.children) or re.search(
        r"\bevery (?:year|two years|other year|four years|three years|summer|spring)\b|"
        r"\b(?:each|once a|twice a) year\b",
        " ".join(t.text for t in stretch),
    ):
        return True
    if anchor.name:
        return False
    governor = head.head
    if head.dep_ == "pobj" and plural and not anchor.definite and _bare(head):
        return verb is None or verb.lemma_ not in words["hold"] | words["join"] | words["begin"] | words["cancel"]
    if governor.lemma_ in words["general_verbs"] and head.dep_ in ("dobj", "conj", "pobj") and not anchor.definite:
        finite_past = governor.tag_ == "VBD" and governor.lemma_ in ("include", "see", "want")
        return plural and not finite_past
    if head.dep_ in ("conj", "pobj") and plural and not anchor.definite:
        above_head = next(
            (t for t in head.ancestors if t.lower_ in ("including", "cover", "covers") or t.lemma_ == "include"), None
        )
        return above_head is not None and governor.lemma_ not in words["hold"]
    hoped = verb is not None and any(
        t.lemma_ in ("hope", "wish", "want") and any(c.lower_ == "had" for c in t.children) for t in [verb, verb.head]
    )
    if hoped:
        return True
    denied = verb is not None and (
        any(c.dep_ == "neg" for c in verb.children)
        or any(t.lemma_ == "deny" for t in [verb, *list(verb.ancestors)[:2]])
    )
    return bool(denied) and not re.search(r"not (?:take place|held|be held)", text_of(sent))


def _shunned(doc: Doc, anchor: Anchor) -> bool:
    """ "Thailand will not take part in Cobra Gold": only who stays away is told of, not that it is held."""
    verb = next((t for t in doc[anchor.start : anchor.end].root.ancestors if t.pos_ == "VERB"), None)
    if verb is None or verb.i > anchor.start or not (verb.lemma_ in _JOINS or takes_part(verb)):
        return False
    return stays_away(verb) or (verb.dep_ == "xcomp" and stays_away(verb.head))


def _bare(head: Token) -> bool:
    """ "eases the entry of troops for drills": nothing before or after the noun tells which ones."""
    return (
        head.i > 0
        and head.nbor(-1).dep_ == "prep"
        and not any(c.dep_ in ("prep", "acl", "relcl") for c in head.children)
    )


def _may(head: Token) -> bool:
    """ "Japan may send troops there for drills"."""
    verb = next((t for t in head.ancestors if t.pos_ == "VERB"), None)
    return (
        head.dep_ in ("pobj", "dobj")
        and verb is not None
        and any(c.lower_ in ("may", "might") and c.dep_ == "aux" for c in verb.children)
    )


def is_hypothetical(sent: Span, here: list[Anchor]) -> bool:
    """ "Should the exercise be moved", "if they held drills": nothing that happened or is announced."""
    first = sent[0].lower_ if sent[0].is_alpha or len(sent) < 2 else sent[1].lower_
    if all(a.base is None for a in here) and first in ("should", "if", "were", "had"):
        return True
    for anchor in here:
        if not anchor.base and not anchor.definite and _may(sent.doc[anchor.start : anchor.end].root):
            return True
        for t in sent.doc[anchor.start : anchor.end].root.ancestors:
            if t.pos_ in ("VERB", "AUX") and any(
                c.lower_ in ("if", "unless", "whether") and c.dep_ == "mark" for c in t.children
            ):
                return anchor.base is None
    return False
