"""An article's text cut at every end of an evidence, so that overlapping evidences can each be marked.

Offsets are code points of `kg:text` (title, blank line, body), which is what Python counts in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.web.facts import Fact

_BREAK = re.compile(r"\n\s*\n")


class Segment(NamedTuple):
    """A stretch of text with the facts that rest on it, as addresses and as classes; `ends`: whose note it closes."""

    text: str
    facts: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    ends: tuple[Fact, ...] = ()
    title: str = ""


class MarkedText(NamedTuple):
    """The title and the paragraphs of the body, each as segments that give its text again when joined."""

    title: tuple[Segment, ...]
    paragraphs: tuple[tuple[Segment, ...], ...]


def mark(text: str, title: str, facts: Sequence[Fact]) -> MarkedText:
    """The text with its evidence; evidence outside the text is left out."""
    body = len(title) + 2 if title and text.startswith(title) else 0
    paragraphs = [tuple(_segments(text, start, end, facts)) for start, end in _paragraphs(text, body)]
    return MarkedText(tuple(_segments(text, 0, len(title), facts)) if body else (), tuple(paragraphs))


def _paragraphs(text: str, start: int) -> Iterator[tuple[int, int]]:
    for gap in _BREAK.finditer(text, start):
        if text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if text[start:].strip():
        yield start, len(text.rstrip())


def _segments(text: str, start: int, end: int, facts: Sequence[Fact]) -> Iterator[Segment]:
    """The stretch from start to end, cut wherever an evidence begins or ends."""
    spans = [
        (max(span.start, start), min(span.end, end), fact, span)
        for fact in facts
        for span in fact.spans
        if span.start < end and span.end > start and span.start < span.end <= len(text)
    ]
    last = {fact.iri: max(s.end for s in fact.spans) for fact in facts if fact.spans}
    cuts = sorted({start, end, *(cut for a, b, _, _ in spans for cut in (a, b))})
    for left, right in pairwise(cuts):
        over = [(fact, span) for a, b, fact, span in spans if a <= left and right <= b]
        covering = list(dict.fromkeys(fact.slug for fact, _ in over))
        classes = sorted({fact.css for fact, _ in over})
        # The narrowest evidence says best what these very words are.
        narrow = min(over, key=lambda pair: pair[1].end - pair[1].start, default=None)
        told = ", ".join(narrow[1].supports) if narrow else ""
        hint = f"{narrow[0].class_label}: {told}" if narrow and told else (narrow[0].class_label if narrow else "")
        ends = {fact.iri: fact for _, b, fact, span in spans if b == right == span.end == last[fact.iri]}
        yield Segment(text[left:right], tuple(covering), tuple(classes), tuple(ends.values()), hint)
