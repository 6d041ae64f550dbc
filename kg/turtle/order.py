"""The order a reader wants: article, entities, facts as the text tells them; numbers by their value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from kg.vocab import DCTERMS, KG, OA, PROV, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, NamedNode, Triple

    from kg.turtle.terms import Term

    Subject: TypeAlias = NamedNode | BlankNode | Triple
    Description: TypeAlias = dict[str, set[Term]]
    """Objects by predicate IRI."""

Key: TypeAlias = "tuple[object, ...]"

_DIGITS = re.compile(r"([0-9]+)")
_KINDS = ("Country", "Person", "Organization", "Place", "WeaponSystem", "Actor")
_ENTITIES = {KG + name: rank for rank, name in enumerate(_KINDS)}
_FACTS = {KG + name for name in ("Statement", "MilitaryExercise", "ArmsTransfer", "SupplyRelation")}
_TYPE = RDF + "type"
_FIRST = [
    _TYPE,
    *(RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", RDFS + "comment"),
    *(DCTERMS + "identifier", DCTERMS + "title", KG + "name", OA + "exact", OA + "start", OA + "end"),
]
# An article's text is longer than all else that is said of it; what a fact rests on stands right under it.
_LAST = [PROV + "wasDerivedFrom", KG + "text"]
_PREDICATES = {p: (0, n) for n, p in enumerate(_FIRST)} | {p: (2, n) for n, p in enumerate(_LAST)}


def natural(text: str) -> Key:
    """A sort key by which "statement/2" comes before "statement/10"; equal only for equal texts."""
    parts: list[object] = list(_DIGITS.split(text))
    # Length and digits, not int(): exact for any length. Text and numbers alternate, so keys compare.
    for i in range(1, len(parts), 2):
        digits = str(parts[i]).lstrip("0")
        parts[i] = (len(digits), digits)
    return (tuple(parts), text)


def predicate_key(predicate: str) -> Key:
    """`a`, labels, then by IRI; evidence and text at the end."""
    return (*_PREDICATES.get(predicate, (1, 0)), predicate)


def term_key(term: Term) -> Key:
    """IRIs, blank nodes, literals by value, then triple terms."""
    kind = type(term).__name__
    if kind == "NamedNode":
        return (0, natural(term.value))  # type: ignore[union-attr]
    if kind == "BlankNode":
        return (1, natural(term.value))  # type: ignore[union-attr]
    if kind == "Literal":
        return (2, natural(term.value), term.datatype.value, str(term))  # type: ignore[union-attr]
    return (3, natural(str(term)))


def clusters(described: Mapping[Subject, Description]) -> Iterator[list[Subject]]:
    """The subjects in order, those that belong to one fact together: the fact, its items, its evidence."""
    facts = {s.value: s for s, found in described.items() if _is_fact(s, found)}  # type: ignore[union-attr]
    owned: dict[str, list[tuple[Key, Subject]]] = {iri: [] for iri in facts}
    roots: list[tuple[Key, Subject]] = []
    for subject, found in described.items():
        owner = _owner(subject, facts)
        if owner is None:
            roots.append((_root_key(subject, found, described), subject))
        else:
            rest = subject.value[len(owner) :]  # type: ignore[union-attr]
            owned[owner].append(((rest[0] == "#", natural(rest)), subject))
    for _, root in sorted(roots, key=lambda pair: pair[0]):
        below = owned[root.value] if _iri(root) in facts else []  # type: ignore[union-attr]
        yield [root, *(subject for _, subject in sorted(below, key=lambda pair: pair[0]))]


def by_subject(triples: Iterable[Triple]) -> dict[Subject, Description]:
    """The objects of each subject by predicate; a triple given twice counts once."""
    described: dict[Subject, Description] = defaultdict(lambda: defaultdict(set))
    for triple in triples:
        described[triple.subject][triple.predicate.value].add(triple.object)
    return described


def in_order(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples once each, as Turtle orders them."""
    from pyoxigraph import NamedNode, Triple

    described = by_subject(triples)
    for subject in chain.from_iterable(clusters(described)):
        for predicate in sorted(described[subject], key=predicate_key):
            for value in sorted(described[subject][predicate], key=term_key):
                yield Triple(subject, NamedNode(predicate), value)


def _is_fact(subject: Subject, found: Description) -> bool:
    return _iri(subject) is not None and any(_value(t) in _FACTS for t in found.get(_TYPE, ()))


def _owner(subject: Subject, facts: Mapping[str, Subject]) -> str | None:
    """The fact that a node belongs to by its IRI: `FACT#char=…`, `FACT/item/1`."""
    iri = _iri(subject)
    if iri is None:
        return None
    head = iri.partition("#")[0]
    for owner in (head, head.rsplit("/", 1)[0], head.rsplit("/", 2)[0]):
        if owner in facts and owner != iri:
            return owner
    return None


def _root_key(subject: Subject, found: Description, described: Mapping[Subject, Description]) -> Key:
    types = {_value(t) for t in found.get(_TYPE, ())}
    if KG + "Article" in types:
        return (0, term_key(subject))
    if entity := [_ENTITIES[t] for t in types if t in _ENTITIES]:
        return (1, min(entity), term_key(subject))
    if types & _FACTS:
        source, start = _where(found, described)
        return (2, natural(source), start, term_key(subject))
    return (3, term_key(subject))


def _where(fact: Description, described: Mapping[Subject, Description]) -> tuple[str, int]:
    """The article and the offset at which a fact's evidence begins; after all others without evidence."""
    found: list[tuple[str, int]] = []
    for evidence in fact.get(PROV + "wasDerivedFrom", ()):
        about = described.get(evidence, {})  # type: ignore[arg-type]
        sources = sorted(_value(t) for t in about.get(PROV + "wasQuotedFrom", ()))
        starts = [int(_value(t)) for t in about.get(OA + "start", ()) if re.fullmatch(r"[0-9]{1,12}", _value(t))]
        if sources and starts:
            found.append((sources[0], min(starts)))
    return min(found, default=("\U0010ffff", 0))


def _iri(subject: Subject) -> str | None:
    return str(subject.value) if type(subject).__name__ == "NamedNode" else None  # type: ignore[union-attr]


def _value(term: Term) -> str:
    return str(getattr(term, "value", ""))
