"""What the pages look up again and again, worked out once for each state of the store."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.store import Store
from kg.store.results import Row, Solutions
from kg.vocab import BASE
from kg.web.source import Generation

KINDS = {
    "country": "Country",
    "person": "Person",
    "organization": "Organisation",
    "weapon": "Weapon system",
    "place": "Place",
}
"""The kinds of things with pages of their own, by the word in their IRIs."""
_KIND_OF = {
    "Person": "person",
    "Organization": "organization",
    "Country": "country",
    "WeaponSystem": "weapon",
    "Place": "place",
}
_COUNTED = ("Statement", "MilitaryExercise", "ArmsTransfer", "SupplyRelation")
_FOUND = 12


class Named(NamedTuple):
    """A thing with its name; `kind` is one of KINDS, or empty."""

    iri: str
    label: str
    kind: str = ""


class ArticleHead(NamedTuple):
    """What a list tells of an article."""

    iri: str
    id: str
    title: str
    issued: str
    publisher: str
    source: str


@dataclass(frozen=True, slots=True)
class Index:
    """Names, articles and counts of one state of the store."""

    names: dict[str, Named]
    aliases: dict[str, tuple[str, ...]]
    mentions: dict[str, int]
    """How many articles mention a thing."""
    articles: tuple[ArticleHead, ...]
    """The latest first."""
    facts: dict[str, int]
    """How many facts of each class there are."""
    generic: frozenset[str] = frozenset()
    """Kinds of weapons ("missile") rather than designations."""
    by_label: dict[str, str] = field(default_factory=dict)
    """Labels of states to their IRIs."""

    def named(self, iri: str) -> Named:
        """A thing with its name, or with the last part of its IRI where it has none."""
        return self.names.get(iri) or Named(iri, local_name(iri).replace("-", " "), kind_of(iri))

    def most(self, kind: str, count: int) -> list[tuple[Named, int]]:
        """The things of a kind that most articles mention."""
        found = [(self.names[iri], n) for iri, n in self.mentions.items() if iri in self.names]
        chosen = [pair for pair in found if pair[0].kind == kind and pair[0].iri not in self.generic]
        return sorted(chosen, key=lambda pair: (-pair[1], pair[0].label))[:count]

    def find(self, text: str, count: int = _FOUND) -> list[Named]:
        """Things whose name or alias has a word that begins so: the most mentioned first."""
        wanted = fold(text)
        if not wanted:
            return []
        found: dict[str, tuple[int, int, str]] = {}
        for iri, forms in self.aliases.items():
            ranks = [rank for form in forms if (rank := _rank(form, wanted)) is not None]
            if ranks:
                found[iri] = (-self.mentions.get(iri, 0), min(ranks), self.names[iri].label)
        return [self.names[iri] for iri in sorted(found, key=lambda iri: found[iri])[:count]]


def index_of(state: Generation) -> Index:
    """The index of a state of the store."""
    return state.cached("index", _index)


def kind_of(iri: str) -> str:
    """The kind that an IRI names: of `id/weapon/igla-s` weapon, of `id/article/c05/person/x` person."""
    parts = iri.removeprefix(BASE).split("/") if iri.startswith(BASE) else []
    if parts and parts[0] == "article" and len(parts) >= 4:
        parts = parts[2:]
    return parts[0] if len(parts) > 1 and parts[0] in KINDS else ""


def local_name(iri: str) -> str:
    """The last part of an IRI."""
    return iri.replace("#", "/").rstrip("/").rsplit("/", 1)[-1]


def fold(text: str) -> str:
    """A name without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def _rank(form: str, wanted: str) -> int | None:
    if form == wanted:
        return 0
    if form.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in form else None


def _index(store: Store) -> Index:
    names: dict[str, Named] = {}
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    kinds = _kinds(store)
    for thing, name in rows(store, "SELECT ?s ?name { GRAPH ?g { ?s rdfs:label ?name } }"):
        iri, label = value(thing), value(name)
        if iri in kinds and (iri not in names or label < names[iri].label):
            names[iri] = Named(iri, label, kinds[iri])
        aliases[iri].append(fold(label))
    for predicate in ("skos:altLabel", "kg:iso3"):
        for thing, name in rows(store, f"SELECT ?s ?name {{ GRAPH ?g {{ ?s {predicate} ?name }} }}"):
            aliases[value(thing)].append(fold(value(name)))
    counted = rows(store, "SELECT ?e (COUNT(*) AS ?n) { GRAPH ?g { ?g kg:mentions ?e } } GROUP BY ?e")
    mentions = Counter({value(thing): int(value(n)) for thing, n in counted})
    by_class = rows(
        store,
        "SELECT ?c (COUNT(*) AS ?n) { VALUES ?c { "
        + " ".join(f"kg:{name}" for name in _COUNTED)
        + " } GRAPH ?g { ?s a ?c } } GROUP BY ?c",
    )
    return Index(
        names=names,
        aliases={iri: tuple(dict.fromkeys(forms)) for iri, forms in aliases.items() if iri in names},
        mentions=dict(mentions),
        articles=_articles(store),
        facts=dict.fromkeys(_COUNTED, 0) | {local_name(value(c)): int(value(n)) for c, n in by_class},
        generic=frozenset(value(thing) for (thing,) in rows(store, "SELECT ?s { GRAPH ?g { ?s kg:generic true } }")),
        by_label={named.label: iri for iri, named in names.items() if named.kind == "country"},
    )


def _kinds(store: Store) -> dict[str, str]:
    """What everything is, by its classes: an actor's IRI does not tell person from organisation."""
    found: dict[str, str] = {}
    for name, kind in _KIND_OF.items():
        found |= {value(thing): kind for (thing,) in rows(store, f"SELECT ?s {{ GRAPH ?g {{ ?s a kg:{name} }} }}")}
    return found


def _articles(store: Store) -> tuple[ArticleHead, ...]:
    found = rows(
        store,
        "SELECT ?a ?id ?title ?issued ?publisher ?source { GRAPH ?a { ?a a kg:Article ; dcterms:identifier ?id "
        "OPTIONAL { ?a dcterms:title ?title } OPTIONAL { ?a dcterms:issued ?issued } "
        "OPTIONAL { ?a dcterms:publisher ?publisher } OPTIONAL { ?a dcterms:source ?source } } }",
    )
    heads = [ArticleHead(*map(value, row)) for row in found]
    return tuple(sorted(sorted(heads, key=lambda head: head.id), key=lambda head: head.issued, reverse=True))


def rows(store: Store, sparql: str) -> list[Row]:
    """The rows of a SELECT of our own."""
    found = store.query(sparql)
    assert isinstance(found, Solutions)
    return list(found)


def value(term: object) -> str:
    """A term's text; empty for None."""
    return "" if term is None else str(getattr(term, "value", term))
