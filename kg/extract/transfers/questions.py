"""Questions and requests: "asked about the jets" is none, "called on Paris to supply them" is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from spacy.tokens import Token


def is_question(verb: Token) -> bool:
    """Whether "ask" asks something, not for something: "those asking in the comments"."""
    if verb.lemma_.lower() != "ask":
        return False
    if any(c.dep_ in ("xcomp", "ccomp") and any(t.lower_ == "to" for t in c.children) for c in verb.children):
        return False  # "was asked to supply 12 jets"
    preps = {c.lower_ for c in verb.children if c.dep_ == "prep"}
    if "for" in preps:
        return False
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)
    bare = verb.tag_ == "VBN" and not any(c.dep_ in ("nsubj", "aux") for c in verb.children)
    objects = any(c.dep_ in ("dobj", "dative", "xcomp", "ccomp") for c in verb.children)
    return passive or bare or not (objects or preps & {"about", "after"})


def calls_on(verb: Token, told: Collection[Token]) -> bool:
    """Whether somebody asks another to do what is told: "called on France to supply three radars", "urged it to …"."""
    upon = any(c.dep_ == "prep" and c.lower_ in ("on", "upon") for c in verb.children)
    to = any(c.dep_ in ("xcomp", "advcl") and any(t.lower_ == "to" for t in c.children) for c in told if c.head == verb)
    return to and (verb.lemma_.lower() in _URGING or (verb.lemma_.lower() == "call" and upon))


_URGING = frozenset("urge implore beg press plead beseech entreat".split())
