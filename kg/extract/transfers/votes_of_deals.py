"""What nouns of dealing and the verbs above them say of the sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.transfers.clauses import at_token, is_passive, subject_of
from kg.extract.transfers.party import Party
from kg.extract.transfers.refusals import OFFERS, refuses
from kg.extract.transfers.votes import DEALS, FAIR, LIKELY, OTHER, SURE, WEAK, WIN, Vote
from kg.extract.transfers.votes_of_verbs import given_to, in_relative, party_before

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.transfers.arm import Arm
    from kg.extract.transfers.frames import Trigger

# Who does these to a deal is no side of it.
_GOVERNED = frozenset(("dobj", "nsubjpass", "pobj", "prep", "dative", "attr", "xcomp", "acomp"))


_THIRD = frozenset(
    (
        "veto oppose criticise criticize condemn welcome report hail praise support say tell warn block see "
        "expect confirm"
    ).split()
)


_HAVING = frozenset("have get receive win obtain secure gain need await seek".split())
_LEAVES = frozenset("clearance licence license offer pledge grant donation gift aid loan consignment shipment".split())


_SEEING = frozenset("panic worry fear follow watch note discuss mention answer respond react comment rival".split())


def votes_of_noun(
    doc: Doc, trigger: Trigger, chain: list[Trigger], group: list[Arm], parties: list[Party]
) -> Iterator[Vote]:
    token, frame_side = trigger.token, trigger.frame.side
    side = "any" if frame_side in ("both", "none", "object") else frame_side
    for p in parties:
        named_after = p.possessive and p.modifies is not None and any(a.left <= p.modifies.i < a.end for a in group)
        if named_after and 0 <= token.i - group[-1].end < 3:
            yield Vote(p, side, LIKELY)  # "Cairo's Su-35 deal"
            continue
        if (
            p.modifies is not None
            and (p.modifies == token or (p.modifies.head == token and p.modifies.dep_ in ("compound", "amod", "nmod")))
            and not p.prep_at > token.i
        ):
            if p.possessive:
                yield Vote(p, side, LIKELY)
            else:
                yield Vote(
                    p,
                    side if side != "any" else "any",
                    FAIR if side == "supplier" else WEAK if side == "recipient" else FAIR,
                )
    awarded = any(t.token.lemma_.lower() == "award" and is_passive(t.token) for t in chain)
    for token_ in token.children:
        if token_.lower_ == "by" and not awarded:
            for p in parties:
                if p.prep_at == token_.i:
                    yield Vote(p, side, LIKELY)
    if token.lemma_.lower() == "order" and token.head.lower_ == "on":
        root = next((t for t in token.ancestors if t.dep_ == "ROOT"), token)
        acting = (p for p in at_token(parties, subject_of(root)) if p.prep is None and not p.company)
        yield from (Vote(p, "recipient", FAIR) for p in acting)
    yield from _votes_of_governor(doc, trigger, chain, parties, side)


def _votes_of_governor(
    doc: Doc, trigger: Trigger, chain: list[Trigger], parties: list[Party], side: str
) -> Iterator[Vote]:
    """Who does something with a deal: "Spain cancelled the order", "Saab won a contract", "frozen by Washington"."""
    token = trigger.token
    if token.lemma_.lower() in ("licence", "license") and token.head.lower_ == "under":
        return
    while (
        token.dep_ in ("pobj", "prep", "conj", "appos", "compound", "pcomp", "acomp")
        and token.head != token
        and token.head.pos_ not in ("VERB", "AUX")
    ):
        token = token.head
    if token.dep_ not in _GOVERNED or token.head.pos_ not in ("VERB", "AUX"):
        return
    verb = token.head
    lemma = verb.lemma_.lower()
    if lemma in _THIRD or lemma == "award":
        return
    if lemma in _SEEING and any(p.possessive and p.modifies == trigger.token for p in parties):
        return  # "sees no reason to panic over Baku's purchase"
    own = any(c.dep_ == "poss" and c.pos_ == "PRON" for c in trigger.token.children)
    if refuses(verb) and side in OTHER and trigger.token.lemma_.lower() in OFFERS and not own:
        side = OTHER[side]  # "Warsaw rejected Berlin's offer"
    if lemma in _HAVING and token.dep_ == "dobj" and trigger.token.lemma_.lower() in _LEAVES and side in OTHER:
        side = OTHER[side]  # "Manila has had American clearance for 20 jets"
    if lemma in ("send", "give", "hand") and token.dep_ == "dobj" and side in OTHER:
        # "sent Washington a request"
        yield from (Vote(p, OTHER[side], LIKELY) for p in given_to(doc, verb, parties))
    won = lemma in WIN and token.dep_ == "dobj" and trigger.token.lemma_.lower() in DEALS
    if token.dep_ == "nsubjpass" or (is_passive(verb) and token.dep_ != "dobj"):
        acting = [p for p in parties if p.prep == "by" and doc[p.prep_at].head == verb]
    else:
        subject = subject_of(verb)
        acting = [p for p in at_token(parties, subject) if p.prep in (None, "between") or in_relative(verb, subject)]
        if not acting and not any(t.token == verb for t in chain):
            near = party_before(doc, verb, parties)
            acting = [near] if near else []
    for p in acting:
        if won:
            yield Vote(p, "supplier" if p.company else side, SURE)
        elif lemma in ("approve", "clear", "authorise", "authorize", "freeze") and side != "recipient":
            yield Vote(p, "supplier", LIKELY)
        else:
            yield Vote(p, side, LIKELY if not p.guessed else FAIR)
