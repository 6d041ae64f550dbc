"""What is in a store, asked in SPARQL, so that every store answers alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.store.results import Solutions
from kg.vocab import ONTOLOGY_GRAPH, REFERENCE_GRAPH, term

if TYPE_CHECKING:
    from kg.store import ArticleState, Store, StoreStats

_ENTITIES = ("Person", "Organization", "Country", "WeaponSystem", "Place")
_COUNTED = ("Statement", "MilitaryExercise", "ArmsTransfer", "SupplyRelation", *_ENTITIES, "Evidence")


def article_states(store: Store) -> dict[str, ArticleState]:
    """Input hash and extractor version of every article."""
    from kg.store import ArticleState

    rows = _rows(
        store,
        "SELECT ?article ?hash ?version WHERE { GRAPH ?article { "
        "?article kg:extractorVersion ?version ; kg:inputHash ?hash } }",
    )
    return {article: ArticleState(hash_, version) for article, hash_, version in rows}


def stats(store: Store, *, bytes_on_disk: int | None = None) -> StoreStats:
    """Counts of articles, quads and the things of each class (an actor of two articles counts once)."""
    from kg.store import StoreStats

    things = {}
    for name in ("Article", *_COUNTED):
        # Listed entities are described in the reference graph; those that no article mentions are no findings.
        [(count,)] = _rows(
            store,
            f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {{ GRAPH ?g {{ ?thing a <{term(name)}> }} "
            f"FILTER(?g NOT IN (<{REFERENCE_GRAPH}>, <{ONTOLOGY_GRAPH}>)) }}{_mentioned(name)} }}",
        )
        things[name] = int(count)
    [(quads,)] = _rows(store, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
    return StoreStats(things.pop("Article"), int(quads), things, bytes_on_disk)


def _mentioned(name: str) -> str:
    if name not in _ENTITIES:
        return ""
    listed = f"GRAPH <{REFERENCE_GRAPH}> {{ ?thing a <{term(name)}> }}"
    return f" UNION {{ {listed} FILTER EXISTS {{ GRAPH ?a {{ ?a <{term('mentions')}> ?thing }} }} }}"


def digest(store: Store, graph: str) -> str | None:
    """The hash of the files that a reference graph was made of; None if it was never made."""
    rows = _rows(store, f"SELECT ?hash WHERE {{ GRAPH <{graph}> {{ <{graph}> kg:inputHash ?hash }} }}")
    return rows[0][0] if rows else None


def _rows(store: Store, sparql: str) -> list[tuple[str, ...]]:
    found = store.query(sparql)
    assert isinstance(found, Solutions)
    return [tuple(getattr(value, "value", "") for value in row) for row in found]
