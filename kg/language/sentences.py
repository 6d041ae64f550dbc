"""Where sentences end: bounds by rule, set before parsing, so that each sentence can be parsed alone.

The parser's own segmentation needs the parse of the whole text; rules need none of it, agree with a
reader on news (abbreviations, initials, quotations), and make the parse of a sentence independent of
its neighbours, so that leaving out what can't matter changes nothing else.
"""

from __future__ import annotations

import re
from itertools import pairwise

from kg.language.datelines import dateline_end

_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n\s*|\n")
# A full stop, with what may close over it, then space, then what may open a sentence.
_END = re.compile(r"""([.?!…]+)(["”’'»)\]]*)\s+(?=["“‘'«„(\[]*[A-Z0-9À-ÖØ-ÞĀ-ŽА-Я])""")
_ABBREVIATIONS = frozenset(
    (
        "mr mrs ms dr prof st sen rep gov pres hon rev sr jr gen lt maj brig col capt cmdr cdr adm rear vice sgt cpl "
        "pvt col lieut supt insp gp sqn flt wg air jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu "
        "fri sat sun no nos vol art sec fig para pp vs etc approx est ca cf al inc ltd co corp bros dept univ assn "
        "ave blvd rd ft mt rs"
    ).split()
)
# After "U.S." and its like a sentence ends only if the next word is one that seldom continues a name.
_STARTERS = frozenset(
    (
        "the a an this that these those it its he she they we i you his her their our but and or so in on at for "
        "from by with after before during while when if as since although though however meanwhile there here what "
        "who why how both neither nor not no"
    ).split()
)
_LEAD = 1
"""The paragraphs that may begin with a dateline: the title's line, where there is none, and the one after."""
_QUOTES = "\"“‘'«„"
_LAST_WORD = re.compile(r"([\w.&'’-]+)$")
_NEXT_WORD = re.compile(r"""["“‘'«„(\[]*(\w+)""")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text in order, as (start, end) code points without surrounding white space.

    A line break always ends a sentence: the reader has joined hard-wrapped lines before.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for number, gap in enumerate([*_PARAGRAPH_BREAK.finditer(text), None]):
        end = gap.start() if gap else len(text)
        spans.extend(_in_paragraph(text, start, end, leads=number <= _LEAD))
        start = gap.end() if gap else end
    return spans


def _in_paragraph(text: str, start: int, end: int, *, leads: bool) -> list[tuple[int, int]]:
    bounds = [start]
    # A dateline stands apart, or the parse takes the town for the subject of the first sentence.
    filed = dateline_end(text, start) if leads else None
    if filed is not None and filed < end and text[filed] not in _QUOTES:
        bounds.append(filed)
    for match in _END.finditer(text, start, end):
        if not _continues(text, match, start):
            bounds.append(match.end())
    bounds.append(end)
    spans = []
    for left, right in pairwise(bounds):
        piece = text[left:right]
        if piece.strip():
            begin = left + len(piece) - len(piece.lstrip())
            spans.append((begin, begin + len(piece.strip())))
    return spans


def _continues(text: str, match: re.Match[str], start: int) -> bool:
    """Whether the stop belongs to an abbreviation inside a sentence."""
    if match[1] != "." or match[2]:
        return False
    last = _LAST_WORD.search(text, max(start, match.start() - 40), match.start())
    if last is None:
        return False
    word = last[1]
    following = _NEXT_WORD.match(text, match.end())
    next_word = following[1] if following else ""
    if len(word) == 1 and word.isupper():  # an initial: "J. Smith", but not "Plan B. The"
        return next_word.casefold() not in _STARTERS
    if "." in word:  # U.S., a.m., e.g.
        return next_word.casefold() not in _STARTERS
    if word.casefold() in ("no", "nos", "art", "fig", "vol"):
        return next_word.isdigit()
    if word.casefold() in ("inc", "ltd", "co", "corp", "jr", "sr", "etc"):
        return next_word.casefold() not in _STARTERS
    return (word.casefold() in _ABBREVIATIONS and word[0].isupper()) or word.casefold() in ("vs", "approx", "est", "ca")
