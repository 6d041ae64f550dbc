"""Who a pronoun or a definite noun stands for: simple, nearest-first rules, and None where they don't hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.language.grammar import children, of_phrase
from kg.language.names import gender_of
from kg.language.titles import titles
from kg.language.words import words_of
from kg.models import Entity

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.mentions import Mention
    from kg.resolve import Entities

_PERSONAL = frozenset("he she him her his hers himself herself".split())
SHE = frozenset("she her hers herself".split())
IT = frozenset("it its itself".split())
# Nouns for bodies and the types of organisation that they can mean.
_BODY_NOUNS: dict[str, tuple[str | None, ...]] = {
    **dict.fromkeys(
        "company firm manufacturer maker shipbuilder planemaker contractor shipyard yard airline carrier "
        "producer supplier conglomerate giant startup start-up developer integrator builder factory plant".split(),
        ("company", None),
    ),
    "group": ("company", None, "ngo", "armed-group"),
    **dict.fromkeys("organisation organization ngo charity watchdog campaigners".split(), ("ngo", None)),
    **dict.fromkeys("tank think-tank".split(), ("think-tank", "international-organization")),
    "alliance": ("alliance",),
    "bloc": ("alliance", "international-organization"),
    "panel": ("government-body", "parliament"),
    **dict.fromkeys("union federation association".split(), (None, "ngo")),
    **dict.fromkeys(
        "newspaper daily weekly monthly tabloid magazine paper broadcaster channel outlet portal website".split(),
        ("media",),
    ),
    "service": ("armed-force",),
}
# Nouns for somebody who was named before, whatever his office.
_PEOPLE = frozenset(
    "politician parliamentarian backbencher veteran academic historian economist activist lawyer author pilot "
    "engineer republican democrat conservative socialist liberal manager executive boss officer analyst expert "
    "researcher".split()
)
_STATE_NOUNS = frozenset("country nation kingdom state republic sultanate emirate".split())
_SUBJECT = ("nsubj", "nsubjpass", "agent")
# An office with one of these is held by somebody else now.
_OVER = frozenset("former ex elect designate ousted deposed future".split())
# Words of a title or an apposition that are read beside a name.
_TITLE = 9
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
            other = "male" if word in SHE else "female"
            return self._nearest(
                token, lambda m: m.kind == "person" and gender_of(self._entities.owner(m).label) != other
            )
        if word in IT:
            return self._nearest(token, lambda m: m.kind in ("organization", "country") and self._is_subject(m))
        if word in titles().offices or word in titles().ranks or word in titles().kinds or word in _PEOPLE:
            return self._by_role(token)
        if word in _BODY_NOUNS:
            types = _BODY_NOUNS[word]
            return self._nearest(
                token,
                lambda m: (
                    m.kind == "organization"
                    and self._entities.owner(m).organization_type in types
                    and not self._is_hearer(m)
                    and not self._is_called(m, types)
                ),
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
        words = words_of(token.doc)
        by_sentence: dict[int, list[Mention]] = {}
        for m in before:
            by_sentence.setdefault(words.sentence(m.start), []).append(m)
        for start in sorted(by_sentence, reverse=True):
            yield from sorted(by_sentence[start], key=lambda m: (not self._is_subject(m), m.start))

    def _is_subject(self, mention: Mention) -> bool:
        root = self._entities.doc[mention.start : mention.end].root
        if root.dep_ == "poss" and root.head.dep_ in _SUBJECT:
            return True
        return root.dep_ in _SUBJECT or (root.dep_ == "pobj" and root.head.dep_ == "agent")

    def _is_hearer(self, mention: Mention) -> bool:
        """Whether somebody is spoken to there: "In a statement to the Ledger, the firm said …"."""
        doc = self._entities.doc
        start = mention.start - 1 if mention.start and doc[mention.start - 1].pos_ == "DET" else mention.start
        return start > 0 and (doc[start - 1].lower_ == "to" or doc[start - 1].lemma_ == "tell")

    def _is_called(self, mention: Mention, types: tuple[str | None, ...]) -> bool:
        """Whether a noun before a name says that it is another kind of body: "the newspaper Correo del Sur"."""
        before = self._entities.doc[mention.start - 1].lower_ if mention.start else ""
        called = _BODY_NOUNS.get(before)
        return called is not None and not any(kind in types for kind in called if kind is not None)

    def _nearest(self, token: Token, fits, *, reach: int = _REACH) -> Entity | None:  # type: ignore[no-untyped-def]
        words = words_of(token.doc)
        oldest = words.sentences[max(0, words.sentence(token.i) - reach)]
        for mention in self._before(token):
            if mention.start < oldest:
                return None
            if fits(mention):
                return self._entities.owner(mention)
        return None

    def _by_role(self, token: Token) -> Entity | None:
        """The last person before whose office the noun names: "the general", "the German chancellor".

        Without one, the last person of whom the paragraph tells no office; where nobody is named before, the
        only one named later who holds it: agency reports open with "…, the defence minister said on Monday".
        """
        state = self._state_of(token)
        people = [m for m in self._before(token) if m.kind == "person" and self._is_from(m, state)]
        if state is not None:  # whose state is told goes before those of whom it is not
            people.sort(key=lambda m: self._entities.owner(m).country != state)
        for mention in people:
            if self._holds(mention, token):
                return self._entities.owner(mention)
        if token.tag_ in ("NNS", "NNPS"):
            return None
        if not any(m.kind == "person" for m in self._before(token)):
            later = [m for m in self._entities.mentions if m.start > token.i and m.kind == "person"]
            fitting = [m for m in later if self._is_from(m, state) and self._holds(m, token)]
            holders = {self._entities.owner(m).iri: self._entities.owner(m) for m in fitting}
            return next(iter(holders.values())) if len(holders) == 1 else None
        if token.lower_ not in titles().offices | titles().ranks:
            return self._nearest(
                token, lambda m: m.kind == "person" and self._is_subject(m) and self._is_from(m, state)
            )
        paragraph = words_of(token.doc).text.rfind("\n", 0, token.idx)
        for mention in people:
            if token.doc[mention.start].idx < paragraph:
                break
            if self._entities.owner(mention).role is None and self._is_subject(mention):
                return self._entities.owner(mention)
        return None

    def _holds(self, mention: Mention, noun: Token) -> bool:
        """Whether a person holds the office of a noun, by name or by kind ("the leader" for a president)."""
        word = noun.lower_
        role = (self._entities.owner(mention).role or "").casefold()
        role = role.replace("-", " ").replace("’", "'").replace("'s", "")
        words = {*role.split(), *self._words_around(mention)}
        if not titles().same_portfolio((c.lower_ for c in noun.children), words):
            return False
        asked = {c.lower_ for c in noun.children}
        if not asked & _OVER and set(role.split()) & _OVER:
            return False  # "the president" is neither the former one nor the one elected
        if word == "president" and "vice president" in role and "vice" not in asked:
            return False
        kinds = titles().kinds.get(word, frozenset())
        meant = {word, *(kind for kind in kinds if " " not in kind)}
        return bool(words & meant) or any(f" {kind} " in f" {role} " for kind in (word, *kinds) if " " in kind)

    def _words_around(self, mention: Mention) -> set[str]:
        """The title right before a name and the apposition after it, as far as the next mark or verb."""
        doc = self._entities.doc
        found: set[str] = set()
        i = mention.start - 1
        comma = False  # "the chair of the committee, Dame Jane Doe"
        while i >= 0 and mention.start - i < _TITLE:
            if doc[i].pos_ not in ("NOUN", "PROPN", "ADJ", "ADP", "DET", "PART"):
                if comma or doc[i].text != ",":
                    break
                comma = True
            found.update((doc[i].lower_, *doc[i].lower_.rstrip(".").split("-")))
            i -= 1
        i = mention.end
        if i < len(doc) and doc[i].text == ",":
            i += 1
            while i < len(doc) and i - mention.end < _TITLE and doc[i].pos_ in ("NOUN", "PROPN", "ADJ", "ADP", "DET"):
                found.add(doc[i].lower_)
                i += 1
        return found

    def _state_of(self, token: Token) -> str | None:
        """The state in a description: "the German chancellor", "Russia's foreign minister"."""
        for modifier in (*children(token, "amod", "compound", "poss", "nmod"), *of_phrase(token)):
            entity = self._entities.at(modifier.i, "country")
            if entity is not None:
                return entity.country
        return None

    def _is_from(self, mention: Mention, state: str | None) -> bool:
        country = self._entities.owner(mention).country
        return state is None or country is None or country == state
