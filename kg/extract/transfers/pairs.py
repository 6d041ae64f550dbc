"""The two states that "the two sides" or "both governments" stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.party import Party
from kg.vocab import country_iri

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.reading import Reading

PAIRS = frozenset(
    "sides countries governments nations states parties ministries neighbours neighbors allies capitals ministers "
    "leaders presidents".split()
)
"""Plural nouns that two states can stand behind."""
_BACK = 700
"""How many characters before the words the states may be named."""


def pair_before(reading: Reading, token: Token, found: list[Party]) -> tuple[Party, Party] | None:
    """The two states named last before "the two countries"; None where it is another noun, or no two are named."""
    if token.lower_ not in PAIRS or not {"two", "both"} & {t.lower_ for t in token.lefts}:
        return None
    states: dict[str, Party] = {p.state: p for p in reversed(found) if p.state and not p.company}
    for mention in reversed(reading.entities.mentions):
        if len(states) > 1 or token.idx - reading.doc[mention.start].idx > _BACK:
            break
        if mention.end <= token.i and mention.kind == "country" and mention.country:
            root = reading.doc[mention.start : mention.end].root
            party = Party(country_iri(mention.country), mention.country, root)
            states.setdefault(mention.country, party)
    pair = [
        replace(p, token=token, head=token, guessed=True, start=token.i, end=token.i + 1, prep=None, modifies=None)
        for p in list(states.values())[:2]
    ]
    return (pair[0], pair[1]) if len(pair) == 2 else None
