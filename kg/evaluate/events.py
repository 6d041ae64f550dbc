"""How alike two events are, and which of their slots agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.evaluate.matching import name, same_date, same_number, same_party, same_place, same_weapon
from kg.evaluate.sides import Exercise, Transfer

_EXERCISE_SLOTS = ("name", "location", "start", "end", "status", "personnel", "type")
_TRANSFER_SLOTS = ("supplier", "recipient", "quantity", "value", "currency", "status", "mode", "date")


class Slot(NamedTuple):
    """One slot of a matched event: units right, spurious and missed, and the values of both sides."""

    name: str
    right: int
    spurious: int
    missed: int
    gold: str
    found: str


def same_exercise(gold: Exercise, found: Exercise) -> float:
    """How alike two exercises are: name 2, participants up to 1, start ½, place 0.3; other names, not at all."""
    named = _same_exercise_name(gold, found)
    if gold.slots.get("name") and found.slots.get("name") and not named:
        return 0.0
    most = max(len(gold.participants), len(found.participants), 1)
    return (
        2 * named
        + _shared_participants(gold, found) / most
        + 0.5 * same_date(gold.slots.get("start"), found.slots.get("start"))
        + 0.3 * _same_location(gold, found)
    )


def same_transfer(gold: Transfer, found: Transfer) -> float:
    """How alike two transfers are: a party 1 each, a weapon 1½; less 0.6 where both name weapons and none is shared."""
    parties = same_party(gold.supplier, found.supplier) + same_party(gold.recipient, found.recipient)
    weapon = _shared_weapons(gold, found) > 0
    conflict = bool(gold.weapons and found.weapons and not weapon)
    return parties + 1.5 * weapon - 0.6 * conflict


def exercise_units(exercise: Exercise) -> int:
    """How many units an exercise fills."""
    return len(exercise.participants) + len(exercise.slots) + bool(exercise.locations)


def transfer_units(transfer: Transfer) -> int:
    """How many units a transfer fills."""
    parties = (transfer.supplier is not None) + (transfer.recipient is not None)
    return parties + len(transfer.weapons) + bool(transfer.quantities) + bool(transfer.dates) + len(transfer.slots)


def exercise_slots(gold: Exercise, found: Exercise) -> Iterator[Slot]:
    """The slots of a matched pair that either side fills."""
    yield from _many("participants", _shared_participants(gold, found), gold.participants_told, found.participants_told)
    for slot in _EXERCISE_SLOTS:
        if slot == "location":
            wanted, got, same = "; ".join(gold.locations), "; ".join(found.locations), _same_location(gold, found)
        else:
            wanted, got = gold.slots.get(slot, ""), found.slots.get(slot, "")
            same = _same_exercise_slot(slot, gold, found)
        yield from _one(slot, wanted, got, same)


def transfer_slots(gold: Transfer, found: Transfer) -> Iterator[Slot]:
    """The slots of a matched pair that either side fills."""
    wanted_weapons, got_weapons = ([w[0] for w in side.weapons] for side in (gold, found))
    yield from _many("weapons", _shared_weapons(gold, found), wanted_weapons, got_weapons)
    for slot in _TRANSFER_SLOTS:
        yield from _one(slot, _told(gold, slot), _told(found, slot), _same_transfer_slot(slot, gold, found))


def _many(slot: str, shared: int, gold: list[str], found: list[str]) -> Iterator[Slot]:
    if gold or found:
        spurious, missed = max(len(found) - shared, 0), len(gold) - shared
        yield Slot(slot, shared, spurious, missed, "; ".join(gold), "; ".join(found))


def _one(slot: str, gold: str, found: str, same: bool) -> Iterator[Slot]:
    if gold or found:
        right = bool(gold and found and same)
        yield Slot(slot, int(right), int(bool(found) and not right), int(bool(gold) and not right), gold, found)


def _same_exercise_name(gold: Exercise, found: Exercise) -> bool:
    one, other = name(gold.slots.get("name", "")), name(found.slots.get("name", ""))
    return bool(one and other and (one in other or other in one))


def _same_exercise_slot(slot: str, gold: Exercise, found: Exercise) -> bool:
    wanted, got = gold.slots.get(slot), found.slots.get(slot)
    match slot:
        case "name":
            return _same_exercise_name(gold, found)
        case "start" | "end":
            return same_date(wanted, got)
        case "personnel":
            return same_number(wanted, got)
        case _:
            return wanted == got


def _same_location(gold: Exercise, found: Exercise) -> bool:
    return bool(gold.locations) and any(same_place(place, found.locations) for place in gold.locations)


def _shared_participants(gold: Exercise, found: Exercise) -> int:
    return sum(any(same_party(g, f) for f in found.participants) for g in gold.participants)


def _shared_weapons(gold: Transfer, found: Transfer) -> int:
    return sum(any(same_weapon(g[0], labels) for labels in found.weapons) for g in gold.weapons)


def _told(transfer: Transfer, slot: str) -> str:
    match slot:
        case "supplier" | "recipient":
            party = transfer.supplier if slot == "supplier" else transfer.recipient
            return (party.iso3 or party.names[0]) if party else ""
        case "quantity":
            return ", ".join(transfer.quantities)
        case "date":
            return ", ".join(transfer.dates)
        case _:
            return transfer.slots.get(slot, "")


def _same_transfer_slot(slot: str, gold: Transfer, found: Transfer) -> bool:
    match slot:
        case "supplier":
            return same_party(gold.supplier, found.supplier)
        case "recipient":
            return same_party(gold.recipient, found.recipient)
        case "quantity":
            return any(same_number(g, f) for g in gold.quantities for f in found.quantities)
        case "date":
            return any(same_date(g, *found.dates) for g in gold.dates)
        case "value":
            return same_number(gold.slots.get("value"), found.slots.get("value"))
        case _:
            return gold.slots.get(slot) == found.slots.get(slot)
