"""Words that stand for arms named before: "four more", "14 of the machines", "the jets", "agreed to buy it"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.extract.transfers.arm import Arm
from kg.extract.transfers.frames import frames
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.extract.mentions import Mention
    from kg.language.amounts import Number
    from kg.reading import Reading


_DEFINITE = frozenset("the these those this that same".split())


def meant(reading: Reading, arm: Arm) -> Arm:
    """ "54 of the howitzers", "delivered the missiles": the system of that kind named before."""
    if not arm.generic:
        return arm
    doc = reading.doc
    if arm.number and _only_one(reading, arm):
        pass  # "The A330 refuels fighters. Spain ordered three aircraft"
    elif arm.number:
        between = reading.article.text[arm.number[1] : doc[arm.mention.start].idx]
        if not re.fullmatch(r"(?:\s\w+)?\s+of (?:the|these|those|its)\s+(?:\w+\s+)?", between):
            return arm
    elif arm.head.i >= arm.mention.end or not _DEFINITE & {
        t.lower_ for t in doc[arm.head.left_edge.i : arm.mention.start]
    }:
        return arm
    system = _named_before(reading, arm.left, type_=arm.mention.type)
    if (
        system is None
        or system.type != arm.mention.type
        or (not arm.number and not _still_spoken_of(reading, arm, system))
    ):
        return arm
    return replace(arm, mention=system, iri=reading.entities.owner(system).iri, anaphoric=True)


_WIDE = frozenset("aircraft vehicle ship vessel boat warship jet plane helicopter missile tank howitzer drone".split())


def _only_one(reading: Reading, arm: Arm) -> bool:
    """Whether a counted noun that says little stands after the only system of its category, named in the article."""
    if arm.mention.name not in _WIDE:
        return False
    named = [
        m
        for m in reading.entities.mentions
        if m.kind == "weapon" and m.form == "designation" and m.type == arm.mention.type
    ]
    before = [m for m in named if m.end <= arm.left]
    close = bool(before) and reading.doc[arm.left].idx - reading.doc[before[-1].start].idx < 600
    return close and not any(_other_system(reading, m, before[-1]) for m in named)


def _other_system(reading: Reading, one: Mention, two: Mention) -> bool:
    """Whether two names are of two systems: of two entries, and neither in the other ("C-390", "KC-390")."""
    if reading.entities.owner(one).iri == reading.entities.owner(two).iri:
        return False
    a, b = (re.sub(r"[^a-z0-9]", "", m.name.casefold()) for m in (one, two))
    return a not in b and b not in a


def _still_spoken_of(reading: Reading, arm: Arm, system: Mention) -> bool:
    """Whether a system was named just before a definite noun, or is the article's only one of its category.

    "The Israeli missile" is of a system from Israel.
    """
    lefts = reading.doc[arm.head.left_edge.i : arm.mention.start]
    homes = {m.country for t in lefts if (m := reading.entities.mention_at(t.i, "country"))}
    if homes and system.country not in homes:
        return False
    named = (m for m in reading.entities.mentions if m.kind == "weapon" and m.form == "designation")
    others = (m for m in named if m.type == system.type and m.end <= arm.left and _other_system(reading, m, system))
    return reading.doc[arm.left].idx - reading.doc[system.start].idx < 300 or not any(others)


# What nouns that stand for named arms can be, by the categories of the reference data.
_CATEGORIES = {
    noun: category
    for category, nouns in {
        "aircraft": "jets aircraft planes airframes helicopters choppers drones fighters trainers transports",
        "armoured-vehicles": "tanks vehicles carriers",
        "artillery": "guns howitzers",
        "missiles": "missiles interceptors",
        "ships": "ships boats vessels warships submarines frigates destroyers",
    }.items()
    for noun in nouns.split()
}
THINGS = frozenset([*_CATEGORIES, *"machines systems launchers type kind units batteries rounds shells".split()])
"""Nouns that stand for arms, or close a weapon's name."""
_THINGS = "|".join(sorted(THINGS, key=lambda noun: (-len(noun), noun)))
_PARTITIVE = re.compile(
    rf"\s+(?:(?:more|others|additional)\b(?=\s+(?:by|from|to|for|in|are|were|will|have|had|should|"
    rf"would|on|of the same|arrived|followed|delivered|ordered|bought|came|since|under|before|after|"
    rf"with|during|and|but|worth|at)\b|[,.;])|"
    rf"of (?:them|these|those|the(?:se)? (?:\w+ )?(?P<kind>{_THINGS})|the same)\b|on order\b|"
    r"(?:batteries|squadrons|regiments|units|launchers|systems|examples|copies|airframes|machines|regiments)\s+"
    r"(?:(?:for|in|under|worth|from|at|last|by)\b|of the (?:\S+ ){0,4}(?:variant|version|type|model|system)\b)|"
    rf"(?:(?:{_THINGS}) )?"
    r"(?:purchased|ordered|bought|acquired|leased|pledged|promised|donated|sold|contracted|requested)\b)"
)
_BOUGHT = re.compile(r"\b(?:ordered|bought|acquired|purchased|received|procured|[Aa]nother)\s+$")
_ALONE = re.compile(r"\s*[,.;]|\s+(?:in|for|from|this|last|by|under)\b")
_ANOTHER = re.compile(r"\b[Aa]nother\s+$")


def partitives(reading: Reading, sent: Span, numbers: list[Number], found: list[Arm]) -> Iterator[Arm]:
    """Numbers that stand for arms named before: "four more by Belarus", "14 of the machines", "signed for 212"."""
    text = reading.article.text
    alone = all(a.generic or a.anaphoric for a in found)
    for number in numbers:
        if (
            any(a.number == (number.start, number.end) for a in found)
            or number.value != number.value.to_integral_value()
        ):
            continue
        span = reading.doc.char_span(number.start, number.end, alignment_mode="expand")
        if span is None:
            continue
        parted = _PARTITIVE.match(text, number.end)
        thing: Token | None = None
        lead = text[max(sent.start_char, number.start - 12) : number.start]
        if not (
            parted
            or re.search(r"\bof wh(?:ich|om)\s+$", lead)
            or (_BOUGHT.search(lead) and _ALONE.match(text, number.end) and not is_year(number))
            or _another(text, number)
            or (
                number.value > 1
                and not is_year(number)
                and (_is_traded(span.root) if alone else _is_claimed(span.root) or _is_bought(span.root, found))
            )
            or (thing := _counted_thing(reading, span.root, found)) is not None
        ):
            continue
        kind = thing.lower_ if thing is not None else parted["kind"] if parted else None
        antecedent = _named_before(reading, span.start, type_=_CATEGORIES.get(kind or ""))
        if _only_optional(text, sent, number):
            continue
        if antecedent is None or (
            reading.doc[antecedent.start].sent.start < sent.start
            and reading.doc[sent.start].idx - reading.doc[antecedent.start].idx > 600
        ):
            continue
        yield Arm(
            antecedent,
            reading.entities.owner(antecedent).iri,
            thing if thing is not None else span.root,
            span.start,
            int(number.value),
            number.qualifier,
            (number.start, number.end),
            anaphoric=True,
            whole=bool(re.search(r"\bof(?: the| its)?\s+$", lead)),
        )


_STANDING = re.compile(r"\s*(?:[,.;]|(?:by|from|to|for|are|were|will|have|worth|at|in|under|this|last|next)\b)")


def _another(text: str, number: Number) -> bool:
    """ "another dozen": followed by nothing that is counted."""
    another = _ANOTHER.search(text[max(0, number.start - 9) : number.start]) or text[
        number.start : number.end
    ].casefold().startswith("another")
    return bool(another and _STANDING.match(text, number.end))


_OPTION = re.compile(
    r"\boptions? (?:for|on|to (?:buy|order|acquire|purchase)) (?:(?:up to|another|an?|further|additional) ){0,3}$"
)
_TAKEN_UP = re.compile(
    r"\b(?:exercis|took up|tak(?:en?|ing) up|trigger|convert|activat|pick(?:ed|ing)? up|"
    r"weigh|consider|mull|discuss|negotiat|stud(?:y|ies)|ey(?:es|ing) (?:an?|the) option)"
)


def _only_optional(text: str, sent: Span, number: Number) -> bool:
    """ "Six jets, with an option for two more": what may be ordered later, unless the option is taken up."""
    if not _OPTION.search(text, max(sent.start_char, number.start - 48), number.start):
        return False
    return not _TAKEN_UP.search(text, sent.start_char, number.start)


_NO_COUNT = frozenset("DATE TIME PERCENT MONEY QUANTITY ORDINAL".split())
_COMING = frozenset("arrive follow land come enter".split())


def _is_traded(token: Token) -> bool:
    """Whether a number without a noun is what words of trade are about: "signed for 212", "a deal for 12 more"."""
    if token.ent_type_ in _NO_COUNT or token.pos_ not in ("NUM", "NOUN", "PROPN"):
        return False
    head = token.head
    if token.dep_ == "conj" and head.like_num:
        return _is_traded(head)
    if token.dep_ == "pobj" and head.dep_ == "conj" and head.lower_ in ("for", "on"):
        again = head.head.pos_ == "ADP"  # "signed for 212 and for a further 152"
        return _trades(head.head.head if again else head.head)
    if any(c.dep_ in ("acl", "relcl") and c.tag_ == "VBN" and _trades(c) for c in token.children):
        return True  # "South Korea's three, ordered in 2023"
    if _is_claimed(token):
        return True
    if token.dep_ in ("dobj", "nsubjpass"):
        return head.pos_ == "VERB" and _trades(head)
    if token.dep_ == "nsubj":
        return head.lemma_.lower() in _COMING
    followed = head.lower_ == "with" and head.head.lemma_.lower() == "follow"
    return token.dep_ == "pobj" and (followed or (head.lower_ in ("for", "on") and _trades(head.head)))


def _is_bought(token: Token, found: list[Arm]) -> bool:
    """ "chose the Gripen and will buy 16": a bare number that a verb of trade with no arms of its own takes."""
    verb = token.head
    bare = token.dep_ == "dobj" and token.pos_ == "NUM" and token.ent_type_ not in _NO_COUNT
    bare = bare and not any(c.lower_ == "of" for c in token.children)
    return bare and verb.pos_ == "VERB" and _trades(verb) and not any(a.head.head == verb for a in found)


def _is_claimed(token: Token) -> bool:
    """ "12 of the 16 that Bahrain signed for", "the 24 it promised Ukraine": somebody trades in so many."""
    if token.ent_type_ in _NO_COUNT - {"DATE"} or not token.like_num:
        return False
    for clause in token.children:
        if clause.dep_ == "relcl" and clause.i > token.i and (_trades(clause) or clause.lemma_.lower() == "sign"):
            return any(c.dep_ == "nsubj" and c.lower_ not in ("that", "which", "who") for c in clause.children)
    return False


def _counted_thing(reading: Reading, number: Token, found: list[Arm]) -> Token | None:
    """The noun of "ordered an additional 13 vehicles", if it is what words of trade are about and no weapon itself."""
    noun = number.head
    named = reading.entities.mention_at(noun.i, "weapon") is not None or any(
        arm.left - 4 < noun.i < arm.end + 4 for arm in found
    )
    if number.dep_ != "nummod" or noun.lower_ not in THINGS or named or not _is_traded(noun):
        return None
    return noun


def _trades(token: Token) -> bool:
    lemma = token.lemma_.lower()
    frame = frames().verbs.get(lemma) if token.pos_ == "VERB" else frames().nouns.get(lemma)
    return frame is not None and not frame.of_deal


_CARRYING = frozenset("aboard replace replacing than over against by alongside".split())


def _named_before(reading: Reading, limit: int, *, type_: str | None = None) -> Mention | None:
    """The designation named last before a token, those that only carry, fight or make room for arms left aside.

    Rather one of the category `type_`, where it is given and the article names one.
    """
    last: Mention | None = None
    for mention in reversed(reading.entities.mentions):
        if mention.kind != "weapon" or mention.form != "designation" or mention.end > limit:
            continue
        if any(t.lower_ in _CARRYING for t in reading.doc[max(0, mention.start - 5) : mention.start]):
            continue
        if type_ in (None, mention.type):
            return mention
        last = last or mention
    return last


_ONE_OF = re.compile(rf" of (?:them\b|(?:the|its|these|those|their) (?:\w+ )?(?P<kind>{_THINGS})\b)")
_TRADED = frozenset("buy acquire purchase order procure export import deliver supply sell receive".split())
_IT = frozenset("it them system type missile jet aircraft fighter tank".split())


def pronouns(reading: Reading, sent: Span) -> Iterator[Arm]:
    """What stands for arms named before as the object of a verb of trade: "agreed to buy it", "acquire the system"."""
    lemmas = words_of(sent.doc).lemmas
    standing = _IT | {"purchase", "one"}
    for token in (sent.doc[i] for i in range(sent.start, sent.end) if lemmas[i] in standing):
        if token.lower_ == "one":
            one = _ONE_OF.match(reading.article.text, token.idx + 3)
            system = _named_before(reading, token.i, type_=_CATEGORIES.get(one["kind"] or "")) if one else None
            if system is not None and _is_traded(token) and token.idx - reading.doc[system.start].idx < 600:
                iri = reading.entities.owner(system).iri
                yield Arm(system, iri, token, token.i, 1, number=(token.idx, token.idx + 3), anaphoric=True)
            continue
        haggled = lemmas[token.i] == "purchase" and lemmas[token.head.i] == "negotiate"
        traded = lemmas[token.i] in _IT and lemmas[token.head.i] in _TRADED
        if token.dep_ != "dobj" or not (traded or haggled):
            continue
        if traded and token.pos_ == "NOUN" and [t.lower_ for t in token.lefts] != ["the"]:
            continue
        if reading.entities.mention_at(token.i, "weapon"):
            continue
        system = _named_before(reading, token.i)
        if system is not None and token.idx - reading.doc[system.start].idx < 900:
            left = token.i - 1 if token.pos_ == "NOUN" else token.i
            yield Arm(system, reading.entities.owner(system).iri, token, left, anaphoric=True)


def is_year(number: Number) -> bool:
    """Whether a number can be a year."""
    return Decimal(1900) <= number.value <= Decimal(2100) and number.qualifier is None
