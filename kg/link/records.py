"""What linking needs to know of events, articles and actors, read from the store with SPARQL."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.vocab import slug

if TYPE_CHECKING:
    from kg.store import Store


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A transfer or an exercise as one article tells it; parties are states where the graph knows them."""

    iri: str
    article: str
    kind: str
    """ArmsTransfer or MilitaryExercise."""
    published: dt.date | None = None
    supplier: str | None = None
    recipient: str | None = None
    supplier_state: str | None = None
    recipient_state: str | None = None
    weapons: frozenset[str] = frozenset()
    designations: frozenset[str] = frozenset()
    """Every name of those weapons that are no kinds, as slugs: "leopard-2a8", "jas-39-gripen", "gripen"."""
    categories: frozenset[str] = frozenset()
    vague: bool = False
    """Whether all its weapons are kinds ("fighter aircraft"), not designations."""
    quantities: frozenset[int] = frozenset()
    value: Decimal | None = None
    currency: str | None = None
    status: str | None = None
    dates: tuple[str, ...] = ()
    """Dates of the event as far as told ("2024-05"); an exercise's start first, its end last."""
    name: str | None = None
    participants: frozenset[str] = frozenset()
    locations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article's text and who printed it."""

    iri: str
    text: str = field(repr=False)
    publisher: str


@dataclass(frozen=True, slots=True)
class ActorRecord:
    """A person or organisation as one article names it, with what else tells who it is."""

    iri: str
    article: str
    kind: str
    label: str
    country: str | None = None
    role: str | None = None
    company: frozenset[str] = frozenset()
    """Other actors (not states) that the article names."""


_EVENTS = """
SELECT ?article ?event ?class ?issued ?property ?value WHERE {
  GRAPH ?article {
    ?event a ?class ; ?property ?value .
    ?article a kg:Article .
    OPTIONAL { ?article dcterms:issued ?issued }
  }
  FILTER(?class IN (kg:ArmsTransfer, kg:MilitaryExercise))
}
"""
_ITEMS = """
SELECT ?event ?weapon ?quantity WHERE {
  GRAPH ?article { ?event kg:item ?item . ?item kg:weapon ?weapon . OPTIONAL { ?item kg:quantity ?quantity } }
}
"""
_WEAPONS = """
SELECT ?weapon ?category ?generic ?label ?alias WHERE {
  GRAPH kgg:reference {
    ?weapon a kg:WeaponSystem ; rdfs:label ?label .
    OPTIONAL { ?weapon kg:category ?category }
    OPTIONAL { ?weapon kg:generic ?generic }
    OPTIONAL { ?weapon skos:altLabel ?alias }
  }
}
"""
_UNLISTED = "SELECT DISTINCT ?weapon ?label WHERE { GRAPH ?article { ?weapon a kg:WeaponSystem ; rdfs:label ?label } }"
_ARTICLES = """
SELECT ?article ?title ?text ?publisher ?source WHERE { GRAPH ?article {
  ?article a kg:Article .
  OPTIONAL { ?article dcterms:title ?title }
  OPTIONAL { ?article kg:text ?text }
  OPTIONAL { ?article dcterms:publisher ?publisher }
  OPTIONAL { ?article dcterms:source ?source }
} }
"""
_ACTORS = """
SELECT ?article ?actor ?class ?label ?country ?role WHERE {
  GRAPH ?article {
    ?article a kg:Article ; kg:mentions ?actor .
    ?actor a ?class ; rdfs:label ?label .
    OPTIONAL { ?actor kg:country ?country }
    OPTIONAL { ?actor kg:role ?role }
  }
  FILTER(?class IN (kg:Person, kg:Organization))
}
"""
_MENTIONS = "SELECT ?article ?actor WHERE { GRAPH ?article { ?article kg:mentions ?actor } }"
_DATES = ("startDate", "date", "orderDate", "deliveryDate", "endDate")


def _rows(store: Store, sparql: str) -> Iterator[dict[str, str]]:
    from kg.store import Solutions

    result = store.query(sparql)
    assert isinstance(result, Solutions)
    with result as rows:
        for row in rows:
            told = zip(result.variables, row, strict=True)
            yield {name: str(getattr(term, "value", term)) for name, term in told if term is not None}


def read_events(store: Store) -> list[EventRecord]:
    """Every transfer and exercise of every article, by IRI."""
    heads: dict[str, dict[str, str]] = {}
    slots: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in _rows(store, _EVENTS):
        heads.setdefault(row["event"], row)
        slots[row["event"]][row["property"].rpartition("#")[2]].add(row["value"])
    weapons: dict[str, set[str]] = defaultdict(set)
    quantities: dict[str, set[int]] = defaultdict(set)
    for row in _rows(store, _ITEMS):
        weapons[row["event"]].add(row["weapon"])
        if "quantity" in row:
            quantities[row["event"]].add(int(row["quantity"]))
    listed = _weapons(store)
    return [
        _event(head, slots[iri], [(w, listed[w]) for w in sorted(weapons[iri])], frozenset(quantities[iri]))
        for iri, head in sorted(heads.items())
    ]


@dataclass(slots=True)
class _Weapon:
    names: set[str] = field(default_factory=set)
    category: str | None = None
    kind: bool = False


def _weapons(store: Store) -> dict[str, _Weapon]:
    """Listed weapons, and those that articles name besides; what is written small without a digit is a kind."""
    found: dict[str, _Weapon] = defaultdict(_Weapon)
    for row in _rows(store, _WEAPONS):
        weapon = found[row["weapon"]]
        weapon.names |= {slug(row[key]) for key in ("label", "alias") if key in row}
        weapon.category = row.get("category")
        weapon.kind = row.get("generic") == "true"
    for row in _rows(store, _UNLISTED):
        if "/graph/" not in row["weapon"] and not found[row["weapon"]].names:
            label = row["label"]
            found[row["weapon"]] = _Weapon({slug(label)}, None, label.islower() and not any(c.isdigit() for c in label))
    return found


def _event(
    head: dict[str, str], slots: dict[str, set[str]], weapons: list[tuple[str, _Weapon]], quantities: frozenset[int]
) -> EventRecord:
    def one(*names: str) -> str | None:
        return next((min(slots[name]) for name in names if slots.get(name)), None)

    value = one("value")
    return EventRecord(
        iri=head["event"],
        article=head["article"],
        kind=head["class"].rpartition("#")[2],
        published=dt.date.fromisoformat(head["issued"][:10]) if "issued" in head else None,
        supplier=one("supplier"),
        recipient=one("recipient"),
        supplier_state=one("supplierState"),
        recipient_state=one("recipientState"),
        weapons=frozenset(iri for iri, _ in weapons),
        designations=frozenset(name for _, w in weapons if not w.kind for name in w.names),
        categories=frozenset(w.category for _, w in weapons if w.category),
        vague=bool(weapons) and all(w.kind for _, w in weapons),
        quantities=quantities,
        value=Decimal(value) if value else None,
        currency=one("currency"),
        status=one("status"),
        dates=tuple(date for name in _DATES if (date := one(name))),
        name=one("name", "series"),
        participants=frozenset(slots.get("participant", ())),
        locations=frozenset(slots.get("location", ())),
    )


def read_articles(store: Store, wanted: set[str]) -> dict[str, ArticleRecord]:
    """The wanted articles by IRI; without a stored text its title stands for it, without a publisher its source."""
    return {
        row["article"]: ArticleRecord(
            row["article"],
            row.get("text") or row.get("title", ""),
            row.get("publisher") or _host(row.get("source", "")) or row["article"],
        )
        for row in _rows(store, _ARTICLES)
        if row["article"] in wanted
    }


def _host(source: str) -> str:
    from urllib.parse import urlsplit

    return urlsplit(source).hostname or "" if "://" in source else ""


def read_actors(store: Store) -> list[ActorRecord]:
    """Every person and organisation that an article describes itself (listed ones are one thing anyhow), by IRI."""
    company: dict[str, set[str]] = defaultdict(set)
    for row in _rows(store, _MENTIONS):
        if "/country/" not in row["actor"]:
            company[row["article"]].add(row["actor"])
    found = {
        (row["actor"], row["article"]): ActorRecord(
            iri=row["actor"],
            article=row["article"],
            kind=row["class"].rpartition("#")[2],
            label=row["label"],
            country=row.get("country"),
            role=row.get("role"),
            company=frozenset(company[row["article"]] - {row["actor"]}),
        )
        for row in _rows(store, _ACTORS)
    }
    return [record for _, record in sorted(found.items())]
