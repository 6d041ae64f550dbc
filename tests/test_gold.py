"""The gold set: how right the extraction is may rise, never silently fall."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.evaluate import Evaluation, evaluate, read_gold
from kg.evaluate.reliability import sure
from kg.evaluate.sides import Side, extracted_sides
from kg.ingest import extract_all

GOLD = Path(__file__).with_name("gold")
STORIES = Path(__file__).with_name("stories")
FLOORS: dict[str, dict[str, float]] = json.loads((GOLD / "floors.json").read_text(encoding="utf-8"))
PARTS = {
    "worked-on": (GOLD, tuple(f"{g}{n:02}" for g in "cd" for n in range(1, 21))),
    "development-test": (GOLD, tuple(f"{g}{n:02}" for g in "cd" for n in range(21, 31))),
    "stories": (STORIES, ("s",)),
}


@pytest.fixture(scope="module")
def found() -> dict[str, Side]:
    """What is extracted from every annotated article."""
    articles = [item.article for folder in (GOLD, STORIES) for item in read_gold(folder)]
    return extracted_sides(extract_all(articles))


def _evaluation(part: str, found: dict[str, Side]) -> Evaluation:
    folder, prefixes = PARTS[part]
    return evaluate(read_gold(folder, prefixes), found)


@pytest.mark.parametrize("part", PARTS)
def test_no_measure_falls_below_its_floor(part: str, found: dict[str, Side]) -> None:
    """F1 of every measure, on the articles the rules were written on, on the development test and on the stories."""
    measured = {measure: round(tally.f1, 3) for measure, tally in _evaluation(part, found).tallies.items()}
    fallen = {m: (measured.get(m), floor) for m, floor in FLOORS[part].items() if measured.get(m, 0.0) < floor}
    assert fallen == {}
    assert {*FLOORS[part]} == {*measured}


def test_events_are_more_right_than_many(found: dict[str, Side]) -> None:
    """Precision before recall: on the development test at least nine in ten events that are found are there."""
    tallies = _evaluation("development-test", found).tallies
    assert tallies["transfers found"].precision >= FLOORS["precision"]["transfers found"]
    assert tallies["exercises found"].precision >= FLOORS["precision"]["exercises found"]


def test_confidence_means_something(found: dict[str, Side]) -> None:
    """On the development test, facts at 0.8 and above are right more often than the others."""
    judged = _evaluation("development-test", found).judged
    high = sure(judged)
    low = [j.right for j in judged if j.fact.confidence < 0.8]
    assert high.share_right >= FLOORS["confidence"]["right at 0.8"]
    assert high.facts / len(judged) >= FLOORS["confidence"]["share at 0.8"]
    assert high.share_right > sum(low) / len(low)
