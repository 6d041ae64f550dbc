"""The graph of links as N-Triples: sorted, so that the same links are the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from kg.link.clusters import Cluster
from kg.link.origins import origins
from kg.link.records import ArticleRecord
from kg.rdf import iri, literal
from kg.vocab import KG, LINKS_GRAPH, RDF, XSD


def link_ntriples(found: Sequence[Cluster], articles: Mapping[str, ArticleRecord], actors: Mapping[str, str]) -> bytes:
    """The links of these clusters and actors, UTF-8, lines sorted."""
    lines = {line for cluster in found for line in _cluster(cluster, articles)}
    lines |= {_line(actor, "sameAs", iri(stands)) for actor, stands in actors.items()}
    return "".join(sorted(lines)).encode()


def _cluster(cluster: Cluster, articles: Mapping[str, ArticleRecord]) -> Iterator[str]:
    members = [event.iri for event in cluster.events]
    node = f"{LINKS_GRAPH}#{hashlib.sha256(chr(10).join(members).encode()).hexdigest()[:16]}"
    told = [articles[a] for a in sorted({event.article for event in cluster.events}) if a in articles]
    counts = {
        "articleCount": len(told),
        "originCount": origins(article.text for article in told),
        "publisherCount": len({article.publisher for article in told}),
    }
    yield f"{iri(node)} {iri(RDF + 'type')} {iri(KG + 'Corroboration')} .\n"
    for name, number in counts.items():
        yield _line(node, name, literal(str(number), XSD + "integer"))
    for member in members:
        yield _line(member, "corroboration", iri(node))
        for other in members:
            if other != member:
                yield _line(member, "sameEventAs", iri(other))


def _line(subject: str, name: str, value: str) -> str:
    return f"{iri(subject)} {iri(KG + name)} {value} .\n"
