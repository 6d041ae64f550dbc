"""A place in a text that speaks of an exercise, and the longest of those that overlap."""

from __future__ import annotations

from typing import NamedTuple


class Anchor(NamedTuple):
    """Tokens `start` to `end` that speak of an exercise."""

    start: int
    end: int
    name: str | None = None
    """The name with its edition, as written ("Zapad-2025")."""
    base: str | None = None
    """The name without the edition, folded."""
    edition: str | None = None
    """Year ("2025"), number or numeral of the edition; "previous" or "next" where the text points that way."""
    definite: bool = False
    """Whether it points to an exercise already told of."""
    ordinal: int | None = None
    """The number of the edition in words ("the 14th edition")."""
    other: bool = False
    """Whether it speaks of an edition beside the main one: "a smaller winter edition", "the spring running of"."""
    head: int = -1
    """The head noun in apposition to the name, which the span leaves out ("Birlestik-2024, a drill with"); or -1."""
    verb: bool = False
    """Whether a verb tells it ("the two navies trained together")."""


def without_overlaps(found: list[Anchor]) -> list[Anchor]:
    """The longest of those that overlap, in text order."""
    best: list[Anchor] = []
    for anchor in sorted(found, key=lambda a: (a.start - a.end, a.start)):
        if all(anchor.end <= b.start or b.end <= anchor.start for b in best):
            best.append(anchor)
    return sorted(best)
