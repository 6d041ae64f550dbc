"""Head nouns that speak of a military exercise, and what excludes one: "to exercise power", "a fire drill"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.editions import EDITION_WORDS, edition_of, is_other_edition
from kg.language.exercises import exercise_words
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.resolve import Entities

_TRAINING_PLACES = frozenset(
    (
        "area ground grounds centre center camp base school mission programme program session sessions course courses "
        "range aircraft facility jet jets plane planes team teams"
    ).split()
)


# Drills of fire brigades, and of navies and coast guards.
_ALSO_AT_SEA = frozenset("rescue evacuation oil".split())


def is_training(token: Token) -> bool:
    """Whether "training" is an exercise ("joint training"), not a course or a place."""
    words = exercise_words()["training_modifiers"]
    following = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
    if token.lower_ not in ("training", "trainings") or following in _TRAINING_PLACES:
        return False
    for t in reversed(list(token.doc[max(token.sent.start, token.i - 5) : token.i])):
        if t.lower_ in words:
            return True
        if t.pos_ not in ("ADJ", "NOUN", "PROPN") and t.text != "-":
            return False
    return False


def head_nouns(doc: Doc, entities: Entities, named: int | None) -> Iterator[Anchor]:
    """Head nouns that speak of a military exercise; `named`: the token where the article first names one, if it does.

    Words that only point back ("the initial version") do so to what was told before them, or in their sentence.
    """
    words = exercise_words()
    told, headed = named is not None, False
    doubles = {pair.split()[-1] for pair in words["double_heads"]}
    for i in words_of(doc).written(words["heads"] | words["anaphors"] | doubles | {"training", "trainings"}):
        token = doc[i]
        low = token.lower_
        double = bool(token.i) and f"{doc[token.i - 1].lower_} {low}" in words["double_heads"]
        is_head = low in words["heads"] or double or is_training(token)
        if not is_head:
            before = headed or (named is not None and (named < i or doc[named].sent == token.sent))
            if not before or low not in words["anaphors"] or (low == "event" and not _called_off(token)):
                continue
        edition_word = low in EDITION_WORDS and is_other_edition(token)  # the tagger takes "running" for a verb
        if not (edition_word or _noun_like(token)) or is_excluded(token):
            continue
        if is_head and not told and not double and not _military(token, entities):
            continue
        edition, ordinal = edition_of(token)
        definite = _definite(token)
        other = low in EDITION_WORDS and is_other_edition(token)
        if not is_head and edition is None and ordinal is None and not definite and not other:
            continue
        if low == "series" or (low in ("version", "running") and edition is None and not definite and not other):
            continue
        told, headed = told or is_head, headed or is_head
        definite = definite or not is_head
        yield Anchor(token.i - double, token.i + 1, edition=edition, definite=definite, ordinal=ordinal, other=other)


def _called_off(token: Token) -> bool:
    """ "In 2020 the event was cancelled": of what was told of before."""
    words, verb = exercise_words(), token.head
    return token.dep_ == "nsubjpass" and verb.lemma_ in words["cancel"] | {"postpone"} and _definite(token)


def _noun_like(token: Token) -> bool:
    """A noun by its tag, or by its determiner or preposition where the tagger errs ("their first joint exercise")."""
    if token.pos_ in ("NOUN", "PROPN"):
        return True
    before = token.doc[token.i - 1] if token.i else None
    if token.tag_ == "VBZ" and any(c.dep_ in ("poss", "det", "amod", "compound") for c in token.children):
        return True  # "Taiwan's annual Han Kuang drills will be held"
    return (
        token.pos_ in ("VERB", "ADJ")
        and before is not None
        and (
            before.pos_ in ("ADJ", "DET")
            or before.lower_ in exercise_words()["military"]
            or before.tag_ in ("NN", "NNS")
        )
        and before.lower_ not in ("to", "will", "forces", "troops", "that", "which")
        and token.tag_ != "VBG"
    ) or (token.pos_ == "VERB" and before is not None and before.lower_ == "forces" and token.tag_ in ("VB", "VBP"))


def is_excluded(token: Token) -> bool:
    """Whether a head noun is used in another sense: "to exercise power", "a fire drill", "exercise of a right"."""
    words = exercise_words()
    doc = token.doc
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if token.lower_ == "ex" and (token.text == "ex" or after is None or not after.text[0].isupper()):
        return True  # "Ex Maitree", but "ex-president", "her ex", "Ex-Muslims"
    if after is not None and after.lower_ in words["not_before"] - {"of"}:
        return True
    before = {t.lower_ for t in doc[max(0, token.i - 3) : token.i] if t.i == token.i - 1 or t.head == token}
    other = before & words["not_after"]
    joint = {t.lower_ for t in doc[max(0, token.i - 7) : token.i]} & words["training_modifiers"]
    if other and not (other <= _ALSO_AT_SEA and (joint or {t.lower_ for t in token.sent} & words["context"])):
        return True
    # "A fire drill does not start fires", but "live-fire drill"
    if token.i and doc[token.i - 1].lower_ == "fire" and (token.i < 3 or doc[token.i - 2].text != "-"):
        return True
    if (
        token.lower_ in ("exercise", "exercises", "drill")
        and token.tag_ in ("VB", "VBP", "VBZ")
        and not _noun_like(token)
    ):
        return True
    governed = [w for c in token.children if c.lower_ == "of" for w in c.children]
    return any(w.lower_ in words["not_of"] for w in governed) or (
        after is not None
        and after.lower_ in ("in", "of")
        and token.i + 2 < len(doc)
        and doc[token.i + 2].lower_ in words["not_of"]
    )


def _military(token: Token, entities: Entities) -> bool:
    """Whether a bare head is a military one: by its phrase, its sentence, or the state that holds it."""
    words = exercise_words()
    doc = token.doc
    before = doc[max(token.sent.start, token.i - 6) : token.i]
    if any(t.lower_ in words["military"] | words["military_parts"] for t in before if t.pos_ not in ("VERB", "AUX")):
        return True
    sentence = {t.lower_ for t in token.sent}
    if token.sent.end < len(doc) and any(entities.mention_at(t.i, "country") for t in token.sent):
        sentence |= {t.lower_ for t in doc[token.sent.end].sent}
    if sentence & words["context"] or {"training", "area"} <= sentence:
        return True
    verb = token.head if token.dep_ in ("dobj", "nsubj", "nsubjpass") else None
    if (
        verb is not None
        and verb.lemma_ in words["hold"] | words["cancel"] | words["begin"]
        and token.tag_ in ("NNS", "NN")
    ):
        subject = next((c for c in verb.children if c.dep_ in ("nsubj", "agent")), None)
        if subject is None:
            return False
        states = {m for t in subject.subtree if (m := entities.mention_at(t.i, "country"))}
        return bool(states) and (token.tag_ == "NNS" or token.lower_ != "exercise" or len(states) > 1)
    return False


def _definite(token: Token) -> bool:
    first = [c for c in token.children if c.dep_ in ("det", "poss") and c.i < token.i]
    of_year = [c for c in token.children if c.dep_ == "poss" and c.lower_ == "year"]
    if any(g.lower_ in ("this", "last", "next") for c in of_year for g in c.children):
        return True  # "this year's edition"
    return any(c.lower_ in ("the", "this", "these", "those", "that", "its", "their") for c in first) and not any(
        c.lower_ == "first" for c in token.children
    )
