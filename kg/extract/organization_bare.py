"""Bodies that an article calls by their kind alone, with a capital: "the Navy", "the Senate", "Army officials"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# The words that are names where they are capitalised inside a sentence.
_BODIES = frozenset(("Army", "Navy", "Marines", "Senate", "Chancellery", "Treasury"))
_LOWER = frozenset(word.lower() for word in (*_BODIES, "House"))
# "the House" is a chamber among other chambers, or beside its people and papers.
_CHAMBERS = frozenset(
    "senate congress lawmakers representatives commons lords speaker republicans democrats mps appropriators".split()
)
_OF_CHAMBER = frozenset(
    "appropriators republicans democrats speaker lawmakers leaders members bill version panel committee majority "
    "minority floor vote resolution".split()
)


def bare_bodies(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """The capital words that stand for a body alone; parts of longer names lose to those later."""
    places = words_of(doc).written(_LOWER)
    inside = {doc[i].text for i in places if not doc[i].is_sent_start}
    for i in places:
        token = doc[i]
        if token.is_sent_start and token.text not in inside:
            continue  # "Army members": any sentence begins with a capital
        if token.text not in _BODIES and (token.text != "House" or not _is_chamber(token)):
            continue
        before = doc[i - 1] if i else None
        if token.text == "Marines" and (before is None or before.lower_ != "the"):
            continue  # "soldiers and Marines"
        after = doc[i + 1] if i + 1 < len(doc) else None
        if i not in taken and not _in_longer_name(before, after):
            yield i, i + 1


def _in_longer_name(before: Token | None, after: Token | None) -> bool:
    """Whether the neighbours make it part of another name: "Salvation Army", "White House", "House of Lords"."""
    if after is not None and after.lower_ in ("of", "-") and after.text != "Of":
        return True
    if before is None or before.is_sent_end:
        return False
    if before.text in ("-", "’s", "'s"):
        return before.text == "-"
    return before.text[0].isupper() and before.pos_ == "PROPN" and before.tag_ != "POS" and before.ent_type_ == "ORG"


def _is_chamber(token: Token) -> bool:
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if after is not None and after.lower_ in _OF_CHAMBER:
        return True
    before = token.doc[token.i - 1] if token.i else None
    if before is None or before.lower_ != "the":
        return False
    return any(t.lower_ in _CHAMBERS for t in token.doc)
