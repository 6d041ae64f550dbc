"""Interviews printed as turns: paragraphs that open with the name of who speaks and a colon.

Under "Vega: We asked for six." the words stand without marks. The paper asks under its own name or "Q", and
its questions are no statements.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from kg.extract.statements.scene import Scene, Unit
from kg.extract.statements.speaker import Speaker
from kg.models import Entity

# Words that a name before the colon may have.
_NAME = 5
# One asks, one answers.
_SIDES = 2
# Turns that each of two speakers must have at least.
_TURNS = 2


class Turn(NamedTuple):
    """One answer: who gives it, its first token after the colon, its last unit."""

    speaker: Speaker
    start: int
    last: int


def turns(scene: Scene) -> dict[int, Turn]:
    """The answers of an interview by the unit that each begins with; none in a text of another form."""
    openings = [(i, label) for i, unit in enumerate(scene.units) if (label := _label(scene, i, unit)) is not None]
    counts = Counter(scene.doc[a:b].text for _, (a, b) in openings)
    if sum(count >= _TURNS for count in counts.values()) < _SIDES:
        return {}
    found = {}
    for index, (start, end) in openings:
        person = _person(scene, scene.doc[start:end].text)
        if person is None:
            continue
        last = index  # the label may be cut off as a sentence of its own
        while last + 1 < len(scene.units) and scene.units[last + 1].paragraph == scene.units[index].paragraph:
            last += 1
        # what others are quoted with in an answer is theirs
        last = next((i - 1 for i in range(index + 1, last + 1) if scene.units[i].quotes), last)
        found[index] = Turn(Speaker(person.label, scene.chars(start, end), person), end + 1, last)
    return found


def _label(scene: Scene, index: int, unit: Unit) -> tuple[int, int] | None:
    """Token span of the name and colon that open a paragraph, without the colon."""
    if index and scene.units[index - 1].paragraph == unit.paragraph:
        return None
    for i in range(unit.start, min(unit.end, unit.start + _NAME + 1, len(scene.doc) - 1)):
        token = scene.doc[i]
        if token.text == ":":
            return (unit.start, i) if i > unit.start and scene.quote_of[i + 1] < 0 else None
        if not token.text[:1].isupper():
            return None
    return None


def _person(scene: Scene, name: str) -> Entity | None:
    """The only person whose name ends in or holds these words: "Vega" for "Rosa Vega Marín"."""
    words = name.split()
    people = [e for e in scene.reading.entities.all if e.kind == "person" and set(words) <= set(e.label.split())]
    return people[0] if len(people) == 1 else None
