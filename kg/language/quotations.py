"""Quotations in plain text: where quoted words begin and end, paragraph by paragraph, never raising.

Pairing marks is a matter of characters and their neighbours, not of grammar: what opens stands before a
word and after a space, what closes the other way round, and an apostrophe is neither. A mark that finds
no partner costs at most its own paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Shape = Literal["sentence", "phrase", "title"]

_PARAGRAPH = re.compile(r"[^\n]+")
# Every opening mark with the marks that close it. In running text a low mark closes with either curly one.
_CLOSERS = {
    "“": "”",
    "„": "“”",
    "”": "”",  # Swedish and Finnish use, and slips of the keyboard
    "«": "»",
    "»": "«",  # German and Danish books
    "‹": "›",
    '"': '"',
    "‘": "’",
    "‚": "‘’",
    "'": "'",
    "`": "'",
}
_MARK = re.compile(f"[{re.escape(''.join(_CLOSERS))}]")
_SINGLE = frozenset("‘‚'`")
_BEFORE_OPENING = frozenset(" \t\u00a0\u2009\u202f([{—–-−/:;,…“„«\"'‘‚`‹•|>*")
_AFTER_CLOSING = frozenset(" \t\u00a0\u2009\u202f)]}—–-−/:;,.…?!”»\"'’›|<*")
# Words that begin with an apostrophe rather than a quotation: 'em, 'tis, '90s, rock 'n' roll.
_ELISION = re.compile(r"['‘’](?:\d\ds?\b|(?:em|tis|twas|til|till|cause|bout|round|n|cos|fraid|ere)\b)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?!…]['’”\")\]]*\s*$")
# A speaker and a verb of saying after what looks like an opening mark: '… global reach, “Caughlin said.'
_SAID = re.compile(
    r"(?:[A-Z][\w.’'-]*\s){1,4}(?:said|says|told|added|noted|explained|stated)\b|(?:he|she|they)\s(?:said|says|told|added)\b"
)
_WORD = re.compile(r"[^\W_]+(?:[-’'.&][^\W_]+)*")
_SMALL = re.compile(
    r"(?:an?|and|as|at|but|by|d[eu]|for|from|into?|l[ae]|n?or|of|on|over|per|the|to|up|von|with)",
    re.IGNORECASE,
)
_TITLE_WORDS = 10


class Quotation(NamedTuple):
    """An outermost quotation; those nested in it belong to it. Offsets are code points, ends exclusive."""

    start: int
    """Of the opening mark."""
    end: int
    """After the closing mark; after the last word of the paragraph if nothing closes it."""
    inner: tuple[int, int]
    """The quoted words without their marks and without surrounding white space."""
    closed: bool = True
    continues: bool = False
    """Whether it goes on with a quotation that the paragraph before left open."""


def quotations(text: str) -> list[Quotation]:
    """The outermost quotations of a text, in order; they never overlap and never leave their paragraph.

    Surface forms: 1. curly “…” 2. straight "…" 3. single ‘…’ and '…', apostrophes apart 4. guillemets «…»
    and »…« 5. low „…“ 6. nested in each other 7. unclosed: to the end of the paragraph 8. continued: a
    paragraph left open, the next one opening again. Marks of feet and inches (6'2", a 16" gun) are none.
    """
    found: list[Quotation] = []
    unclosed: str | None = None
    for paragraph in _PARAGRAPH.finditer(text):
        if not paragraph[0].strip():
            continue
        mark = ""
        first = True
        for mark, quotation in _in_paragraph(text, paragraph.start(), paragraph.end()):
            opens_it = not text[paragraph.start() : quotation.start].strip()
            if first and opens_it and unclosed is not None and unclosed == mark:
                quotation = quotation._replace(continues=True)
            first = False
            found.append(quotation)
        unclosed = mark if found and not first and not found[-1].closed else None
    return found


def shape(text: str, quotation: Quotation) -> Shape:
    """What a quotation looks like by length and spelling alone: speech has the shape of a sentence.

    "phrase": a word or a few, as in scare quotes ("guarantee") or a fragment within somebody's words;
    "title": a name in capitals ("Eagles of Civilization 2025"), of an exercise, a work, an operation.
    """
    inner = text[slice(*quotation.inner)]
    words = _WORD.findall(inner)
    if not words:
        return "phrase"
    ends = bool(_SENTENCE_END.search(inner)) or inner.endswith(",")
    major = [word for word in words if not _SMALL.fullmatch(word) and not word[0].isdigit()]
    capitals = sum(word[0].isupper() for word in major)
    if not ends and len(words) <= _TITLE_WORDS and major and capitals == len(major) and (len(major) > 1 or capitals):
        return "title"
    if not ends and quotation.closed and (len(words) < 4 or not inner[0].isupper()):
        return "phrase"
    if len(words) < 2 and not ends:
        return "phrase"
    return "sentence"


def _in_paragraph(text: str, start: int, end: int) -> Iterator[tuple[str, Quotation]]:
    """The quotations of one paragraph with the kind of mark each opens with."""
    at = start
    while at < end:
        mark = _MARK.search(text, at, end)
        if mark is None:
            return
        at = mark.start()
        opener = _opening_at(text, at, start, end)
        if opener is None:
            at += 1
            continue
        inner = at + len(opener)
        close = _closing_of(text, opener, inner, end)
        if close is not None:
            if (words := _trimmed(text, inner, close[0]))[1] > words[0]:
                yield opener, Quotation(at, close[1], words)
            at = close[1]
        elif opener[0] in _SINGLE and at > start:
            at += len(opener)  # a lone single mark inside a line is an apostrophe
        elif opener == '"' and at > start and text[at - 1].isdigit():
            at += 1  # inches
        elif (words := _trimmed(text, inner, end))[1] > words[0] and (
            opener[0] not in _SINGLE or len(opener) == 2 or _reopens(text, opener, end)
        ):
            yield opener, Quotation(at, words[1], words, closed=False)
            return
        else:
            at += len(opener)


def _reopens(text: str, opener: str, end: int) -> bool:
    """Whether the next paragraph begins with the same mark: the sign of a quotation left open."""
    return text[end : end + 8].lstrip().startswith(opener)


def _opening_at(text: str, at: int, start: int, end: int) -> str | None:
    char = text[at]
    if char not in _CLOSERS or at + 1 >= end:
        return None
    doubled = text[at : at + 2] in ("``", "''")
    if char == "`" and not doubled:
        return None
    after = at + (2 if doubled else 1)
    if after >= end or (text[after] in " \t\n)]},.;:?!”»" and char not in "«„“"):
        return None
    before = text[at - 1] if at > start else " "
    if char in "“„«‹":
        return char if text[after:end].strip() else None
    if before not in _BEFORE_OPENING:
        return None
    if char in "'‘" and not doubled and _ELISION.match(text, at):
        return None
    if char == '"' and before == "-" and at - 2 >= start and text[at - 2].isdigit():
        return None
    return text[at:after] if doubled else char


def _closing_of(text: str, opener: str, inner: int, end: int) -> tuple[int, int] | None:
    """Where the partner of an opening mark stands and ends, or None."""
    if len(opener) == 2:
        at = text.find("''", inner, end)
        return (at, at + 2) if at >= 0 else None
    if opener in _SINGLE:
        return _single_close(text, opener, inner, end)
    depth = 0
    for at in range(inner, end):
        char = text[at]
        if char == opener and opener not in '"”':
            # “ again: nested if it looks like an opening, else a slip for the closing mark
            if (
                at + 1 < end
                and text[at + 1] not in _AFTER_CLOSING
                and text[at - 1] in _BEFORE_OPENING
                and not _SAID.match(text, at + 1)
            ):
                depth += 1
                continue
            return at, at + 1
        if char not in _CLOSERS[opener]:
            continue
        if depth:
            depth -= 1
        elif char != '"' or not _inches(text, at, end):
            return at, at + 1
    return None


def _inches(text: str, at: int, end: int) -> bool:
    """Whether a straight mark in a quotation measures inches: after a digit, a partner still to come."""
    if not text[at - 1].isdigit() or at + 1 >= end or text[at + 1] not in " -":
        return False
    rest = text[at + 1 : end]
    return rest.count('"') % 2 == 1 and (text[at + 1] == "-" or rest[1:2].islower())


def _single_close(text: str, opener: str, inner: int, end: int) -> tuple[int, int] | None:
    """The closing single mark: the first that is no apostrophe, a plural's possessive being doubtful.

    In 'the bombs' cousins, and more,' the mark after "bombs" closes only if no later mark could.
    """
    doubtful: tuple[int, int] | None = None
    at = inner
    while at < end:
        char = text[at]
        if char in '"“„«' and (close := _closing_of(text, char, at + 1, end)) is not None:
            at = close[1]
            continue
        if char in _CLOSERS[opener] and text[at - 1] not in " \t" and at > inner:
            after = text[at + 1] if at + 1 < end else " "
            if after in _AFTER_CLOSING:
                if text[at - 1] in "sS" and after == " " and at + 2 < end and text[at + 2].islower():
                    doubtful = doubtful or (at, at + 1)
                else:
                    return at, at + 1
        elif char == opener and char != "'" and doubtful:
            return doubtful
        elif char == "'" and doubtful and text[at - 1] == " " and not _ELISION.match(text, at):
            return doubtful  # another quotation opens: the doubtful mark closed this one
        at += 1
    return doubtful


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
