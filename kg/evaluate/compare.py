"""Two evaluations of the same articles beside each other: what was gained, what was lost."""

from __future__ import annotations

from typing import Any, NamedTuple

from kg.errors import InputError
from kg.evaluate.measures import Evaluation


class Difference(NamedTuple):
    """Units that only the new run has right, units that only the earlier one had, and the change of each F1."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    f1: dict[str, float]


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation as a JSON value that `difference` reads again."""
    return {
        "measures": {
            measure: {
                "precision": round(tally.precision, 4),
                "recall": round(tally.recall, 4),
                "f1": round(tally.f1, 4),
                **tally._asdict(),
            }
            for measure, tally in evaluation.tallies.items()
        },
        "fact_f1": round(evaluation.fact_f1, 4),
        "right": sorted(evaluation.right),
        "misses": [miss._asdict() for miss in evaluation.misses],
    }


def difference(evaluation: Evaluation, earlier: object) -> Difference:
    """What changed since an earlier run, whose JSON value is given; raises InputError if it is of another form."""
    try:
        right = {str(line) for line in earlier["right"]}  # type: ignore[index]
        f1 = {str(k): float(v["f1"]) for k, v in earlier["measures"].items()}  # type: ignore[index]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError("not the JSON of an evaluation; write one with `kg evaluate GOLD --json FILE`") from error
    changes = {m: t.f1 - f1[m] for m, t in evaluation.tallies.items() if m in f1}
    return Difference(tuple(sorted(evaluation.right - right)), tuple(sorted(right - evaluation.right)), changes)
