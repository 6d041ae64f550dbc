"""The ontology and the reference data as the store's own graphs, replaced when their files change."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from kg.errors import StoreError
from kg.paths import ONTOLOGY
from kg.reference import reference_files
from kg.vocab import ONTOLOGY_GRAPH, REFERENCE_GRAPH, term


class ReferenceGraph(NamedTuple):
    """A graph that comes from files; `digest` changes when one of them does."""

    iri: str
    files: tuple[Path, ...]
    digest: str

    def ntriples(self) -> bytes:
        """The files' triples, and the digest as `kg:inputHash` of the graph."""
        from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

        triples = [Triple(NamedNode(self.iri), NamedNode(term("inputHash")), Literal(self.digest))]
        for file in self.files:
            try:
                triples.extend(q.triple for q in parse(path=file, format=RdfFormat.TURTLE, rename_blank_nodes=True))
            except SyntaxError as error:
                raise StoreError(f"{file}:{error.lineno}: {error.msg}; mend the file") from error
        return bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")


def reference_graphs() -> list[ReferenceGraph]:
    """The two graphs as the program's folders hold them now."""
    ontology = tuple(file for file in (ONTOLOGY / "kg.ttl",) if file.is_file())
    reference = tuple(reference_files())
    return [
        ReferenceGraph(ONTOLOGY_GRAPH, ontology, _digest(ontology)),
        ReferenceGraph(REFERENCE_GRAPH, reference, _digest(reference)),
    ]


def _digest(files: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
