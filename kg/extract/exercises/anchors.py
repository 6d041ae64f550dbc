"""Where a text speaks of an exercise: names, head nouns, and words that point back.

1. series with or without edition: "Zapad-2025", "BALTOPS 24", "Mosi III", "Joint Warrior"
2. names beside a head: "Exercise Mitra Shakti", "'Falcon Strike-2024' joint training", "drill, Red Sands,"
3. heads: "a joint exercise with the United States", "the drills"; with an edition: "the 2024 exercise"
4. pointing back: "the previous edition", "the games"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor, without_overlaps
from kg.extract.exercises.ellipses import elliptical_editions
from kg.extract.exercises.heads import head_nouns
from kg.extract.exercises.name_words import QUOTES, fill_words, is_verb
from kg.extract.exercises.names_beside_heads import (
    names_before_appositions,
    names_beside_heads,
    names_dubbed,
    names_under_which,
)
from kg.extract.exercises.names_without_heads import names_by_verb, names_joined, names_quoted, names_with_year
from kg.extract.exercises.other_things import is_other_thing, without_states
from kg.extract.exercises.series_names import is_listed, named_again, series_named, with_aliases
from kg.extract.exercises.verbs import near_head, verbs_telling

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.resolve import Entities


def anchors(doc: Doc, entities: Entities) -> list[Anchor]:
    """All anchors in text order; a named one swallows the head noun beside it."""
    named = without_overlaps(
        [
            *series_named(doc),
            *names_beside_heads(doc),
            *names_before_appositions(doc),
            *names_quoted(doc),
            *names_dubbed(doc),
            *names_under_which(doc),
            *names_with_year(doc, entities),
            *names_by_verb(doc, entities),
            *names_joined(doc, entities),
        ]
    )
    named = [a for a in named if a.base and (is_listed(a.base) or not is_other_thing(doc, entities, a))]
    named = [without_states(doc, entities, a) for a in named]
    named = [a for a in named if a.base and (is_listed(a.base) or not is_other_thing(doc, entities, a))]
    named = with_aliases(doc, named)
    bases = {a.base for a in named if a.base}
    named = without_overlaps([*named, *named_again(doc, bases)])
    taken = {i for a in named for i in range(a.start, a.end)}
    heads = [a for a in head_nouns(doc, entities, named[0].start if named else None) if a.start not in taken]
    if not named and not heads:
        heads = list(verbs_telling(doc, entities))
    elif not any(a.verb for a in heads):
        heads = sorted([*heads, *(a for a in verbs_telling(doc, entities) if not near_head(doc, a, [*named, *heads]))])
    merged = _merged(doc, [*named, *heads])
    spoken = {i for a in merged for i in range(a.start, a.end)}
    short = {a.start: a for a in elliptical_editions(doc, merged) if not spoken & {*range(a.start, a.end)}}
    return sorted([*merged, *short.values()])


def _merged(doc: Doc, found: list[Anchor]) -> list[Anchor]:
    """Anchors with a name and the head noun that stands beside it in one."""
    merged: list[Anchor] = []
    for anchor in sorted(found, key=lambda a: (a.start, a.end)):
        previous = merged[-1] if merged else None
        if previous and _beside(doc, previous, anchor):
            merged[-1] = _joined(previous, anchor)
        elif previous and _apposed(doc, previous, anchor):
            if previous.name or not anchor.name:
                merged[-1] = previous._replace(ordinal=previous.ordinal or anchor.ordinal, head=anchor.end - 1)
                continue
            # the head's own words are left free, so that who trains with whom can be read in them
            edition, ordinal = anchor.edition or previous.edition, anchor.ordinal or previous.ordinal
            other = anchor.other or previous.other
            merged[-1] = anchor._replace(edition=edition, ordinal=ordinal, other=other, head=previous.end - 1)
        else:
            merged.append(anchor)
    return merged


def _apposed(doc: Doc, head: Anchor, named: Anchor) -> bool:
    """Whether a name further on is the head's: "a drill with the United States, Red Sands,", "drills during X"."""
    if head.verb or named.verb or doc[head.start].sent != doc[named.start].sent:
        return False
    if not named.name and (head.name or not (named.edition or named.ordinal or named.definite)):
        # "Birlestik-2024, a drill with Azerbaijan", "the 13th edition, a command post exercise at Gako"
        words = doc[head.end : named.start]
        return (
            0 < len(words) < 11
            and words[0].text in (",", "–", "—", "(")
            and (head.name is not None or (len(words) > 1 and words[1].lower_ in ("a", "an")))
            and not any(is_verb(t) or t.text in (",", "(") or t.lower_ in ("and", "which") for t in words[1:])
        )
    if head.name or not named.name:
        return False
    between = [t for t in doc[head.end : named.start] if t.text not in QUOTES]
    if not between or len(between) > 16:
        return False
    last = between[-1]
    if last.lower_ in ("name", "codename"):
        return True
    if any(is_verb(t) for t in between):
        return len(between) < 5 and last.lower_ == "during"
    return last.text in (",", ":", "(") or last.lower_ == "during" or between[-1].lower_ == "of"


def _beside(doc: Doc, a: Anchor, b: Anchor) -> bool:
    """Whether two anchors name one thing in one phrase: "the exercise Zapad", "Ulchi Freedom Shield (UFS) exercise"."""
    if (a.name is None) == (b.name is None) or doc[a.start].sent != doc[b.start].sent:
        return False
    between = doc[a.end : b.start]
    if len(between) > 6:
        return False
    words = [t.lower_ for t in between if t.text not in (",", "(", ")", "–", "—", ":") and t.text not in QUOTES]
    quiet = all(
        w in fill_words() or t.is_upper or t.pos_ in ("ADJ",)
        for w, t in zip(words, [t for t in between if t.lower_ in words], strict=False)
    )
    if a.name is None:  # head, then name: "the exercise, Thunder Strike", "manoeuvres code-named X"
        return quiet and not any(t.pos_ == "VERB" and t.lower_ not in fill_words() for t in between)
    return quiet and not any(t.text == "," for t in between)


def _joined(a: Anchor, b: Anchor) -> Anchor:
    named, head = (a, b) if a.name else (b, a)
    edition = named.edition or head.edition
    other = head.other or named.other
    return Anchor(a.start, b.end, named.name, named.base, edition, False, named.ordinal or head.ordinal, other)
