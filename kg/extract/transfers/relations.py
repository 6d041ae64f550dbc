"""General claims on who arms whom: "Russia, for decades its main arms supplier", "the largest buyer of US weapons"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.transfers.clauses import at_token, subject_of
from kg.extract.transfers.parties import parties_of
from kg.extract.transfers.party import Party, same
from kg.language.grammar import child, children, is_negated
from kg.language.words import text_of, words_of
from kg.models import Evidence, SupplyRelation

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.reading import Reading

_SUPPLIERS = frozenset("supplier exporter provider seller source".split())
_BUYERS = frozenset("buyer importer customer purchaser client recipient".split())
_RANKS = frozenset(
    "main largest biggest top key principal leading chief major primary traditional sole important best".split()
)
_ARMS = frozenset("arms weapons weapon weaponry military defence defense aircraft equipment hardware".split())


def relations(reading: Reading) -> Iterator[SupplyRelation]:
    """The supply relations of an article whose two sides are both named, each once."""
    told: set[tuple[str | None, str | None]] = set()
    for relation in (*_by_name(reading), *_dependences(reading)):
        if (relation.supplier, relation.recipient) not in told:
            told.add((relation.supplier, relation.recipient))
            yield relation


def _by_name(reading: Reading) -> Iterator[SupplyRelation]:
    """ "Russia, its main arms supplier", "the largest buyer of American weapons"."""
    for i in words_of(reading.doc).with_lemma(_SUPPLIERS | _BUYERS):
        token = reading.doc[i]
        if token.pos_ not in ("NOUN", "PROPN"):
            continue
        words = {t.lower_ for t in token.subtree}
        if not words & _RANKS or not (words & _ARMS or (_plain(token) and _about_arms(reading, token.sent))):
            continue
        sides = _sides(token, parties_of(reading, token.sent), buyer=token.lemma_.lower() in _BUYERS)
        if sides:
            rank = next((t for t in token.subtree if t.lower_ in _RANKS), token)
            left = child(token, "amod", "compound") or token
            start, end = min(rank.idx, left.idx, token.idx), token.idx + len(token)
            yield _relation(reading, start, end, *sides)


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


def _relation(reading: Reading, start: int, end: int, supplier: Party, recipient: Party) -> SupplyRelation:
    """The relation of a supplier and a recipient that the code points `start` to `end` qualify."""
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


def _plain(noun: Token) -> bool:
    """Whether nothing says that a supplier is one of something else: "its main supplier", not "of gas"."""
    of = (c for prep in children(noun, "prep") if prep.lower_ == "of" for c in prep.children)
    return not children(noun, "compound") and not any(True for _ in of)


_TOPIC = re.compile(r"\b(?:[Aa]rms|[Ww]eapon(?:s|ry)|[Mm]ilitary (?:equipment|hardware))\b")


def _about_arms(reading: Reading, sent: Span) -> bool:
    """Whether a sentence, or the article's headline, speaks of arms in general."""
    return bool(_TOPIC.search(text_of(sent)) or _TOPIC.search(reading.article.text[: reading.article.body_start]))


# How much of a state's arms comes from another.
_SHARES = re.compile(
    r"\b(?:most(?:ly)?|mainly|chiefly|largely|primarily|predominantly|overwhelmingly|bulk|majority|two-thirds|"
    r"heavily|long|traditionally|(?:per ?cent|percent)|depend\w*|rel(?:y|ies|ied|iant))\b|%"
)
_LEANING = frozenset("depend rely dependent reliant come account export".split())
_BUYING = frozenset("import buy purchase acquire procure source get obtain receive".split())


def _dependences(reading: Reading) -> Iterator[SupplyRelation]:
    """ "imports most of its weapons from", "depends on", "whose arms come mostly from", "accounted for 35% of its"."""
    for i in words_of(reading.doc).with_lemma(_LEANING | _BUYING):
        verb = reading.doc[i]
        if verb.pos_ not in ("VERB", "ADJ", "NOUN") or is_negated(verb):
            continue
        if not _SHARES.search(text_of(verb.sent)) or not _about_arms(reading, verb.sent):
            continue
        parties = parties_of(reading, verb.sent)
        lemma = verb.lemma_.lower()
        subject = subject_of(verb)
        acting = _first([p for p in at_token(parties, subject) if p.state])
        suppliers: list[Party] = []
        if lemma in ("depend", "rely", "dependent", "reliant"):
            suppliers = _after(verb, parties, "on", "upon") if _for_arms(verb) else []
            if acting is None and verb.pos_ == "ADJ":
                acting = _first([p for p in at_token(parties, subject_of(verb.head)) if p.state])
        elif lemma in _BUYING and verb.pos_ == "VERB" and _general(verb):
            suppliers = _after(verb, parties, "from")
        elif lemma == "come" and subject is not None and subject.lower_ in _ARMS:
            suppliers = _after(verb, parties, "from")
            acting = _owner(subject, parties)
        elif lemma == "account" and acting is not None:
            suppliers = [acting]
            acting = _first([p for p in parties if p.possessive and p.state and p.start > verb.i])
        elif lemma == "export" and verb.pos_ == "NOUN":
            owner = next((p for p in parties if p.possessive and p.modifies == verb), None)
            to = [p for p in parties if p.prep == "to" and verb.i < p.prep_at < verb.i + 6]
            if owner is not None:
                yield from (_relation(reading, verb.idx, verb.idx + len(verb), owner, p) for p in to if p.state)
            continue
        for supplier in suppliers:
            if acting is not None and supplier.state and not same(supplier, acting):
                yield _relation(reading, verb.idx, verb.idx + len(verb), supplier, acting)


def _general(verb: Token) -> bool:
    """Whether a verb of buying has arms in general for its object, or none: "imported mostly from"."""
    objects = children(verb, "dobj")
    return not objects or any(t.lower_ in _ARMS for o in objects for t in o.subtree)


def _for_arms(verb: Token) -> bool:
    """Whether what a state depends on another for is arms, or is not told here."""
    goods = [c for prep in verb.subtree if prep.lower_ == "for" for c in prep.children]
    return not goods or any(t.lower_ in _ARMS for c in goods for t in c.subtree)


def _after(verb: Token, parties: list[Party], *prepositions: str) -> list[Party]:
    """The parties behind a verb's preposition, those joined to them included."""
    return [p for p in parties if p.prep in prepositions and 0 < p.prep_at - verb.i < 9]


def _owner(noun: Token, parties: list[Party]) -> Party | None:
    """Whose arms: "Nigeria's arms", "Algeria, whose arms"."""
    owner = _first([p for p in parties if p.possessive and p.modifies == noun and p.state])
    if owner is None and any(c.lower_ == "whose" for c in noun.children):
        clause = next((t for t in noun.ancestors if t.dep_ == "relcl"), None)
        owner = _first(at_token(parties, clause.head)) if clause is not None else None
    return owner
