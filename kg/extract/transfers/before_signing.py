"""Deals that nobody has signed yet: asked for, cleared or promised, only thought of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.transfers.frames import Trigger, frames
from kg.extract.transfers.handing import DEALS
from kg.extract.transfers.leave import CLEARED, leave_for, leave_got
from kg.extract.transfers.questions import calls_on, is_question
from kg.extract.transfers.stage import Stage
from kg.extract.transfers.tense import is_future
from kg.language.grammar import auxiliaries
from kg.language.words import text_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_MAY = frozenset("could may might".split())
_ONLY_TALK = re.compile(
    r"\b(?:letters? of intent|memorand(?:um|a)(?: of understanding)?|MoUs?|shopping list|"
    r"in (?:\w+ ){0,2}(?:talks|discussions?|negotiations?)|talks (?:with|on|over|about|to)|considering|"
    r"(?:final|last|closing|advanced) (?:phases?|stages?) of|"
    r"in the market for|(?:sights|eye) on|on the table|"
    r"under (?:review|consideration|negotiation)|(?:yet to|not yet) decided?|"
    r"negotiat(?:ing|ions?)|interested in|interest in|shortlist\w*|short-list\w*|"
    r"under discussion|expressed (?:an )?interest|"
    r"feasibility|near(?:s|ing|ed) (?:an?|its|the) (?:\S+ ){0,3}(?:deal|contract|agreement|order)\b|"
    r"close to (?:an?\b|sign|buy|agree|conclu|clos|seal)\w*|nearing|"
    r"on the verge of|poised to|about to (?:sign|buy|order)|request for (?:information|proposals?)|tender)\b"
)
_LETTER = re.compile(r"\bletters? of request\b|\bLOR\b", re.IGNORECASE)
_POSSIBLE = frozenset("possible proposed potential planned prospective".split())
_WAITING = frozenset("wait await ask urge want need call press expect hope".split())


def requested(
    sent: Span, chain: list[Trigger], governors: list[Token], segment: Span, verbs: list[Token]
) -> Stage | None:
    """The stage of a deal that a buyer asks for: "a letter of request", "called on Berlin to send"; else None."""
    if any(not t.noun and t.token.tag_ == "VBN" and t.frame.status == "approved" for t in chain):
        return None
    if _LETTER.search(segment.text):
        return Stage("requested", chain[0].token, planned=True)
    asking = frames().stage["requested"]
    told = [t.token for t in chain]
    hit = next((v for v in verbs if (v.lemma_.lower() in asking and not is_question(v)) or calls_on(v, told)), None)
    if hit is None:
        hit = next(
            (t.token for t in chain if t.noun and t.frame.status == "requested" and not _past_order(chain)), None
        )
        cleared = leave_for(hit) if hit is not None else None
        if cleared is not None:
            return Stage("approved", cleared)
    return Stage("requested", hit, planned=True) if hit is not None and not _past_order(chain) else None


def _only_may(verb: Token) -> bool:
    return any(a.lower_ in _MAY for a in auxiliaries(verb))


def _past_order(chain: list[Trigger]) -> bool:
    return any(
        t.token.lemma_ in ("order", "contract", "deliver", "receive") and not t.noun and t.token.tag_ in ("VBD", "VBN")
        for t in chain
    )


def approved(
    sent: Span, chain: list[Trigger], governors: list[Token], segment: Span, verbs: list[Token]
) -> Stage | None:
    """The stage of a deal that leave is got for, or that is promised; considered while leave is awaited; else None."""
    table = frames().stage["approved"]
    got = leave_got(verbs)
    if got is not None:
        return Stage("approved", got)
    if _past_order(chain) or _handed_over(chain):
        return None
    for verb in verbs:
        lemma = verb.lemma_.lower()
        if lemma not in table and not _backs(verb, chain):
            continue
        if lemma == "announce" and not any(
            t.frame.mode == "aid" or t.token.lemma_.lower() in ("package", "donation", "transfer") for t in chain
        ):
            continue
        if _only_may(verb) or _waited_for(verb):
            return Stage("considered", verb, planned=True)
        return Stage("approved", verb)
    if CLEARED.search(text_of(sent)):
        return Stage("approved", chain[0].token)
    noun = next(
        (g for g in governors if g.lemma_.lower() in ("approval", "clearance", "pledge", "promise", "notification")),
        None,
    )
    return Stage("approved", noun) if noun is not None else None


def _waited_for(verb: Token) -> bool:
    """Whether leave is yet to be given: "is waiting for parliament to approve a purchase"."""
    to = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    return to and any(t.lemma_.lower() in _WAITING for t in list(verb.ancestors)[:3])


def _handed_over(chain: list[Trigger]) -> bool:
    """ "has handed over two systems pledged in August": the finite verb tells the stage, not the participle."""
    for trigger in chain:
        token = trigger.token
        if trigger.noun or trigger.frame.status != "delivered":
            continue
        if token.tag_ in ("VBD", "VBN") and token.dep_ not in ("acl", "relcl", "amod"):
            return not is_future(token) and not _only_may(token)
    return False


def considered(
    sent: Span, chain: list[Trigger], governors: list[Token], segment: Span, verbs: list[Token]
) -> Stage | None:
    """The stage of a deal that is only thought of, offered or negotiated; None if it is more than that."""
    table = frames().stage["considered"]
    handed = any(
        not t.noun
        and t.frame.status == "delivered"
        and t.token.tag_ in ("VBD", "VBN")
        and not is_future(t.token)
        and not _only_may(t.token)
        for t in chain[:1]
    )
    maybe = next((t for t in governors if t.pos_ in ("VERB", "NOUN", "ADJ") and t.lemma_.lower() in table), None)
    if maybe is None:
        maybe = next((t.token for t in chain if _only_may(t.token)), None)
    if maybe is None:
        maybe = next((t for t in governors if t.pos_ == "VERB" and _only_may(t)), None)
    if maybe is None:
        maybe = next((t.token for t in chain if t.frame.status == "considered" and (t is chain[0] or not t.noun)), None)
    if maybe is None:
        maybe = next((t.token for t in chain if t.noun and any(c.lower_ in _POSSIBLE for c in t.token.children)), None)
    if maybe is None:
        maybe = next((t.token.head for t in chain if t.noun and _is_being_made(t.token)), None)
    if maybe is None and _ONLY_TALK.search(segment.text):
        maybe = chain[0].token
    if maybe is None:
        maybe = next(
            (
                t.token.head
                for t in chain
                if t.noun and t.token.lemma_.lower() in DEALS and t.token.head.lemma_ in ("expect", "await", "want")
            ),
            None,
        )
    if maybe is None or handed or _past_order(chain):
        return None
    return Stage("considered", maybe, planned=True)


_MAKING = frozenset("draw prepare negotiate finalise finalize hammer thrash work arrange discuss explore".split())


def _is_being_made(deal: Token) -> bool:
    """ "A deal for 30 fighters is being drawn up"."""
    being = deal.dep_ == "nsubjpass" and any(c.lower_ == "being" for c in deal.head.children)
    return being and deal.head.lemma_.lower() in _MAKING


def _backs(verb: Token, chain: list[Trigger]) -> bool:
    """ "Lithuania's defence council backed the purchase"."""
    if verb.lemma_.lower() not in ("back", "support", "favour", "favor"):
        return False
    return any(t.noun and t.token.head == verb and t.token.dep_ == "dobj" for t in chain)
