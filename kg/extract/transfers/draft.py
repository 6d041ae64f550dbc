"""One transfer while it is put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.transfers.stage import Stage

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.transfers.arm import Arm
    from kg.extract.transfers.party import Party
    from kg.language.amounts import Money
    from kg.language.dates import DateMention


@dataclass
class Draft:
    """One transfer as far as one sentence tells it; `merge` joins drafts of one deal."""

    sentence: int
    trigger: Token
    noun: bool
    arms: list[Arm]
    supplier: Party | None = None
    recipient: Party | None = None
    weak_supplier: Party | None = None
    weak_recipient: Party | None = None
    """The same as supplier or recipient where only a premodifier or the like speaks for it."""
    stage: Stage = field(default_factory=Stage)
    mode: str | None = None
    mode_told: bool = False
    """Whether a word of the frame tells the mode; else it is only the likeliest."""
    value: Money | None = None
    date: DateMention | None = None
    year: int | None = None
    """The earliest year told beside the deal; of a deal to come, the article's own where none is told."""
    second_hand: bool = False
    title: bool = False
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    """Evidence: code points and the property."""
    strong: bool = True
    """Whether a frame, not mere nearness, joins the words."""
    of_deal: bool = False
    """Whether the sentence goes on about a deal told before: "the package includes …"."""
    needs_recipient: bool = False
    """Whether the words tell of a transfer only if somebody receives: "sent two ships"."""
    needs_supplier: bool = False
    """Whether they do only if a supplier is known: "entered service with the navy"."""
    hint: bool = False
    """Whether it tells too little to stand alone, and only adds to a deal told beside it."""
    anaphoric: bool = False
    """Whether its sentence begins with "The deal …"."""
    last: int = -1
    """The last sentence that tells of it."""
    kind: str = "armed"
    """"armed" with weapons; "aid", "ban", "arms" without; "context": only the sides of a deal."""
