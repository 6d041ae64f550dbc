"""The forms in which an export can give evidence, besides the flat one that the store holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.export.annotations import with_annotations
from kg.export.nif import with_nif_strings
from kg.export.reifiers import with_reifiers

if TYPE_CHECKING:
    from pyoxigraph import Triple

PROFILES: dict[str, Callable[[list[Triple]], list[Triple]]] = {
    "oa": with_annotations,
    "nif": with_nif_strings,
    "rdf12": with_reifiers,
}
"""Each takes an article's triples and returns them with the evidence in another form."""

RDF_12_FORMATS = ("turtle", "trig", "ntriples", "nquads")
