"""The values that travel between the stages: articles, entities, facts. All are frozen.

Offsets are Unicode code points of `Article.text`; an end is exclusive. A field that the text does
not fill is None or empty; nothing is ever guessed into it. Property names in `Evidence.supports`
and `Fact.inferred` are the local names of the ontology's properties ("supplier", "startDate").
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EntityKind = Literal["person", "organization", "country", "place", "weapon"]
Form = Literal["direct", "indirect", "mixed"]
Modality = Literal["asserted", "planned", "conditional", "alleged"]
ExerciseStatus = Literal["planned", "ongoing", "completed", "cancelled"]
TransferStatus = Literal[
    "considered", "requested", "approved", "ordered", "delivering", "delivered", "cancelled", "suspended"
]
TransferMode = Literal["sale", "aid", "lease", "loan", "license"]
Condition = Literal["new", "second-hand", "modernized"]
ExerciseType = Literal["land", "naval", "air", "joint", "nuclear", "cyber", "command-post"]


class Value(BaseModel):
    """A frozen value without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Article(Value):
    """One normalised document; `text` is the title, a blank line and the body (just the body without a title)."""

    id: str
    title: str = ""
    text: str
    published: dt.date | None = None
    source: str | None = None
    """The address it came from, else the bare file name."""
    publisher: str | None = None
    language: str = "en"
    note: str | None = None
    input_hash: str = ""
    """SHA-256 of text and header fields; the same hash and extractor version mean nothing to do."""
    truncated: bool = False

    @property
    def body_start(self) -> int:
        """Where the body begins in `text`."""
        return len(self.title) + 2 if self.title else 0


class PartialDate(Value):
    """A date as far as the text goes: year, year-month, full date, or month-day without a year.

    `str()` gives the lexical form of xsd:gYear, gYearMonth, date or gMonthDay ("--02-10").
    """

    year: int | None = None
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)

    def __str__(self) -> str:
        year = f"{self.year:04d}" if self.year is not None else "-"
        return "-".join([year, *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])


class Evidence(Value):
    """One span of the text and the properties of the fact that rest on it."""

    start: int
    end: int
    supports: tuple[str, ...]


class Entity(Value):
    """Somebody or something the article names, all its mentions joined.

    `iri` identifies it in facts. `reference` entities are described in the reference graph; the
    others in the article's own graph. A country's `country` is its own code; a weapon's, its origin.
    """

    iri: str
    kind: EntityKind
    label: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    """ISO 3166-1 alpha-3 of the affiliation (or origin), only where the text or the reference says so."""
    role: str | None = None
    """An office as the text gives it, without the country: "president", "defence minister"."""
    organization_type: str | None = None
    reference: bool = False
    named: bool = True
    """Whether it counts as mentioned by name: "the ministry" alone, or a city as a mere place, does not."""
    spans: tuple[tuple[int, int], ...] = ()
    """Every mention that was joined into it, in text order."""


class Fact(Value):
    """What every extracted fact carries: the rule that made it and the spans it rests on."""

    rule: str
    """Extractor and rule: "transfers/deal-noun"."""
    confidence: float = Field(ge=0, le=1)
    modality: Modality = "asserted"
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    inferred: tuple[str, ...] = ()
    """Properties whose value, or part of it, was inferred (a year from the publication date)."""


class Statement(Fact):
    """One attributed piece of speech or writing."""

    speaker: str | None = None
    """IRI of the speaking entity; None for an anonymous source."""
    speaker_label: str
    """The speaker as written; for a pronoun, its antecedent's name."""
    speaker_role: str | None = None
    relayed_by: str | None = None
    content: str
    form: Form
    cue: str
    """Lemma of the reporting word ("say", "according to")."""
    addressee: str | None = None
    speech_act: str | None = None
    medium: str | None = None
    date: PartialDate | None = None


class Contingent(Value):
    """How many came from one participant of an exercise."""

    participant: str
    personnel: int


class MilitaryExercise(Fact):
    """One exercise, or one edition of a series."""

    name: str | None = None
    series: str | None = None
    participants: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    status: ExerciseStatus | None = None
    personnel: int | None = None
    contingents: tuple[Contingent, ...] = ()
    exercise_types: tuple[ExerciseType, ...] = ()
    equipment: tuple[str, ...] = ()
    superlative: str | None = None


class TransferItem(Value):
    """One line of a transfer."""

    weapon: str
    quantity: int | None = None
    quantity_delivered: int | None = None
    quantity_qualifier: str | None = None


class ArmsTransfer(Fact):
    """One deal or delivery from a supplier to a recipient."""

    supplier: str | None = None
    recipient: str | None = None
    items: tuple[TransferItem, ...] = ()
    value: Decimal | None = None
    value_qualifier: str | None = None
    currency: str | None = None
    """ISO 4217."""
    status: TransferStatus | None = None
    transfer_mode: TransferMode | None = None
    condition: Condition | None = None
    date: PartialDate | None = None
    """When the present status began (signed, cleared, cancelled)."""
    order_date: PartialDate | None = None
    delivery_date: PartialDate | None = None
    locations: tuple[str, ...] = ()


class SupplyRelation(Fact):
    """A general, undated claim ("the main importer of Russian arms"), never a transfer."""

    supplier: str | None = None
    recipient: str | None = None
    superlative: str | None = None


class Extraction(Value):
    """All that was found in one article: entities and facts, each in text order."""

    article: Article
    entities: tuple[Entity, ...] = ()
    statements: tuple[Statement, ...] = ()
    exercises: tuple[MilitaryExercise, ...] = ()
    transfers: tuple[ArmsTransfer, ...] = ()
    supply_relations: tuple[SupplyRelation, ...] = ()
