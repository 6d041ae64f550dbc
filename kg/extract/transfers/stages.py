"""How far a deal has come: status from the frame, its tense, its governors and the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.transfers.frames import Trigger, frames
from kg.language.dates import find_dates
from kg.language.grammar import auxiliaries, child, is_negated

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.extract.transfers.arms import Arm
    from kg.models import TransferStatus
    from kg.reading import Reading

_PARTICLES = {"walk": "away", "tear": "up", "call": "off", "pull": "out", "back": "out", "fall": "through"}
_FUTURE = frozenset("will 'll shall would".split())
_MAY = frozenset("could may might".split())


@dataclass(frozen=True)
class Stage:
    """A status and the word that decides it."""

    status: TransferStatus | None = None
    token: Token | None = None
    partial: bool = False
    planned: bool = False


def stage_of(reading: Reading, sent: Span, chain: list[Trigger], group: list[Arm], start: int, end: int) -> Stage | None:
    """The stage that a frame tells of; None where the claim is denied or only imagined."""
    governors = _governors(chain)
    if _void(sent, chain, governors):
        return None
    table = frames().stage
    segment = sent.doc[start:end]
    reach = {*governors, *(t.token for t in chain)}
    ended = next((t for t in [*sorted(reach), *segment] if _is(t, table["cancelled"]) and (t in reach or _touches(t, reach))), None)
    if ended is not None:
        return Stage("cancelled", ended)
    ended = next((t for t in [*sorted(reach), *segment] if _is(t, table["suspended"]) and (t in reach or _touches(t, reach))), None)
    if ended is not None:
        return Stage("suspended", ended)
    return _progress(reading, sent, chain, group, governors, segment)


def _is(token: Token, lemmas: frozenset[str]) -> bool:
    lemma = token.lemma_.lower()
    if token.pos_ not in ("VERB", "NOUN") and token.tag_[:2] != "VB":
        return False
    if lemma in _PARTICLES:
        after = {t.lower_ for t in token.children}
        return _PARTICLES[lemma] in after and f"{lemma}-{_PARTICLES[lemma]}" in lemmas
    return lemma in lemmas and token.pos_ == "VERB"


def _touches(token: Token, reach: set[Token]) -> bool:
    return any(c in reach for c in token.children if c.dep_ in ("dobj", "nsubj", "nsubjpass", "prep")) or token.head in reach and token.dep_ in ("conj", "relcl", "acl")


def _governors(chain: list[Trigger]) -> list[Token]:
    """The words above the triggers, up to the clause that reports them."""
    found: list[Token] = []
    for trigger in chain:
        token = trigger.token
        for _ in range(6):
            if token.head is token or token.dep_ in ("relcl",):
                break
            if token.dep_ == "ccomp" and token.head.lemma_ not in ("deny", "dismiss"):
                break
            token = token.head
            if token not in found:
                found.append(token)
    return found


def _void(sent: Span, chain: list[Trigger], governors: list[Token]) -> bool:
    deny, imagine = frames().void["deny"], frames().void["imagine"]
    for token in [t.token for t in chain] + governors:
        if token.lemma_.lower() in deny and token.pos_ == "VERB" and not is_negated(token):
            return True
        if token.pos_ in ("VERB", "AUX") and is_negated(token) and not any(w.lower_ in ("yet", "before", "until") for w in token.subtree):
            return True
        if token.pos_ in ("VERB", "AUX"):
            mark = child(token, "mark")
            if mark is not None and mark.lower_ in imagine:
                return True
            if any(a.lower_ in ("were", "should") and a.i == token.sent.start for a in token.children):
                return True
            if token.lemma_ == "imagine":
                return True
    first = sent[0].lower_
    return first in ("imagine", "suppose", "were", "should", "if") or "untrue" in sent.text or "no such" in sent.text


def _progress(reading: Reading, sent: Span, chain: list[Trigger], group: list[Arm], governors: list[Token], segment: Span) -> Stage:
    table = frames().stage
    partial = any(a.partial for a in group) or bool(re.search(r"\b(so far|remaining|the rest|still pending|in batches|in lots|first of)\b", segment.text))
    main = next((t for t in chain if t.frame.status not in ("delivering",) or not t.noun), chain[0])
    order = next((t for t in chain if t.token.lemma_ in ("order", "contract", "buy", "purchase", "acquire") and not t.noun), None)
    lemmas = {t.lemma_.lower(): t for t in governors if t.pos_ == "VERB"} | {t.token.lemma_.lower(): t.token for t in chain}
    for status in ("requested", "approved"):
        hit = next((lemmas[w] for w in lemmas if w in table[status] and lemmas[w].pos_ == "VERB"), None)
        if hit is not None and not (order and order.token.tag_ == "VBD") and (hit.lemma_ not in ("announce",)):
            if status == "requested" and not any(w in sent.text.casefold() for w in ("ask", "request")):
                continue
            return Stage(status, hit)  # type: ignore[arg-type]
    maybe = next((t for t in governors if t.pos_ in ("VERB", "NOUN") and t.lemma_.lower() in table["considered"]), None)
    may = next((t.token for t in chain if any(a.lower_ in _MAY for a in auxiliaries(t.token))), None)
    maybe = maybe or may or next((t for t in governors if t.pos_ == "VERB" and any(a.lower_ in _MAY for a in auxiliaries(t))), None)
    if re.search(r"\b(letter of intent|memorandum|shopping list|in talks|considering)\b", segment.text):
        maybe = maybe or chain[0].token
    if maybe is not None and not (order and order.token.tag_ == "VBD"):
        return Stage("considered", maybe, planned=True)
    if any(t.token.lemma_ in ("sign", "ink", "conclude", "seal") for t in chain) or any(t.lemma_ in ("sign", "ink", "conclude", "seal") for t in governors):
        signed = next(t for t in [*(c.token for c in chain), *governors] if t.lemma_ in ("sign", "ink", "conclude", "seal"))
        if chain[0].frame.status != "delivered" or not chain[0].token.pos_ == "VERB":
            return Stage("ordered", signed)
    handed = next((t for t in chain if not t.noun and t.frame.status == "delivered" and t.frame.side != "none" and not _is_future(t.token)), None)
    if handed is not None:
        main = handed
    future = _is_future(main.token) if not main.noun else any(_is_future(g) for g in governors[:2] if g.pos_ == "VERB")
    status = main.frame.future if future else main.frame.status
    token = main.token
    if status == "ordered" and main.token.lemma_ in ("buy", "purchase", "acquire", "procure", "lease") and _long_ago(reading, sent, main.token):
        status = "delivered"
    if re.search(r"\b(completed|complete|since completed|in full|executed)\b", segment.text) and status in ("delivering", "delivered", "ordered"):
        return Stage("delivered", token)
    if re.search(r"\bon order\b", segment.text) and status != "delivered":
        status = "ordered"
    delivered = any(t.frame.status == "delivered" for t in chain if not t.noun)
    if partial and (status in ("delivered", "delivering")) and (delivered or status == "delivering"):
        status = "ordered" if future else "delivering"
    if status == "delivering" and future:
        status = "ordered"
    if status == "delivering" and not partial and main.noun and not any(w in sent.text for w in ("begin", "began", "start", "first")):
        status = "delivered"
    return Stage(status, token, partial, future)


def _is_future(token: Token) -> bool:
    words = {a.lower_ for a in auxiliaries(token)}
    if words & _FUTURE:
        return True
    if "to" in words and token.head.lemma_ in ("be", "set", "due", "expect", "plan", "agree", "decide"):
        return True
    return "to" in words and token.dep_ in ("ROOT", "xcomp", "relcl") and token.tag_ == "VB"


def _long_ago(reading: Reading, sent: Span, verb: Token) -> bool:
    """ "bought from France in 2017": by now they have come; a purchase of this or last year may not have."""
    reduced = verb.tag_ == "VBN" and (verb.dep_ in ("acl", "relcl") or any(a.lower_ == "had" for a in auxiliaries(verb)))
    published = reading.article.published
    for date in find_dates(reading.article.text, published, start=sent.start_char, end=sent.end_char):
        if date.first and date.first.year and published and date.first.year < published.year - 1:
            return reduced
        if date.first and date.first.year and not published:
            return reduced
    return reduced and bool(re.search(r"\b(ago|earlier)\b", sent.text))
