"""Triples in blocks, one a subject, and the blocks in sections, so that a whole store need not be in memory."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING

from kg.turtle.blanks import Section, blanks_last
from kg.turtle.order import by_subject, clusters, natural, predicate_key, term_key
from kg.turtle.terms import Names
from kg.vocab import PREFIXES, RDF

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from kg.turtle.order import Description, Subject

_INDENT = "    "
_WIDTH = 110
_IN_MEMORY = 64 << 20
"""Bytes of Turtle kept in memory until the header, which names the prefixes used, can be written."""


def write_turtle(
    triples: Iterable[Triple], out: IO[bytes], prefixes: Mapping[str, str] = PREFIXES, *, base: str | None = None
) -> None:
    """Writes one graph; duplicate triples are written once, blank nodes get canonical labels (RDFC-1.0)."""
    write_sections([Section(triples)], out, prefixes, base=base)


def write_trig(
    quads: Iterable[Quad], out: IO[bytes], prefixes: Mapping[str, str] = PREFIXES, *, base: str | None = None
) -> None:
    """Writes a dataset, graphs in natural order, the default graph first."""
    graphs: defaultdict[str, list[Triple]] = defaultdict(list)
    for quad in quads:
        graphs[getattr(quad.graph_name, "value", "")].append(quad.triple)
    ordered = sorted(graphs, key=natural)
    write_sections([Section(graphs[name], name or None) for name in ordered], out, prefixes, base=base)


def write_sections(
    sections: Iterable[Section], out: IO[bytes], prefixes: Mapping[str, str] = PREFIXES, *, base: str | None = None
) -> None:
    """Writes sections one after another: memory is bounded by the largest, not by their sum.

    A section with a graph becomes TriG. Triples with blank nodes come at the end, since their labels
    depend on all of them.
    """
    names = Names(prefixes, base)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
        for section in blanks_last(sections):
            for text in _section(section, names):
                body.write(text.encode())
        header = names.header()
        out.write(header.encode())
        body.seek(0)
        if not header:
            body.read(1)  # the blank line that would part header and body
        shutil.copyfileobj(body, out)


def _section(section: Section, names: Names) -> Iterator[str]:
    described = by_subject(section.triples)
    if not described:
        return
    if section.title:
        yield f"\n# {section.title}\n"
    if section.graph is not None:
        yield f"\n{names.iri(section.graph)} {{\n"
    for cluster in clusters(described):
        yield "\n"
        for subject in cluster:
            yield _block(subject, described[subject], names)
    if section.graph is not None:
        yield "\n}\n"


def _block(subject: Subject, description: Description, names: Names) -> str:
    lines = []
    for predicate in sorted(description, key=predicate_key):
        verb = "a" if predicate == RDF + "type" else names.iri(predicate)
        objects = [names.term(term) for term in sorted(description[predicate], key=term_key)]
        line = f"{verb} {' , '.join(objects)}"
        if len(objects) > 1 and len(line) > _WIDTH:
            line = f"{verb}\n{_INDENT * 2}" + f" ,\n{_INDENT * 2}".join(objects)
        lines.append(line)
    return f"{names.term(subject)} " + f" ;\n{_INDENT}".join(lines) + " .\n"
