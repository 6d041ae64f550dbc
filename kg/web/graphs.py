"""`/store`: SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/).

A graph is named by `?graph=IRI`, by `?default`, or by its own address below `/store/`.
"""

from __future__ import annotations

import email
import email.policy
import uuid
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError
from kg.store.results import Boolean
from kg.web import errors
from kg.web.datasets import dataset
from kg.web.errors import HttpError
from kg.web.negotiation import GRAPHS
from kg.web.requests import authorize, body_of, media_type_of, query_pairs, values
from kg.web.services import Services, services_of
from kg.web.threads import in_thread

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.store import Store

_MULTIPART = "multipart/form-data"
_DEFAULT = "DEFAULT"


async def graph_store(request: Request) -> Response:
    """Reads, replaces, extends or removes one graph."""
    try:
        return await _operation(request, services_of(request))
    except KgError as error:
        return errors.answer(request, error)


async def _operation(request: Request, services: Services) -> Response:
    graph = _graph_of(request)
    if request.method in ("GET", "HEAD"):
        if graph is None:
            raise HttpError(400, "name a graph: ?graph=IRI, ?default, or its own address")
        return await in_thread(_read, request, services, graph)
    authorize(request, services.settings)
    services.metrics.count("kg_updates_total")
    if request.method == "DELETE":
        return await in_thread(_delete, services, _named(graph))
    body = await body_of(request, services.settings.written)
    if request.method == "PUT":
        return await in_thread(_put, request, services, _named(graph), body)
    return await in_thread(_post, request, services, graph, body)


def _graph_of(request: Request) -> str | None:
    """The graph's IRI, DEFAULT, or None where the request names none."""
    pairs = query_pairs(request)
    named, default = values(pairs, "graph"), values(pairs, "default")
    if request.path_params.get("path"):
        if named or default:
            raise HttpError(400, "the address names a graph already")
        return str(request.url.replace(query="", fragment=""))
    if len(named) + len(default) > 1:
        raise HttpError(400, "name one graph")
    if named:
        return dataset((), named).named[0]
    return _DEFAULT if default else None


def _named(graph: str | None) -> str:
    if graph is None:
        raise HttpError(400, "name a graph: ?graph=IRI, ?default, or its own address")
    return graph


def _pattern(graph: str, inside: str) -> str:
    return inside if graph == _DEFAULT else f"GRAPH <{graph}> {{ {inside} }}"


def _exists(store: Store, graph: str) -> bool:
    found = store.query(f"ASK {{ {_pattern(graph, '?s ?p ?o')} }}")
    assert isinstance(found, Boolean)
    return bool(found)


def _read(request: Request, services: Services, graph: str) -> Response:
    with services.source.reading() as state:
        if graph != _DEFAULT and not _exists(state.store, graph):
            raise HttpError(404, f"there is no graph {graph}")
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {_pattern(graph, '?s ?p ?o')} }}"
    return services.asker.ask(query, request.headers.get("accept"))


def _delete(services: Services, graph: str) -> Response:
    def change(store: Store) -> None:
        if graph != _DEFAULT and not _exists(store, graph):
            raise HttpError(404, f"there is no graph {graph}")
        store.update(f"DROP SILENT {_target(graph)}")

    services.source.write(change)
    return Response(status_code=204)


def _put(request: Request, services: Services, graph: str, body: bytes) -> Response:
    triples = _triples(request, body)

    def change(store: Store) -> bool:
        existed = _exists(store, graph)
        store.update(f"DROP SILENT {_target(graph)} ; {_insert(graph, triples)}")
        return existed

    return Response(status_code=204 if services.source.write(change) else 201)


def _post(request: Request, services: Services, graph: str | None, body: bytes) -> Response:
    triples = _triples(request, body)
    if graph is None:
        made = str(request.url.replace(path=f"/store/{uuid.uuid4()}", query="", fragment=""))
        services.source.write(lambda store: store.update(_insert(made, triples)))
        return Response(status_code=201, headers={"Location": made})

    def change(store: Store) -> bool:
        existed = _exists(store, graph)
        store.update(_insert(graph, triples))
        return existed

    return Response(status_code=204 if services.source.write(change) else 201)


def _target(graph: str) -> str:
    return _DEFAULT if graph == _DEFAULT else f"GRAPH <{graph}>"


def _insert(graph: str, triples: list[Triple]) -> str:
    data = " .\n".join(map(str, triples))
    return f"INSERT DATA {{ {_pattern(graph, data)} }}"


def _triples(request: Request, body: bytes) -> list[Triple]:
    """The body's triples, of all its parts if it has several."""
    kind = media_type_of(request)
    if kind != _MULTIPART:
        return _parsed(body, kind, request)
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1")
    message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    if not message.is_multipart():
        raise HttpError(400, "the multipart body can't be read; is its boundary right?")
    triples: list[Triple] = []
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_filename():
            triples += _parsed(content, part.get_content_type(), request)
    return triples


def _parsed(data: bytes, kind: str, request: Request) -> list[Triple]:
    from pyoxigraph import RdfFormat, parse

    known = next((offer for offer in GRAPHS if offer.media_type == kind and kind != "text/plain"), None)
    form = RdfFormat.from_media_type(kind) if known else None
    if form is None:
        raise HttpError(415, f"{kind or 'a body without a Content-Type'} is no RDF format known here")
    base = str(request.url.replace(query="", fragment=""))
    try:
        # Other labels than in the store's graphs and in the other parts: a blank node is its document's own.
        return [q.triple for q in parse(data, format=form, base_iri=base, rename_blank_nodes=True)]
    except SyntaxError as error:
        raise HttpError(400, f"the graph does not parse: line {error.lineno}: {error.msg}") from error
