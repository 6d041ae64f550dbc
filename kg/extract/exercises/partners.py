"""The side that goes without saying: "an exercise with Australia", held at home by those whom the text is about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.extract.exercises.draft import Draft
from kg.extract.exercises.slot import Slot

if TYPE_CHECKING:
    from kg.models import Entity
    from kg.reading import Reading

_WITH = ("with", "alongside", "with the", "alongside the")


def unsaid_partner(reading: Reading, draft: Draft, main: Draft) -> str | None:
    """The state that holds an exercise with the one state told: where it is held, else whom the text is about.

    A guess, and only where all that the text tells of the sides is "with X".
    """
    told = [s for s in draft.slots if s.name == "participant"]
    states = {_state(reading, s) for s in told}
    if len(states) != 1 or not told or not all(_in_company(reading, s) for s in told):
        return None
    partner = next(iter(states))
    for country in (*_places(reading, draft), _home(reading, main)):
        if country and country != partner:
            return _iri_of(reading, country)
    return None


def _state(reading: Reading, slot: Slot) -> str | None:
    return reading.entities.by_iri(str(slot.value)).country


def _in_company(reading: Reading, slot: Slot) -> bool:
    """Whether the side is told of after "with"."""
    before = reading.doc.text[max(0, slot.start - 20) : slot.start].casefold().split()
    return " ".join(before[-1:]) in _WITH or " ".join(before[-2:]) in _WITH


def _places(reading: Reading, draft: Draft) -> list[str | None]:
    slots = sorted((s for s in draft.slots if s.name == "location"), key=lambda s: -s.weight)
    return [reading.entities.by_iri(str(s.value)).country for s in slots]


def _home(reading: Reading, main: Draft) -> str | None:
    """The state that most names of the text belong to, among the main exercise's sides where these are known."""
    sides = {reading.entities.by_iri(str(v)).country for v in main.sides()} - {None}
    counts: Counter[str] = Counter()
    for entity in reading.entities.all:
        if entity.country and (not sides or entity.country in sides) and _acts(entity):
            counts[entity.country] += len(entity.spans)
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _acts(entity: Entity) -> bool:
    return entity.kind in ("country", "organization", "person")


def _iri_of(reading: Reading, country: str) -> str | None:
    return next((e.iri for e in reading.entities.all if e.kind == "country" and e.country == country), None)
