"""Words of military exercises (`exercises.toml`), names of well-known series and who holds them (`exercise_*.toml`)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


class ExerciseWords:
    """The lexicon: every list of the file as a frozen set, types as word → exercise type."""

    def __init__(self, data: dict[str, Any], series: dict[str, list[str]], sides: dict[str, list[str]]) -> None:
        self._sets = {key: frozenset(value) for key, value in data.items() if isinstance(value, list)}
        self.types: dict[str, str] = {w: kind for kind, words in data["types"].items() for w in words}
        self.type_phrases: dict[str, str] = {w: kind for kind, words in data["type_phrases"].items() for w in words}
        self.common = frozenset(series["common"])
        self.series_types: dict[str, str] = {
            name: kind for kind, names in series.items() if kind != "common" for name in names
        }
        """Name of a series → the kind it usually is, "general" where that differs."""
        self.series: tuple[str, ...] = tuple(sorted(self.series_types, key=lambda n: (-len(n), n)))
        self.standing_sides: dict[str, tuple[str, ...]] = {
            name.casefold(): tuple(held_by.split()) for held_by, names in sides.items() for name in names
        }
        """Name of a series, folded → the codes of the states, or the alliance, that always hold it."""
        self.cancel_phrases: tuple[str, ...] = tuple(data["cancel_phrases"])

    def __getitem__(self, key: str) -> frozenset[str]:
        return self._sets[key]


@lru_cache(maxsize=1)
def exercise_words() -> ExerciseWords:
    """The lexicon, read once."""
    folder = Path(__file__).parent
    words, series, sides = (
        tomllib.loads((folder / name).read_text(encoding="utf-8"))
        for name in ("exercises.toml", "exercise_series.toml", "exercise_sides.toml")
    )
    return ExerciseWords(words, series, sides)
