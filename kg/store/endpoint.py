"""Any SPARQL 1.1 server as a store, by its query, update and graph store protocols."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self, cast

from kg.errors import StoreError
from kg.sparql_tokens import query_form, refuse_outside_calls, tokenize
from kg.store import ArticleState, StoreStats, counting
from kg.store.http import Addresses, Body, Server
from kg.store.reference import reference_graphs
from kg.store.results import Boolean, Graph, Results, Solutions
from kg.store.updates import drop_graph, replace_graph, triples_of
from kg.vocab import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
"""JSON first: a truncated answer does not parse, where a truncated TSV would pass for a whole one."""
_TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_BATCH = 2 << 20
"""Characters of one bulk update: servers limit the size of a request."""


class EndpointStore:
    """A store behind an address. See `kg.store.Store` for its methods.

    One writer at a time is the server's own business: it gets one update a change.
    """

    def __init__(self, place: str) -> None:
        self.location = place
        self._at = Addresses(place)
        self._server = Server()

    def replace(self, articles: Iterable[tuple[str, bytes]]) -> None:
        for article, nquads in articles:
            self._update(replace_graph(article, triples_of(article, nquads)))

    def bulk(self, chunks: Iterable[bytes]) -> None:
        from pyoxigraph import RdfFormat, parse

        batch: list[str] = []
        size = 0
        for chunk in chunks:
            for quad in parse(chunk, format=RdfFormat.N_QUADS):
                batch.append(f"GRAPH {quad.graph_name} {{ {quad.triple} }}")
                size += len(batch[-1])
            if size >= _BATCH:
                self._insert(batch)
                batch, size = [], 0
        self._insert(batch)

    def remove(self, article: str) -> None:
        self._update(drop_graph(article))

    def put_graph(self, graph: str, ntriples: bytes) -> None:
        from pyoxigraph import RdfFormat, parse

        if self._at.graph is None:
            quads = parse(ntriples, format=RdfFormat.N_TRIPLES)
            self._update(replace_graph(graph, (quad.triple for quad in quads)))
            return
        headers = {"Content-Type": "application/n-triples"}
        body = self._server.send(
            "PUT", self._at.graph, again=True, params={"graph": graph}, content=ntriples, headers=headers
        )
        body.release()

    def query(self, sparql: str, *, timeout: float | None = None, network: bool = False) -> Results:
        if not network:
            refuse_outside_calls(sparql)
        form = query_form(sparql)
        accept = _ROWS if form in ("SELECT", "ASK") else _TRIPLES
        body = self._server.send(
            "POST",
            self._at.query,
            again=True,
            limit=math.inf if timeout is None else timeout,
            data={"query": with_prefixes(sparql)},
            headers={"Accept": accept},
        )
        return _results(body, self._at.query) if accept is _ROWS else _graph(body, self._at.query)

    def update(self, sparql: str, *, network: bool = False) -> None:
        if not network:
            refuse_outside_calls(sparql)
        self._update(with_prefixes(sparql), again=False)

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        from pyoxigraph import NamedNode, Quad

        if graph is not None:
            name = NamedNode(graph)
            found = self.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}")
            assert isinstance(found, Graph)
            for triple in found:
                yield Quad(triple.subject, triple.predicate, triple.object, name)
            return
        rows = self.query("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        assert isinstance(rows, Solutions)
        for row in rows:
            yield Quad(*row)  # type: ignore[arg-type]

    def article_states(self) -> dict[str, ArticleState]:
        return counting.article_states(self)

    def stats(self) -> StoreStats:
        return counting.stats(self)

    def backup(self, folder: Path) -> None:
        from pyoxigraph import RdfFormat, serialize

        from kg.errors import UsageError
        from kg.store.oxigraph import OxigraphStore

        if folder.exists():
            raise UsageError(f"{folder} exists already; give a new folder for the backup")
        with OxigraphStore(folder, mode="write") as copy:
            lines = (serialize([quad], format=RdfFormat.N_QUADS) or b"" for quad in self.quads())
            copy.bulk(lines)

    def ensure_reference(self) -> bool:
        changed = False
        for graph in reference_graphs():
            if counting.digest(self, graph.iri) != graph.digest:
                self.put_graph(graph.iri, graph.ntriples())
                changed = True
        return changed

    def close(self) -> None:
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _insert(self, patterns: list[str]) -> None:
        if patterns:
            # Adding the same quads again changes nothing, so it may be tried again.
            self._update("INSERT DATA {\n" + "\n".join(patterns) + "\n}")

    def _update(self, sparql: str, *, again: bool = True) -> None:
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        self._server.send("POST", self._at.update, again=again, content=sparql.encode(), headers=headers).release()


def with_prefixes(sparql: str) -> str:
    """The text with a declaration, on its first line, of each kg prefix that it uses and does not declare."""
    tokens = [token for token in tokenize(sparql) if token.is_code]
    declared = {tokens[i + 1].text for i, token in enumerate(tokens[:-1]) if token.is_word("PREFIX")}
    used = {token.text.partition(":")[0] + ":" for token in tokens if token.kind == "name"}
    missing = [name for name in PREFIXES if f"{name}:" in used - declared]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in missing) + sparql


def _results(body: Body, address: str) -> Results:
    from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

    form = QueryResultsFormat.from_media_type(body.media_type)
    if form is None:
        body.release()
        raise StoreError(f"{address} answers with {body.media_type or 'no media type'}, no SPARQL result")
    try:
        found = parse_query_results(cast("IO[bytes]", body), form)
    except SyntaxError as error:
        raise StoreError(f"{address} sends a result that does not parse: {error}") from error
    if isinstance(found, QueryBoolean):
        body.release()
        return Boolean(bool(found))
    return Solutions(tuple(variable.value for variable in found.variables), found, body.release)


def _graph(body: Body, address: str) -> Graph:
    from pyoxigraph import RdfFormat, parse

    form = RdfFormat.from_media_type(body.media_type)
    if form is None:
        body.release()
        raise StoreError(f"{address} answers with {body.media_type or 'no media type'}, no RDF")
    return Graph(_triples(parse(cast("IO[bytes]", body), format=form), address), body.release)


def _triples(quads: Iterator[Quad], address: str) -> Iterator[Triple]:
    try:
        for quad in quads:
            yield quad.triple
    except SyntaxError as error:
        raise StoreError(f"{address} sends a graph that breaks off or does not parse: {error}") from error
