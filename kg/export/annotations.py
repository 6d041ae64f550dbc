"""`--profile oa`: evidence as Web Annotations (W3C Recommendation, 2017-02-23).

Each evidence is the oa:SpecificResource that an oa:Annotation, whose body is the fact, has as its target;
two selectors find it, by the quote with what stands around it and by its position in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.export.evidence import Evidence, evidence_of, text_of
from kg.export.terms import count, node
from kg.vocab import OA, RDF

if TYPE_CHECKING:
    from pyoxigraph import Triple

_CONTEXT = 32
"""Characters before and after a quote: what the Web Annotation examples and Hypothesis use."""
_FLAT = {OA + name for name in ("start", "end", "exact")}


def with_annotations(triples: list[Triple]) -> list[Triple]:
    """The article's triples with annotations, targets and selectors in place of flat evidence."""
    evidence = evidence_of(triples)
    known = text_of(triples)
    text = known[1] if known else ""
    nodes = {found.node for found in evidence}
    kept = [t for t in triples if not (t.subject in nodes and t.predicate.value in _FLAT)]
    return kept + [triple for found in evidence for triple in _annotation(found, text)]


def _annotation(evidence: Evidence, text: str) -> list[Triple]:
    from pyoxigraph import Literal, NamedNode, Triple

    def oa(subject: NamedNode, name: str, value: NamedNode | Literal) -> Triple:
        return Triple(subject, node(OA + name), value)

    target = evidence.node
    quote, position, annotation = (node(f"{target.value}&{part}") for part in ("quote", "position", "annotation"))
    kind = node(RDF + "type")
    made = [
        Triple(annotation, kind, node(OA + "Annotation")),
        oa(annotation, "motivatedBy", node(OA + "identifying")),
        *(oa(annotation, "hasBody", fact) for fact in evidence.facts),
        oa(annotation, "hasTarget", target),
        Triple(target, kind, node(OA + "SpecificResource")),
        oa(target, "hasSource", evidence.article),
        oa(target, "hasSelector", quote),
        oa(target, "hasSelector", position),
        Triple(quote, kind, node(OA + "TextQuoteSelector")),
        oa(quote, "exact", evidence.exact),
        Triple(position, kind, node(OA + "TextPositionSelector")),
        oa(position, "start", count(evidence.start)),
        oa(position, "end", count(evidence.end)),
    ]
    before, after = text[max(0, evidence.start - _CONTEXT) : evidence.start], text[evidence.end :][:_CONTEXT]
    made += [oa(quote, name, Literal(part)) for name, part in (("prefix", before), ("suffix", after)) if part]
    return made
