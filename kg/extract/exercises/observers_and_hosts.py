"""Who watches an exercise and who hosts it."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Behind these the others are told of: "took part, while 16 nations sent observers".
_OTHER_SIDE = frozenset(("while", "whereas", "but", ";"))
_OBSERVERS = frozenset("observe watch monitor attend".split())


def watches(doc: Doc, group: list[Mention], left: Token | None, top: Token) -> bool:
    """ "observers from A", "officers from A will observe", "A and B sent observers", "watched by A"."""
    words = exercise_words()["observe"]
    start, end = group[0].start, group[-1].end
    sent = doc[start].sent
    before = {t.lower_ for t in doc[max(sent.start, start - 5) : start] if t.text != ","}
    if before & {"observers", "observer", "spectators"} or {"watched", "by"} <= before or {"observed", "by"} <= before:
        return True
    verb = top.head if top.dep_ in ("nsubj", "nsubjpass") else None
    if verb is None:
        return False
    near = doc[end : min(sent.end, max(verb.i + 1, end) + 8)]
    nearby = {t.lower_ for t in takewhile(lambda t: t.lower_ not in _OTHER_SIDE, near)}
    if verb.lemma_ in _OBSERVERS - {"attend"} or any(
        c.lemma_ in ("observe", "watch") for c in verb.children if c.dep_ in ("xcomp", "conj")
    ):
        return True
    return bool(nearby & words & {"observers", "observer", "spectators"}) and verb.lemma_ in (
        "send", "be", "attend", "participate", "take", "act", "join", "serve", "invite", "have", "dispatch",
    )  # fmt: skip


def is_hosting(verb: Token) -> bool:
    """Whether a verb says that its subject hosts, or plans to."""
    return verb.lemma_ == "host" or any(c.lemma_ == "host" and c.dep_ in ("xcomp", "conj") for c in verb.children)
