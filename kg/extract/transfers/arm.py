"""One weapon of a sentence, with its noun phrase and how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.mentions import Mention


@dataclass(frozen=True)
class Arm:
    """One weapon mention: its noun phrase's head and left edge, and how many."""

    mention: Mention
    iri: str
    head: Token
    left: int
    quantity: int | None = None
    qualifier: str | None = None
    number: tuple[int, int] | None = None
    """Where the number stands, in code points."""
    part: int | None = None
    """The first number of "three of 24"."""
    anaphoric: bool = False
    """Whether only its number stands here, and the weapon is named before: "another dozen"."""
    whole: bool = False
    """Whether the number is that of the whole deal: "the first of 24 bought"."""
    partial: bool = False
    """Whether only some of them are spoken of: "the first three of 24"."""

    @property
    def end(self) -> int:
        """Where it ends in the sentence (exclusive token index)."""
        return self.head.i + 1 if self.anaphoric else self.mention.end

    @property
    def generic(self) -> bool:
        """Whether it is a kind of weapon, not a designation."""
        return self.mention.form == "generic"
