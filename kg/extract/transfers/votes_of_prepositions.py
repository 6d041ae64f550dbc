"""What prepositions say of the sides: from, to, for, with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.transfers.party import Party
from kg.extract.transfers.votes import DEALS, FAIR, LIKELY, OTHER, SURE, WEAK, WIN, Vote, side_of_chain

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.transfers.frames import Trigger

_OTHERS = frozenset("rival enemy foe opponent neighbour neighbor adversary ally".split())


_CLOSING = frozenset(
    "sign conclude reach agree negotiate place make do strike hold seal ink finalise finalize land arrive".split()
)


_PLAIN = frozenset(
    ("worth valued total batch number package dozen lot set fleet squadron unit of and , year month week").split()
)


_UNDER = frozenset("arrangement programme program scheme framework".split())


def votes_of_preposition(
    doc: Doc, party: Party, chain: list[Trigger], tokens: dict[int, Trigger], weapon: set[int], parties: list[Party]
) -> Iterator[Vote]:
    prep, at = party.prep, party.prep_at
    if prep == "by" and at and doc[at - 1].lower_ in ("design", "designed", "developed") and party.company:
        yield Vote(party, "supplier", SURE + 0.3)
        return
    left = doc[at - 1] if at else None
    head = doc[at].head
    if prep == "with" and left is not None and left.lemma_.lower() in ("talk", "negotiation", "discussion"):
        side = side_of_chain(chain)
        if not party.company and any(p.company and p.prep is None and p.end <= at for p in parties):
            side = "supplier"  # "Leonardo is in talks with Malaysia"
        if side != "any":
            yield Vote(party, OTHER[side], LIKELY)
            return
    if prep == "with" and left is not None and left.lemma_.lower() in _UNDER and not party.company:
        side = side_of_chain([t for t in chain if not t.noun])
        yield Vote(party, OTHER[side] if side != "any" else "supplier", LIKELY)
        return
    attached = (
        head.i in tokens
        or head.i in weapon
        or (head.dep_ == "acl" and head.head.i in weapon and prep == "to")
        or (head.pos_ == "VERB" and any(head == t.token.head for t in chain))
    )
    near = set(range(max(at - 3, 0), at))
    anchored = left is not None and (
        (near & (weapon | tokens.keys()) and left.pos_ != "NOUN")
        or at - 1 in weapon
        or at - 1 in tokens
        or left.like_num
        or _is_kind(left)
        or any(p.prep and p is not party and p.start <= at - 1 < p.end for p in parties)
        or left.text in (")", "%")
        or left.lemma_.lower() in _PLAIN
        or left.ent_type_ in ("DATE", "MONEY", "CARDINAL")
        or left.pos_ in ("ADV", "ADJ", "PART")
        or (left.pos_ == "VERB" and left.lemma_.lower() in _CLOSING)
    )
    between = range(min(weapon | set(tokens), default=0), max(weapon | set(tokens), default=0) + 12)
    if not attached and not (anchored and at in between):
        return
    if (
        left is not None
        and left.pos_ == "NOUN"
        and at - 1 not in weapon
        and at - 1 not in tokens
        and head == left
        and left.lemma_.lower() not in _PLAIN
        and left.ent_type_ not in ("DATE", "MONEY")
        and not _is_kind(left)
    ):
        return
    won = any(
        t.noun
        and t.token.lemma_.lower() in DEALS
        and (t.token.head.lemma_.lower() in WIN or t.token.head.lemma_.lower() == "award")
        for t in chain
    )
    if prep == "from":
        if won and not party.company:
            yield Vote(party, "recipient", SURE)
        else:
            yield Vote(party, "supplier", SURE)
    elif party.modifies is not None and party.modifies.lemma_.lower() in _OTHERS:
        return  # "to Azerbaijan's rival"
    elif prep == "to":
        asked = any(t.token.lemma_.lower() in ("request", "letter", "application") for t in chain)
        if asked and not any(t.frame.side == "supplier" and t.noun for t in chain):
            yield Vote(party, "supplier", LIKELY)
        elif not party.company:
            yield Vote(party, "recipient", SURE if attached else LIKELY)
    elif prep == "for":
        if (not party.company and party.modifies is None) or (party.head is not party.token and not party.company):
            yield Vote(party, "recipient", LIKELY if attached or at - 1 in weapon else FAIR)
    elif prep in ("with", "between"):
        yield Vote(party, "supplier" if party.company else "any", LIKELY if party.company else FAIR)
    elif prep == "by":
        made = left is not None and left.lower_ in (
            "design",
            "made",
            "built",
            "produced",
            "manufactured",
            "designed",
            "developed",
            "assembled",
        )
        if made:
            yield Vote(party, "supplier", FAIR if party.company else WEAK)
        elif (left is not None and at - 1 in tokens) or head.i in tokens:
            pass  # the frame's own agent
        elif anchored:
            noun = next((t for t in chain if t.noun and t.frame.side in ("supplier", "recipient")), None)
            if noun is not None:
                yield Vote(party, noun.frame.side, FAIR)
    elif prep == "through" and party.company:
        yield Vote(party, "supplier", 0.3)
    elif prep == "of" and party.modifies is None and left is not None and at - 1 in tokens and not party.company:
        side = tokens[at - 1].frame.side
        if side in ("supplier", "recipient"):
            yield Vote(party, side, WEAK)


def _is_kind(token: Token) -> bool:
    return token.lemma_.lower() in (
        "missile",
        "jet",
        "tank",
        "aircraft",
        "fighter",
        "system",
        "vehicle",
        "helicopter",
        "launcher",
        "drone",
        "gun",
        "ship",
        "frigate",
        "submarine",
        "equipment",
        "weapon",
        "arm",
        "howitzer",
        "radar",
        "battery",
        "round",
        "shell",
        "rocket",
        "plane",
        "bomb",
        "munition",
        "rifle",
        "interceptor",
        "warship",
        "corvette",
        "hardware",
        "ammunition",
    )
