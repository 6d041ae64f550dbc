"""`ontology/places.ttl`: every entry is complete, and no place takes a name that means something else."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache

import pytest
from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.namespace import DCTERMS

from kg.paths import ONTOLOGY
from kg.reference import Entry, reference
from kg.vocab import CONCEPTS, GEO, KG, place_iri

_KG = Namespace(KG)
_GEO = Namespace(GEO)


@lru_cache(maxsize=1)
def _graph() -> Graph:
    return Graph().parse(ONTOLOGY / "places.ttl")


def _places() -> list[Entry]:
    listed = {str(s) for s in _graph().subjects(RDF.type, _KG.Place)}
    return [entry for entry in reference().of_kind("place") if entry.iri in listed]


def test_there_are_places_of_every_type() -> None:
    """Seas to exercise in, straits to sail through, grounds, bases, cities."""
    counts = Counter(entry.type for entry in _places())
    least = {
        "sea": 50, "strait": 30, "island": 40, "area": 60, "training-area": 50, "military-base": 150, "city": 300,
    }  # fmt: skip
    assert {kind: counts[kind] for kind, number in least.items() if counts[kind] < number} == {}
    assert set(counts) == set(CONCEPTS["PlaceTypeScheme"])


def test_every_entry_is_complete() -> None:
    """One label, whose slug makes the IRI; one type; coordinates on the globe; a source; at most one state."""
    for subject in _graph().subjects(RDF.type, _KG.Place):
        (label,) = _graph().objects(subject, RDFS.label)
        assert place_iri(str(label)) == str(subject)
        assert len(list(_graph().objects(subject, _KG.placeType))) == 1
        (latitude,) = _graph().objects(subject, _GEO.lat)
        (longitude,) = _graph().objects(subject, _GEO.long)
        assert abs(float(str(latitude))) <= 90
        assert abs(float(str(longitude))) <= 180
        assert list(_graph().objects(subject, DCTERMS.source))
        states = [str(state).rsplit("/", 1)[-1] for state in _graph().objects(subject, _KG.country)]
        assert len(states) <= 1
        assert set(states) <= reference().by_iso3.keys()


def test_no_name_stands_for_two_places() -> None:
    """A label or alias belongs to one entry."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for entry in _places():
        for name in entry.names:
            owners[name].add(entry.label)
    assert {name: sorted(who) for name, who in owners.items() if len(who) > 1} == {}


def test_no_place_has_the_name_of_something_else() -> None:
    """States, organisations and weapons keep their names; only a capital shares its own with its state."""
    capitals = {name: c.country for c in reference().of_kind("country") for name in c.capitals}
    others = {n for c in reference().of_kind("country") for n in (*c.names, *c.demonyms, *c.seats)}
    others |= {n for kind in ("organization", "weapon") for e in reference().of_kind(kind) for n in e.names}
    for entry in _places():
        assert others.isdisjoint(entry.names), entry.label
        assert all(capitals[name] == entry.country for name in entry.names if name in capitals), entry.label


def test_capitals_are_on_the_map() -> None:
    """Nearly every sovereign state's capital has coordinates."""
    listed = {name for entry in _places() for name in entry.names}
    states = [c for c in reference().of_kind("country") if c.capitals and c.label not in c.capitals]
    missing = [c.label for c in states if listed.isdisjoint(c.capitals)]
    assert len(missing) <= 8, missing


@pytest.mark.parametrize(
    ("name", "label", "kind", "country", "near"),
    [
        ("Bosphorus", "Bosporus", "strait", None, (41, 29)),
        ("West Philippine Sea", "South China Sea", "sea", None, (13, 114)),
        ("Straits of Malacca", "Strait of Malacca", "strait", None, (4, 100)),
        ("Klaipeda", "Klaipėda", "military-base", "LTU", (55.7, 21.1)),
        ("Drawsko Pomorskie", "Drawsko Pomorskie", "training-area", "POL", (53.5, 15.8)),
        ("Ramstein", "Ramstein Air Base", "military-base", "DEU", (49.4, 7.6)),
        ("Diaoyu Islands", "Senkaku Islands", "island", None, (25.7, 123.5)),
        ("Donbass", "Donbas", "area", "UKR", (48.2, 38)),
        ("Vizag", "Visakhapatnam", "military-base", "IND", (17.7, 83.2)),
        ("Caracas", "Caracas", "city", "VEN", (10.5, -66.9)),
        ("Ushuaia", "Ushuaia", "military-base", "ARG", (-54.8, -68.3)),
    ],
)
def test_readers_meet_these_names(
    name: str, label: str, kind: str, country: str | None, near: tuple[float, float]
) -> None:
    """Names from the news lead to the place they mean, and that lies where an atlas has it."""
    (entry,) = [place for place in _places() if name in place.names]
    assert (entry.label, entry.type, entry.country) == (label, kind, country)
    subject = next(s for s in _graph().subjects(RDF.type, _KG.Place) if str(s) == entry.iri)
    latitude, longitude = _graph().value(subject, _GEO.lat), _graph().value(subject, _GEO.long)
    assert (float(str(latitude)), float(str(longitude))) == pytest.approx(near, abs=0.5)


def test_places_lie_near_their_states_capital() -> None:
    """A sign lost or coordinates swapped would put a place on another continent (states of one continent only)."""
    capital = {}
    for entry in _places():
        state = reference().by_iso3.get(entry.country or "")
        if state is not None and entry.label in state.capitals:
            capital[entry.country] = _position(entry)
    wide = {"USA", "RUS", "FRA", "GBR", "CHL", "PRT", "AUS", "CAN", "ECU", "NOR", "ESP", "DNK", "CHN", "IND", "IDN"}
    far = []
    for entry in _places():
        if entry.country in capital and entry.country not in wide:
            here, there = _position(entry), capital[entry.country]
            if max(abs(a - b) for a, b in zip(here, there, strict=True)) > 23:
                far.append(entry.label)
    assert far == []


def _position(entry: Entry) -> tuple[float, float]:
    subject = next(s for s in _graph().subjects(RDFS.label, None) if str(s) == entry.iri)
    return float(str(_graph().value(subject, _GEO.lat))), float(str(_graph().value(subject, _GEO.long)))
