"""Listed names in a text: which of them count, and which nest."""

from __future__ import annotations

import pytest

from kg.annotate import language_model
from kg.extract.gazetteer import gazetteer
from kg.extract.names import mentions

Found = set[tuple[str, str, str | None]]


def _found(text: str) -> Found:
    """Name, kind and country of every mention that leads to a reference entry."""
    nlp = language_model()
    return {(m.name, m.kind, m.country) for m in mentions(nlp(text), nlp) if m.entry}


@pytest.mark.parametrize(
    ("text", "there", "absent"),
    [
        # a state inside an organisation's name is mentioned only where it is that organisation's own
        ("The Israel Defense Forces fired.", {"Israel Defense Forces", "Israel"}, set()),
        ("The Islamic State of Iraq and Syria fired.", {"Islamic State of Iraq and Syria"}, {"Iraq", "Syria"}),
        ("The South China Morning Post reported it.", {"South China Morning Post"}, {"China"}),
        ("The Washington Post reported it.", {"The Washington Post"}, {"Washington"}),
        # a place does not take what belongs to a longer name
        ("NATO ships entered the Gulf of Oman.", {"NATO", "Gulf of Oman"}, {"Oman"}),
        ("Karachi Shipyard delivered the ship.", {"Karachi Shipyard"}, {"Karachi"}),
        ("The North Atlantic Treaty Organization met.", {"North Atlantic Treaty Organization"}, {"North Atlantic"}),
        # ships and weapons named after places are no places
        ("The frigate HMS Glasgow left for the North Sea.", {"North Sea"}, {"Glasgow"}),
        ("India commissioned a Visakhapatnam-class destroyer.", {"India"}, {"Visakhapatnam"}),
        # persons keep their names
        ("Sydney Sweeney visited Sydney.", {"Sydney"}, set()),
        ("Sofia Petrova spoke in Bulgaria.", {"Bulgaria"}, {"Sofia"}),
    ],
)
def test_names_nest_and_yield(text: str, there: set[str], absent: set[str]) -> None:
    """Longer names go first, each kind by itself."""
    names = {name for name, _, _ in _found(text)}
    assert there <= names
    assert names.isdisjoint(absent)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # another state's body of the same name is not the listed one
        ("Iran's Northern Fleet sailed from Bandar Abbas.", None),
        ("Russia's Northern Fleet sailed from Severomorsk.", ("Northern Fleet", "organization", "RUS")),
        # a listed name that is a word too counts beside its state
        ("The United States said that Congress approved the sale.", ("Congress", "organization", "USA")),
        ("The speaker opened the Congress of the Philippines.", None),
    ],
)
def test_ambiguous_names_need_their_state(text: str, expected: tuple[str, str, str] | None) -> None:
    """Nothing is guessed where the text gives no sign."""
    bodies = {found for found in _found(text) if found[1] == "organization"}
    assert bodies == ({expected} if expected else set())


def test_listed_name_ends_where_it_ends() -> None:
    """What follows "of" or "and" is not part of a listed company's name."""
    names = {
        name for name, kind, _ in _found("RTX Corporation of Tucson and Insitu got the contract.") if kind != "place"
    }
    assert names == {"RTX Corporation", "Insitu"}


def test_a_capital_acts_or_is_a_city() -> None:
    """A capital listed as a place besides still stands for the state where it acts."""
    nlp = language_model()
    (said,) = [m for m in mentions(nlp("Kyiv said it would answer."), nlp) if m.name == "Kyiv"]
    assert (said.kind, said.country, said.acts) == ("country", "UKR", True)
    (there,) = [m for m in mentions(nlp("Crowds gathered in Kyiv on Monday."), nlp) if m.name == "Kyiv"]
    assert there.acts is False


def test_hits_come_in_text_order() -> None:
    """Starts never go back."""
    nlp = language_model()
    hits = gazetteer(nlp).hits(nlp("NATO, the Indian Coast Guard and Rosoboronexport met in Vladivostok near Japan."))
    assert [h.start for h in hits] == sorted(h.start for h in hits)
    assert {h.entries[0].kind for h in hits} == {"country", "organization", "place"}
