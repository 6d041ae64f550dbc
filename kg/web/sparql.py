"""`/sparql`: SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError, QueryError
from kg.sparql_tokens import query_form
from kg.web import errors
from kg.web.answers import refuse_outside_calls
from kg.web.datasets import dataset, with_base, with_using
from kg.web.description import service_description
from kg.web.errors import HttpError
from kg.web.negotiation import GRAPHS, ROWS, prefers_page
from kg.web.pages.editor import editor_page
from kg.web.requests import FORM, authorize, body_of, media_type_of, one, pairs_of, query_pairs, text_of, values
from kg.web.services import Services, services_of
from kg.web.threads import in_thread

_QUERY, _UPDATE = "application/sparql-query", "application/sparql-update"
Pairs = Sequence[tuple[str, str]]


async def sparql(request: Request) -> Response:
    """A query or an update by any of the protocol's ways; without either, what the service is."""
    services = services_of(request)
    try:
        return await _operation(request, services)
    except KgError as error:
        if prefers_page(request.headers.get("accept"), (*ROWS, *GRAPHS)):
            pairs = query_pairs(request)
            return await editor_page(request, one(pairs, "query") or "", error)
        return errors.answer(request, error)


async def _operation(request: Request, services: Services) -> Response:
    pairs = query_pairs(request)
    accept = request.headers.get("accept")
    if request.method in ("GET", "HEAD"):
        if values(pairs, "update"):
            raise HttpError(405, "updates are sent with POST", {"Allow": "POST"})
        query = one(pairs, "query")
        if query is None:
            if prefers_page(accept, GRAPHS):
                return await editor_page(request)
            return service_description(request, services)
        if prefers_page(accept, (*ROWS, *GRAPHS)) and one(pairs, "format") is None:
            return await editor_page(request, query)
        return await in_thread(_query, request, services, query, pairs)
    kind = media_type_of(request)
    limit = services.settings.body
    if kind == _UPDATE or (kind == FORM and request.headers.get("authorization")):
        limit = services.settings.written
    if kind == _UPDATE:
        authorize(request, services.settings)  # before the body is read
    body = await body_of(request, limit)
    if kind == FORM:
        pairs = [*pairs, *pairs_of(text_of(body))]
        query, update = one(pairs, "query"), one(pairs, "update")
        if (query is None) == (update is None):
            raise HttpError(400, "send either a query or an update")
        if query is not None:
            return await in_thread(_query, request, services, query, pairs)
        return await in_thread(_update, request, services, update or "", pairs)
    if kind == _QUERY:
        if one(pairs, "query") is not None:
            raise HttpError(400, "the query is in the body and in the address; send it once")
        return await in_thread(_query, request, services, text_of(body), pairs)
    if kind == _UPDATE:
        return await in_thread(_update, request, services, text_of(body), pairs)
    told = f"not {kind}" if kind else "with a Content-Type"
    raise HttpError(415, f"send {FORM}, {_QUERY} or {_UPDATE}, {told}")


def _query(request: Request, services: Services, query: str, pairs: Pairs) -> Response:
    graphs = dataset(values(pairs, "default-graph-uri"), values(pairs, "named-graph-uri"))
    return services.asker.ask(
        with_base(query, str(request.url.replace(query="", fragment=""))),
        request.headers.get("accept"),
        graphs=graphs,
        seconds=_seconds(one(pairs, "timeout")),
        format=one(pairs, "format"),
    )


def _update(request: Request, services: Services, update: str, pairs: Pairs) -> Response:
    authorize(request, services.settings)
    refuse_outside_calls(update)
    if query_form(update) in ("ASK", "DESCRIBE") and not update.strip().upper().startswith(("BASE", "PREFIX")):
        raise QueryError("this is a query; send it as one")
    graphs = dataset(values(pairs, "using-graph-uri"), values(pairs, "using-named-graph-uri"))
    text = with_base(with_using(update, graphs), str(request.url.replace(query="", fragment="")))
    services.metrics.count("kg_updates_total")
    services.source.write(lambda store: store.update(text))
    return Response(status_code=204)


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise HttpError(400, "timeout must be a number of seconds, such as 2.5")
    return seconds
