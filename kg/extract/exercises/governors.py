"""What a name hangs on: the noun it modifies, the word to its left, its list, its preposition, its verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# "troops from A", "ships of A": the noun stands for the state after the preposition.
_OF = frozenset(("of", "from"))
_MODIFIERS = ("amod", "compound", "poss", "nmod")


def noun_after(doc: Doc, m: Mention) -> Token | None:
    """The noun that a name modifies: "Russian [warships]", "Canada's 4th [Division]", "U.S. Navy [ships]"."""
    token = doc[m.end - 1]
    for _ in range(4):
        if (token.dep_ in ("amod", "compound", "poss", "nmod") and token.head.i > token.i) or (
            token.dep_ == "conj" and token.head.i < m.start and token.head.dep_ in ("amod", "compound", "nmod", "poss")
        ):
            token = token.head
        else:
            break
    if token.i >= m.end and (token.pos_ in ("NOUN", "PROPN") or token.lower_ in exercise_words()["heads"]):
        return token
    following = doc[m.end] if m.end < len(doc) else None
    if m.form == "demonym" and following is not None and following.pos_ in ("NOUN", "PROPN", "ADJ"):
        for t in doc[m.end : min(len(doc), m.end + 4)]:
            if t.lower_ in exercise_words()["units"] | exercise_words()["people"] | exercise_words()["heads"]:
                return t
            if t.pos_ not in ("NOUN", "PROPN", "ADJ"):
                break
    return None


def left_of(doc: Doc, m: Mention) -> tuple[Token | None, bool]:
    """The word that governs a name from the left, past articles, numbers and "the armed forces of"."""
    words = exercise_words()
    i, unit = m.start - 1, False
    sent = doc[m.start].sent.start
    while i >= sent:
        token = doc[i]
        if token.lower_ in ("the", "both", "its", "neighbouring", "fellow", "a", "an") or token.like_num:
            i -= 1
        elif token.lower_ == "them" and i > sent and doc[i - 1].lower_ == "among":
            return doc[i - 1], False  # "Troops from 11 states, among them Togo and Benin, are"
        elif (
            token.lower_ == "from" and i - 2 > sent and doc[i - 1].text == "," and doc[i - 2].lower_ in words["people"]
        ):
            return doc[i], True
        elif token.pos_ == "ADJ" and token.tag_ != "JJR":
            i -= 1
        elif (
            token.lower_ in _OF
            and i > sent
            and doc[i - 1].lower_ in words["units"] | words["people"] | words["nations"]
        ):
            unit = True
            i -= 2
            while i > sent and (
                doc[i].lower_ in words["units"] | words["people"]
                or doc[i].lower_ in ("and", ",", "the", "some", "about", "around", "armed", "air", "special")
                or doc[i].pos_ in ("ADJ", "NUM")
                or doc[i].lower_ in words.types
            ):
                i -= 1
        else:
            break
    return (doc[i] if i >= sent else None), unit


def top_of(token: Token) -> Token:
    """The first member of the list, or the unit, that a noun stands in: "[ships] from Bulgaria and France"."""
    words = exercise_words()
    for _ in range(40):
        head = token.head
        if (
            token.dep_ in ("conj", "appos")
            and head.i < token.i
            and head.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "PRON")
        ) or (token.dep_ in _MODIFIERS and head.i > token.i and head.pos_ in ("NOUN", "PROPN")):
            token = head
        elif (
            token.dep_ == "pobj"
            and head.lower_ in _OF
            and head.head.lower_ in words["units"] | words["people"] | words["nations"]
        ) or (token.dep_ == "pobj" and head.lower_ in ("including", "like") and head.head.pos_ == "NOUN"):
            token = head.head
        else:
            break
    return token


def preposition_of(doc: Doc, left: Token | None, top: Token) -> Token | None:
    """The preposition that a name or its list stands after, or None."""
    if top.dep_ in ("nsubj", "nsubjpass") and (left is None or left.lower_ not in ("with", "between", "alongside")):
        return None  # "in 2019 Moldova took part", "around 300 Russian paratroopers are"
    if top.dep_ in ("pobj", "pcomp") and top.head.pos_ in ("ADP", "SCONJ", "VERB") and top.head.i < top.i:
        return top.head
    if left is not None and left.pos_ == "ADP" and left.lower_ not in ("as", "like"):
        return left
    if left is not None and left.lower_ in ("involving", "including", "featuring"):
        return left
    return None


def verb_with_subject(top: Token) -> Token | None:
    """The verb that a noun is the subject of, or None."""
    if top.dep_ in ("nsubj", "nsubjpass") and top.head.pos_ in ("VERB", "AUX", "NOUN"):
        # "will from 1 to 12 August hold": the parser hangs the subject on the auxiliary
        return top.head.head if top.head.dep_ == "aux" and top.head.head.pos_ == "VERB" else top.head
    return None
