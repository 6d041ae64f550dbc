"""Sections of triples, and canonical labels for the blank nodes in them (W3C RDFC-1.0)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.turtle.terms import Term


class Section(NamedTuple):
    """Triples that are ordered among themselves; a `graph` of None is the default graph, `title` a comment."""

    triples: Iterable[Triple]
    graph: str | None = None
    title: str | None = None


def blanks_last(sections: Iterable[Section]) -> Iterator[Section]:
    """The same triples with canonical labels on blank nodes, one node bearing one label in all sections.

    The labels depend on all triples with blank nodes together, so those wait for the end; of a single
    section nothing is moved.
    """
    waiting: list[Section] = []
    coming = iter(sections)
    section = next(coming, None)
    while section is not None:
        following = next(coming, None)
        triples = list(section.triples)
        if following is None and not waiting:
            yield from _relabelled([section._replace(triples=triples)])
            return
        if blank := [triple for triple in triples if _has_blank(triple)]:
            waiting.append(Section(blank, section.graph))
            triples = [triple for triple in triples if not _has_blank(triple)]
        yield section._replace(triples=triples)
        section = following
    yield from _relabelled(waiting)


def _relabelled(sections: list[Section]) -> Iterator[Section]:
    if not any(_has_blank(triple) for section in sections for triple in section.triples):
        yield from sections
        return
    from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, NamedNode, Quad

    dataset = Dataset()
    for section in sections:
        name = NamedNode(section.graph) if section.graph is not None else DefaultGraph()
        for triple in section.triples:
            dataset.add(Quad(triple.subject, triple.predicate, triple.object, name))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    renamed: defaultdict[str | None, list[Triple]] = defaultdict(list)
    for quad in dataset:
        renamed[getattr(quad.graph_name, "value", None)].append(quad.triple)
    titles = {section.graph: section.title for section in reversed(sections)}
    for graph, title in reversed(titles.items()):
        yield Section(renamed[graph], graph, title)


def _has_blank(triple: Triple) -> bool:
    return _is_blank(triple.subject) or _is_blank(triple.object)


def _is_blank(term: Term) -> bool:
    kind = type(term).__name__
    return kind == "BlankNode" or (kind == "Triple" and _has_blank(term))  # type: ignore[arg-type]
