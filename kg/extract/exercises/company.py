"""Names after a preposition: with whom an exercise is held, by whom, and whose units train."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.exercises.governors import top_of, verb_with_subject
from kg.extract.exercises.holders import leads_to_exercise
from kg.extract.exercises.observers_and_hosts import is_hosting
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_COMPANY = frozenset("with between alongside among amongst involving including featuring plus besides".split())
_FEELERS = frozenset(
    (
        "tension tensions tie ties relation relations war conflict border borders talk talks agreement deal dispute "
        "clash clashes friendship trade summit meeting partnership treaty alliance relationship standoff rivalry "
        "confrontation visit row cooperation"
    ).split()
)
_HEADS_OF_STATES = frozenset("minister president leader chief government head commander premier".split())
# "a total of 1,760 personnel from A", "a pair of P-1s from B": what is counted is what takes part.
_QUANTITIES = frozenset(
    "total number pair trio handful couple dozen dozens hundreds thousands bulk majority rest".split()
)
_TRAVEL = frozenset("move fly sail run stretch travel shuttle range".split())


def _about(token: Token, anchor: set[int]) -> bool:
    words = exercise_words()
    return token.i in anchor or token.lower_ in words["heads"] or token.lower_ in words["anaphors"]


def roles_after_preposition(
    preposition: Token, top: Token, anchor: set[int], *, is_unit: bool, equipment: bool, going_on: bool
) -> tuple[str, ...]:
    """The roles of names by their preposition: "with A", "by A", "from A", "for A's navy".

    `equipment`: what stands before the preposition is flown, sailed or driven ("F-16s of A's air force").
    """
    words = exercise_words()
    word, governor = preposition.lower_, preposition.head
    if governor.lower_ in ("together", "along", "jointly") and governor.head != governor:
        governor = governor.head
    if preposition.dep_ == "conj" and governor.pos_ == "ADP":
        governor = governor.head  # "members of the Japanese forces and of the U.S. military"
    if word in ("among", "including") and anchor and governor.lower_ in words["nations"] | words["people"]:
        verb = next((t for t in governor.ancestors if t.pos_ == "VERB"), None)
        if verb is not None and verb.lemma_ in words["gather"] and _reached(verb, anchor):
            return ("participant",)  # "gathered troops from 19 countries, among them A and B"
    if word in _COMPANY:
        if word == "between" and (governor.lemma_ in _TRAVEL or governor.head.lemma_ in _TRAVEL):
            return ()
        if governor.lower_ in _FEELERS or (
            word == "with" and preposition.i and top.doc[preposition.i - 1].lower_ in _FEELERS
        ):
            return ()
        if going_on or any(_about(t, anchor) for t in [governor, *list(governor.ancestors)[:4]]):
            return ("participant",)
        if word == "with" and is_unit and anchor and governor.lemma_ not in words["reporting"]:
            return ("participant",)
        held = governor.pos_ == "VERB" and governor.lemma_ in words["hold"] | words["join"] | words["train"]
        if held or any(t.i in anchor for t in governor.subtree) or any(t.i in anchor for t in governor.children):
            return ("participant",)
        near = range(max(top.sent.start, preposition.i - 8), preposition.i)
        return ("participant",) if anchor & set(near) else ()
    if word == "by":
        if is_hosting(governor):
            return ("participant", "host")
        held = governor.pos_ in ("VERB", "AUX") and governor.lemma_ in words["hold"] | words["cancel"] | words["join"]
        return ("participant",) if _about(governor, anchor) or held else ()
    if word in ("of", "from"):
        beside = top.doc[preposition.i - 1] if preposition.i else governor
        if not _about(governor, anchor) and beside.lower_ in words["units"] | words["people"] | words["nations"]:
            governor = beside  # "brought together 2,300 personnel from A": the parser hangs "from" on the verb
        if (
            word == "of"
            and is_unit
            and governor.dep_ in ("nsubj", "nsubjpass")
            and governor.lower_ not in words["units"]
        ):
            return _unit_role(governor, anchor, going_on=going_on)  # "Gurkhas of the British Army jumped"
        if equipment and is_unit:
            return _unit_role(governor, anchor, going_on=going_on)
        if governor.lower_ in _QUANTITIES and is_unit:
            return _unit_role(governor, anchor, going_on=going_on)
        if _about(governor, anchor) or governor.lower_ in words["units"] | words["people"] | words["nations"]:
            return _unit_role(governor, anchor, going_on=going_on)
        if word == "of" and governor.lemma_ in _HEADS_OF_STATES and governor.tag_ == "NNS" and anchor:
            verb = verb_with_subject(governor)
            if verb is not None and any(t.i in anchor for t in verb.subtree):
                return _unit_role(governor, anchor, going_on=going_on)  # "the ministers of A and B announced a drill"
        if (
            governor.lemma_ == "be"
            and (going_on or anchor)
            and any(c.dep_ == "nsubj" and (c.like_num or c.lower_ in words["people"]) for c in governor.children)
        ):
            return ("participant",)  # "4,000 are from Norway"
        drawn = governor.lemma_ in ("come", "draw", "hail", "comprise", "consist", "make")
        return ("participant",) if drawn and (going_on or anchor) else ()
    if word == "for" and is_unit and _about(governor, anchor):
        return ("participant",)
    return ()


def _reached(verb: Token, anchor: set[int]) -> bool:
    """Whether the exercise is a verb's subject, or the noun that its clause hangs on."""
    return any(c.i in anchor for c in verb.children) or any(t.i in anchor for t in [*list(verb.ancestors)[:2]])


def _unit_role(governor: Token, anchor: set[int], *, going_on: bool) -> tuple[str, ...]:
    """ "troops from A": a side, unless the troops are spoken of in another role ("shadowed by ships of A")."""
    top = top_of(governor)
    if top.dep_ == "pobj" and top.head.lower_ == "by" and top.head.head.lemma_ not in exercise_words()["hold"]:
        return ()
    if top.dep_ == "pobj" and top.head.lower_ in ("against", "despite", "amid"):
        return ()
    verb = verb_with_subject(top)
    if verb is not None and not leads_to_exercise(verb, anchor, going_on=going_on, unit=True):
        return ()
    return ("participant",)
