"""The annotated articles: how right the extraction is may rise, never silently fall."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate import Evaluation, evaluate, read_gold
from kg.evaluate.reliability import sure
from kg.evaluate.sides import extracted_sides
from kg.ingest import extract_all

TESTS = Path(__file__).parent
PARTS: dict[str, dict[str, Any]] = json.loads((TESTS / "gold" / "floors.json").read_text(encoding="utf-8"))
"""Sets of annotated articles, each with its folder and the least that each measure has to reach there."""


@pytest.fixture(scope="module")
def evaluations() -> dict[str, Evaluation]:
    """What is extracted from each set, beside its annotations."""
    sets = {name: read_gold(TESTS / part["folder"], tuple(part["articles"])) for name, part in PARTS.items()}
    found = extracted_sides(extract_all(item.article for annotated in sets.values() for item in annotated))
    return {name: evaluate(annotated, found) for name, annotated in sets.items()}


def _fallen(floors: dict[str, float], measured: dict[str, float]) -> dict[str, tuple[float | None, float]]:
    assert {*floors} <= {*measured}
    return {name: (measured[name], floor) for name, floor in floors.items() if round(measured[name], 3) < floor}


@pytest.mark.parametrize("part", PARTS)
def test_no_measure_falls_below_its_floor(part: str, evaluations: dict[str, Evaluation]) -> None:
    """F1 of every measure, on the articles the rules were written on and on those kept back."""
    measured = {name: tally.f1 for name, tally in evaluations[part].tallies.items()}
    floors = PARTS[part]["floors"]["f1"]
    assert _fallen(floors, measured) == {}
    assert {*floors} == {*measured}


@pytest.mark.parametrize("part", [name for name, part in PARTS.items() if "precision" in part["floors"]])
def test_events_are_more_right_than_many(part: str, evaluations: dict[str, Evaluation]) -> None:
    """Precision before recall: of the events found in articles kept back, hardly one in ten is not there."""
    measured = {name: tally.precision for name, tally in evaluations[part].tallies.items()}
    assert _fallen(PARTS[part]["floors"]["precision"], measured) == {}


def test_confidence_means_something(evaluations: dict[str, Evaluation]) -> None:
    """On the development test, facts at 0.8 and above are right more often than the others."""
    judged = evaluations["development-test"].judged
    high = sure(judged)
    low = [j.right for j in judged if j.fact.confidence < 0.8]
    measured = {"right at 0.8": high.share_right, "share at 0.8": high.facts / len(judged)}
    assert _fallen(PARTS["development-test"]["floors"]["confidence"], measured) == {}
    assert high.share_right > sum(low) / len(low)
