"""Reasons to see a party on a side of a deal, and what each weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.extract.transfers.party import Party

if TYPE_CHECKING:
    from kg.extract.transfers.frames import Trigger

# Whose subject wins a deal rather than places it: "Saab won an order from Thailand".
WIN = frozenset("win receive secure land get book bag clinch obtain net scoop take announce".split())
DEALS = frozenset("order contract deal award agreement pact".split())
SURE, LIKELY, FAIR, WEAK = 3.0, 2.2, 1.4, 0.8


class Vote(NamedTuple):
    """One reason to see a party on a side; "any" leaves the side open."""

    party: Party
    side: str
    weight: float


OTHER = {"supplier": "recipient", "recipient": "supplier", "any": "any"}


def side_of_chain(chain: list[Trigger]) -> str:
    """The side of whoever acts on the deal: of the nearest frame that has one."""
    for trigger in chain:
        if trigger.frame.side in ("supplier", "recipient"):
            return trigger.frame.side
    return "any"
