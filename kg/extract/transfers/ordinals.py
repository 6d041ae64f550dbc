"""Which one of how many has come: "the fourth of six", "the 9th of its 36"."""

from __future__ import annotations

import re

_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_NUMBER = {word: n for words in (_COUNTS, _ORDINALS) for n, word in enumerate(words, start=1)}
_NTH = re.compile(
    rf"\b({'|'.join(_ORDINALS)}|[0-9]+(?:st|nd|rd|th)|[a-z]+(?:teenth|tieth)) of "
    r"(?:the |its |their |his |an order (?:for|of) )?"
    rf"([0-9]+|{'|'.join(_COUNTS)}|[a-z]+teen|[a-z]+ty)\b"
)


def nth_of(text: str) -> tuple[int, int] | None:
    """The ordinal and the number of the first "fourth of six" in a text; 0 for a number not read; None without one."""
    found = _NTH.search(text)
    if found is None:
        return None
    nth, whole = found.groups()
    return _number(nth), _number(whole)


def _number(word: str) -> int:
    return _NUMBER.get(word) or int("0" + re.sub(r"\D", "", word))
