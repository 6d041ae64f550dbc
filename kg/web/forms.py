"""A saved query's parameters as the fields of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from kg.queries import Param, SavedQuery
from kg.store import Store
from kg.web.index import index_of, local_name, rows, value
from kg.web.source import Generation

_MOST = 400
"""Choices of one field; a longer list helps nobody."""


class Input(NamedTuple):
    """A field: `kind` is text, list (with suggestions), select, number or date."""

    name: str
    label: str
    kind: str
    value: str
    help: str
    choices: tuple[str, ...] = ()
    required: bool = False


def inputs(query: SavedQuery, values: Mapping[str, Sequence[str]], state: Generation) -> list[Input]:
    """The fields of a query, filled with values or defaults."""
    return [_input(param, values.get(name, param.default), state) for name, param in query.params.items()]


def _input(param: Param, values: Sequence[str], state: Generation) -> Input:
    kind, choices = _choices(param, state)
    help_ = param.help + (" (several: with ; between)" if param.many and kind != "select" else "")
    return Input(
        param.name, param.name.replace("_", " "), kind, "; ".join(values), help_.strip(), choices, param.required
    )


def _choices(param: Param, state: Generation) -> tuple[str, tuple[str, ...]]:
    if param.enum:
        return "select", param.enum
    if param.type == "boolean":
        return "select", ("true", "false")
    if param.type == "concept":
        return "list", state.cached(f"concepts {param.scheme}", partial(_concepts, scheme=param.scheme))
    if param.type in ("country", "actor", "weapon"):
        return "list", _named(param.type, state)
    return {"number": "number", "date": "date"}.get(param.type, "text"), ()


def _named(kind: str, state: Generation) -> tuple[str, ...]:
    index = index_of(state)
    kinds = ("country", "person", "organization") if kind == "actor" else (kind,)
    found = [thing for thing in index.names.values() if thing.kind in kinds]
    found.sort(key=lambda thing: (-index.mentions.get(thing.iri, 0), thing.label))
    return tuple(dict.fromkeys(thing.label for thing in found[:_MOST]))


def _concepts(store: Store, scheme: str) -> tuple[str, ...]:
    within = f" ; skos:inScheme kg:{scheme}" if scheme else ""
    found = rows(store, f"SELECT DISTINCT ?c {{ GRAPH kgg:ontology {{ ?c a skos:Concept{within} }} }}")
    return tuple(sorted(local_name(value(concept)) for (concept,) in found))
