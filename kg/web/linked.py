"""`/id/…`: every thing at its own address, as a page or as RDF, whichever the client would rather have."""

from __future__ import annotations

import io

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kg.errors import KgError
from kg.vocab import BASE, ONTOLOGY_GRAPH
from kg.web import errors
from kg.web.description import graph_response
from kg.web.errors import HttpError
from kg.web.layout import not_found, page
from kg.web.negotiation import GRAPHS, Offer, negotiate, prefers_page
from kg.web.pages.articles import article_page
from kg.web.pages.things import thing_page
from kg.web.requests import one, query_pairs
from kg.web.services import services_of
from kg.web.threads import in_thread

_FACTS = ("statement", "exercise", "transfer", "supply-relation")


async def thing(request: Request) -> Response:
    """The thing of this address."""
    try:
        found = await in_thread(_thing, request)
    except KgError as error:
        return errors.answer(request, error)
    return found or await not_found(request, HttpError(404, ""))


def iri_of(request: Request) -> str | None:
    """The IRI that the address stands for: exactly as it was written; None for what is no IRI."""
    from pyoxigraph import NamedNode

    raw = request.scope.get("raw_path") or request.url.path.encode()
    iri = BASE + raw.partition(b"?")[0].decode("ascii", "replace").removeprefix("/id/")
    try:
        return NamedNode(iri).value
    except ValueError:
        return None


def _thing(request: Request) -> Response | None:
    iri = iri_of(request)
    if iri is None:
        return None
    format_ = one(query_pairs(request), "format")
    accept = request.headers.get("accept")
    parts = iri.removeprefix(BASE).split("/")
    if format_ is None and prefers_page(accept, GRAPHS):
        if parts[0] == "article" and len(parts) == 2:
            return article_page(request, iri)
        if parts[0] == "article" and len(parts) >= 4 and parts[2] in _FACTS:
            # The evidence is in the article: a fact is best read there.
            return RedirectResponse(f"/id/article/{parts[1]}#{parts[2]}-{parts[3]}", 303, headers={"Vary": "Accept"})
        return thing_page(request, iri)
    chosen = _chosen(format_, accept)
    data = _graph_of(request, iri, chosen.format, whole=parts[0] == "article" and len(parts) == 2)
    return graph_response(data, chosen) if data else None


def _chosen(format_: str | None, accept: str | None) -> Offer:
    chosen = next((o for o in GRAPHS if o.format == format_), None) if format_ else negotiate(accept, GRAPHS)
    if chosen is None:
        raise HttpError(406, f"there are {', '.join(dict.fromkeys(o.media_type for o in GRAPHS))}, and text/html")
    return chosen


def _graph_of(request: Request, iri: str, format_: str, *, whole: bool) -> bytes:
    """An article with everything in its graph, or what all graphs say of a thing; empty if nothing."""
    from pyoxigraph import Triple

    from kg.export import Selection, export, write_graph
    from kg.web.index import rows

    sink = io.BytesIO()
    with services_of(request).source.reading() as state:
        if whole:
            if not next(iter(state.store.quads(iri)), None):
                return b""
            export(state.store, sink, format=format_, selection=Selection(articles=(iri,)))
        else:
            sparql = (
                "SELECT DISTINCT ?s ?p ?o { GRAPH ?g { "
                f"{{ <{iri}> ?p ?o BIND(<{iri}> AS ?s) }} UNION "
                f"{{ <{iri}> prov:wasDerivedFrom|kg:item|kg:contingent ?s . ?s ?p ?o }} }} }}"
            )
            triples = [Triple(s, p, o) for s, p, o in rows(state.store, sparql)]  # type: ignore[arg-type]
            if not triples:
                return b""
            write_graph(triples, sink, format=format_)
    return sink.getvalue()


async def ontology(request: Request) -> Response:
    """The vocabulary, as a page or as RDF."""
    try:
        return await in_thread(_ontology, request)
    except KgError as error:
        return errors.answer(request, error)


def _ontology(request: Request) -> Response:
    from kg.export import write_graph
    from kg.web.index import local_name, rows, value

    format_ = one(query_pairs(request), "format")
    accept = request.headers.get("accept")
    with services_of(request).source.reading() as state:
        if format_ is None and prefers_page(accept, GRAPHS):
            found = rows(
                state.store,
                "SELECT ?term ?label (SAMPLE(?told) AS ?comment) (SAMPLE(?type) AS ?kind) { GRAPH kgg:ontology { "
                "?term a ?type . OPTIONAL { ?term rdfs:label|skos:prefLabel ?label } "
                "OPTIONAL { ?term rdfs:comment|skos:definition|skos:scopeNote ?told } "
                "FILTER(STRSTARTS(STR(?term), STR(kg:)) && STR(?term) != STR(kg:)) } } "
                "GROUP BY ?term ?label ORDER BY ?term",
            )
            terms = [
                (local_name(value(term)), value(label), value(told), local_name(value(kind)))
                for term, label, told, kind in found
            ]
            return page(request, "ontology.html", terms=terms)
        sink = io.BytesIO()
        chosen = _chosen(format_, accept)
        write_graph((quad.triple for quad in state.store.quads(ONTOLOGY_GRAPH)), sink, format=chosen.format)
    return graph_response(sink.getvalue(), chosen)


ROUTES: list[BaseRoute] = [
    Route("/id/{path:path}", thing),
    Route("/ontology", ontology),
]
