"""One article's facts read back from a store: their slots in words, and the characters each rests on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kg.vocab import DCTERMS, KG, OA, PROV, RDF, RDFS, REFERENCE_GRAPH, SKOS

if TYPE_CHECKING:
    from kg.store import Store

CLASSES = ("Statement", "MilitaryExercise", "ArmsTransfer", "SupplyRelation")
"""The classes of facts, in the order in which they are shown where they rest on the same place."""

_HIDDEN = frozenset({"confidence", "extractor", "inferred"})
_PARTS = {"item": ("quantityQualifier", "quantity", "weapon"), "contingent": ("participant", "personnel")}
_Described = dict[str, dict[str, list[str]]]


class Support(NamedTuple):
    """A span of the article's text and the properties that rest on it; offsets in code points, end exclusive."""

    start: int
    end: int
    supports: tuple[str, ...]


class Slot(NamedTuple):
    """A property of a fact and its values in words."""

    name: str
    values: tuple[str, ...]


class StoredFact(NamedTuple):
    """A fact as the store holds it; `inferred` names the properties that the text does not tell in full."""

    iri: str
    kind: str
    confidence: float
    rule: str
    slots: tuple[Slot, ...]
    evidence: tuple[Support, ...]
    inferred: tuple[str, ...]

    @property
    def name(self) -> str:
        """The fact within its article: "transfer/2"."""
        return "/".join(self.iri.rsplit("/", 2)[-2:])

    def values(self, slot: str) -> tuple[str, ...]:
        """The values of one slot; empty where it is not filled."""
        return next((s.values for s in self.slots if s.name == slot), ())


class ArticleFacts(NamedTuple):
    """An article with its facts in text order; `text` is empty where the store was loaded without texts."""

    iri: str
    id: str
    title: str
    published: str
    source: str
    publisher: str
    note: str
    text: str
    facts: tuple[StoredFact, ...]


def article_facts(store: Store, article: str) -> ArticleFacts | None:
    """What the store holds of the article of that IRI; None if it holds none."""
    described: _Described = defaultdict(lambda: defaultdict(list))
    for quad in store.quads(article):
        described[_value(quad.subject)][quad.predicate.value].append(_value(quad.object))
    if article not in described:
        return None
    own = described[article]
    names = _names(store, described)
    facts = [
        _fact(iri, kind, described, names)
        for iri, found in described.items()
        for kind in CLASSES
        if KG + kind in found.get(RDF + "type", ())
    ]

    def one(predicate: str) -> str:
        return next(iter(own.get(predicate, ())), "")

    return ArticleFacts(
        iri=article,
        id=one(DCTERMS + "identifier"),
        title=one(DCTERMS + "title"),
        published=one(DCTERMS + "issued"),
        source=one(DCTERMS + "source"),
        publisher=one(DCTERMS + "publisher"),
        note=one(SKOS + "note"),
        text=one(KG + "text"),
        facts=tuple(sorted(facts, key=lambda f: (f.evidence[:1], CLASSES.index(f.kind), f.iri))),
    )


def _value(term: object) -> str:
    return str(getattr(term, "value", term))


def _names(store: Store, described: _Described) -> dict[str, str]:
    """Labels of everything the article names: its own, and those of the reference data."""
    names = {iri: found[RDFS + "label"][0] for iri, found in described.items() if RDFS + "label" in found}
    named = {value for found in described.values() for values in found.values() for value in values}
    from kg.store import Solutions

    # The whole reference is asked once rather than the article's entities one by one: it is small.
    result = store.query(f"SELECT ?x ?label {{ GRAPH <{REFERENCE_GRAPH}> {{ ?x rdfs:label ?label }} }}")
    assert isinstance(result, Solutions)
    with result as rows:
        for entity, label in rows:
            if _value(entity) in named:
                names.setdefault(_value(entity), _value(label))
    return names


def _fact(iri: str, kind: str, described: _Described, names: dict[str, str]) -> StoredFact:
    found = described[iri]
    slots = []
    for predicate, values in sorted(found.items()):
        name = predicate.removeprefix(KG)
        if predicate.startswith(KG) and name not in _HIDDEN:
            slots.append(Slot(name, tuple(sorted(_told(name, value, described, names) for value in values))))
    return StoredFact(
        iri=iri,
        kind=kind,
        confidence=float(next(iter(found.get(KG + "confidence", ())), "0")),
        rule=next(iter(found.get(KG + "extractor", ())), ""),
        slots=tuple(slots),
        evidence=tuple(sorted(_support(node, described) for node in found.get(PROV + "wasDerivedFrom", ()))),
        inferred=tuple(sorted(value.removeprefix(KG) for value in found.get(KG + "inferred", ()))),
    )


def _told(name: str, value: str, described: _Described, names: dict[str, str]) -> str:
    if name in _PARTS:
        parts = (described[value].get(KG + part, [""])[0] for part in _PARTS[name])
        return " ".join(names.get(part, part) for part in parts if part)
    return names.get(value) or value.removeprefix(KG)


def _support(node: str, described: _Described) -> Support:
    found = described[node]
    supports = sorted(value.removeprefix(KG) for value in found.get(KG + "supports", ()))
    return Support(int(found[OA + "start"][0]), int(found[OA + "end"][0]), tuple(supports))
