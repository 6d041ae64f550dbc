"""What one sentence tells of transfers: a draft for each group of weapons that a frame governs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.extract.transfers.arms import Arm, arms_of
from kg.extract.transfers.frames import Trigger, frames, triggers
from kg.extract.transfers.parties import (
    Party,
    origin_before,
    phrase_parties,
    roles_of_prepositions,
    roles_of_trigger,
    subject_of,
    supplied_compound,
)
from kg.extract.transfers.stages import Stage, stage_of
from kg.language.amounts import Money, find_money
from kg.language.dates import DateMention, find_dates
from kg.reference import reference
from kg.vocab import country_iri

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.reading import Reading

_LICENCE = frozenset("licence license licensed".split())
_AID = frozenset("donate donation gift aid grant pledge free reimburse".split())


@dataclass
class Draft:
    """One transfer as far as one sentence tells it; `merge` joins drafts of one deal."""

    sentence: int
    trigger: Token
    noun: bool
    arms: list[Arm]
    supplier: Party | None = None
    recipient: Party | None = None
    weak_supplier: Party | None = None
    stage: Stage = field(default_factory=Stage)
    mode: str | None = None
    value: Money | None = None
    date: DateMention | None = None
    second_hand: bool = False
    title: bool = False
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    """Evidence: code points and the property."""
    strong: bool = True
    """Whether a frame, not mere nearness, joins the words."""


def drafts(reading: Reading) -> Iterator[Draft]:
    """The drafts of an article in text order."""
    homes = [e.country for e in reading.entities.all if e.kind == "country" and e.country]
    for number, sent in enumerate(reading.doc.sents):
        if sent.text.rstrip(" \n\"'”’").endswith("?"):
            continue
        found = triggers(sent)
        if not found and "-supplied" not in sent.text:
            continue
        groups = [g for g in arms_of(reading, sent) if not all(_bare(reading, a) for a in g)]
        bounds = _segments(sent, groups)
        for group, (start, end) in zip(groups, bounds, strict=True):
            yield from _drafts(reading, number, sent, group, found, start, end, homes)
        if not groups:
            yield from _unarmed(reading, number, sent, found, homes)


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
    reading: Reading, number: int, sent: Span, group: list[Arm], found: dict[int, Trigger], start: int, end: int, homes: list[str]
) -> Iterator[Draft]:
    supplied = next((p for a in group for t in reading.doc[max(sent.start, a.left - 4) : a.mention.start] if (p := supplied_compound(reading, t))), None)
    chain, strong = _chain(group, found, sent)
    if supplied is not None:
        token = supplied.token
        draft = Draft(number, token, False, group, supplied, stage=Stage("delivered", token), strong=True)
        owner = next((p for t in token.children if t.dep_ == "poss" for p in phrase_parties(reading, t)), None)
        draft.recipient = owner
        draft.spans = [(token.idx, reading.doc[token.i + 2].idx + len(reading.doc[token.i + 2]), "supplier")]
        yield draft
        return
    if not chain:
        return
    stage = stage_of(reading, sent, chain, group, start, end)
    if stage is None:
        return
    draft = Draft(number, chain[0].token, chain[0].noun, group, stage=stage, strong=strong, title=sent.start_char < reading.article.body_start)
    several = _assign(reading, draft, chain, group, start, end)
    if all(t.frame.needs_recipient or t.frame.of_deal for t in chain) and chain[0].frame.needs_recipient and not draft.recipient:
        return
    _amounts(reading, draft, sent, start, end, homes)
    draft.mode = _mode(draft, chain, sent, start, end)
    near = {t.lower_ for t in sent.doc[max(start, group[0].left - 6) : min(end, group[-1].mention.end + 4)]}
    draft.second_hand = not near.isdisjoint(("second", "second-hand", "used", "refurbished", "surplus")) and ("hand" in near or bool(near & {"second-hand", "used", "refurbished", "surplus"}))
    yield draft
    for supplier in several:
        twin = Draft(**{**draft.__dict__, "supplier": supplier, "spans": list(draft.spans)})
        yield twin


def _assign(reading: Reading, draft: Draft, chain: list[Trigger], group: list[Arm], start: int, end: int) -> list[Party]:
    """Fill the sides; further suppliers ("from Portugal and Norway") are given back."""
    anchors = {t.token.i for t in chain} | {i for a in group for i in range(a.left, a.mention.end)} | {a.head.i for a in group}
    anchors |= {c.i for t in chain if t.noun for c in t.token.children if c.dep_ in ("relcl", "acl")}
    found: list[tuple[str, Party]] = []
    found += roles_of_prepositions(reading, start, end, anchors)
    first = chain[0].token.i
    if not start <= first < end:
        found += [r for r in roles_of_prepositions(reading, first, min(first + 8, start), {first}) if r[0] == "recipient" or r[0] == "any"]
    for trigger in chain:
        found += roles_of_trigger(reading, trigger)
    suppliers = [p for side, p in found if side == "supplier"] + list(_makers(reading, start, end))
    recipients = [p for side, p in found if side == "recipient"] + _owner(reading, chain, group)
    open_ = [p for side, p in found if side == "any"]
    origin = origin_before(reading, group[0].head, group[0].left)
    _sides(draft, suppliers, recipients, open_, origin, _designer(reading, group))
    draft.weak_supplier = origin
    from_ = [p for side, p in roles_of_prepositions(reading, start, end, anchors) if side == "supplier"]
    return [p for p in from_[1:] if draft.supplier and p.state != draft.supplier.state and p.iri != draft.supplier.iri and p.token.dep_ == "conj"]


def _makers(reading: Reading, start: int, end: int) -> Iterator[Party]:
    """Whose licence or design a weapon is built to, and the state behind a Foreign Military Sale."""
    for token in reading.doc[start:end]:
        if token.lemma_.lower() in ("licence", "license") and token.head.lower_ == "under":
            for modifier in token.children:
                yield from phrase_parties(reading, modifier) if modifier.dep_ in ("amod", "compound", "poss") else ()
                if modifier.lower_ == "from":
                    yield from (p for noun in modifier.children for p in phrase_parties(reading, noun))
        if token.lemma_.lower() in ("design", "designed", "build", "built") and (token.pos_ == "NOUN" or token.tag_ == "VBN"):
            by = next((c for c in token.children if c.lower_ == "by"), None)
            if by is not None:
                yield from (p for noun in by.children for p in phrase_parties(reading, noun))
        if token.lower_ == "foreign" and reading.doc[token.i : token.i + 3].text.lower().startswith("foreign military sale"):
            yield Party(country_iri("USA"), "USA", token)


def _owner(reading: Reading, chain: list[Trigger], group: list[Arm]) -> list[Party]:
    """Who flies or fields "its two minehunters, bought from …": the clause's subject."""
    head = group[0].head
    verb = head.head
    if chain[0].noun or chain[0].token.head is not head or chain[0].frame.side != "recipient" or verb.pos_ != "VERB" or head.dep_ != "dobj":
        return []
    subject = subject_of(verb)
    return phrase_parties(reading, subject) if subject is not None else []


def _designer(reading: Reading, group: list[Arm]) -> str | None:
    """The state that designed the weapon, by the reference: it decides only between two named sides."""
    entry = reference().entries.get(group[0].iri) if group else None
    return entry.country if entry else None


def _sides(draft: Draft, suppliers: list[Party], recipients: list[Party], open_: list[Party], origin: Party | None, designer: str | None) -> None:
    if suppliers:
        draft.supplier = next((p for p in suppliers if p.company and not p.guessed), suppliers[0])
    if recipients:
        draft.recipient = next((p for p in recipients if not p.company and not _same(p, draft.supplier)), None)
    rest = [p for p in open_ if not _same(p, draft.supplier) and not _same(p, draft.recipient)]
    rest = [p for i, p in enumerate(rest) if not any(_same(p, q) for q in rest[:i])]
    sellers = [p for p in rest if p.company] or [p for p in rest if p.state and designer == p.state] or ([origin] if origin and not draft.supplier and origin in rest else [])
    if draft.supplier is None and sellers and (len(rest) > 1 or draft.recipient or sellers[0].company or not draft.recipient):
        draft.supplier = sellers[0]
        rest = [p for p in rest if not _same(p, draft.supplier)]
    if draft.recipient is None:
        draft.recipient = next((p for p in rest if not p.company), None)
        rest = [p for p in rest if p is not draft.recipient]
    if draft.supplier is None and rest and not _same(rest[0], draft.recipient):
        draft.supplier = rest[0]
    if draft.supplier is None and origin and not _same(origin, draft.recipient):
        draft.supplier = origin
    if _same(draft.supplier, draft.recipient):
        draft.supplier = origin if origin and not _same(origin, draft.recipient) else None


def _same(a: Party | None, b: Party | None) -> bool:
    return a is not None and b is not None and (a.iri == b.iri or (a.state is not None and a.state == b.state))


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


def _unarmed(reading: Reading, number: int, sent: Span, found: dict[int, Trigger], homes: list[str]) -> Iterator[Draft]:
    """A transfer of arms without a weapon named: aid for a sum, licences suspended, sales halted."""
    lower = sent.text.casefold()
    aid = any(w in lower for w in ("military aid", "military assistance", "military support", "arms package", "worth of arms", "worth of weapons"))
    ban = any(w in lower for w in ("export licen", "arms export", "weapons export", "exports to", "israeli weapons", "arms sales", "arms deliveries", "weapons", "export of arms"))
    if not (aid or ban):
        return
    candidates = [t for t in found.values() if t.frame.mode == "aid" or t.noun or t.frame.status == "approved" or t.token.lemma_ in ("provide", "send")]
    stage_words = frames().stage
    verb = next((t for t in sent if t.lemma_.lower() in stage_words["suspended"] and t.pos_ == "VERB"), None)
    money = [m for m in find_money(reading.article.text, sent.start_char, sent.end_char, countries=homes) if m.value >= 10000]
    if not candidates or (aid and not money) or (not aid and verb is None and "stop" not in lower and "approve no more" not in lower):
        return
    trigger = next((t for t in candidates if not t.noun), candidates[0])
    stage = stage_of(reading, sent, candidates[:2], [], sent.start, sent.end)
    if stage is None:
        return
    if not aid:
        stage = Stage("suspended", verb or trigger.token)
    draft = Draft(number, trigger.token, trigger.noun, [], stage=stage, strong=True, title=sent.start_char < reading.article.body_start)
    roles: list[tuple[str, Party]] = []
    side = "supplier"
    main = verb or sent.root
    if any(t.token.lemma_ in ("purchase", "import", "buy") for t in candidates):
        side = "recipient"
    subject = subject_of(main)
    if subject is not None:
        roles += [(side, p) for p in phrase_parties(reading, subject)]
    for t in candidates:
        roles += roles_of_trigger(reading, t)
    roles += roles_of_prepositions(reading, sent.start, sent.end, {t.i for t in sent})
    suppliers = [p for s, p in roles if s == "supplier"]
    recipients = [p for s, p in roles if s == "recipient" and not p.company]
    weapons = next((t for t in sent if t.lower_ in ("weapons", "arms")), None)
    origin = origin_before(reading, weapons, weapons.i) if weapons is not None else None
    _sides(draft, ([origin] if origin and side == "recipient" else []) + suppliers, recipients, [], origin, None)
    _amounts(reading, draft, sent, sent.start, sent.end, homes)
    draft.mode = "aid" if aid else None
    if aid and draft.value is not None and draft.value.value < Decimal(10000):
        draft.value = None
    if draft.supplier and (draft.recipient or draft.value):
        yield draft
