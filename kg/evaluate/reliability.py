"""Whether confidence means something: how often facts of a given confidence are right."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from kg.evaluate.measures import Judged

_BOUNDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)


class Bin(NamedTuple):
    """Facts of a confidence from `low` up to the next bin; `right` of them are matched with every filled slot right."""

    low: float
    facts: int
    right: int

    @property
    def share_right(self) -> float:
        """The share of right ones; 0 in an empty bin."""
        return self.right / self.facts if self.facts else 0.0


def reliability(judged: Iterable[Judged]) -> list[Bin]:
    """One bin each for confidence below 0.5, from 0.5, 0.6, 0.7, 0.8 and 0.9 on."""
    held = list(judged)
    bounds = (*_BOUNDS, 2.0)
    bins = []
    for low, high in pairwise(bounds):
        inside = [j.right for j in held if low <= j.fact.confidence < high]
        bins.append(Bin(low, len(inside), sum(inside)))
    return bins


def sure(judged: Iterable[Judged], least: float = 0.8) -> Bin:
    """All facts of at least that confidence, in one bin."""
    inside = [j.right for j in judged if j.fact.confidence >= least]
    return Bin(least, len(inside), sum(inside))
