"""Arms that are still to come: deliveries put off, what is late, what somebody has yet to receive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.language.grammar import auxiliaries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spacy.tokens import Token

LATE = re.compile(
    r"\b(?:(?:years?|months?) (?:late|behind)|behind schedule|overdue|yet to (?:arrive|come|be (?:delivered|handed))|"
    r"(?:is|are|still) awaiting|backlog)\b"
)
_SLIPPING = frozenset("slip delay postpone defer".split())
_HELD_BACK = {"push": "back", "put": "back", "set": "back", "hold": "up"}
_GETTING = frozenset("receive get take await arrive come reach land".split())


def put_off(verbs: Iterable[Token], delivery: Token) -> Token | None:
    """The verb that tells that a delivery is put off: "deliveries have slipped to 2028"; else None."""
    for verb in verbs:
        lemma = verb.lemma_.lower()
        back = _HELD_BACK.get(lemma)
        late = lemma in _SLIPPING or (back is not None and any(c.lower_ == back for c in verb.children))
        if late and delivery.head == verb and delivery.dep_ in ("nsubj", "nsubjpass", "dobj"):
            return verb
    return None


def still_to_come(participle: Token, is_future: Callable[[Token], bool]) -> bool:
    """Whether what a participle tells of has yet to be received: "will take delivery of 22 vehicles donated by …"."""
    noun = participle.head
    if participle.tag_ != "VBN" or participle.dep_ not in ("acl", "amod") or noun.pos_ not in ("NOUN", "PROPN"):
        return False
    for above in list(noun.ancestors)[:4]:
        if above.pos_ == "VERB":
            would = any(a.lower_ == "would" for a in auxiliaries(above))
            return above.lemma_.lower() in _GETTING and (is_future(above) or would)
        if above.lower_ not in ("of", "for", "delivery", "possession", "number", "batch"):
            return False
    return False
