"""What dates relative to the day of publication mean: "on Monday", "next month", "three weeks ago"."""

from __future__ import annotations

import calendar
import datetime as dt

from kg.language.calendar_dates import NUMBERS, Found, Groups
from kg.models import PartialDate

_WEEKDAYS = {day.casefold(): number for number, day in enumerate(calendar.day_name)} | {
    day.casefold(): number for number, day in enumerate(calendar.day_abbr) if day not in ("Sun", "Sat", "Wed")
}


def weekday(g: Groups, published: dt.date | None, future: bool) -> Found:
    """The weekday nearest the publication date, before or after it as the words and the tense tell."""
    if published is None:
        return None
    which = (g.get("which") or "").casefold()
    day = _WEEKDAYS[g["wd"].casefold()]
    back = (published.weekday() - day) % 7
    ahead = (day - published.weekday()) % 7
    week = " ".join((g.get("week") or "").casefold().split())
    if week:
        monday = published - dt.timedelta(days=published.weekday())
        step = {"last": -1, "this": 0, "next": 1, "the following": 1}.get(week)
        return (_of(monday + dt.timedelta(days=7 * step + day)), None, True) if step is not None else None
    if which in ("next", "coming", "this coming"):
        date = published + dt.timedelta(days=ahead or 7)
    elif future and which not in ("last", "past"):  # on a Friday's page "on Friday" is that day
        date = published + dt.timedelta(days=ahead)
    elif which in ("last", "past"):
        date = published - dt.timedelta(days=back or 7)
    else:
        date = published - dt.timedelta(days=back)
    return _of(date), None, True


def weekday_until(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "until Friday": an end without a beginning."""
    found = weekday(g, published, True)
    return (None, found[0], True) if found else None


def weekday_range(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "from Friday until Tuesday of next week"."""
    if published is None:
        return None
    first = weekday({"wd": g["wd"], "which": g.get("which")}, published, future)
    if first is None or first[0] is None:
        return None
    start = dt.date(first[0].year or 1, first[0].month or 1, first[0].day or 1)
    last = start + dt.timedelta(days=(_WEEKDAYS[g["wd2"].casefold()] - start.weekday()) % 7 or 7)
    return first[0], _of(last), True


def day_word(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "today", "yesterday", "tomorrow"."""
    if published is None:
        return None
    shift = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "this morning": 0, "this afternoon": 0}
    return _of(published + dt.timedelta(days=shift[" ".join(g["word"].casefold().split())])), None, True


def period(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "next month" is a month, "last year" a year; "last week" only the month, if it lies in one."""
    if published is None:
        return None
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "this": 0, "current": 0}[
        g["which"].casefold()
    ]
    unit = g["unit"].casefold()
    if unit in ("year", "spring", "summer", "autumn", "fall", "winter"):
        return PartialDate(year=published.year + step), None, True
    if unit == "month":
        months = published.year * 12 + published.month - 1 + step
        return PartialDate(year=months // 12, month=months % 12 + 1), None, True
    monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(weeks=step)
    sunday = monday + dt.timedelta(days=6)
    if monday.month == sunday.month:
        return PartialDate(year=monday.year, month=monday.month), None, True
    return None


def part_of_period(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "the start of the month": no finer than the month; "the end of the year": the year."""
    if published is None:
        return None
    if g["unit"].casefold() == "year":
        return PartialDate(year=published.year), None, True
    return PartialDate(year=published.year, month=published.month), None, True


def ago(g: Groups, published: dt.date | None, future: bool) -> Found:
    """ "three weeks ago", "in two years' time": no finer than the unit counted."""
    if published is None:
        return None
    text, unit = g["n"].casefold(), g["unit"].casefold()
    count = int(text) if text.isdigit() else NUMBERS[text]
    count = -count if g["way"].casefold() in ("ago", "earlier") else count
    if unit == "year":
        return PartialDate(year=published.year + count), None, True
    if unit == "month":
        months = published.year * 12 + published.month - 1 + count
        return PartialDate(year=months // 12, month=months % 12 + 1), None, True
    date = published + dt.timedelta(days=count * (7 if unit == "week" else 1))
    if unit == "day":
        return _of(date), None, True
    return PartialDate(year=date.year, month=date.month), None, True


def _of(date: dt.date) -> PartialDate:
    return PartialDate(year=date.year, month=date.month, day=date.day)
