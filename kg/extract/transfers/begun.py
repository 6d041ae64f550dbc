"""Whether part of a deal's arms have come, as the words around it tell: "… of which 12 have been handed over"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.language.grammar import auxiliaries, is_negated
from kg.language.words import text_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_COMING = frozenset(
    "deliver hand arrive reach ship land come receive transfer put enter unload turn commission induct field fly "
    "operate dock roll".split()
)
_TAKEN = frozenset("take accept complete".split())
_LAST = frozenset("last final".split())
_SOME = frozenset(
    "first second third fourth fifth half rest remainder remaining some most last final dozen pair "
    "handful couple".split()
)
_FUTURE = frozenset("will 'll shall would should may might could to".split())
_TO_COME = re.compile(
    r"\b(?:ha(?:s|ve) yet to (?:arrive|come|be (?:delivered|handed|shipped))|"
    r"(?:receive|await|get|awaiting|receiving|expects?|waiting for) the (?:remaining|last|rest|final|remainder)|"
    r"(?:received|taken|delivered|got|accepted) all but (?:one|two|three|four|five|[0-9]+)|"
    r"the (?:rest|remaining|remainder|others?|last) (?:\S+ ){0,3}(?:is|are|due|expected|by))\b"
)
_ALL = re.compile(
    r"\ball (?:(?:[0-9]+|[a-z]+) )?(?:of (?:them|which) )?(?:(?:had|have|has|were|been|since|already|now|long) ){0,3}"
    r"(?:delivered|arrived|handed over|received|in service)\b",
    re.IGNORECASE,
)


def all_came(sent: Span) -> bool:
    """Whether a sentence says that all of them, or the last, are there."""
    return bool(_ALL.search(text_of(sent))) or any(_brings_the_last(t) for t in sent)


def some_came(sent: Span) -> bool:
    """Whether a sentence says that a number, or the first, of them have come, or that the last have yet to."""
    return bool(_TO_COME.search(text_of(sent))) or any(_brings_some(t) or begins(t) for t in sent)


_HANDOVERS = frozenset("delivery shipment handover".split())
_HANDING = frozenset("deliver ship receive hand".split())


def begins(verb: Token) -> bool:
    """ "Deliveries began in 2023", "shipments are under way", "the yard has started delivering hulls"."""
    if not _has_come(verb):
        return False
    of_them = any(c.lemma_.lower() in _HANDOVERS for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj"))
    if verb.lemma_.lower() == "be":
        return of_them and any(c.lower_ in ("under", "underway", "ongoing") for c in verb.children)
    if verb.lemma_.lower() not in ("begin", "start", "commence", "kick") or verb.tag_ in ("VBZ", "VBP"):
        return False
    return of_them or any(c.dep_ == "xcomp" and c.lemma_.lower() in _HANDING for c in verb.children)


def _has_come(verb: Token) -> bool:
    """Whether a verb is told as done: not "will arrive", "has yet to arrive"."""
    finite = verb.tag_ in ("VBD", "VBN", "VBZ", "VBP")
    return finite and not is_negated(verb) and not any(a.lower_ in _FUTURE for a in auxiliaries(verb))


def _brings_the_last(verb: Token) -> bool:
    """ "The last of the four was delivered in 2022", "the final two arrived": so the others have come before."""
    if verb.lemma_.lower() not in _COMING or verb.tag_ in ("VBZ", "VBP") or not _has_come(verb):
        return False
    subjects = (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass"))
    return any(
        s.lower_ in _LAST or any(c.lower_ in _LAST and c.dep_ in ("amod", "det", "nummod") for c in s.children)
        for s in subjects
    )


_THERE = frozenset("service use operation flight".split())


def _is_there(verb: Token) -> bool:
    """ "a dozen have been in service since 2023", "the first five took part in a parade"."""
    if verb.lemma_.lower() == "be":
        return any(c.lower_ in ("in", "already") and any(n.lower_ in _THERE for n in c.children) for c in verb.children)
    return verb.lemma_.lower() == "take" and any(c.lower_ == "part" and c.dep_ == "dobj" for c in verb.children)


def _brings_some(verb: Token) -> bool:
    lemma = verb.lemma_.lower()
    if not _has_come(verb):
        return False
    if _is_there(verb):
        return any(_counts(c) for c in verb.children if c.dep_ in ("nsubj", "nsubjpass"))
    if lemma in _TAKEN:
        objects = [c for c in verb.children if c.dep_ == "dobj" and c.lemma_.lower() == "delivery"]
        return any(_counts(n) for o in objects for p in o.children if p.lower_ == "of" for n in p.children)
    if lemma not in _COMING:
        return False
    return any(_counts(c) for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj") and c.i != verb.i)


def _counts(noun: Token) -> bool:
    """Whether a noun phrase is a bare number, "the first" or "a single jet": of what was told before."""
    if noun.lemma_.lower() in _SOME or any(c.lower_ in ("first", "single") for c in noun.children):
        return True
    return (
        noun.like_num
        and noun.ent_type_ not in ("DATE", "MONEY", "PERCENT")
        and not (noun.text.isdigit() and len(noun) == 4)
    )
