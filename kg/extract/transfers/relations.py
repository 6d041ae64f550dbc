"""General claims on who arms whom: "Russia, for decades its main arms supplier", "the largest buyer of US weapons"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.transfers.parties import Party, party_at, phrase_parties, subject_of
from kg.language.grammar import child, children
from kg.models import Evidence, SupplyRelation

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.reading import Reading

_SUPPLIERS = frozenset("supplier exporter provider seller source".split())
_BUYERS = frozenset("buyer importer customer purchaser client recipient".split())
_RANKS = frozenset("main largest biggest top key principal leading chief major primary traditional sole important".split())
_ARMS = frozenset("arms weapons weapon weaponry military defence defense aircraft equipment hardware".split())


def relations(reading: Reading) -> Iterator[SupplyRelation]:
    """The supply relations of an article whose two sides are both named, in text order."""
    for sent in reading.doc.sents:
        for token in sent:
            lemma = token.lemma_.lower()
            if lemma not in _SUPPLIERS | _BUYERS or token.pos_ not in ("NOUN", "PROPN"):
                continue
            words = {t.lower_ for t in token.subtree}
            if not (words & _RANKS and words & _ARMS):
                continue
            sides = _sides(reading, token, buyer=lemma in _BUYERS)
            if sides:
                yield _relation(reading, token, *sides, words)


def _sides(reading: Reading, token: Token, *, buyer: bool) -> tuple[Party, Party] | None:
    """(supplier, recipient)."""
    named: Party | None = None
    for modifier in children(token, "poss"):
        named = named or party_at(reading, modifier)
    for preposition in children(token, "prep"):
        for noun in children(preposition, "pobj"):
            named = named or next(iter(phrase_parties(reading, noun)), None)
            for inner in children(noun, "amod", "compound", "poss"):
                named = named or party_at(reading, inner)
    bearer: Party | None = None
    if token.dep_ == "appos":
        bearer = party_at(reading, token.head)
    elif token.dep_ == "attr":
        subject = subject_of(token.head)
        bearer = party_at(reading, subject) if subject is not None else None
    elif token.dep_ in ("pobj", "dep", "npadvmod", "conj"):
        near = [p for t in reversed(token.doc[max(token.sent.start, token.i - 10) : token.i]) if (p := party_at(reading, t, acting=False))]
        bearer = next((p for p in near if named is None or p.state != named.state), None)
    for apposed in children(token, "appos"):
        bearer = bearer or party_at(reading, apposed)
    if named is None or bearer is None or named.state == bearer.state or named.state is None or bearer.state is None:
        return None
    return (named, bearer) if buyer else (bearer, named)


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
