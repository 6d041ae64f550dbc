"""What one sentence tells of transfers: a draft for each group of weapons that a frame governs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.arm import Arm
from kg.extract.transfers.arms import arms_of
from kg.extract.transfers.draft import Draft
from kg.extract.transfers.frames import Trigger, frames, triggers
from kg.extract.transfers.parties import parties_of
from kg.extract.transfers.party import Party, same
from kg.extract.transfers.roles import sides_of
from kg.extract.transfers.stages import Stage, stage_of
from kg.extract.transfers.unarmed import speaks_of_arms, unarmed
from kg.language.amounts import Money, find_money
from kg.language.dates import DateMention, find_dates
from kg.vocab import country_iri

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.reading import Reading

_LICENCE = frozenset("licence license licensed".split())
_AID = frozenset("donate donation gift aid grant pledge free reimburse assistance".split())


_BARE_FRAME = re.compile(r"[-–](?:supplied|donated|delivered|provided)\b|\bfrom\s+(?:the\s+)?[A-Z]")


def drafts(reading: Reading) -> Iterator[Draft]:
    """The drafts of an article in text order; those without arms give their sides to what follows (`merge`)."""
    homes = [e.country for e in reading.entities.all if e.kind == "country" and e.country]
    for number, sent in enumerate(reading.doc.sents):
        text = reading.article.text[sent.start_char : sent.end_char]
        if text.rstrip(" \n\"'”’").endswith("?"):
            continue
        found = triggers(sent)
        if not found and not _BARE_FRAME.search(text):
            continue
        groups = [g for g in arms_of(reading, sent) if not all(_bare(reading, a) for a in g)]
        if not groups and not speaks_of_arms(sent, found):
            continue
        parties = parties_of(reading, sent)
        told = list(_armed(reading, number, sent, groups, found, parties, homes))
        yield from told
        if not any(d.strong for d in told):
            for draft in unarmed(reading, number, sent, found, parties):
                _amounts(reading, draft, sent, sent.start, sent.end, homes)
                yield draft


def _armed(
    reading: Reading,
    number: int,
    sent: Span,
    groups: list[list[Arm]],
    found: dict[int, Trigger],
    parties: list[Party],
    homes: list[str],
) -> list[Draft]:
    """The drafts of a sentence's groups of weapons; a group without a frame goes with the one before it."""
    told: list[Draft] = []
    last: list[Trigger] = []
    seen: list[list[Arm]] = []
    lead = groups[0][0].left if groups else sent.end
    for group, (start, end) in zip(groups, _segments(sent, groups), strict=True):
        chain, strong = _chain(group, found, sent, seen[-1][-1].end if seen else -1)
        following = groups[len(seen) + 1] if len(seen) + 1 < len(groups) else None
        if following and following[0].anaphoric and chain and chain[0].token.i > following[0].left:
            seen.append(group)
            continue  # "14 MiG-29s, of which six were donated by …": the six are spoken of
        own = strong and chain[0].token.i > group[0].head.i and not chain[0].noun
        supplied = any(p.supplied and start <= p.start < group[0].end for p in parties)
        before = groups[len(seen) - 1] if seen else []
        if _beside(sent, group) or (not own and not supplied and _left_out(sent, group, before, start)):
            seen.append(group)
            continue
        seen.append(group)
        joint = reading.doc[start].lower_ in ("and", ",", "plus", "while")
        if not strong and last and joint and not any(start <= t.token.i < end for t in found.values()):
            chain, strong = last, True
        if not chain and _from_somewhere(sent, group, parties):
            bare = Trigger(group[0].head, frames().nouns["delivery"], True)
            chain, strong = [bare], True
        if group[0].anaphoric and group[0].whole and told and chain and told[-1].arms[-1].iri == group[0].iri:
            _whole(reading, told[-1], group, chain, parties, (start, end), lead)
            continue
        made = list(_drafts(reading, number, sent, group, chain, parties, (start, end), homes, lead, strong))
        told += made
        last = chain if strong else []
    for draft in told:
        twin = next((d for d in reversed(told) if d is not draft and d.trigger == draft.trigger), None)
        if twin is not None:
            if draft.supplier is None and twin.supplier and not same(twin.supplier, draft.recipient):
                draft.supplier = twin.supplier
            if draft.recipient is None and twin.recipient and not same(twin.recipient, draft.supplier):
                draft.recipient = twin.recipient
    return _packages(told)


def _whole(
    reading: Reading,
    draft: Draft,
    group: list[Arm],
    chain: list[Trigger],
    parties: list[Party],
    bounds: tuple[int, int],
    lead: int,
) -> None:
    """Add what "out of five ordered from Russia" says to the part told before it."""
    sides = sides_of(reading.doc, chain, group, parties, *bounds, lead)
    draft.supplier = sides.supplier or draft.supplier
    draft.recipient = draft.recipient or sides.recipient
    draft.arms[-1] = replace(group[0], mention=draft.arms[-1].mention, partial=True)
    draft.strong = True
    if draft.stage.status in ("ordered", "delivered", "delivering"):
        draft.stage = replace(draft.stage, status="delivering")


def _packages(told: list[Draft]) -> list[Draft]:
    """One package out of drafts that one frame tells of one pair: "116 K2GF – the standard … – and 64 K2PL"."""
    kept: list[Draft] = []
    for draft in told:
        home = next((d for d in kept if d.trigger == draft.trigger and _one_pair(d, draft)), None)
        if home is None:
            kept.append(draft)
        else:
            home.arms += [a for a in draft.arms if all(a.iri != b.iri for b in home.arms)]
            home.value, home.date = home.value or draft.value, home.date or draft.date
    return kept


def _one_pair(a: Draft, b: Draft) -> bool:
    pairs = ((a.supplier, b.supplier), (a.recipient, b.recipient))
    alike = all((x is None and y is None) or same(x, y) for x, y in pairs)
    sums = a.value is not None and b.value is not None and a.value.start != b.value.start
    days = a.date is not None and b.date is not None and a.date.start != b.date.start
    counted = any(x.iri == y.iri for x in a.arms for y in b.arms)
    return alike and not sums and not days and not counted and a.stage.status == b.stage.status


_PASSED_OVER = re.compile(
    r"\b(?:instead of|rather than|ahead of|in place of|replac(?:e|es|ed|ing)|to retire|retires|retiring|succeed\w*|"
    r"(?:meant|intended|designed|destined|used|use|integrat\w+) (?:for|on|by|with|aboard|in)|successors? to|against|"
    r"similar to|compatible with|integrat\w+ (?:with|on|into)|compete\w* with|beat|beating|carried by|aboard|"
    r"escorted by|fired (?:from|by)|launched (?:from|by)) (?:\S+ ){0,4}$",
    re.IGNORECASE,
)
# "expanding an agreement reached last year for 16 of the jets": the smaller deal that the told one has swallowed.
_ENLARGED = re.compile(
    r"\b(?:expand|extend|enlarg|increas|doubl|tripl|rais|topp)ing (?:up )?(?:an?|the|its|their) "
    r"(?:[^\s,;]+ ){0,2}(?:agreement|deal|contract|order|purchase) (?:[^\s,;]+ ){0,7}(?:for|of) (?:\S+ ){0,3}$"
)
_BESIDES = re.compile(r"(?:Besides|Apart from|Aside from|In addition to) (?:the|its|their|these|those) ")
_CHOSEN = frozenset("select choose pick prefer opt favour favor".split())


def _beside(sent: Span, group: list[Arm]) -> bool:
    """Whether a sentence opens with weapons told before: "Besides the Lynx, the committee approved …"."""
    lead, after = sent.doc[sent.start : group[0].left], sent.doc[group[-1].end : group[-1].end + 1]
    return len(lead) < 5 and after.text == "," and _BESIDES.fullmatch(lead.text_with_ws) is not None


def _left_out(sent: Span, group: list[Arm], before: list[Arm], start: int) -> bool:
    """Whether the weapons are those that the deal's own replace or beat, or a notice's accessories."""
    if re.match(r"(?:Also|Additionally) (?:included|on the list)\b|Included are\b", sent.text):
        return True
    if before and 0 < group[0].left - before[-1].end < 6:
        between = {t.lower_ for t in sent.doc[before[-1].end : group[0].left]}
        if between & {"for", "on", "aboard", "onto"} and not between & {",", "and", ";"}:
            return True  # "missiles for its F-16s"
    floor = before[-1].end if before else start
    lead = sent.doc[max(floor, group[0].left - 6) : group[0].left].text_with_ws
    before_it = sent.doc[max(floor, group[0].left - 14) : group[0].left].text_with_ws
    if _ENLARGED.search(before_it):
        return True
    if re.search(r"\bover (?:\S+ ){0,2}$", lead) and any(t.lemma_.lower() in _CHOSEN for t in sent):
        return True
    return bool(_PASSED_OVER.search(lead)) and not re.search(
        r"\b(?:deliver\w*|order\w*|buy\w*|bought|contract\w*)\b[^,;]*$", lead
    )


def _bare(reading: Reading, arm: Arm) -> bool:
    """ "arms" and "weapons" name no weapon."""
    return reading.entities.owner(arm.mention).label == "military equipment"


def _segments(sent: Span, groups: list[list[Arm]]) -> list[tuple[int, int]]:
    """The stretch of the sentence that belongs to each group: cut before the next one at the last joint."""
    starts = [sent.start] if groups else []
    for left, right in itertools.pairwise(groups):
        cut = max(right[0].left, left[-1].end)
        for token in reversed(sent.doc[left[-1].end : cut]):
            if token.text in (";", ",", "–", "—") or token.lower_ in ("and", "while", "but", "plus"):
                cut = token.i
                break
        starts.append(cut)
    return list(zip(starts, [*starts[1:], sent.end][: len(starts)], strict=True))


def _chain(group: list[Arm], found: dict[int, Trigger], sent: Span, floor: int = -1) -> tuple[list[Trigger], bool]:
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
            if (above or inside) and _clause(below, token):
                break
            trigger = found.get(token.i)
            if trigger and (_close(head, token, found) or not (trigger.frame.weak or token.lemma_ in _LOOSE)):
                above.append(trigger)
            if below.dep_ == "prep" and below.lower_ in ("for", "on", "over") and token.pos_ == "VERB":
                # "placed an order with Ankara for six gunships": what the light verb does is the frame
                deals = (c for c in token.children if c.dep_ in ("dobj", "nsubjpass") and c.i < below.i)
                above += [found[c.i] for c in deals if c.i in found and found[c.i].noun]
            if token.dep_ in ("ccomp", "advcl") and above and token.head.lemma_.lower() not in _CAUSING:
                break
    if any(t.token.dep_ == "relcl" and _has_subject(t.token) for t in inside):
        above = [t for t in above if t.token.i >= floor]  # "…, while the tanks that Warsaw ordered are arriving"
    if not inside and all(t.frame.side == "none" for t in above):
        inside += [t for head in sorted(heads) if (t := _told_after(head, group[-1].end, found)) is not None]
    chain = [*dict.fromkeys([*inside, *above])]
    if chain:
        chain += _deal_before(chain, found, group[0].left, sent)
        chain += _shared(chain, found)
        return [*dict.fromkeys([*chain, *_deals_of(chain, found)])], True
    verb = found.get(group[0].left - 1)
    if verb is not None and not verb.noun and not verb.frame.weak and verb.token.tag_ != "VBN":
        return [verb], True  # right behind "buy", whatever the tree makes of it
    near = [t for t in found.values() if not t.frame.weak and abs(t.token.i - group[0].head.i) < 20]
    return sorted(near, key=lambda t: abs(t.token.i - group[0].head.i))[:1], False


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
    "shoot crash take test land depart train operate sail destroy down hit sortie airshow squadron".split()
)


def _from_somewhere(sent: Span, group: list[Arm], parties: list[Party]) -> bool:
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


# Verbs whose clause goes on telling the same story: "a letter of intent that could see Kyiv buy".
_CAUSING = frozenset("see let allow help enable make have permit".split())
# Deals on anything: they count only right above the arms ("a pact enabling their forces to share ammunition").
_LOOSE = frozenset("pact agreement".split())
_COUNTERS = frozenset(
    (
        "first last rest remainder majority most batch number dozen pair squadron couple worth handful "
        "company battery fleet some set total order half third option service"
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
        )
        if not fits and token.dep_ not in ("conj", "compound", "appos"):
            return False
    return token.dep_ not in ("nsubj", "advcl") or found[verb.i].frame.side == "none"


def _drafts(
    reading: Reading,
    number: int,
    sent: Span,
    group: list[Arm],
    chain: list[Trigger],
    parties: list[Party],
    bounds: tuple[int, int],
    homes: list[str],
    lead: int,
    strong: bool,
) -> Iterator[Draft]:
    start, end = bounds
    title = sent.start_char < reading.article.body_start
    supplied = next((p for p in parties if p.supplied and any(a.left - 4 <= p.start < a.end for a in group)), None)
    if supplied is not None:
        yield _supplied(reading, number, sent, group, supplied, parties)
        return
    if not chain:
        return
    stage = stage_of(reading, sent, chain, group, start, end)
    if stage is None:
        return
    draft = Draft(number, chain[0].token, chain[0].noun, group, stage=stage, strong=strong, title=title)
    twins = _assign(reading, draft, chain, group, parties, start, end, lead)
    draft.needs_recipient = (
        all(t.frame.needs_recipient or t.frame.of_deal for t in chain) and chain[0].frame.needs_recipient
    )
    draft.needs_supplier = all(t.frame.needs_supplier for t in chain)
    draft.of_deal = all(t.frame.of_deal for t in chain)
    _amounts(reading, draft, sent, start, end, homes)
    draft.mode = _mode(draft, chain, sent, start, end)
    draft.mode_told = draft.mode is not None and (draft.mode != "sale" or any(t.frame.mode for t in chain))
    near = {t.lower_ for t in sent.doc[max(start, group[0].left - 6) : min(end, group[-1].end + 4)]}
    draft.second_hand = (
        bool(near & {"second-hand", "secondhand", "used", "refurbished", "surplus"}) or {"second", "hand"} <= near
    )
    yield draft
    for twin in twins:
        yield Draft(**{**draft.__dict__, **twin, "spans": list(draft.spans)})


def _supplied(
    reading: Reading, number: int, sent: Span, group: list[Arm], supplied: Party, parties: list[Party]
) -> Draft:
    """ "the Russian-supplied MiG-29K", "Iraq's US-supplied Abrams"."""
    token = supplied.token
    draft = Draft(number, token, False, group, supplied, stage=Stage("delivered", token), strong=True)
    draft.recipient = next((p for p in parties if p.possessive and 0 <= supplied.start - p.end < 4), None)
    word = reading.doc[supplied.end + 1]
    draft.spans = [(token.idx, word.idx + len(word), "supplier")]
    return draft


def _assign(
    reading: Reading,
    draft: Draft,
    chain: list[Trigger],
    group: list[Arm],
    parties: list[Party],
    start: int,
    end: int,
    lead: int,
) -> list[dict[str, Party | None]]:
    """Fill the sides; give back what differs in twins: further suppliers or recipients ("from Portugal and Norway")."""
    sides = sides_of(reading.doc, chain, group, parties, start, end, lead)
    if sides.supplier is None or sides.supplier.guessed:
        sides.supplier = _foreign_military_sale(reading, start, end) or sides.supplier
    draft.supplier, draft.recipient = sides.supplier, sides.recipient
    draft.weak_supplier = sides.supplier if sides.weak_supplier else None
    draft.weak_recipient = sides.recipient if sides.weak_recipient else None
    twins: list[dict[str, Party | None]] = [{"supplier": p, "weak_supplier": None} for p in sides.more_suppliers]
    return twins + [{"recipient": p, "weak_recipient": None} for p in sides.more_recipients]


def _foreign_military_sale(reading: Reading, start: int, end: int) -> Party | None:
    """The state behind a Foreign Military Sale, or a sale that Congress is told of: always the United States."""
    for token in reading.doc[start:end]:
        if token.lower_ == "foreign" and reading.doc[token.i : token.i + 3].text.lower().startswith(
            "foreign military sale"
        ):
            return Party(country_iri("USA"), "USA", token)
        if token.text in ("Congress", "DSCA") and any(
            t.lemma_ in ("notify", "notification", "inform", "certification") for t in token.sent
        ):
            return Party(country_iri("USA"), "USA", token)
    return None


def _amounts(reading: Reading, draft: Draft, sent: Span, start: int, end: int, homes: list[str]) -> None:
    text, doc = reading.article.text, reading.doc
    last = doc[end - 1]
    first_char, last_char = _clause_of(draft, start, last)
    order = [p.state for p in (draft.recipient, draft.supplier) if p and p.state] + homes
    told = find_money(text, first_char, last_char, countries=order)
    sums = [m for m in told if m.value >= 1000 and not _bracketed(text, m, told)]
    if sums:
        near = draft.arms[0].left if draft.arms else draft.trigger.i
        draft.value = min(sums, key=lambda m: (abs(m.start - doc[near].idx), m.start))
    token = draft.stage.token or draft.trigger
    found = [
        d
        for d in find_dates(text, reading.article.published, start=first_char, end=last_char)
        if not _other_date(reading, draft, d)
    ]
    if not found and token.i < start:
        found = [
            d
            for d in find_dates(text, reading.article.published, start=sent.start_char, end=first_char)
            if not _other_date(reading, draft, d)
        ]
    found = [d for d in found if not _told_then(reading, d)] or found
    draft.year = _year(reading, draft, first_char, last_char)
    if found:
        dealt = _dealt_on(reading, found, token)
        nearest = min(found, key=lambda d: abs(d.start - token.idx) + (0 if d.start > token.idx else 15))
        draft.date = dealt if dealt and draft.stage.status in ("delivered", "delivering") else nearest


_DEALT = frozenset("order buy purchase acquire contract".split())


def _dealt_on(reading: Reading, found: list[DateMention], token: Token) -> DateMention | None:
    """The day of the deal beside that of the delivery: "ordered from China in 2012, arrived in 2015"."""
    for date in found:
        tokens = _tokens(reading, date)
        verb = next((t for t in tokens.root.ancestors if t.pos_ == "VERB"), None) if tokens else None
        if verb is not None and verb != token and verb.lemma_.lower() in _DEALT and verb.tag_ == "VBN":
            return date
    return None


def _clause_of(draft: Draft, start: int, last: Token) -> tuple[int, int]:
    """Where the amounts of a draft may stand, in code points: not beyond a semicolon that parts it from others."""
    doc = last.doc
    own = [draft.trigger.i, *(i for a in draft.arms for i in (a.left, a.end - 1))]
    first, final = min(own), max(own)
    for i in range(first - 1, start - 1, -1):
        if doc[i].text == ";":
            start = i + 1
            break
    for i in range(final + 1, last.i + 1):
        if doc[i].text == ";":
            last = doc[i]
            break
    return doc[start].idx, last.idx + len(last)


def _year(reading: Reading, draft: Draft, start: int, end: int) -> int | None:
    published = reading.article.published
    told = [
        d.first.year
        for d in find_dates(reading.article.text, published, start=start, end=end)
        if d.first is not None and d.first.year
    ]
    past = [y for y in told if published is None or y <= published.year]
    if not told and published and draft.stage.status in ("considered", "requested", "approved"):
        return published.year
    return min(past, default=None)


def _bracketed(text: str, money: Money, sums: list[Money]) -> bool:
    """Whether a sum in brackets only says another in another currency: "350 billion won ($250 million)"."""
    if text[money.start - 1 : money.start] != "(":
        return False
    return any(m is not money and 0 <= money.start - 1 - m.end < 4 for m in sums)


def _tokens(reading: Reading, date: DateMention) -> Span:
    span = reading.doc.char_span(date.start, date.end, alignment_mode="expand")
    return span if span is not None else reading.doc[0:0]


_SAYING = frozenset("say tell report confirm add note stress disclose".split())


def _told_then(reading: Reading, date: DateMention) -> bool:
    """Whether a date is when something was said, not done: "…, the ministry said on Monday"."""
    tokens = _tokens(reading, date)
    if not tokens:
        return False
    verb = next((t for t in tokens.root.ancestors if t.pos_ in ("VERB", "AUX")), None)
    return verb is not None and verb.lemma_.lower() in _SAYING


def _other_date(reading: Reading, draft: Draft, date: DateMention) -> bool:
    """A date that is not the event's: to come, a limit, an age, a model year."""
    lead = reading.article.text[max(0, date.start - 14) : date.start].casefold().split()
    words = reading.article.text[date.start : date.end].casefold().split()
    last = lead[-1:] + words[:1]
    if any(a.mention.start <= t.i < a.mention.end for a in draft.arms for t in _tokens(reading, date)):
        return True  # "Atmos 2000"
    if lead[-2:-1] and lead[-2] in ("dates", "dating", "date", "dated"):
        return False
    if last[:1] == ["since"] and draft.stage.status == "ordered":
        return False  # "on order since 2021"
    possessive = reading.article.text[date.end : date.end + 2] in ("'s", "’s")
    if not possessive and any(
        w in ("by", "until", "before", "from", "since", "till", "through", "after") for w in last
    ):
        return True
    if date.first is None or date.last is not None:
        return True
    published = reading.article.published
    if published and date.first.year:
        return (date.first.year, date.first.month or 0, date.first.day or 0) > (
            published.year,
            published.month if date.first.month else 0,
            published.day if date.first.day else 0,
        )
    return False


_UNDER_DEAL = re.compile(r"\b(?:[Uu]nder (?:an?|the|this|that) (?:\S+ ){0,3}(?:deal|contract|order)|contracts?)\b")


def _mode(draft: Draft, chain: list[Trigger], sent: Span, start: int, end: int) -> str | None:
    words = {t.lemma_.lower() for t in sent.doc[start:end]}
    if words & _LICENCE and not any(t.lower_ in ("export", "exports") for t in sent):
        return "license"
    under = bool(_UNDER_DEAL.search(sent.doc[start:end].text))
    for trigger in chain:
        mode = trigger.frame.mode
        if mode == "license" and any(t.lower_ in ("export", "exports") for t in sent):
            return "sale"  # an export licence
        if mode in ("lease", "loan", "license") or (mode == "aid" and not under):
            return mode
    sold = any(t.noun and t.frame.mode == "sale" for t in chain)
    if words & _AID and not sold and not words & {"buy", "purchase", "sell"}:
        return "aid"
    modes = [t.frame.mode for t in chain if t.frame.mode]
    if modes:
        return modes[0]
    return "sale"
