"""What a sentence without arms tells of the deal before it: "The order was cancelled", "They arrived in March"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.begun import all_came, some_came
from kg.extract.transfers.endings import PARTICLES, POINTING, is_ending, only_tried
from kg.extract.transfers.frames import frames
from kg.extract.transfers.handing import DEALS, done_delivering
from kg.extract.transfers.tense import is_future
from kg.language.grammar import auxiliaries, is_negated
from kg.language.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span, Token

    from kg.extract.transfers.draft import Draft
    from kg.models import TransferStatus

_NOUNS = DEALS | frozenset("plan project programme program arrangement licence license request offer donation".split())
_HANDOVERS = frozenset("delivery shipment handover export".split())
_OBJECTS = ("dobj", "nsubjpass")
_UNREAL = frozenset("could may might should would".split())
_SIGNING = frozenset("sign ink seal conclude finalise finalize".split())
_COMING = frozenset("arrive deliver hand ship land transfer receive".split())
_PLURAL = frozenset("they them these those".split())
_OPEN: tuple[TransferStatus, ...] = ("ordered", "approved", "delivering")
_EARLY: tuple[TransferStatus, ...] = ("considered", "requested", "approved")


def tell_after(joined: list[Draft], number: int, sent: Span) -> None:
    """Note what a sentence tells of the one deal that was told last before it: its end, signature, leave or arrival."""
    before = [d for d in joined if number - 1 in (d.sentence, d.last) and not d.title]
    awaited = [d for d in before if d.stage.status in _OPEN]
    stage = _come(sent, awaited[0]) if len(awaited) == 1 else None
    if stage is not None:
        awaited[0].stage = replace(awaited[0].stage, status=stage, partial=stage == "delivering")
        return
    stage = _decided(sent, before[0]) if len(before) == 1 else None
    if stage is not None:
        before[0].stage = replace(before[0].stage, status=stage)


def _come(sent: Span, deal: Draft) -> TransferStatus | None:
    """Whether all or some of the arms have come."""
    if _none_came(sent):
        return None
    if (
        all_came(sent)
        or any(done_delivering(v) and _of_the_deal(v) for v in sent)
        or any(_they_came(v, deal) for v in sent)
    ):
        return "delivered"
    return "delivering" if some_came(sent) else None


def _of_the_deal(verb: Token) -> bool:
    """ "Deliveries were completed"; not "The Dutch completed their own donation"."""
    return any(c.lemma_.lower() in _HANDOVERS and _is_the_deal(c) for c in verb.children)


def _none_came(sent: Span) -> bool:
    """ "The jets have yet to arrive", "None has been delivered"."""
    return any(
        _names_all(subject) and any(t.lower_ == "yet" for t in subject.head.children)
        for subject in sent
        if subject.dep_ in ("nsubj", "nsubjpass")
    )


def _names_all(noun: Token) -> bool:
    """Whether a subject is the arms without a number: "they", "the jets"."""
    if noun.lower_ in _PLURAL:
        return True
    words = [
        c for c in noun.children if c.dep_ in ("det", "amod", "nummod", "prep", "acl", "relcl", "compound", "poss")
    ]
    return noun.tag_ == "NNS" and [c.lower_ for c in words] in (["the"], ["these"], ["those"])


def _they_came(verb: Token, deal: Draft) -> bool:
    if verb.lemma_.lower() not in _COMING or not _is_done(verb):
        return False
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)
    if subject is None or (not passive and verb.lemma_.lower() not in ("arrive", "land")):
        return False
    ours = subject.lower_ == "they" or any(subject.lemma_.lower() == a.head.lemma_.lower() for a in deal.arms)
    return ours and _names_all(subject)


def _is_done(verb: Token) -> bool:
    words = {a.lower_ for a in auxiliaries(verb)}
    done = verb.tag_ in ("VBD", "VBN") and not is_negated(verb) and not is_future(verb)
    return done and not (words & _UNREAL) and not any(c.dep_ == "mark" for c in verb.children)


def _decided(sent: Span, deal: Draft) -> TransferStatus | None:
    """Whether the deal was ended, stopped, signed or cleared."""
    table, now = frames().stage, deal.stage.status
    for verb in _verbs(sent):
        noun = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass", "nsubj") and _is_the_deal(c)), None)
        if noun is None or only_tried(verb) or not _is_done(verb):
            continue
        if is_ending(verb, table["cancelled"]):
            return "cancelled"
        if is_ending(verb, table["suspended"]):
            return "suspended"
        if noun.dep_ not in _OBJECTS or noun.lemma_.lower() in _HANDOVERS:
            continue
        if verb.lemma_.lower() in _SIGNING and now in _EARLY and noun.lemma_.lower() != "request":
            return "ordered"
        if verb.lemma_.lower() in table["approved"] and now in ("considered", "requested"):
            return "approved"
    return None


def _verbs(sent: Span) -> Iterator[Token]:
    table, words = frames().stage, words_of(sent.doc)
    told = table["cancelled"] | table["suspended"] | table["approved"] | _SIGNING | PARTICLES.keys()
    return (sent.doc[i] for i in range(sent.start, sent.end) if words.lemmas[i] in told)


def _is_the_deal(noun: Token) -> bool:
    """Whether a noun takes up the deal told before: "the sale", "deliveries"; not "the contract for 50 tanks"."""
    lemma = noun.lemma_.lower()
    about = [c for c in noun.children if c.dep_ in ("prep", "compound", "acl", "relcl")]
    if lemma in _HANDOVERS:
        return not about
    if lemma not in _NOUNS:
        return False
    ours = [c for c in about if c.dep_ != "prep" or not all(p.lower_ in ("them", "it") for p in c.children)]
    pointing = any(c.lower_ in POINTING for c in noun.children)
    return not ours and (pointing or (bool(about) and noun.dep_ == "dobj"))
