"""What verbs say of the sides: their subjects, agents, and those given to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.transfers.clauses import at_token, is_passive, subject_of
from kg.extract.transfers.frames import frames
from kg.extract.transfers.parties import COMPANIES
from kg.extract.transfers.party import Party, same
from kg.extract.transfers.votes import FAIR, OTHER, SURE, Vote

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.transfers.frames import Trigger

_ASK = frozenset("ask request pay beg urge".split())


_GIVE = frozenset(
    (
        "give send sell supply provide donate gift lend loan grant offer deliver promise pledge hand ship "
        "equip arm furnish transfer present lease"
    ).split()
)


_MAKE = frozenset("build produce make manufacture assemble".split())


_ARRIVE = frozenset("arrive land reach come touch head fly dock enter leave go join".split())


def votes_of_verb(doc: Doc, trigger: Trigger, chain: list[Trigger], parties: list[Party]) -> Iterator[Vote]:
    verb, side = trigger.token, trigger.frame.side
    if side == "object":
        below = [t for t in chain if t is not trigger and t.frame.side in ("supplier", "recipient")]
        side = below[0].frame.side if below else "supplier"
        if below and below[0].noun and below[0].frame.status == "requested":
            side = "supplier"  # "a request cleared by Washington": who clears it is asked for the arms
    elif side in ("both", "none"):
        side = "any" if side == "both" else "none"
    passive = is_passive(verb)
    lemma = verb.lemma_.lower()
    if passive and trigger.frame.side == "object" and any(t.token.head == verb and t.token.tag_ == "VB" for t in chain):
        yield from _allowed(verb, side, parties)
        return
    subject = subject_of(verb)
    acting = [p for p in at_token(parties, subject) if p.prep in (None, "between") or in_relative(verb, subject)]
    if not acting and (named := before_relative(doc, verb, parties)) is not None:
        acting = [named]
    if passive and subject is not None and subject.head != verb and _reduced(verb):
        acting = []  # "the 24 ordered": nobody that acts stands there
    if lemma in _MAKE and _licensed(doc, verb):
        side = "recipient"
    if lemma == "sign" and any(c.lower_ == "for" and c.i < verb.i + 9 for c in verb.children) and trigger is chain[0]:
        side = "recipient"  # "signed for nine aircraft"
    if side != "any" and len({p.token for p in acting}) < len(acting):
        acting = []  # "the two countries will send": neither sends to the other
    if lemma == "award":
        # "awarded RTX a contract", "was awarded a contract by the Navy"
        if passive:
            yield from (Vote(p, "supplier", SURE) for p in acting)
            yield from (Vote(p, "recipient", SURE) for p in parties if p.prep == "by" and p.prep_at > verb.i)
        else:
            yield from (Vote(p, "recipient", FAIR) for p in acting)
            yield from (Vote(p, "supplier", SURE) for p in given_to(doc, verb, parties))
    elif lemma in _BUYING and not passive and (given := _bought_for(acting, parties)) is not None:
        yield from (Vote(p, "supplier", FAIR) for p in acting)
        yield Vote(given, "recipient", SURE)
    elif side != "none":
        own = subject is not None and subject.head == verb
        weight = SURE if own or (subject is not None and subject.i < verb.i) else FAIR
        for p in acting:
            yield Vote(p, OTHER[side] if passive else side, weight if not p.guessed else weight - 0.4)
        if not acting and not passive:
            proper = own and subject is not None and subject.pos_ == "PROPN"  # "hopes the West will give it jets"
            near = party_before(doc, verb, parties) if not proper else None
            if near:
                yield Vote(near, side, FAIR)
        for token in verb.children:
            if token.dep_ == "agent" or token.lower_ == "by":
                for p in parties:
                    if p.prep_at == token.i:
                        # "paid for by Denmark": who pays for another's arms gives them
                        yield Vote(p, "supplier" if lemma == "pay" else side, SURE)
    if lemma in ("contract", "commission", "select", "choose", "pick", "task", "tap"):
        yield from (Vote(p, "supplier", SURE) for p in given_to(doc, verb, parties) if p.company)
    if lemma == "pay" and passive:
        return
    if lemma in _GIVE:
        yield from (Vote(p, "recipient", SURE) for p in given_to(doc, verb, parties))
    elif lemma in _ASK:
        yield from (Vote(p, "supplier", SURE) for p in given_to(doc, verb, parties))
    if lemma in _ARRIVE:
        for p in parties:
            if p.start > verb.i and (
                (
                    p.prep in ("in", "at", "to", "into", "for", "on", "with")
                    and doc[p.prep_at].head in (verb, *verb.children)
                )
                or (p.token.head == verb and p.token.dep_ == "dobj" and p.token.pos_ != "ADJ")
                or _whose_fleet(doc, p)
            ):
                yield Vote(p, "recipient", FAIR)
    if side == "recipient" and lemma in ("buy", "purchase", "acquire", "order") and all(p.prep != "in" for p in acting):
        for p in parties:
            if (
                p.prep == "in"
                and p.prep_at > verb.i
                and not p.place
                and p.token.ent_type_ in ("GPE", "")
                and p.start - verb.i < 14
            ):
                yield Vote(p, "supplier", 0.6)


def before_relative(doc: Doc, verb: Token, parties: list[Party]) -> Party | None:
    """Who stands right before "which", whatever the tree hangs the clause on: "jets in Greece, which ordered 24"."""
    pronoun = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if pronoun is None or pronoun.lower_ not in ("which", "who", "that") or pronoun.i < 2:
        return None
    end = pronoun.i - (doc[pronoun.i - 1].text == ",")
    return next((p for p in parties if p.end == end and not p.possessive), None)


def before_preposed(doc: Doc, verb: Token, parties: list[Party]) -> tuple[Party, str] | None:
    """Who stands right before "from which" or "to whom", and the preposition: "Airbus, from which Spain ordered"."""
    for preposition in verb.children:
        if preposition.dep_ != "prep" or preposition.i > verb.i or preposition.lower_ not in ("from", "to"):
            continue
        if any(c.lower_ in ("which", "whom") for c in preposition.children):
            end = preposition.i - (doc[preposition.i - 1].text == ",")
            party = next((p for p in parties if p.end == end and not p.possessive), None)
            return (party, preposition.lower_) if party is not None else None
    return None


_BUYING = frozenset("buy purchase order acquire procure".split())


def _bought_for(acting: list[Party], parties: list[Party]) -> Party | None:
    """ "Germany has bought 100 tanks for Ukraine": what is bought for a state at war is given to it."""
    others = (p for p in parties if p.prep == "for" and not p.company and p.state in frames().gifts)
    return next((p for p in others if acting and not any(same(p, a) for a in acting)), None)


def _reduced(verb: Token) -> bool:
    """Whether a participle stands alone: "the 24 ordered", not "was bought", "were bought and delivered"."""
    return verb.dep_ != "conj" and not any(c.dep_ in ("auxpass", "aux") for c in verb.children)


def _allowed(verb: Token, side: str, parties: list[Party]) -> Iterator[Vote]:
    """ "Egypt was cleared by Washington to buy": the subject does it, and the other side allows it."""
    acting = at_token(parties, subject_of(verb))
    for p in acting:
        yield Vote(p, side, SURE)
    if side in OTHER and not any(p.company for p in acting):
        yield from (Vote(p, OTHER[side], SURE) for p in parties if p.prep == "by" and p.prep_at > verb.i)


def in_relative(verb: Token, subject: Token | None) -> bool:
    """Whether a verb stands in a relative clause on its subject: "after Croatia, which took delivery of"."""
    return subject is not None and any(t.dep_ == "relcl" and t.head == subject for t in (verb, *verb.ancestors))


_FLEETS = frozenset("fleet inventory arsenal rank service stock".split())


def _whose_fleet(doc: Doc, party: Party) -> bool:
    """ "the fleet of the Malian Air Force", "Mali's fleet"."""
    owned = doc[party.prep_at].head if party.prep == "of" else party.modifies if party.possessive else None
    return owned is not None and owned.lemma_.lower() in _FLEETS


def _licensed(doc: Doc, verb: Token) -> bool:
    """Whether something is made under another's licence."""
    return any(t.lemma_.lower() in ("licence", "license") for t in doc[verb.i : min(verb.i + 18, verb.sent.end)])


def given_to(doc: Doc, verb: Token, parties: list[Party]) -> Iterator[Party]:
    """Who stands right behind a verb of giving, before the gift."""
    for p in parties:
        if p.start <= verb.i or p.prep is not None or p.start - verb.i > 5:
            continue
        demonym = p.modifies is not None and not p.possessive and (p.token.tag_ == "JJ" or p.token.ent_type_ == "NORP")
        between = doc[verb.i + 1 : p.start]
        if (
            not demonym
            and all(
                t.pos_ in ("DET", "ADJ", "PROPN", "PART", "ADV", "PRON")
                or t.lower_ in COMPANIES
                or t.lower_ in ("over", "the")
                for t in between
            )
            and not (p.possessive and p.head is p.token)
        ):
            yield p
        return


def party_before(doc: Doc, verb: Token, parties: list[Party]) -> Party | None:
    """The nearest bare party before a verb in its clause, where the tree gives no subject."""
    for p in reversed([p for p in parties if p.end <= verb.i and p.start >= verb.sent.start]):
        between = doc[p.end : verb.i]
        if (
            p.prep is not None
            or p.modifies is not None
            or any(t.text in (";", "“", "”", '"') or t.lower_ in ("said", "while", "but") for t in between)
            or len(between) > 12
        ):
            return None
        return p
    return None
