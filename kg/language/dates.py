"""Dates as far as the text goes: points and ranges, relative ones against the publication date.

Forms: "4 July 2025", "Sept. 11", "October 2018", "in 2014", "by the end of 2026"; ranges "from Sept. 11 to 20",
"3-17 June", "between May 30 and June 11", "2005–2013", "until February 15"; relative ones "on Monday",
"last Tuesday", "next month", "yesterday", "three weeks ago", "in May", "Tuesday of next week", "in June of last year",
"the start of the month", "from mid-April to early May", "the first week of June". What is relative needs the
publication date; without it a month and day stay without a year ("--02-10"), and a bare month gives nothing.

Own rules: general date parsers (dateparser, dateutil) guess missing parts, and know neither ranges nor the
difference between what is told and what is filled in.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from kg.models import PartialDate


class DateMention(NamedTuple):
    """A date or range in a text, at code points `start` to `end`.

    `first` is the date, or the beginning of a range (None for "until X"); `last` the end of a range.
    `inferred` is true where a part came from the publication date, not from the text.
    """

    start: int
    end: int
    first: PartialDate | None
    last: PartialDate | None = None
    inferred: bool = False

    @property
    def is_range(self) -> bool:
        """Whether an end is told."""
        return self.last is not None


_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].casefold(), calendar.month_abbr[number].casefold())
} | {"sept": 9}
_WEEKDAYS = {day.casefold(): number for number, day in enumerate(calendar.day_name)} | {
    day.casefold(): number for number, day in enumerate(calendar.day_abbr) if day not in ("Sun", "Sat", "Wed")
}
_COUNTED = "zero one two three four five six seven eight nine ten eleven twelve".split()
_NUMBERS = {w: n for n, w in enumerate(_COUNTED)} | {
    "a": 1, "an": 1, "several": 0,
}  # fmt: skip
_MONTH = (
    r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
# "mid-April", "late in May", "the first half of June": no finer than the month.
_PART = (
    r"(?:(?:the\s+)?(?:(?:early|mid|late|middle|end|beginning|start|(?:first|second)\s+half|"
    r"(?:first|second|third|last|final)\s+week)(?:[\s-]+(?:of|in))?[\s-]+)?)"
)
# "of last year", "this year", "the same year": which year a month or day lies in.
_OF_YEAR = r"(?:,?\s+(?:of\s+|in\s+)?(?P<{0}>last|this|next|that|the\s+same|the\s+following|the\s+previous)\s+year)?"
_DAY = r"(?P<{0}>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?!\d|[.,]\d|%| ?(?:per cent|percent|million|billion))"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)(?![\d,]\d|\d)"
_TO = r"\s*(?:-|–|—|to|through|till|until|and)\s*"
_WEEKDAY = r"(?P<{0}>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_COUNT = r"(?P<{0}>\d{{1,3}}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"

_Groups = dict[str, Any]
_Found = tuple[PartialDate | None, PartialDate | None, bool] | None
_Handler = Callable[[_Groups, dt.date | None, bool], _Found]


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


def _year_told(g: _Groups, published: dt.date | None) -> tuple[int | None, bool]:
    """The year by number, or by "of last year" against the publication date, and whether it was inferred."""
    year = _year(g.get("y2") or g.get("y"))
    if year:
        return year, False
    step = _STEPS.get(" ".join((g.get("oy") or "").casefold().split()))
    return (published.year + step, True) if published and step is not None else (None, False)


_STEPS = {"last": -1, "this": 0, "next": 1}


def _full(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    month, day = _month(g["m"] or ""), int(g["d"] or 0)
    year, from_words = _year_told(g, published)
    if not _exists(year, month, day):
        return None
    if year:
        return PartialDate(year=year, month=month, day=day), None, from_words
    date, inferred = _filled(month, day, published, future)
    return date, None, inferred


def _month_year(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    return PartialDate(year=_year(g["y"]), month=_month(g["m"])), None, False


def _bare_year(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    return PartialDate(year=_year(g["y"])), None, False


def _bare_month(g: _Groups, published: dt.date | None, future: bool) -> _Found:
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


def _range(g: _Groups, published: dt.date | None, future: bool) -> _Found:
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


def _month_range(g: _Groups, published: dt.date | None, future: bool) -> _Found:
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


def _year_range(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    first, second = int(g["y"]), g["y2"]
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    return (PartialDate(year=first), PartialDate(year=last), False) if first < last <= first + 60 else None


def _until(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    month, day = _month(g["m"]), int(g["d"])
    year, from_words = _year_told(g, published)
    if not _exists(year, month, day):
        return None
    if year:
        return None, PartialDate(year=year, month=month, day=day), from_words
    last, inferred = _filled(month, day, published, True if published else future)
    return None, last, inferred


def _weekday(g: _Groups, published: dt.date | None, future: bool) -> _Found:
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


def _weekday_until(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    found = _weekday(g, published, True)
    return (None, found[0], True) if found else None


def _day_word(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    if published is None:
        return None
    shift = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "this morning": 0, "this afternoon": 0}
    return _of(published + dt.timedelta(days=shift[" ".join(g["word"].casefold().split())])), None, True


def _period(g: _Groups, published: dt.date | None, future: bool) -> _Found:
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


def _part_of_period(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    """ "the start of the month": no finer than the month; "the end of the year": the year."""
    if published is None:
        return None
    if g["unit"].casefold() == "year":
        return PartialDate(year=published.year), None, True
    return PartialDate(year=published.year, month=published.month), None, True


def _weekday_range(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    """ "from Friday until Tuesday of next week"."""
    if published is None:
        return None
    first = _weekday({"wd": g["wd"], "which": g.get("which")}, published, future)
    if first is None or first[0] is None:
        return None
    start = dt.date(first[0].year or 1, first[0].month or 1, first[0].day or 1)
    last = start + dt.timedelta(days=(_WEEKDAYS[g["wd2"].casefold()] - start.weekday()) % 7 or 7)
    return first[0], _of(last), True


def _month_to_year(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    """ "the first five months of 2024": from January to the month counted."""
    count = g["n"].casefold()
    months = int(count) if count.isdigit() else _NUMBERS.get(count, 0)
    if not 1 <= months <= 12:
        return None
    year = int(g["y"])
    return PartialDate(year=year, month=1), PartialDate(year=year, month=months), False


def _ago(g: _Groups, published: dt.date | None, future: bool) -> _Found:
    if published is None:
        return None
    text, unit = g["n"].casefold(), g["unit"].casefold()
    count = int(text) if text.isdigit() else _NUMBERS[text]
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


def _exists(year: int | None, month: int, day: int) -> bool:
    return 1 <= day <= calendar.monthrange(year or 2000, month)[1]


def _of(date: dt.date) -> PartialDate:
    return PartialDate(year=date.year, month=date.month, day=date.day)


_M, _M2, _D, _D2, _Y, _Y2 = (
    pattern.format(name)
    for pattern, name in ((_MONTH, "m"), (_MONTH, "m2"), (_DAY, "d"), (_DAY, "d2"), (_YEAR, "y"), (_YEAR, "y2"))
)
_WD = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_OY = _OF_YEAR.format("oy")
_WEEK = r"(?:,?\s+(?:of\s+)?(?P<week>next|this|last|the\s+following)\s+week)?"
# In order: what stands first wins where two match at one place; longer forms come first.
_FORMS: tuple[tuple[re.Pattern[str], _Handler], ...] = tuple(
    (re.compile(rf"(?<![\w$€£-]){pattern}(?!\w)", re.IGNORECASE if fold else 0), handler)
    for pattern, handler, fold in (
        (rf"{_WD}{_M}\s+{_D}(?:,?\s+{_Y})?{_TO}{_WD}{_M2}\s+{_D2}(?:,?\s+{_Y2})?{_OY}", _range, False),
        (
            rf"{_WD}{_D}(?:\s+of)?\s+{_M}(?:,?\s+{_Y})?{_TO}{_WD}(?:the\s+)?{_D2}(?:\s+of)?\s+{_M2}(?:,?\s+{_Y2})?{_OY}",
            _range,
            False,
        ),
        (rf"{_M}\s+{_D}{_TO}{_D2}(?:,?\s+{_Y})?(?P<m2>){_OY}", _range, False),
        (rf"{_WD}{_D}{_TO}{_WD}(?:the\s+)?{_D2}(?:\s+of)?\s+{_M}(?:,?\s+{_Y})?(?P<m2>){_OY}", _range, False),
        (rf"{_PART}{_M}{_TO}{_PART}{_M2}(?:,?\s+(?:of\s+)?{_Y})?{_OY}", _month_range, False),
        (rf"(?:[Uu]ntil|[Tt]ill|[Tt]hrough|[Uu]p to)\s+{_WD}{_M}\s+{_D}(?:,?\s+{_Y})?{_OY}", _until, False),
        (
            rf"(?:[Uu]ntil|[Tt]ill|[Tt]hrough|[Uu]p to)\s+{_WD}(?:the\s+)?{_D}(?:\s+of)?\s+{_M}(?:,?\s+{_Y})?{_OY}",
            _until,
            False,
        ),
        (
            rf"from\s+{_WEEKDAY.format('wd')}\s+(?:to|until|till|through)\s+{_WEEKDAY.format('wd2')}(?:\s+(?:of\s+)?(?:next|this)\s+week)?",
            _weekday_range,
            True,
        ),
        (rf"the\s+first\s+{_COUNT.format('n')}\s+months\s+of\s+{_YEAR.format('y')}", _month_to_year, True),
        (rf"(?:until|till|through)\s+(?:(?P<which>next|this)\s+)?{_WEEKDAY.format('wd')}{_WEEK}", _weekday_until, True),
        (rf"{_WD}{_M}\s+{_D}(?:,?\s+{_Y})?{_OY}", _full, False),
        (rf"{_WD}(?:the\s+)?{_D}(?:\s+of)?\s+{_M}(?:,?\s+{_Y})?{_OY}", _full, False),
        (r"(?P<y>(?:19|20)\d\d)-(?P<mm>0[1-9]|1[0-2])-(?P<dd>[0-3]\d)", lambda g, p, f: _iso(g), False),
        (rf"{_M},?\s+(?:of\s+)?{_Y}", _month_year, False),
        (rf"(?:[Ii]n\s+)?{_PART}{_M}{_OY[:-1]}", _bare_month, False),
        (rf"{_YEAR.format('y')}(?:\s*[-–]\s*)(?P<y2>(?:20)?\d\d)(?!\d)", _year_range, False),
        (rf"(?:between|from)\s+{_YEAR.format('y')}\s+(?:to|and|until)\s+(?P<y2>(?:19|20)\d\d)", _year_range, True),
        (rf"(?:(?P<which>last|next|this|past|coming)\s+)?{_WEEKDAY.format('wd')}{_WEEK}", _weekday, True),
        (r"(?P<word>today|tonight|yesterday|tomorrow|this\s+morning|this\s+afternoon)", _day_word, True),
        (
            r"(?P<which>last|past|previous|next|coming|this|current)\s+(?P<unit>week|month|year|spring|summer|autumn|fall|winter)",
            _period,
            True,
        ),
        (
            r"the\s+(?:start|beginning|end|middle)\s+of\s+(?:the|this)\s+(?P<unit>month|year)",
            _part_of_period,
            True,
        ),
        (r"(?:earlier|later)\s+(?:in\s+)?(?P<which>this)\s+(?P<unit>week|month|year)", _period, True),
        (rf"{_COUNT.format('n')}\s+(?P<unit>day|week|month|year)s?\s+(?P<way>ago|earlier)", _ago, True),
        (rf"[Ii]n\s+{_COUNT.format('n')}\s+(?P<unit>day|week|month|year)s?(?P<way>)(?=['’]?\s+time)", _ago, False),
        (
            rf"(?:(?:[Ii]n|[Ss]ince|[Bb]y|[Dd]uring|[Ll]ate|[Ee]arly|[Mm]id|[Uu]ntil|[Ff]rom|[Tt]his|(?P<which>[Ll]ast|[Nn]ext)|of|for|to|and|[Tt]hrough|[Tt]ill)[\s-]+){_PART}{_M}{_OY}",
            _bare_month,
            False,
        ),
        (rf"{_YEAR.format('y')}(?!-)", _bare_year, False),
    )
)


def _iso(g: _Groups) -> _Found:
    year, month, day = int(g["y"] or 0), int(g["mm"] or 0), int(g["dd"] or 0)
    return (PartialDate(year=year, month=month, day=day), None, False) if _exists(year, month, day) else None


def _year_before(text: str, start: int, published: dt.date | None) -> str | None:
    """The year that "of that year" or "the same year" points to: the last one told in the three lines before."""
    before = text[max(0, start - 250) : start]
    told = [
        (m.start(), m["y"] or str(published.year - 1 if published else ""))
        for m in re.finditer(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?!\d)|\blast year\b", before)
    ]
    return told[-1][1] or None if told else None


def find_dates(
    text: str, published: dt.date | None, *, future: bool = False, start: int = 0, end: int | None = None
) -> list[DateMention]:
    """The dates in `text[start:end]`, in text order, never overlapping.

    `future` says that the sentence speaks of what is to come: "on Monday" is then the next one.
    """
    end = len(text) if end is None else end
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    for pattern, handler in _FORMS:
        for match in pattern.finditer(text, start, end):
            if any(match.start() < b and a < match.end() for a, b in taken):
                continue
            groups = match.groupdict()
            if (groups.get("oy") or "").casefold() in ("that", "the same") and not groups.get("y"):
                groups["y"] = _year_before(text, match.start(), published)
                if groups["y"] is None:
                    continue
            try:
                value = handler(groups, published, future)
            except (OverflowError, ValueError):  # before the year 1 or after 9999: no date
                continue
            if value is None:
                continue
            taken.append(match.span())
            found.append(DateMention(match.start(), match.end(), *value))
    return sorted(found)
