"""Text from outside into the one form in which it is kept: offsets always point into what comes out of here."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphens and what never shows
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, marks and overrides of direction
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff]"  # non-characters, tags
    "|[" + "".join(f"{chr((plane << 16) | 0xFFFE)}{chr((plane << 16) | 0xFFFF)}" for plane in range(1, 17)) + "]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BLANK_LINES = re.compile("\n{3,}")
_MARKS_AT_MOST = 8
"""Combining marks on one letter; sorting an endless run of them would take time without end."""


def normalize(text: str) -> str:
    """The text in NFC, with plain spaces and line ends, without what does not show and without boilerplate lines.

    Paragraphs are set off by one blank line. Applying it twice changes nothing more.
    """
    text = characters(text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    kept = "\n".join(line for line in lines if not is_boilerplate(line))
    return _BLANK_LINES.sub("\n\n", kept).strip()


def one_line(text: str) -> str:
    """A title, a name or an identifier: normalised, in one line."""
    return " ".join(characters(text).split())


def characters(text: str) -> str:
    """The text with one kind of line end, in NFC, without characters that control or hide."""
    text = _SURROGATE.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    text = _DROPPED.sub("", text)
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _few_marks(text))


def is_boilerplate(line: str) -> bool:
    """Whether a line belongs to the page and not to the article."""
    longest, pattern, speaks = _boilerplate()
    if not 0 < len(line) <= longest or pattern.fullmatch(line) is None:
        return False
    return speaks.search(line) is None


@lru_cache(maxsize=1)
def _boilerplate() -> tuple[int, re.Pattern[str], re.Pattern[str]]:
    table = tomllib.loads((files("kg.language") / "boilerplate.toml").read_text("utf-8"))
    lines = re.compile("|".join(f"(?:{p})" for p in table["patterns"]), re.IGNORECASE)
    return table["longest"], lines, re.compile(f"(?:{table['speaks']})$", re.IGNORECASE)


def _few_marks(text: str) -> str:
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MARKS_AT_MOST:
            kept.append(character)
    return "".join(kept)
