"""Offices, ranks, titles and the head nouns of organisations' names (`titles.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple


class Titles(NamedTuple):
    """The lexicon, lower case; phrases are word sequences joined by one space."""

    offices: frozenset[str]
    ranks: frozenset[str]
    civil: frozenset[str]
    occupations: frozenset[str]
    """What people are besides: told as a role, but nobody is called by it ("the nurse") as by an office."""
    organization_heads: dict[str, str]
    """Head noun or phrase → organisation type."""
    longest_head: int
    """Words in the longest head phrase."""
    last_words: frozenset[str]
    """The last word of every head phrase."""
    kinds: dict[str, frozenset[str]]
    """General noun → offices and ranks that it can stand for ("leader" → president, premier …)."""
    portfolios: frozenset[str]
    not_held: frozenset[str]
    """Words that tell that an office is held no more, or not yet ("former", "elect")."""
    """Words that tell one holder of an office from another ("foreign", "defence")."""

    def same_portfolio(self, described: Iterable[str], role: Iterable[str]) -> bool:
        """Whether a description may mean the holder of a role: "the foreign minister" is no defence minister."""
        asked, held = (
            {"defence" if word == "defense" else word for word in words if word in self.portfolios}
            for words in (described, role)
        )
        return not asked or asked <= held or (not held and "prime" not in asked)

    def in_office(self, role: str) -> bool:
        """Whether a role is an office or a rank that is held now: "general", not "former president", not "nurse"."""
        words = role.casefold().replace("-", " ").split()
        if not self.not_held.isdisjoint(words):
            return False
        return not (self.offices | self.ranks).isdisjoint(words)


@lru_cache(maxsize=1)
def titles() -> Titles:
    """The lexicon, read once."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    kinds = {noun: frozenset(offices) for noun, offices in data["kinds"].items()}
    heads = {head: kind for kind, names in data["organization_heads"].items() for head in names}
    return Titles(
        frozenset(data["offices"]),
        frozenset(data["ranks"]),
        frozenset(data["civil"]),
        frozenset(data["occupations"]),
        heads,
        max(len(head.split()) for head in heads),
        frozenset(head.split()[-1] for head in heads),
        kinds,
        frozenset(data["portfolios"]["words"]),
        frozenset(data["not_held"]["words"]),
    )
