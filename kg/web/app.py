"""The application: every address and what answers it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg.errors import KgError
from kg.web import api, linked
from kg.web.answers import Asker
from kg.web.graphs import graph_store
from kg.web.guard import Guard
from kg.web.index import index_of
from kg.web.layout import failed, not_found, refused
from kg.web.metrics import Metrics
from kg.web.pages import PAGES
from kg.web.services import Services, services_of
from kg.web.settings import Settings
from kg.web.source import Source
from kg.web.sparql import sparql

STATIC = Path(__file__).with_name("static")
_THREADS = 120
"""Requests that may wait or work at once: more than the clients of one newsroom."""
_READ = ["GET", "HEAD"]
_GRAPH_METHODS = [*_READ, "PUT", "POST", "DELETE"]


def application(settings: Settings) -> Starlette:
    """The ASGI application; raises StoreError if the store can't be opened."""
    metrics = Metrics()
    source = Source(settings, metrics, index_of)  # so that the first page is as quick as the others

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        import anyio.to_thread

        anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
        yield
        source.close()

    app = Starlette(
        routes=[
            Route("/health", _health),
            Route("/metrics", _metrics),
            *(Route(path, sparql, methods=[*_READ, "POST"]) for path in ("/sparql", "/sparql/", "/query", "/update")),
            Route("/store", graph_store, methods=_GRAPH_METHODS),
            Route("/store/{path:path}", graph_store, methods=_GRAPH_METHODS),
            *api.ROUTES,
            *linked.ROUTES,
            *PAGES,
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, settings=settings, metrics=metrics)],
        exception_handlers={404: not_found, KgError: refused, 500: failed},
        lifespan=lifespan,
    )
    app.state.services = Services(settings, metrics, source, Asker(source, settings, metrics))
    return app


def _health(request: Request) -> Response:
    """Whether the store answers, and whether its copy in memory is ready."""
    with services_of(request).source.reading() as state:
        state.store.query("ASK {}")
        in_memory = state.in_memory
    return JSONResponse({"status": "ok", "in_memory": in_memory}, headers={"Cache-Control": "no-store"})


def _metrics(request: Request) -> Response:
    return PlainTextResponse(services_of(request).metrics.text(), media_type="text/plain; version=0.0.4")
