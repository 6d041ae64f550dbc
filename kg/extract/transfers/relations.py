"""General claims on who arms whom: "Russia, for decades its main arms supplier", "the largest buyer of US weapons"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.transfers.parties import Party, at_token, parties_of, same, subject_of
from kg.language.grammar import child, children
from kg.language.words import words_of
from kg.models import Evidence, SupplyRelation

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.reading import Reading

_SUPPLIERS = frozenset("supplier exporter provider seller source".split())
_BUYERS = frozenset("buyer importer customer purchaser client recipient".split())
_RANKS = frozenset(
    "main largest biggest top key principal leading chief major primary traditional sole important".split()
)
_ARMS = frozenset("arms weapons weapon weaponry military defence defense aircraft equipment hardware".split())


def relations(reading: Reading) -> Iterator[SupplyRelation]:
    """The supply relations of an article whose two sides are both named, in text order."""
    for i in words_of(reading.doc).with_lemma(_SUPPLIERS | _BUYERS):
        token = reading.doc[i]
        if token.pos_ not in ("NOUN", "PROPN"):
            continue
        words = {t.lower_ for t in token.subtree}
        if not (words & _RANKS and words & _ARMS):
            continue
        sides = _sides(token, parties_of(reading, token.sent), buyer=token.lemma_.lower() in _BUYERS)
        if sides:
            yield _relation(reading, token, *sides, words)


def _sides(token: Token, parties: list[Party], *, buyer: bool) -> tuple[Party, Party] | None:
    """(supplier, recipient)."""
    named: Party | None = next((p for p in parties if p.possessive and p.modifies == token), None)
    for preposition in children(token, "prep"):
        for p in parties:
            if named is None and p.prep_at == preposition.i:
                named = p
            if named is None and p.modifies is not None and p.modifies.head == preposition:
                named = p
    if named is None:
        named = next(
            (
                p
                for p in parties
                if p.modifies is not None
                and (p.modifies == token or p.modifies.head == token or (p.possessive and p.modifies in token.subtree))
            ),
            None,
        )
    bearer: Party | None = None
    if token.dep_ == "appos":
        bearer = _first(at_token(parties, token.head))
    elif token.dep_ == "attr":
        bearer = _first(at_token(parties, subject_of(token.head)))
    for apposed in children(token, "appos"):
        bearer = bearer or _first(at_token(parties, apposed))
    if bearer is None:
        near = [p for p in reversed(parties) if p.end <= token.i and token.i - p.end <= 12]
        bearer = next((p for p in near if named is None or not same(p, named)), None)
    if bearer is None or named is None:
        return None
    if named.state is None or bearer.state is None or same(named, bearer):
        return None
    return (named, bearer) if buyer else (bearer, named)


def _first(parties: list[Party]) -> Party | None:
    return parties[0] if parties else None


def _relation(reading: Reading, token: Token, supplier: Party, recipient: Party, words: set[str]) -> SupplyRelation:
    rank = next((t for t in token.subtree if t.lower_ in _RANKS), token)
    left = child(token, "amod", "compound") or token
    start, end = min(rank.idx, left.idx, token.idx), token.idx + len(token)
    spans = sorted(
        [
            (supplier.token.idx, supplier.token.idx + len(supplier.token), "supplier"),
            (recipient.token.idx, recipient.token.idx + len(recipient.token), "recipient"),
            (start, end, "superlative"),
        ]
    )
    return SupplyRelation(
        rule="transfers/supply-relation",
        confidence=0.7,
        evidence=tuple(Evidence(start=a, end=b, supports=(name,)) for a, b, name in spans),
        supplier=supplier.iri,
        recipient=recipient.iri,
        superlative=reading.article.text[start:end],
    )
