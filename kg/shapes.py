"""The shapes compiled to plain checks, which tell quickly that a graph conforms, and leave all else to pyshacl.

A graph that passes conforms; one that does not pass may yet conform (a date with a time zone, say, or a
constraint that is not compiled here), and goes to pyshacl, whose word counts. So every report is pyshacl's, and
only graphs without anything to report are spared it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kg.vocab import RDF, RDFS, SH, XSD

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, NamedNode, Store, Triple
    from pyoxigraph import Literal as RdfLiteral

    Term: TypeAlias = NamedNode | BlankNode | RdfLiteral | Triple

_Test: TypeAlias = "Callable[[Term, Data], bool]"

_SILENT = frozenset(SH + name for name in ("message", "property", "path", "targetClass", "targetSubjectsOf", "closed"))
_SILENT |= {RDF + "type", SH + "ignoredProperties", SH + "sparql", SH + "minCount", SH + "maxCount"}
_LEXICAL = {
    XSD + "integer": re.compile(r"[+-]?\d+"),
    XSD + "decimal": re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
    XSD + "boolean": re.compile(r"true|false"),
    XSD + "date": re.compile(r"\d{4}-\d\d-\d\d"),
    XSD + "gYear": re.compile(r"\d{4}"),
    XSD + "gYearMonth": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])"),
    XSD + "gMonthDay": re.compile(r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"),
    XSD + "gMonth": re.compile(r"--(?:0[1-9]|1[0-2])"),
    XSD + "string": re.compile(r"(?s:.*)"),
}


class UnknownConstraintError(Exception):
    """The shapes hold something that is not compiled here."""


class Data:
    """A graph's triples by subject and by object."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = list(triples)
        self.out: defaultdict[Term, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.into: defaultdict[Term, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.of_class: defaultdict[str, list[Term]] = defaultdict(list)
        self.subjects_of: defaultdict[str, set[Term]] = defaultdict(set)
        for triple in self.triples:
            subject, predicate, object_ = triple.subject, triple.predicate.value, triple.object
            self.out[subject][predicate].append(object_)
            self.into[object_][predicate].append(subject)
            self.subjects_of[predicate].add(subject)
            if predicate == RDF + "type":
                self.of_class[getattr(object_, "value", "")].append(subject)

    def is_a(self, node: Term, name: str) -> bool:
        """Whether the node has that class; subclasses are not followed."""
        return node in self.out and any(getattr(t, "value", "") == name for t in self.out[node][RDF + "type"])


class _Property(NamedTuple):
    values: Callable[[Term, Data], list[Term]]
    least: int
    most: int | None
    tests: tuple[_Test, ...]
    pairs: tuple[tuple[str, bool], ...]
    """Properties whose values must be greater, or with True no less."""

    def holds(self, focus: Term, data: Data) -> bool:
        values = set(self.values(focus, data))
        if len(values) < self.least or (self.most is not None and len(values) > self.most):
            return False
        if not all(test(value, data) for test in self.tests for value in values):
            return False
        return all(
            _less(value, other, or_equal=equal)
            for name, equal in self.pairs
            for value in values
            for other in data.out[focus][name]
        )


class NodeShape(NamedTuple):
    """A node shape: which nodes it is about, and what must hold for each."""

    classes: tuple[str, ...]
    subjects_of: tuple[str, ...]
    tests: tuple[_Test, ...]
    properties: tuple[_Property, ...]
    allowed: frozenset[str] | None
    """The only properties a focus node may have, where the shape is closed."""
    queries: tuple[str, ...]

    def holds(self, data: Data, ask: Callable[[str, Term], bool]) -> bool:
        focuses = {node for name in self.classes for node in data.of_class.get(name, ())}
        focuses |= {node for name in self.subjects_of for node in data.subjects_of.get(name, ())}
        return all(
            all(test(node, data) for test in self.tests)
            and all(shape.holds(node, data) for shape in self.properties)
            and (
                self.allowed is None or self.allowed.issuperset(name for name, found in data.out[node].items() if found)
            )
            and not any(ask(query, node) for query in self.queries)
            for node in focuses
        )


def conforms(shapes: tuple[NodeShape, ...], triples: Iterable[Triple]) -> bool:
    """Whether the triples surely conform; False where they do not, or where only pyshacl can tell."""
    data = Data(triples)
    if RDFS + "subClassOf" in data.subjects_of:
        return False
    ask = _asker(data)
    return all(shape.holds(data, ask) for shape in shapes)


def _asker(data: Data) -> Callable[[str, Term], bool]:
    """Whether a SPARQL constraint finds something wrong with a focus node."""
    from pyoxigraph import QuerySolutions

    @lru_cache(maxsize=1)
    def store() -> Store:
        from pyoxigraph import Quad, Store

        filled = Store()
        filled.extend(Quad(t.subject, t.predicate, t.object) for t in data.triples)
        return filled

    def ask(query: str, focus: Term) -> bool:
        found = store().query(query.replace("WHERE {", f"WHERE {{ VALUES ?this {{ {focus} }}", 1))
        assert isinstance(found, QuerySolutions)
        return next(found, None) is not None

    return ask


def compiled(file: Path) -> tuple[NodeShape, ...]:
    """The node shapes of a file; raises UnknownConstraintError where one holds what is not compiled here."""
    from pyoxigraph import RdfFormat, parse

    source = Data(quad.triple for quad in parse(path=file, format=RdfFormat.TURTLE))
    return tuple(_node(shape, source) for shape in source.of_class[SH + "NodeShape"])


def _node(shape: Term, source: Data) -> NodeShape:
    said = source.out[shape]
    properties = said[SH + "property"]
    closed = [getattr(value, "value", "") for value in said[SH + "closed"]] == ["true"]
    ignored = [value for head in said[SH + "ignoredProperties"] for value in _list(head, source)]
    paths = [path for p in properties for path in source.out[p][SH + "path"]]
    return NodeShape(
        classes=tuple(_iri(value) for value in said[SH + "targetClass"]),
        subjects_of=tuple(_iri(value) for value in said[SH + "targetSubjectsOf"]),
        tests=_tests(shape, source),
        properties=tuple(_property(p, source) for p in properties),
        allowed=frozenset(getattr(v, "value", "") for v in (*ignored, *paths)) if closed else None,
        queries=tuple(_query(value, source) for value in said[SH + "sparql"]),
    )


def _property(shape: Term, source: Data) -> _Property:
    said = source.out[shape]
    (path,) = said[SH + "path"]
    counts = {name: [int(_text(v)) for v in said[SH + name]] for name in ("minCount", "maxCount")}
    pairs = [(_iri(v), False) for v in said[SH + "lessThan"]] + [(_iri(v), True) for v in said[SH + "lessThanOrEquals"]]
    return _Property(
        values=_path(path, source),
        least=max(counts["minCount"], default=0),
        most=min(counts["maxCount"], default=None),
        tests=_tests(shape, source),
        pairs=tuple(pairs),
    )


def _path(path: Term, source: Data) -> Callable[[Term, Data], list[Term]]:
    if type(path).__name__ == "NamedNode":
        name = _iri(path)
        return lambda focus, data: data.out[focus][name] if focus in data.out else []
    said = source.out[path]
    if said[SH + "inversePath"]:
        inverse = _iri(said[SH + "inversePath"][0])
        return lambda focus, data: data.into[focus][inverse] if focus in data.into else []
    if said[SH + "alternativePath"]:
        names = [_iri(step) for step in _list(said[SH + "alternativePath"][0], source)]
        return lambda focus, data: [value for name in names for value in data.out[focus][name]]
    raise UnknownConstraintError(f"path {path}")


def _tests(shape: Term, source: Data) -> tuple[_Test, ...]:
    """The constraints of a shape on each value node by itself."""
    return tuple(
        test
        for name, values in source.out[shape].items()
        if name not in _SILENT and name not in (SH + "lessThan", SH + "lessThanOrEquals")
        for value in values
        for test in _constraint(name, value, source)
    )


def _constraint(name: str, value: Term, source: Data) -> Iterator[_Test]:
    kind = name.removeprefix(SH)
    if kind == "class":
        wanted = _iri(value)
        yield lambda node, data: data.is_a(node, wanted)
    elif kind == "datatype":
        datatype = _iri(value)
        yield lambda node, data: _well_typed(node, datatype)
    elif kind == "nodeKind" and _iri(value) == SH + "IRI":
        yield lambda node, data: type(node).__name__ == "NamedNode"
    elif kind == "in":
        members = frozenset(_list(value, source))
        yield lambda node, data: node in members
    elif kind == "pattern":
        pattern = re.compile(_text(value))
        yield lambda node, data: bool(pattern.search(getattr(node, "value", ""))) and not _is_blank(node)
    elif kind == "minLength":
        least = int(_text(value))
        yield lambda node, data: len(getattr(node, "value", "")) >= least and not _is_blank(node)
    elif kind in _BOUNDS:
        bound, holds = Decimal(_text(value)), _BOUNDS[kind]
        yield lambda node, data: (number := _number(node)) is not None and holds(number, bound)
    elif kind in ("or", "not"):
        options = [_tests(option, source) for option in (_list(value, source) if kind == "or" else [value])]
        if not all(options):
            raise UnknownConstraintError(f"sh:{kind} of nothing")
        wanted_any = kind == "or"
        yield lambda node, data: any(all(t(node, data) for t in tests) for tests in options) == wanted_any
    else:
        raise UnknownConstraintError(name)


_BOUNDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "minInclusive": lambda number, bound: number >= bound,
    "minExclusive": lambda number, bound: number > bound,
    "maxInclusive": lambda number, bound: number <= bound,
    "maxExclusive": lambda number, bound: number < bound,
}


def _well_typed(node: Term, datatype: str) -> bool:
    found = getattr(node, "datatype", None)
    if found is None or found.value != datatype or datatype not in _LEXICAL:
        return False
    text = _text(node)
    if not _LEXICAL[datatype].fullmatch(text):
        return False
    if datatype == XSD + "date":
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            return False
    return True


def _number(node: Term) -> Decimal | None:
    numeric = any(_well_typed(node, XSD + name) for name in ("integer", "decimal"))
    return Decimal(_text(node)) if numeric else None


def _less(value: Term, other: Term, *, or_equal: bool) -> bool:
    a, b = _number(value), _number(other)
    return a is not None and b is not None and (a < b or (or_equal and a == b))


def _query(constraint: Term, source: Data) -> str:
    said = source.out[constraint]
    unknown = said.keys() - {RDF + "type"} - {SH + name for name in ("prefixes", "message", "select")}
    (select,) = said[SH + "select"]
    text = _text(select)
    if any(said[name] for name in unknown) or text.count("WHERE {") != 1:
        raise UnknownConstraintError(f"SPARQL constraint {constraint}")
    declared = [d for owner in said[SH + "prefixes"] for d in source.out[owner][SH + "declare"]]
    prefixes = [(source.out[d][SH + "prefix"][0], source.out[d][SH + "namespace"][0]) for d in declared]
    return "".join(f"PREFIX {_text(name)}: <{_text(namespace)}> " for name, namespace in prefixes) + text


def _list(head: Term, source: Data) -> list[Term]:
    items: list[Term] = []
    while getattr(head, "value", "") != RDF + "nil":
        items.append(source.out[head][RDF + "first"][0])
        head = source.out[head][RDF + "rest"][0]
    return items


def _is_blank(node: Term) -> bool:
    return type(node).__name__ == "BlankNode"


def _iri(node: Term) -> str:
    if type(node).__name__ != "NamedNode":
        raise UnknownConstraintError(f"{node} where an IRI is expected")
    return str(getattr(node, "value", ""))


def _text(node: Term) -> str:
    return str(getattr(node, "value", ""))
