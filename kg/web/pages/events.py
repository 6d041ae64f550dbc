"""The pages of all transfers and all exercises: filters, pictures, a table that sorts, a download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError
from kg.web.errors import status_of
from kg.web.forms import Input, inputs
from kg.web.index import Index, index_of, kind_of, local_name, rows, value
from kg.web.layout import day, href, page
from kg.web.pictures import Bar, Link, bars, flow, timeline, world
from kg.web.requests import query_pairs
from kg.web.saved import given, saved_query, table
from kg.web.services import Services, services_of
from kg.web.threads import in_thread

_SHOWN = 300
Rows = list[dict[str, str]]


async def transfers(request: Request) -> Response:
    """Who supplies whom with what."""
    return await in_thread(_page, request, "transfers", "transfers.html", _transfer_pictures)


async def exercises(request: Request) -> Response:
    """Who exercises where with whom."""
    return await in_thread(_page, request, "exercises", "exercises.html", _exercise_pictures)


def _page(
    request: Request, name: str, template: str, draw: Callable[[Rows, Services, Index], dict[str, Any]]
) -> Response:
    services = services_of(request)
    query = saved_query(name)
    values = given(query, query_pairs(request), split=True)
    with services.source.reading() as state:
        index = index_of(state)
        form: list[Input] = inputs(query, values, state)
    found: Rows = []
    error: KgError | None = None
    try:
        found = _once(table(services, name, values))
    except KgError as problem:
        error = problem
    return page(
        request,
        template,
        status=status_of(error) if error else 200,
        rows=found[:_SHOWN],
        count=len(found),
        more=len(found) > _SHOWN,
        form=form,
        filtered=bool(values),
        error=str(error) if error else "",
        download=urlencode([(k, v) for k, vs in values.items() for v in vs]),
        article_titles={head.iri: head for head in index.articles},
        index=index,
        day=day,
        fact_href=_fact_href,
        article_of=article_of,
        **draw(found, services, index),
    )


def article_of(fact: str) -> str:
    """The article that a fact's IRI lies in."""
    return fact.rsplit("/", 2)[0]


def _fact_href(fact: str) -> str:
    return f"{href(article_of(fact))}#{'-'.join(fact.rsplit('/', 2)[-2:])}"


def _once(found: Rows) -> Rows:
    """Without repeated rows, which names in several graphs give."""
    return [dict(row) for row in dict.fromkeys(tuple(row.items()) for row in found)]


def _transfer_pictures(found: Rows, services: Services, index: Index) -> dict[str, Any]:
    pairs = {(row["transfer"], row["supplier"], row["recipient"]) for row in found}
    links = [
        Link(supplier, recipient, "transfer", 1, _of(index, supplier), _of(index, recipient))
        for _, supplier, recipient in sorted(pairs)
        if supplier and recipient
    ]
    weapons = Counter(row["weapon"] for row in found if row["weapon"])
    recipients = Counter(recipient for _, _, recipient in pairs if recipient in index.by_label)
    return {
        "picture": flow(links, width=720, most=16, name="Suppliers, on the left, and recipients, on the right"),
        "weapons": bars(
            [(label, n, "") for label, n in weapons.most_common(10) if max(weapons.values()) > 1],
            css="transfer",
            name="Weapons",
        ),
        "map": world(_codes(recipients, index), name="Recipients on the map"),
    }


def _exercise_pictures(found: Rows, services: Services, index: Index) -> dict[str, Any]:
    issued = {head.iri: head.issued for head in index.articles}
    known = {row["exercise"]: row for row in found}
    shown = [
        Bar(
            row["start"] if row["start"][:1].isdigit() else issued.get(article_of(row["exercise"]), ""),
            row["end"] if row["end"][:1].isdigit() else "",
            row["name"] or row["participants"],
            "exercise",
            _fact_href(row["exercise"]),
            row["participants"],
        )
        for row in known.values()
    ]
    states, points = _where(services, set(known))
    return {
        "time": timeline(shown, name="Exercises in time"),
        "partners": bars(
            [(index.named(iri).label, n, href(iri)) for iri, n in states.most_common(10)],
            css="exercise",
            name="Participants",
        ),
        "map": world(
            {local_name(iri): n for iri, n in states.items()},
            css="exercise",
            name="States that take part",
            points=points,
        ),
    }


def _where(services: Services, known: set[str]) -> tuple[Counter[str], list[tuple[float, float, str]]]:
    """States that take part or host, by number of exercises, and places whose position is known."""
    sparql = """SELECT DISTINCT ?exercise ?state ?place ?lat ?long { GRAPH ?article {
        ?exercise a kg:MilitaryExercise ; kg:participant|kg:host|kg:location ?who OPTIONAL { ?who kg:country ?here } }
      OPTIONAL { GRAPH kgg:reference { ?who kg:country ?listed } }
      OPTIONAL { GRAPH kgg:reference { ?who geo:lat ?lat ; geo:long ?long ; rdfs:label ?place } }
      BIND(COALESCE(?here, ?listed, ?who) AS ?state) }"""
    pairs: set[tuple[str, str]] = set()
    points: set[tuple[float, float, str]] = set()
    with services.source.reading() as state:
        for exercise, country, place, latitude, longitude in rows(state.store, sparql):
            if value(exercise) not in known:
                continue
            if kind_of(value(country)) == "country":
                pairs.add((value(exercise), value(country)))
            if place is not None:
                points.add((float(value(latitude)), float(value(longitude)), value(place)))
    return Counter(country for _, country in pairs), sorted(points)


def _codes(counts: Counter[str], index: Index) -> dict[str, int]:
    return {local_name(index.by_label[label]): n for label, n in counts.items()}


def _of(index: Index, label: str) -> str:
    iri = index.by_label.get(label)
    return href(iri) if iri else f"/search?{urlencode({'q': label})}"
