"""When what a verb of a transfer tells of happens: to come, long ago, just now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.transfers.delays import LATE
from kg.language.dates import find_dates
from kg.language.grammar import auxiliaries, is_negated
from kg.language.words import text_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.extract.transfers.arm import Arm
    from kg.reading import Reading

# Auxiliaries under which a verb tells of nothing done yet.
NOT_YET = frozenset("will 'll would wo shall could may might should to".split())
_FUTURE = frozenset("will 'll shall would wo".split())


def is_future(token: Token) -> bool:
    """Whether a verb tells of what is to come: "will deliver", "is to be bought", "until they arrive"."""
    words = {a.lower_ for a in auxiliaries(token)}
    if words & _FUTURE:
        return True
    if words & {"should"}:
        return True
    if token.tag_ == "VBN" and {"to", "be"} <= words:
        return True
    mark = next((c.lower_ for c in token.children if c.dep_ in ("mark", "advmod")), "")
    if mark in ("until", "till", "before", "once") and token.tag_ in ("VBP", "VBZ"):
        return True
    if "to" in words and token.head.lemma_ in (
        "be",
        "set",
        "due",
        "expect",
        "plan",
        "agree",
        "decide",
        "schedule",
        "go",
        "slate",
    ):
        return True
    wanted = token.dep_ == "ccomp" and token.head.lemma_ in ("want", "like", "need")
    hangs = wanted or token.dep_ in ("ROOT", "xcomp", "relcl", "advcl", "acl")
    return "to" in words and hangs and token.tag_ == "VB"


def is_done(verb: Token) -> bool:
    """Whether a verb tells of what is done: "won clearance"; not "will win", "to win" or "did not win"."""
    return not is_negated(verb) and not any(a.lower_ in NOT_YET for a in auxiliaries(verb))


def long_ago(reading: Reading, sent: Span, verb: Token) -> bool:
    """ "bought from France in 2017": by now they have come; a purchase of this or last year may not have."""
    had = any(a.lower_ == "had" for a in auxiliaries(verb))
    after_comma = verb.tag_ == "VBD" and verb.dep_ != "conj" and verb.i > sent.start and verb.nbor(-1).text == ","
    bare = (verb.tag_ == "VBN" or after_comma) and not any(c.dep_ in ("nsubj", "aux", "auxpass") for c in verb.children)
    reduced = bare or (verb.tag_ == "VBN" and (verb.dep_ in ("acl", "relcl") or had))
    published = reading.article.published
    for date in find_dates(reading.article.text, published, start=sent.start_char, end=sent.end_char):
        year = date.first.year if date.first else None
        if year and published:
            if LATE.search(text_of(sent)):
                return False
            return year < published.year - (1 if reduced else 4)
        if year:
            return reduced
    return reduced and bool(re.search(r"\b(ago|earlier)\b", text_of(sent)))


def freshly_sold(reading: Reading, sent: Span, verb: Token, group: list[Arm]) -> bool:
    """Whether "sold" tells of a fresh signature: of this year, or "has sold 16 jets" with no date beside it."""
    perfect = verb.tag_ == "VBN" and any(a.lower_ in ("has", "have") for a in auxiliaries(verb))
    passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)
    if verb.lemma_ != "sell" or passive or not (perfect or verb.tag_ == "VBD") or verb.dep_ in ("acl", "relcl"):
        return False
    published = reading.article.published
    dates = find_dates(reading.article.text, published, start=sent.start_char, end=sent.end_char)
    years = [d.first.year for d in dates if d.first is not None and d.first.year]
    if years:
        return published is not None and min(years) == published.year
    return perfect and any(a.quantity for a in group)
