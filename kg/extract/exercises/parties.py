"""Who takes part in an exercise, who watches it, who hosts it: by the words that govern a name or a list of names.

1. subjects of holding and joining: "A and B began", "A plans to hold", "A said it would hold", "drills that A opened"
2. agents: "held by A", "led by A and B"          3. company: "with A", "between A and B", "alongside B"
4. units: "troops from A, B and C", "the air forces of A and B", "A's navy", "300 A soldiers and 150 B ones"
5. modifiers of the exercise: "the A-B exercise", "A's annual drills", "NATO's X"
6. observers: "observers from A", "B watched"     7. hosts: "hosted by A", "A will host", "A, the host"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.holders import leads_to_exercise
from kg.extract.exercises.roles import roles
from kg.extract.exercises.ships import ships
from kg.extract.exercises.sides import groups_of_sides, side
from kg.extract.exercises.slot import Slot, chars

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.resolve import Entities

_NEAR = 130  # code points


def parties(
    entities: Entities, tokens: list[Token], anchor: set[int], *, title: bool = False, going_on: bool = False
) -> Iterator[Slot]:
    """Slots "participant", "observer" and "host" in these tokens of one sentence.

    `anchor`: the tokens that speak of the exercise; `going_on`: the sentence has none, but tells who joins.
    """
    if not tokens:
        return
    for group in groups_of_sides(entities, tokens, anchor, title=title):
        for role in roles(entities, group, tokens, anchor, going_on=going_on):
            for mention in group:
                yield Slot(role, side(entities, mention), *chars(entities.doc, mention.start, mention.end))
    yield from ships(entities, tokens, anchor, going_on=going_on)
    yield from _pronouns(entities, tokens, anchor)
    yield from _leaders(entities, tokens, anchor)


def _leaders(entities: Entities, tokens: list[Token], anchor: set[int]) -> Iterator[Slot]:
    """ "Maduro announced the largest exercise": the state of whoever orders, opens or announces an exercise."""
    doc = entities.doc
    for m in entities.within(tokens[0].i, tokens[-1].i + 1, "person"):
        root = doc[m.start : m.end].root
        verb = root.head
        if root.dep_ != "nsubj" or verb.lemma_ not in ("announce", "order", "launch", "open", "inaugurate", "begin"):
            continue
        if not any(c.dep_ == "dobj" and c.i in anchor for c in verb.children):
            continue
        country = entities.owner(m).country
        state = next((e for e in entities.all if country and e.kind == "country" and e.country == country), None)
        if state is not None:
            yield Slot("participant", state.iri, *chars(doc, m.start, m.end))


def _pronouns(entities: Entities, tokens: list[Token], anchor: set[int]) -> Iterator[Slot]:
    """ "It is preparing drills of its own with Turkey", "it hosted Brazil and India for Ibsamar": who "it" is."""
    for token in tokens if anchor else ():
        if token.lower_ not in ("it", "they") or token.dep_ != "nsubj" or token.head.pos_ not in ("VERB", "AUX"):
            continue
        if not leads_to_exercise(token.head, anchor, going_on=False, unit=False):
            continue
        above = next((c for c in token.head.head.children if c.dep_ == "nsubj" and c != token), None)
        if token.head.dep_ == "ccomp" and above is not None:
            continue  # "Taiwan said it would hold": the subject of saying is read there
        entity = entities.antecedent(token)
        if entity is None or not entity.country or entity.kind not in ("country", "organization"):
            continue
        if not any(0 <= token.idx - end < _NEAR for _, end in entity.spans):
            continue  # between the two somebody unnamed may have come in ("the navy")
        state = next((e for e in entities.all if e.kind == "country" and e.country == entity.country), None)
        if state is not None:
            yield Slot("participant", state.iri, *chars(entities.doc, token.i, token.i + 1))
