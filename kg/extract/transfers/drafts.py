"""What one sentence tells of transfers: a draft for each group of weapons that a frame governs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.arm import Arm
from kg.extract.transfers.arms import arms_of
from kg.extract.transfers.chains import chain_of, from_somewhere, of_own_force
from kg.extract.transfers.contests import contest_of, contestants
from kg.extract.transfers.draft import Draft
from kg.extract.transfers.frames import Trigger, frames, triggers
from kg.extract.transfers.particulars import mode_of, particulars
from kg.extract.transfers.parties import parties_of
from kg.extract.transfers.party import Party, same
from kg.extract.transfers.passed_over import left_out
from kg.extract.transfers.rivals import with_rivals
from kg.extract.transfers.roles import sides_of
from kg.extract.transfers.shares import shared_out
from kg.extract.transfers.stage import Stage
from kg.extract.transfers.stages import MADE, stage_of
from kg.extract.transfers.unarmed import speaks_of_arms, unarmed
from kg.language.grammar import FINITE
from kg.vocab import country_iri

if TYPE_CHECKING:
    from spacy.tokens import Span

    from kg.reading import Reading


_BARE_FRAME = re.compile(r"[-–](?:supplied|donated|delivered|provided)\b|\bfrom\s+(?:the\s+)?[A-Z]")


def drafts(reading: Reading) -> Iterator[Draft]:
    """The drafts of an article in text order; those without arms give their sides to what follows (`merge`)."""
    homes = [e.country for e in reading.entities.all if e.kind == "country" and e.country]
    for number, sent in enumerate(reading.doc.sents):
        text = reading.article.text[sent.start_char : sent.end_char]
        if text.rstrip(" \n\"'”’").endswith("?"):
            continue
        found = triggers(sent)
        contest = contest_of(sent)
        if not found and contest is None and not _BARE_FRAME.search(text):
            continue
        groups = [g for g in arms_of(reading, sent) if not all(_bare(reading, a) for a in g)]
        if not groups and not speaks_of_arms(sent, found):
            continue
        parties = parties_of(reading, sent)
        if contest is not None:
            title = sent.start_char < reading.article.body_start
            entered = contestants(number, contest, groups, parties, title=title)
            if entered:
                yield from entered
                continue
        told = _armed(reading, number, sent, groups, found, parties, homes)
        told = with_rivals(sent, groups, parties, shared_out(sent, parties, told))
        yield from told
        if not any(d.strong for d in told):
            for draft in unarmed(reading, number, sent, found, parties):
                particulars(reading, draft, sent, sent.start, sent.end, homes)
                yield draft


def _armed(
    reading: Reading,
    number: int,
    sent: Span,
    groups: list[list[Arm]],
    found: dict[int, Trigger],
    parties: list[Party],
    homes: list[str],
) -> list[Draft]:
    """The drafts of a sentence's groups of weapons; a group without a frame goes with the one before it."""
    told: list[Draft] = []
    last: list[Trigger] = []
    seen: list[list[Arm]] = []
    lead = groups[0][0].left if groups else sent.end
    for group, (start, end) in zip(groups, _segments(sent, groups), strict=True):
        chain, strong = chain_of(group, found, sent, seen[-1][-1].end if seen else -1)
        following = groups[len(seen) + 1] if len(seen) + 1 < len(groups) else None
        if following and following[0].anaphoric and chain and chain[0].token.i > following[0].left:
            seen.append(group)
            continue  # "14 MiG-29s, of which six were donated by …": the six are spoken of
        own = strong and chain[0].token.i > group[0].head.i and not chain[0].noun
        supplied = any(p.supplied and start <= p.start < group[0].end for p in parties)
        before = groups[len(seen) - 1] if seen else []
        if _beside(sent, group) or (not own and not supplied and left_out(sent, group, before, start)):
            seen.append(group)
            continue
        seen.append(group)
        lead_in = reading.doc[start : group[0].left]
        joint = reading.doc[start].lower_ in ("and", ",", "plus", "while")
        apart = joint and any(
            t.lower_ in ("for", "first", "too")
            or (t.tag_ in FINITE and t.lemma_ not in ("include", "comprise", "cover"))
            for t in lead_in
        )
        joint = joint and not apart and not any(t.lower_ == "according" for t in lead_in)
        if not strong and (apart or not joint) and last and chain and chain[0] in last and not chain[0].noun:
            continue  # the verb is spoken for
        if not strong and last and joint and not any(start <= t.token.i < end for t in found.values()):
            chain, strong = last, True
        if not chain and from_somewhere(sent, group, parties):
            bare = Trigger(group[0].head, frames().nouns["delivery"], True)
            chain, strong = [bare], True
        if of_own_force(group, chain, parties):
            continue
        if told and group[0].anaphoric and _part_of(reading, group[0], told[-1], chain):
            continue
        anew = told and any(
            told[-1].arms[-1].end <= p.start < group[0].left and p.prep is None and p.modifies is None and not p.guessed
            for p in parties
        )
        wholly = group[0].anaphoric and group[0].whole and not anew
        if wholly and told and chain and told[-1].arms[-1].iri == group[0].iri:
            _whole(reading, told[-1], group, chain, parties, (start, end), lead)
            continue
        made = list(_drafts(reading, number, sent, group, chain, parties, (start, end), homes, lead, strong))
        told += made
        last = chain if strong else []
    for draft in told:
        twin = next((d for d in reversed(told) if d is not draft and d.trigger == draft.trigger), None)
        if twin is not None:
            if draft.supplier is None and twin.supplier and not same(twin.supplier, draft.recipient):
                draft.supplier = twin.supplier
            if draft.recipient is None and twin.recipient and not same(twin.recipient, draft.supplier):
                draft.recipient = twin.recipient
    return _packages(told)


def _part_of(reading: Reading, arm: Arm, draft: Draft, chain: list[Trigger]) -> bool:
    """ "24 Rafales, 12 of them second-hand": some of the arms told just before, and nothing else is done with them."""
    one = next((a for a in draft.arms if a.iri == arm.iri), None)
    if one is None or not arm.number or not one.quantity or not arm.quantity or arm.quantity >= one.quantity:
        return False
    after = reading.article.text[arm.number[1] : arm.number[1] + 9]
    return after.startswith((" of them", " of whi", " of tho")) and (not chain or chain[0].token == draft.trigger)


def _whole(
    reading: Reading,
    draft: Draft,
    group: list[Arm],
    chain: list[Trigger],
    parties: list[Party],
    bounds: tuple[int, int],
    lead: int,
) -> None:
    """Add what "out of five ordered from Russia" says to the part told before it."""
    sides = sides_of(reading.doc, chain, group, parties, *bounds, lead)
    draft.supplier = sides.supplier or draft.supplier
    draft.recipient = draft.recipient or sides.recipient
    draft.arms[-1] = replace(group[0], mention=draft.arms[-1].mention, partial=True)
    draft.strong = True
    if draft.stage.status in ("ordered", "delivered", "delivering"):
        draft.stage = replace(draft.stage, status="delivering")


def _packages(told: list[Draft]) -> list[Draft]:
    """One package out of drafts that one frame tells of one pair: "116 K2GF – the standard … – and 64 K2PL"."""
    kept: list[Draft] = []
    for draft in told:
        home = next((d for d in kept if d.trigger == draft.trigger and _one_pair(d, draft)), None)
        if home is None:
            kept.append(draft)
        else:
            home.arms += [a for a in draft.arms if all(a.iri != b.iri for b in home.arms)]
            home.value, home.date = home.value or draft.value, home.date or draft.date
    return kept


def _one_pair(a: Draft, b: Draft) -> bool:
    pairs = ((a.supplier, b.supplier), (a.recipient, b.recipient))
    alike = all((x is None and y is None) or same(x, y) for x, y in pairs)
    firms = a.supplier is not None and b.supplier is not None and a.supplier.company and b.supplier.company
    if firms and a.supplier is not None and b.supplier is not None and a.supplier.iri != b.supplier.iri:
        return False  # "212 K9 from Hanwha and 48 FA-50 from KAI"
    sums = a.value is not None and b.value is not None and a.value.start != b.value.start
    days = a.date is not None and b.date is not None and a.date.start != b.date.start
    counted = any(x.iri == y.iri for x in a.arms for y in b.arms)
    return alike and not sums and not days and not counted and a.stage.status == b.stage.status


_BESIDES = re.compile(r"(?:Besides|Apart from|Aside from|In addition to) (?:the|its|their|these|those) ")


def _beside(sent: Span, group: list[Arm]) -> bool:
    """Whether a sentence opens with weapons told before: "Besides the Lynx, the committee approved …"."""
    lead, after = sent.doc[sent.start : group[0].left], sent.doc[group[-1].end : group[-1].end + 1]
    return len(lead) < 5 and after.text == "," and _BESIDES.fullmatch(lead.text_with_ws) is not None


def _bare(reading: Reading, arm: Arm) -> bool:
    """ "arms" and "weapons" name no weapon."""
    return reading.entities.owner(arm.mention).label == "military equipment"


def _segments(sent: Span, groups: list[list[Arm]]) -> list[tuple[int, int]]:
    """The stretch of the sentence that belongs to each group: cut before the next one at the last joint."""
    starts = [sent.start] if groups else []
    for left, right in itertools.pairwise(groups):
        cut = max(right[0].left, left[-1].end)
        for token in reversed(sent.doc[left[-1].end : cut]):
            if token.text in (";", ",", "–", "—") or token.lower_ in ("and", "while", "but", "plus"):
                cut = token.i
                gap = sent.doc[max(left[-1].end, cut - 5) : cut]
                if token.text == "," and (opened := next((t.i for t in gap if t.text == ";"), None)) is not None:
                    cut = opened  # "…; Dassault, the Rafale"
                elif token.text == "," and sent.doc[token.i + 1].lower_ in ("which", "who", "whose"):
                    joints = (t.i for t in reversed(list(gap)) if t.lower_ in ("and", "while", "but", ";"))
                    cut = next(joints, cut)  # "…, and to India, which has delivered"
                break
        starts.append(cut)
    return list(zip(starts, [*starts[1:], sent.end][: len(starts)], strict=True))


def _drafts(
    reading: Reading,
    number: int,
    sent: Span,
    group: list[Arm],
    chain: list[Trigger],
    parties: list[Party],
    bounds: tuple[int, int],
    homes: list[str],
    lead: int,
    strong: bool,
) -> Iterator[Draft]:
    start, end = bounds
    title = sent.start_char < reading.article.body_start
    supplied = next((p for p in parties if p.supplied and any(a.left - 4 <= p.start < a.end for a in group)), None)
    if supplied is not None:
        yield _supplied(reading, number, sent, group, supplied, parties)
        return
    if not chain:
        return
    if all(a.anaphoric for a in group) and chain[0].token.lemma_.lower() in MADE:
        return  # "116 of the tanks will be built there": how an order told before is carried out
    stage = stage_of(reading, sent, chain, group, start, end)
    if stage is None:
        return
    draft = Draft(number, chain[0].token, chain[0].noun, group, stage=stage, strong=strong, title=title)
    twins = _assign(reading, draft, chain, group, parties, start, end, lead)
    draft.needs_recipient = (
        all(t.frame.needs_recipient or t.frame.of_deal for t in chain) and chain[0].frame.needs_recipient
    )
    draft.needs_supplier = all(t.frame.needs_supplier for t in chain)
    draft.of_deal = all(t.frame.of_deal for t in chain)
    particulars(reading, draft, sent, start, end, homes)
    draft.mode = mode_of(draft, chain, sent, start, end)
    draft.mode_told = draft.mode is not None and (draft.mode != "sale" or any(t.frame.mode for t in chain))
    near = {t.lower_ for t in sent.doc[max(start, group[0].left - 6) : min(end, group[-1].end + 4)]}
    draft.second_hand = (
        bool(near & {"second-hand", "secondhand", "used", "refurbished", "surplus"}) or {"second", "hand"} <= near
    )
    yield draft
    for twin in twins:
        yield Draft(**{**draft.__dict__, **twin, "spans": list(draft.spans)})


def _supplied(
    reading: Reading, number: int, sent: Span, group: list[Arm], supplied: Party, parties: list[Party]
) -> Draft:
    """ "the Russian-supplied MiG-29K", "Iraq's US-supplied Abrams"."""
    token = supplied.token
    draft = Draft(number, token, False, group, supplied, stage=Stage("delivered", token), strong=True)
    draft.recipient = next((p for p in parties if p.possessive and 0 <= supplied.start - p.end < 4), None)
    word = reading.doc[supplied.end + 1]
    draft.spans = [(token.idx, word.idx + len(word), "supplier")]
    return draft


def _assign(
    reading: Reading,
    draft: Draft,
    chain: list[Trigger],
    group: list[Arm],
    parties: list[Party],
    start: int,
    end: int,
    lead: int,
) -> list[dict[str, Party | None]]:
    """Fill the sides; give back what differs in twins: further suppliers or recipients ("from Portugal and Norway")."""
    sides = sides_of(reading.doc, chain, group, parties, start, end, lead)
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
        if token.lower_ == "foreign" and reading.doc[token.i : token.i + 3].text.lower().startswith(
            "foreign military sale"
        ):
            return Party(country_iri("USA"), "USA", token)
        if token.text in ("Congress", "DSCA") and any(
            t.lemma_ in ("notify", "notification", "inform", "certification") for t in token.sent
        ):
            return Party(country_iri("USA"), "USA", token)
    return None
