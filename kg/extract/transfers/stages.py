"""How far a deal has come: status from the frame, its tense, its governors and the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extract.transfers.begun import all_came, begins, some_came
from kg.extract.transfers.delays import put_off, still_to_come
from kg.extract.transfers.endings import decided_against, ends_the_deal, not_going_ahead, only_tried
from kg.extract.transfers.frames import Trigger, frames
from kg.extract.transfers.handing import DEALS, done_delivering, in_use, signs, under_deal, under_way
from kg.extract.transfers.leave import CLEARED, leave_for, leave_got
from kg.extract.transfers.questions import calls_on, is_question
from kg.extract.transfers.refusals import refused
from kg.extract.transfers.tense import freshly_sold, is_future, long_ago
from kg.extract.transfers.truth import governors_of, is_void
from kg.language.grammar import auxiliaries, is_negated
from kg.language.words import text_of, words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.extract.transfers.arm import Arm
    from kg.models import TransferStatus
    from kg.reading import Reading

_PARTICLES = {
    "walk": "away",
    "tear": "up",
    "call": "off",
    "pull": "out",
    "back": "out",
    "fall": "through",
    "put": "hold",
    "place": "hold",
    "drop": "plan",
    "throw": "out",
    "break": "off",
    "cut": "short",
    "give": "up",
}
_MAY = frozenset("could may might".split())
_BUYING = frozenset("buy purchase acquire procure lease order get receive obtain select choose pick pay spend".split())
_BOUGHT = frozenset("buy purchase acquire procure lease import".split())
_MADE = frozenset("build make produce assemble manufacture".split())
_HAVE = frozenset("have has had were was".split())
_ONLY_TALK = re.compile(
    r"\b(?:letters? of intent|memorand(?:um|a)(?: of understanding)?|MoUs?|shopping list|"
    r"in (?:\w+ ){0,2}(?:talks|discussions?|negotiations?)|talks (?:with|on|over|about|to)|considering|"
    r"(?:final|last|closing|advanced) (?:phases?|stages?) of|"
    r"in the market for|on the table|under (?:review|consideration|negotiation)|(?:yet to|not yet) decided?|"
    r"negotiat(?:ing|ions?)|interested in|interest in|shortlist\w*|short-list\w*|"
    r"under discussion|expressed (?:an )?interest|"
    r"feasibility|near(?:s|ing|ed) (?:an?|its|the) (?:\S+ ){0,3}(?:deal|contract|agreement|order)\b|"
    r"close to (?:an?\b|sign|buy|agree|conclu|clos|seal)\w*|nearing|"
    r"on the verge of|poised to|about to (?:sign|buy|order)|request for (?:information|proposals?)|tender)\b"
)
_LETTER = re.compile(r"\bletters? of request\b|\bLOR\b", re.IGNORECASE)
_POSSIBLE = frozenset("possible proposed potential planned prospective".split())
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


_LAST_ONES = re.compile(r"\b(?:the|its|their) (?:last|final)\b|final batch")


@dataclass(frozen=True)
class Stage:
    """A status and the word that decides it."""

    status: TransferStatus | None = None
    token: Token | None = None
    partial: bool = False
    planned: bool = False


def stage_of(
    reading: Reading, sent: Span, chain: list[Trigger], group: list[Arm], start: int, end: int
) -> Stage | None:
    """The stage that a frame tells of; None where the claim is denied or only imagined."""
    chain = [t for t in chain if not _names_maker(t)] or chain
    governors = governors_of(chain)
    if any(_stopped(sent, t.token) for t in chain):
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
        lemmas = table[status] | _PARTICLES.keys()
        words = (sent.doc[i] for i in likely if words_of(sent.doc).lemmas[i] in lemmas)
        ended = next((t for t in words if _is(t, table[status]) and _ends(t, reach, chain[0].token)), None)
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
    made = not trigger.noun and token.lemma_.lower() in _MADE and token.tag_ == "VBN" and token.dep_ in ("acl", "amod")
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
_NO_MORE = re.compile(
    r"\b(?:approv\w+ no (?:more|further|new)|no longer (?:approve|sell|supply|deliver|export)|"
    r"stop(?:ped|s)? (?:approving|selling|supplying|delivering|exporting|buying|sending))\b"
)


def _stopped(sent: Span, trigger: Token) -> bool:
    """Whether a transfer is one that has stopped: "stopped selling bombs", "no longer approves sales"."""
    for hit in _NO_MORE.finditer(text_of(sent)):
        span = sent.doc.char_span(sent.start_char + hit.start(), sent.start_char + hit.end(), alignment_mode="expand")
        if span is None or any(only_tried(t) for t in span):
            continue  # "urged it to stop sending guns"
        if any(t == trigger or t in trigger.ancestors for t in span):
            return True
    return False


_DROPPED = frozenset("bid purchase order project acquisition talk negotiation deal plan".split())


def _is(token: Token, lemmas: frozenset[str]) -> bool:
    lemma = token.lemma_.lower()
    if token.pos_ not in ("VERB", "NOUN") and token.tag_[:2] != "VB":
        return False
    if lemma in _PARTICLES and f"{lemma}-{_PARTICLES[lemma]}" in lemmas:
        after = {t.lemma_.lower() for t in token.doc[token.i + 1 : min(token.i + 6, token.sent.end)]}
        if lemma == "pull" and "plug" in after:
            return True
        if lemma != "drop" or _PARTICLES[lemma] in after:
            return _PARTICLES[lemma] in after
        dropped = {c.lemma_.lower() for c in token.children if c.dep_ == "nsubjpass"}
        of_it = token.dep_ in ("relcl", "acl") and token.head.lemma_.lower() in _DROPPED
        return of_it or bool((after | dropped) & _DROPPED)
    return lemma in lemmas and token.pos_ == "VERB"


def _ends(verb: Token, reach: set[Token], trigger: Token) -> bool:
    passed_on = trigger.tag_ == "VBN" and trigger.dep_ == "acl" and trigger.lemma_.lower() in _CHANGED_HANDS
    if passed_on and trigger.head in verb.children:
        return False  # "minehunters sold to Lithuania in 2011 are being scrapped"
    return verb in reach or _touches(verb, reach) or ends_the_deal(verb, trigger)


_CHANGED_HANDS = frozenset("sell supply deliver donate buy give".split())


def _touches(token: Token, reach: set[Token]) -> bool:
    return any(c in reach for c in token.children if c.dep_ in ("dobj", "nsubj", "nsubjpass", "prep")) or (
        token.head in reach and token.dep_ in ("conj", "relcl", "acl")
    )


def _progress(
    reading: Reading, sent: Span, chain: list[Trigger], group: list[Arm], governors: list[Token], segment: Span
) -> Stage:
    verbs = [t.token for t in chain if not t.noun] + [g for g in governors if g.pos_ == "VERB"]
    ended = next((v for v in verbs if done_delivering(v)), None)
    if ended is not None and any(t.noun and t.token.head == ended for t in chain):
        return Stage("delivered", ended)
    for find in (_requested, _approved, _considered):
        stage = find(sent, chain, governors, segment, verbs)
        if stage is not None:
            return stage
    partial = any(a.partial for a in group) or bool(_PART.search(segment.text))
    whole = bool(_WHOLE.search(segment.text))
    held = next((t.token for t in chain if not t.noun and is_negated(t.token)), None)
    if held is not None:
        return Stage("delivering" if partial or whole else "ordered", held, partial=True, planned=True)
    handed = max(
        (
            t
            for t in chain
            if not t.noun and t.frame.status == "delivered" and not is_future(t.token) and not under_deal(t.token)
        ),
        key=lambda t: t.token.lemma_.lower() not in _MADE,
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
    made = token.lemma_ in _MADE and token.tag_ in ("VBN", "VBD") and any(a.lower_ in _HAVE for a in auxiliaries(token))
    if made and status == "ordered":
        status = "delivered"
    if re.search(r"\bon order\b", segment.text) and status != "delivered":
        status = "ordered"
    if partial and status == "delivered":
        status = "delivering"
    return Stage(status, token, partial, future)


def _requested(
    sent: Span, chain: list[Trigger], governors: list[Token], segment: Span, verbs: list[Token]
) -> Stage | None:
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


def _past_order(chain: list[Trigger]) -> bool:
    return any(
        t.token.lemma_ in ("order", "contract", "deliver", "receive") and not t.noun and t.token.tag_ in ("VBD", "VBN")
        for t in chain
    )


def _approved(
    sent: Span, chain: list[Trigger], governors: list[Token], segment: Span, verbs: list[Token]
) -> Stage | None:
    table = frames().stage["approved"]
    got = leave_got(verbs)
    if got is not None:
        return Stage("approved", got)
    if _past_order(chain) or _handed_over(chain):
        return None
    for verb in verbs:
        lemma = verb.lemma_.lower()
        if lemma not in table:
            continue
        if lemma == "announce" and not any(
            t.frame.mode == "aid" or t.token.lemma_.lower() in ("package", "donation", "transfer") for t in chain
        ):
            continue
        if any(a.lower_ in _MAY for a in auxiliaries(verb)) or _waited_for(verb):
            return Stage("considered", verb, planned=True)
        return Stage("approved", verb)
    if CLEARED.search(text_of(sent)):
        return Stage("approved", chain[0].token)
    noun = next(
        (g for g in governors if g.lemma_.lower() in ("approval", "clearance", "pledge", "promise", "notification")),
        None,
    )
    return Stage("approved", noun) if noun is not None else None


_WAITING = frozenset("wait await ask urge want need call press expect hope".split())


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
            return not is_future(token) and not any(a.lower_ in _MAY for a in auxiliaries(token))
    return False


def _considered(
    sent: Span, chain: list[Trigger], governors: list[Token], segment: Span, verbs: list[Token]
) -> Stage | None:
    table = frames().stage["considered"]
    handed = any(
        not t.noun
        and t.frame.status == "delivered"
        and t.token.tag_ in ("VBD", "VBN")
        and not is_future(t.token)
        and not any(a.lower_ in _MAY for a in auxiliaries(t.token))
        for t in chain[:1]
    )
    maybe = next((t for t in governors if t.pos_ in ("VERB", "NOUN", "ADJ") and t.lemma_.lower() in table), None)
    if maybe is None:
        maybe = next((t.token for t in chain if any(a.lower_ in _MAY for a in auxiliaries(t.token))), None)
    if maybe is None:
        maybe = next((t for t in governors if t.pos_ == "VERB" and any(a.lower_ in _MAY for a in auxiliaries(t))), None)
    if maybe is None:
        maybe = next((t.token for t in chain if t.frame.status == "considered" and (t is chain[0] or not t.noun)), None)
    if maybe is None:
        maybe = next((t.token for t in chain if t.noun and any(c.lower_ in _POSSIBLE for c in t.token.children)), None)
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
