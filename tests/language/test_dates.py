"""Dates go as far as the text does, and no further; what the publication date fills in is marked."""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.language.dates import find_dates

_CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "dates.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['text']}: {case['reason']}")
def test_dates_of_cases(case: dict[str, Any]) -> None:
    """Each expression gives the dates of its case."""
    # the last one told is the one the case is about: the earlier one only gives it a year
    found = find_dates(case["text"], case.get("published"), future=case.get("future", False))[-1:]
    told = [
        {
            **({"first": str(date.first)} if date.first else {}),
            **({"last": str(date.last)} if date.last else {}),
            **({"inferred": True} if date.inferred else {}),
        }
        for date in found
    ]
    assert told == case["dates"]


_WORDS = st.sampled_from(
    "May June Sept. 31 30 29 Feb 2024 2025 last next year of the same from to until through Friday week month 0 99 - – "
    ", first five months two ago in early mid- late end".split(" ")
)


@given(st.lists(_WORDS, max_size=12), st.dates() | st.none(), st.booleans())
def test_dates_never_raise_on_words_of_time(words: list[str], published: dt.date | None, future: bool) -> None:
    """Any heap of words of time gives mentions in order, inside the text, none overlapping."""
    text = " ".join(words)
    found = find_dates(text, published, future=future)
    assert all(0 <= date.start < date.end <= len(text) for date in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(st.text(max_size=60), st.dates(), st.booleans())
def test_dates_never_raise_on_any_text(text: str, published: dt.date, future: bool) -> None:
    """Any text at all is read without an error, and nothing is inferred where no publication date is known."""
    find_dates(text, published, future=future)
    assert not any(
        date.inferred for date in find_dates(text, None, future=future) if date.first and date.first.year is None
    )


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_dates_read_back_a_full_date(date: dt.date) -> None:
    """A full date is found as it is, whatever the day it is read on."""
    text = f"on {date.day} {date:%B} {date.year}"
    assert [str(found.first) for found in find_dates(text, None)] == [str(date)]
