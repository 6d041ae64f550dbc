"""Who supplies and who receives: every party of the sentence votes by its place, and the best pair wins.

1. subject and agent of the verbs: "Poland bought", "sold by Israel"        2. prepositions: from, to, for, with
3. the person given to: "sent Ukraine six jets", "supplied Iraq with tanks"  4. possessors and premodifiers of a deal
5. of the weapon itself: "Russian S-400s", "Boeing's Chinook"               6. where the arms arrive
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.transfers.clauses import at_token, subject_of
from kg.extract.transfers.frames import frames
from kg.extract.transfers.party import Party, same
from kg.extract.transfers.votes import FAIR, SURE, WEAK, Vote, side_of_chain
from kg.extract.transfers.votes_of_deals import votes_of_noun
from kg.extract.transfers.votes_of_prepositions import votes_of_preposition
from kg.extract.transfers.votes_of_verbs import before_preposed, before_relative, votes_of_verb
from kg.reference import reference

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.transfers.arm import Arm
    from kg.extract.transfers.frames import Trigger


@dataclass
class Sides:
    """The pair that won; further suppliers and recipients coordinated to them."""

    supplier: Party | None = None
    recipient: Party | None = None
    weak_supplier: bool = False
    weak_recipient: bool = False
    more_suppliers: list[Party] = field(default_factory=list)
    more_recipients: list[Party] = field(default_factory=list)


def sides_of(
    doc: Doc, chain: list[Trigger], group: list[Arm], parties: list[Party], start: int, end: int, lead: int
) -> Sides:
    """The supplier and recipient that a frame, its weapons and the words between `start` and `end` speak for.

    What stands before the token `lead`, the sentence's first weapon, speaks for all its weapons.
    """
    votes = list(_votes(doc, chain, group, parties, start, end, lead))
    sides = _best(votes, group)
    for name, more in (("supplier", sides.more_suppliers), ("recipient", sides.more_recipients)):
        first: Party | None = getattr(sides, name)
        other = sides.recipient if name == "supplier" else sides.supplier
        if first is None or not _shares(first, name, other):
            continue
        last = first
        for party in parties:
            joined = party.prep_at == first.prep_at if first.prep else party.prep is None and _follows(party, last)
            apart = not same(party, first) and not same(party, other) and not party.guessed
            parted = name == "supplier" and _in_parts(doc, first, party)
            if (parted or (joined and party.after)) and party.start > first.start and apart:
                more.append(party)
                last = party
    return sides


_PARTS = frozenset("half some others rest remainder".split())


def _in_parts(doc: Doc, first: Party, other: Party) -> bool:
    """ "half from Qatar and half from Oman", "12 from the one and 12 from the other"."""
    counts = [doc[p.prep_at - 1] for p in (first, other) if p.prep == "from" and p.prep_at > 0]
    return len(counts) == 2 and all(t.lower_ in _PARTS or t.like_num for t in counts)


def _shares(first: Party, name: str, other: Party | None) -> bool:
    """Whether those joined to a party by "and" are on its side: "from A and B", "donated by A and B", "A and B buy"."""
    if first.prep in ("from", "to"):
        return (first.prep == "from") == (name == "supplier")
    if first.prep == "by":
        return name == "supplier" and not first.company
    return first.prep is None and other is not None and first.modifies is None and not first.company


def _follows(party: Party, first: Party) -> bool:
    return party.modifies is None and not party.company and 0 < party.start - first.end < 4


def _votes(
    doc: Doc, chain: list[Trigger], group: list[Arm], parties: list[Party], start: int, end: int, lead: int
) -> Iterator[Vote]:
    parties = [p for p in parties if start <= p.start < end or p.start < lead]
    tokens = {t.token.i: t for t in chain}
    weapon = {i for a in group for i in range(a.left, max(a.head.i, a.end - 1) + 1)} - tokens.keys()
    for trigger in chain:
        yield from (
            votes_of_verb(doc, trigger, chain, parties)
            if not trigger.noun
            else votes_of_noun(doc, trigger, chain, group, parties)
        )
    yield from _of_owner(chain, group, parties)
    yield from _of_stock(group, parties)
    yield from (Vote(p, "supplier", FAIR) for p in parties if p.company and p.start == 0 and p.prep is None)
    yield from _of_ending(doc, chain, parties, start, end)
    outer: set[int] = set()
    for trigger in chain:
        if trigger.noun or trigger.frame.side not in ("supplier", "recipient"):
            continue
        named = before_relative(doc, trigger.token, parties)
        preposed = before_preposed(doc, trigger.token, parties)
        if preposed is not None:
            yield Vote(preposed[0], "supplier" if preposed[1] == "from" else "recipient", SURE)
        outer |= {p.start for p in (named, preposed[0] if preposed else None) if p is not None}
    owner = _whose(doc, group, parties)
    if owner is not None:
        yield Vote(owner, "recipient" if side_of_chain(chain) != "supplier" else "supplier", FAIR)
    gapped = _gapped(doc, chain, group, parties, start)
    if gapped is not None:
        yield gapped
    for party in parties:
        inside = start <= party.start < end
        if party.start in outer:
            continue  # its preposition is the outer clause's: "turned to India, which has delivered"
        if party.prep and party.prep_at >= 0:
            if start <= party.prep_at < end or (party.prep_at < lead and doc[party.prep_at].head.i in tokens):
                yield from votes_of_preposition(doc, party, chain, tokens, weapon, parties)
        elif (party.modifies is not None and party.modifies.i in weapon) or (
            inside
            and party.modifies is not None
            and party.end + 1 >= min(weapon, default=-9)
            and party.end <= max(weapon, default=-9)
            and party.start < min(weapon, default=-9)
        ):
            if party.guessed and party.possessive and all(t.frame.side == "none" for t in chain):
                yield Vote(party, "recipient", 1.0)  # "its eight jets, which arrived in 1997"
                continue
            yield Vote(party, "supplier", WEAK if not party.possessive else 1.0)
            if party.possessive:
                yield Vote(party, "recipient", 0.5)
        if party.modifies is not None and inside and party.modifies.i in weapon and party.prep:
            yield Vote(party, "supplier", WEAK)
        if (
            not group
            and party.modifies is not None
            and party.modifies.lemma_.lower() in ("weapon", "arm", "weaponry", "hardware", "equipment", "armament")
        ):
            yield Vote(party, "supplier", FAIR)


def _whose(doc: Doc, group: list[Arm], parties: list[Party]) -> Party | None:
    """ "Kuwait, whose own 28 jets were ordered from Italy": who stands before "whose"."""
    for i in range(group[0].left - 1, max(group[0].left - 4, 0), -1) if group else ():
        if doc[i].lower_ == "whose":
            end = i - (doc[i - 1].text == ",")
            return next((p for p in parties if p.end == end and not p.company), None)
    return None


def _gapped(doc: Doc, chain: list[Trigger], group: list[Arm], parties: list[Party], start: int) -> Vote | None:
    """ "Saab offers the Gripen; Dassault, the Rafale": the verb is left out, and a comma stands for it."""
    if not group or not chain or chain[0].noun or chain[0].token.i >= start:
        return None
    for party in parties:
        gap = doc[party.end : group[0].left]
        plain = all(t.text == "," or t.pos_ in ("DET", "ADJ", "PRON", "NUM") for t in gap)
        comma = 0 < len(gap) < 5 and gap[0].text == "," and plain
        bare = party.end == group[0].left and doc[party.start - 1].lower_ in ("and", ",", ";", "while")
        if party.start >= start and party.prep is None and (comma or bare):
            return (
                Vote(party, chain[0].frame.side, SURE + 1) if chain[0].frame.side in ("supplier", "recipient") else None
            )
    return None


def _of_ending(doc: Doc, chain: list[Trigger], parties: list[Party], start: int, end: int) -> Iterator[Vote]:
    """Who ends or clears a deal in a passive the tree leaves aside: "a sale, put at $1m, was frozen by lawmakers"."""
    words = frames().stage
    for party in parties:
        if party.prep == "for" and doc[party.prep_at].is_sent_start and not party.company and not party.place:
            if party.end < len(doc) and doc[party.end].text == ",":
                yield Vote(party, "recipient", FAIR)  # "For the Emirates, deliveries of 80 jets will begin in 2027"
            continue
        if party.prep != "by" or not start <= party.prep_at < end:
            continue
        verb = doc[party.prep_at].head
        if any(verb.lemma_.lower() in words[name] for name in ("cancelled", "suspended", "approved")):
            yield Vote(party, side_of_chain(chain), FAIR)
        frame = frames().verbs.get(verb.lemma_.lower()) if verb.tag_ == "VBN" else None
        if frame is not None and frame.side in ("supplier", "recipient") and not any(t.token == verb for t in chain):
            yield Vote(party, frame.side, WEAK)  # "bringing to six the number supplied by Leonardo"


_OWN = frozenset(
    (
        "fly operate field use have own run employ deploy retire lose contribute commission maintain upgrade "
        "keep replace"
    ).split()
)


_STOCKS = frozenset("arsenal fleet inventory stock".split())


def _of_stock(group: list[Arm], parties: list[Party]) -> Iterator[Vote]:
    """Whose arsenal holds the arms: "Rabat's arsenal now includes systems bought from China"."""
    for party in parties:
        stock = party.modifies if party.possessive else party.head
        if stock is None or stock.lemma_.lower() not in _STOCKS or stock.dep_ != "nsubj":
            continue
        if any(stock.head == t for a in group for t in a.head.ancestors):
            yield Vote(party, "recipient", FAIR)


def _of_owner(chain: list[Trigger], group: list[Arm], parties: list[Party]) -> Iterator[Vote]:
    """Who has the arms that a participle tells of: "Bangladesh flies eight MiG-29s purchased from Russia"."""
    for head in {a.head for a in group}:
        below = any(
            (t.token in head.subtree and t.token != head)
            or (not t.noun and t.token.tag_ == "VBN" and t.token.i > head.i)
            for t in chain
        )
        noun = head
        while noun.dep_ in ("conj", "appos", "pobj", "prep") and noun.head != noun:
            noun = noun.head
        verb = noun.head if noun.dep_ in ("dobj", "attr", "nsubjpass") else noun
        if below and verb.lemma_.lower() in _OWN:
            for p in at_token(parties, subject_of(verb)):
                if p.prep is None and not p.company:
                    yield Vote(p, "recipient", FAIR)


def _best(votes: list[Vote], group: list[Arm]) -> Sides:
    parties: list[Party] = []
    for vote in votes:
        if not any(same(vote.party, p) and vote.party.company == p.company for p in parties):
            parties.append(vote.party)
    parties.sort(key=lambda p: p.start)
    entry = reference().entries.get(group[0].iri) if group else None
    designer = entry.country if entry else None
    scores: dict[int, dict[str, float]] = {}
    for i, party in enumerate(parties):
        mine = [v for v in votes if same(v.party, party) and v.party.company == party.company]
        scores[i] = {}
        for side in ("supplier", "recipient"):
            sure = [v.weight for v in mine if v.side == side]
            open_ = [v.weight for v in mine if v.side == "any"]
            score = max(sure, default=0.0) + 0.2 * max(0, len(sure) - 1)
            if open_:
                hint = (
                    0.5
                    if side == "supplier" and (party.company or party.state == designer)
                    else 0.1
                    if side == "recipient" and i == 0
                    else 0.0
                )
                score = max(score, max(open_) * 0.75 + hint)
            if score and side == "supplier" and party.company:
                score += 0.5
            if side == "recipient" and party.company:
                score = 0.0
            scores[i][side] = score
    best, pick = 0.0, (None, None)  # type: tuple[float, tuple[int | None, int | None]]
    for s in (None, *scores):
        for r in (None, *scores):
            if (
                s is not None
                and r is not None
                and (s == r or (same(parties[s], parties[r]) and not parties[s].company))
            ):
                continue
            a = scores[s]["supplier"] if s is not None else 0.0
            b = scores[r]["recipient"] if r is not None else 0.0
            if (s is not None and a == 0) or (r is not None and b == 0):
                continue
            if a + b > best + 1e-9:
                best, pick = a + b, (s, r)
    s, r = pick
    return Sides(
        parties[s] if s is not None else None,
        parties[r] if r is not None else None,
        s is not None and scores[s]["supplier"] < 1.3,
        r is not None and scores[r]["recipient"] < 1.2,
    )
