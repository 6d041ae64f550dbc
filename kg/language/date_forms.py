"""The forms in which dates are written: patterns with named parts, each with what gives its meaning."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.language import calendar_dates as by_calendar
from kg.language import relative_dates as relative
from kg.language.calendar_dates import Handler

_MONTH = (
    r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_ANY_MONTH = _MONTH.replace("?P<{0}>", "?:")
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
_M, _M2, _D, _D2, _Y, _Y2 = (
    pattern.format(name)
    for pattern, name in ((_MONTH, "m"), (_MONTH, "m2"), (_DAY, "d"), (_DAY, "d2"), (_YEAR, "y"), (_YEAR, "y2"))
)
_WD = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_OY = _OF_YEAR.format("oy")
_WEEK = r"(?:,?\s+(?:of\s+)?(?P<week>next|this|last|the\s+following)\s+week)?"
# What a form can't do without, by the first of its parts: most stretches of text are told apart by this alone.
_SIGNS = {
    "m": re.compile(r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"),
    "wd": re.compile(r"day", re.IGNORECASE),
    "word": re.compile(r"day|night|tomorrow|morning|afternoon", re.IGNORECASE),
    "unit": re.compile(r"day|week|month|year|spring|summer|autumn|fall|winter", re.IGNORECASE),
    "y": re.compile(r"(?:19|20)\d\d"),
}


class Form(NamedTuple):
    """A way to write dates."""

    pattern: re.Pattern[str]
    meaning: Handler
    sign: re.Pattern[str]
    """Found in every stretch of text that the pattern matches; quick to look for."""


def _form(written: str, meaning: Handler, *, fold: bool) -> Form:
    pattern = re.compile(rf"(?<![\w$€£-]){written}(?!\w)", re.IGNORECASE if fold else 0)
    return Form(pattern, meaning, next(sign for part, sign in _SIGNS.items() if part in pattern.groupindex))


# In order: what stands first wins where two match at one place; longer forms come first.
FORMS: tuple[Form, ...] = tuple(
    _form(pattern, handler, fold=fold)
    for pattern, handler, fold in (
        (rf"{_WD}{_M}\s+{_D}(?:,?\s+{_Y})?{_TO}{_WD}{_M2}\s+{_D2}(?:,?\s+{_Y2})?{_OY}", by_calendar.day_range, False),
        (
            rf"{_WD}{_D}(?:\s+of)?\s+{_M}(?:,?\s+{_Y})?{_TO}{_WD}(?:the\s+)?{_D2}(?:\s+of)?\s+{_M2}(?:,?\s+{_Y2})?{_OY}",
            by_calendar.day_range,
            False,
        ),
        (rf"{_M}\s+{_D}{_TO}{_D2}(?:,?\s+{_Y})?(?P<m2>){_OY}", by_calendar.day_range, False),
        (
            rf"{_WD}{_D}{_TO}{_WD}(?:the\s+)?{_D2}(?:\s+of)?\s+{_M}(?:,?\s+{_Y})?(?P<m2>){_OY}",
            by_calendar.day_range,
            False,
        ),
        (rf"{_PART}{_M}{_TO}{_PART}{_M2}(?:,?\s+(?:of\s+)?{_Y})?{_OY}", by_calendar.month_range, False),
        (rf"(?:[Uu]ntil|[Tt]ill|[Tt]hrough|[Uu]p ?to)\s+{_WD}{_M}\s+{_D}(?:,?\s+{_Y})?{_OY}", by_calendar.until, False),
        (
            rf"(?:[Uu]ntil|[Tt]ill|[Tt]hrough|[Uu]p ?to)\s+{_WD}(?:the\s+)?{_D}(?:\s+of)?\s+{_M}(?:,?\s+{_Y})?{_OY}",
            by_calendar.until,
            False,
        ),
        (
            rf"from\s+{_WEEKDAY.format('wd')}\s+(?:to|until|till|through)\s+{_WEEKDAY.format('wd2')}(?:\s+(?:of\s+)?(?:next|this)\s+week)?",
            relative.weekday_range,
            True,
        ),
        (rf"the\s+first\s+{_COUNT.format('n')}\s+months\s+of\s+{_YEAR.format('y')}", by_calendar.month_to_year, True),
        (
            rf"(?:until|till|through)\s+(?:(?P<which>next|this)\s+)?{_WEEKDAY.format('wd')}{_WEEK}",
            relative.weekday_until,
            True,
        ),
        (rf"{_WD}{_M}\s+{_D}(?:,?\s+{_Y})?{_OY}", by_calendar.full, False),
        (rf"{_WD}(?:the\s+)?{_D}(?:\s+of)?\s+{_M}(?:,?\s+{_Y})?{_OY}", by_calendar.full, False),
        (r"(?P<y>(?:19|20)\d\d)-(?P<mm>0[1-9]|1[0-2])-(?P<dd>[0-3]\d)", by_calendar.iso, False),
        (rf"{_M},?\s+(?:of\s+)?{_Y}", by_calendar.month_year, False),
        (rf"(?:[Ii]n\s+)?{_PART}{_M}{_OY[:-1]}", by_calendar.bare_month, False),
        (rf"{_YEAR.format('y')}(?:\s*[-–]\s*)(?P<y2>(?:20)?\d\d)(?!\d)", by_calendar.year_range, False),
        (
            rf"(?:between|from)\s+{_YEAR.format('y')}\s+(?:to|and|until)\s+(?P<y2>(?:19|20)\d\d)",
            by_calendar.year_range,
            True,
        ),
        (rf"(?:(?P<which>last|next|this|past|coming)\s+)?{_WEEKDAY.format('wd')}{_WEEK}", relative.weekday, True),
        (r"(?P<word>today|tonight|yesterday|tomorrow|this\s+morning|this\s+afternoon)", relative.day_word, True),
        (
            r"(?P<which>last|past|previous|next|coming|this|current)\s+"
            rf"(?P<unit>week|month|year|spring|summer|autumn|fall|winter)(?!\s+of\s+{_ANY_MONTH})",
            relative.period,
            True,
        ),
        (
            r"the\s+(?:start|beginning|end|middle)\s+of\s+(?:the|this)\s+(?P<unit>month|year)",
            relative.part_of_period,
            True,
        ),
        (r"(?:earlier|later)\s+(?:in\s+)?(?P<which>this)\s+(?P<unit>week|month|year)", relative.period, True),
        (rf"{_COUNT.format('n')}\s+(?P<unit>day|week|month|year)s?\s+(?P<way>ago|earlier)", relative.ago, True),
        (
            rf"[Ii]n\s+{_COUNT.format('n')}\s+(?P<unit>day|week|month|year)s?(?P<way>)(?=['’]?\s+time)",
            relative.ago,
            False,
        ),
        (
            rf"(?:(?:[Ii]n|[Ss]ince|[Bb]y|[Dd]uring|[Ll]ate|[Ee]arly|[Mm]id|[Uu]ntil|[Ff]rom|[Tt]his|(?P<which>[Ll]ast|[Nn]ext)|of|for|to|and|[Tt]hrough|[Tt]ill)[\s-]+){_PART}{_M}{_OY}",
            by_calendar.bare_month,
            False,
        ),
        (rf"{_YEAR.format('y')}(?!-)", by_calendar.bare_year, False),
    )
)
SIGNS = tuple({form.sign: None for form in FORMS})
"""All signs of the forms."""
