"""`ontology/weapons.ttl`: every entry is complete, and no name stands for two things."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache

import pycountry
import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SKOS

from kg.paths import ONTOLOGY
from kg.reference import Entry, reference
from kg.vocab import BASE, KG, SCHEMA, country_iri, weapon_iri

_KG = Namespace(KG)
_CATEGORIES = (
    "aircraft",
    "air-defence-systems",
    "anti-submarine-warfare-weapons",
    "armoured-vehicles",
    "artillery",
    "engines",
    "missiles",
    "naval-weapons",
    "satellites",
    "sensors",
    "ships",
    "other-weapons",
)
_WIKIPEDIA = re.compile(r"https://en\.wikipedia\.org/wiki/[^\s#?]+")


@lru_cache(maxsize=1)
def _graph() -> Graph:
    return Graph().parse(ONTOLOGY / "weapons.ttl")


def _weapons() -> list[URIRef]:
    return [s for s in _graph().subjects(RDF.type, _KG.WeaponSystem) if isinstance(s, URIRef)]


def _is_kind(weapon: URIRef) -> bool:
    return (weapon, _KG.generic, Literal(True)) in _graph()


def _names(weapon: URIRef) -> set[str]:
    return {str(name) for p in (RDFS.label, SKOS.altLabel) for name in _graph().objects(weapon, p)}


def _folded(name: str) -> str:
    """The name as a reader may write it: without case, accents, hyphens and spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ł", "l"))
    return re.sub(r"[\s-]", "", "".join(c for c in plain if not unicodedata.combining(c)))


def _by_name(name: str) -> Entry:
    found = [entry for entry in reference().of_kind("weapon") if name in entry.names]
    assert len(found) == 1, (name, found)
    return found[0]


def test_there_are_at_least_700_systems_and_85_kinds() -> None:
    """The gazetteer names 700 systems or more, and the kinds that news speaks of besides."""
    kinds = Counter(_is_kind(weapon) for weapon in _weapons())
    assert kinds[False] >= 700
    assert kinds[True] >= 85


def test_no_name_stands_for_two_things() -> None:
    """Case, accents, hyphens and spaces aside, a label or alias belongs to one entry."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for weapon in _weapons():
        for name in _names(weapon):
            owners[_folded(name)].add(weapon)
    assert {name: sorted(who) for name, who in owners.items() if len(who) > 1} == {}


def test_every_entry_has_one_label_that_makes_its_iri() -> None:
    """The IRI is the label's slug, so that extractors mint the same one."""
    for weapon in _weapons():
        labels = list(_graph().objects(weapon, RDFS.label))
        assert [weapon_iri(str(label)) for label in labels] == [str(weapon)]


def test_every_entry_has_a_category_and_a_source() -> None:
    """One of SIPRI's twelve categories, and where the entry comes from."""
    for weapon in _weapons():
        categories = [str(c).removeprefix(KG) for c in _graph().objects(weapon, _KG.category)]
        assert len(categories) == 1, weapon
        assert categories[0] in _CATEGORIES, weapon
        assert list(_graph().objects(weapon, DCTERMS.source)), weapon


def test_every_category_has_at_least_five_systems() -> None:
    """No category is a mere name."""
    counts = Counter(
        str(_graph().value(weapon, _KG.category)).removeprefix(KG) for weapon in _weapons() if not _is_kind(weapon)
    )
    assert {name: counts[name] for name in _CATEGORIES if counts[name] < 5} == {}


def test_every_origin_is_a_state_and_only_kinds_have_none() -> None:
    """Origins are ISO 3166-1 countries, as IRIs of the reference data."""
    states = {country_iri(country.alpha_3) for country in pycountry.countries}
    for weapon in _weapons():
        origins = {str(origin) for origin in _graph().objects(weapon, _KG.origin)}
        assert origins <= states, weapon
        assert bool(origins) != _is_kind(weapon), weapon


def test_names_marked_ambiguous_are_names_of_the_entry() -> None:
    """A misspelt mark would silently protect nothing."""
    for weapon in _weapons():
        marked = {str(name) for name in _graph().objects(weapon, _KG.ambiguousLabel)}
        assert marked <= _names(weapon), weapon


def test_a_public_page_identifies_one_entry() -> None:
    """A variant doesn't borrow the page of its family; addresses are well formed."""
    pages = Counter(str(page) for page in _graph().objects(None, URIRef(SCHEMA + "sameAs")))
    assert len(pages) >= 400
    assert [page for page, count in pages.items() if count > 1] == []
    assert [page for page in pages if not _WIKIPEDIA.fullmatch(page)] == []


def test_entries_stand_in_order() -> None:
    """By category, kinds before systems, then by name: a new entry has one place."""
    text = (ONTOLOGY / "weapons.ttl").read_text(encoding="utf-8")
    written = [BASE + "weapon/" + local for local in re.findall(r"^weapon:(\S+) a ", text, re.MULTILINE)]

    def key(iri: str) -> tuple[int, bool, str]:
        weapon = URIRef(iri)
        category = str(_graph().value(weapon, _KG.category)).removeprefix(KG)
        return (
            _CATEGORIES.index(category),
            not _is_kind(weapon),
            _folded(str(_graph().value(weapon, RDFS.label))),
        )

    assert written == sorted(written, key=key)
    assert len(written) == len(set(written)) == len(_weapons())


@pytest.mark.parametrize(
    ("name", "label", "category", "origin"),
    [
        ("S400", "S-400 Triumf", "air-defence-systems", "RUS"),
        ("Triumf", "S-400 Triumf", "air-defence-systems", "RUS"),
        ("9K338", "Igla-S", "missiles", "RUS"),
        ("F16", "F-16 Fighting Falcon", "aircraft", "USA"),
        ("Super Etendard", "Super Étendard", "aircraft", "FRA"),
        ("Rafale M", "Rafale Marine", "aircraft", "FRA"),
        ("TB2", "Bayraktar TB2", "aircraft", "TUR"),
        ("Akinci", "Bayraktar Akıncı", "aircraft", "TUR"),
        ("Gripen", "JAS 39 Gripen", "aircraft", "SWE"),
        ("PzH2000", "Panzerhaubitze 2000", "artillery", "DEU"),
        ("CGR-080", "K239 Chunmoo", "artillery", "KOR"),
        ("Project 636.3", "Kilo-class submarine", "ships", "RUS"),
        ("MK 75 naval gun mount", "OTO Melara 76 mm", "naval-weapons", "ITA"),
        ("GM400", "Ground Master 400", "sensors", "FRA"),
        ("RD-93", "RD-93", "engines", "RUS"),
        ("M1A1 Abrams", "M1 Abrams", "armoured-vehicles", "USA"),
        ("Shahed 136", "Shahed-136", "missiles", "IRN"),
        ("RBU-6000", "RBU-6000", "anti-submarine-warfare-weapons", "RUS"),
        ("Göktürk-1", "Göktürk-1", "satellites", "ITA"),
        ("AK-203", "AK-203", "other-weapons", "RUS"),
    ],
)
def test_readers_meet_these_names(name: str, label: str, category: str, origin: str) -> None:
    """Names from the news lead to the system they mean."""
    entry = _by_name(name)
    assert (entry.label, entry.type, entry.country) == (label, category, origin)


@pytest.mark.parametrize(
    ("name", "label", "category"),
    [
        ("fighter jet", "fighter aircraft", "aircraft"),
        ("air defense system", "air defence system", "air-defence-systems"),
        ("armored personnel carrier", "armoured personnel carrier", "armoured-vehicles"),
        ("antipersonnel mine", "anti-personnel mine", "other-weapons"),
        ("minehunter", "minesweeper", "ships"),
        ("kamikaze drone", "loitering munition", "missiles"),
    ],
)
def test_kinds_go_by_many_names(name: str, label: str, category: str) -> None:
    """British, American and newspaper words lead to one kind, which has no state of origin."""
    entry = _by_name(name)
    assert (entry.label, entry.type, entry.country, entry.generic) == (label, category, None, True)


@pytest.mark.parametrize("name", ["Archer", "Puma", "Tor", "Grad", "Lynx", "Leopard", "Patriot", "Spike", "mine"])
def test_ordinary_words_are_marked(name: str) -> None:
    """A name that is a word, a person or an animal too counts only in a military context."""
    assert name in _by_name(name).ambiguous


@pytest.mark.parametrize("name", ["HIMARS", "S-400", "Su-57E", "Bayraktar TB2", "Leopard 2A4", "submarine"])
def test_telling_names_are_not_marked(name: str) -> None:
    """A designation needs no context."""
    assert name not in _by_name(name).ambiguous
