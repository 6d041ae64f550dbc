"""Independent origins: a wire story printed by thirty outlets is one source, not thirty.

Two texts share an origin where most of the five-word runs of the shorter stand in the longer (Broder 1997,
containment of shingles). Exact sets, no sketches: only the articles of one cluster are compared.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.evaluate.matching import words

_RUN = 5
_SHARED = 0.5


def origins(texts: Iterable[str]) -> int:
    """How many independent origins some articles' texts have."""
    groups: list[list[frozenset[int]]] = []
    for text in texts:
        runs = _runs(text)
        copies = [group for group in groups if any(_copied(runs, other) for other in group)]
        groups = [group for group in groups if group not in copies]
        groups.append([runs, *(other for group in copies for other in group)])
    return len(groups)


def _runs(text: str) -> frozenset[int]:
    told = words(text)
    return frozenset(hash(told[i : i + _RUN]) for i in range(max(1, len(told) - _RUN + 1)))


def _copied(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= _SHARED * min(len(one), len(other))
