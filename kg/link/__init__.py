"""Corroboration: the same event told by several articles, found and counted in a graph of its own.

`link(store)` reads the events of all articles, joins those that are the same, and rewrites the graph of
links: `kg:sameEventAs` between events, `kg:corroboration` with the numbers of articles, independent origins and
publishers, `kg:sameAs` between actors. The articles' own graphs stay as they are, so that disagreement
between sources stays visible; the same store gives the same links, whatever the order of loading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.link.actors import same_actors
from kg.link.clusters import Cluster, clusters
from kg.link.origins import origins
from kg.link.records import ActorRecord, ArticleRecord, EventRecord, read_actors, read_articles, read_events
from kg.link.triples import link_ntriples

if TYPE_CHECKING:
    from kg.store import Store

__all__ = [
    "ActorRecord",
    "ArticleRecord",
    "Cluster",
    "EventRecord",
    "Linked",
    "clusters",
    "link",
    "origins",
    "same_actors",
]


class Linked(NamedTuple):
    """What a run found: events read, clusters of two or more, the events in them, actors joined."""

    events: int
    clusters: int
    events_in_clusters: int
    actors: int


def link(store: Store) -> Linked:
    """Finds the events and actors that articles share and rewrites the graph of links; raises StoreError."""
    from kg.vocab import LINKS_GRAPH

    events = read_events(store)
    found = clusters(events)
    articles = read_articles(store, {e.article for cluster in found for e in cluster.events})
    joined = same_actors(read_actors(store))
    store.put_graph(LINKS_GRAPH, link_ntriples(found, articles, joined))
    return Linked(len(events), len(found), sum(len(cluster.events) for cluster in found), len(joined))
