"""Which words can stand in an exercise's name, and which only fill the space around it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

QUOTES = "\"“”'‘’«»"


@lru_cache(maxsize=1)
def fill_words() -> frozenset[str]:
    """Words between a name and its head noun that tell nothing else: "the annual joint naval"."""
    words = exercise_words()
    return words["fill"] | words["military"] | words["training_modifiers"]


def is_ordinary(token: Token) -> bool:
    """Whether a capital at a sentence's beginning hides an ordinary word ("Regular drills", "Naval exercises")."""
    low = token.lower_
    words = exercise_words()
    return (
        low in words["general_before"]
        or low in words["military"]
        or token.tag_ in ("JJ", "JJR", "JJS", "VBG", "VBN", "RB", "NN", "NNS", "VB")
    )


def quoted_name(doc: Doc, opening: int) -> tuple[int, int] | None:
    """The capitalised name in quotation marks that open there; None if other words stand in them."""
    for end in range(opening + 2, min(opening + 9, len(doc))):
        if doc[end].text in QUOTES:
            words = [t for t in doc[opening + 1 : end] if t.is_alpha and len(t.text) > 3]
            return (opening + 1, end) if words and all(t.text[0].isupper() for t in words) else None
    return None


def is_verb(token: Token) -> bool:
    """Whether a word between a name and a noun is a verb, and no part of a compound ("a U.S.-led drill")."""
    return token.pos_ in ("VERB", "AUX") and not (token.i and token.nbor(-1).text == "-")


def is_name_word(token: Token) -> bool:
    """Whether a capitalised word can be part of an exercise's name."""
    text = token.text
    if not text[0].isupper() or (token.pos_ in ("PRON", "DET", "CCONJ", "SCONJ", "AUX", "VERB") and not token.is_title):
        return False
    if token.is_sent_start and token.pos_ in ("DET", "PRON", "ADP", "SCONJ", "ADV", "CCONJ", "AUX", "VERB"):
        return False
    if token.lower_ in exercise_words()["military"] or token.lower_ in exercise_words()["heads"]:
        return False
    kind = token.ent_type_ if not (token.is_upper and len(token) > 4) else ""
    return kind not in ("DATE", "NORP", "TIME") and token.lower_ not in NO_NAME_WORDS


NO_NAME_WORDS = frozenset(
    (
        "our their its his her my your all any some no other what how why "
        "the a an in at of on joint held will such this these those monday tuesday wednesday thursday friday saturday "
        "sunday january february march april may june july august september october november december annual biennial "
        "nato csto sco asean eu un us uk uae"
    ).split()
)
