"""Weapons found in sentences: listed, by kind, and unlisted designations before a kind."""

from __future__ import annotations

import pytest

from kg.annotate import annotate
from kg.extract.weapons import weapons


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Poland ordered 96 AH-64E Apache helicopters.", ["AH-64E Apache"]),
        ("India got the S-400 from Russia.", ["S-400"]),
        ("They bought six XQ-77B missiles.", ["XQ-77B"]),
        ("Germany's Leopard deliveries to Ukraine began in March.", ["Leopard"]),
    ],
)
def test_designation_is_found_by_name(text: str, names: list[str]) -> None:
    """Listed names, unlisted codes before a kind, and an ambiguous name beside a word of deals."""
    found = [m.name for m in weapons(annotate(text)) if m.form == "designation"]
    assert len(found) == len(names)
    assert all(wanted in name for wanted, name in zip(names, found, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "On Sunday Presidents Buhari and Talon signed the agreement.",
        "The archer lost the final to a boy from Leeds.",
    ],
)
def test_ordinary_words_are_no_weapons(text: str) -> None:
    """ "Presidents" is not the President-S, an archer no howitzer."""
    assert [m.name for m in weapons(annotate(text)) if m.form == "designation"] == []
