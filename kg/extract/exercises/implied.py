"""What a mention implies by what was told before: "the two navies", "have begun, the navy said on Monday"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.exercises.sides import side
from kg.extract.exercises.slot import Slot
from kg.extract.exercises.story import Story
from kg.language.dates import find_dates
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_BOTH = re.compile(
    r"\b(?:(?:the|their) (?:two|(?P<three>three))|both) (?:countries|navies|armies|militaries|nations|sides|"
    r"air forces|neighbours|neighbors|states|forces|allies)\b|\b(?P<allies>the allies)\b",
    re.IGNORECASE,
)


def both_sides(story: Story, stretch: list[Token], told: list[Slot], sent: Span) -> list[Slot]:
    """ "The two navies will meet for SLINEX": the sides of the main exercise, else the two states last named."""
    match = _BOTH.search(words_of(story.reading.doc).text, stretch[0].idx, stretch[-1].idx + len(stretch[-1]))
    if match is None or any(s.name == "participant" for s in told):
        return []
    main = story.drafts[0].values("participant") if story.drafts else []
    sides = [str(v) for v in main if story.reading.entities.by_iri(str(v)).kind == "country"]
    if match["three"]:
        return [Slot("participant", s, *match.span()) for s in sides] if len(sides) == 3 else []
    if len(sides) != 2 and (not sides or match["allies"] is None):
        entities = story.reading.entities
        before = [
            side(entities, m) for m in entities.mentions if m.kind == "country" and m.acts and m.end <= sent.start
        ]
        sides = list(dict.fromkeys(reversed(before)))[:2] if match["allies"] is None else []
    return [Slot("participant", s, *match.span()) for s in sides] if 1 < len(sides) <= 3 else []


def begun_when_reported(story: Story, stretch: list[Token], told: list[Slot], number: int) -> list[Slot]:
    """ "have begun an exercise, the navy said on Monday": begun by then, as far as news goes on that day."""
    if number > 2 or any(s.name in ("startDate", "date") for s in told):
        return []
    text = words_of(story.reading.doc).text
    start, end = stretch[0].idx, stretch[-1].sent.end_char
    if not re.search(r"\bha(?:s|ve) (?:begun|started|opened|launched|kicked off|got under ?way)\b", text[start:end]):
        return []
    published = story.reading.article.published
    dates = [d for d in find_dates(text, published, start=start, end=end) if d.inferred and not d.is_range and d.first]
    return [Slot("startDate", d.first, d.start, d.end, True, 1) for d in dates[:1] if d.first and d.first.day]
