"""Mentions to entities: the names of one article joined, typed and given their IRIs.

A wrong merge is worse than a missing one: names join only by a rule below, and whoever stays unclear
gets an IRI inside the article.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from kg.antecedents import Antecedents
from kg.extract.mentions import Mention
from kg.language.titles import titles
from kg.models import Article, Entity, EntityKind, Extraction
from kg.reference import reference
from kg.vocab import BASE, in_article, place_iri, slug, weapon_iri

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# Offices that tell less than any other.
_CALLINGS = frozenset("soldier officer pilot veteran lawyer journalist reporter author".split())
_SEATED = re.compile(r"(.+\b(?:ministry|embassy|consulate)) in .+", re.IGNORECASE)
_STATE_WORDS = ("the", "a", "an")


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
        *_people(mentions),
        *_organizations(doc, mentions),
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


@lru_cache(maxsize=1 << 14)
def fold(name: str) -> str:
    """A name for comparison: lower case, no accents, no leading article, straight quotes."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    words = plain.replace("-", " ").split()
    return " ".join(words[1:] if words and words[0] in _STATE_WORDS else words)


def _by_key(mentions: list[Mention], kinds: tuple[EntityKind, ...]) -> list[list[Mention]]:
    groups: dict[tuple[str, str], list[Mention]] = {}
    for m in mentions:
        if m.kind in kinds:
            # a capital as mere city is a place of its own, not the state
            key = m.entry.iri if m.entry and m.acts else fold(m.name)
            groups.setdefault((m.kind if m.acts else "place", key), []).append(m)
    return list(groups.values())


def _people(mentions: list[Mention]) -> list[list[Mention]]:
    """Full names first; a bare surname joins whom it stood for before, else the last full name before it that has it.

    After "Joe Biden … Biden said … Hunter Biden" the next "Biden" is Joe still.
    """
    groups: list[list[Mention]] = []
    names: list[list[str]] = []
    bare: dict[str, int] = {}
    persons = [m for m in mentions if m.kind == "person"]
    for m in sorted(persons, key=lambda m: len(m.name.split()) == 1):
        words = [w.strip("\"“”'‘’") for w in fold(m.name).split()]
        best = bare.get(words[0]) if len(words) == 1 else None
        for i, known in enumerate(names if best is None else ()):
            if _same_person(words, known) and (best is None or groups[i][0].start <= m.start):
                best = i
        if best is None:
            groups.append([m])
            names.append(words)
        else:
            groups[best].append(m)
            if len(words) == 1:
                bare[words[0]] = best
            if len(words) > len(names[best]):
                names[best] = words
    return groups


def _same_person(words: list[str], known: list[str]) -> bool:
    if words == known:
        return True
    if len(words) == 1 or len(known) == 1:
        short, full = (words, known) if len(words) == 1 else (known, words)
        return short[0] in (full[-1], full[0]) or short[0] in full[1:]
    # "Mads Lind Kjeldgaard" and "Lind Kjeldgaard", "Hugo Chavez Frias" and "Hugo Chavez"
    small, large = sorted((words, known), key=len)
    return set(small) <= set(large) and (small[-1] == large[-1] or small[0] == large[0])


def _organizations(doc: Doc, mentions: list[Mention]) -> list[list[Mention]]:
    """Listed names by entry; acronyms in brackets or by initials; a name and its beginning ("Elbit")."""
    bodies = [m for m in mentions if m.kind == "organization"]
    groups: list[list[Mention]] = []
    for m in sorted(bodies, key=lambda m: (-len(m.name), m.start)):
        home = next((g for g in groups if any(_same_organization(doc, m, other) for other in g)), None)
        if home is None:
            groups.append([m])
        else:
            home.append(m)
    return groups


def _same_organization(doc: Doc, m: Mention, other: Mention) -> bool:
    if m.entry and other.entry:
        return m.entry.iri == other.entry.iri
    if m.country and other.country and m.country != other.country:
        return False
    a, b = fold(m.name), fold(other.name)
    if a == b:
        return True
    if _bracketed(doc, m, other) or _bracketed(doc, other, m):
        return True
    short, full = sorted((m, other), key=lambda x: len(x.name))
    if short.name.isupper() and len(short.name) >= 2:
        initials = _initials(full.name)
        stated = full.country is not None and len(short.name) > 2 and len(initials) - len(short.name) in (1, 2)
        # "CPD" for the "United States Commission on Presidential Debates"
        return short.name.casefold() == initials or (stated and initials.endswith(short.name.casefold()))
    if a == "house" or b == "house":
        return " house of " in f" {a} {b} "
    if (m.entry or other.entry) and _is_beginning_of_label(*((m, other) if m.entry else (other, m))):
        return True
    if _ministry(a) and _ministry(a) == _ministry(b):
        return True
    if m.country and m.country == other.country:
        rest = _without_state(a, m.country)
        if rest and rest == _without_state(b, m.country):
            return True  # "Iraqi Parliament", "Parliament of Iraq"
    first, last = sorted((a.split(), b.split()), key=len)
    if len(first) < len(last) and last[: len(first)] == first and _may_be_shortened(full, len(first)):
        return True
    if 1 < len(first) < len(last) and last[-len(first) :] == first and not short.entry:
        return True  # "Board of Inquiry" after "UN Board of Inquiry"
    # "the Navy" after "the Indian Navy"
    return (
        len(first) < len(last)
        and last[-len(first) :] == first
        and short.type in ("armed-force", "ministry", "parliament")
    )


def _without_state(folded: str, country: str) -> frozenset[str]:
    """The words of a body's name without those that name its state; empty where nothing else is left."""
    state = reference().by_iso3.get(country)
    names = {fold(word) for name in (*state.names, *state.demonyms) for word in name.split()} if state else set()
    return frozenset(folded.split()) - names - {"of", "the"}


def _may_be_shortened(full: Mention, words: int) -> bool:
    """Whether the beginning of a name can stand for it: "Elbit", "Workers' Party"; not "2nd Brigade"."""
    if full.type in ("company", None, "think-tank") or (words > 1 and full.type in ("party", "media", "ngo")):
        return True
    following = fold(full.name).split()[words]
    # "the National Directorate (for Security)", "the Port Authority (of Kent and Sussex)"
    return words > 1 and (following == "for" or (following == "of" and full.type == "government-body"))


def _is_beginning_of_label(listed: Mention, other: Mention) -> bool:
    """Whether an unlisted name is the beginning of a listed one's: "Liberal Party" and "Liberals" (of Canada)."""
    name, label = fold(other.name).split(), fold(listed.entry.label if listed.entry else "").split()
    return other.entry is None and len(name) > 1 and label[: len(name)] == name and label[len(name) :][:1] == ["of"]


def _bracketed(doc: Doc, full: Mention, acronym: Mention) -> bool:
    """ "Collective Security Treaty Organization (CSTO)"."""
    return acronym.start == full.end + 1 and doc[full.end].text == "(" and acronym.name.isupper()


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper()).casefold()


def _ministry(folded: str) -> str | None:
    folded = folded.split(" in ")[0]  # "defence ministry in Vilnius"
    words = [w.replace("defense", "defence") for w in folded.split() if w not in ("of", "national", "affairs", "the")]
    if "ministry" not in words:
        return None
    where = words.index("ministry")
    return words[where + 1] if where + 1 < len(words) else words[where - 1] if where else None


def _entity(article: Article, doc: Doc, group: list[Mention]) -> Entity:
    first = group[0]
    entry = next((m.entry for m in group if m.entry and m.acts), None)
    names = Counter(" ".join(m.name.split()) for m in group)
    label = entry.label if entry else max(names, key=lambda n: (len(n.split()), len(n), n))
    country = entry.country if entry else _most_common(m.country for m in group)
    kind: EntityKind = "place" if first.kind == "country" and not first.acts else first.kind
    short = _without_seats(names)
    label = next((name for name in short if label.startswith(f"{name} in ") and _ministry(fold(name))), label)
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


def _without_seats(names: Iterable[str]) -> set[str]:
    """The names of ministries and embassies without the towns they are in: "Chinese embassy" for the one in Oslo."""
    return {m[1] for name in names if (m := _SEATED.fullmatch(name))}


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
    votes = {role: sum(n for other, n in told.items() if words[other] <= words[role]) for role in told}
    low = (titles().ranks - titles().offices) | _CALLINGS
    order = list(told)
    return min(told, key=lambda role: (fold(role) in low, -votes[role], order.index(role)))


def _most_common(values: Iterable[str | None]) -> str | None:
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], v)) if counts else None
