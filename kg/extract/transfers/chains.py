"""Which words of a sentence govern its weapons: the chain of triggers, nearest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.transfers.arm import Arm
from kg.extract.transfers.frames import Trigger
from kg.extract.transfers.parties import FORCES
from kg.extract.transfers.party import Party

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


def chain_of(group: list[Arm], found: dict[int, Trigger], sent: Span, floor: int = -1) -> tuple[list[Trigger], bool]:
    """The triggers that govern or modify the weapons, nearest first; False if only nearness joins them.

    What stands before the token `floor`, the end of the weapons told before, may belong to those alone.
    """
    heads = {a.head for a in group}
    wholes = heads | {whole for head in heads if (whole := _counted(head)) is not None}
    inside: list[Trigger] = []
    if group[0].anaphoric:
        # "out of five ordered from Russia"
        for i in range(group[0].head.i + 1, min(group[0].head.i + 4, sent.end)):
            if i in found and not found[i].noun:
                return [found[i]], True
            if sent.doc[i].pos_ != "AUX":
                break
    for head in sorted(heads):
        for token in head.subtree:
            if token.i in found and found[token.i].noun and any(c.lower_ == "whose" for c in token.children):
                inside.append(found[token.i])  # "four helicopters, whose shipment from Russia is to start"
    for head in sorted(wholes):
        for token in head.children:
            if token.lower_ == "on":
                inside += [
                    found[t.i]
                    for t in token.children
                    if t.i in found and t.lemma_.lower() in ("order", "lease", "loan")
                ]
            if token.dep_ in ("acl", "relcl") or (token.dep_ == "amod" and token.tag_ == "VBN"):
                inside += [
                    found[t.i] for t in (token, *token.conjuncts, *token.children) if t.i in found and t.pos_ == "VERB"
                ]
                inside += _of_a_batch(token, found)
            if (token.dep_ == "appos" and token.lower_ in ("all", "both", "each", "most", "some", "none", "half")) or (
                token.dep_ == "appos" and token.like_num
            ):  # "four frigates, all of them delivered by China"
                inside += [
                    found[t.i]
                    for t in token.subtree
                    if t.i in found and t.dep_ in ("acl", "relcl") and t.i - head.i < 9
                ]
    above: list[Trigger] = [found[h.i] for h in sorted(heads)[:1] if h.i in found]  # "the Su-35 deal"
    for head in sorted(heads)[:1]:
        token, steps = head, 0
        if head.dep_ in ("nsubj", "nsubjpass") and head.head.pos_ in ("VERB", "AUX"):
            # "Six gunships are on order from Turkey"
            above += [
                found[t.i]
                for c in head.head.children
                if c.dep_ == "prep"
                for t in c.children
                if t.i in found and found[t.i].noun
            ]
        while token.head != token and steps < 9:
            below, token, steps = token, token.head, steps + 1
            if below.dep_ in ("relcl",) and token.i not in found and token.dep_ != "conj":
                # beyond the clause that the weapon stands in, another story begins
                break
            if token.lower_ == "according":
                break  # "handed over two jets, according to photos of an An-124"
            if (above or inside or below.dep_ == "conj") and _clause(below, token):
                break
            trigger = found.get(token.i)
            if trigger and below.dep_ == "nsubj" and token.tag_ in ("VBZ", "VBP") and trigger.frame.side in _TRADING:
                break  # "the howitzer sells well"
            if trigger and (_close(head, token, found) or not (trigger.frame.weak or token.lemma_ in _LOOSE)):
                above.append(trigger)
            if below.dep_ == "prep" and below.lower_ in ("for", "on", "over") and token.pos_ in ("VERB", "AUX"):
                # "placed an order with Ankara for six gunships": what the light verb does is the frame
                deals = [c for c in token.children if c.dep_ in _objects(token) and c.i < below.i]
                beside = (c for c in token.children if c.dep_ in ("prep", "advmod", "prt") and c.i < below.i)
                deals += [t for c in beside for t in c.subtree if t.dep_ == "pobj"]  # "walked away from its contract"
                above += [found[c.i] for c in deals if c.i in found and found[c.i].noun]
            if token.dep_ in ("ccomp", "advcl") and above and token.head.lemma_.lower() not in _CAUSING:
                if token.tag_ == "VB" and token.head.i in found and found[token.head.i].frame.side == "object":
                    continue  # "was cleared by Washington to buy"
                break
    if any(t.token.dep_ == "relcl" and _has_subject(t.token) for t in inside):
        above = [t for t in above if t.token.i >= floor]  # "…, while the tanks that Warsaw ordered are arriving"
    if not inside and not above and (verb := _of_which(group, found)) is not None:
        inside.append(verb)
    if not inside and all(t.frame.side == "none" for t in above):
        inside += [t for head in sorted(heads) if (t := _told_after(head, group[-1].end, found)) is not None]
    chain = _without_makers([*dict.fromkeys([*inside, *above])])
    if chain:
        chain += _deal_before(chain, found, group[0].left, sent)
        chain += _shared(chain, found)
        return [*dict.fromkeys([*chain, *_deals_of(chain, found)])], True
    verb = found.get(group[0].left - 1)
    if verb is not None and not verb.noun and not verb.frame.weak and verb.token.tag_ != "VBN":
        return [verb], True  # right behind "buy", whatever the tree makes of it
    near = [t for t in found.values() if not t.frame.weak and abs(t.token.i - group[0].head.i) < 20]
    return sorted(near, key=lambda t: abs(t.token.i - group[0].head.i))[:1], False


_MAKING = frozenset("make build produce manufacture assemble design develop".split())


def _without_makers(chain: list[Trigger]) -> list[Trigger]:
    """The chain without who built the arms, where another is told to hand them over: "sent missiles made by Thales"."""
    handing = [
        t
        for t in chain
        if not t.noun
        and t.frame.side == "supplier"
        and t.token.lemma_.lower() not in _MAKING
        and any(c.dep_ == "nsubj" for c in t.token.children)
    ]
    built = [t for t in chain if not t.noun and t.token.lemma_.lower() in _MAKING and t.token.tag_ == "VBN"]
    return [t for t in chain if t not in built] if handing else chain


def _of_which(group: list[Arm], found: dict[int, Trigger]) -> Trigger | None:
    """ "their Rafales, all 24 of which have been received": the verb of the number behind the arms."""
    for arm in group:
        if arm.number is None or arm.anaphoric or arm.number[0] < arm.head.idx:
            continue
        count = next((t for t in arm.head.sent if t.idx == arm.number[0]), None)
        trigger = (
            found.get(count.head.i) if count is not None and count.dep_ in ("nsubj", "nsubjpass", "dobj") else None
        )
        if trigger is not None and not trigger.noun:
            return trigger
    return None


def _told_after(head: Token, end: int, found: dict[int, Trigger]) -> Trigger | None:
    """The participle behind the arms' comma, whatever the tree hangs it on: "Then came the jets, bought from …"."""
    doc = head.doc
    if end + 1 >= len(doc) or doc[end].text != "," or head.i >= end:
        return None
    trigger = found.get(end + 1)
    bare = trigger is not None and not trigger.noun and trigger.token.tag_ in ("VBN", "VBD")
    return trigger if bare and trigger is not None and not _has_subject(trigger.token) else None


def _of_a_batch(clause: Token, found: dict[int, Trigger]) -> list[Trigger]:
    """ "four jets belonging to the batch acquired from Denmark": the clause on the batch."""
    return [
        found[t.i]
        for t in clause.subtree
        if t.i in found and t.dep_ in ("acl", "relcl") and t is not clause and t.head.lemma_.lower() in _COUNTERS
    ]


def _counted(head: Token) -> Token | None:
    """ "two of the five regiments it ordered": the number or counting noun that the clause may hang on."""
    if head.dep_ != "pobj" or head.head.lower_ != "of":
        return None
    whole = head.head.head
    return whole if whole.like_num or whole.lemma_.lower() in _COUNTERS else None


def _deal_before(chain: list[Trigger], found: dict[int, Trigger], left: int, sent: Span) -> list[Trigger]:
    """The deal just before the weapons that a misparse cut off: "a sale to Poland, for 400 rounds, was approved"."""
    if any(t.noun for t in chain):
        return []
    for i in range(left - 1, max(sent.start, left - 12) - 1, -1):
        token = sent.doc[i]
        if token.pos_ in ("VERB", "AUX") or token.text in ";":
            return []
        trigger = found.get(i)
        if trigger is not None and trigger.noun and not trigger.frame.of_deal:
            return [trigger]
    return []


_MOVING = frozenset(
    "exercise drill manoeuvre maneuver participate fire launch fly scramble intercept patrol deploy strike attack "
    "shoot crash take test land depart train operate sail destroy down hit sortie airshow squadron "
    "move shift redeploy relocate withdraw station host base return need lack require deserve".split()
)


def of_own_force(group: list[Arm], chain: list[Trigger], parties: list[Party]) -> bool:
    """Whether a force's own arms come or go: "the departure of the U.S. Army's battery, which arrived last year"."""
    if not chain or any(t.frame.side != "none" for t in chain):
        return False
    owners = (p for p in parties if p.possessive and p.modifies is not None and (p.head or p.token).lower_ in FORCES)
    return any(a.left <= p.modifies.i < max(a.end, a.head.i + 1) for p in owners if p.modifies for a in group)


def from_somewhere(sent: Span, group: list[Arm], parties: list[Party]) -> bool:
    """Whether arms stand with where they come from and no verb: "an arsenal of Storm Shadow missiles from Britain"."""
    if all(a.generic for a in group) or any(t.lemma_.lower() in _MOVING for t in sent):
        return False
    end = max(group[-1].head.i, group[-1].end - 1) + 1
    return any(p.prep == "from" and end <= p.prep_at <= end + 1 and not p.place for p in parties)


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") and c.lower_ not in ("that", "which", "who") for c in verb.children)


def _clause(below: Token, above: Token) -> bool:
    """Whether a clause with a subject of its own ends below a verb: another story begins above it."""
    if below.dep_ not in ("ccomp", "conj", "advcl", "parataxis", "relcl") or below.pos_ not in ("VERB", "AUX"):
        return False
    subject = next((c for c in below.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.lower_ in ("that", "which", "who"):
        return False
    return above.lemma_.lower() not in _CAUSING


def _shared(chain: list[Trigger], found: dict[int, Trigger]) -> list[Trigger]:
    """Verbs that share subject and object with one of the chain: "made under licence and handed over to the army"."""
    return [
        found[t.i]
        for trigger in chain
        if not trigger.noun
        for t in trigger.token.conjuncts
        if t.i in found
        and t.i > trigger.token.i
        and not found[t.i].noun
        and not any(c.dep_ in ("nsubj", "nsubjpass", "dobj") for c in t.children)
    ]


def _deals_of(chain: list[Trigger], found: dict[int, Trigger]) -> Iterator[Trigger]:
    """The deal that a verb makes or rests on: "signed a contract with", "under an agreement with"."""
    for trigger in chain:
        if trigger.noun:
            # "a request for 18 launchers, cleared in April": what the noun's own clause tells
            clauses = (c for c in trigger.token.children if c.dep_ in ("acl", "relcl") and c.i > trigger.token.i)
            yield from (found[c.i] for c in clauses if c.i in found and not found[c.i].noun)
            continue
        for child in trigger.token.children:
            inner = (
                [child]
                if child.dep_ in ("dobj", "nsubjpass", "nsubj")
                else [c for c in child.children if c.dep_ == "pobj"]
                if child.dep_ == "prep"
                else []
            )
            yield from (found[t.i] for t in inner if t.i in found and found[t.i].noun)


_TRADING = ("supplier", "recipient")
_RUNNING = frozenset("be continue proceed begin resume drag stall collapse advance start follow".split())


def _objects(verb: Token) -> tuple[str, ...]:
    """What a light verb is about: "talks are under way on", "an order was placed for"."""
    running = verb.lemma_.lower() in _RUNNING
    return ("dobj", "nsubjpass", "nsubj") if running else ("dobj", "nsubjpass")


# Verbs whose clause goes on telling the same story: "a letter of intent that could see Kyiv buy".
_CAUSING = frozenset("see let allow help enable make have permit".split())


# Deals on anything: they count only right above the arms ("a pact enabling their forces to share ammunition").
_LOOSE = frozenset("pact agreement".split())


_COUNTERS = frozenset(
    (
        "first last rest remainder majority most batch number dozen pair squadron couple worth handful "
        "company battery fleet some set total order half third option service hundred thousand ten score million"
    ).split()
)


def _close(head: Token, verb: Token, found: dict[int, Trigger]) -> bool:
    """Whether only counting nouns, deal words and prepositions stand between a weapon and an everyday verb."""
    token = head
    while token.head != verb and token.head != token:
        token = token.head
        if token.lower_ == "including":
            return True  # "provided $1.5bn in support, including 120 Bushmasters"
        fits = (
            token.i in found
            or token.pos_ in ("ADP", "NUM", "PART", "SCONJ", "ADV", "ADJ", "DET")
            or token.lemma_.lower() in _COUNTERS
            or (token.dep_ == "dative" and head.like_num)
        )
        if not fits and token.dep_ not in ("conj", "compound", "appos"):
            return False
    if verb.lemma_.lower() == "go" and head.i > verb.i:
        return False  # "the slot went to Ukraine, and HIMARS took its place"
    return token.dep_ not in ("nsubj", "advcl") or found[verb.i].frame.side == "none"
