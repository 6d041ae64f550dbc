"""Questions are no requests: "Asked about the jets, the minister smiled"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
