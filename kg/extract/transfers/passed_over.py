"""Weapons that a sentence names beside the deal's own: those they replace, beat or are carried by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.transfers.arm import Arm
from kg.language.words import text_of

if TYPE_CHECKING:
    from spacy.tokens import Span

_PASSED_OVER = re.compile(
    r"\b(?:instead of|rather than|ahead of|in place of|replac(?:e|es|ed|ing)|to retire|retires|retiring|succeed\w*|"
    r"(?:meant|intended|designed|destined|used|use|integrat\w+) (?:for|on|by|with|aboard|in)|successors? to|against|"
    r"similar to|compatible with|integrat\w+ (?:with|on|into)|compete\w* with|beat|beating|carried by|aboard|"
    r"escorted by|fired (?:from|by)|launched (?:from|by)) (?:\S+ ){0,4}$",
    re.IGNORECASE,
)


# "expanding an agreement reached last year for 16 of the jets": the smaller deal that the told one has swallowed.
_ENLARGED = re.compile(
    r"\b(?:expand|extend|enlarg|increas|doubl|tripl|rais|topp)ing (?:up )?(?:an?|the|its|their) "
    r"(?:[^\s,;]+ ){0,2}(?:agreement|deal|contract|order|purchase) (?:[^\s,;]+ ){0,7}(?:for|of) (?:\S+ ){0,3}$"
)


_CHOSEN = frozenset("select choose pick prefer opt favour favor".split())


_COMPONENTS = frozenset(
    "gun engine turret cannon barrel hull radar electronics software component part seat sight sensor tyre".split()
)


def _component(group: list[Arm]) -> bool:
    """Whether only a part of the arms is spoken of: "the gun of the Abrams"."""
    head = group[0].head
    whole = head.head if head.dep_ == "pobj" and head.head.lower_ in ("of", "for") else None
    return len(group) == 1 and whole is not None and whole.head.lemma_.lower() in _COMPONENTS


def left_out(sent: Span, group: list[Arm], before: list[Arm], start: int) -> bool:
    """Whether the weapons are those that the deal's own replace or beat, or a notice's accessories."""
    if re.match(r"(?:Also|Additionally) (?:included|on the list)\b|Included are\b", text_of(sent)):
        return True
    if before and 0 < group[0].left - before[-1].end < 6:
        between = {t.lower_ for t in sent.doc[before[-1].end : group[0].left]}
        if between & {"for", "on", "aboard", "onto"} and not between & {",", "and", ";"}:
            return True  # "missiles for its F-16s"
    if _component(group):
        return True
    floor = before[-1].end if before else start
    lead = sent.doc[max(floor, group[0].left - 6) : group[0].left].text_with_ws
    before_it = sent.doc[max(floor, group[0].left - 14) : group[0].left].text_with_ws
    if _ENLARGED.search(before_it):
        return True
    if re.search(r"\bover (?:\S+ ){0,2}$", lead) and any(t.lemma_.lower() in _CHOSEN for t in sent):
        return True
    return bool(_PASSED_OVER.search(lead)) and not re.search(
        r"\b(?:deliver\w*|order\w*|buy\w*|bought|contract\w*)\b[^,;]*$", lead
    )
