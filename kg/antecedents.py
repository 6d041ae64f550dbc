"""Who a pronoun or a definite noun stands for: simple, nearest-first rules, and None where they don't hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.language.titles import titles
from kg.models import Entity

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.mentions import Mention
    from kg.resolve import Entities

_PERSONAL = frozenset("he she him her his hers himself herself".split())
_NEUTER = frozenset("it its itself".split())
_COMPANY_NOUNS = frozenset("company firm manufacturer maker group shipbuilder planemaker contractor".split())
_STATE_NOUNS = frozenset("country nation kingdom state republic sultanate emirate".split())
_SUBJECT = ("nsubj", "nsubjpass", "agent")
# How many sentences back an antecedent may stand.
_REACH = 3


class Antecedents:
    """The antecedents within one article."""

    def __init__(self, entities: Entities) -> None:
        self._entities = entities

    def of(self, token: Token) -> Entity | None:
        """The entity meant, or None; `token` is a pronoun or the head of a definite noun phrase."""
        word = token.lower_
        if word in _PERSONAL:
            return self._nearest(token, lambda m: m.kind == "person")
        if word in _NEUTER:
            return self._nearest(token, lambda m: m.kind in ("organization", "country") and self._is_subject(m))
        if word in titles().offices or word in titles().ranks:
            return self._by_role(token)
        if word in _COMPANY_NOUNS:
            return self._nearest(
                token,
                lambda m: m.kind == "organization" and self._entities.owner(m).organization_type in ("company", None),
            )
        if word in _STATE_NOUNS:
            return self._nearest(token, lambda m: m.kind == "country" and self._is_subject(m))
        if word in titles().organization_heads:
            return self._nearest(
                token, lambda m: m.kind == "organization" and word in m.name.casefold().split(), reach=50
            )
        return None

    def _before(self, token: Token) -> Iterator[Mention]:
        """Mentions before the token, nearest sentence first, subjects of a sentence before its other words."""
        before = [m for m in self._entities.mentions if m.end <= token.i]
        doc = token.doc
        by_sentence: dict[int, list[Mention]] = {}
        for m in before:
            by_sentence.setdefault(doc[m.start].sent.start, []).append(m)
        for start in sorted(by_sentence, reverse=True):
            yield from sorted(by_sentence[start], key=lambda m: (not self._is_subject(m), m.start))

    def _is_subject(self, mention: Mention) -> bool:
        root = self._entities.doc[mention.start : mention.end].root
        if root.dep_ == "poss" and root.head.dep_ in _SUBJECT:
            return True
        return root.dep_ in _SUBJECT or (root.dep_ == "pobj" and root.head.dep_ == "agent")

    def _nearest(self, token: Token, fits, *, reach: int = _REACH) -> Entity | None:  # type: ignore[no-untyped-def]
        starts = [s.start for s in token.doc.sents if s.start <= token.i]
        oldest = starts[max(0, len(starts) - 1 - reach)] if starts else 0
        for mention in self._before(token):
            if mention.start < oldest:
                return None
            if fits(mention):
                return self._entities.owner(mention)
        return None

    def _by_role(self, token: Token) -> Entity | None:
        word = token.lower_
        for mention in self._before(token):
            if mention.kind != "person":
                continue
            role = (self._entities.owner(mention).role or "").casefold()
            if word in role.split() or (word in titles().ranks and word in role):
                return self._entities.owner(mention)
        return None
