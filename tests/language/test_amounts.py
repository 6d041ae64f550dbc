"""Numbers and sums of money as news writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.language.amounts import find_money, find_numbers


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("35,000 rifles", 35000, None),
        ("one hundred twenty (120) missiles", 120, None),
        ("two dozen jets", 24, None),
        ("up to 250 tanks", 250, "up to"),
        ("at least five frigates", 5, "at least"),
        ("1.5 million shells", 1500000, None),
    ],
)
def test_number_is_read_with_its_qualifier(text: str, value: int, qualifier: str | None) -> None:
    """Digits, words, groups and scales give one number, and the words before it its qualifier."""
    found = find_numbers(text)
    assert [(n.value, n.qualifier) for n in found] == [(Decimal(value), qualifier)]


@pytest.mark.parametrize("text", ["a contract", "close to a contract", "97-metre ships", "a five-year plan"])
def test_measures_and_articles_are_no_numbers(text: str) -> None:
    """An article counts nothing, with a qualifier before it neither, and "97-metre" measures."""
    assert find_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("an $11bn deal", 11000000000, "USD"),
        ("US$300 million", 300000000, "USD"),
        ("PLN 10bn", 10000000000, "PLN"),
        ("2.7 billion euros", 2700000000, "EUR"),
        ("Rs 63,000-crore", 630000000000, "INR"),
        ("1.05 lakh crore rupees", 1050000000000, "INR"),
        ("a 2 trillion-won deal", 2000000000000, "KRW"),
    ],
)
def test_sum_is_read_with_its_currency(text: str, value: int, currency: str) -> None:
    """Symbols, codes, names and Indian counting give value and ISO 4217 code."""
    assert [(m.value, m.currency) for m in find_money(text)] == [(Decimal(value), currency)]


def test_shared_name_of_a_currency_is_the_states_own() -> None:
    """ "crowns" are Czech, Swedish or none, by the state the text speaks of."""
    assert [find_money("6 billion crowns", countries=[c])[0].currency for c in ("CZE", "SWE")] == ["CZK", "SEK"]
    assert find_money("6 billion crowns")[0].currency is None
