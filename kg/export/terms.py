"""Terms of the vocabularies that only export profiles write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.vocab import XSD

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
"""NLP Interchange Format 2.0."""
ITSRDF = "http://www.w3.org/2005/11/its/rdf#"
"""Internationalization Tag Set 2.0, RDF form."""


def node(iri: str) -> NamedNode:
    """An IRI as a term."""
    from pyoxigraph import NamedNode

    return NamedNode(iri)


def count(value: int) -> Literal:
    """An offset, as Web Annotation and NIF type it."""
    from pyoxigraph import Literal, NamedNode

    return Literal(str(value), datatype=NamedNode(XSD + "nonNegativeInteger"))
