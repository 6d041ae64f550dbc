"""Who sells where no sentence says so: the maker or state that a weapon's type stands for in its article."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.transfers.frames import frames
from kg.extract.transfers.parties import maker_of
from kg.extract.transfers.party import Party, same
from kg.extract.transfers.same_deal import alike_arms
from kg.reference import reference
from kg.vocab import country_iri

if TYPE_CHECKING:
    from kg.extract.mentions import Mention
    from kg.extract.transfers.draft import Draft
    from kg.reading import Reading
    from kg.reference import Entry


def designer(reading: Reading, draft: Draft, recipient: Party, kept: list[Draft]) -> Party | None:
    """The maker that the article tells of, or the state that designed the arms where it is spoken of: a guess."""
    entries = reference().entries
    in_name = next((m for a in draft.arms if (m := _maker_in_name(reading, draft, a.mention)) is not None), None)
    if in_name is not None and in_name.state != recipient.state:
        return in_name
    seller = _seller_of_type(draft, kept)
    if seller is not None and not same(seller, recipient):
        return seller
    builders = [entry for a in draft.arms if (entry := entries.get(a.iri)) and not a.generic]
    if any(entry.iri.rsplit("/", 1)[-1] in frames().joint for entry in builders):
        return _partner(reading, builders, recipient) if len(builders) == 1 else None
    states = {entry.country for entry in builders}
    if len(states) != 1 or (state := states.pop()) is None or state == recipient.state:
        return None
    arms = {a.iri for a in draft.arms}
    maker = maker_of(reading, state) if draft.mode not in _NO_SALE else None
    if maker is not None and any(a.mention.name.startswith(maker.label) for d in kept for a in d.arms if a.iri in arms):
        named = next(m for m in reading.entities.mentions if reading.entities.owner(m) is maker)
        return Party(maker.iri, state, reading.doc[named.start], company=True, guessed=True)
    for mention in reading.entities.mentions:
        if mention.country == state and mention.kind in ("country", "organization") and mention.acts:
            token = reading.doc[mention.start : mention.end].root
            return Party(country_iri(state), state, token, guessed=True)
    return None


def _partner(reading: Reading, builders: list[Entry], recipient: Party) -> Party | None:
    """The one of the states that build a system together of which the article speaks far most: a guess."""
    states = {builders[0].country, *builders[0].partners} - {recipient.state}
    acting = [m for m in reading.entities.mentions if m.kind in ("country", "organization") and m.country in states]
    spoken = Counter(m.country for m in acting if m.acts).most_common(2)
    if not spoken or (len(spoken) == 2 and spoken[0][1] < 2 * spoken[1][1]):
        return None
    state = str(spoken[0][0])
    first = next(m for m in acting if m.country == state)
    return Party(country_iri(state), state, reading.doc[first.start : first.end].root, guessed=True)


def _seller_of_type(draft: Draft, kept: list[Draft]) -> Party | None:
    """The one company that the article says sells arms of this type to others: a guess."""
    if draft.mode in _NO_SALE or draft.second_hand or not draft.arms or draft.arms[0].generic:
        return None
    sales = [
        d
        for d in kept
        if d is not draft and d.supplier is not None and d.mode not in _NO_SALE and not d.second_hand and d.arms
        if not d.arms[0].generic and alike_arms(d.arms[0], draft.arms[0])
    ]
    told = [p for d in sales if (p := d.supplier) and p.company and (not p.guessed or p.prep == "from")]
    sellers = {p.iri: p for p in told}
    return replace(next(iter(sellers.values())), guessed=True) if len(sellers) == 1 else None


_NO_SALE = ("aid", "loan")


def _maker_in_name(reading: Reading, draft: Draft, weapon: Mention) -> Party | None:
    """The maker that a weapon's own name begins with, where it is bought: "the Airbus A330 MRTT"."""
    if weapon.form != "designation" or draft.mode not in (None, "sale") or draft.second_hand:
        return None
    token = reading.doc[weapon.start]
    maker = _makers().get(token.text) if weapon.end - weapon.start > 1 else None
    return Party(maker.iri, maker.country, token, company=True, guessed=True) if maker else None


@lru_cache(maxsize=1)
def _makers() -> dict[str, Entry]:
    """The companies with a name of one word, by it."""
    firms = (e for e in reference().entries.values() if e.type == "company")
    return {name: e for e in firms for name in e.names if " " not in name and name not in e.ambiguous}
