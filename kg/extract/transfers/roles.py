"""Who supplies and who receives: every party of the sentence votes by its place, and the best pair wins.

1. subject and agent of the verbs: "Poland bought", "sold by Israel"        2. prepositions: from, to, for, with
3. the person given to: "sent Ukraine six jets", "supplied Iraq with tanks"  4. possessors and premodifiers of a deal
5. of the weapon itself: "Russian S-400s", "Boeing's Chinook"               6. where the arms arrive
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kg.extract.transfers.frames import frames
from kg.extract.transfers.parties import COMPANIES, at_token, is_passive, subject_of
from kg.extract.transfers.party import Party, same
from kg.reference import reference

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.transfers.arm import Arm
    from kg.extract.transfers.frames import Trigger

# Whose subject wins a deal rather than places it: "Saab won an order from Thailand".
_WIN = frozenset("win receive secure land get book bag clinch obtain net scoop take announce".split())
_DEALS = frozenset("order contract deal award agreement pact".split())
_ASK = frozenset("ask request pay beg urge".split())
_GIVE = frozenset(
    (
        "give send sell supply provide donate gift lend loan grant offer deliver promise pledge hand ship "
        "equip arm furnish transfer present lease"
    ).split()
)
_MAKE = frozenset("build produce make manufacture assemble".split())
_ARRIVE = frozenset("arrive land reach come touch head fly dock enter leave go join".split())
# Who does these to a deal is no side of it.
_GOVERNED = frozenset(("dobj", "nsubjpass", "pobj", "prep", "dative", "attr", "xcomp", "acomp"))
_OTHERS = frozenset("rival enemy foe opponent neighbour neighbor adversary ally".split())
_CLOSING = frozenset(
    "sign conclude reach agree negotiate place make do strike hold seal ink finalise finalize land arrive".split()
)
_THIRD = frozenset(
    (
        "veto oppose criticise criticize condemn welcome report hail praise support say tell warn block see "
        "expect confirm"
    ).split()
)
_SEEING = frozenset("panic worry fear follow watch note discuss mention answer respond react comment rival".split())
_PLAIN = frozenset(
    ("worth valued total batch number package dozen lot set fleet squadron unit of and , year month week").split()
)
_SURE, _LIKELY, _FAIR, _WEAK = 3.0, 2.2, 1.4, 0.8


class Vote(NamedTuple):
    """One reason to see a party on a side; "any" leaves the side open."""

    party: Party
    side: str
    weight: float


@dataclass
class Sides:
    """The pair that won; further suppliers and recipients coordinated to them."""

    supplier: Party | None = None
    recipient: Party | None = None
    weak_supplier: bool = False
    weak_recipient: bool = False
    more_suppliers: list[Party] = field(default_factory=list)
    more_recipients: list[Party] = field(default_factory=list)


_OTHER = {"supplier": "recipient", "recipient": "supplier", "any": "any"}


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
        for party in parties:
            joined = party.prep_at == first.prep_at if first.prep else party.prep is None and _follows(party, first)
            apart = not same(party, first) and not same(party, other) and not party.guessed
            parted = name == "supplier" and _in_parts(doc, first, party)
            if (parted or (joined and party.after)) and party.start > first.start and apart:
                more.append(party)
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
    return first.prep is None and name == "recipient" and other is not None and first.modifies is None


def _follows(party: Party, first: Party) -> bool:
    return party.modifies is None and not party.company and 0 < party.start - first.end < 4


def side_of_chain(chain: list[Trigger]) -> str:
    """The side of whoever acts on the deal: of the nearest frame that has one."""
    for trigger in chain:
        if trigger.frame.side in ("supplier", "recipient"):
            return trigger.frame.side
    return "any"


def _votes(
    doc: Doc, chain: list[Trigger], group: list[Arm], parties: list[Party], start: int, end: int, lead: int
) -> Iterator[Vote]:
    parties = [p for p in parties if start <= p.start < end or p.start < lead]
    tokens = {t.token.i: t for t in chain}
    weapon = {i for a in group for i in range(a.left, max(a.head.i, a.end - 1) + 1)} - tokens.keys()
    for trigger in chain:
        yield from (
            _of_verb(doc, trigger, chain, parties)
            if not trigger.noun
            else _of_noun(doc, trigger, chain, group, parties)
        )
    yield from _of_owner(chain, group, parties)
    yield from (Vote(p, "supplier", _FAIR) for p in parties if p.company and p.start == 0 and p.prep is None)
    yield from _of_ending(doc, chain, parties, start, end)
    for party in parties:
        inside = start <= party.start < end
        if party.prep and party.prep_at >= 0:
            if start <= party.prep_at < end or (party.prep_at < lead and doc[party.prep_at].head.i in tokens):
                yield from _of_preposition(doc, party, chain, tokens, weapon, parties)
        elif (party.modifies is not None and party.modifies.i in weapon) or (
            inside
            and party.modifies is not None
            and party.end + 1 >= min(weapon, default=-9)
            and party.end <= max(weapon, default=-9)
            and party.start < min(weapon, default=-9)
        ):
            yield Vote(party, "supplier", _WEAK if not party.possessive else 1.0)
            if party.possessive:
                yield Vote(party, "recipient", 0.5)
        if party.modifies is not None and inside and party.modifies.i in weapon and party.prep:
            yield Vote(party, "supplier", _WEAK)
        if (
            not group
            and party.modifies is not None
            and party.modifies.lemma_.lower() in ("weapon", "arm", "weaponry", "hardware", "equipment", "armament")
        ):
            yield Vote(party, "supplier", _FAIR)


def _of_ending(doc: Doc, chain: list[Trigger], parties: list[Party], start: int, end: int) -> Iterator[Vote]:
    """Who ends or clears a deal in a passive the tree leaves aside: "a sale, put at $1m, was frozen by lawmakers"."""
    words = frames().stage
    for party in parties:
        if party.prep != "by" or not start <= party.prep_at < end:
            continue
        verb = doc[party.prep_at].head
        if any(verb.lemma_.lower() in words[name] for name in ("cancelled", "suspended", "approved")):
            yield Vote(party, side_of_chain(chain), _FAIR)


_OWN = frozenset(
    (
        "fly operate field use have own run employ deploy retire lose contribute commission maintain upgrade "
        "keep replace"
    ).split()
)


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
                    yield Vote(p, "recipient", _FAIR)


def _of_verb(doc: Doc, trigger: Trigger, chain: list[Trigger], parties: list[Party]) -> Iterator[Vote]:
    verb, side = trigger.token, trigger.frame.side
    if side == "object":
        below = [t for t in chain if t is not trigger and t.frame.side in ("supplier", "recipient")]
        side = below[0].frame.side if below else "supplier"
    elif side in ("both", "none"):
        side = "any" if side == "both" else "none"
    passive = is_passive(verb)
    lemma = verb.lemma_.lower()
    subject = subject_of(verb)
    acting = [p for p in at_token(parties, subject) if p.prep in (None, "between") or _relative(verb, subject)]
    if lemma in _MAKE and _licensed(doc, verb):
        side = "recipient"
    if lemma == "sign" and any(c.lower_ == "for" and c.i < verb.i + 9 for c in verb.children) and trigger is chain[0]:
        side = "recipient"  # "signed for nine aircraft"
    if side != "any" and len({p.token for p in acting}) < len(acting):
        acting = []  # "the two countries will send": neither sends to the other
    if lemma == "award":
        # "awarded RTX a contract", "was awarded a contract by the Navy"
        if passive:
            yield from (Vote(p, "supplier", _SURE) for p in acting)
            yield from (Vote(p, "recipient", _SURE) for p in parties if p.prep == "by" and p.prep_at > verb.i)
        else:
            yield from (Vote(p, "recipient", _FAIR) for p in acting)
            yield from (Vote(p, "supplier", _SURE) for p in _given_to(doc, verb, parties))
    elif side != "none":
        own = subject is not None and subject.head == verb
        weight = _SURE if own or (subject is not None and subject.i < verb.i) else _FAIR
        for p in acting:
            yield Vote(p, _OTHER[side] if passive else side, weight if not p.guessed else weight - 0.4)
        if not acting and not passive:
            near = _before(doc, verb, parties)
            if near:
                yield Vote(near, side, _FAIR)
        for token in verb.children:
            if token.dep_ == "agent" or token.lower_ == "by":
                for p in parties:
                    if p.prep_at == token.i:
                        # "paid for by Denmark": who pays for another's arms gives them
                        yield Vote(p, "supplier" if lemma == "pay" else side, _SURE)
    if lemma in ("contract", "commission", "select", "choose", "pick", "task", "tap"):
        yield from (Vote(p, "supplier", _SURE) for p in _given_to(doc, verb, parties) if p.company)
    if lemma == "pay" and passive:
        return
    if lemma in _GIVE:
        yield from (Vote(p, "recipient", _SURE) for p in _given_to(doc, verb, parties))
    elif lemma in _ASK:
        yield from (Vote(p, "supplier", _SURE) for p in _given_to(doc, verb, parties))
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
                yield Vote(p, "recipient", _FAIR)
    if side == "recipient" and lemma in ("buy", "purchase", "acquire", "order"):
        for p in parties:
            if (
                p.prep == "in"
                and p.prep_at > verb.i
                and not p.place
                and p.token.ent_type_ in ("GPE", "")
                and p.start - verb.i < 14
            ):
                yield Vote(p, "supplier", 0.6)


def _relative(verb: Token, subject: Token | None) -> bool:
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


def _given_to(doc: Doc, verb: Token, parties: list[Party]) -> Iterator[Party]:
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


def _before(doc: Doc, verb: Token, parties: list[Party]) -> Party | None:
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


def _of_noun(
    doc: Doc, trigger: Trigger, chain: list[Trigger], group: list[Arm], parties: list[Party]
) -> Iterator[Vote]:
    token, frame_side = trigger.token, trigger.frame.side
    side = "any" if frame_side in ("both", "none", "object") else frame_side
    for p in parties:
        named_after = p.possessive and p.modifies is not None and any(a.left <= p.modifies.i < a.end for a in group)
        if named_after and 0 <= token.i - group[-1].end < 3:
            yield Vote(p, side, _LIKELY)  # "Cairo's Su-35 deal"
            continue
        if (
            p.modifies is not None
            and (p.modifies == token or (p.modifies.head == token and p.modifies.dep_ in ("compound", "amod", "nmod")))
            and not p.prep_at > token.i
        ):
            if p.possessive:
                yield Vote(p, side, _LIKELY)
            else:
                yield Vote(
                    p,
                    side if side != "any" else "any",
                    _FAIR if side == "supplier" else _WEAK if side == "recipient" else _FAIR,
                )
    awarded = any(t.token.lemma_.lower() == "award" and is_passive(t.token) for t in chain)
    for token_ in token.children:
        if token_.lower_ == "by" and not awarded:
            for p in parties:
                if p.prep_at == token_.i:
                    yield Vote(p, side, _LIKELY)
    if token.lemma_.lower() == "order" and token.head.lower_ == "on":
        root = next((t for t in token.ancestors if t.dep_ == "ROOT"), token)
        acting = (p for p in at_token(parties, subject_of(root)) if p.prep is None and not p.company)
        yield from (Vote(p, "recipient", _FAIR) for p in acting)
    yield from _of_governor(doc, trigger, chain, parties, side)


def _of_governor(doc: Doc, trigger: Trigger, chain: list[Trigger], parties: list[Party], side: str) -> Iterator[Vote]:
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
    if lemma in ("send", "give", "hand") and token.dep_ == "dobj" and side in _OTHER:
        # "sent Washington a request"
        yield from (Vote(p, _OTHER[side], _LIKELY) for p in _given_to(doc, verb, parties))
    won = lemma in _WIN and token.dep_ == "dobj" and trigger.token.lemma_.lower() in _DEALS
    if token.dep_ == "nsubjpass" or (is_passive(verb) and token.dep_ != "dobj"):
        acting = [p for p in parties if p.prep == "by" and doc[p.prep_at].head == verb]
    else:
        subject = subject_of(verb)
        acting = [p for p in at_token(parties, subject) if p.prep in (None, "between") or _relative(verb, subject)]
        if not acting and not any(t.token == verb for t in chain):
            near = _before(doc, verb, parties)
            acting = [near] if near else []
    for p in acting:
        if won:
            yield Vote(p, "supplier" if p.company else side, _SURE)
        elif lemma in ("approve", "clear", "authorise", "authorize", "freeze") and side != "recipient":
            yield Vote(p, "supplier", _LIKELY)
        else:
            yield Vote(p, side, _LIKELY if not p.guessed else _FAIR)


def _of_preposition(
    doc: Doc, party: Party, chain: list[Trigger], tokens: dict[int, Trigger], weapon: set[int], parties: list[Party]
) -> Iterator[Vote]:
    prep, at = party.prep, party.prep_at
    if prep == "by" and at and doc[at - 1].lower_ in ("design", "designed", "developed") and party.company:
        yield Vote(party, "supplier", _SURE + 0.3)
        return
    left = doc[at - 1] if at else None
    head = doc[at].head
    if prep == "with" and left is not None and left.lemma_.lower() in ("talk", "negotiation", "discussion"):
        side = side_of_chain(chain)
        if side != "any":
            yield Vote(party, _OTHER[side], _LIKELY)
            return
    attached = (
        head.i in tokens or head.i in weapon or (head.pos_ == "VERB" and any(head == t.token.head for t in chain))
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
        and t.token.lemma_.lower() in _DEALS
        and (t.token.head.lemma_.lower() in _WIN or t.token.head.lemma_.lower() == "award")
        for t in chain
    )
    if prep == "from":
        if won and not party.company:
            yield Vote(party, "recipient", _SURE)
        else:
            yield Vote(party, "supplier", _SURE)
    elif party.modifies is not None and party.modifies.lemma_.lower() in _OTHERS:
        return  # "to Azerbaijan's rival"
    elif prep == "to":
        asked = any(t.token.lemma_.lower() in ("request", "letter", "application") for t in chain)
        if asked and not any(t.frame.side == "supplier" and t.noun for t in chain):
            yield Vote(party, "supplier", _LIKELY)
        elif not party.company:
            yield Vote(party, "recipient", _SURE if attached else _LIKELY)
    elif prep == "for":
        if (not party.company and party.modifies is None) or (party.head is not party.token and not party.company):
            yield Vote(party, "recipient", _LIKELY if attached or at - 1 in weapon else _FAIR)
    elif prep in ("with", "between"):
        yield Vote(party, "supplier" if party.company else "any", _LIKELY if party.company else _FAIR)
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
            yield Vote(party, "supplier", _FAIR if party.company else _WEAK)
        elif (left is not None and at - 1 in tokens) or head.i in tokens:
            pass  # the frame's own agent
        elif anchored:
            noun = next((t for t in chain if t.noun and t.frame.side in ("supplier", "recipient")), None)
            if noun is not None:
                yield Vote(party, noun.frame.side, _FAIR)
    elif prep == "through" and party.company:
        yield Vote(party, "supplier", 0.3)
    elif prep == "of" and party.modifies is None and left is not None and at - 1 in tokens and not party.company:
        side = tokens[at - 1].frame.side
        if side in ("supplier", "recipient"):
            yield Vote(party, side, _WEAK)


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
