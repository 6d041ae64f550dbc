"""Who acts in a clause: subjects of verbs, passives, parties at a token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.transfers.party import Party
from kg.language.grammar import FINITE, children

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CONTROL = frozenset(
    (
        "contract commission ask order allow permit authorise authorize select choose hire tap invite urge "
        "enable task help expect"
    ).split()
)


# What somebody is said to have done, by who says so.
_OF_DEEDS = frozenset("accuse suspect convict blame criticise criticize condemn thank praise sanction fault".split())


def subject_of(verb: Token) -> Token | None:
    """The noun that does what a verb says, through conjunction, infinitive and "contract to buy"; else None."""
    seen = 0
    token = verb
    while seen < 6:
        seen += 1
        own = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if own is not None:
            if own.lower_ in ("which", "that", "who") and token.dep_ == "relcl":
                return token.head
            return own
        if token.pos_ in ("NOUN", "PROPN") and token is not verb:
            possessor = next(iter(children(token, "poss")), None)
            if possessor is not None:
                return possessor
        if (
            token.dep_ in ("conj", "xcomp", "advcl", "pcomp", "prep", "dobj", "pobj", "acl", "attr", "acomp", "ccomp")
            and token.head != token
        ):
            if token.dep_ == "acl" and token.tag_ == "VBN":
                return None
            if token.dep_ == "ccomp" and not any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children):
                return None
            below, token = token, token.head
            if below.dep_ == "prep" and token.lemma_.lower() in _OF_DEEDS and below.lower_ in ("of", "for", "over"):
                # "accused Pyongyang of shipping", "Belgrade was accused of delivering"
                return next((c for c in token.children if c.dep_ in ("dobj", "nsubjpass")), None)
            if below.dep_ == "xcomp" and token.lemma_.lower() == "call":  # "called on France to supply"
                on = next((c for c in token.children if c.dep_ == "prep" and c.lower_ in ("on", "upon")), None)
                if on is not None:
                    return next((c for c in on.children if c.dep_ == "pobj"), None)
            if below.dep_ == "xcomp" and token.pos_ == "VERB":
                told = next((c for c in token.children if c.dep_ == "dobj" and token.i < c.i < below.i), None)
                if told is not None and told.pos_ in ("PROPN", "NOUN") and token.lemma_.lower() in _CONTROL:
                    return told  # "has contracted the firm to deliver"
        else:
            # a headline: "Denmark to buy 16 jets"
            if token.pos_ in ("PROPN", "NOUN") and token is not verb and token.i < verb.i and token.dep_ == "ROOT":
                return token
            return None
    return None


def is_passive(verb: Token) -> bool:
    """Whether a verb is passive: "was sold", or the participle in "jets sold to Iraq"."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    if verb.tag_ != "VBN":
        return False
    if any(c.dep_ == "agent" for c in verb.children):
        return True
    if verb.dep_ in ("acl", "amod"):
        return True
    return not any(c.dep_ in ("aux", "nsubj") for c in verb.children) and verb.dep_ not in ("conj", "ROOT")


def at_token(parties: list[Party], token: Token | None) -> list[Party]:
    """The parties that a noun phrase stands for: by its head, or coordinated to it, or in apposition."""
    if token is None:
        return []
    heads = {token.i, *(t.i for t in token.conjuncts if not _begins_clause(token, t))}
    heads |= {t.i for t in token.children if t.dep_ == "appos"}
    found = [
        p
        for p in parties
        if (p.head is not None and p.head.i in heads) or p.token.i in heads or any(p.start <= h < p.end for h in heads)
    ]
    return [
        p
        for p in found
        if p.modifies is None
        or p.modifies.i not in heads
        or (p.possessive is False and p.head is not None and p.head.i in heads)
    ]


def _begins_clause(token: Token, conjunct: Token) -> bool:
    """ "to Ukraine, and Germany handed over": what the parse takes for a second object is the next clause's subject."""
    after = conjunct.doc[conjunct.i + 1] if conjunct.i + 1 < len(conjunct.doc) else None
    finite = after is not None and after.tag_ in FINITE
    return finite and conjunct.i > token.i and token.dep_ in ("pobj", "dobj", "dative")


def leads(party: Party, doc: Doc) -> Iterator[str]:
    """The words just before a party's phrase, nearest first."""
    at = party.prep_at if party.prep_at >= 0 else party.start
    for i in range(at - 1, max(at - 7, -1), -1):
        yield doc[i].lower_
