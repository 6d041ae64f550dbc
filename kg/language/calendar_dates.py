"""What dates by the calendar mean: their parts, by name, with the year told or one that fits the publication date."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from typing import Any

from kg.models import PartialDate

Groups = dict[str, Any]
Found = tuple[PartialDate | None, PartialDate | None, bool] | None
Handler = Callable[[Groups, dt.date | None, bool], Found]
_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].casefold(), calendar.month_abbr[number].casefold())
} | {"sept": 9}
_COUNTED = "zero one two three four five six seven eight nine ten eleven twelve".split()
NUMBERS = {w: n for n, w in enumerate(_COUNTED)} | {
    "a": 1, "an": 1, "several": 0,
}  # fmt: skip
_STEPS = {"last": -1, "this": 0, "next": 1}


def full(g: Groups, published: dt.date | None, future: bool) -> Found:
    """A day of a month, with the year told or the one that fits."""
    month, day = _month(g["m"] or ""), int(g["d"] or 0)
    year, from_words = _year_told(g, published)
    if not _exists(year, month, day):
        return None
    if year:
        return PartialDate(year=year, month=month, day=day), None, from_words
    date, inferred = _filled(month, day, published, future)
    return date, None, inferred


def month_year(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "October 2018"."""
    return PartialDate(year=_year(g["y"]), month=_month(g["m"])), None, False


def bare_year(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "2014"."""
    return PartialDate(year=_year(g["y"])), None, False


def bare_month(g: Groups, published: dt.date | None, future: bool) -> Found:
    """A month alone: of the year told, else of the one that fits the publication date."""
    month = _month(g["m"])
    if (told := _year_told(g, published)[0]) is not None:
        return PartialDate(year=told, month=month), None, True
    if published is None:
        return None
    year = published.year
    which = (g.get("which") or "").casefold()
    if which == "next" or (future and month < published.month):
        year += 1
    elif (which == "last" and month >= published.month) or (not future and not which and month > published.month):
        year -= 1
    return PartialDate(year=year, month=month), None, True


def day_range(g: Groups, published: dt.date | None, future: bool) -> Found:
    """Day-day in one month, or month-day to month-day, the year at the end of either."""
    m1, m2 = _month(g["m"] or g["m2"]), _month(g.get("m2") or g["m"])
    d1, d2 = int(g["d"]), int(g["d2"])
    year, from_words = _year_told(g, published)
    if not (_exists(year, m1, d1) and _exists(year, m2, d2)) or (m1 == m2 and d1 >= d2):
        return None
    if year:
        first_year = _year(g.get("y")) if g.get("y2") and g.get("y") else None
        first_year = first_year or (year - 1 if m1 > m2 else year)
        if not _exists(first_year, m1, d1):
            return None
        return PartialDate(year=first_year, month=m1, day=d1), PartialDate(year=year, month=m2, day=d2), from_words
    first, inferred = _filled(m1, d1, published, future)
    if first.year is None:
        return first, PartialDate(month=m2, day=d2), False
    return first, PartialDate(year=first.year + (m2 < m1), month=m2, day=d2), inferred


def month_range(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "from mid-April to early May", the year at the end."""
    m1, m2 = _month(g["m"]), _month(g["m2"])
    year, inferred = _year_told(g, published)
    if year is None:
        if published is None:
            return None
        year, inferred = published.year, True
        if not future and m1 > published.month and m1 - published.month > 2 and m1 <= m2:
            year -= 1
        elif future and m2 < published.month and m1 <= m2:
            year += 1
    return PartialDate(year=year - (m1 > m2), month=m1), PartialDate(year=year, month=m2), inferred


def year_range(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "2005–2013", "2005–13"."""
    first, second = int(g["y"]), g["y2"]
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    return (PartialDate(year=first), PartialDate(year=last), False) if first < last <= first + 60 else None


def until(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "until February 15": an end without a beginning."""
    month, day = _month(g["m"]), int(g["d"])
    year, from_words = _year_told(g, published)
    if not _exists(year, month, day):
        return None
    if year:
        return None, PartialDate(year=year, month=month, day=day), from_words
    last, inferred = _filled(month, day, published, True if published else future)
    return None, last, inferred


def month_to_year(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "the first five months of 2024": from January to the month counted."""
    count = g["n"].casefold()
    months = int(count) if count.isdigit() else NUMBERS.get(count, 0)
    if not 1 <= months <= 12:
        return None
    year = int(g["y"])
    return PartialDate(year=year, month=1), PartialDate(year=year, month=months), False


def iso(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "2024-05-17"."""
    year, month, day = int(g["y"] or 0), int(g["mm"] or 0), int(g["dd"] or 0)
    return (PartialDate(year=year, month=month, day=day), None, False) if _exists(year, month, day) else None


def _year(value: str | None) -> int | None:
    return int(value) if value else None


def _month(value: str) -> int:
    return _MONTHS[value.casefold().rstrip(".")]


def _filled(month: int, day: int, published: dt.date | None, future: bool) -> tuple[PartialDate, bool]:
    """A month and day with the year that fits the publication date; without one, without a year."""
    if published is None:
        return PartialDate(month=month, day=day), False
    year = published.year
    gap = (month - published.month) * 31 + day - published.day
    if future and gap < -31:
        year += 1
    elif not future and gap > 100:
        year -= 1
    return PartialDate(year=year, month=month, day=day), True


def _year_told(g: Groups, published: dt.date | None) -> tuple[int | None, bool]:
    """The year by number, or by "of last year" against the publication date, and whether it was inferred."""
    year = _year(g.get("y2") or g.get("y"))
    if year:
        return year, False
    step = _STEPS.get(" ".join((g.get("oy") or "").casefold().split()))
    return (published.year + step, True) if published and step is not None else (None, False)


def _exists(year: int | None, month: int, day: int) -> bool:
    return 1 <= day <= calendar.monthrange(year or 2000, month)[1]
