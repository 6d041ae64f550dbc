"""Offers turned down: "Warsaw rejected Berlin's offer of 20 tanks", "…, but Ankara spurned the proposal"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.grammar import auxiliaries, is_negated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Span, Token

_REFUSING = frozenset("reject refuse decline spurn rebuff drop".split())
OFFERS = frozenset("offer proposal bid pitch overture request".split())
_OFFERING = OFFERS | {"propose", "request"}
_TO_COME = frozenset("will would could may might should to".split())


def refuses(verb: Token) -> bool:
    """Whether a verb turns something down: "rejected", "turned down"; not "did not reject", "may reject"."""
    lemma = verb.lemma_.lower()
    down = lemma == "turn" and any(t.lower_ == "down" for t in verb.doc[verb.i + 1 : min(verb.i + 6, verb.sent.end)])
    if verb.pos_ != "VERB" or not (lemma in _REFUSING or down) or is_negated(verb):
        return False
    return not any(a.lower_ in _TO_COME for a in auxiliaries(verb))


def refused(sent: Span, words: Iterable[Token]) -> Token | None:
    """The verb that turns down the offer that one of the words tells of; else None."""
    offers = [t for t in words if t.lemma_.lower() in _OFFERING]
    if not offers:
        return None
    for verb in sent:
        if not refuses(verb):
            continue
        objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")]
        offered = any(o in offers or o.lemma_.lower() in OFFERS for o in objects)
        if offered or (verb.lemma_.lower() != "drop" and any(o.lower_ == "it" for o in objects)):
            return verb
    return None


def refused_before(sent: Span) -> Token | None:
    """The verb that turns down "the offer" of a sentence before; else None."""
    for verb in sent:
        objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")] if refuses(verb) else ()
        if any(
            o.lemma_.lower() in OFFERS and any(c.lower_ in ("the", "that", "this") for c in o.lefts) for o in objects
        ):
            return verb
    return None
