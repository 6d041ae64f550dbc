"""A side of a deal: a state or company with the words that name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True)
class Party:
    """A state or company with the words that name it; `state` is the alpha-3 code behind it."""

    iri: str
    state: str | None
    token: Token
    company: bool = False
    guessed: bool = False
    """Whether a pronoun or a definite noun stands for it."""
    start: int = -1
    end: int = -1
    head: Token | None = None
    """The noun that acts: "ministry" of "Poland's defence ministry"."""
    prep: str | None = None
    """The preposition before it, read through titles and coordination."""
    prep_at: int = -1
    modifies: Token | None = None
    """The noun whose premodifier or possessor it is: "Russian" of "Russian jets"."""
    possessive: bool = False
    place: bool = False
    """Whether it is a mere place: a city where something arrives."""
    supplied: bool = False
    """Whether it stands in "Russian-supplied"."""
    after: bool = False
    """Whether it is joined by "and" to the party before it."""


def same(a: Party | None, b: Party | None) -> bool:
    """Whether two parties are one, or stand for one state."""
    return a is not None and b is not None and (a.iri == b.iri or (a.state is not None and a.state == b.state))
