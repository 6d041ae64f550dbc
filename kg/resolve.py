"""Mentions to entities: the names of one article joined, typed and given their IRIs.

A wrong merge is worse than a missing one: names join only by a rule below, and whoever stays unclear
gets an IRI inside the article.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from kg.antecedents import Antecedents
from kg.extract.mentions import Mention
from kg.language.titles import titles
from kg.models import Article, Entity, EntityKind, Extraction
from kg.namesakes import fold, ministry, organizations, people, without_seats
from kg.vocab import BASE, in_article, place_iri, slug, weapon_iri

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_FEW = 3
# Offices that tell less than any other.
_CALLINGS = frozenset("soldier officer pilot veteran lawyer journalist reporter author".split())


class Entities:
    """The entities of one article and where each is named; made by `resolve`."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention], owners: dict[Mention, Entity]) -> None:
        self.doc = doc
        self.mentions = tuple(m for m in sorted(mentions) if m in owners)
        self._starts = [m.start for m in self.mentions]
        self.owners = owners
        self.all: tuple[Entity, ...] = tuple(dict.fromkeys(owners[m] for m in self.mentions))
        self._by_iri = {entity.iri: entity for entity in self.all}
        self._at: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            for i in range(mention.start, mention.end):
                self._at.setdefault(i, []).append(mention)

    def by_iri(self, iri: str) -> Entity:
        """The entity of that IRI; KeyError if the article has none."""
        return self._by_iri[iri]

    def mention_at(self, i: int, kind: EntityKind | None = None) -> Mention | None:
        """The longest mention (of that kind) that covers token `i`."""
        best: Mention | None = None
        for mention in self._at.get(i, ()):
            if kind in (None, mention.kind) and (best is None or mention.end - mention.start > best.end - best.start):
                best = mention
        return best

    def at(self, i: int, kind: EntityKind | None = None) -> Entity | None:
        """The entity (of that kind) named at token `i`; the longest name where they nest."""
        mention = self.mention_at(i, kind)
        return self.owners[mention] if mention else None

    def of_span(self, span: Span, kind: EntityKind | None = None) -> Entity | None:
        """The entity that a noun phrase names: at its root, else the only one inside it."""
        at_root = self.at(span.root.i, kind)
        if at_root:
            return at_root
        inside = {self.owners[m].iri: self.owners[m] for m in self.within(span.start, span.end, kind)}
        return next(iter(inside.values())) if len(inside) == 1 else None

    def within(self, start: int, end: int, kind: EntityKind | None = None) -> list[Mention]:
        """The mentions (of that kind) inside the tokens `start` to `end`, in text order."""
        first = bisect_left(self._starts, start)
        beginning = self.mentions[first : bisect_left(self._starts, end, first)]
        return [m for m in beginning if m.end <= end and kind in (None, m.kind)]

    def owner(self, mention: Mention) -> Entity:
        """The entity of a mention."""
        return self.owners[mention]

    @cached_property
    def _antecedents(self) -> Antecedents:
        return Antecedents(self)

    def antecedent(self, token: Token) -> Entity | None:
        """Who a pronoun or a definite noun ("he", "the minister", "the ministry") stands for; a guess, or None."""
        return self._antecedents.of(token)


def resolve(article: Article, doc: Doc, mentions: list[Mention]) -> Entities:
    """The entities of an article from the mentions of names in it."""
    groups: dict[Mention, list[Mention]] = {}
    for joined in (
        *_by_key(mentions, ("country", "place", "weapon")),
        *people(mentions),
        *organizations(doc, mentions),
    ):
        for mention in joined:
            groups[mention] = joined
    by_iri: dict[str, list[Mention]] = {}
    for joined in {id(g): g for g in groups.values()}.values():
        by_iri.setdefault(_entity(article, doc, sorted(joined)).iri, []).extend(joined)
    owners: dict[Mention, Entity] = {}
    for joined in by_iri.values():
        entity = _entity(article, doc, _of_one_kind(sorted(joined)))
        owners.update(dict.fromkeys(joined, entity))
    return Entities(doc, mentions, owners)


def _of_one_kind(group: list[Mention]) -> list[Mention]:
    """The mentions with the kind that most of them have: one name is no person here and body there ("Wikinews")."""
    counts = Counter(m.kind for m in group if m.acts)
    if len(counts) < 2 or any(m.entry for m in group):
        return group
    kind = min(counts, key=lambda k: (-counts[k], k))
    return [m if m.kind == kind else m._replace(kind=kind, role=None, type=None) for m in group]


def without_event_names(found: Extraction) -> tuple[Entity, ...]:
    """The entities but for the names of exercises that were taken for persons or bodies ("Zapad", "Joint Warrior").

    A name that some fact has as a party stays: what it takes part in knows better.
    """
    events = {_series(name) for e in found.exercises for name in (e.name, e.series) if name}
    parties = {iri for s in found.statements for iri in (s.speaker, s.addressee, s.relayed_by)}
    parties |= {iri for e in found.exercises for iri in (*e.participants, *e.observers, *e.hosts)}
    parties |= {iri for t in found.transfers for iri in (t.supplier, t.recipient)}
    parties |= {iri for r in found.supply_relations for iri in (r.supplier, r.recipient)}
    return tuple(
        e
        for e in found.entities
        if e.reference
        or e.kind not in ("person", "organization")
        or e.iri in parties
        or events.isdisjoint(map(_series, (e.label, *e.aliases)))
    )


def _series(name: str) -> str:
    """The name of an exercise without edition: "Mosi III", "Zapad-2025"."""
    words = fold(name).split()
    return " ".join(w for w in words if not w.isdigit() and not set(w) <= set("ivx")) or fold(name)


def _by_key(mentions: list[Mention], kinds: tuple[EntityKind, ...]) -> list[list[Mention]]:
    groups: dict[tuple[str, str], list[Mention]] = {}
    for m in mentions:
        if m.kind in kinds:
            # a capital as mere city is a place of its own, not the state
            key = m.entry.iri if m.entry and m.acts else fold(m.name)
            groups.setdefault((m.kind if m.acts else "place", key), []).append(m)
    return list(groups.values())


def _entity(article: Article, doc: Doc, group: list[Mention]) -> Entity:
    first = group[0]
    entry = next((m.entry for m in group if m.entry and m.acts), None)
    names = Counter(" ".join(m.name.split()) for m in group)
    label = entry.label if entry else max(names, key=lambda n: (len(n.split()), len(n), n))
    country = entry.country if entry else _most_common(m.country for m in group)
    kind: EntityKind = "place" if first.kind == "country" and not first.acts else first.kind
    short = without_seats(names)
    label = next((name for name in short if label.startswith(f"{name} in ") and ministry(fold(name))), label)
    aliases = {*names, *short} - {label}
    if entry:
        aliases |= {*entry.aliases} - {label}
    return Entity(
        iri=entry.iri if entry else _iri(article, kind, label, country),
        kind=kind,
        label=label,
        aliases=tuple(sorted(aliases)),
        country=country,
        role=_fullest_role(m.role for m in group),
        organization_type=(entry.type if entry else _most_common(m.type for m in group))
        if kind == "organization"
        else None,
        reference=entry is not None,
        spans=tuple((doc[m.start].idx, doc[m.end - 1].idx + len(doc[m.end - 1])) for m in group),
    )


def _iri(article: Article, kind: EntityKind, label: str, country: str | None) -> str:
    if kind == "place":
        return place_iri(label)
    if kind == "weapon":
        return weapon_iri(label)
    if country and len(label.split()) > 1:
        return f"{BASE}{kind}/{country}/{slug(label)}"
    return in_article(article.id, "actor", label)


def _fullest_role(roles: Iterable[str | None]) -> str | None:
    """The role told most often, where a shorter one counts for those that hold its words; an office before a rank.

    Who is called "former President X" once and "President X" besides is a former president, "President-elect" no
    president.
    """
    told = Counter(role for role in roles if role)
    if len(told) < 2:
        return next(iter(told), None)
    words = {role: frozenset(fold(role).split()) for role in told}
    # but not what is told once of somebody whose plain office is told again and again ("future president Trump")
    votes = {
        role: sum(n for other, n in told.items() if words[other] <= words[role] and n <= _FEW * told[role])
        for role in told
    }
    low = (titles().ranks - titles().offices) | _CALLINGS
    order = list(told)
    return min(told, key=lambda role: (fold(role) in low, -votes[role], order.index(role)))


def _most_common(values: Iterable[str | None]) -> str | None:
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], v)) if counts else None
