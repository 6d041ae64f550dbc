"""What makes an export stand alone: descriptions from the reference graph, links between articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.store.results import Solutions
from kg.vocab import KG, REFERENCE_GRAPH, SKOS

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.store import Store

_FOLLOWED = {KG + name for name in ("origin", "country", "region")} | {SKOS + "broader"}
_BATCH = 400
"""Things asked for in one query: a few hundred IRIs stay far below any server's limit on requests."""


def reference_of(store: Store, mentioned: Iterable[str]) -> list[Triple]:
    """All the reference graph says of the things mentioned, and of their states of origin or affiliation."""
    wanted = set(mentioned)
    asked: set[str] = set()
    found: list[Triple] = []
    while ahead := sorted(wanted - asked):
        asked |= wanted
        for start in range(0, len(ahead), _BATCH):
            found += _descriptions(store, ahead[start : start + _BATCH])
        wanted = {t.object.value for t in found if t.predicate.value in _FOLLOWED and hasattr(t.object, "value")}
    return found


def links_of(links: list[Triple], articles: tuple[str, ...] | None, mentioned: set[str]) -> list[Triple]:
    """The links of some articles' facts and entities (None: all), with what describes the clusters they are in."""
    if articles is None:
        return links
    within = tuple(article + end for article in articles for end in ("/", "#"))
    by_subject: defaultdict[str, list[Triple]] = defaultdict(list)
    for triple in links:
        by_subject[getattr(triple.subject, "value", "")].append(triple)
    start = {iri for iri in by_subject if iri.startswith(within) or iri in mentioned}
    kept = [triple for iri in start for triple in by_subject[iri]]
    clusters = {
        t.object.value for t in kept if t.predicate.value == KG + "corroboration" and hasattr(t.object, "value")
    }
    return kept + [triple for iri in clusters - start for triple in by_subject[iri]]


def _descriptions(store: Store, iris: list[str]) -> list[Triple]:
    from pyoxigraph import NamedNode, Triple

    values = " ".join(str(NamedNode(iri)) for iri in iris)
    rows = store.query(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values} }} GRAPH <{REFERENCE_GRAPH}> {{ ?s ?p ?o }} }}")
    assert isinstance(rows, Solutions)
    return [Triple(s, p, o) for s, p, o in rows]  # type: ignore[arg-type]
