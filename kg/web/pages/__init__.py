"""The pages for people: server-rendered, whole without scripts and without the network."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from kg.web.pages.articles import articles
from kg.web.pages.compare import compare
from kg.web.pages.events import exercises, transfers
from kg.web.pages.queries import queries, query
from kg.web.pages.start import search, start

PAGES: list[BaseRoute] = [
    Route("/", start),
    Route("/search", search),
    Route("/articles", articles),
    Route("/transfers", transfers),
    Route("/exercises", exercises),
    Route("/compare", compare),
    Route("/queries", queries),
    Route("/queries/{name}", query),
]
