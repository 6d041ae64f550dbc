"""Validation against the shapes (`ontology/shapes.ttl`), graph by graph, so that memory does not grow with the store.

An article's graph is checked together with what the reference data says of the things it mentions; that
the words of its evidence are those of its text, is one of the shapes. Every report is pyshacl's, always made on
a native rdflib graph: on one backed by Oxigraph it gives wrong results. Graphs that `kg.shapes` knows to
conform have nothing to report and are spared it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import UsageError
from kg.paths import ONTOLOGY
from kg.shapes import NodeShape, UnknownConstraintError, compiled, conforms
from kg.turtle import natural
from kg.vocab import KG, LINKS_GRAPH, PREFIXES, RDF, REFERENCE_GRAPH, SH, XSD

if TYPE_CHECKING:
    import rdflib
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple
    from rdflib.term import Node

    from kg.store import Store

SHAPES = "https://w3id.org/defence-kg/shapes#"
_SHAPES_FILE = ONTOLOGY / "shapes.ttl"
_BATCH = 200
"""Reference entities checked at a time."""


class Violation(NamedTuple):
    """One broken rule: a node of the graph, the property and value at fault (where it is one), and the shape."""

    node: str
    """IRI of the node."""
    path: str | None
    value: str | None
    message: str
    shape: str
    """IRI of the shape, or of its SPARQL constraint."""


class Checked(NamedTuple):
    """The outcome for one graph; `results` are its validation results as the SHACL standard writes them."""

    graph: str
    violations: tuple[Violation, ...]
    results: tuple[Triple, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations


def validate(
    store: Store, articles: tuple[str, ...] = (), *, reference: bool = False, thorough: bool = False
) -> Iterator[Checked]:
    """Checks articles (identifiers or IRIs; none means all and the links between them), one after another.

    With `reference`, the reference data is checked as well; with `thorough`, pyshacl looks at every graph.
    Raises UsageError for an unknown article.
    """
    from kg.export.selection import article_iris

    for article in article_iris(store, articles):
        yield check(article, _article_with_reference(store, article), thorough=thorough)
    if not articles and (links := [quad.triple for quad in store.quads(LINKS_GRAPH)]):
        yield check(LINKS_GRAPH, links, thorough=thorough)
    if reference:
        yield _check_reference(store, thorough=thorough)


def check(graph: str, triples: Iterable[Triple], *, thorough: bool = False) -> Checked:
    """Checks some triples by themselves; `graph` is the name that the outcome gets."""
    triples = list(triples)
    quick = None if thorough else _quick()
    if quick is not None and conforms(quick, triples):
        return Checked(graph, (), ())
    return _with_pyshacl(graph, triples)


def _with_pyshacl(graph: str, triples: list[Triple]) -> Checked:
    import rdflib
    from pyshacl import validate as pyshacl_validate

    with _quiet_about_bad_literals():
        data = rdflib.Graph()
        for triple in triples:
            data.add((_to_rdflib(triple.subject), _to_rdflib(triple.predicate), _to_rdflib(triple.object)))
        _, report, _ = pyshacl_validate(data, shacl_graph=_shapes())
        assert isinstance(report, rdflib.Graph)
        found = _in_order(_violations(report))
    return Checked(graph, found, tuple(_results(report)))


def report_triples(outcomes: Iterable[Checked]) -> Iterator[Triple]:
    """The standard validation report (`sh:ValidationReport`) on all the graphs together."""
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    report = BlankNode("report")
    conforms = True
    yield Triple(report, NamedNode(RDF + "type"), NamedNode(SH + "ValidationReport"))
    for outcome in outcomes:
        conforms = conforms and outcome.conforms
        for triple in outcome.results:
            yield triple
            if triple.predicate.value == RDF + "type" and triple.object == NamedNode(SH + "ValidationResult"):
                yield Triple(report, NamedNode(SH + "result"), triple.subject)
    yield Triple(report, NamedNode(SH + "conforms"), Literal(conforms))


def _article_with_reference(store: Store, article: str) -> list[Triple]:
    from kg.export.descriptions import reference_of
    from kg.export.selection import is_within

    triples = [quad.triple for quad in store.quads(article)]
    named = {getattr(term, "value", "") for t in triples for term in (t.subject, t.object) if _is_iri(term)}
    return triples + reference_of(store, (iri for iri in named if not is_within(iri, article)))


def _check_reference(store: Store, *, thorough: bool) -> Checked:
    """The reference graph in batches, each with the countries, which the others point to."""
    by_subject: dict[str, list[Triple]] = {}
    for quad in store.quads(REFERENCE_GRAPH):
        by_subject.setdefault(str(quad.subject), []).append(quad.triple)
    is_country = {
        iri
        for iri, triples in by_subject.items()
        if any(t.predicate.value == RDF + "type" and getattr(t.object, "value", "") == KG + "Country" for t in triples)
    }
    types = [t for iri in is_country for t in by_subject[iri] if t.predicate.value != KG + "region"]
    others = sorted(by_subject.keys() - is_country)
    batches = [[t for iri in others[i : i + _BATCH] for t in by_subject[iri]] for i in range(0, len(others), _BATCH)]
    batches.append([t for iri in is_country for t in by_subject[iri]])
    outcomes = [check(REFERENCE_GRAPH, [*types, *batch], thorough=thorough) for batch in batches]
    found = {violation for outcome in outcomes for violation in outcome.violations}
    return Checked(REFERENCE_GRAPH, _in_order(found), tuple(t for outcome in outcomes for t in outcome.results))


@lru_cache(maxsize=1)
def _shapes() -> rdflib.Graph:
    import rdflib
    from rdflib.plugins.parsers.notation3 import BadSyntax

    try:
        return rdflib.Graph().parse(_SHAPES_FILE, format="turtle")
    except BadSyntax as error:
        raise UsageError(f"{_SHAPES_FILE}:{error.lines + 1}: it does not parse; restore the file") from error


def _in_order(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    return tuple(sorted(violations, key=lambda v: (natural(v.node), v.path or "", v.value or "", v.shape)))


@lru_cache(maxsize=1)
def _quick() -> tuple[NodeShape, ...] | None:
    """The compiled shapes, or None where somebody has added a constraint that can't be compiled."""
    try:
        return compiled(_SHAPES_FILE)
    except UnknownConstraintError:
        return None


def _violations(report: rdflib.Graph) -> Iterator[Violation]:
    from rdflib.namespace import SH as S

    for result in report.objects(None, S.result):
        path, value = report.value(result, S.resultPath), report.value(result, S.value)
        # what is broken: a SPARQL constraint, which has a name of its own, or the shape
        shape = report.value(result, S.sourceConstraint) or report.value(result, S.sourceShape)
        yield Violation(
            node=str(report.value(result, S.focusNode)),
            path=_path(report, path) if path is not None else None,
            value=str(value) if value is not None else None,
            message=str(report.value(result, S.resultMessage)),
            shape=str(shape),
        )


def _path(report: rdflib.Graph, path: Node) -> str:
    """A property, or an inverse or alternative of properties as SPARQL writes it."""
    from rdflib import BNode
    from rdflib.collection import Collection
    from rdflib.namespace import SH as S

    if not isinstance(path, BNode):
        return str(path)
    inverse, either = report.value(path, S.inversePath), report.value(path, S.alternativePath)
    if inverse is not None:
        return f"^{inverse}"
    return "|".join(map(str, Collection(report, either))) if either is not None else str(path)


def _results(report: rdflib.Graph) -> Iterator[Triple]:
    """The report's triples but those of the report node itself. Blank nodes of two reports never share a label."""
    from pyoxigraph import Triple
    from rdflib.namespace import SH as S

    reports = set(report.subjects(None, S.ValidationReport))
    for s, p, o in report:
        if s not in reports:
            yield Triple(_to_oxigraph(s), _to_oxigraph(p), _to_oxigraph(o))  # type: ignore[arg-type]


def _is_iri(term: object) -> bool:
    return type(term).__name__ == "NamedNode"


def _to_rdflib(term: object) -> Node:
    from pyoxigraph import BlankNode, Literal, NamedNode
    from rdflib import BNode, URIRef
    from rdflib import Literal as RdflibLiteral

    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return RdflibLiteral(term.value, lang=term.language)
        # rdflib takes a plain literal and an xsd:string for different terms, SHACL does not
        kind = None if term.datatype.value == XSD + "string" else URIRef(term.datatype.value)
        return RdflibLiteral(term.value, datatype=kind, normalize=False)
    raise UsageError("a graph with RDF 1.2 triple terms can't be validated; SHACL has no shapes for them")


def _to_oxigraph(term: Node) -> NamedNode | BlankNode | Literal:
    from pyoxigraph import BlankNode, Literal, NamedNode
    from rdflib import BNode
    from rdflib import Literal as RdflibLiteral

    if isinstance(term, BNode):
        return BlankNode(str(term))
    if isinstance(term, RdflibLiteral):
        kind = NamedNode(str(term.datatype)) if term.datatype else None
        return Literal(str(term), language=term.language) if term.language else Literal(str(term), datatype=kind)
    return NamedNode(str(term))


@contextmanager
def _quiet_about_bad_literals() -> Iterator[None]:
    """rdflib logs a traceback for each literal that its type does not allow; the shapes report those."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def short(iri: str) -> str:
    """An IRI as people read it: prefixed where a prefix is known, else as it is."""
    for prefix, namespace in (("kgs", SHAPES), *PREFIXES.items()):
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
