"""Whether two articles tell of one event: a score from its parties, weapons or name, numbers and dates.

None means that the two can't be the same: other parties, other weapons, another edition, years apart.
Sources disagree on numbers, values and status more often than on who and what, so these only weigh.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from kg.evaluate.matching import plain
from kg.link.records import EventRecord

ENOUGH = 4.0
"""The score from which two events are taken for the same."""

_YEARS_APART = 500
_NEAR, _RECENT, _FAR = 14, 90, 540
_EDITION = re.compile(r"\b(?:(?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th)?|[ivxl]+)\b")


def alike(a: EventRecord, b: EventRecord) -> float | None:
    """How sure it is that two events of two articles are one; `ENOUGH` is enough, None is impossible."""
    if a.kind != b.kind or a.article == b.article:
        return None
    return _transfers(a, b) if a.kind == "ArmsTransfer" else _exercises(a, b)


def _transfers(a: EventRecord, b: EventRecord) -> float | None:
    parties = [
        _party((a.supplier, a.supplier_state), (b.supplier, b.supplier_state)),
        _party((a.recipient, a.recipient_state), (b.recipient, b.recipient_state)),
    ]
    weapons = _weapons(a, b)
    time = _time(a, b)
    if None in parties or weapons is None or time is None or not any(parties):
        return None
    return sum(p or 0.0 for p in parties) + weapons + time + _quantity(a, b) + _value(a, b) + _status(a, b)


def _party(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> float | None:
    """1 for the same party or state behind it; None for two different states; 0 where that can't be told.

    A company and a state that is not its own say nothing: one report names the maker, another its government,
    and makers have more than one home.
    """
    if one[0] is None or other[0] is None:
        return 0.0
    if one[0] == other[0] or (one[1] and one[1] == other[1]):
        return 1.0
    return None if all("/country/" in str(party[0]) for party in (one, other)) else 0.0


def _weapons(a: EventRecord, b: EventRecord) -> float | None:
    if not a.weapons or not b.weapons:
        return 0.0
    if a.weapons & b.weapons or a.designations & b.designations:
        return 1.0 if a.vague or b.vague else 2.0
    if any(_variant(v, w) for v in a.designations for w in b.designations):
        return 1.5
    if a.vague or b.vague:
        # "fighter aircraft" and "F-16" may be one thing, "fighter aircraft" and "frigate" may not
        return 0.75 if not a.categories or not b.categories or a.categories & b.categories else None
    return None


def _variant(one: str, other: str) -> bool:
    """Whether one designation begins with the other: "rafale", "rafale-marine"; "leopard-2a8", "leopard-2-a8"."""
    short, long = sorted((one, other), key=len)
    return (len(short) > 2 and long.startswith(short + "-")) or short.replace("-", "") == long.replace("-", "")


def _quantity(a: EventRecord, b: EventRecord) -> float:
    if not a.quantities or not b.quantities:
        return 0.0
    nearest = min(abs(m - n) / max(m, n, 1) for m in a.quantities for n in b.quantities)
    return 1.5 if nearest <= 0.02 else 0.75 if nearest <= 0.1 else -0.75


def _value(a: EventRecord, b: EventRecord) -> float:
    if a.value is None or b.value is None or a.currency != b.currency:
        return 0.0
    gap = float(abs(a.value - b.value) / max(a.value, b.value, Decimal(1)))
    return 1.5 if gap <= 0.05 else 0.5 if gap <= 0.15 else -0.75


def _status(a: EventRecord, b: EventRecord) -> float:
    ended = {"cancelled", "suspended"}
    return -0.5 if ((a.status in ended) != (b.status in ended)) and a.status and b.status else 0.0


def _time(a: EventRecord, b: EventRecord) -> float | None:
    """Days of the event where both tell one, else days between the publications."""
    gaps = [gap for d in a.dates for e in b.dates if (gap := _gap(d, e)) is not None]
    if gaps:
        nearest = min(gaps)
        return None if nearest > _YEARS_APART else 1.0 if nearest <= _NEAR else 0.5 if nearest <= _RECENT else -1.0
    if a.published is None or b.published is None:
        return 0.5
    days = abs((a.published - b.published).days)
    return 1.0 if days <= _NEAR else 0.5 if days <= _RECENT else -0.5 if days <= _FAR else -1.5


def _gap(one: str, other: str) -> int | None:
    """Days between two dates as far as told, 0 where they may be the same; None where a year is missing on one side."""
    if one.startswith("--") or other.startswith("--"):
        return 0 if one[-5:] == other[-5:] else None
    first, second = _span(one), _span(other)
    if first[0] <= second[1] and second[0] <= first[1]:
        return 0
    return (second[0] - first[1]).days if second[0] > first[1] else (first[0] - second[1]).days


def _span(date: str) -> tuple[dt.date, dt.date]:
    parts = [int(part) for part in date[:10].split("-")]
    year, month, day = (*parts, *[0] * (3 - len(parts)))
    if day:
        only = dt.date(year, month, day)
        return only, only
    first = dt.date(year, month or 1, 1)
    last_month = month or 12
    after = dt.date(year + last_month // 12, last_month % 12 + 1, 1)
    return first, after - dt.timedelta(days=1)


def _exercises(a: EventRecord, b: EventRecord) -> float | None:
    name = _same_name(a, b)
    time = _when(a, b)
    if name is None or time is None:
        return None
    shared = a.participants & b.participants
    either = a.participants | b.participants
    if a.participants and b.participants and not shared and not name:
        return None
    parties = 2.0 * len(shared) / len(either) if either else 0.0
    company = min(0.5 * max(len(shared) - 1, 0), 1.0)  # the same three states are rarer than the same one
    return name + parties + company + time + _place(a, b)


def _place(a: EventRecord, b: EventRecord) -> float:
    if not a.locations or not b.locations:
        return 0.0
    names = [{place.rpartition("/")[2] for place in event.locations} for event in (a, b)]
    return 0.5 if any(one in other or other in one for one in names[0] for other in names[1]) else 0.0


def _same_name(a: EventRecord, b: EventRecord) -> float | None:
    """3.5 for one series and edition; 0 where one is unnamed; None for another series or another edition."""
    if not a.name or not b.name:
        return 0.0
    (series, edition), (other, other_edition) = series_of(a.name), series_of(b.name)
    if series != other:
        return None
    return None if edition and other_edition and edition.isdisjoint(other_edition) else 3.5


def series_of(name: str) -> tuple[str, frozenset[str]]:
    """A name without exercise words and edition, and the edition's marks: ("zapad", {"2021"}); 25 is 2025."""
    words = re.sub(r"[^a-z0-9 ]+", " ", plain(name).replace("-", " "))
    words = re.sub(r"\b(?:the|exercise|exercises|drill|drills|joint|military|naval|war games)\b", " ", words)
    marks = frozenset(_mark(m) for m in _EDITION.findall(words))
    return " ".join(_EDITION.sub(" ", words).split()), marks


def _mark(edition: str) -> str:
    digits = re.sub(r"\D", "", edition)
    if not digits:
        return edition
    return f"20{digits}" if len(digits) == 2 and edition == digits else digits


def _when(a: EventRecord, b: EventRecord) -> float | None:
    gaps = [gap for d in a.dates for e in b.dates if (gap := _gap(d, e)) is not None]
    if gaps:
        gap = min(gaps)
        return 2.0 if gap == 0 else 1.5 if gap <= 5 else 0.5 if gap <= 30 else None
    if a.published is None or b.published is None:
        return 0.0
    days = abs((a.published - b.published).days)
    return 1.0 if days <= _NEAR else 0.5 if days <= 120 else None
