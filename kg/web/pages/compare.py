"""An event that several articles tell, side by side, with what they disagree on marked."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from kg.turtle import natural
from kg.vocab import LINKS_GRAPH
from kg.web.facts import CLASSES, Fact, Field, facts_at
from kg.web.index import ArticleHead, Index, index_of, rows, value
from kg.web.layout import page
from kg.web.services import services_of
from kg.web.source import Generation
from kg.web.threads import in_thread

_MOST = 60


class Row(NamedTuple):
    """A property with each article's value; `differs`: two articles that tell it tell it differently."""

    label: str
    cells: tuple[Field | None, ...]
    differs: bool


class Event(NamedTuple):
    """The facts of one event, one an article, in order of publication."""

    facts: tuple[Fact, ...]
    heads: tuple[ArticleHead, ...]
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        """What the event is called: a name, else who and whom."""
        first = next((fact for fact in self.facts if fact.field("name")), self.facts[0])
        sides = " → ".join(", ".join(n.label for n in side[:3]) for side in (first.who, first.whom) if side)
        return first.text("name") or sides or first.class_label


async def compare(request: Request) -> Response:
    """Every event that is told more than once."""
    return await in_thread(_compare, request)


def _compare(request: Request) -> Response:
    with services_of(request).source.reading() as state:
        index = index_of(state)
        groups = state.cached("events", lambda _: _groups(state))
        events = [event for group in groups[:_MOST] if (event := _event(state, group, index))]
    return page(request, "compare.html", events=events, count=len(groups), classes=CLASSES)


def _groups(state: Generation) -> list[list[tuple[str, str]]]:
    """The clusters that `kg:sameEventAs` joins, the largest first: (article, fact)."""
    parent: dict[str, str] = {}

    def root(iri: str) -> str:
        while parent.setdefault(iri, iri) != iri:
            iri = parent[iri]
        return iri

    for a, b in rows(state.store, f"SELECT ?a ?b {{ GRAPH <{LINKS_GRAPH}> {{ ?a kg:sameEventAs ?b }} }}"):
        left, right = sorted((root(value(a)), root(value(b))))
        parent[right] = left
    clusters: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for fact in sorted(parent, key=natural):
        clusters[root(fact)].append(("/".join(fact.split("/")[:-2]), fact))
    found = [cluster for cluster in clusters.values() if len(cluster) > 1]
    return sorted(found, key=lambda cluster: (-len(cluster), natural(cluster[0][1])))


def _event(state: Generation, group: list[tuple[str, str]], index: Index) -> Event | None:
    heads = {head.iri: head for head in index.articles}
    facts = [fact for fact in facts_at(state.store, group, index) if fact.article in heads]
    facts.sort(key=lambda fact: (heads[fact.article].issued, natural(fact.iri)))
    if len(facts) < 2:
        return None
    names = dict.fromkeys(field.name for fact in facts for field in fact.fields)
    made = []
    for name in names:
        cells = tuple(next((f for f in fact.fields if f.name == name), None) for fact in facts)
        told = {tuple(v.text for v in cell.values) for cell in cells if cell is not None}
        label = next(cell.label for cell in cells if cell is not None)
        made.append(Row(label, cells, len(told) > 1))
    return Event(tuple(facts), tuple(heads[fact.article] for fact in facts), tuple(made))
