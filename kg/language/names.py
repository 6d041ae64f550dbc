"""Whether "he" or "she" fits a person's name (`names.toml`); None where the name does not tell."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

Gender = Literal["female", "male"]


class GivenNames(NamedTuple):
    """The lexicon, lower case and without accents."""

    female: frozenset[str]
    male: frozenset[str]
    female_endings: tuple[str, ...]


@lru_cache(maxsize=1)
def given_names() -> GivenNames:
    """The lexicon, read once; a name in both lists is in neither."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    female, male = (frozenset(plain(data[key]).split()) for key in ("female", "male"))
    endings = tuple(sorted({plain(ending) for ending in data["endings"]["female"]}))
    return GivenNames(female - male, male - female, endings)


def begins_with_given_name(word: str) -> bool:
    """Whether a word is one of the lexicon's given names."""
    folded = plain(word)
    return folded in given_names().female or folded in given_names().male


def gender_of(name: str) -> Gender | None:
    """The gender that a full name tells by its first word, else by its last; a guess, None if it tells none."""
    words = plain(name).replace("-", " ").split()
    lexicon = given_names()
    if len(words) > 1:
        for word in words[:2] if len(words) > 2 else words[:1]:
            if word in lexicon.female:
                return "female"
            if word in lexicon.male:
                return "male"
    if words and len(words[-1]) > 5 and words[-1].endswith(lexicon.female_endings):
        return "female"
    return None


def plain(text: str) -> str:
    """A name in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
