"""An exercise while its mentions are being gathered, and whether what a mention tells can be of it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.slot import Slot, as_date
from kg.models import PartialDate

TIMES = ("date", "startDate", "endDate")
_LONGEST = 2  # months from an exercise's beginning to its end


@dataclass(eq=False)
class Draft:
    """An exercise while its mentions are being gathered."""

    anchors: list[Anchor] = field(default_factory=list)
    name: str | None = None
    base: str | None = None
    edition: str | None = None
    ordinal: int | None = None
    slots: list[Slot] = field(default_factory=list)
    status: list[tuple[str, int]] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    titled: bool = False
    past: bool = False
    general: bool = True
    """Whether all its mentions so far speak of exercises in general."""
    superlative: tuple[str, int, int] | None = None

    def values(self, name: str) -> list[object]:
        """The values told for a property, in text order, each once."""
        return list(dict.fromkeys(s.value for s in self.slots if s.name == name))

    def sides(self) -> set[object]:
        """The states and bodies told to take part."""
        return {*self.values("participant"), *(v[0] for v in self.values("contingent"))}  # type: ignore[index]

    def year(self) -> str | None:
        """The year of its edition or of a date told for it."""
        if self.edition and re.fullmatch(r"(?:19|20)\d\d", self.edition):
            return self.edition
        return year_told(self.slots)


def sides_agree(sides: set[object], draft: Draft) -> bool:
    """Whether the sides told are those of a draft, as far as both are known."""
    known = draft.sides()
    states = {s for s in sides if "/country/" in str(s)}
    if states != sides or any("/country/" not in str(k) for k in known):
        # an alliance's exercise is that of its members as well
        known = {k for k in known if "/country/" in str(k)}
        sides = states
    return (
        not sides or not known or bool(sides & known and (sides <= known or known <= sides or len(sides & known) > 1))
    )


def times_clash(told: list[Slot], draft: Draft) -> bool:
    """Whether a stretch dates an exercise to another time than the draft's: more than two months away."""
    for one, other in itertools.product(told, draft.slots):
        if one.name not in TIMES or other.name not in TIMES or (one.name == "endDate") != (other.name == "endDate"):
            continue
        a, b = one.value, other.value
        if isinstance(a, PartialDate) and isinstance(b, PartialDate) and a.year and b.year:
            if a.year != b.year and not (a.month and b.month):
                return True
            if a.month and b.month and abs((a.year - b.year) * 12 + a.month - b.month) > 2:
                return True
    return _called_off_in_another_year(told, draft)


def _called_off_in_another_year(told: list[Slot], draft: Draft) -> bool:
    """ "In 2020, the drill was called off": the year alone tells which edition it was."""
    off = [d.year for s in told if s.name == "cancelDate" and (d := as_date(s.value)) and not d.month]
    held = {str(d.year) for s in draft.slots if s.name in TIMES and (d := as_date(s.value)) and d.year}
    held = held or {y for y in [draft.year()] if y}
    return bool(off and off[0] and held and str(off[0]) not in held)


def months_differ(told: list[Slot], draft: Draft) -> bool:
    """Whether the months told lie all outside those of a draft: an exercise of May is not the one of June.

    One that began in April may be the one that ends in May.
    """
    begun, over = (
        [{12 * d.year + d.month for s in slots if s.name in names and (d := as_date(s.value)) and d.year and d.month}
         for slots in (told, draft.slots)]
        for names in (("date", "startDate"), ("endDate",))
    )  # fmt: skip
    ours, theirs = (a | b for a, b in zip(begun, over, strict=True))
    if not ours or not theirs or (max(ours) >= min(theirs) and min(ours) <= max(theirs)):
        return False
    early = 0 if max(ours) < min(theirs) else 1
    one_span = begun[early] and not over[early] and over[1 - early] and not begun[1 - early]
    return not (one_span and min(over[1 - early]) - max(begun[early]) <= _LONGEST)


def year_told(told: list[Slot]) -> str | None:
    """The year of the first date among what is told, or None."""
    for slot in told:
        if slot.name in (*TIMES, "edition", "cancelDate") and isinstance(slot.value, PartialDate) and slot.value.year:
            return str(slot.value.year)
    return None
