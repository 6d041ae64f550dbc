"""The side that goes without saying: "an exercise with Australia", held at home by those whom the text is about."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kg.extract.exercises.draft import Draft
from kg.extract.exercises.editions import without_edition
from kg.extract.exercises.slot import Slot
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from kg.models import Entity
    from kg.reading import Reading

_HOLDS = ("nsubj", "poss")
_MANY = 5000
_FEW = 3
_AND = ("", "and", "and the", "the")
_WITH = re.compile(
    r"\b(?:with|alongside)\s+(?:(?:the|a|an|its)\s+)?"
    r"(?:(?:\w+\s+)?(?:forces|navy|navies|army|armies)\s+of\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)
_NEAR = 20  # code points


def unsaid_partner(reading: Reading, draft: Draft, main: Draft) -> str | None:
    """The state that holds an exercise with the few states told: where it is held, else whom the text is about.

    A guess, and only where all that the text tells of the sides is "with X".
    """
    told = sorted((s for s in draft.slots if s.name == "participant"), key=lambda s: s.start)
    states = {_state(reading, s) for s in told}
    alone = len(states) == 1 and _is_joint(reading, draft)
    if not 0 < len(states) <= _FEW or not (alone or _all_in_company(reading, told)):
        return None
    usual = [e.country for s in usual_sides(reading, draft) if (e := reading.entities.by_iri(s)).country]
    if states < set(usual):
        return next(iri_of_state(reading, c) for c in usual if c and c not in states)
    for country in (*_places(reading, draft), home_state(reading, main)):
        if country and country not in states:
            return iri_of_state(reading, country)
    return None


def _is_joint(reading: Reading, draft: Draft) -> bool:
    """Whether it is said to be of more sides than one: "a joint drill", "their bilateral exercise"."""
    doc = reading.doc
    return any(
        t.lower_ in ("bilateral", "joint")
        for a in draft.anchors
        for t in doc[max(doc[a.start].sent.start, a.start - 5) : a.end + 3]
    )


def guests(reading: Reading, draft: Draft) -> bool:
    """Whether the sides told are only guests ("along with a British battery"), or some of many."""
    told = sorted((s for s in draft.slots if s.name == "participant"), key=lambda s: s.start)
    many = any(isinstance(v, int) and v >= _MANY for v in draft.values("personnel"))
    return many or not told or _all_in_company(reading, told)


def unsaid_holder(reading: Reading, draft: Draft) -> list[str]:
    """The state where an exercise is held, if it alone acts in what is told: "off Mersin, the Turkish ministry said".

    A guess, for an exercise that no side is told of.
    """
    entities, doc = reading.entities, reading.doc
    here: set[str] = set()
    for anchor in draft.anchors:
        sent = doc[anchor.start].sent
        for m in entities.within(sent.start, sent.end):
            owner = entities.owner(m)
            acts = m.kind == "organization" and owner.organization_type in ("armed-force", "ministry")
            if owner.country and (
                acts or (m.kind == "country" and m.acts and doc[m.start : m.end].root.dep_ in _HOLDS)
            ):
                here.add(owner.country)
    places = {c for c in _places(reading, draft) if c}
    holder = iri_of_state(reading, next(iter(here))) if len(here) == 1 and here == places else None
    return [holder] if holder else []


def usual_sides(reading: Reading, draft: Draft) -> list[str]:
    """Who always holds a series ("Han Kuang": Taiwan), if the text speaks of all of them; a guess, for want of more."""
    name = without_edition(draft.name or "").casefold()
    sides = exercise_words().standing_sides.get(name, ())
    named = {e.country or e.label: e.iri for e in reading.entities.all if e.kind in ("country", "organization")}
    found = [iri_of_state(reading, side) or named.get(side) for side in sides]
    return [iri for iri in found if iri] if all(found) else []


def _state(reading: Reading, slot: Slot) -> str | None:
    return reading.entities.by_iri(str(slot.value)).country


def _all_in_company(reading: Reading, told: list[Slot]) -> bool:
    """Whether all sides are told of after "with", or in a list behind it."""
    return len(_in_company(reading, told)) == len(told)


def _in_company(reading: Reading, told: list[Slot]) -> list[Slot]:
    """Those told of after "with" ("with the armed forces of"), or in a list behind it."""
    text = reading.article.text
    found: list[Slot] = []
    for slot in told:
        last = found[-1].end if found else -1
        between = text[last : slot.start].casefold() if 0 <= last <= slot.start else "-"
        listed = between.strip(" ,") in _AND and len(between) < _NEAR
        if listed or _WITH.search(text, max(0, slot.start - 2 * _NEAR), slot.start):
            found.append(slot)
    return found


def _places(reading: Reading, draft: Draft) -> list[str | None]:
    slots = sorted((s for s in draft.slots if s.name == "location"), key=lambda s: -s.weight)
    return [reading.entities.by_iri(str(s.value)).country for s in slots]


def home_state(reading: Reading, main: Draft | None) -> str | None:
    """The code of the state a text is about: the main exercise's first side, or the one that is named most."""
    told = sorted((s for s in main.slots if s.name == "participant"), key=lambda s: s.start) if main else []
    company = _in_company(reading, told)
    first = [s.value for s in told if s not in company] or [s.value for s in told]
    sides = [c for v in first if (c := reading.entities.by_iri(str(v)).country)]
    counts: Counter[str] = Counter()
    for entity in reading.entities.all:
        if entity.country and (not sides or entity.country in sides) and _acts(entity):
            counts[entity.country] += len(entity.spans)
    ranked = counts.most_common(2)
    if sides and ranked and 2 * counts[sides[0]] > ranked[0][1]:
        return sides[0]
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _acts(entity: Entity) -> bool:
    return entity.kind in ("country", "organization", "person")


def iri_of_state(reading: Reading, country: str) -> str | None:
    """The IRI of a state by its code, if the text names it."""
    return next((e.iri for e in reading.entities.all if e.kind == "country" and e.country == country), None)
