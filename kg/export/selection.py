"""What an export holds: articles, the entities they mention, what joins them to others."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.export.confidence import FactFilter
from kg.export.descriptions import links_of, reference_of
from kg.export.profiles import PROFILES, RDF_12_FORMATS
from kg.turtle import Section, natural
from kg.vocab import BASE, LINKS_GRAPH, ONTOLOGY_GRAPH, REFERENCE_GRAPH, article_named

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.store import Store


@dataclass(frozen=True, slots=True)
class Selection:
    """Which part of a store to export, and in which form the evidence."""

    articles: tuple[str, ...] = ()
    """Identifiers or IRIs; none means all."""
    everything: bool = False
    """The whole reference data and the ontology, not just what the articles mention."""
    min_confidence: float = 0.0
    """Facts less sure are left out with their items and evidence."""
    profile: str | None = None

    def check(self, format: str) -> None:
        """Raises UsageError for an unknown profile, or one that the format can't hold."""
        if self.profile is not None and self.profile not in PROFILES:
            raise UsageError(f"there is no profile {self.profile!r}; profiles: {', '.join(PROFILES)}")
        if self.profile == "rdf12" and format not in RDF_12_FORMATS:
            raise UsageError(f"{format} can't hold RDF 1.2; use one of {', '.join(RDF_12_FORMATS)}")


def dataset_sections(store: Store, selection: Selection) -> Iterator[Section]:
    """One section a graph: each article's, then the links', then the reference descriptions'."""
    reader = _Reader(store, selection)
    for article in reader.articles:
        yield Section(reader.read(article), article)
    yield Section(reader.links(), LINKS_GRAPH)
    if selection.everything:
        yield Section(_graph(store, ONTOLOGY_GRAPH), ONTOLOGY_GRAPH)
    yield Section(reader.reference(), REFERENCE_GRAPH)


def graph_sections(store: Store, selection: Selection) -> Iterator[Section]:
    """One section an article, then what is described outside articles; a single article is one section."""
    reader = _Reader(store, selection)
    shared: set[Triple] = set()
    alone = len(reader.articles) == 1 and not selection.everything
    for article in reader.articles:
        triples = reader.read(article)
        if alone:
            yield Section([*triples, *reader.reference(), *reader.links()])
            break
        own = [t for t in triples if is_within(getattr(t.subject, "value", article), article)]
        shared.update(set(triples).difference(own))
        yield Section(own, title=f"Article {article.removeprefix(BASE)}")
    else:
        yield Section(reader.links(), title="The same event in several articles")
        yield Section(shared.union(reader.reference()), title="Actors, countries, places and weapon systems")
    if selection.everything:
        yield Section(_graph(store, ONTOLOGY_GRAPH), title="Ontology")


def is_within(iri: str, article: str) -> bool:
    """Whether an IRI is the article's, or that of something known only in it."""
    return iri.startswith(article) and iri[len(article) : len(article) + 1] in ("", "/", "#")


class _Reader:
    """Reads articles one after another, and remembers what they mention."""

    def __init__(self, store: Store, selection: Selection) -> None:
        self._store = store
        self._selection = selection
        self._filter = FactFilter(selection.min_confidence)
        self._mentioned: set[str] = set()
        self.articles = article_iris(store, selection.articles)

    def read(self, article: str) -> list[Triple]:
        """An article's graph, in the chosen profile, without what is not sure enough."""
        triples = self._filter.keep(_graph(self._store, article))
        for triple in triples:
            for term in (triple.subject, triple.object):
                value = getattr(term, "value", "")
                if type(term).__name__ == "NamedNode" and not is_within(value, article):
                    self._mentioned.add(value)
        return PROFILES[self._selection.profile](triples) if self._selection.profile else triples

    def reference(self) -> list[Triple]:
        """The reference data: all of it, or what describes anything that was mentioned."""
        if self._selection.everything:
            return _graph(self._store, REFERENCE_GRAPH)
        return reference_of(self._store, self._mentioned)

    def links(self) -> list[Triple]:
        """What joins the facts and entities that were read to others."""
        scope = tuple(self.articles) if self._selection.articles else None
        triples = links_of(_graph(self._store, LINKS_GRAPH), scope, self._mentioned)
        return self._filter.without_dropped(triples)


def _graph(store: Store, graph: str) -> list[Triple]:
    return [quad.triple for quad in store.quads(graph)]


def article_iris(store: Store, wanted: tuple[str, ...]) -> list[str]:
    """The IRIs of articles given by identifier or IRI (none means all), in order; raises UsageError for others."""
    known = store.article_states()
    if not wanted:
        return sorted(known, key=natural)
    found = {article_named(name, known): name for name in wanted}
    if missing := [name for iri, name in found.items() if iri not in known]:
        names = [iri.removeprefix(BASE + "article/") for iri in known]
        near = difflib.get_close_matches(missing[0], names, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`kg list` shows what is there"
        raise UsageError(f"no article {', '.join(missing)} in {store.location}; {hint}")
    return sorted(found, key=natural)
