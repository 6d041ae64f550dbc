"""The list of articles, and an article with its evidence marked and its facts beside it."""

from __future__ import annotations

import re
from collections import Counter

from starlette.requests import Request
from starlette.responses import Response

from kg.vocab import DCTERMS, KG, SKOS
from kg.web.facts import CLASSES, Fact, describe, facts_in
from kg.web.index import Named, index_of
from kg.web.layout import href, page
from kg.web.marks import mark
from kg.web.pictures import Link, flow
from kg.web.requests import one, query_pairs
from kg.web.services import services_of
from kg.web.threads import in_thread

_PER_PAGE = 40
_WHOM = 3
"""How many of the things that a statement mentions its picture shows."""


async def articles(request: Request) -> Response:
    """All articles, the latest first."""
    return await in_thread(_list, request)


def _list(request: Request) -> Response:
    pairs = query_pairs(request)
    wanted = (one(pairs, "q") or "").strip()
    number = one(pairs, "page") or "1"
    with services_of(request).source.reading() as state:
        found = index_of(state).articles
    if wanted:
        found = tuple(a for a in found if wanted.casefold() in f"{a.title} {a.publisher} {a.id}".casefold())
    pages = max(1, -(-len(found) // _PER_PAGE))
    at = min(pages, max(1, int(number) if re.fullmatch(r"[0-9]{1,9}", number) else 1))
    shown = found[(at - 1) * _PER_PAGE : at * _PER_PAGE]
    return page(request, "articles.html", articles=shown, count=len(found), at=at, pages=pages, wanted=wanted)


def article_page(request: Request, iri: str) -> Response | None:
    """The page of an article; None if there is none of this IRI."""
    with services_of(request).source.reading() as state:
        index = index_of(state)
        described = describe(state.store, iri)
        if iri not in described:
            return None
        about = described[iri]
        facts = facts_in(described, iri, index)
        named = [index.named(thing) for thing in about.get(KG + "mentions", ())]

    def value(predicate: str) -> str:
        return next(iter(about.get(predicate, ())), "")

    title, source = value(DCTERMS + "title"), value(DCTERMS + "source")
    text = value(KG + "text")
    counts = Counter(fact.kind for fact in facts)
    return page(
        request,
        "article.html",
        iri=iri,
        title=title or value(DCTERMS + "identifier"),
        head={"issued": value(DCTERMS + "issued"), "publisher": value(DCTERMS + "publisher")},
        source=source,
        source_href=href(source) if source.startswith(("http://", "https://")) else "",
        note=value(SKOS + "note"),
        truncated=value(KG + "truncated") == "true",
        marked=mark(text, title, facts) if text else None,
        facts=facts,
        classes=[(*CLASSES[kind], counts[kind]) for kind in CLASSES if counts[kind]],
        named=sorted(named, key=lambda thing: (_ORDER.index(thing.kind or "place"), thing.label)),
        numbers={fact.iri: number for number, fact in enumerate(facts, 1)},
        picture=flow(links_of(facts), width=420, name="Who does what to whom in this article"),
    )


_ORDER = ("country", "person", "organization", "weapon", "place")


def links_of(facts: list[Fact]) -> list[Link]:
    """The facts as lines from who acts or speaks to whom or what it concerns."""

    def target(thing: Named) -> str:
        return href(thing.iri) if thing.iri else ""

    return [
        Link(who.label, whom.label, fact.css, 1.0, target(who), target(whom))
        for fact in facts
        for who in fact.who
        for whom in (fact.whom[:_WHOM] if fact.kind == "Statement" else fact.whom)
        if who.iri != whom.iri
    ]
