"""Names to IRIs, asked of the store itself: states, actors, weapons, concepts."""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import UsageError
from kg.store.results import Solutions
from kg.vocab import KG, RDFS, SKOS

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.store import Store

_COUNTRY_NAMES = (
    RDFS + "label",
    KG + "iso3",
    KG + "iso2",
    SKOS + "altLabel",
    KG + "demonym",
    KG + "capital",
    KG + "seat",
)
"""What a state may be called by, the surest first: "Congo" is a label before it is part of a demonym."""
_SUGGESTED = 3


class _Name(NamedTuple):
    thing: NamedNode
    property: str
    text: str


def find_country(text: str, store: Store, param: str) -> list[NamedNode]:
    """The state of this name, code, demonym or capital; raises UsageError if there is none, or several."""
    names = _country_names(store)
    if found := _country(text, names):
        if len(found) > 1:
            raise UsageError(f"{param}={text}: may be {_list(found, names)}; give its ISO code")
        return found
    if _bearers(text, "Actor", store):
        raise UsageError(f"{param}={text}: names an actor that is no state; give the state it belongs to")
    raise UsageError(f"{param}={text}: there is no such state{_suggest(text, names)}")


def find_actors(text: str, store: Store, param: str) -> list[NamedNode]:
    """Everybody who bears this name or alias, states included; raises UsageError if nobody does."""
    if exact := _bearers(text, "Actor", store):
        return exact
    if country := _country(text, _country_names(store)):
        return country
    return _bearers_folded(text, "Actor", store, param)


def find_weapons(text: str, store: Store, param: str) -> list[NamedNode]:
    """Every weapon system of this designation or alias; raises UsageError if there is none."""
    return _bearers(text, "WeaponSystem", store) or _bearers_folded(text, "WeaponSystem", store, param)


def find_concept(text: str, store: Store, param: str, scheme: str = "") -> list[NamedNode]:
    """The concept of this local name or label, of one scheme if it is told; raises UsageError if there is none."""
    names = _concepts(store, scheme)
    wanted = _fold(text).replace("-", " ")
    found = {
        name.thing
        for name in names
        if wanted in (_fold(name.text).replace("-", " "), _fold(_local(name.thing)).replace("-", " "))
    }
    if not found:
        local = [_Name(name.thing, "", _local(name.thing)) for name in names]
        if scheme and local:
            raise UsageError(f"{param}={text}: must be one of {', '.join(sorted({name.text for name in local}))}")
        raise UsageError(f"{param}={text}: there is no such concept{_suggest(text, local)}")
    return sorted(found, key=str)


def with_narrower(concepts: list[NamedNode], store: Store) -> list[NamedNode]:
    """The concepts and all below them (`europe`: its four parts too), as things name only the narrowest."""
    values = " ".join(map(str, concepts))
    found = store.query(
        f"SELECT DISTINCT ?c WHERE {{ VALUES ?top {{ {values} }} GRAPH kgg:ontology {{ ?c skos:broader+ ?top }} }}"
    )
    assert isinstance(found, Solutions)
    below = {str(concept): concept for (concept,) in found}
    return [*concepts, *(below[key] for key in sorted(below))]  # type: ignore[list-item]


def _concepts(store: Store, scheme: str) -> list[_Name]:
    within = f" ; skos:inScheme kg:{scheme}" if scheme else ""
    pattern = f"GRAPH kgg:ontology {{ ?c a skos:Concept{within} ; ?p ?name }}"
    return _names(
        store, f"SELECT DISTINCT ?c ?p ?name WHERE {{ {pattern} FILTER(?p IN (skos:prefLabel, skos:altLabel)) }}"
    )


def _country_names(store: Store) -> list[_Name]:
    wanted = ", ".join(f"<{iri}>" for iri in _COUNTRY_NAMES)
    pattern = f"GRAPH kgg:reference {{ ?c a kg:Country ; ?p ?name }} FILTER(?p IN ({wanted}))"
    return _names(store, f"SELECT ?c ?p ?name WHERE {{ {pattern} }}")


def _country(text: str, names: list[_Name]) -> list[NamedNode]:
    wanted = _fold(text)
    for property_ in _COUNTRY_NAMES:
        if found := {n.thing for n in names if n.property == property_ and _fold(n.text) == wanted}:
            return sorted(found, key=str)
    return []


def _bearers(text: str, kind: str, store: Store) -> list[NamedNode]:
    from pyoxigraph import Literal

    sparql = (
        f"SELECT DISTINCT ?thing ?p ?name WHERE {{ VALUES ?name {{ {Literal(text)} }} "
        f"VALUES ?p {{ rdfs:label skos:altLabel }} GRAPH ?g {{ ?thing ?p ?name ; a kg:{kind} }} }}"
    )
    return sorted({name.thing for name in _names(store, sparql)}, key=str)


def _bearers_folded(text: str, kind: str, store: Store, param: str) -> list[NamedNode]:
    """Without regard to case and accents, and by a surname that one actor alone bears; looks through every name."""
    sparql = (
        f"SELECT DISTINCT ?thing ?p ?name WHERE {{ VALUES ?p {{ rdfs:label skos:altLabel }} "
        f"GRAPH ?g {{ ?thing a kg:{kind} ; ?p ?name }} }}"
    )
    names = _names(store, sparql)
    wanted = _fold(text)
    if found := {name.thing for name in names if _fold(name.text) == wanted}:
        return sorted(found, key=str)
    if kind == "Actor":
        by_surname = {name.thing for name in names if _fold(name.text).split()[-1:] == [wanted]}
        if len(by_surname) == 1:
            return sorted(by_surname, key=str)
    what = "actor" if kind == "Actor" else "weapon system"
    raise UsageError(f"{param}={text}: there is no such {what}{_suggest(text, names)}")


def _names(store: Store, sparql: str) -> list[_Name]:
    from pyoxigraph import NamedNode

    found = store.query(sparql)
    assert isinstance(found, Solutions)
    return [
        _Name(thing, getattr(property_, "value", ""), getattr(name, "value", ""))
        for thing, property_, name in found
        if isinstance(thing, NamedNode)
    ]


def _suggest(text: str, names: list[_Name]) -> str:
    """ "; did you mean …?": names that contain the words, then names spelled alike."""
    wanted = _fold(text)
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(_fold(name.text), name.text)
    within = sorted((f for f in folded if wanted and f" {wanted} " in f" {f} "), key=lambda f: (len(f), f))
    near = [*within, *difflib.get_close_matches(wanted, folded, n=_SUGGESTED, cutoff=0.7)]
    shown = list(dict.fromkeys(folded[f] for f in near))[:_SUGGESTED]
    return f"; did you mean {' or '.join(shown)}?" if shown else " in the store"


def _list(things: list[NamedNode], names: list[_Name]) -> str:
    labels = {n.thing: n.text for n in names if n.property == RDFS + "label"}
    return " or ".join(f"{labels.get(thing, thing.value)} ({_local(thing)})" for thing in things)


def _local(thing: NamedNode) -> str:
    return thing.value.replace("#", "/").rsplit("/", 1)[-1]


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split()).removeprefix("the ")
