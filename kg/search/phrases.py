"""What a person types into a search box as an FTS5 expression, in which none of it can be an operator.

Words must all occur; "words in quotes" stand together; a word that ends in * stands for its beginnings;
a word or phrase after - must not occur.
"""

from __future__ import annotations

import re

from kg.errors import UsageError

_PIECE = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


def match_expression(text: str) -> str:
    """The FTS5 MATCH expression (SQLite, FTS5, section 3); raises UsageError if nothing is left to look for."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _PIECE.findall(text):
        words = _WORD.findall(phrase or word)
        if words:
            star = "*" if word.endswith("*") else ""
            (unwanted if minus else wanted).append(f'"{" ".join(words)}"{star}')
    if not wanted:
        raise UsageError(f"nothing to search for in {text!r}; give a word, or words in quotes")
    return " AND ".join(wanted) + "".join(f" NOT {phrase}" for phrase in unwanted)
