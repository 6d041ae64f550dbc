"""What one stretch of text tells for one property of an exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.models import PartialDate

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Slot(NamedTuple):
    """One value told for a property, and the code points it stands at."""

    name: str
    value: object
    start: int
    end: int
    inferred: bool = False
    weight: int = 1
    """How surely the words speak of the exercise itself: 3 in its own phrase, 1 somewhere in the sentence."""


def chars(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The code points of the tokens `start` to `end`."""
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def as_date(value: object) -> PartialDate | None:
    """The value of a time slot, typed."""
    return value if isinstance(value, PartialDate) else None
