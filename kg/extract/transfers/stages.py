"""How far a deal has come: status from the frame, its tense, its governors and the words around it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.before_signing import approved, considered, requested
from kg.extract.transfers.begun import all_came, begins, some_came
from kg.extract.transfers.delays import put_off, still_to_come
from kg.extract.transfers.endings import (
    PARTICLES,
    decided_against,
    ends,
    is_ending,
    not_going_ahead,
    only_tried,
    stopped,
)
from kg.extract.transfers.frames import Trigger, frames
from kg.extract.transfers.handing import DEALS, done_delivering, in_use, signs, under_deal, under_way
from kg.extract.transfers.ordinals import nth_of
from kg.extract.transfers.questions import is_question
from kg.extract.transfers.refusals import refused
from kg.extract.transfers.stage import Stage
from kg.extract.transfers.tense import freshly_sold, is_future, long_ago
from kg.extract.transfers.truth import governors_of, is_void
from kg.language.grammar import auxiliaries, is_negated
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.extract.transfers.arm import Arm
    from kg.reading import Reading

_BUYING = frozenset("buy purchase acquire procure lease order get receive obtain select choose pick pay spend".split())
_BOUGHT = frozenset("buy purchase acquire procure lease import".split())
MADE = frozenset("build make produce assemble manufacture".split())
_HAVE = frozenset("have has had were was".split())
_PART = re.compile(
    r"\b(?:so far|remaining|the rest|remainder|still pending|in batches|in lots|in tranches|first of(?! all)|"
    r"part of a (?:larger|bigger|wider)|(?:first|second|third|fourth|fifth|another|latest|next|new|"
    r"initial) (?:\S+ )?(?:batch|batches|tranche|lot|shipment|group|consignment|instal?lment|"
    r"regiment|squadron|battery|pair|delivery|deliveries)|"
    r"first (?:two|three|four|five|six|seven|eight|nine|ten|dozen|\d+)|"
    r"the first(?: (?:of|ones?|has|have|had|was|were|arriv\w+)|(?=[,;.])))\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:completed?|completion|since completed|in full|executed|fully delivered|the last of|"
    r"final batch|all of them|the last \w+)\b"
)


_LAST_ONES = re.compile(r"\b(?:the|its|their) (?:last|final|remaining)\b|\brest of\b|final batch")


def stage_of(
    reading: Reading, sent: Span, chain: list[Trigger], group: list[Arm], start: int, end: int
) -> Stage | None:
    """The stage that a frame tells of; None where the claim is denied or only imagined."""
    chain = [t for t in chain if not _names_maker(t)] or chain
    governors = governors_of(chain)
    if any(stopped(sent, t.token) for t in chain):
        return Stage("suspended", chain[0].token)
    turned_down = refused(sent, (t.token for t in chain))
    if turned_down is not None:
        return Stage("cancelled", turned_down)
    off = decided_against(t.token for t in chain) or not_going_ahead(sent, (t.token for t in chain))
    if off is not None:
        return Stage("cancelled", off)
    if is_void(sent, chain, governors):
        return None
    table = frames().stage
    segment = sent.doc[start:end]
    reach = {*governors, *(t.token for t in chain)}
    opposed: Token | None = None
    for status in ("cancelled", "suspended"):
        likely = [t.i for t in sorted(reach)] + list(range(start, end))
        lemmas = table[status] | PARTICLES.keys()
        words = (sent.doc[i] for i in likely if words_of(sent.doc).lemmas[i] in lemmas)
        ended = next((t for t in words if is_ending(t, table[status]) and ends(t, reach, chain[0].token)), None)
        if ended is not None and not only_tried(ended):
            return Stage(status, ended)
        opposed = opposed or ended
    stage = _progress(reading, sent, chain, group, governors, segment)
    if opposed is not None and chain[0].frame.side == "supplier" and stage.status in ("ordered", "considered"):
        return Stage("approved", opposed)  # "tried to block the sale": cleared, as far as it goes
    told = sent.doc[min(start, group[0].left) : end] if group else segment
    if stage.status in ("ordered", "delivered", "delivering") and all_came(told):
        return replace(stage, status="delivered")
    if stage.status == "ordered" and not stage.planned and _of_a_rest(chain, group):
        return replace(stage, status="delivering", partial=True)
    open_ = stage.status in ("ordered", "approved") or (stage.status == "delivered" and _OF_WHICH.search(told.text))
    if open_ and some_came(told):
        return replace(stage, status="delivering", partial=True)
    return stage


def _names_maker(trigger: Trigger) -> bool:
    """Whether a participle only tells who has built the arms: "ordered three jets made by Leonardo"."""
    token = trigger.token
    made = not trigger.noun and token.lemma_.lower() in MADE and token.tag_ == "VBN" and token.dep_ in ("acl", "amod")
    return made and any(c.dep_ == "agent" for c in token.children)


def _is_last(arm: Arm) -> bool:
    """ "will receive the last of its 250 tanks"."""
    start = min(arm.left, arm.mention.start)
    lead = arm.head.doc[max(arm.head.sent.start, start - 5) : arm.mention.end]
    return _LAST_ONES.search(lead.text) is not None


_OF_WHICH = re.compile(r"\bof (?:which|whom|them|those)\b")


def _of_more(verb: Token, group: list[Arm]) -> bool:
    """ "Of the 66 jets, only one had been handed over": fewer than were told of."""
    counts = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.like_num and c.ent_type_ != "DATE"]
    of_them = [a for a in group if a.head.dep_ == "pobj" and a.head.head.lower_ == "of"]
    told = [a.number for a in of_them if a.number and a.quantity and a.quantity > 1]
    return bool(told) and any(c.i > verb.sent.start and not start <= c.idx < end for c in counts for start, end in told)


_REST = re.compile(r"\b(?:remaining|rest|last|remainder)\b[^,;]{0,30}$")


def _of_a_rest(chain: list[Trigger], group: list[Arm]) -> bool:
    """Whether part of what was ordered is told of: "three of the six bought have arrived"."""
    token = chain[0].token
    if chain[0].noun or token.tag_ not in ("VBN", "VBD") or not any(a.part or a.partial or _of_all(a) for a in group):
        return False
    first = min(group[0].left, group[0].mention.start)
    if _REST.search(token.doc[max(token.sent.start, first - 5) : first + 1].text):
        return True
    part = any(a.part or _of_all(a) for a in group)
    others = [t for t in token.sent if t.lemma_.lower() in _HERE and t.tag_ in ("VBD", "VBN", "VBZ", "VBP")]
    return part and any(t is not token and not is_future(t) for t in others)


def _of_all(arm: Arm) -> bool:
    """ "the first of 42 ordered"."""
    return arm.anaphoric and arm.whole


_HERE = frozenset("arrive reach come receive deliver land hand operate fly field enter ship take touch have".split())


def _progress(
    reading: Reading, sent: Span, chain: list[Trigger], group: list[Arm], governors: list[Token], segment: Span
) -> Stage:
    verbs = [t.token for t in chain if not t.noun] + [g for g in governors if g.pos_ == "VERB"]
    ended = next((v for v in verbs if done_delivering(v)), None)
    if ended is not None and any(t.noun and t.token.head == ended for t in chain):
        return Stage("delivered", ended)
    for find in (requested, approved, considered):
        stage = find(sent, chain, governors, segment, verbs)
        if stage is not None:
            return stage
    partial = any(a.partial for a in group) or bool(_PART.search(segment.text))
    whole = bool(_WHOLE.search(segment.text))
    nth = nth_of(segment.text)
    if nth is not None:
        whole = whole or 0 < nth[0] == nth[1]
        partial = not whole
    held = next((t.token for t in chain if not t.noun and is_negated(t.token)), None)
    if held is not None:
        return Stage("delivering" if partial or whole else "ordered", held, partial=True, planned=True)
    handed = max(
        (
            t
            for t in chain
            if not t.noun and t.frame.status == "delivered" and not is_future(t.token) and not under_deal(t.token)
        ),
        key=lambda t: t.token.lemma_.lower() not in MADE,
        default=None,
    )
    if handed is not None:
        partial = partial or _of_more(handed.token, group)
        if still_to_come(handed.token, is_future):
            return Stage("ordered", handed.token, planned=True)
        if freshly_sold(reading, sent, handed.token, group):
            return Stage("ordered", handed.token)
        if handed.token.lemma_ == "sell" and handed.token.tag_ == "VBG":
            return Stage("approved", handed.token)
        running = under_way(handed.token, group) and not whole
        return Stage("delivering" if running or (partial and not whole) else "delivered", handed.token, partial)
    signed = next((t for t in verbs if signs(t)), None)
    if (signed is not None and not is_future(signed) and any(t.noun for t in chain)) or (
        signed is not None and signed.lemma_ in ("sign", "put")
    ):
        return Stage("approved" if signed is not None and is_future(signed) else "ordered", signed)
    handing = next((t for t in chain if t.noun and t.frame.status == "delivering"), None)
    deal = next((t for t in chain if t.noun and t.token.lemma_.lower() in DEALS), None)
    if handing is not None and (deal is None or (handing is chain[0] and deal.token.head == handing.token)):
        if whole or any(done_delivering(v) for v in verbs):
            return Stage("delivered", handing.token)
        late = put_off(verbs, handing.token) or next((v for v in verbs if is_question(v)), None)
        if late is not None and not any(a.partial for a in group):
            return Stage("ordered", late, planned=True)
        future = any(is_future(v) for v in verbs if v.i > handing.token.i or v == handing.token.head) or bool(
            re.search(
                r"\b(?:expected|due|scheduled|slated|set to|planned|will|would|should|(?:is|are|were|was) to)\b",
                segment.text,
            )
        )
        if future:
            return Stage("ordered", handing.token, planned=True)
        begun = (
            partial
            or handing.token.lemma_ == "way"
            or begins(handing.token.head)
            or any(
                v.lemma_.lower()
                in ("begin", "start", "commence", "continue", "resume", "speed", "step", "accelerate", "expect")
                for v in verbs
            )
        )
        return Stage("delivering" if begun else "delivered", handing.token, partial)
    if not chain[0].noun and is_future(chain[0].token) and group and _is_last(group[0]):
        return Stage("delivering", chain[0].token, True)  # "will receive the last of 250": the others have come
    if whole and chain[0].frame.status in ("delivering", "delivered", "ordered"):
        return Stage("delivered", chain[0].token)
    return _by_frame(reading, sent, chain, governors, segment, verbs, group, partial)


_PAID = frozenset("pay buy purchase order contract lease acquire".split())


def _leads_to(trigger: Trigger, chain: list[Trigger]) -> bool:
    """Whether a noun says less than the rest of its chain: "deliveries", "licence"."""
    return trigger.noun and (
        trigger.frame.status == "delivering" or (trigger.frame.mode == "license" and len(chain) > 1)
    )


def _by_frame(
    reading: Reading,
    sent: Span,
    chain: list[Trigger],
    governors: list[Token],
    segment: Span,
    verbs: list[Token],
    group: list[Arm],
    partial: bool,
) -> Stage:
    """What the frame itself says, by its tense."""
    main = next(
        (t for t in chain if not t.frame.of_deal and not _leads_to(t, chain)),
        chain[0],
    )
    token = main.token
    deal = any(t.noun and t.token.lemma_.lower() in DEALS - {"package", "sale"} for t in chain) or bool(
        re.search(r"\b(?:contract|[Uu]nder (?:an?|the|this|that) (?:\S+ ){0,3}(?:deal|agreement))\b", segment.text)
    )
    future = is_future(token) if not main.noun else any(is_future(g) for g in governors[:2] if g.pos_ == "VERB")
    if not main.noun and future:
        paid = any(
            not t.noun and t.token.lemma_.lower() in _PAID and t.token.tag_ in ("VBD", "VBN") and t.token != token
            for t in chain
        )
        if deal or paid or under_deal(token):
            return Stage("ordered", token, planned=True)
        if main.frame.side == "supplier" and any(v.lemma_ in ("agree", "decide", "vow") for v in governors):
            return Stage("approved", token, planned=True)
        if token.lemma_.lower() in _BUYING:
            agreed = any(g.lemma_.lower() in ("agree", "sign", "contract") for g in governors)
            return Stage(
                "ordered" if agreed or token.lemma_.lower() in ("receive", "get") else main.frame.future,
                token,
                planned=True,
            )
        return Stage(main.frame.future, token, planned=True)
    status = main.frame.future if future else main.frame.status
    if status == "ordered" and in_use(group):
        status = "delivering" if partial else "delivered"
    if status == "ordered" and token.lemma_ in _BOUGHT and long_ago(reading, sent, token):
        status = "delivered"
    made = token.lemma_ in MADE and token.tag_ in ("VBN", "VBD") and any(a.lower_ in _HAVE for a in auxiliaries(token))
    if made and status == "ordered":
        status = "delivered"
    if re.search(r"\bon order\b", segment.text) and status != "delivered":
        status = "ordered"
    if partial and status == "delivered":
        status = "delivering"
    return Stage(status, token, partial, future)
