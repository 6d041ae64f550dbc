"""A country, actor, weapon or place: what the articles say of it, by class, with where they say it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from kg.turtle import natural
from kg.vocab import KG, SCHEMA, SKOS
from kg.web.facts import CLASSES, Fact, facts_at
from kg.web.index import KINDS, ArticleHead, Index, Named, index_of, local_name, rows, value
from kg.web.layout import href, page
from kg.web.pages.articles import links_of
from kg.web.pictures import Bar, Link, flow, timeline
from kg.web.services import services_of
from kg.web.source import Generation

_MOST = 60
"""Facts shown of each class; the rest are a saved query away."""
_ARTICLES = 30
_ROLES = frozenset(
    (
        "speaker relayedBy addressee about participant observer host location equipment supplier recipient "
        "supplierState recipientState weapon"
    ).split()
)
_ROLES_OF_OWN = frozenset(("speaker", "participant"))
"""What a state does by its people and forces."""
_READ = 240
"""Facts read for one page: those of the latest articles."""
_OWN = 400
"""People and forces of a state that are looked at."""
_DETAILS = ("role", "organizationType", "country", "origin", "category", "capital", "region", "placeType", "iso3")


def thing_page(request: Request, iri: str) -> Response | None:
    """The page of a thing; None if no article and no reference names it."""
    with services_of(request).source.reading() as state:
        index = index_of(state)
        details = _details(state, iri)
        if iri not in index.names and not details:
            return None
        places = _facts_of(state, iri)
        facts = facts_at(state.store, places, index)
        mentioned = _articles_of(state, iri)
    named = index.named(iri)
    groups = defaultdict(list)
    for fact in facts:
        groups[fact.kind].append(fact)
    titles = {head.iri: head for head in index.articles}
    said = [fact for fact in groups["Statement"] if any(who.iri == iri for who in fact.who)]
    about = [fact for fact in groups["Statement"] if fact not in said]
    sections = [
        ("transfer", "Arms transfers", groups["ArmsTransfer"]),
        ("relation", "General supply relations", groups["SupplyRelation"]),
        ("exercise", "Military exercises", groups["MilitaryExercise"]),
        ("statement", f"Statements by {named.label}" if named.kind != "country" else "Statements in its name", said),
        ("statement", f"Statements about {named.label}", about),
    ]
    deals = [fact for fact in facts if fact.kind in ("ArmsTransfer", "SupplyRelation")]
    return page(
        request,
        "thing.html",
        iri=iri,
        named=named,
        kind=KINDS.get(named.kind, "Thing"),
        details=_shown(details, index),
        aliases=sorted({v for v in details.get(SKOS + "altLabel", ()) if v != named.label})[:12],
        same=[link for link in details.get(SCHEMA + "sameAs", ()) if href(link)],
        sections=[(css, name, found[:_MOST], len(found)) for css, name, found in sections if found],
        counts=Counter(fact.kind for fact in facts),
        classes=CLASSES,
        titles=titles,
        articles=[titles[a] for a in mentioned if a in titles][:_ARTICLES],
        article_count=len(mentioned),
        supply=flow(links_of(deals), width=560, most=12, name=f"Supplies from and to {named.label}"),
        pairs=_pairs(deals),
        spoken=flow(_spoken(said + about), width=560, most=10, name="Who speaks of whom"),
        time=timeline(_bars(facts, titles), name=f"{named.label} in time"),
    )


def _details(state: Generation, iri: str) -> dict[str, list[str]]:
    details: defaultdict[str, list[str]] = defaultdict(list)
    for predicate, found in rows(state.store, f"SELECT DISTINCT ?p ?o {{ GRAPH ?g {{ <{iri}> ?p ?o }} }}"):
        details[value(predicate)].append(value(found))
    return dict(details)


def _shown(details: dict[str, list[str]], index: Index) -> list[tuple[str, list[tuple[str, str]]]]:
    shown = []
    for name in _DETAILS:
        values = []
        for found in sorted(details.get(KG + name, ())):
            if found.startswith(KG):
                values.append((local_name(found).replace("-", " "), ""))
            elif "://" in found:
                values.append((index.named(found).label, href(found)))
            else:
                values.append((found, ""))
        if values:
            shown.append((name.replace("organizationType", "type").replace("placeType", "type"), values[:6]))
    return shown


def _facts_of(state: Generation, iri: str) -> list[tuple[str, str]]:
    """(article, fact) of every fact in which the thing plays a part, the latest articles first."""
    found = _parts_of(state, [iri], _ROLES)
    own = rows(state.store, f"SELECT DISTINCT ?who {{ GRAPH ?g {{ ?who kg:country <{iri}> }} }} LIMIT {_OWN}")
    found |= _parts_of(state, [value(who) for (who,) in own], _ROLES_OF_OWN)
    order = {head.iri: at for at, head in enumerate(index_of(state).articles)}
    ordered = sorted(found, key=lambda pair: (order.get(pair[0], len(order)), natural(pair[1])))
    return ordered[:_READ]


def _parts_of(state: Generation, iris: list[str], roles: frozenset[str]) -> set[tuple[str, str]]:
    """(article, fact) where one of the things has one of these roles. One pattern, sorted out here: the engine finds
    an object by its index, but turns the same question with roles and joins into a scan of everything."""
    found: set[tuple[str, str]] = set()
    if not iris:
        return found
    things = " ".join(f"<{iri}>" for iri in iris)
    sparql = f"SELECT ?g ?f ?p {{ VALUES ?thing {{ {things} }} GRAPH ?g {{ ?f ?p ?thing }} }}"
    for graph, subject, predicate in rows(state.store, sparql):
        article, fact = value(graph), value(subject)
        within = fact.removeprefix(article + "/").split("/")
        if fact.startswith(article + "/") and len(within) >= 2 and value(predicate).removeprefix(KG) in roles:
            found.add((article, "/".join((article, *within[:2]))))  # an item or contingent stands for its fact
    return found


def _articles_of(state: Generation, iri: str) -> list[str]:
    sparql = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?g kg:mentions <{iri}> }} }}"
    found = {value(graph) for (graph,) in rows(state.store, sparql)}
    return [head.iri for head in index_of(state).articles if head.iri in found]


def _pairs(deals: list[Fact]) -> list[tuple[Named, Named, int, str]]:
    """Who supplies whom: supplier, recipient, number of deals told, and what."""
    counts: Counter[tuple[Named, Named]] = Counter()
    items: defaultdict[tuple[Named, Named], dict[str, None]] = defaultdict(dict)
    for deal in deals:
        if not deal.field("recipient"):
            continue
        for pair in ((supplier, recipient) for supplier in deal.who for recipient in deal.whom):
            counts[pair] += 1
            items[pair] |= dict.fromkeys(item.text for item in deal.field("item"))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(supplier, recipient, n, ", ".join(items[supplier, recipient])) for (supplier, recipient), n in ordered]


def _spoken(facts: list[Fact]) -> list[Link]:
    return links_of([fact for fact in facts if fact.who])


def _bars(facts: list[Fact], titles: Mapping[str, ArticleHead]) -> list[Bar]:
    found = []
    for fact in facts:
        if fact.kind == "Statement":
            continue
        start, end = fact.when
        sides = " → ".join(", ".join(n.label for n in side[:2]) for side in (fact.who, fact.whom) if side)
        label = fact.text("name") or (fact.text("item") and f"{sides}: {fact.text('item')}") or sides
        issued = titles[fact.article].issued if fact.article in titles else ""
        found.append(
            Bar(start or issued, end, label[:70], fact.css, f"{href(fact.article)}#{fact.slug}", fact.class_label)
        )
    return found
