"""Writes tests/gold/floors.json anew: every floor at today's figure, none lower than it was.

`python scripts/raise_floors.py` after a change of extraction, once its gained and lost facts have been read;
`--reset` sets floors to today's figures even where they fall (say why in the commit).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path

from kg.evaluate import evaluate, read_gold
from kg.evaluate.reliability import sure
from kg.evaluate.sides import extracted_sides
from kg.ingest import extract_all

TESTS = Path(__file__).resolve().parents[1] / "tests"
FILE = TESTS / "gold" / "floors.json"


def _down(value: float) -> float:
    return math.floor(value * 1000) / 1000


def figures(folder: str, articles: list[str], measured: Iterable[str]) -> dict[str, dict[str, float]]:
    """Today's figures of what is `measured` on some articles, rounded down to a thousandth."""
    annotated = read_gold(TESTS / folder, tuple(articles))
    result = evaluate(annotated, extracted_sides(extract_all(item.article for item in annotated)))
    high = sure(result.judged)
    found = {
        "f1": {measure: tally.f1 for measure, tally in sorted(result.tallies.items())},
        "precision": {measure: result.tallies[measure].precision for measure in ("exercises found", "transfers found")},
        "confidence": {"right at 0.8": high.share_right, "share at 0.8": high.facts / len(result.judged)},
    }
    return {kind: {name: _down(value) for name, value in found[kind].items()} for kind in measured}


def main() -> None:
    """Writes the file."""
    parts = json.loads(FILE.read_text(encoding="utf-8"))
    for part in parts.values():
        today = figures(part["folder"], part["articles"], part["floors"])
        for kind, old in part["floors"].items():
            if "--reset" not in sys.argv:
                today[kind] = {name: max(value, old.get(name, 0.0)) for name, value in today[kind].items()}
        part["floors"] = today
    FILE.write_text(json.dumps(parts, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
