"""Whether part of a deal's arms have come, as the words around it tell: "… of which 12 have been handed over"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.language.grammar import auxiliaries
from kg.language.words import text_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_COMING = frozenset("deliver hand arrive reach ship land come receive transfer put enter".split())
_TAKEN = frozenset("take accept complete".split())
_SOME = frozenset("first second third fourth fifth half rest remainder remaining some most last final".split())
_FUTURE = frozenset("will 'll shall would should may might could to".split())
_TO_COME = re.compile(
    r"\b(?:ha(?:s|ve) yet to (?:arrive|come|be (?:delivered|handed|shipped))|"
    r"(?:receive|await|get|awaiting|receiving|expects?|waiting for) the (?:remaining|last|rest|final|remainder)|"
    r"the (?:rest|remaining|remainder|others?|last) (?:\S+ ){0,3}(?:is|are|due|expected|by))\b"
)
_ALL = re.compile(
    r"\ball (?:(?:[0-9]+|[a-z]+) )?(?:of (?:them|which) )?(?:(?:had|have|has|were|been|since|already|now|long) ){0,3}"
    r"(?:delivered|arrived|handed over|received|in service)\b"
)


def all_came(sent: Span) -> bool:
    """Whether a sentence says that all of them are there."""
    return bool(_ALL.search(text_of(sent)))


def some_came(sent: Span) -> bool:
    """Whether a sentence says that a number, or the first, of them have come, or that the last have yet to."""
    return bool(_TO_COME.search(text_of(sent))) or any(_brings_some(t) for t in sent)


def _brings_some(verb: Token) -> bool:
    lemma = verb.lemma_.lower()
    if verb.tag_ not in ("VBD", "VBN", "VBZ", "VBP") or any(a.lower_ in _FUTURE for a in auxiliaries(verb)):
        return False
    if lemma in _TAKEN:
        objects = [c for c in verb.children if c.dep_ == "dobj" and c.lemma_.lower() == "delivery"]
        return any(_counts(n) for o in objects for p in o.children if p.lower_ == "of" for n in p.children)
    if lemma not in _COMING:
        return False
    return any(_counts(c) for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj") and c.i != verb.i)


def _counts(noun: Token) -> bool:
    """Whether a noun phrase is a bare number or "the first": of what was told before."""
    if noun.lemma_.lower() in _SOME:
        return True
    return (
        noun.like_num
        and noun.ent_type_ not in ("DATE", "MONEY", "PERCENT")
        and not (noun.text.isdigit() and len(noun) == 4)
    )
