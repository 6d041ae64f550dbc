"""Leaving out facts that are not sure enough, with everything that stands for nothing without them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.vocab import KG, PROV

if TYPE_CHECKING:
    from pyoxigraph import Triple

_CONFIDENCE = KG + "confidence"
_PARTS = {PROV + "wasDerivedFrom", KG + "item", KG + "contingent"}


class FactFilter:
    """Drops facts under a confidence; remembers which, since links name them too."""

    def __init__(self, least: float) -> None:
        self._least = least
        self._dropped: set[str] = set()

    def keep(self, triples: list[Triple]) -> list[Triple]:
        """An article's triples without its unsure facts, their items, contingents and evidence."""
        unsure = {
            str(t.subject) for t in triples if t.predicate.value == _CONFIDENCE and _number(t.object) < self._least
        }
        if not unsure:
            return triples
        self._dropped |= unsure
        sure = (t for t in triples if str(t.subject) not in unsure and str(t.object) not in unsure)
        parts = {str(t.object) for t in triples if str(t.subject) in unsure and t.predicate.value in _PARTS}
        return [t for t in sure if str(t.subject) not in parts]

    def without_dropped(self, triples: Iterable[Triple]) -> list[Triple]:
        """Triples that name none of the facts dropped so far."""
        return [t for t in triples if str(t.subject) not in self._dropped and str(t.object) not in self._dropped]


def _number(term: object) -> float:
    try:
        return float(getattr(term, "value", ""))
    except ValueError:
        return 0.0
