"""The start page, and the search over names."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.web.facts import CLASSES
from kg.web.index import KINDS, index_of
from kg.web.layout import href, page
from kg.web.pictures import bars
from kg.web.requests import one, query_pairs
from kg.web.services import services_of
from kg.web.texts import text_hits
from kg.web.threads import in_thread

_LAST = 7
_MENTIONED = 10
_ADDRESS = {"ArmsTransfer": "/transfers", "MilitaryExercise": "/exercises", "Statement": "/queries/statements"}
_MOST_FOUND = 200
_SHOWN = 12


async def start(request: Request) -> Response:
    """What is in the graph."""
    return await in_thread(_start, request)


def _start(request: Request) -> Response:
    with services_of(request).source.reading() as state:
        index = index_of(state)
    counts = [(CLASSES[kind], index.facts[kind], _ADDRESS.get(kind, "")) for kind in CLASSES]
    return page(
        request,
        "start.html",
        counts=counts,
        article_count=len(index.articles),
        named_count=len(index.mentions),
        articles=index.articles[:_LAST],
        countries=bars(
            [(named.label, n, href(named.iri)) for named, n in index.most("country", _MENTIONED)],
            css="actor",
            name="Countries by number of articles",
        ),
        people=index.most("person", 8),
        organizations=index.most("organization", 8),
        weapons=index.most("weapon", 8),
    )


async def search(request: Request) -> Response:
    """Things and articles whose names have the words."""
    return await in_thread(_search, request)


def _search(request: Request) -> Response:
    wanted = (one(query_pairs(request), "q") or "").strip()
    with services_of(request).source.reading() as state:
        index = index_of(state)
    found = index.find(wanted, _MOST_FOUND)
    folded = wanted.casefold()
    articles = [head for head in index.articles if folded and folded in head.title.casefold()][:_SHOWN]
    groups = [(label, [thing for thing in found if thing.kind == kind][:_SHOWN]) for kind, label in KINDS.items()]
    return page(
        request,
        "search.html",
        wanted=wanted,
        groups=[(label, things) for label, things in groups if things],
        articles=articles,
        hits=text_hits(services_of(request), wanted) if wanted else [],
        mentions=index.mentions,
    )
