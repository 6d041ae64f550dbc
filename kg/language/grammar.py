"""Walks over spaCy's dependency trees that several extractors need, each tolerant of the usual misparses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

# Tags of finite verbs and modals.
FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
_PHRASE_END = frozenset((",", ";", ":", "(", ")", "–", "—", "--", "“", "”", '"', "‘", "who", "which", "that", "whose"))


def children(token: Token, *deps: str) -> list[Token]:
    """The children of a token with one of these dependency labels, in text order."""
    return [child for child in token.children if child.dep_ in deps]


def child(token: Token, *deps: str) -> Token | None:
    """The first child with one of these labels, or None."""
    return next((c for c in token.children if c.dep_ in deps), None)


def subtree(token: Token, *, without: Collection[Token] = ()) -> Iterator[Token]:
    """The tokens under a token, itself included, in text order, leaving out whole branches."""
    left_out = {t.i for branch in without for t in branch.subtree}
    return (t for t in token.subtree if t.i not in left_out)


def of_phrase(noun: Token) -> list[Token]:
    """What stands after "of" under a noun: "Chile" in "the president of Chile"."""
    return [c for of in children(noun, "prep") if of.lower_ == "of" for c in children(of, "pobj")]


def edges(token: Token, *, without: Collection[Token] = ()) -> tuple[int, int]:
    """First and last token index (exclusive) of a token's subtree, whole branches left out."""
    indexes = [t.i for t in subtree(token, without=without)]
    return (indexes[0], indexes[-1] + 1) if indexes else (token.i, token.i + 1)


def conjunct_head(token: Token) -> Token:
    """The first member of a coordination that a token belongs to ("said" for "said … and added")."""
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return token


def is_negated(verb: Token) -> bool:
    """Whether a verb carries "not", "never" or "n't", or follows "nor"; "not only" does not negate."""
    for child_ in verb.children:
        if child_.dep_ == "neg" or child_.lower_ in ("never", "neither"):
            following = child_.nbor(1).lower_ if child_.i + 1 < len(child_.doc) else ""
            return following != "only"
    return verb.dep_ == "conj" and any(c.lower_ == "nor" and c.i < verb.i for c in verb.head.children)


def auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries of a verb; those of the first verb where a coordination shares them."""
    own = children(verb, "aux", "auxpass")
    if not own and verb.dep_ == "conj" and not children(verb, *SUBJECTS):
        first = conjunct_head(verb)
        if first != verb and first.pos_ in ("VERB", "AUX") and first.tag_ == verb.tag_:
            return children(first, "aux", "auxpass")
    return own


def infinitive_marker(verb: Token) -> Token | None:
    """The "to" of an infinitive, or None."""
    return next((c for c in verb.children if c.dep_ == "aux" and c.lower_ == "to"), None)


def noun_phrase(head: Token) -> tuple[int, int]:
    """Token span of a noun phrase without appositions and relative clauses: "a source at the Casa Rosada".

    It runs from the head's left edge to the first comma, bracket, quotation mark, relative pronoun or
    finite verb after the head.
    """
    start = head.i
    doc = head.doc
    left = head.left_edge.i
    while start > left and doc[start - 1].text not in _PHRASE_END:
        start -= 1
    end = head.i + 1
    limit = head.right_edge.i + 1
    while end < limit:
        token = doc[end]
        if token.text in _PHRASE_END or token.lower_ in _PHRASE_END:
            break
        if token.pos_ in ("VERB", "AUX") and token.tag_ not in ("VBN", "VBG") and token.dep_ != "amod":
            break
        if token.dep_ in ("relcl", "advcl", "parataxis", "ccomp"):
            break
        end += 1
    return start, end
