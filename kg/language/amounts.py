"""Numbers and sums of money as news writes them, in digits and words, with what qualifies them.

1. digits: "35,000", "1.05"                    2. words: "fifteen", "one hundred twenty (120)", "two dozen"
3. scales: "15 million", "571.3 million"        4. qualifiers: "about 20", "up to 250", "at least five"
5. money by symbol: "$11bn", "US$300 million"   6. by code: "PLN 10bn", "USD6.5 billion", "3 billion USD"
7. by name: "2.7 billion euros", "150 billion crowns" (the context country's)
8. Indian counting: "Rs 63,000-crore", "1.05 lakh crore rupees"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?"


class Number(NamedTuple):
    """A number in a text, code points `start` to `end` (its qualifier included)."""

    start: int
    end: int
    value: Decimal
    qualifier: str | None = None


class Money(NamedTuple):
    """A sum in a text; `currency` is ISO 4217, or None where the name is shared and no state decides."""

    start: int
    end: int
    value: Decimal
    currency: str | None
    qualifier: str | None = None


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


@lru_cache(maxsize=1)
def _number_pattern() -> re.Pattern[str]:
    t = _tables()
    units, tens = _alternatives(t["units"]), _alternatives(t["tens"])
    groups, scales = _alternatives(t["groups"]), _alternatives(s for s in t["scales"] if len(s) > 3)
    small = rf"(?:(?:{tens})(?:[ -](?:{units}))?|{units})"
    spelled = rf"{small}(?: (?:hundred|thousand|million|billion)(?: and)?(?: {small})?)*"
    grouped = rf"(?:(?:{_DIGITS}|{small}|several|few|the|another) )?(?:{groups})(?: of)?"
    qualifier = _alternatives(t["qualifiers"])
    units_of_measure = _alternatives(t["measures"]["list"].split())
    return re.compile(
        rf"(?<![\w$€£₹.,-])(?:(?P<qualifier>{qualifier})\s+)?"
        rf"(?:(?P<grouped>{grouped})|(?P<digits>{_DIGITS})(?:[ -](?P<scale>{scales}))?|(?P<words>{spelled})"
        rf"(?: \((?P<bracketed>{_DIGITS})\))?)(?![\w%])(?!-(?:{units_of_measure})\b|\.\d|,\d| ?per ?cent)",
        re.IGNORECASE,
    )


_LARGEST = Decimal(10) ** 18
"""A longer run of digits counts nothing; and what writes numbers down need not cope with it."""


def find_numbers(text: str, start: int = 0, end: int | None = None) -> list[Number]:
    """The cardinal numbers in `text[start:end]`, in text order; "a" and "an" alone are none."""
    end = len(text) if end is None else end
    found = []
    for match in _number_pattern().finditer(text, start, end):
        value = _number_value(match)
        plain = match[0][len(match["qualifier"] or "") :].strip().casefold()
        if value is None or value > _LARGEST or plain in ("a", "an", "score", "some", "one"):
            continue
        found.append(Number(match.start(), match.end(), value, _qualifier(match["qualifier"])))
    return found


def _number_value(match: re.Match[str]) -> Decimal | None:
    t = _tables()
    if match["digits"]:
        scale = (match["scale"] or "").casefold()
        return _decimal(match["digits"]) * (t["scales"][scale] if scale else 1)
    if match["bracketed"]:
        return _decimal(match["bracketed"])
    if match["grouped"]:
        words = match["grouped"].casefold().removesuffix(" of").rsplit(" ", 1)
        if len(words) == 2 and words[0] in ("several", "few"):
            return None
        many = words[0] if len(words) == 2 and words[0] not in ("the", "another") else "1"
        size = Decimal(t["groups"][words[-1]])
        count = _decimal(many) if many[0].isdigit() else number_word(many)
        return size * (count if count is not None else 1)
    return number_word(match["words"])


def number_word(words: str) -> Decimal | None:
    """The value of a number in words ("one hundred twenty"), or None."""
    t = _tables()
    total = part = Decimal(0)
    pieces = [w for w in re.split(r"[ -]+", words.casefold()) if w != "and"]
    for word in pieces:
        if word in t["units"] or word in t["tens"]:
            part += t["units"].get(word, t["tens"].get(word))
        elif word == "hundred":
            part = (part or Decimal(1)) * 100
        elif word in t["scales"]:
            total, part = total + (part or Decimal(1)) * t["scales"][word], Decimal(0)
        else:
            return None
    return total + part if pieces else None


def _decimal(digits: str) -> Decimal:
    return Decimal(re.sub(r"[,\u00a0\u202f]", "", digits))


def _qualifier(words: str | None) -> str | None:
    return _tables()["qualifiers"][words.casefold()] if words else None


@lru_cache(maxsize=1)
def _money_pattern() -> re.Pattern[str]:
    t = _tables()
    scale = _alternatives(t["scales"])
    symbols = _alternatives(s for s in t["symbols"] if len(s) > 1 or not s.isalpha())
    letters = _alternatives(s for s in t["symbols"] if len(s) == 1 and s.isalpha())
    codes = "|".join(t["codes"]["list"].split())
    names = _alternatives(t["names"])
    words = _alternatives([*t["units"], *t["tens"]])
    amount = rf"(?:{_DIGITS})(?:(?:\s|-)?(?i:{scale})\b(?:\s(?i:crore)\b)?)?"
    spelled = rf"(?i:{words})(?:[ -](?i:{words}|hundred))*\s(?i:{_alternatives(s for s in t['scales'] if len(s) > 3)})"
    return re.compile(
        rf"(?:\b(?P<qualifier>(?i:{_alternatives(t['qualifiers'])}))\s+(?:the equivalent of\s+)?)?(?:"
        rf"(?<!\w)(?P<before>{symbols}|(?:{letters})(?=\d)|(?:{codes})(?=\s?\d))\s?(?P<amount1>{amount})"
        rf"|(?<![\w.,$€£])(?P<amount2>{amount}|{spelled})(?:\s|-)?(?P<after>(?:{codes})\b|€|£|zł|Kč"
        rf"|(?i:{names})(?i:s|es)?\b))",
    )


def find_money(text: str, start: int = 0, end: int | None = None, *, countries: Iterable[str] = ()) -> list[Money]:
    """The sums of money in `text[start:end]`, in text order.

    `countries` (ISO alpha-3, the likeliest first) decide between currencies of one name ("crowns").
    """
    end = len(text) if end is None else end
    homes = list(countries)
    found = []
    for match in _money_pattern().finditer(text, start, end):
        amount = match["amount1"] or match["amount2"]
        value = _scaled(amount)
        if value is None or value > _LARGEST:
            continue
        currency = _currency(match, homes)
        found.append(Money(match.start(), match.end(), value, currency, _qualifier(match["qualifier"])))
    return found


def _scaled(amount: str) -> Decimal | None:
    t = _tables()
    digits = re.match(_DIGITS, amount)
    if not digits:
        return number_word(amount)
    value = _decimal(digits[0])
    for scale in re.findall(r"[A-Za-z]+", amount[digits.end() :]):
        value *= t["scales"][scale.casefold()]
    return value


def _currency(match: re.Match[str], homes: list[str]) -> str | None:
    t = _tables()
    if match["before"]:
        code = t["symbols"].get(match["before"], match["before"])
        return "CNY" if code == "RMB" else str(code)
    name = match["after"]
    if name.isupper() and len(name) == 3:
        return "CNY" if name == "RMB" else name
    if name in t["symbols"]:
        return str(t["symbols"][name])
    folded = {key.casefold(): (key, value) for key, value in t["names"].items()}
    low = name.casefold()
    key, code = next(folded[k] for k in (low, low.removesuffix("s"), low.removesuffix("es")) if k in folded)
    shared = t["home"].get(key, {})
    code = next((shared[home] for home in homes if home in shared), code)
    return None if code == "?" else str(code)
