"""What a fact's confidence means: the chance that it is right, and with it every slot that it fills.

A rule gives the chance that it is right on texts like those it was written on. On others each slot read beside
the event is one more thing that may be wrong; the share below brings confidence and rightness together on
articles that no rule was written on (`kg evaluate` prints both).
"""

from __future__ import annotations

from typing import TypeVar

from kg.models import ArmsTransfer, Extraction, MilitaryExercise

Event = TypeVar("Event", MilitaryExercise, ArmsTransfer)
_SLOT_RIGHT = 0.9


def weighed(found: Extraction) -> Extraction:
    """The extraction with the confidence of its events lowered by a tenth for every slot but the first."""
    return found.model_copy(
        update={
            "exercises": tuple(_weighed(e, _exercise_slots(e)) for e in found.exercises),
            "transfers": tuple(_weighed(t, _transfer_slots(t)) for t in found.transfers),
        }
    )


def _weighed(fact: Event, slots: int) -> Event:
    sure = fact.confidence * _SLOT_RIGHT ** max(slots - 1, 0)
    return fact.model_copy(update={"confidence": round(sure, 2)})


def _exercise_slots(fact: MilitaryExercise) -> int:
    told = (fact.name, fact.locations, fact.start_date, fact.end_date, fact.status, fact.personnel, fact.exercise_types)
    return sum(map(bool, told)) + len(fact.participants)


def _transfer_slots(fact: ArmsTransfer) -> int:
    told = (fact.supplier, fact.recipient, fact.value, fact.status, fact.transfer_mode, fact.date)
    quantities = any(item.quantity for item in fact.items)
    return sum(map(bool, told)) + quantities + len(fact.items)
