"""Whether two drafts tell of one deal: its arms, sides, numbers, sums and years."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.transfers.party import Party
from kg.reference import reference

if TYPE_CHECKING:
    from kg.extract.transfers.arm import Arm
    from kg.extract.transfers.draft import Draft


def is_family(arm: Arm, other: Arm) -> bool:
    """ "AMRAAM" beside "AIM-120C-8": the family, spelt out before the model."""
    if arm is other or other.generic or (arm.quantity and other.quantity and arm.quantity != other.quantity):
        return False
    if arm.generic:
        return arm.quantity is None
    long_ = flat(other)
    return any(len(n) > 3 and _begins(long_, n) and long_ != n for n in _names(arm)) and long_ != flat(arm)


def flat(arm: Arm) -> str:
    """The name of an arm as the text has it, in small letters and digits alone: "JF-17" and "JF17" are one."""
    return _flat(arm.mention.name)


@lru_cache(maxsize=1 << 12)
def _flat(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _names(arm: Arm) -> set[str]:
    entry = reference().entries.get(arm.iri)
    names = entry.names if entry and not arm.generic else ()
    return {flat(arm), *(n for name in names if len(n := _flat(name)) > 3)}


def alike(a: Draft, b: Draft) -> bool:
    """Whether the weapons can be the same: one's name in the other's, or a kind beside a system of that category."""
    if not a.arms or not b.arms:
        return not a.arms and not b.arms
    return any(alike_arms(x, y) for x in a.arms for y in b.arms)


def _begins(long_: str, short: str) -> bool:
    """Whether a designation begins with another: "f16" and "f16c", not "k2" and "k239"."""
    rest = long_[len(short) :]
    return long_.startswith(short) and not (short[-1:].isdigit() and rest[:1].isdigit())


def alike_arms(x: Arm, y: Arm) -> bool:
    if x.iri == y.iri or flat(x) == flat(y):
        return True
    if x.generic != y.generic:
        kind, system = (x, y) if x.generic else (y, x)
        the = kind.head.doc[max(kind.left - 1, 0)].lower_ in ("the", "those", "these")
        part = the and system.partial and kind.quantity and system.quantity and kind.quantity > system.quantity
        fits = part or kind.quantity in (None, system.quantity) or system.quantity is None
        if kind.mention.type == system.mention.type and fits:
            return True
    for a_name in _names(x):
        for b_name in _names(y):
            short, long_ = sorted((a_name, b_name), key=len)
            if len(short) > 1 and _begins(long_, short):
                return True
    return False


def sides_fit(a: Party | None, b: Party | None) -> bool:
    return a is None or b is None or a.iri == b.iri or (a.state is not None and a.state == b.state)


def same_deal(a: Draft, b: Draft) -> bool:
    fits = sides_fit(a.supplier, b.supplier) and sides_fit(a.recipient, b.recipient)
    if b.anaphoric and b.sentence - a.sentence == 1 and fits and a.arms and all(x.generic for x in a.arms):
        return True
    if not alike(a, b) and not _taken_up(a, b):
        return False
    weak = a.weak_supplier or b.weak_supplier
    if not (sides_fit(a.supplier, b.supplier) or weak) or not sides_fit(a.recipient, b.recipient):
        return False
    if a.kind != b.kind and "ban" in (a.kind, b.kind):
        return False
    if b.anaphoric and b.sentence - a.sentence == 1:
        return True
    if _gift_and_sale(a, b) or _gift_and_sale(b, a):
        return False
    ended = [d.stage.status in ("cancelled", "suspended") for d in (a, b)]
    one_sum = a.value and b.value and a.value.value == b.value.value
    if ended[0] != ended[1] and not one_sum and a.sentence != b.sentence and a.date and b.date:
        return False
    other = _other_number(a, b) or _other_sum(a, b) or _other_year(a, b) or _too_early(a, b) or _too_early(b, a)
    return not other and _near(a, b)


def _gift_and_sale(gift: Draft, sale: Draft) -> bool:
    """Whether a state gives arms and a company sells them: two deals."""
    given = gift.mode == "aid" and gift.mode_told and gift.supplier is not None and not gift.supplier.company
    clear = sale.mode_told or all(a.generic for a in gift.arms)
    return given and sale.mode == "sale" and clear and sale.supplier is not None and sale.supplier.company


def _taken_up(a: Draft, b: Draft) -> bool:
    """Whether a later draft speaks of the arms of an earlier one by their kind: "the missile"."""
    if not b.arms or not a.arms or not all(x.generic for x in b.arms) or all(x.generic for x in a.arms):
        return False
    known = (a.recipient and b.recipient) or (a.supplier and b.supplier)
    arm = b.arms[0]
    definite = arm.head.doc[max(arm.left - 1, 0)].lower_ in ("the", "this", "these", "those")
    kinds = {t.lemma_.lower() for x in a.arms for t in x.head.sent}
    return bool(known and definite and 0 < b.sentence - a.sentence <= 6 and arm.head.lemma_.lower() in kinds)


def _other_number(a: Draft, b: Draft) -> bool:
    pairs = [(x, y) for x in a.arms for y in b.arms if x.quantity and y.quantity and alike_arms(x, y)]
    return bool(pairs) and all(_conflict(x, y, b) for x, y in pairs)


def _conflict(x: Arm, y: Arm, b: Draft) -> bool:
    if x.quantity is None or y.quantity is None or x.quantity == y.quantity:
        return False
    if y.whole and y.quantity > x.quantity:
        return False
    return not (x.partial or y.partial or (y.quantity < x.quantity and b.stage.status in ("delivered", "delivering")))


def _other_sum(a: Draft, b: Draft) -> bool:
    return bool(a.value and b.value and a.value.value != b.value.value and a.value.currency == b.value.currency)


def _other_year(a: Draft, b: Draft) -> bool:
    years = [d.date.first.year for d in (a, b) if d.date and d.date.first and d.date.first.year]
    return len(years) == 2 and abs(years[0] - years[1]) > 1 and a.stage.status == b.stage.status


def _too_early(done: Draft, decided: Draft) -> bool:
    """Whether arms had come, or been bought, years before a deal was made: another deal."""
    if done.stage.status not in ("delivered", "delivering", "ordered") or done.year is None:
        return False
    fresh = decided.stage.status in ("considered", "requested", "approved", "ordered")
    year = decided.date.first.year if decided.date and decided.date.first else decided.year if fresh else None
    return fresh and year is not None and done.year < year - (decided.date is None)


def _near(a: Draft, b: Draft) -> bool:
    if b.supplier is None and b.recipient is None:
        return True
    sides = ((a.supplier, b.supplier), (a.recipient, b.recipient))
    known = sum(x is not None and y is not None and sides_fit(x, y) for x, y in sides)
    return known > 0 or abs(a.sentence - b.sentence) <= 3 or b.title
