"""What speaks for a single capital word's being a person: a title, a role, a full name elsewhere, or acting.

The model takes ships, towns, code names and weapons of one word for persons ("the Kaga", "Arlan vehicles").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.language.titles import titles

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Where a name that is no person's is a place's: what it is is told by all its mentions later (kinds.py).
_WHERE = frozenset("in at near outside from around off towards toward across".split())
# What things do as well as persons.
_OF_THINGS = frozenset("be have become remain include contain cost carry weigh use enter join fire need go do".split())
_DONE_TO_PERSONS = frozenset(
    "arrest kill bear elect appoint quote sentence charge accuse name survive marry jail detain succeed bury".split()
)
_KIN = frozenset(
    "wife husband daughter son brother sister mother father neighbour neighbor friend colleague widow uncle aunt "
    "grandson granddaughter grandmother grandfather cousin partner twin man woman boy girl".split()
)


def vouched(doc: Doc, found: list[Mention]) -> list[Mention]:
    """The mentions without those of single words that no mention of the same word speaks for."""
    parts = {part for m in found if " " in m.name for part in m.name.split()}
    single: dict[str, bool] = {}
    for mention in found:
        family = mention.name.endswith("s") and mention.name[:-1] in parts and mention.start > 0
        if family and doc[mention.start - 1].lower_ == "the":
            single[mention.name] = False  # "the Trumps"
        elif " " not in mention.name and mention.name not in parts:
            single[mention.name] = single.get(mention.name, False) or _speaks_for(doc, mention)
    return [m for m in found if single.get(m.name, True)]


def _speaks_for(doc: Doc, mention: Mention) -> bool:
    root = doc[mention.start : mention.end].root
    before = doc[mention.start - 1] if mention.start else None
    lexicon = titles()
    if (mention.role and lexicon.in_office(mention.role)) or (before is not None and before.lower_ in _WHERE):
        return True
    if before is not None and before.lower_ in lexicon.ranks | lexicon.civil | {"named"}:
        return True
    head = root.head
    if root.dep_ == "nsubj":
        return head.pos_ == "VERB" and head.lemma_ not in _OF_THINGS
    if root.dep_ == "nsubjpass":
        return head.lemma_ in _DONE_TO_PERSONS
    if root.dep_ in ("poss", "agent"):
        return True
    if root.dep_ == "pobj" and head.dep_ == "agent":
        return True
    return root.dep_ == "appos" and head.lemma_.lower() in lexicon.offices | _KIN
