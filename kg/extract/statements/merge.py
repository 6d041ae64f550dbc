"""Contiguous quotations of one speaker in a paragraph are one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.extract.statements.attributions import Attribution


def merged(found: Iterable[Attribution]) -> Iterator[Attribution]:
    """The attributions with direct speech joined that goes on in the same or the next unit of a paragraph."""
    current: Attribution | None = None
    last_unit = -1
    for attribution in found:
        if current is not None and _goes_on(current, last_unit, attribution):
            current = replace(current, pieces=(*current.pieces, *attribution.pieces))
        else:
            if current is not None:
                yield current
            current = attribution
        last_unit = attribution.unit
    if current is not None:
        yield current


def _goes_on(current: Attribution, last_unit: int, attribution: Attribution) -> bool:
    return (
        current.form == attribution.form == "direct"
        and not _reported_with_that(attribution)
        and not _announced_anew(attribution)
        and current.paragraph == attribution.paragraph
        and attribution.unit - last_unit <= 1
        and current.speaker.key == attribution.speaker.key
    )


def _reported_with_that(attribution: Attribution) -> bool:
    """Whether the writer's sentence takes the quotation in: "Asked about it, he replied that “gifts cost too”"."""
    start = attribution.pieces[0][0]
    return attribution.cue is not None and start > 0 and attribution.cue.token.doc[start - 1].lower_ == "that"


def _announced_anew(attribution: Attribution) -> bool:
    """Whether a verb of its own stands before the quotation: "“…,” he said. Earlier this month he told ABC, “…”"."""
    return attribution.cue is not None and attribution.cue.token.i < attribution.pieces[0][0]
