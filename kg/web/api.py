"""`/api`: saved queries, articles and things for programs, described in OpenAPI 3.1."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kg.errors import KgError
from kg.queries import Param
from kg.results import GRAPH_FORMATS, ROW_FORMATS, short
from kg.sparql_tokens import query_form
from kg.web import errors
from kg.web.errors import HttpError
from kg.web.index import KINDS, Named, index_of, rows
from kg.web.layout import page
from kg.web.negotiation import PAGE, Offer, negotiate
from kg.web.requests import one, query_pairs
from kg.web.saved import all_queries, bound, given, saved_query
from kg.web.services import services_of
from kg.web.threads import in_thread

_MOST = 1000
_JSON = Offer("application/json", "json")
_SCHEMAS: dict[str, dict[str, Any]] = {
    "date": {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
}
_COMMON = (
    "rdfs:label skos:altLabel skos:broader dcterms:identifier dcterms:title dcterms:issued dcterms:publisher "
    "dcterms:source prov:wasDerivedFrom prov:wasQuotedFrom oa:exact oa:start oa:end geo:lat geo:long schema:sameAs "
    "kgg:reference kgg:ontology kgg:links xsd:date"
).split()
"""Terms of other vocabularies that the graph is written in, for the editor's completion."""
_ENDINGS = {form.extension: name for name, form in (ROW_FORMATS | GRAPH_FORMATS).items()}


async def describe(request: Request) -> Response:
    """The API as a page for people, else as OpenAPI."""
    if negotiate(request.headers.get("accept"), (_JSON, PAGE)) is PAGE:
        return await in_thread(lambda: page(request, "api.html", queries=all_queries()))
    return await openapi(request)


async def openapi(request: Request) -> Response:
    """The OpenAPI document, made of the queries' own headers."""
    return JSONResponse(await in_thread(_openapi, str(request.base_url)))


async def list_queries(request: Request) -> Response:
    """Every saved query with its parameters."""
    found = await in_thread(all_queries)
    return JSONResponse(
        [
            {
                "name": query.name,
                "summary": query.summary,
                "description": query.description,
                "address": f"{request.base_url}api/queries/{query.name}",
                "params": [_param(param) for param in query.params.values()],
            }
            for query in found
        ]
    )


async def run_query(request: Request) -> Response:
    """A saved query's result; `NAME.csv` and so on give a format, else the client's wishes do."""
    try:
        return await in_thread(_run, request)
    except KgError as error:
        return errors.answer(request, error)


def _run(request: Request) -> Response:
    services = services_of(request)
    name, _, ending = request.path_params["name"].partition(".")
    if ending and ending not in _ENDINGS:
        raise HttpError(404, f"there is no format .{ending}; there are {', '.join(sorted(_ENDINGS))}")
    query = saved_query(name)
    sparql = bound(services, query, given(query, query_pairs(request)))
    return services.asker.ask(
        sparql, request.headers.get("accept"), format=_ENDINGS.get(ending), file_name=name if ending else None
    )


async def list_articles(request: Request) -> Response:
    """Articles, the latest first."""
    try:
        return JSONResponse(await in_thread(_articles, request))
    except KgError as error:
        return errors.answer(request, error)


def _articles(request: Request) -> dict[str, Any]:
    offset, limit = _window(request)
    with services_of(request).source.reading() as state:
        found = index_of(state).articles
    keys = ("iri", "id", "title", "issued", "publisher", "source")
    shown = [
        {key: text for key, text in zip(keys, head, strict=True) if text} for head in found[offset : offset + limit]
    ]
    return {"total": len(found), "offset": offset, "articles": shown}


async def list_entities(request: Request) -> Response:
    """Things with their names: those that a text finds (`q`), else the most mentioned; of one `kind` or all."""
    try:
        return JSONResponse(await in_thread(_entities, request))
    except KgError as error:
        return errors.answer(request, error)


def _entities(request: Request) -> dict[str, Any]:
    pairs = query_pairs(request)
    offset, limit = _window(request)
    kind, wanted = one(pairs, "kind"), one(pairs, "q")
    if kind is not None and kind not in KINDS:
        raise HttpError(400, f"there is no kind {kind!r}; kinds: {', '.join(KINDS)}")
    with services_of(request).source.reading() as state:
        index = index_of(state)
    found: list[Named]
    if wanted is not None:
        found = index.find(wanted, len(index.names))
    else:
        found = sorted(index.names.values(), key=lambda thing: (-index.mentions.get(thing.iri, 0), thing.label))
    found = [thing for thing in found if kind is None or thing.kind == kind]
    shown = [
        {"iri": thing.iri, "label": thing.label, "kind": thing.kind, "articles": index.mentions.get(thing.iri, 0)}
        for thing in found[offset : offset + limit]
    ]
    return {"total": len(found), "offset": offset, "entities": shown}


async def list_terms(request: Request) -> Response:
    """Every term of the vocabulary and the prefixes, as the editor completes them."""
    return JSONResponse(await in_thread(_terms, request))


def _terms(request: Request) -> list[str]:
    sparql = "SELECT DISTINCT ?t { GRAPH kgg:ontology { ?t a ?c } FILTER(STRSTARTS(STR(?t), STR(kg:))) }"
    with services_of(request).source.reading() as state:
        found = [short(term) for (term,) in rows(state.store, sparql)]
    return sorted({*(term for term in found if term != "kg:"), *_COMMON})


def _window(request: Request) -> tuple[int, int]:
    pairs = query_pairs(request)
    found = []
    for name, default in (("offset", 0), ("limit", 100)):
        text = one(pairs, name) or str(default)
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise HttpError(400, f"{name} must be a whole number")
        found.append(int(text))
    return found[0], min(found[1], _MOST)


def _param(param: Param) -> dict[str, Any]:
    told: dict[str, Any] = {"name": param.name, "type": param.type, "help": param.help, "required": param.required}
    told |= {"many": param.many}
    if param.enum:
        told["enum"] = list(param.enum)
    if param.default:
        told["default"] = list(param.default)
    return told


def _openapi(base: str) -> dict[str, Any]:
    from importlib.metadata import version

    paths: dict[str, Any] = {
        "/api/articles": _get("Articles, the latest first", [_whole("offset"), _whole("limit")]),
        "/api/entities": _get(
            "People, organisations, countries, weapons and places",
            [
                {"name": "q", "in": "query", "schema": {"type": "string"}, "description": "words of the name"},
                {"name": "kind", "in": "query", "schema": {"type": "string", "enum": list(KINDS)}},
                _whole("offset"),
                _whole("limit"),
            ],
        ),
    }
    for query in all_queries():
        formats = GRAPH_FORMATS if query_form(query.text) in ("CONSTRUCT", "DESCRIBE") else ROW_FORMATS
        told = _get(query.summary, [_parameter(param) for param in query.params.values()])
        told["get"]["description"] = query.description
        told["get"]["operationId"] = query.name
        told["get"]["responses"]["200"]["content"] = {form.media_type: {} for form in formats.values()}
        paths[f"/api/queries/{query.name}"] = told
    return {
        "openapi": "3.1.0",
        "info": {"title": "kg: defence news as a knowledge graph", "version": version("defence-kg")},
        "servers": [{"url": base.rstrip("/")}],
        "paths": paths,
    }


def _get(summary: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    responses = {
        "200": {"description": "the result", "content": {"application/json": {}}},
        "400": {"description": "a value that fits nothing, with what to do"},
        "503": {"description": "past the time limit, or no free process: come back later"},
    }
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _parameter(param: Param) -> dict[str, Any]:
    schema = dict(_SCHEMAS.get(param.type, {"type": "string"}))
    if param.enum:
        schema["enum"] = list(param.enum)
    if param.many:
        schema = {"type": "array", "items": schema}
    return {"name": param.name, "in": "query", "required": param.required, "description": param.help, "schema": schema}


def _whole(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0}}


ROUTES: list[BaseRoute] = [
    Route("/api", describe),
    Route("/api/openapi.json", openapi),
    Route("/api/queries", list_queries),
    Route("/api/queries/{name}", run_query),
    Route("/api/articles", list_articles),
    Route("/api/entities", list_entities),
    Route("/api/terms", list_terms),
]
