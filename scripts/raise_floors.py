"""Writes tests/gold/floors.json anew: every floor at today's figure, none lower than it was.

`python scripts/raise_floors.py` after a change of extraction, once its gained and lost facts have been read;
`--reset` sets floors to today's figures even where they fall (say why in the commit).
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

from kg.evaluate import evaluate, read_gold
from kg.evaluate.reliability import sure
from kg.evaluate.sides import extracted_sides
from kg.ingest import extract_all

TESTS = Path(__file__).resolve().parents[1] / "tests"
PARTS = {
    "worked-on": ("gold", tuple(f"{g}{n:02}" for g in "cd" for n in range(1, 21))),
    "development-test": ("gold", tuple(f"{g}{n:02}" for g in "cd" for n in range(21, 31))),
    "stories": ("stories", ("s",)),
}


def _down(value: float) -> float:
    return math.floor(value * 1000) / 1000


def floors() -> dict[str, dict[str, float]]:
    """Today's figures, rounded down to a thousandth."""
    found: dict[str, dict[str, float]] = {}
    for part, (folder, prefixes) in PARTS.items():
        annotated = read_gold(TESTS / folder, prefixes)
        result = evaluate(annotated, extracted_sides(extract_all(item.article for item in annotated)))
        found[part] = {measure: _down(tally.f1) for measure, tally in sorted(result.tallies.items())}
        if part == "development-test":
            events = ("exercises found", "transfers found")
            found["precision"] = {m: _down(result.tallies[m].precision) for m in events}
            high = sure(result.judged)
            found["confidence"] = {
                "right at 0.8": _down(high.share_right),
                "share at 0.8": _down(high.facts / len(result.judged)),
            }
    return found


if __name__ == "__main__":
    file = TESTS / "gold" / "floors.json"
    new = floors()
    if file.exists() and "--reset" not in sys.argv:
        old = json.loads(file.read_text(encoding="utf-8"))
        new = {p: {m: max(v, old.get(p, {}).get(m, 0.0)) for m, v in ms.items()} for p, ms in new.items()}
    file.write_text(json.dumps(new, indent=2) + "\n", encoding="utf-8")
