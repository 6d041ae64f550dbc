"""The same person or organisation in several articles: full names only, and only with a second sign.

A bare surname or a single word never joins anybody; nor do two bearers of a name whose countries differ.
A wrong join is worse than a missing one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.link.records import ActorRecord
from kg.namesakes import fold


def same_actors(actors: Iterable[ActorRecord]) -> dict[str, str]:
    """From an actor's IRI to the IRI that stands for all its bearers of that name; only where they differ."""
    named: dict[tuple[str, str], list[ActorRecord]] = defaultdict(list)
    for actor in actors:
        name = fold(actor.label)
        if len(name.split()) > 1:
            named[actor.kind, name].append(actor)
    joined: dict[str, str] = {}
    for _, group in sorted(named.items()):
        for same in _joined(sorted(group, key=lambda a: (a.iri, a.article))):
            stands = min((a.iri for a in same), key=lambda iri: ("/article/" in iri, iri))
            joined |= {a.iri: stands for a in same if a.iri != stands}
    return joined


def _joined(group: list[ActorRecord]) -> list[list[ActorRecord]]:
    clusters: list[list[ActorRecord]] = []
    for actor in group:
        home = next((c for c in clusters if _fits(actor, c)), None)
        if home is None:
            clusters.append([actor])
        else:
            home.append(actor)
    return [c for c in clusters if len({a.iri for a in c}) > 1]


def _fits(actor: ActorRecord, cluster: list[ActorRecord]) -> bool:
    countries = {a.country for a in cluster if a.country}
    if actor.country and countries and countries != {actor.country}:
        return False
    return any(_second_sign(actor, other) for other in cluster)


def _second_sign(a: ActorRecord, b: ActorRecord) -> bool:
    """One country told on both sides, one office, or common company."""
    if a.iri == b.iri or (a.country and a.country == b.country):
        return True
    return bool(_office(a) & _office(b)) or bool(a.company & b.company)


def _office(actor: ActorRecord) -> set[str]:
    return {word for word in fold(actor.role or "").split() if len(word) > 3}
