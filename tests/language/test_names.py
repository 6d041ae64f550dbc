"""What a name tells about "he" and "she"."""

from __future__ import annotations

import pytest

from kg.language.names import gender_of, given_names


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Ursula von der Leyen", "female"),
        ("Sergei Shoigu", "male"),
        ("Hana Dvořáková", "female"),
        ("Zzub Novotná", None),
        ("Maduro", None),
        ("Xi Jinping", None),
        ("María Corina Machado", "female"),
    ],
)
def test_gender_is_told_only_by_names_that_are_nearly_always_one(name: str, gender: str | None) -> None:
    """A given name that only women or only men bear decides; any other leaves it open."""
    assert gender_of(name) == gender


def test_no_name_stands_in_both_lists() -> None:
    """What fits both he and she must tell nothing."""
    assert not given_names().female & given_names().male
    assert len(given_names().female) > 200
    assert len(given_names().male) > 300
