"""Arms offered in one contest: "Hanwha has put forward its Redback against the Lynx from Rheinmetall"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Span

    from kg.extract.transfers.arm import Arm
    from kg.extract.transfers.draft import Draft
    from kg.extract.transfers.party import Party

_OFFERING = frozenset("offer put pitch propose tout market bid enter field".split())


def with_rivals(sent: Span, groups: list[list[Arm]], parties: list[Party], told: list[Draft]) -> list[Draft]:
    """The drafts with one more for each weapon that the one offered stands against, from its own maker."""
    offered = next((d for d in told if d.stage.status == "considered" and d.supplier is not None), None)
    if offered is None or offered.trigger.lemma_.lower() not in _OFFERING:
        return told
    against = next((t.i for t in sent if t.lower_ == "against" and t.i > offered.trigger.i), None)
    if against is None:
        return told
    rivals = [a for group in groups for a in group if a.left > against and not a.generic]
    told = [d for d in told if not all(a in rivals for a in d.arms)]
    for draft in told:
        draft.arms = [a for a in draft.arms if a not in rivals]
    taken = {a.iri for d in told for a in d.arms}
    fresh = [a for a in rivals if a.iri not in taken]
    return told + [
        replace(offered, arms=[a], supplier=_maker(a, parties), weak_supplier=None, value=None, spans=[], strong=True)
        for a in fresh
    ]


def _maker(arm: Arm, parties: list[Party]) -> Party | None:
    """Whose the weapon is: "Saab's Gripen", "the Lynx from Rheinmetall", "the ASCOD of General Dynamics"."""
    for party in parties:
        owns = party.possessive and party.modifies is not None and arm.left <= party.modifies.i <= arm.head.i
        if owns or (party.prep in ("from", "of") and 0 <= party.prep_at - arm.end < 2):
            return party
    return None
