"""What else a sentence tells of a deal: the sum, the day, in which way the arms change hands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.transfers.arms import MODEL
from kg.extract.transfers.draft import Draft
from kg.extract.transfers.frames import Trigger
from kg.language.amounts import Money, find_money
from kg.language.dates import DateMention, find_dates

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.reading import Reading

_LICENCE = frozenset("licence license licensed".split())


_AID = frozenset("donate donation gift aid grant pledge free reimburse assistance".split())


def particulars(reading: Reading, draft: Draft, sent: Span, start: int, end: int, homes: list[str]) -> None:
    text, doc = reading.article.text, reading.doc
    last = doc[end - 1]
    first_char, last_char = _clause_of(draft, start, last)
    order = [p.state for p in (draft.recipient, draft.supplier) if p and p.state] + homes
    told = find_money(text, first_char, last_char, countries=order)
    sums = [m for m in told if m.value >= 1000 and not _bracketed(text, m, told)]
    if sums:
        near = draft.arms[0].left if draft.arms else draft.trigger.i
        draft.value = min(sums, key=lambda m: (abs(m.start - doc[near].idx), m.start))
    token = draft.stage.token or draft.trigger
    found = [
        d
        for d in find_dates(text, reading.article.published, start=first_char, end=last_char)
        if not _other_date(reading, draft, d)
    ]
    if not found and token.i < start:
        found = [
            d
            for d in find_dates(text, reading.article.published, start=sent.start_char, end=first_char)
            if not _other_date(reading, draft, d)
        ]
    found = [d for d in found if not _told_then(reading, d)] or found
    draft.year = _year(reading, draft, first_char, last_char)
    if not found and draft.stage.status in _COME:
        found = _limits(reading, draft, first_char, last_char)
    if found:
        draft.date = _day_of(reading, draft, found, token)


_COME = ("delivered", "delivering")


def _day_of(reading: Reading, draft: Draft, found: list[DateMention], token: Token) -> DateMention:
    """The day of the deal beside that of the delivery, else the nearest to the words that tell the stage."""
    if draft.stage.status in _COME:
        dealt = next((d for d in found if _is_dealt(reading, d, token)), None)
        if dealt is not None:
            return dealt
    return min(found, key=lambda d: abs(d.start - token.idx) + (0 if d.start > token.idx else 15))


_DEALT = frozenset("order buy purchase acquire contract sign ink conclude award agree".split())
_DEAL_NOUNS = frozenset("contract deal order agreement accord pact purchase".split())


def _is_dealt(reading: Reading, date: DateMention, token: Token) -> bool:
    """ "ordered from China in 2012, arrived in 2015", "received under a contract from 2012", "the 2012 order"."""
    tokens = _tokens(reading, date)
    if not tokens:
        return False
    root = tokens.root
    noun = root.head.head if root.dep_ == "pobj" else root.head
    if noun.lemma_.lower() in _DEAL_NOUNS and noun.pos_ == "NOUN" and noun != token:
        return True
    verb = next((t for t in root.ancestors if t.pos_ == "VERB"), None)
    return verb is not None and verb != token and verb.lemma_.lower() in _DEALT and verb.tag_ == "VBN"


_LIMITS = frozenset("since by until till before through".split())


def _limits(reading: Reading, draft: Draft, start: int, end: int) -> list[DateMention]:
    """The years by or since which arms have come: "91 had been delivered by 2023", "between 2009 and 2016"."""
    text, published = reading.article.text, reading.article.published
    limits: list[DateMention] = []
    for date in find_dates(text, published, start=start, end=end):
        lead = text[max(start, date.start - 14) : date.start].casefold().split()[-1:]
        if date.is_range and date.last is not None:
            limits.append(date._replace(first=date.last, last=None))
        elif date.first is not None and not _LIMITS.isdisjoint(lead):
            limits.append(date)
    return [d for d in limits if not _to_come(reading, d) and not _told_then(reading, d)]


def _clause_of(draft: Draft, start: int, last: Token) -> tuple[int, int]:
    """Where the amounts of a draft may stand, in code points: not beyond a semicolon that parts it from others."""
    doc = last.doc
    own = [draft.trigger.i, *(i for a in draft.arms for i in (a.left, a.end - 1))]
    first, final = min(own), max(own)
    for i in range(first - 1, start - 1, -1):
        if doc[i].text == ";":
            start = i + 1
            break
    for i in range(final + 1, last.i + 1):
        if doc[i].text == ";":
            last = doc[i]
            break
    return doc[start].idx, last.idx + len(last)


def _year(reading: Reading, draft: Draft, start: int, end: int) -> int | None:
    published = reading.article.published
    told = [
        d.first.year
        for d in find_dates(reading.article.text, published, start=start, end=end)
        if d.first is not None and d.first.year
    ]
    past = [y for y in told if published is None or y <= published.year]
    if not told and published and draft.stage.status in ("considered", "requested", "approved"):
        return published.year
    return min(past, default=None)


def _bracketed(text: str, money: Money, sums: list[Money]) -> bool:
    """Whether a sum in brackets only says another in another currency: "350 billion won ($250 million)"."""
    if text[money.start - 1 : money.start] != "(":
        return False
    return any(m is not money and 0 <= money.start - 1 - m.end < 4 for m in sums)


def _tokens(reading: Reading, date: DateMention) -> Span:
    span = reading.doc.char_span(date.start, date.end, alignment_mode="expand")
    return span if span is not None else reading.doc[0:0]


_SAYING = frozenset("say tell report confirm add note stress disclose".split())


def _told_then(reading: Reading, date: DateMention) -> bool:
    """Whether a date is when something was said, not done: "…, the ministry said on Monday"."""
    tokens = _tokens(reading, date)
    if not tokens:
        return False
    verb = next((t for t in tokens.root.ancestors if t.pos_ in ("VERB", "AUX")), None)
    return verb is not None and verb.lemma_.lower() in _SAYING


def _other_date(reading: Reading, draft: Draft, date: DateMention) -> bool:
    """A date that is not the event's: to come, a limit, an age, a model year."""
    lead = reading.article.text[max(0, date.start - 14) : date.start].casefold().split()
    words = reading.article.text[date.start : date.end].casefold().split()
    last = lead[-1:] + words[:1]
    if any(a.mention.start <= t.i < a.mention.end for a in draft.arms for t in _tokens(reading, date)):
        return True  # "Atmos 2000"
    before = reading.article.text[max(0, date.start - 14) : date.end]
    if any(m.end() == len(before) for m in MODEL.finditer(before)):
        return True  # "two Saab 2000 aircraft"
    if lead[-2:-1] and lead[-2] in ("dates", "dating", "date", "dated"):
        return False
    if _OF_DEAL.search(reading.article.text[max(0, date.start - 24) : date.start]):
        return False
    if last[:1] == ["since"] and draft.stage.status == "ordered":
        return False  # "on order since 2021"
    possessive = reading.article.text[date.end : date.end + 2] in ("'s", "’s")
    if not possessive and any(
        w in ("by", "until", "before", "from", "since", "till", "through", "after") for w in last
    ):
        return True
    if date.first is None or date.last is not None:
        return True
    return _to_come(reading, date)


def _to_come(reading: Reading, date: DateMention) -> bool:
    published = reading.article.published
    if published is None or date.first is None or not date.first.year:
        return False
    return (date.first.year, date.first.month or 0, date.first.day or 0) > (
        published.year,
        published.month if date.first.month else 0,
        published.day if date.first.day else 0,
    )


# "a contract from January 2022", "an order of 2019"
_OF_DEAL = re.compile(r"\b(?:contract|deal|order|agreement|accord|pact|purchase) (?:dat\w+ )?from $")


_UNDER_DEAL = re.compile(r"\b(?:[Uu]nder (?:an?|the|this|that) (?:\S+ ){0,3}(?:deal|contract|order)|contracts?)\b")


def mode_of(draft: Draft, chain: list[Trigger], sent: Span, start: int, end: int) -> str | None:
    words = {t.lemma_.lower() for t in sent.doc[start:end]}
    if words & _LICENCE and not any(t.lower_ in ("export", "exports") for t in sent):
        return "license"
    under = bool(_UNDER_DEAL.search(sent.doc[start:end].text))
    for trigger in chain:
        mode = trigger.frame.mode
        if mode == "license" and any(t.lower_ in ("export", "exports") for t in sent):
            return "sale"  # an export licence
        if mode in ("lease", "loan", "license") or (mode == "aid" and not under):
            return mode
    sold = any(t.noun and t.frame.mode == "sale" for t in chain)
    if words & _AID and not sold and not words & {"buy", "purchase", "sell"}:
        return "aid"
    modes = [t.frame.mode for t in chain if t.frame.mode]
    if modes:
        return modes[0]
    return "sale"
