"""What looks like an exercise's name and is a body, a state or a weapon, or has its holders before it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.editions import folded, named_anchor
from kg.extract.exercises.series_names import head_near
from kg.extract.kinds import SHIP_PREFIX
from kg.language.exercises import exercise_words
from kg.language.titles import titles

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.resolve import Entities


@lru_cache(maxsize=1)
def _of_forces() -> frozenset[str]:
    """Words of forces and of what they do, which no exercise is named by alone."""
    words = exercise_words()
    return words["military"] | words["military_parts"] | words["units"] | words["people"]


def without_states(doc: Doc, entities: Entities, anchor: Anchor) -> Anchor:
    """A name without the sides before it: "U.S.-South Korean Freedom Shield" is Freedom Shield."""
    start = anchor.start
    while start < anchor.end - 1:
        mention = entities.mention_at(start, "country")
        if mention is not None and mention.start == start and mention.end < anchor.end:
            rest = doc[mention.end : anchor.end]
            listed = any(folded(rest.text).startswith(base) for base in (folded(n) for n in exercise_words().series))
            if not (listed or mention.form == "name" or rest[0].text in ("-", "–", "/", "’s", "'s")):
                break
            start = mention.end
        elif start > anchor.start and doc[start].text in ("-", "–", "/", "’s", "'s"):
            start += 1
        else:
            break
    if start == anchor.start or not doc[start].text[0].isupper():
        return anchor
    fresh = named_anchor(doc, start, anchor.end)
    return fresh._replace(ordinal=fresh.ordinal or anchor.ordinal, edition=fresh.edition or anchor.edition)


def is_other_thing(doc: Doc, entities: Entities, anchor: Anchor) -> bool:
    """Whether what looks like an exercise's name is somebody's or something's: a body, a state, a weapon."""
    if anchor.base in exercise_words()["bodies"] or not anchor.base:
        return True
    first = doc[anchor.start]
    if first.lower_ in titles().ranks | titles().civil | titles().offices:
        return True  # "Gen. Francisco Lorenzo, the exercise director"
    if SHIP_PREFIX.match(first.text):
        return True  # "the USS Nimitz passing exercise"
    if not anchor.edition and all(t.lower_ in _of_forces() for t in doc[anchor.start : anchor.end]):
        return True  # "a Special Forces exercise"
    mention = entities.mention_at(anchor.start)
    if mention is None or mention.start > anchor.start or mention.end < anchor.end:
        return False
    if mention.kind == "person":
        return bool(mention.role) or (not anchor.edition and not head_near(doc, anchor))
    listed = mention.entry is not None or mention.type in ("armed-force", "ministry")
    return listed and mention.kind in ("country", "organization", "weapon")
