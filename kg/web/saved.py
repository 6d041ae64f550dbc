"""Saved queries for pages and programs: values from an address, bound, run, and remembered while nothing changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from kg.errors import UsageError
from kg.queries import SavedQuery, bind, query_files, read_query
from kg.store.results import Solutions
from kg.web.errors import HttpError
from kg.web.index import value
from kg.web.services import Services
from kg.web.source import Generation

_REMEMBERED = 400
"""Bound queries kept for one state of the store."""


def saved_query(name: str) -> SavedQuery:
    """The saved query of this name (never a file elsewhere); raises HttpError 404."""
    file = query_files().get(name)
    if file is None:
        raise HttpError(404, f"there is no saved query {name!r}; /api/queries lists them")
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _read(file: Path, _changed: int) -> SavedQuery:
    return read_query(file)


def all_queries() -> list[SavedQuery]:
    """Every saved query, by name."""
    return [_read(file, file.stat().st_mtime_ns) for file in query_files().values()]


def given(query: SavedQuery, pairs: Sequence[tuple[str, str]], *, split: bool = False) -> dict[str, list[str]]:
    """The values in an address, without empty ones; `split`: a form gives several values with `;` between."""
    values: dict[str, list[str]] = {}
    for name, text in pairs:
        param = query.params.get(name.replace("-", "_"))
        texts = text.split(";") if split and param is not None and param.many else [text]
        kept = [piece.strip() for piece in texts if piece.strip()]
        if kept:
            values.setdefault(name, []).extend(kept)
    return values


def bound(services: Services, query: SavedQuery, values: Mapping[str, Sequence[str]]) -> str:
    """The query's SPARQL with the values; raises UsageError for a value that fits nothing."""
    key = "bound " + query.name + " " + repr(sorted((k, list(v)) for k, v in values.items()))
    with services.source.reading() as state:
        if len(state.cache) > _REMEMBERED:
            _forget(state)
        try:
            return state.cached(key, lambda store: bind(query, values, store))
        except UsageError as error:
            raise UsageError(str(error).replace("-p ", "")) from None


def _forget(state: Generation) -> None:
    for key in [key for key in state.cache if key.startswith("bound ")]:
        state.cache.pop(key, None)


def table(services: Services, name: str, values: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """The rows of a saved query as texts, by column; raises as the query does."""
    sparql = bound(services, saved_query(name), values)
    with services.source.reading() as state:
        return state.cached(f"bound rows {sparql}", lambda _: _rows(services, state, sparql))


def _rows(services: Services, state: Generation, sparql: str) -> list[dict[str, str]]:
    with services.source.process(state) as process:
        found = process.query(sparql, timeout=services.settings.seconds)
        with found:
            assert isinstance(found, Solutions)
            names = found.variables
            return [dict(zip(names, map(value, row), strict=True)) for row in found]
