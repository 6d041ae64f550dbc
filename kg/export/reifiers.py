"""`--profile rdf12`: evidence as RDF 1.2 reifiers of the very triples that rest on it.

An evidence's `kg:supports kg:quantity` becomes `rdf:reifies <<( ITEM kg:quantity 24 )>>`: of the fact, or
of its items and contingents where the property is theirs.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.export.evidence import evidence_of
from kg.export.terms import node
from kg.vocab import KG, RDF

if TYPE_CHECKING:
    from pyoxigraph import Triple

_PARTS = {KG + "item", KG + "contingent"}


def with_reifiers(triples: list[Triple]) -> list[Triple]:
    """The article's triples, each supported one reified by its evidence; what supports nothing stays as it is."""
    from pyoxigraph import Triple

    of_subject: dict[object, list[Triple]] = defaultdict(list)
    for triple in triples:
        of_subject[triple.subject].append(triple)
    reified: list[Triple] = []
    done: set[tuple[object, str]] = set()
    for evidence in evidence_of(triples):
        for fact in evidence.facts:
            parts = [t.object for t in of_subject[fact] if t.predicate.value in _PARTS]
            for triple in (t for subject in (fact, *parts) for t in of_subject[subject]):
                if triple.predicate.value in evidence.supports:
                    reified.append(Triple(evidence.node, node(RDF + "reifies"), triple))
                    done.add((evidence.node, triple.predicate.value))
    supports = KG + "supports"
    kept = (
        t for t in triples if t.predicate.value != supports or (t.subject, getattr(t.object, "value", "")) not in done
    )
    return [*kept, *reified]
