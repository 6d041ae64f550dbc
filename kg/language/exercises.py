"""Words of military exercises (`exercises.toml`)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


class ExerciseWords:
    """The lexicon: every list of the file as a frozen set, types as word → exercise type."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._sets = {key: frozenset(value) for key, value in data.items() if isinstance(value, list)}
        self.types: dict[str, str] = {w: kind for kind, words in data["types"].items() for w in words}
        self.series: tuple[str, ...] = tuple(sorted(data["series"]["names"], key=lambda n: (-len(n), n)))
        self.common = frozenset(data["series"]["common"])
        self.cancel_phrases: tuple[str, ...] = tuple(data["cancel_phrases"])

    def __getitem__(self, key: str) -> frozenset[str]:
        return self._sets[key]


@lru_cache(maxsize=1)
def exercise_words() -> ExerciseWords:
    """The lexicon, read once."""
    return ExerciseWords(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))
