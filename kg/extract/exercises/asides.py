"""Names that a sentence tells of beside the exercise: who is quoted, and clauses of circumstance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Token

TURN = frozenset("after while whereas despite amid as because since when although though".split())


def is_told_elsewhere(top: Token, anchor: set[int], tokens: list[Token]) -> bool:
    """Whether a name speaks or is spoken to: "the Russian ministry said", "told reporters"."""
    words = exercise_words()
    token = top
    for _ in range(3):
        if token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ in words["reporting"]:
            announced = token.head.lemma_ in ("announce", "declare", "call") and any(
                c.dep_ == "dobj" and c.i in anchor for c in token.head.children
            )
            announced |= any(c.lower_ == "off" for c in token.head.children)
            return not announced and not _reported_own(token.head)
        if token.dep_ not in ("compound", "poss", "amod", "nmod", "conj", "appos"):
            break
        token = token.head
    return top.dep_ == "pobj" and top.head.lower_ == "to" and top.head.head.lower_ == "according"


def _reported_own(verb: Token) -> bool:
    """ "Taiwan said it would hold": the clause goes on about the speaker."""
    for clause in verb.children:
        if clause.dep_ in ("ccomp", "xcomp"):
            subject = next((c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is None or subject.lower_ in ("it", "they", "we"):
                return True
    return False


def in_side_clause(top: Token, anchor: set[int]) -> bool:
    """Whether a name stands in a clause of circumstance that does not hold the exercise: "after A sailed there"."""
    if not anchor:
        return False
    token = top
    for _ in range(12):
        if token.dep_ == "advcl":
            mark = next((c for c in token.children if c.dep_ in ("mark", "advmod")), None)
            inside = any(t.i in anchor for t in token.subtree)
            if not inside and (mark is not None and mark.lower_ in TURN):
                return True
        if token.dep_ in ("pcomp", "pobj") and token.head.lower_ in ("despite", "amid", "against") and token != top:
            return not any(t.i in anchor for t in token.subtree)
        if token.dep_ == "ROOT" or token.head == token:
            return False
        token = token.head
    return False
