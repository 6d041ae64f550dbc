"""Who stands on which side of a transfer: subjects, agents, prepositions, possessors and premodifiers of its frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.language.grammar import child, children
from kg.vocab import country_iri

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.transfers.frames import Trigger
    from kg.models import Entity
    from kg.reading import Reading

_MADE = frozenset("made built designed origin manufactured produced developed era style".split())
_SUPPLIED = frozenset("supplied delivered donated provided sold".split())
_FORCES = frozenset(
    "navy army force forces military government ministry air marines guard police state country nation side regime "
    "authorities customer service kingdom republic island".split()
)
_COMPANIES = frozenset("company firm manufacturer maker group shipbuilder planemaker giant consortium contractor".split())


@dataclass(frozen=True)
class Party:
    """A state or company with the words that name it; `state` is the alpha-3 code behind it."""

    iri: str
    state: str | None
    token: Token
    company: bool = False
    guessed: bool = False


def party_at(reading: Reading, token: Token, *, acting: bool = True) -> Party | None:
    """The state or company that a noun stands for: by name, by its force or office, by pronoun; else None."""
    named = _named(reading, token)
    if named:
        return named
    word = token.lower_
    if token.pos_ == "PRON" or (word in _COMPANIES | _FORCES and token.pos_ in ("NOUN", "PROPN")):
        for modifier in children(token, "amod", "compound", "poss", "nmod"):
            inner = _named(reading, modifier)
            if inner and (word in _FORCES):
                return Party(inner.iri, inner.state, token)
        own = child(token, "poss")
        start = own if own is not None and own.pos_ == "PRON" and word in _FORCES else token
        entity = reading.entities.antecedent(start)
        if entity is not None and acting:
            party = _party(entity, token)
            return Party(party.iri, party.state, token, party.company, True) if party else None
        return None
    for modifier in children(token, "amod", "compound", "poss", "nmod"):
        if modifier.dep_ == "poss" and token.pos_ == "NOUN" and word not in _FORCES and word not in _OFFICES:
            continue
        inner = _named(reading, modifier)
        if inner and (word in _FORCES or word in _OFFICES):
            return Party(inner.iri, inner.state, token)
    of = child(token, "prep")
    if word in _FORCES | {"republic", "sultanate", "kingdom", "government"} and of is not None and of.lower_ == "of":
        inside = child(of, "pobj")
        return _named(reading, inside) if inside is not None else None
    return None


_OFFICES = frozenset("minister president lawmakers parliament congress officials official taxpayers".split())


def _named(reading: Reading, token: Token) -> Party | None:
    weapon = reading.entities.mention_at(token.i, "weapon")
    if weapon is not None and weapon.form == "designation":
        return None
    for kind in ("organization", "country", "person"):
        entity = reading.entities.at(token.i, kind)  # type: ignore[arg-type]
        if entity:
            found = _party(entity, token)
            if found:
                return found
    mention = reading.entities.mention_at(token.i)
    if mention and mention.form in ("capital", "seat") and mention.country:
        return Party(country_iri(mention.country), mention.country, token)
    return None


def _party(entity: Entity, token: Token) -> Party | None:
    if entity.kind == "country":
        return Party(entity.iri, entity.country, token)
    if entity.kind == "organization":
        if entity.organization_type == "company":
            return Party(entity.iri, entity.country, token, company=True)
        if entity.country:
            return Party(country_iri(entity.country), entity.country, token)
        if entity.organization_type is None:
            return Party(entity.iri, None, token, company=True)
    if entity.kind == "person" and entity.country and entity.role:
        return Party(country_iri(entity.country), entity.country, token)
    return None


def phrase_parties(reading: Reading, head: Token) -> list[Party]:
    """The parties of a noun phrase, with what is coordinated to it: "Portugal and Norway"."""
    found: list[Party] = []
    queue = [head]
    while queue:
        token = queue.pop(0)
        party = party_at(reading, token)
        if party is None:
            for apposed in children(token, "appos"):
                party = party or party_at(reading, apposed)
        if party and all(party.iri != other.iri for other in found):
            found.append(party)
        queue += children(token, "conj")
    return found


def subject_of(verb: Token) -> Token | None:
    """The noun that does what a verb says, through conjunction, infinitive and "contract to buy"; else None."""
    seen = 0
    token = verb
    while seen < 5:
        seen += 1
        own = child(token, "nsubj", "nsubjpass")
        if own is not None:
            if own.lower_ in ("which", "that", "who") and token.dep_ == "relcl":
                return token.head
            return own
        if token.dep_ in ("conj", "xcomp", "advcl", "pcomp", "prep", "dobj", "pobj", "acl", "attr") and token.head != token:
            if token.dep_ == "acl" and token.tag_ == "VBN":
                return None
            token = token.head
        else:
            return None
    return None


def is_passive(verb: Token) -> bool:
    """Whether a verb is passive: "was sold", or the participle in "jets sold to Iraq"."""
    return child(verb, "auxpass", "nsubjpass") is not None or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod") ) or (verb.tag_ == "VBN" and child(verb, "aux") is None and child(verb, "nsubj") is None and verb.dep_ != "conj")


def roles_of_trigger(reading: Reading, trigger: Trigger) -> Iterator[tuple[str, Party]]:
    """(side, party) from the trigger's own arguments, the surest first; side "any" where the frame leaves it open."""
    token, side = trigger.token, trigger.frame.side
    open_side = "any" if side in ("both", "none") else side
    other = {"supplier": "recipient", "recipient": "supplier"}.get(side, "any")
    if trigger.noun:
        for modifier in children(token, "poss", "amod", "compound", "nmod"):
            for party in phrase_parties(reading, modifier):
                if not _made(party.token):
                    yield (open_side if modifier.dep_ == "poss" or side == "supplier" else "any"), party
        yield from _roles_of_governor(reading, trigger, open_side)
        return
    passive = is_passive(token)
    subject = subject_of(token)
    if subject is not None and side != "none":
        for party in phrase_parties(reading, subject):
            yield (other if passive else open_side), party
    for given in children(token, "dative", "dobj", "iobj"):
        for party in phrase_parties(reading, given):
            if side == "supplier":
                yield "recipient", party
    agent = child(token, "agent")
    if agent is not None:
        for noun in children(agent, "pobj"):
            for party in phrase_parties(reading, noun):
                yield open_side, party


_THIRD = frozenset("veto block oppose criticise criticize condemn welcome announce report hail praise support".split())


def _roles_of_governor(reading: Reading, trigger: Trigger, side: str) -> Iterator[tuple[str, Party]]:
    """Who does something with a deal: "Spain cancelled the order", "Russia completed delivery", "frozen by Washington"."""
    token = trigger.token
    while token.dep_ in ("pobj", "prep", "conj", "appos", "compound") and token.head != token and token.head.pos_ != "VERB":
        token = token.head
    if token.dep_ not in ("dobj", "nsubjpass", "pobj", "prep"):
        return
    verb = token.head
    if verb.pos_ != "VERB" or verb.lemma_ in _THIRD:
        return
    doer = child(verb, "agent")
    if token.dep_ == "nsubjpass":
        nouns = children(doer, "pobj") if doer is not None else []
    else:
        subject = subject_of(verb)
        nouns = [subject] if subject is not None and not is_passive(verb) else []
    for noun in nouns:
        for party in phrase_parties(reading, noun):
            yield ("supplier" if verb.lemma_ in ("approve", "clear", "authorise", "authorize", "freeze") else side), party


def _made(token: Token) -> bool:
    """Whether a demonym is only part of "Russian-made"."""
    after = [t.lower_ for t in token.doc[token.i + 1 : token.i + 3]]
    return len(after) == 2 and after[0] in "-–" and after[1] in _MADE or bool(after and after[0] in _MADE)


def supplied_compound(reading: Reading, token: Token) -> Party | None:
    """The state of "Russian-supplied", at the demonym."""
    after = [t.lower_ for t in token.doc[token.i + 1 : token.i + 3]]
    return _named(reading, token) if len(after) == 2 and after[0] in "-–" and after[1] in _SUPPLIED else None


def roles_of_prepositions(reading: Reading, start: int, end: int, anchors: set[int]) -> Iterator[tuple[str, Party]]:
    """(side, party) for "from X", "to X", "for X", "with X", "between X and Y" whose head is one of the anchors."""
    sides = {"from": "supplier", "to": "recipient", "for": "recipient", "with": "any", "between": "any", "of": None, "by": None}
    for token in reading.doc[start:end]:
        side = sides.get(token.lower_)
        if side is None or token.dep_ not in ("prep", "dative", "agent", "pcomp"):
            continue
        near = token.head.i in anchors or any(i in anchors for i in range(token.i - 3, token.i))
        if not near:
            continue
        for noun in children(token, "pobj"):
            for party in phrase_parties(reading, noun):
                if not (side == "recipient" and party.company):
                    yield side, party


def origin_before(reading: Reading, head: Token, left: int) -> Party | None:
    """The state or maker that modifies a weapon's name: "Russian S-400", "Israel's Arrow 3"; not "Russian-made"."""
    for token in reading.doc[max(head.sent.start, left - 3) : head.i]:
        if token.head.i in (head.i, *(t.i for t in head.children)) and token.dep_ in ("amod", "poss", "compound", "nmod"):
            party = _named(reading, token)
            if party and not _made(token) and reading.entities.at(token.i, "person") is None:
                return party
    return None
