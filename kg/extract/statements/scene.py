"""An article as the finders of statements see it: sentences joined over quotations, and what is quoted."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from spacy.tokens import Doc, Token

from kg.extract.datelines import bylines
from kg.language.quotations import Quotation, quotations, shape
from kg.reading import Reading

_LEADING = frozenset(("•", "-", "–", "—", "--", "*", "…", "·", "▪", ">", ":", ",", ";"))
_NICKNAME = re.compile(r"\b[A-ZÀ-Ž][\w.'’-]*\s$")
_SO_CALLED = ("so-called", "so called", "called", "named", "titled", "entitled", "dubbed", "nicknamed", "codenamed")


class Unit(NamedTuple):
    """Sentences that share a quotation, else one sentence; the stretch in which a cue finds its content."""

    start: int
    """First token."""
    end: int
    """After the last token."""
    paragraph: int
    quotes: tuple[int, ...]
    """The quotations in it, as indexes into `Scene.quotes`."""


@dataclass(frozen=True)
class Scene:
    """A reading with its quotations laid over its tokens. Headlines, bylines and credits are left out."""

    reading: Reading
    quotes: tuple[Quotation, ...]
    """Quoted words; names and so-called things in quotation marks are not among them."""
    quote_of: tuple[int, ...]
    """Token index → index of the quotation it stands in (its marks included), or -1."""
    units: tuple[Unit, ...]
    unit_of: tuple[int, ...]
    """Token index → index of its unit, or -1."""
    aside: frozenset[int]
    """Tokens of headline, dateline, byline and credits."""

    @property
    def doc(self) -> Doc:
        """The annotated text."""
        return self.reading.doc

    @property
    def text(self) -> str:
        """The article's text."""
        return self.reading.article.text

    def quoted(self, token: Token) -> bool:
        """Whether a token stands within quotation marks."""
        return self.quote_of[token.i] >= 0

    def unit_at(self, token: Token) -> Unit | None:
        """The unit of a token; None in a headline or credit."""
        index = self.unit_of[token.i]
        return self.units[index] if index >= 0 else None

    def tokens_in(self, quote: int) -> tuple[int, int]:
        """Token span of a quotation, its marks included."""
        first = self.quote_of.index(quote)
        end = first
        while end < len(self.quote_of) and self.quote_of[end] == quote:
            end += 1
        return first, end

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """Character span of the tokens `start` to `end`."""
        last = self.doc[end - 1]
        return self.doc[start].idx, last.idx + len(last)


def scene(reading: Reading) -> Scene:
    """The scene of one reading."""
    doc, text = reading.doc, reading.article.text
    body = reading.article.body_start
    aside = frozenset({t.i for t in takewhile(lambda t: t.idx < body, doc)} | bylines(doc, body))
    quotes = tuple(q for q in quotations(text) if q.start >= body and not _names_something(text, q))
    quote_of = _quote_of(doc, quotes)
    units = tuple(_units(doc, text, quote_of, aside, body))
    unit_of = [-1] * len(doc)
    for index, unit in enumerate(units):
        unit_of[unit.start : unit.end] = [index] * (unit.end - unit.start)
    return Scene(reading, quotes, quote_of, units, tuple(unit_of), aside)


def _names_something(text: str, quote: Quotation) -> bool:
    """Whether a quotation is a name ("Eagles of Civilization 2025") or what is merely so called."""
    kind = shape(text, quote)
    if _NICKNAME.search(text[max(0, quote.start - 24) : quote.start]) and len(text[slice(*quote.inner)].split()) < 3:
        surname = text[quote.end : quote.end + 3].lstrip()
        if surname[:1].isupper():
            return True  # Col. John “J.D.” Dorrian
    if kind == "sentence":
        return False
    before = text[max(0, quote.start - 16) : quote.start].casefold().rstrip(" ,")
    if before.endswith(_SO_CALLED[:2]) or (kind == "phrase" and before.endswith(("dubbed", "nicknamed", "meaning"))):
        return True
    words = text[slice(*quote.inner)].split()
    return kind == "title" and (len(words) > 1 or before.endswith(_SO_CALLED))


def _quote_of(doc: Doc, quotes: tuple[Quotation, ...]) -> tuple[int, ...]:
    found = [-1] * len(doc)
    places = doc.to_array("IDX").tolist()
    for number, quote in enumerate(quotes):
        # "that.”" may be one token with its mark, or the mark a token of its own
        first, end = bisect_left(places, quote.start), bisect_left(places, quote.end)
        found[first:end] = [number] * (end - first)
    return tuple(found)


def _units(doc: Doc, text: str, quote_of: tuple[int, ...], aside: frozenset[int], body: int) -> list[Unit]:
    spans: list[tuple[int, int]] = []
    for sent in doc.sents:
        start, end = sent.start, sent.end
        while start < end and (start in aside or doc[start].is_space or doc[start].text in _LEADING):
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        if start >= end:
            continue
        if spans and _joined(doc, text, quote_of, spans[-1], start):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    units = []
    paragraph, counted = 0, body
    for start, end in spans:
        inside = tuple(sorted(set(quote_of[start:end]) - {-1}))
        first = doc[start].idx
        paragraph += text.count("\n", counted, first)
        counted = max(counted, first)
        units.append(Unit(start, end, paragraph, inside))
    return units


def _joined(doc: Doc, text: str, quote_of: tuple[int, ...], before: tuple[int, int], start: int) -> bool:
    """Whether a sentence bound falls inside a quotation, or cuts its attribution off: '"Why?" Bello asked.'"""
    last = before[1] - 1
    if quote_of[last] >= 0 and quote_of[last] == quote_of[start]:
        return True
    if "\n" in text[doc[last].idx : doc[start].idx] or quote_of[last] < 0 or quote_of[start] >= 0:
        return False
    quoted = "".join(t.text for t in doc[max(before[0], last - 3) : last + 1])
    if not any(mark in quoted for mark in "?!"):
        return False
    opening = [t.tag_ for t in doc[start : start + 8]]
    return any(tag in ("VBD", "VBZ") for tag in opening) and len(list(doc[start].sent)) < 25
