"""Superlatives told of an exercise: "the largest drill in the history of Venezuela"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.slot import chars
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Span


def superlative_of(sent: Span, anchor: Anchor) -> tuple[str, int, int] | None:
    """ "the largest military exercise in the history of Venezuela": as written, with its code points."""
    doc = sent.doc
    start = next(
        (
            t.i
            for t in doc[
                max(sent.start, anchor.start - 8) : anchor.end + 12 if anchor.end + 12 < sent.end else sent.end
            ]
            if t.tag_ == "JJS" and t.lower_ not in ("least", "most", "best", "latest") and t.i - anchor.end < 10
        ),
        None,
    )
    if start is None:
        return None
    head = doc[start].head
    if head.i < start or (
        head.lower_ not in exercise_words()["heads"] | exercise_words()["anaphors"]
        and head.i not in range(anchor.start, anchor.end)
    ):
        return None
    end = head.i + 1
    while (
        end < sent.end
        and doc[end].text not in (",", ";", ".", "—", "–", "(", "which", "that", ":")
        and doc[end].pos_ != "VERB"
    ):
        end += 1
    while end > head.i + 1 and (doc[end - 1].pos_ in ("ADP", "AUX", "CCONJ") or doc[end - 1].ent_type_ == "DATE"):
        end -= 1
    begin = start - 1 if start > sent.start and doc[start - 1].lower_ in ("the", "its", "their") else start
    return doc[begin:end].text, *chars(doc, begin, end)
