"""The graph from Python: open a store, load articles, ask saved queries, take the graph along.

>>> import kg, tempfile
>>> g = kg.open(tempfile.mkdtemp() + "/store")
>>> g.load("seeds/armenia-eagle-partner.txt").loaded
1
>>> rows = g.query("exercises", country="Armenia")
>>> "exercise" in rows.columns, len(rows) > 0
(True, True)
>>> len(g.graph("armenia-eagle-partner")) > 50
True
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.budget import MAX_SECONDS
from kg.errors import UsageError

if TYPE_CHECKING:
    import pandas
    import polars
    import rdflib

    from kg.link import Linked
    from kg.models import Article
    from kg.search import Hit
    from kg.store import Store

Value = str | int | float | Decimal | bool | None
"""A cell: numbers and truth values as Python's, everything else (names, IRIs, dates as far as told) as text."""


class Loaded(NamedTuple):
    """How many articles a load wrote, replaced, left alone and could not read; `failures` says why."""

    loaded: int
    replaced: int
    unchanged: int
    failures: tuple[str, ...]


class Rows(Sequence[dict[str, Value]]):
    """The rows of a query, each a dict from column to value; a column without a value in a row is None."""

    def __init__(self, columns: tuple[str, ...], rows: list[dict[str, Value]]) -> None:
        self.columns = columns
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame; raises UsageError where pandas is not installed."""
        try:
            import pandas
        except ImportError as error:
            raise UsageError("pandas is not installed; `pip install defence-kg[pandas]`") from error
        return pandas.DataFrame(self._rows, columns=list(self.columns))

    def to_polars(self) -> polars.DataFrame:
        """The rows as a polars DataFrame; raises UsageError where polars is not installed."""
        try:
            import polars
        except ImportError as error:
            raise UsageError("polars is not installed; `pip install defence-kg[polars]`") from error
        return polars.DataFrame(
            [[row[c] for c in self.columns] for row in self], schema=list(self.columns), orient="row"
        )


class KnowledgeGraph:
    """A store seen from Python. It is opened anew for each call, so that others can write in between."""

    def __init__(self, location: str | Path | None = None) -> None:
        self.location = location

    def _open(self) -> Store:
        from kg.store import open_store

        return open_store(self.location)

    def load(
        self,
        *sources: str | Path | Article,
        force: bool = False,
        keep_text: bool = True,
        workers: int = 1,
        max_seconds: float = MAX_SECONDS,
    ) -> Loaded:
        """Reads articles (paths, folders, globs, or Article values) into the store; unchanged ones are left alone.

        Many articles are read by `workers` processes, a few in this one. What can't be read, or takes longer
        than `max_seconds` an article (0: any time), is told in `failures`; the rest is loaded. Raises StoreError.
        """
        from kg.loading import load_articles
        from kg.models import Article
        from kg.parallel import make_in_processes
        from kg.read import read_paths
        from kg.store import open_store

        failures: list[str] = []

        def articles() -> Iterator[Article]:
            yield from (source for source in sources if isinstance(source, Article))
            paths = [str(source) for source in sources if not isinstance(source, Article)]
            for item in read_paths(paths) if paths else ():
                if isinstance(item, Article):
                    yield item
                else:
                    failures.append(str(item))

        counts = {"loaded": 0, "replaced": 0, "unchanged": 0}
        with open_store(self.location, mode="write") as store:
            maker = partial(make_in_processes, workers=workers, max_seconds=max_seconds)
            for outcome in load_articles(articles(), store, keep_text=keep_text, force=force, maker=maker):
                if outcome.what == "failed":
                    failures.append(f"{outcome.article}: {outcome.reason}")
                else:
                    counts[outcome.what] += 1
        return Loaded(**counts, failures=tuple(failures))

    def query(self, name: str, *, timeout: float | None = None, **params: Any) -> Rows:
        """The rows of a saved query (its name or file) or of SPARQL; parameters as `kg query -p` takes them.

        Raises UsageError for an unknown query or parameter, QueryError for SPARQL that does not parse,
        TimeLimitError past `timeout` seconds.
        """
        from kg.queries import bind
        from kg.store import Solutions

        saved = _saved(name)
        with self._open() as store:
            given = {key: _texts(value) for key, value in params.items() if value is not None}
            result = store.query(bind(saved, given, store), timeout=timeout or math.inf)
            if not isinstance(result, Solutions):
                raise UsageError(f"{saved.name} gives no rows; use graph() or `kg query`")
            with result as solutions:
                columns = tuple(solutions.variables)
                rows = [dict(zip(columns, map(_value, row), strict=True)) for row in solutions]
        return Rows(columns, rows)

    def graph(self, article: str | None = None) -> rdflib.Graph:
        """The graph as an rdflib Graph: an article's (identifier or IRI), or all articles' together.

        Raises UsageError if there is no such article.
        """
        import rdflib

        from kg.vocab import PREFIXES, article_named

        with self._open() as store:
            states = store.article_states()
            wanted = list(states) if article is None else [article_named(article, states)]
            if not states.keys() >= {*wanted}:
                raise UsageError(f"no article {article}; `articles()` lists what is there")
            lines = [f"{quad.triple} ." for iri in wanted for quad in store.quads(iri)]
        graph = rdflib.Graph()
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri)
        return graph.parse(data="\n".join(sorted(lines)), format="nt")

    def link(self) -> Linked:
        """Joins the same event across articles anew (`kg link`); raises StoreError."""
        from kg.link import link
        from kg.store import open_store

        with open_store(self.location, mode="write") as store:
            return link(store)

    def search(self, text: str, *, kind: str | None = None, limit: int = 20) -> list[Hit]:
        """The best hits in articles, statements and names (`kg search`); raises UsageError for an empty search."""
        from kg.search import open_index

        with self._open() as store, open_index(store) as index:
            return index.search(text, kind=kind, limit=limit)

    def articles(self) -> list[str]:
        """The IRIs of the articles in the store, sorted."""
        with self._open() as store:
            return sorted(store.article_states())


def open(location: str | Path | None = None) -> KnowledgeGraph:
    """The graph in a folder or behind an address; without one, `KG_STORE` or `kg-store` in the working folder."""
    return KnowledgeGraph(location)


def _saved(name: str) -> Any:
    from kg.queries import find_query, query_from_text

    return query_from_text(name, "the query") if "{" in name else find_query(name)


def _texts(value: Any) -> str | list[str]:
    if isinstance(value, list | tuple | set | frozenset):
        return [str(v) for v in value]
    return str(value)


def _value(term: Any) -> Value:
    if term is None:
        return None
    text = str(getattr(term, "value", term))
    datatype = getattr(getattr(term, "datatype", None), "value", "").rpartition("#")[2]
    match datatype:
        case "integer" | "int" | "long" | "nonNegativeInteger":
            return int(text)
        case "decimal":
            return Decimal(text)
        case "double" | "float":
            return float(text)
        case "boolean":
            return text in ("true", "1")
        case _:
            return text
