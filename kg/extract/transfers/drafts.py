"""What one sentence tells of transfers: a draft for each group of weapons that a frame governs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.transfers.arms import Arm, arms_of
from kg.extract.transfers.draft import Draft
from kg.extract.transfers.frames import Trigger, triggers
from kg.extract.transfers.parties import Party, parties_of
from kg.extract.transfers.roles import sides_of
from kg.extract.transfers.stages import Stage, stage_of
from kg.extract.transfers.unarmed import unarmed
from kg.language.amounts import Money, find_money
from kg.language.dates import DateMention, find_dates
from kg.vocab import country_iri

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.reading import Reading

_LICENCE = frozenset("licence license licensed".split())
_AID = frozenset("donate donation gift aid grant pledge free reimburse assistance".split())


def drafts(reading: Reading) -> Iterator[Draft]:
    """The drafts of an article in text order; those without arms give their sides to what follows (`merge`)."""
    homes = [e.country for e in reading.entities.all if e.kind == "country" and e.country]
    for number, sent in enumerate(reading.doc.sents):
        if sent.text.rstrip(" \n\"'”’").endswith("?"):
            continue
        found = triggers(sent)
        if not found and not re.search(r"[-–](?:supplied|donated|delivered|provided)\b", sent.text):
            continue
        parties = parties_of(reading, sent)
        groups = [g for g in arms_of(reading, sent) if not all(_bare(reading, a) for a in g)]
        for group, bounds in zip(groups, _segments(sent, groups), strict=True):
            yield from _drafts(reading, number, sent, group, found, parties, bounds, homes)
        if not groups:
            for draft in unarmed(reading, number, sent, found, parties):
                _amounts(reading, draft, sent, sent.start, sent.end, homes)
                yield draft


def _bare(reading: Reading, arm: Arm) -> bool:
    """ "arms" and "weapons" name no weapon."""
    return reading.entities.owner(arm.mention).label == "military equipment"


def _segments(sent: Span, groups: list[list[Arm]]) -> list[tuple[int, int]]:
    """The stretch of the sentence that belongs to each group: cut before the next one at the last joint."""
    starts = [sent.start] if groups else []
    for left, right in zip(groups, groups[1:], strict=False):
        cut = max(right[0].left, left[-1].mention.end)
        for token in reversed(sent.doc[left[-1].mention.end : cut]):
            if token.text in (";", ",", "–", "—") or token.lower_ in ("and", "while", "but", "plus"):
                cut = token.i
                break
        starts.append(cut)
    return list(zip(starts, [*starts[1:], sent.end][: len(starts)], strict=True))


def _chain(group: list[Arm], found: dict[int, Trigger], sent: Span) -> tuple[list[Trigger], bool]:
    """The triggers that govern or modify the weapons, nearest first; False if only nearness joins them."""
    heads = {a.head for a in group}
    inside: list[Trigger] = []
    for head in sorted(heads):
        for token in head.children:
            if token.dep_ in ("acl", "relcl") or (token.dep_ == "amod" and token.tag_ == "VBN"):
                inside += [found[t.i] for t in (token, *token.conjuncts, *token.children) if t.i in found and t.pos_ == "VERB"]
    above: list[Trigger] = []
    for head in sorted(heads)[:1]:
        token, steps = head, 0
        if head.dep_ in ("nsubj", "nsubjpass") and head.head.pos_ in ("VERB", "AUX"):
            # "Six gunships are on order from Turkey"
            above += [found[t.i] for c in head.head.children if c.dep_ == "prep" for t in c.children if t.i in found and found[t.i].noun]
        while token.head != token and steps < 9:
            below, token, steps = token, token.head, steps + 1
            if below.dep_ in ("relcl",) and token.i not in found and not token.dep_ == "conj":
                # beyond the clause that the weapon stands in, another story begins
                break
            trigger = found.get(token.i)
            if trigger and not (trigger.frame.weak and not _close(head, token, found)):
                above.append(trigger)
            if token.dep_ in ("ccomp", "advcl") and above:
                break
    chain = [*dict.fromkeys([*inside, *above])]
    if chain:
        return chain, True
    near = [t for t in found.values() if not t.frame.weak and abs(t.token.i - group[0].head.i) < 14]
    return sorted(near, key=lambda t: abs(t.token.i - group[0].head.i))[:1], False


_COUNTERS = frozenset("batch number dozen pair squadron couple worth handful company battery fleet some set total order half third".split())


def _close(head: Token, verb: Token, found: dict[int, Trigger]) -> bool:
    """Whether only counting nouns, deal words and prepositions stand between a weapon and an everyday verb."""
    token = head
    while token.head != verb and token.head != token:
        token = token.head
        fits = token.i in found or token.pos_ in ("ADP", "NUM", "PART", "SCONJ", "ADV") or token.lemma_.lower() in _COUNTERS
        if not fits and token.dep_ not in ("conj", "compound", "appos"):
            return False
    return token.dep_ not in ("nsubj", "advcl") or found[verb.i].frame.side == "none"


def _drafts(
    reading: Reading, number: int, sent: Span, group: list[Arm], found: dict[int, Trigger], parties: list[Party], bounds: tuple[int, int], homes: list[str]
) -> Iterator[Draft]:
    start, end = bounds
    title = sent.start_char < reading.article.body_start
    supplied = next((p for p in parties if p.supplied and any(a.left - 4 <= p.start < a.mention.start for a in group)), None)
    if supplied is not None:
        yield _supplied(reading, number, sent, group, supplied, parties)
        return
    chain, strong = _chain(group, found, sent)
    if not chain:
        return
    stage = stage_of(reading, sent, chain, group, start, end)
    if stage is None:
        return
    draft = Draft(number, chain[0].token, chain[0].noun, group, stage=stage, strong=strong, title=title)
    twins = _assign(reading, draft, chain, group, parties, start, end)
    if all(t.frame.needs_recipient or t.frame.of_deal for t in chain) and chain[0].frame.needs_recipient and not draft.recipient:
        return
    draft.of_deal = all(t.frame.of_deal for t in chain)
    _amounts(reading, draft, sent, start, end, homes)
    draft.mode = _mode(draft, chain, sent, start, end)
    near = {t.lower_ for t in sent.doc[max(start, group[0].left - 6) : min(end, group[-1].mention.end + 4)]}
    draft.second_hand = bool(near & {"second-hand", "secondhand", "used", "refurbished", "surplus"}) or {"second", "hand"} <= near
    yield draft
    for twin in twins:
        yield Draft(**{**draft.__dict__, **twin, "spans": list(draft.spans)})


def _supplied(reading: Reading, number: int, sent: Span, group: list[Arm], supplied: Party, parties: list[Party]) -> Draft:
    """ "the Russian-supplied MiG-29K", "Iraq's US-supplied Abrams"."""
    token = supplied.token
    draft = Draft(number, token, False, group, supplied, stage=Stage("delivered", token), strong=True)
    draft.recipient = next((p for p in parties if p.possessive and 0 <= supplied.start - p.end < 4), None)
    word = reading.doc[supplied.end + 1]
    draft.spans = [(token.idx, word.idx + len(word), "supplier")]
    return draft


def _assign(
    reading: Reading, draft: Draft, chain: list[Trigger], group: list[Arm], parties: list[Party], start: int, end: int
) -> list[dict[str, Party | None]]:
    """Fill the sides; give back what differs in twins: further suppliers or recipients ("from Portugal and Norway")."""
    sides = sides_of(reading.doc, chain, group, parties, start, end)
    if sides.supplier is None or sides.supplier.guessed:
        sides.supplier = _foreign_military_sale(reading, start, end) or sides.supplier
    draft.supplier, draft.recipient = sides.supplier, sides.recipient
    draft.weak_supplier = sides.supplier if sides.weak_supplier else None
    draft.weak_recipient = sides.recipient if sides.weak_recipient else None
    twins: list[dict[str, Party | None]] = [{"supplier": p, "weak_supplier": None} for p in sides.more_suppliers]
    return twins + [{"recipient": p, "weak_recipient": None} for p in sides.more_recipients]


def _foreign_military_sale(reading: Reading, start: int, end: int) -> Party | None:
    """The state behind a Foreign Military Sale, or a sale that Congress is told of: always the United States."""
    for token in reading.doc[start:end]:
        if token.lower_ == "foreign" and reading.doc[token.i : token.i + 3].text.lower().startswith("foreign military sale"):
            return Party(country_iri("USA"), "USA", token)
        if token.text in ("Congress", "DSCA") and any(t.lemma_ in ("notify", "notification", "inform", "certification") for t in token.sent):
            return Party(country_iri("USA"), "USA", token)
    return None


def _amounts(reading: Reading, draft: Draft, sent: Span, start: int, end: int, homes: list[str]) -> None:
    text, doc = reading.article.text, reading.doc
    last = doc[end - 1]
    first_char, last_char = doc[start].idx, last.idx + len(last)
    order = [p.state for p in (draft.recipient, draft.supplier) if p and p.state] + homes
    sums = [m for m in find_money(text, first_char, last_char, countries=order) if m.value >= 1000 and not _bracketed(text, m)]
    if sums:
        near = draft.arms[0].mention.start if draft.arms else draft.trigger.i
        draft.value = min(sums, key=lambda m: (abs(m.start - doc[near].idx), m.start))
    token = draft.stage.token or draft.trigger
    found = [d for d in find_dates(text, reading.article.published, start=first_char, end=last_char) if not _other_date(reading, d)]
    if not found and token.i < start:
        found = [d for d in find_dates(text, reading.article.published, start=sent.start_char, end=first_char) if not _other_date(reading, d)]
    if found:
        draft.date = min(found, key=lambda d: (abs(d.start - token.idx) + (0 if d.start > token.idx else 15)))


def _bracketed(text: str, money: Money) -> bool:
    return text[money.start - 1 : money.start] == "("


def _other_date(reading: Reading, date: DateMention) -> bool:
    """A date that is not the event's: to come, a limit, an age, a model year."""
    lead = reading.article.text[max(0, date.start - 14) : date.start].casefold().split()
    words = reading.article.text[date.start : date.end].casefold().split()
    last = lead[-1:] + words[:1]
    if any(w in ("by", "until", "before", "from", "since", "till", "through", "after", "through") for w in last):
        return True
    if date.first is None or date.last is not None:
        return True
    published = reading.article.published
    if published and date.first.year:
        return (date.first.year, date.first.month or 0, date.first.day or 0) > (published.year, published.month if date.first.month else 0, published.day if date.first.day else 0)
    return False


def _mode(draft: Draft, chain: list[Trigger], sent: Span, start: int, end: int) -> str | None:
    words = {t.lemma_.lower() for t in sent.doc[start:end]}
    if words & _LICENCE and not {"export", "exports"} & words:
        return "license"
    for trigger in chain:
        if trigger.frame.mode in ("lease", "loan", "aid", "license"):
            return trigger.frame.mode
    if words & _AID and not words & {"buy", "purchase", "sell"}:
        return "aid"
    modes = [t.frame.mode for t in chain if t.frame.mode]
    if modes and draft.stage.status != "requested":
        return modes[0]
    return "sale" if draft.stage.status not in ("requested", "suspended") else None
