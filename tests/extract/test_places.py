"""Places are known by the words around them, whatever the language model takes them for."""

from __future__ import annotations

import pytest

from kg.annotate import annotate, language_model
from kg.extract.names import mentions


def _places(text: str) -> list[str]:
    return [m.name for m in mentions(annotate(text), language_model()) if m.kind == "place"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Troops gathered at the Cincu training area on Monday.", "Cincu training area"),
        ("The jets flew from King Abdulaziz Air Base to Jubail.", "King Abdulaziz Air Base"),
        ("Ships of the navy met near Scarborough Shoal on Monday.", "Scarborough Shoal"),
        ("The convoy crossed Hebei province at night.", "Hebei"),
        ("The frigate passed the Strait of Malacca.", "Strait of Malacca"),
        ("Soldiers slept at Camp Grayling that week.", "Camp Grayling"),
        ("The exercise in Tartu ended on Friday.", "Tartu"),
        ("The drill was held on the island of Rhodes.", "Rhodes"),
    ],
)
def test_places_are_found(text: str, place: str) -> None:
    """Grounds, waters and provinces by their head nouns; towns after an exercise word."""
    assert place in _places(text)


@pytest.mark.parametrize(
    "text",
    [
        "The plant at Boeing's site closed in May.",
        "He spoke in English and in Parliament.",
        "The minister was at NATO on Monday.",
        "The missile has a range of 300 km.",
    ],
)
def test_other_names_are_no_places(text: str) -> None:
    """Companies, languages, bodies and distances give no place."""
    assert _places(text) == []
