"""Mentions of another edition that leave the noun out: "last year's was held", "the one before", "the first was"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.editions import ordinal_number
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_BEFORE = frozenset("before previous earlier preceding last".split())
_TELLS = frozenset("see bring draw feature involve gather attract".split())
_SCHEDULED = frozenset("scheduled planned due set slated meant held staged".split())
# How far back the exercise may have been named: the sentence before, or the one before that.
_REACH = 70  # tokens


def elliptical_editions(doc: Doc, spoken: list[Anchor]) -> Iterator[Anchor]:
    """Other editions of an exercise spoken of shortly before, by words that stand for the noun."""
    for anchor in spoken:
        if anchor.name is None and not anchor.definite:
            continue
        for token in doc[anchor.end : min(len(doc), anchor.end + _REACH)]:
            found = _last_years(token) or _one_before(token) or _ordinal_alone(token) or _year_alone(token)
            found = found or _predecessor(token) or _that_of(token) or _last_time(token) or _last_year_when(token)
            if found is not None:
                yield found


def _last_years(token: Token) -> Anchor | None:
    """ "Last year's were held off Zhanjiang", "had attended last year's with 150 personnel"."""
    if token.tag_ != "POS" or token.i < 2 or token.nbor(-1).lower_ != "year" or token.i + 1 >= len(token.doc):
        return None
    year, which = token.nbor(-1), token.nbor(-2).lower_
    if which not in ("last", "previous", "this"):
        return None
    alone = token.nbor().pos_ not in ("NOUN", "PROPN", "ADJ", "NUM") and not token.nbor().is_quote
    if not alone or _of_another_subject(token) or year.dep_ not in _SUBJECTS | {"dobj", "npadvmod"}:
        return None
    if which == "this":  # what it says of the year is read before it
        return Anchor(token.i, token.i + 1, definite=True)
    return Anchor(year.i - 1, token.i + 1, edition="previous", definite=True)


def _predecessor(token: Token) -> Anchor | None:
    """ "The drills end on Feb. 3. Their predecessor was held at Kharian": the edition before."""
    own = any(c.dep_ == "poss" and c.lower_ in ("its", "their") for c in token.children)
    if token.lower_ != "predecessor" or not own or token.dep_ not in _SUBJECTS or token.nbor().text == ",":
        return None  # "its predecessor, Ulchi Freedom Guardian, was called off" has a name of its own
    return Anchor(token.i, token.i + 1, edition="previous", definite=True)


def _last_time(token: Token) -> Anchor | None:
    """ "10,000 took part last time around", "mended after the last time, in 2023": but not "the last time they met"."""
    if token.lower_ != "time" or not token.i or token.nbor(-1).lower_ != "last" or token.i + 1 >= len(token.doc):
        return None
    if token.nbor().lower_ not in ("around", "round", ",", ".", "out"):
        return None
    return Anchor(token.i - 1, token.i + 1, edition="previous", definite=True)


def _last_year_when(token: Token) -> Anchor | None:
    """ "two nations more than last year, when some 4,400 troops were involved"."""
    if (
        token.lower_ != "year"
        or token.i < 2
        or token.nbor(-1).lower_ != "last"
        or token.nbor(-2).pos_ not in ("ADP", "SCONJ")
    ):
        return None
    words = exercise_words()
    clause = [t for t in token.doc[token.i + 1 : token.i + 12] if t.text != ","]
    if (
        not clause
        or clause[0].lower_ != "when"
        or not any(t.lower_ in words["people"] | words["nations"] for t in clause)
    ):
        return None
    return Anchor(token.i - 1, token.i + 1, edition="previous", definite=True)


def _of_another_subject(token: Token) -> bool:
    """ "The trade fair opens tomorrow; last year's was attended": what the sentence has as its first subject."""
    words = exercise_words()
    known = words["heads"] | words["anaphors"] | words["units"] | words["people"] | {"it", "they"}
    first = next((t for t in token.sent if t.dep_ in _SUBJECTS), None)
    return first is not None and first.i < token.i - 1 and first.lower_ not in known and first.pos_ == "NOUN"


def _one_before(token: Token) -> Anchor | None:
    """ "The one before, in 2022, was", "the previous one drew"."""
    if token.lower_ != "one":
        return None
    following = token.nbor() if token.i + 1 < len(token.doc) else token
    if token.dep_ not in _SUBJECTS | {"pobj", "dobj"} or following.tag_ == "VBG":
        return None
    before = token.doc[max(token.sent.start, token.i - 4) : token.i]
    ordinal = next((n for t in before if (n := ordinal_number(t.lower_)) is not None), None)
    near = {t.lower_ for t in token.doc[max(0, token.i - 4) : token.i + 2]}
    if "the" in near and ordinal is not None:  # "the tenth and last one took place in December 2017"
        return Anchor(token.i, token.i + 1, definite=True, ordinal=ordinal)
    if "the" not in near or not near & _BEFORE:
        return None
    return Anchor(token.i, token.i + 1, edition="previous", definite=True)


def _year_alone(token: Token) -> Anchor | None:
    """ "and 2021 saw Emirati and Israeli jets train side by side": a year as the subject."""
    if token.dep_ != "nsubj" or not re.fullmatch(r"20\d\d", token.text) or token.head.lemma_ not in _TELLS:
        return None
    return Anchor(token.i, token.i + 1, edition=token.text, definite=True)


def _that_of(token: Token) -> Anchor | None:
    """ "while that of 2020 was struck off", "the one in 2020 drew 1,600"."""
    the_one = token.lower_ == "one" and token.i and token.nbor(-1).lower_ == "the"
    if not (the_one or token.lower_ in ("that", "those")) or token.i + 2 >= len(token.doc):
        return None
    following = token.nbor()
    if the_one and following.lower_ in _SCHEDULED and token.i + 3 < len(token.doc):
        following = following.nbor()  # "the one scheduled for 2021"
    if following.lower_ not in ("of", "in", "for") or (following.lower_ != "of" and not the_one):
        return None
    year = following.nbor()
    return Anchor(token.i, year.i + 1, edition=year.text) if re.fullmatch(r"20\d\d", year.text) else None


def _ordinal_alone(token: Token) -> Anchor | None:
    """ "The first was conducted in June 2024": an ordinal as the subject of a finite verb."""
    number = ordinal_number(token.lower_)
    if number is None or token.dep_ not in _SUBJECTS or not token.i or token.nbor(-1).lower_ != "the":
        return None
    if token.i + 1 >= len(token.doc) or token.nbor().lower_ == "of":
        return None
    return Anchor(token.i, token.i + 1, definite=True, ordinal=number)
