"""The comparable form of one article's facts: the annotated side and the extracted side look alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg.evaluate.matching import words
from kg.models import ArmsTransfer, Extraction, Fact, MilitaryExercise, Statement, SupplyRelation
from kg.reference import reference
from kg.vocab import country_iri

NamesOf = Callable[[str], tuple[str, ...]]
"""From an entity's IRI to all its names."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who speaks, takes part, supplies or receives."""

    names: tuple[str, ...]
    iso3: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A named person or organisation."""

    names: tuple[str, ...]
    type: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement; `length` counts the words of the whole content, of which `content` may leave out the middle."""

    content: tuple[str, ...]
    length: int
    speaker: Party
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise with its slots; `slots` holds name, start, end, status, personnel and type where filled."""

    participants: tuple[Party, ...]
    locations: tuple[str, ...]
    slots: dict[str, str]
    fact: Fact | None = None

    @property
    def participants_told(self) -> list[str]:
        """A code or name for each participant."""
        return [_told(party) for party in self.participants]

    @property
    def label(self) -> str:
        """What a reader knows it by: its name, else who takes part."""
        return self.slots.get("name") or ", ".join(self.participants_told) or "exercise"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer with its slots; `slots` holds value, currency, status and mode where filled."""

    supplier: Party | None
    recipient: Party | None
    weapons: tuple[tuple[str, ...], ...]
    quantities: tuple[str, ...]
    dates: tuple[str, ...]
    slots: dict[str, str]
    fact: Fact | None = None

    @property
    def label(self) -> str:
        """What a reader knows it by: who to whom, what."""
        parties = (_told(party) if party else "?" for party in (self.supplier, self.recipient))
        return f"{' → '.join(parties)} {', '.join(names[0] for names in self.weapons)}".rstrip()


def _told(party: Party) -> str:
    return party.iso3 or (party.names[0] if party.names else "?")


@dataclass(frozen=True, slots=True)
class Side:
    """What one side, annotators or program, finds in one article."""

    countries: frozenset[str] = frozenset()
    actors: tuple[Actor, ...] = ()
    statements: tuple[Said, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    text: str = field(default="", repr=False)


def extracted_sides(extractions: Iterable[Extraction]) -> dict[str, Side]:
    """The extracted side of each article by its identifier; an entity has the names of the whole set, as in a store."""
    held = list(extractions)
    names: dict[str, set[str]] = defaultdict(set)
    for extraction in held:
        for entity in extraction.entities:
            if not entity.reference:
                names[entity.iri] |= {entity.label, *entity.aliases}
    for iri, entry in reference().entries.items():
        names[iri] |= set(entry.names)
    return {extraction.article.id: _side(extraction, names) for extraction in held}


def _side(extraction: Extraction, names: dict[str, set[str]]) -> Side:
    entities = {entity.iri: entity for entity in extraction.entities}

    def names_of(iri: str) -> tuple[str, ...]:
        return tuple(sorted(names[iri])) if iri in names else ()

    def party(iri: str) -> Party:
        entity = entities.get(iri)
        iso3 = entity.country if entity and entity.kind == "country" else None
        states = country_iri("")
        if entity is None and iri.startswith(states):  # "the Bundeswehr", where nothing else names the state
            iso3 = iri.removeprefix(states)
        return Party(names_of(iri), iso3)

    def said(fact: Statement) -> Said:
        content = words(fact.content)
        return Said(content, len(content), party(fact.speaker) if fact.speaker else Party((fact.speaker_label,)), fact)

    deals: tuple[ArmsTransfer | SupplyRelation, ...] = (*extraction.transfers, *extraction.supply_relations)
    named = [entity for entity in extraction.entities if entity.named]
    return Side(
        countries=frozenset(e.country for e in named if e.kind == "country" and e.country),
        actors=tuple(Actor(names_of(e.iri), e.kind) for e in named if e.kind in ("person", "organization")),
        statements=tuple(said(fact) for fact in extraction.statements),
        exercises=tuple(
            Exercise(
                participants=tuple(party(iri) for iri in sorted(fact.participants)),
                locations=tuple(name for iri in fact.locations for name in names_of(iri)),
                slots=_exercise_slots(fact),
                fact=fact,
            )
            for fact in extraction.exercises
        ),
        transfers=tuple(
            Transfer(
                supplier=party(fact.supplier) if fact.supplier else None,
                recipient=party(fact.recipient) if fact.recipient else None,
                weapons=_weapons(fact, names_of),
                quantities=_quantities(fact),
                dates=_dates(fact),
                slots=_transfer_slots(fact),
                fact=fact,
            )
            for fact in deals
        ),
        text=extraction.article.text,
    )


def _exercise_slots(fact: MilitaryExercise) -> dict[str, str]:
    told = {
        "name": fact.name,
        "start": fact.start_date,
        "end": fact.end_date,
        "status": fact.status,
        "personnel": fact.personnel,
        "type": min(fact.exercise_types, default=None),
    }
    return {slot: str(value) for slot, value in told.items() if value}


def _weapons(fact: ArmsTransfer | SupplyRelation, names_of: NamesOf) -> tuple[tuple[str, ...], ...]:
    if isinstance(fact, SupplyRelation):
        return ()
    named = (names_of(iri) for iri in sorted({item.weapon for item in fact.items}))
    return tuple(names for names in named if names)


def _quantities(fact: ArmsTransfer | SupplyRelation) -> tuple[str, ...]:
    if isinstance(fact, SupplyRelation):
        return ()
    return tuple(str(item.quantity) for item in fact.items if item.quantity)


def _dates(fact: ArmsTransfer | SupplyRelation) -> tuple[str, ...]:
    if isinstance(fact, SupplyRelation):
        return ()
    return tuple(str(date) for date in (fact.date, fact.order_date, fact.delivery_date) if date)


def _transfer_slots(fact: ArmsTransfer | SupplyRelation) -> dict[str, str]:
    if isinstance(fact, SupplyRelation):
        return {}
    told = {"value": fact.value, "currency": fact.currency, "status": fact.status, "mode": fact.transfer_mode}
    return {slot: str(value) for slot, value in told.items() if value}
