"""`--profile nif`: evidence as strings of the NLP Interchange Format 2.0, for tools that read corpora.

The article's text is the nif:Context, each span of it one nif:String, whatever number of facts rests on
it; itsrdf:taIdentRef says which. Which properties of a fact a span supports stays with the evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.export.evidence import Evidence, evidence_of, text_of
from kg.export.terms import ITSRDF, NIF, count, node
from kg.vocab import KG, OA, PROV, RDF

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Triple

_REPLACED = {OA + name for name in ("start", "end", "exact")} | {PROV + "wasQuotedFrom"}


def with_nif_strings(triples: list[Triple]) -> list[Triple]:
    """The article's triples with a nif:Context and nif:Strings in place of flat offsets."""
    evidence = evidence_of(triples)
    known = text_of(triples)
    nodes = {found.node for found in evidence}
    kept = [
        t
        for t in triples
        if t.predicate.value != KG + "text" and not (t.subject in nodes and t.predicate.value in _REPLACED)
    ]
    articles = dict.fromkeys(found.article.value for found in evidence)
    if known is not None:
        articles |= {known[0]: None}
    for article in articles:
        kept += _context(article, known[1] if known and known[0] == article else None)
    return kept + [triple for found in evidence for triple in _string(found, known)]


def _context(article: str, text: str | None) -> list[Triple]:
    from pyoxigraph import Literal

    context = _context_node(article, text)
    made = [
        *_typed(context, "Context"),
        _nif(context, "sourceUrl", node(article)),
        _nif(context, "beginIndex", count(0)),
    ]
    if text is not None:
        made += [_nif(context, "endIndex", count(len(text))), _nif(context, "isString", Literal(text))]
    return made


def _string(evidence: Evidence, known: tuple[str, str] | None) -> list[Triple]:
    from pyoxigraph import Triple

    article = evidence.article.value
    span = node(f"{article}#char={evidence.start},{evidence.end}")
    text = known[1] if known and known[0] == article else None
    return [
        *_typed(span, "Phrase"),
        _nif(span, "referenceContext", _context_node(article, text)),
        _nif(span, "beginIndex", count(evidence.start)),
        _nif(span, "endIndex", count(evidence.end)),
        _nif(span, "anchorOf", evidence.exact),
        *(Triple(span, node(ITSRDF + "taIdentRef"), fact) for fact in evidence.facts),
        Triple(evidence.node, node(PROV + "wasQuotedFrom"), span),
    ]


def _context_node(article: str, text: str | None) -> NamedNode:
    """RFC 5147: an open end where the text, and so its length, is not known."""
    return node(f"{article}#char=0,{'' if text is None else len(text)}")


def _typed(subject: NamedNode, kind: str) -> list[Triple]:
    from pyoxigraph import Triple

    return [Triple(subject, node(RDF + "type"), node(NIF + name)) for name in (kind, "String", "RFC5147String")]


def _nif(subject: NamedNode, name: str, value: NamedNode | Literal) -> Triple:
    from pyoxigraph import Triple

    return Triple(subject, node(NIF + name), value)
