"""Facts as pages show them: a headline, fields whose values lead on, and the words they rest on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.store import Store
from kg.turtle import natural
from kg.vocab import KG, OA, PROV, RDF
from kg.web.index import Index, Named, local_name, rows, value
from kg.web.layout import day, grouped, href

CLASSES = {
    "Statement": ("statement", "Statement", "Statements"),
    "MilitaryExercise": ("exercise", "Exercise", "Exercises"),
    "ArmsTransfer": ("transfer", "Arms transfer", "Arms transfers"),
    "SupplyRelation": ("relation", "Supply relation", "Supply relations"),
}
"""Each class of facts: its name in styles and forms, and its names for people."""
_FIELDS = {
    "Statement": "speaker speakerRole relayedBy addressee speechAct form medium date about asserts",
    "MilitaryExercise": (
        "name series participant observer host location startDate endDate status personnel contingent exerciseType "
        "equipment superlative"
    ),
    "ArmsTransfer": (
        "supplier recipient item value status transferMode condition date orderDate deliveryDate location"
    ),
    "SupplyRelation": "supplier recipient superlative",
}
_LABELS = {
    "speakerRole": "office",
    "relayedBy": "relayed by",
    "speechAct": "act",
    "startDate": "from",
    "endDate": "until",
    "exerciseType": "type",
    "transferMode": "mode",
    "orderDate": "ordered",
    "deliveryDate": "delivered",
    "participant": "participants",
    "about": "mentions",
    "asserts": "tells of",
}
_DATES = ("date", "startDate", "endDate", "orderDate", "deliveryDate")
_PARTS = {PROV + "wasDerivedFrom", KG + "item", KG + "contingent"}
_BATCH = 200
_SURE = ((0.75, "high"), (0.5, "medium"), (0.0, "low"))
Described = dict[str, dict[str, list[str]]]


class Value(NamedTuple):
    """One value of a field: its text, and what it leads to."""

    text: str
    href: str = ""
    kind: str = ""


class Field(NamedTuple):
    """A property of a fact; `inferred`: the text does not say it in full."""

    name: str
    label: str
    values: tuple[Value, ...]
    inferred: bool = False


class Span(NamedTuple):
    """A stretch of the article's text, in code points, and the properties that rest on it."""

    start: int
    end: int
    supports: tuple[str, ...]
    exact: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact ready to be shown. `who` and `whom` are the two sides of its picture."""

    iri: str
    article: str
    kind: str
    confidence: float
    rule: str
    modality: str
    fields: tuple[Field, ...]
    spans: tuple[Span, ...]
    who: tuple[Named, ...]
    whom: tuple[Named, ...]
    when: tuple[str, str] = ("", "")
    """First and last day in ISO form, as far as the text tells them."""
    content: str = ""
    cue: str = ""
    speaker_label: str = ""

    @property
    def css(self) -> str:
        """The class's name in styles."""
        return CLASSES[self.kind][0]

    @property
    def class_label(self) -> str:
        """The class's name for people."""
        return CLASSES[self.kind][1]

    @property
    def slug(self) -> str:
        """The fact within its article, as part of an address: "transfer-2"."""
        return "-".join(self.iri.rsplit("/", 2)[-2:])

    @property
    def sure(self) -> str:
        """How sure the fact is, in a word."""
        return next(word for least, word in _SURE if self.confidence >= least)

    @property
    def percent(self) -> int:
        """The confidence in percent."""
        return round(self.confidence * 100)

    def field(self, name: str) -> tuple[Value, ...]:
        """The values of a field; empty where the text does not fill it."""
        return next((field.values for field in self.fields if field.name == name), ())

    def text(self, name: str) -> str:
        """The values of a field as one text."""
        return ", ".join(value.text for value in self.field(name))

    @property
    def start(self) -> int:
        """Where its first evidence begins."""
        return self.spans[0].start if self.spans else 0


def facts_in(described: Described, article: str, index: Index) -> list[Fact]:
    """The facts of an article's graph, in text order."""
    found = [
        _fact(iri, kind, article, described, index)
        for iri, about in described.items()
        for kind in CLASSES
        if KG + kind in about.get(RDF + "type", ())
    ]
    return sorted(found, key=lambda fact: (fact.start, natural(fact.iri)))


def facts_at(store: Store, places: Sequence[tuple[str, str]], index: Index) -> list[Fact]:
    """The facts of these IRIs in these articles (article, fact), in this order."""
    wanted = list(dict.fromkeys(places))
    described: defaultdict[str, Described] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    parts: list[tuple[str, str]] = []
    owner: dict[str, str] = {}
    for graph, subject, predicate, object_ in _described_at(store, wanted):
        described[subject][subject][predicate].append(object_)
        if predicate in _PARTS:
            parts.append((graph, object_))
            owner[object_] = subject
    for _, subject, predicate, object_ in _described_at(store, parts):
        described[owner[subject]][subject][predicate].append(object_)
    made = []
    for article, fact in wanted:
        types = described[fact][fact].get(RDF + "type", ())
        kind = next((kind for kind in CLASSES if KG + kind in types), None)
        if kind:
            made.append(_fact(fact, kind, article, described[fact], index))
    return made


def _described_at(store: Store, places: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Graph, subject, predicate and object of every triple about these subjects in these graphs."""
    found: list[tuple[str, ...]] = []
    for start in range(0, len(places), _BATCH):
        pairs = " ".join(f"(<{graph}> <{subject}>)" for graph, subject in places[start : start + _BATCH])
        sparql = f"SELECT ?g ?s ?p ?o {{ VALUES (?g ?s) {{ {pairs} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        found += [tuple(map(value, row)) for row in rows(store, sparql)]
    return found


def describe(store: Store, graph: str) -> Described:
    """All a graph says: subject, predicate, values."""
    described: Described = defaultdict(lambda: defaultdict(list))
    for quad in store.quads(graph):
        described[value(quad.subject)][quad.predicate.value].append(value(quad.object))
    return described


def _fact(iri: str, kind: str, article: str, described: Described, index: Index) -> Fact:
    about = described[iri]

    def all_of(name: str) -> list[str]:
        return about.get(KG + name, [])

    def one(name: str) -> str:
        return next(iter(all_of(name)), "")

    inferred = {local_name(property_) for property_ in all_of("inferred")}
    fields = [
        Field(name, _LABELS.get(name, name), values, name in inferred)
        for name in _FIELDS[kind].split()
        if (values := tuple(_values(name, about, described, index)))
    ]
    who, whom = _sides(kind, all_of, described, index)
    return Fact(
        iri=iri,
        article=article,
        kind=kind,
        confidence=_number(one("confidence")),
        rule=one("extractor"),
        modality=local_name(one("modality")) if one("modality") else "",
        fields=tuple(fields),
        spans=tuple(sorted(_spans(about.get(PROV + "wasDerivedFrom", ()), described))),
        who=who,
        whom=whom,
        when=(one("startDate") or one("date") or one("orderDate") or one("deliveryDate"), one("endDate")),
        content=one("content"),
        cue=one("cue"),
        speaker_label=one("speakerLabel"),
    )


def _values(name: str, about: dict[str, list[str]], described: Described, index: Index) -> Iterable[Value]:
    found = about.get(KG + name, [])
    if name == "value":
        for amount in found:
            words = [*about.get(KG + "valueQualifier", ()), grouped(amount), *about.get(KG + "currency", ())]
            yield Value(" ".join(words))
    elif name == "item":
        yield from (_item(described.get(item, {}), index) for item in sorted(found, key=natural))
    elif name == "contingent":
        for part in sorted(found, key=natural):
            of = described.get(part, {})
            named = index.named(next(iter(of.get(KG + "participant", ())), ""))
            yield Value(f"{named.label} {grouped(next(iter(of.get(KG + 'personnel', ())), ''))}", href(named.iri))
    else:
        linked = sorted(found, key=lambda text: index.named(text).label if "://" in text else text)
        for text in linked:
            yield _value(name, text, index)


def _value(name: str, text: str, index: Index) -> Value:
    if name in _DATES:
        return Value(day(text))
    if name == "asserts":
        kind, number = text.rsplit("/", 2)[-2:]
        return Value(f"{kind.replace('-', ' ')} {number}", f"#{kind}-{number}")
    if text.startswith(KG):
        return Value(local_name(text).replace("-", " "))
    if text.startswith(("http://", "https://")):
        named = index.named(text)
        return Value(named.label, href(text), named.kind)
    return Value(grouped(text))


def _item(of: dict[str, list[str]], index: Index) -> Value:
    def one(name: str) -> str:
        return next(iter(of.get(KG + name, ())), "")

    weapon = index.named(one("weapon"))
    number = " ".join(part for part in (one("quantityQualifier"), grouped(one("quantity"))) if part)
    delivered = f" ({grouped(one('quantityDelivered'))} delivered)" if one("quantityDelivered") else ""
    return Value(f"{number} {weapon.label}{delivered}".strip(), href(weapon.iri), "weapon")


def _sides(
    kind: str, all_of: object, described: Described, index: Index
) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    assert callable(all_of)

    def named(*properties: str) -> tuple[Named, ...]:
        found = [index.named(iri) for name in properties for iri in all_of(name) if "://" in iri]
        return tuple(dict.fromkeys(found))

    if kind == "Statement":
        label = next(iter(all_of("speakerLabel")), "")
        return named("speaker") or ((Named("", label),) if label else ()), named("addressee", "about")
    if kind == "MilitaryExercise":
        return named("participant", "host"), named("location")
    recipients = named("recipient")
    if recipients or kind == "SupplyRelation":
        return named("supplier"), recipients
    weapons = [iri for item in all_of("item") for iri in described.get(item, {}).get(KG + "weapon", ())]
    return named("supplier"), tuple(index.named(iri) for iri in weapons)


def _spans(nodes: Iterable[str], described: Described) -> Iterable[Span]:
    for node in nodes:
        of = described.get(node, {})
        start, end = (next(iter(of.get(OA + name, ())), "") for name in ("start", "end"))
        if re.fullmatch(r"[0-9]{1,9} [0-9]{1,9}", f"{start} {end}"):
            supports = tuple(sorted(local_name(p) for p in of.get(KG + "supports", ())))
            yield Span(int(start), int(end), supports, next(iter(of.get(OA + "exact", ())), ""))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
