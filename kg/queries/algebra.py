"""The algebra of a query, as text: what `kg query --explain` shows."""

from __future__ import annotations

from typing import Any


def algebra(sparql: str) -> str:
    """The query's algebra tree, one operator a line, indented by depth (rdflib's translation)."""
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    from kg.vocab import PREFIXES

    query = translateQuery(parseQuery(sparql), initNs=PREFIXES)
    return "\n".join(_lines(query.algebra, 0))


def _lines(node: Any, depth: int) -> list[str]:
    from rdflib.plugins.sparql.parserutils import CompValue

    pad = "  " * depth
    if not isinstance(node, CompValue):
        return [f"{pad}{_text(node)}"]
    lines = [f"{pad}{node.name}{_told(node)}"]
    # `get` of this class gives the key itself where there is no value.
    triples = node["triples"] if "triples" in node else ()  # noqa: SIM401
    for triple in sorted(triples):
        lines.append(f"{pad}  {' '.join(map(_text, triple))}")
    for key in ("p", "p1", "p2"):
        if key in node and isinstance(node[key], CompValue):
            lines += _lines(node[key], depth + 1)
    return lines


def _told(node: Any) -> str:
    """What an operator works with: the graph, the variables, the values."""
    told = []
    for key in ("term", "var", "PV", "expr", "length", "start"):
        if key in node and node[key] is not None:
            told.append(f"{key}={_text(node[key])}")
    return f" [{', '.join(told)}]" if told else ""


def _text(value: Any) -> str:
    from rdflib.plugins.sparql.parserutils import CompValue
    from rdflib.term import Node

    if isinstance(value, CompValue):
        parts = (_text(part) for key, part in value.items() if key not in ("_vars",) and part)
        return f"{value.name}({', '.join(parts)})"
    if isinstance(value, Node):
        return str(value.n3())
    if isinstance(value, list | tuple | set):
        return " ".join(sorted(map(_text, value)) if isinstance(value, set) else map(_text, value))
    return str(value)
