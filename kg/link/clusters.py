"""Clusters of events that are one: best pairs first, and nobody joins a cluster that holds something impossible."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.link.alike import ENOUGH, alike, series_of
from kg.link.records import EventRecord

_COMPARED = 200
"""How many later events of one block an event is compared with: news of one event stands close together."""


class Cluster(NamedTuple):
    """Two or more events of different articles that are one, by IRI."""

    events: tuple[EventRecord, ...]


def clusters(events: Iterable[EventRecord]) -> list[Cluster]:
    """The clusters, by their first event's IRI; the order of `events` plays no part."""
    held = sorted(events, key=lambda e: e.iri)
    scored = sorted(
        ((score, a.iri, b.iri) for a, b in _pairs(held) if (score := alike(a, b)) is not None and score >= ENOUGH),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    by_iri = {e.iri: e for e in held}
    groups: dict[str, list[EventRecord]] = {}
    for _, one, other in scored:
        left = groups.get(one, [by_iri[one]])
        right = groups.get(other, [by_iri[other]])
        if left is not right and all(alike(a, b) is not None for a in left for b in right):
            merged = left + right
            groups.update(dict.fromkeys((e.iri for e in merged), merged))
    distinct = {id(group): group for group in groups.values()}.values()
    found = (Cluster(tuple(sorted(group, key=lambda e: e.iri))) for group in distinct)
    return sorted(found, key=lambda cluster: cluster.events[0].iri)


def _pairs(events: list[EventRecord]) -> Iterator[tuple[EventRecord, EventRecord]]:
    """Pairs that share a party and a weapon's category, or a name or participant, each once."""
    blocks: dict[tuple[str, ...], list[EventRecord]] = defaultdict(list)
    for event in events:
        for key in _keys(event):
            blocks[key].append(event)
    seen: set[tuple[str, str]] = set()
    for _, block in sorted(blocks.items()):
        block.sort(key=lambda e: (e.published or dt.date.min, e.iri))
        for i, a in enumerate(block):
            for b in block[i + 1 : i + 1 + _COMPARED]:
                pair = (a.iri, b.iri) if a.iri < b.iri else (b.iri, a.iri)
                if pair not in seen:
                    seen.add(pair)
                    yield a, b


def _keys(event: EventRecord) -> Iterator[tuple[str, ...]]:
    if event.kind == "ArmsTransfer":
        ends = (event.supplier, event.recipient, event.supplier_state, event.recipient_state)
        parties = sorted({party for party in ends if party})
        for party in parties:
            for what in (*event.weapons, *event.categories, ""):
                yield "transfer", party, what
    else:
        if event.name:
            yield "exercise", series_of(event.name)[0]
        for participant in event.participants:
            yield "participant", participant
