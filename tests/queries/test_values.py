"""What a person types for a state, an actor, a weapon, a date, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.queries import Param
from kg.queries.values import terms
from kg.store import open_store
from kg.vocab import BASE


def values(small_store: Path, type_: str, text: str, **traits: object) -> list[str]:
    """The terms of one value, IRIs without their beginning."""
    with open_store(small_store) as store:
        found = terms(Param("x", ("_x",), type=type_, **traits), text, store)  # type: ignore[arg-type]
    return [str(term).replace(BASE, "").strip("<>") for term in found]


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("Venezuela", "VEN"),
        ("venezuela", "VEN"),
        ("VE", "VEN"),
        ("ven", "VEN"),
        ("Venezuelan", "VEN"),
        ("Caracas", "VEN"),
        ("Miraflores", "VEN"),
        ("the Russian Federation", "RUS"),
        (f"{BASE}country/VEN", "VEN"),
        (f"<{BASE}country/VEN>", "VEN"),
    ],
)
def test_country(small_store: Path, text: str, iso3: str) -> None:
    """Name, alias, code, demonym, capital, seat or IRI, in any case."""
    assert values(small_store, "country", text) == [f"country/{iso3}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Venezuelia", "there is no such state; did you mean Venezuela"),
        ("Congo", r"may be Democratic Republic of the Congo \(COD\) or Republic of the Congo \(COG\); give its ISO"),
        ("", "no such state"),
        ("Nicolás Maduro", "names an actor that is no state"),
        ("x> } ; DROP ALL", "no such state"),
    ],
)
def test_country_unknown_or_ambiguous(small_store: Path, text: str, message: str) -> None:
    """What is no state, or may be several, is wrong use with a suggestion."""
    with pytest.raises(UsageError, match=message):
        values(small_store, "country", text)


def test_actor_may_be_several(small_store: Path) -> None:
    """A name that two articles use, not known to be one man, stands for both."""
    both = ["article/a1/person/maduro", "article/a2/person/maduro"]
    assert values(small_store, "actor", "Maduro") == both
    assert values(small_store, "actor", "nicolas maduro") == both
    assert values(small_store, "actor", "Russia") == ["country/RUS"]
    assert values(small_store, "actor", "Moscow") == ["country/RUS"]


def test_a_surname_that_one_person_bears_is_enough(annotated_store: Path) -> None:
    """ "Sarychev" is Gleb Sarychev, whom the articles never call by the surname alone."""
    assert values(annotated_store, "actor", "sarychev") == values(annotated_store, "actor", "Gleb Sarychev")


def test_actor_unknown(small_store: Path) -> None:
    """Names that hold the word come first among the suggestions."""
    with pytest.raises(UsageError, match="no such actor; did you mean Nicolás Maduro"):
        values(small_store, "actor", "Nicolas")


@pytest.mark.parametrize("text", ["Igla-S", "igla-s", "9K338"])
def test_weapon(small_store: Path, text: str) -> None:
    """Designation or alias, in any case."""
    assert values(small_store, "weapon", text) == ["weapon/igla-s"]


def test_weapon_unknown(small_store: Path) -> None:
    """A near miss gets its suggestion."""
    with pytest.raises(UsageError, match="no such weapon system; did you mean Igla-S"):
        values(small_store, "weapon", "Igla S")


@pytest.mark.parametrize("text", ["air-defence-systems", "Air-defence systems", "kg:air-defence-systems"])
def test_concept(small_store: Path, text: str) -> None:
    """Local name, label or prefixed name."""
    assert values(small_store, "concept", text) == ["https://w3id.org/defence-kg/ontology#air-defence-systems"]


@pytest.mark.parametrize("text", ["africa", "kg:africa"])
def test_a_concept_stands_for_all_below_it(annotated_store: Path, text: str) -> None:
    """A region with parts: itself and every part, by name or IRI; the world holds them too."""
    africa = [
        f"https://w3id.org/defence-kg/ontology#{name}" for name in ("africa", "northern-africa", "sub-saharan-africa")
    ]
    assert values(annotated_store, "concept", text, scheme="RegionScheme") == africa
    assert set(africa) < set(values(annotated_store, "concept", "world", scheme="RegionScheme"))


def test_concept_unknown(small_store: Path) -> None:
    """A near miss gets its suggestion."""
    with pytest.raises(UsageError, match="no such concept; did you mean missiles"):
        values(small_store, "concept", "missile")


def test_concept_of_a_scheme(small_store: Path) -> None:
    """Where the scheme is known, only its concepts are taken, and a wrong word is told all of them."""
    with pytest.raises(UsageError, match="must be one of air-defence-systems, missiles"):
        values(small_store, "concept", "naval", scheme="WeaponCategoryScheme")


@pytest.mark.parametrize(
    ("text", "end", "day"),
    [
        ("2024-05-17", False, "2024-05-17"),
        ("2024-05", False, "2024-05-01"),
        ("2024-02", True, "2024-02-29"),
        ("2024", True, "2024-12-31"),
    ],
)
def test_date(small_store: Path, text: str, end: bool, day: str) -> None:
    """A year or a month means its first day, or its last where the parameter is the end of a period."""
    assert values(small_store, "date", text, end=end) == [f'"{day}"^^<http://www.w3.org/2001/XMLSchema#date']


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("date", "2024-13"),
        ("date", "2023-02-29"),
        ("date", "0000"),
        ("date", "yesterday"),
        ("number", "1,000"),
        ("number", "١٢"),
        ("number", "1 . } ;"),
        ("boolean", "maybe"),
        ("iri", "not an iri"),
        ("iri", "http://x/a> } ; DROP ALL"),
        ("iri", "kg:x } #"),
    ],
)
def test_values_that_do_not_fit(small_store: Path, type_: str, text: str) -> None:
    """Each is wrong use that says what would fit."""
    with pytest.raises(UsageError, match="must be"):
        values(small_store, type_, text)


@pytest.mark.parametrize(
    ("type_", "text", "term"),
    [
        ("number", "24", '"24"^^<http://www.w3.org/2001/XMLSchema#integer'),
        ("number", "0.5", '"0.5"^^<http://www.w3.org/2001/XMLSchema#decimal'),
        ("number", "1e6", '"1e6"^^<http://www.w3.org/2001/XMLSchema#double'),
        ("boolean", "TRUE", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean'),
        ("text", 'say "hi"\n', '"say \\"hi\\"\\n"'),
        ("iri", "kg:planned", "https://w3id.org/defence-kg/ontology#planned"),
        ("iri", "article/c05", "article/c05"),
        ("iri", "c05/transfer/1", "article/c05/transfer/1"),
        ("iri", "article/c05/transfer/1", "article/c05/transfer/1"),
        ("iri", "article/transfer/1", "article/article/transfer/1"),
    ],
)
def test_values_that_fit(small_store: Path, type_: str, text: str, term: str) -> None:
    """Each becomes the term of its type."""
    assert values(small_store, type_, text) == [term]


def test_enum(small_store: Path) -> None:
    """Only what is listed."""
    with pytest.raises(UsageError, match="must be one of a, b"):
        values(small_store, "text", "c", enum=("a", "b"))
