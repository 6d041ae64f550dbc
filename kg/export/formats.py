"""Sections of triples in each RDF format, always in one order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, NamedTuple

from kg.errors import UsageError
from kg.export.terms import ITSRDF, NIF
from kg.turtle import Section, blanks_last, in_order, write_sections
from kg.vocab import BASE, PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Triple

_PREFIXES = PREFIXES | {"nif": NIF, "itsrdf": ITSRDF}
# Of the characters of an RDF string, those that XML 1.0 has no way to write.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_XML_NAME = re.compile(r"(?:.*[^\w.\-])?[\d.\-]*", re.DOTALL)


class Writer(NamedTuple):
    """A way to write sections, and whether it keeps their graphs apart."""

    write: Callable[[Iterable[Section], IO[bytes]], None]
    keeps_graphs: bool = False


def _turtle(sections: Iterable[Section], out: IO[bytes]) -> None:
    write_sections(sections, out, _PREFIXES, base=BASE)


def _lines(sections: Iterable[Section], out: IO[bytes]) -> None:
    """N-Triples, or N-Quads for sections with a graph: lines sorted within a section."""
    from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

    for section in blanks_last(sections):
        if section.graph is None:
            data = serialize(section.triples, format=RdfFormat.N_TRIPLES)
        else:
            graph = NamedNode(section.graph)
            quads = (Quad(t.subject, t.predicate, t.object, graph) for t in section.triples)
            data = serialize(quads, format=RdfFormat.N_QUADS)
        lines = {line for line in (data or b"").split(b"\n") if line}
        out.write(b"".join(line + b"\n" for line in sorted(lines)))


def _json_ld(sections: Iterable[Section], out: IO[bytes]) -> None:
    from pyoxigraph import RdfFormat, serialize

    serialize(_triples(sections), out, format=RdfFormat.JSON_LD)
    out.write(b"\n")


def _rdf_xml(sections: Iterable[Section], out: IO[bytes]) -> None:
    from pyoxigraph import RdfFormat, serialize

    serialize(map(_for_xml, _triples(sections)), out, format=RdfFormat.RDF_XML, prefixes=_PREFIXES)
    out.write(b"\n")


def _triples(sections: Iterable[Section]) -> Iterator[Triple]:
    for section in blanks_last(sections):
        yield from in_order(section.triples)


def _for_xml(triple: Triple) -> Triple:
    """The triple itself; raises UsageError where XML can't hold it (the library would write broken XML)."""
    value = getattr(triple.object, "value", "")
    if found := _NOT_XML.search(value):
        raise UsageError(f"RDF/XML can't hold the character U+{ord(found[0]):04X} in {triple.subject}; use Turtle")
    if _NO_XML_NAME.fullmatch(triple.predicate.value):
        raise UsageError(f"RDF/XML can't name the property {triple.predicate}; use Turtle")
    return triple


WRITERS: dict[str, Writer] = {
    "turtle": Writer(_turtle),
    "trig": Writer(_turtle, keeps_graphs=True),
    "ntriples": Writer(_lines),
    "nquads": Writer(_lines, keeps_graphs=True),
    "rdfxml": Writer(_rdf_xml),
    "jsonld": Writer(_json_ld),
}
"""By the names of `kg.results.GRAPH_FORMATS`."""
