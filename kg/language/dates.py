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

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from kg.language.calendar_dates import Handler
from kg.language.date_forms import FORMS, SIGNS
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


def find_dates(
    text: str, published: dt.date | None, *, future: bool = False, start: int = 0, end: int | None = None
) -> list[DateMention]:
    """The dates in `text[start:end]`, in text order, never overlapping.

    `future` says that the sentence speaks of what is to come: "on Monday" is then the next one.
    """
    end = len(text) if end is None else end
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    for handler, matches in _matches(text, start, end):
        for match in matches:
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


@lru_cache(maxsize=64)
def _matches(text: str, start: int, end: int) -> list[tuple[Handler, list[re.Match[str]]]]:
    """What each form finds: a stretch of text is asked for its past and for its coming dates, one after the other."""
    signs = {sign for sign in SIGNS if sign.search(text, start, end)}
    found = ((f.meaning, list(f.pattern.finditer(text, start, end))) for f in FORMS if f.sign in signs)
    return [(meaning, matches) for meaning, matches in found if matches]


def _year_before(text: str, start: int, published: dt.date | None) -> str | None:
    """The year that "of that year" or "the same year" points to: the last one told in the three lines before."""
    before = text[max(0, start - 250) : start]
    told = [
        (m.start(), m["y"] or str(published.year - 1 if published else ""))
        for m in re.finditer(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?!\d)|\blast year\b", before)
    ]
    return told[-1][1] or None if told else None
