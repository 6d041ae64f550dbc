"""Arms transfers: every concrete deal, delivery, gift, offer or request that an article tells of.

1. verb frames, active, passive, relative, infinitive: "Poland ordered 180 K2s", "jets bought from France"
2. noun frames: "a contract for 12 Rafales", "the sale of Stingers to Taiwan", "deliveries of S-400 to Turkey"
3. compounds: "the Russian-supplied MiG-29K"
4. arms without a weapon named: "€126m in military aid", "suspended 30 export licences to Israel"
5. general relations: "Russia, for decades its main arms supplier" (SupplyRelation)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.draft import Draft
from kg.extract.transfers.drafts import drafts
from kg.extract.transfers.frames import frames
from kg.extract.transfers.makers import designer
from kg.extract.transfers.merge import merged
from kg.extract.transfers.party import Party, same
from kg.extract.transfers.plausible import plausible
from kg.extract.transfers.relations import relations
from kg.extract.transfers.same_deal import alike, sides_fit
from kg.extract.transfers.topics import Topics
from kg.extract.transfers.truth import is_alleged
from kg.language.words import text_of
from kg.models import ArmsTransfer, Evidence, Modality, PartialDate, SupplyRelation, TransferItem
from kg.reference import reference

if TYPE_CHECKING:
    from kg.reading import Reading

__all__ = ["transfers"]


def transfers(reading: Reading) -> Iterator[ArmsTransfer | SupplyRelation]:
    """The transfers and supply relations of an article, in text order of their first mention."""
    found: list[tuple[int, ArmsTransfer | SupplyRelation]] = []
    told = list(drafts(reading))
    _fill_from_title(told)
    kept = merged(reading, plausible(reading, told))
    topics = Topics(reading, kept)
    for draft in kept:
        if draft.recipient is None and _for_its_own(draft, topics.main):
            continue
        transfer = _transfer(reading, draft, topics.recipient_of(draft), kept, topics.likely)
        if transfer:
            found.append((transfer.evidence[0].start, transfer))
    for relation in relations(reading):
        found.append((relation.evidence[0].start, relation))
    yield from (fact for _, fact in sorted(found, key=lambda pair: pair[0]))


_LEAD = 3
"""So many sentences after the headline tell what it does."""


def _fill_from_title(told: list[Draft]) -> None:
    """Give the lead the sides that only the headline names: "Uruguay rescinds Spanish patrol vessels contract"."""
    title = next((d for d in told if d.title and d.strong and d.supplier and d.recipient and d.arms), None)
    if title is None or title.kind != "armed":
        return
    for draft in told:
        if draft.title or draft.sentence > title.sentence + _LEAD or draft.kind != "armed" or not draft.strong:
            continue
        one = draft.stage.status == title.stage.status and alike(title, draft)
        if one and sides_fit(title.supplier, draft.supplier) and sides_fit(title.recipient, draft.recipient):
            draft.supplier = draft.supplier or (replace(title.supplier, guessed=True) if title.supplier else None)
            draft.recipient = draft.recipient or (replace(title.recipient, guessed=True) if title.recipient else None)
            return


def _modality(draft: Draft, status: str | None) -> Modality:
    if is_alleged(draft.trigger):
        return "alleged"
    return "planned" if status in ("considered", "requested") else "asserted"


def _transfer(
    reading: Reading, draft: Draft, main: Party | None, kept: list[Draft], likely: Party | None
) -> ArmsTransfer | None:
    recipient = draft.recipient
    if recipient is None and (draft.title or _unnamed(reading, draft)):
        main = None
    if recipient is None and draft.needs_recipient:
        given = main is not None and (draft.mode == "aid" or main.state in frames().gifts)
        if main is None or not given or main.guessed or draft.supplier is None:
            return None
    if (
        recipient is None
        and draft.supplier is not None
        and main is not None
        and not same(main, draft.supplier)
        and draft.arms
    ):
        recipient = main
    if _with_partner(draft) and main is not None and not same(main, draft.recipient):  # "talks with Italy"
        draft.supplier, recipient = draft.recipient, main
    if draft.supplier is None and recipient is None:
        if main is None or draft.kind != "armed" or all(a.generic for a in draft.arms):
            return None
        recipient = main
    if draft.supplier is None and recipient is not None and draft.kind == "armed":
        draft.supplier = designer(reading, draft, recipient, kept)
    if draft.supplier is None and (draft.needs_supplier or _home_made(reading, draft)):
        return None
    if draft.supplier is None and all(a.generic for a in draft.arms):
        return None
    if draft.kind == "armed" and _at_home(draft, recipient or main):
        return None  # a state's own industry: no arms cross a border
    if recipient is None and draft.kind == "armed" and _nobody_receives(reading, draft):
        return None
    if draft.kind in ("ban", "arms") and not (draft.supplier and draft.recipient):
        return None
    if draft.kind == "aid" and not (
        draft.supplier
        and (draft.value or recipient)
        and (draft.value or draft.stage.status in ("suspended", "cancelled"))
    ):
        return None
    if (
        draft.kind == "arms"
        and draft.value is None
        and draft.stage.status not in ("considered", "cancelled", "requested")
    ):
        return None
    if draft.kind == "aid" and recipient is None and main is not None and not same(main, draft.supplier):
        recipient = main
    if draft.kind == "armed" and not draft.arms:
        return None
    if recipient is None and main is None and likely is not None and not draft.title and not _unnamed(reading, draft):
        recipient = likely if draft.supplier is not None and not same(likely, draft.supplier) else None
    items = tuple(_items(draft))
    if not draft.mode_told and draft.mode == "sale" and _given(draft, recipient, kept):
        draft.mode = "aid"
    status = draft.stage.status
    if draft.mode == "aid" and draft.supplier is not None and draft.supplier.company:
        draft.mode = "sale"  # companies give nothing away
        status = "ordered" if status == "approved" else status
    if status == "ordered" and draft.mode == "aid":
        status = "approved"  # a gift is pledged, whatever is signed about it
    date = draft.date.first if draft.date else None
    return ArmsTransfer(
        rule=f"transfers/{draft.trigger.lemma_.lower()}-{'noun' if draft.noun else 'verb'}",
        confidence=_confidence(draft, recipient),
        modality=_modality(draft, status),
        evidence=tuple(_evidence(reading, draft)),
        inferred=("date",) if draft.date and draft.date.inferred else (),
        supplier=draft.supplier.iri if draft.supplier else None,
        recipient=recipient.iri if recipient else None,
        items=items,
        value=draft.value.value if draft.value else None,
        value_qualifier=draft.value.qualifier if draft.value else None,
        currency=draft.value.currency if draft.value else None,
        status=status,
        transfer_mode=draft.mode,  # type: ignore[arg-type]
        condition="second-hand" if draft.second_hand else None,
        date=date if isinstance(date, PartialDate) else None,
    )


def _with_partner(draft: Draft) -> bool:
    """ "Talks with Italy on 24 Typhoons": whom somebody unnamed here deals with sells to him."""
    partner = draft.recipient
    if draft.supplier is not None or partner is None or partner.prep != "with" or partner is not draft.weak_recipient:
        return False
    entries = reference().entries
    homes = {entry.country for a in draft.arms if (entry := entries.get(a.iri)) and entry.country and not a.generic}
    joint = any(a.iri.rsplit("/", 1)[-1] in frames().joint for a in draft.arms)
    return bool(homes) and (joint or partner.state in homes)


def _nobody_receives(reading: Reading, draft: Draft) -> bool:
    """Whether words that also tell of moves at home name nobody to receive: "moved 36 howitzers to a new area"."""
    abroad = draft.noun or draft.stage.status in ("suspended", "cancelled") or _unnamed(reading, draft)
    return not abroad and draft.trigger.lemma_.lower() in _INWARD


_INWARD = frozenset("transfer move build produce make manufacture assemble upgrade".split())


def _at_home(draft: Draft, recipient: Party | None) -> bool:
    """Whether a state buys from its own industry, or nobody but a company's own state is there to buy."""
    supplier = draft.supplier
    return supplier is not None and same(supplier, recipient) and (supplier.company or draft.recipient is not None)


def _for_its_own(draft: Draft, main: Party | None) -> bool:
    """Whether a company sells to nobody named, where the article's deals are of its own state: a home order."""
    supplier = draft.supplier
    return draft.kind == "armed" and supplier is not None and supplier.company and same(supplier, main)


def _given(draft: Draft, recipient: Party | None, kept: list[Draft]) -> bool:
    """Whether a state's arms are a gift though no word says so: to one at war, or to one that it gives others."""
    giver = draft.supplier
    if giver is None or giver.company or giver.guessed or recipient is None:
        return False
    if recipient.state in frames().gifts:
        return True
    others = [d for d in kept if d.mode_told and same(d.recipient, recipient) and same(d.supplier, giver)]
    return bool(others) and all(d.mode == "aid" for d in others)


_HOME_MADE = frozenset(
    (
        "domestically indigenous indigenously home-built home-grown homegrown locally domestic self-developed home-made"
    ).split()
)


def _home_made(reading: Reading, draft: Draft) -> bool:
    return any(t.lower_ in _HOME_MADE for a in draft.arms for t in reading.doc[max(0, a.left - 5) : a.mention.end + 4])


_UNNAMED = re.compile(
    r"\b(?:an?|one|another|unnamed|undisclosed|unspecified|foreign|export) (?:\S+ ){0,2}"
    r"(?:state|country|customer|client|nation|buyer)\b"
)


def _unnamed(reading: Reading, draft: Draft) -> bool:
    """Whether the recipient is told of but not named: "a state of South-East Asia"."""
    return bool(_UNNAMED.search(text_of(draft.trigger.sent)))


def _items(draft: Draft) -> Iterator[TransferItem]:
    seen: set[str] = set()
    for arm in draft.arms:
        if arm.iri not in seen:
            seen.add(arm.iri)
            yield TransferItem(
                weapon=arm.iri,
                quantity=arm.quantity,
                quantity_delivered=arm.part if draft.stage.status in ("delivering", "delivered") else None,
                quantity_qualifier=arm.qualifier,
            )


def _confidence(draft: Draft, recipient: Party | None) -> float:
    """How sure a fact is: weights in the order of the shares that were right on the articles worked on.

    Parties told outright count most; noun frames were right more often than verbs (85% to 59%), a ban or a sum of aid
    (all of eight) more often than arms, several items (one of eight) and part deliveries (38%) least.
    """
    score = 0.5
    score += 0.15 * (
        draft.supplier is not None and not draft.supplier.guessed and draft.supplier is not draft.weak_supplier
    )
    score += 0.15 * (draft.recipient is not None and not draft.recipient.guessed)
    score += 0.1 * bool(draft.arms and not all(a.generic for a in draft.arms))
    score += 0.05 * draft.strong
    score += 0.1 * draft.noun
    score += 0.15 * (not draft.arms)
    score += 0.05 * (draft.stage.status in ("cancelled", "suspended", "considered"))
    score -= 0.2 * (len(draft.arms) > 1)
    score -= 0.15 * (draft.stage.status == "delivering")
    score -= 0.15 * (recipient is not draft.recipient)
    return round(min(max(score, 0.2), 0.95), 2)


def _evidence(reading: Reading, draft: Draft) -> Iterator[Evidence]:
    spans: dict[tuple[int, int], set[str]] = {}

    def add(start: int, end: int, name: str) -> None:
        spans.setdefault((start, end), set()).add(name)

    add(draft.trigger.idx, draft.trigger.idx + len(draft.trigger), "status")
    token = draft.stage.token
    if token is not None:
        add(token.idx, token.idx + len(token), "status")
    for name, party in (("supplier", draft.supplier), ("recipient", draft.recipient)):
        if party:
            mention = reading.entities.mention_at(party.token.i)
            span = (
                reading.doc[mention.start : mention.end] if mention else reading.doc[party.token.i : party.token.i + 1]
            )
            add(span.start_char, span.end_char, name)
    for arm in draft.arms:
        span = reading.doc[arm.mention.start : arm.mention.end]
        add(span.start_char, span.end_char, "weapon")
        if arm.number:
            add(*arm.number, "quantity")
    if draft.value:
        add(draft.value.start, draft.value.end, "value")
        add(draft.value.start, draft.value.end, "currency")
    if draft.date:
        add(draft.date.start, draft.date.end, "date")
    for start, end, name in draft.spans:
        add(start, end, name)
    for (start, end), names in sorted(spans.items()):
        yield Evidence(start=start, end=end, supports=tuple(sorted(names)))
