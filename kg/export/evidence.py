"""An article's evidence, read back from its triples."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kg.vocab import KG, OA, PROV, RDF

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Triple


class Evidence(NamedTuple):
    """A span of an article and the facts that rest on it."""

    node: NamedNode
    article: NamedNode
    start: int
    end: int
    exact: Literal
    facts: tuple[NamedNode, ...]
    supports: frozenset[str]
    """IRIs of properties."""


def evidence_of(triples: Iterable[Triple]) -> list[Evidence]:
    """Every evidence that is whole; others stay as they are."""
    found: dict[object, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    facts: dict[object, list[object]] = defaultdict(list)
    for triple in triples:
        found[triple.subject][triple.predicate.value].append(triple.object)
        if triple.predicate.value == PROV + "wasDerivedFrom":
            facts[triple.object].append(triple.subject)
    return [
        evidence
        for node, about in found.items()
        if KG + "Evidence" in {getattr(t, "value", "") for t in about[RDF + "type"]}
        and (evidence := _evidence(node, about, facts[node])) is not None
    ]


def text_of(triples: Iterable[Triple]) -> tuple[str, str] | None:
    """The article and its text, if the store keeps it."""
    for triple in triples:
        if triple.predicate.value == KG + "text":
            return getattr(triple.subject, "value", ""), getattr(triple.object, "value", "")
    return None


def _evidence(node: object, about: dict[str, list[object]], facts: list[object]) -> Evidence | None:
    article, exact = (next(iter(about[p]), None) for p in (PROV + "wasQuotedFrom", OA + "exact"))
    start, end = (getattr(next(iter(about[OA + p]), None), "value", "") for p in ("start", "end"))
    if article is None or exact is None or not re.fullmatch(r"[0-9]{1,9} [0-9]{1,9}", f"{start} {end}"):
        return None
    supports = frozenset(getattr(p, "value", "") for p in about[KG + "supports"])
    return Evidence(node, article, int(start), int(end), exact, tuple(facts), supports)  # type: ignore[arg-type]
