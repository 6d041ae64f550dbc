"""Verbs of signing and of handing over: what is foreseen, under way, ever since, or concluded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.transfers.tense import is_future
from kg.language.grammar import auxiliaries, is_negated

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.transfers.arm import Arm

DEALS = frozenset("deal contract order agreement pact accord purchase acquisition package sale procurement".split())
_SIGN = frozenset("sign ink conclude seal award finalise finalize clinch win place".split())
_HANDING = frozenset("deliver supply ship receive hand get take provide donate export transfer".split())


def under_deal(verb: Token) -> bool:
    """ "a contract to supply": the verb is what the deal foresees."""
    return verb.tag_ in ("VB", "VBG") and verb.head.lemma_.lower() in DEALS


def signs(verb: Token) -> bool:
    """Whether a verb tells of a signature: "signed", "put pen to paper"; not "deliveries were concluded"."""
    if verb.lemma_ == "put":
        return any(c.dep_ == "dobj" and c.lower_ == "pen" for c in verb.children)
    off = any(c.lower_ == "off" for c in verb.children)
    return verb.lemma_.lower() in _SIGN and not off and not _hands_over(verb)


def _hands_over(verb: Token) -> bool:
    sides = (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj"))
    return any(c.lemma_.lower() in ("delivery", "shipment", "handover", "transfer", "donation") for c in sides)


def done_delivering(verb: Token) -> bool:
    """ "The deliveries were concluded in 2022"."""
    return verb.lemma_.lower() in ("conclude", "complete", "finish", "end") and _hands_over(verb) and _has_been(verb)


def _has_been(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBN") and not is_future(verb)


def _ever_since(verb: Token) -> bool:
    """ "have been supplied since 2022"; not "is said to have received 12 since 2022"."""
    words = {a.lower_ for a in auxiliaries(verb)}
    counted = any(c.dep_ == "nummod" for o in verb.children if o.dep_ in ("dobj", "nsubjpass") for c in o.children)
    perfect = verb.tag_ == "VBN" and bool(words & {"has", "have"}) and "to" not in words
    return perfect and not counted and any(c.lower_ == "since" for c in verb.children)


_GOING_ON = frozenset("begin start commence continue resume keep".split())


def under_way(verb: Token, group: list[Arm]) -> bool:
    """ "is delivering", "in the midst of delivering", "have been supplied since 2022": begun, not done."""
    if _ever_since(verb) and not any(a.quantity for a in group):
        return True
    if verb.lemma_.lower() not in _HANDING or verb.tag_ != "VBG":
        return False
    if verb.dep_ == "xcomp" and verb.head.lemma_.lower() in _GOING_ON and not is_future(verb.head):
        return True
    now = any(a.lower_ in ("is", "are", "'s", "been", "being") for a in auxiliaries(verb))
    return now or (verb.dep_ == "pcomp" and verb.head.lower_ == "of")


_USING = frozenset("operate fly field deploy use station base".split())


def in_use(group: list[Arm]) -> bool:
    """Whether somebody uses arms that he ordered: "now operates both of the aircraft it ordered in 2020"."""
    for arm in group:
        token = arm.head
        while token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head is not token.head:
            token = token.head.head
        verb = token.head
        used = token.dep_ == "dobj" and verb.lemma_.lower() in _USING and verb.tag_ in ("VBZ", "VBP")
        if used and not is_future(verb) and not is_negated(verb):
            return True
    return False
