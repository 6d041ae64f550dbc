"""Canonical labels for blank nodes, by the RDF Dataset Canonicalization algorithm (W3C RDFC-1.0)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.turtle.terms import Term

    Graph = tuple[str | None, list[Triple]]


def has_blank(triple: Triple) -> bool:
    """Whether a blank node stands in the triple, within a triple term too."""
    return _blank(triple.subject) or _blank(triple.object)


def relabelled(graphs: list[Graph]) -> list[Graph]:
    """The same graphs with labels that depend on their content alone; one node keeps one label in all of them."""
    if not any(has_blank(triple) for _, triples in graphs for triple in triples):
        return graphs
    from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, NamedNode, Quad

    dataset = Dataset()
    for graph, triples in graphs:
        name = NamedNode(graph) if graph is not None else DefaultGraph()
        for triple in triples:
            dataset.add(Quad(triple.subject, triple.predicate, triple.object, name))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    renamed: defaultdict[str | None, list[Triple]] = defaultdict(list)
    for quad in dataset:
        renamed[getattr(quad.graph_name, "value", None)].append(quad.triple)
    return [(graph, renamed[graph]) for graph in dict.fromkeys(graph for graph, _ in graphs)]


def _blank(term: Term) -> bool:
    kind = type(term).__name__
    return kind == "BlankNode" or (kind == "Triple" and has_blank(term))  # type: ignore[arg-type]
