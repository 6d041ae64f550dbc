"""The states and bodies that can be sides of an exercise, those of one list together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.resolve import Entities

_SEPARATORS = frozenset(", and & the - – — / as well also both plus for first time or ( ) ’s 's".split())
DESIGNATION = re.compile(r"[A-Z][A-Za-z]*-?\d")  # "South Korean F-35As and Japanese F-2s"
_BODY_TYPES = ("armed-force", "alliance", "international-organization", "ministry")


def side(entities: Entities, mention: Mention) -> str:
    """The IRI of the state a name stands for: its own, or that of the state whose force or ministry it is."""
    entity = entities.owner(mention)
    if entity.kind == "country" or not entity.country:
        return entity.iri
    return next((e.iri for e in entities.all if e.kind == "country" and e.country == entity.country), entity.iri)


def groups_of_sides(entities: Entities, tokens: list[Token], anchor: set[int], *, title: bool) -> list[list[Mention]]:
    """The names of states and bodies, those of one list together."""
    groups: list[list[Mention]] = []
    joined_by_and: list[bool] = []
    for mention in _sides(entities, tokens, anchor):
        between = list(entities.doc[groups[-1][-1].end : mention.start]) if groups else []
        if groups and _is_separator(entities.doc, between):
            groups[-1].append(mention)
            joined_by_and[-1] |= any(t.lower_ in ("and", "&", "-", "–", "/", "as") for t in between)
        else:
            groups.append([mention])
            joined_by_and.append(False)
    found: list[list[Mention]] = []
    for group, and_ in zip(groups, joined_by_and, strict=True):
        listed = and_ or title or len(group) > 3
        found.extend([group] if listed else [[m] for m in group])
    return found


def _sides(entities: Entities, tokens: list[Token], anchor: set[int]) -> Iterator[Mention]:
    used: set[int] = set()
    inside = entities.within(tokens[0].i, tokens[-1].i + 1)
    for m in sorted(inside, key=lambda m: (m.start, m.start - m.end)):
        if m.kind == "country":
            if not m.acts:
                continue
        elif m.kind != "organization" or not _is_side(entities, m):
            continue
        span = set(range(m.start, m.end))
        if span & used or (span & anchor and (m.kind == "organization" or _in_name(entities.doc, m, anchor))):
            continue
        used |= span
        yield m


def _in_name(doc: Doc, m: Mention, anchor: set[int]) -> bool:
    """ "Bersama Lima": a capital that is a word of the exercise's name."""
    return m.form in ("capital", "seat") and m.start - 1 in anchor and doc[m.start - 1].text[0].isupper()


def _is_side(entities: Entities, m: Mention) -> bool:
    entity = entities.owner(m)
    if entity.organization_type in _BODY_TYPES:
        return True
    names = {n.casefold() for n in (m.name, entity.label, *entity.aliases)}
    return bool(names & exercise_words()["bodies"])


def _is_separator(doc: Doc, between: list[Token]) -> bool:
    words = exercise_words()
    if not between or len(between) > 7:
        return not between
    return all(
        t.text in _SEPARATORS
        or t.lower_ in _SEPARATORS
        or t.like_num
        or t.lower_ in words["units"] | words["people"] | words["peoplelike"]
        or DESIGNATION.match(t.text)
        for t in between
    ) and any(t.lower_ in (",", "and", "&", "-", "–", "/", "as") for t in between)
