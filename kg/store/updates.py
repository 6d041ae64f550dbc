"""The updates every store understands, as SPARQL text built from parsed terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.errors import StoreError

if TYPE_CHECKING:
    from pyoxigraph import Triple


def replace_graph(graph: str, triples: Iterable[Triple]) -> str:
    """One atomic update after which the graph holds these triples and no others."""
    from pyoxigraph import NamedNode

    name = str(NamedNode(graph))
    data = " .\n".join(map(str, triples))
    return f"DROP SILENT GRAPH {name} ; INSERT DATA {{ GRAPH {name} {{\n{data}\n}} }}"


def drop_graph(graph: str) -> str:
    """The update that removes a graph."""
    from pyoxigraph import NamedNode

    return f"DROP SILENT GRAPH {NamedNode(graph)}"


def triples_of(graph: str, nquads: bytes) -> list[Triple]:
    """The triples of N-Quads that all stand in this graph; raises StoreError otherwise."""
    from pyoxigraph import NamedNode, RdfFormat, parse

    name = NamedNode(graph)
    try:
        quads = list(parse(nquads, format=RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise StoreError(f"the N-Quads for {graph} do not parse: {error}; nothing was written") from error
    for quad in quads:
        if quad.graph_name != name:
            raise StoreError(f"the N-Quads for {graph} hold a quad of {quad.graph_name}; nothing was written")
    return [quad.triple for quad in quads]
