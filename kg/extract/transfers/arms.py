"""The weapons of a sentence with their numbers, in groups that change hands together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.anaphora import THINGS, is_year, meant, partitives, pronouns
from kg.extract.transfers.arm import Arm
from kg.extract.transfers.parties import COMPANIES
from kg.extract.transfers.same_deal import flat
from kg.language.amounts import Number, find_money, find_numbers
from kg.language.grammar import FINITE
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from kg.extract.mentions import Mention
    from kg.reading import Reading

_BETWEEN = frozenset(
    "of the its their his our such new used second-hand refurbished additional more further other these those "
    "latest older single first last remaining single-seat twin-seat advanced modern surplus".split()
)
_OF_WHICH = re.compile(r"\s+of (?:which|them)\b")
_JOINING = frozenset("and or , as well plus with both the a an its some around about further batch of along &".split())


def arms_of(reading: Reading, sent: Span) -> list[list[Arm]]:
    """The weapons of a sentence in text order, those coordinated without a party between them together."""
    if not reading.entities.within(0, sent.end, "weapon"):
        return []  # nor is there what a pronoun or a number could stand for
    text, start, end = reading.article.text, sent.start_char, sent.end_char
    sums = find_money(text, start, end)
    numbers = [n for n in find_numbers(text, start, end) if not any(s.start < n.end and n.start < s.end for s in sums)]
    found: list[Arm] = []
    doc = reading.doc
    for mention in reading.entities.within(sent.start, sent.end, "weapon"):
        iri = reading.entities.owner(mention).iri
        if mention.form == "generic" and _describes(reading, mention):
            continue
        at, to = doc[mention.start].idx, doc[mention.end - 1].idx + len(doc[mention.end - 1])
        if _people(doc, mention) or any(s.start < to and at < s.end for s in sums):
            continue  # "Patriot crews"; "A$10 billion" is no A-10
        arm = _arm(reading, mention, iri, numbers)
        if (
            arm.generic
            and found
            and (found[-1].iri == iri or arm.head.i == found[-1].head.i or _kind_of(doc, found[-1], arm))
        ):
            continue
        if found and _abbreviated(doc, found[-1], arm):
            found[-1] = replace(found[-1], mention=mention, iri=iri)
            continue
        if found and not arm.generic and _spelt_out(doc, found[-1], arm):
            before = found.pop()
            arm = replace(
                arm, quantity=before.quantity, qualifier=before.qualifier, number=before.number, left=before.left
            )
        found.append(arm)
    found = [meant(reading, a) for a in found]
    found = sorted([*found, *partitives(reading, sent, numbers, found)], key=lambda a: a.left)
    if all(a.anaphoric for a in found):
        found = sorted([*found, *pronouns(reading, sent)], key=lambda a: a.left)
    groups: list[list[Arm]] = []
    for arm in found:
        if groups and _joined(reading, groups[-1][-1], arm):
            groups[-1].append(arm)
        else:
            groups.append([arm])
    return groups


_DESCRIBED = COMPANIES | frozenset(
    "powerhouse specialist pioneer champion exporter supplier producer builder operator pilot crew factory plant "
    "industry expert analyst boss startup contest competition race market".split()
)


def _describes(reading: Reading, mention: Mention) -> bool:
    """Whether a kind of weapon only says what a company or a person deals in: "drone powerhouse Baykar"."""
    token = reading.doc[mention.start : mention.end].root
    if reading.entities.mention_at(token.i, "organization") is not None:
        return True  # "Leonardo Helicopters"
    while token.dep_ in ("compound", "amod", "nmod") and token.head.i > token.i:
        token = token.head
        if token.lemma_.lower() in _DESCRIBED:
            return True
    return False


_PEOPLE = frozenset("crew pilot operator technician instructor mechanic maintainer gunner trainee crewman".split())


def _people(doc: Doc, mention: Mention) -> bool:
    """ "Patriot crews", "F-16 pilots": those who use the arms."""
    root = doc[mention.start : mention.end].root
    return root.dep_ in ("compound", "nmod", "amod", "nummod") and root.head.lemma_.lower() in _PEOPLE


def _kind_of(doc: Doc, before: Arm, arm: Arm) -> bool:
    """Whether a kind only closes a designation's phrase: "F-16C Block 70/72 aircraft"."""
    between = doc[before.mention.end : arm.mention.start]
    return (
        len(between) < 5
        and not before.generic
        and all(t.pos_ in ("NUM", "ADJ", "NOUN", "PROPN", "SYM") or t.text in "-/()" for t in between)
        and not any(t.text in ",;" for t in between)
    )


def _spelt_out(doc: Doc, before: Arm, arm: Arm) -> bool:
    """Whether a kind or family comes just before the model: "Air-to-Air Missiles (AMRAAM) AIM-120C-8"."""
    between = doc[before.mention.end : arm.mention.start]
    loose = all(t.text in "()-–" or (t.pos_ in ("NOUN", "PROPN") and t.text[0].isupper()) for t in between)
    return (
        len(between) < 4
        and loose
        and (
            before.generic
            or flat(arm).startswith(flat(before))
            or (before.mention.type == arm.mention.type and arm.number == before.number)
        )
        and before.mention.end <= arm.mention.start
    )


def _abbreviated(doc: Doc, before: Arm, arm: Arm) -> bool:
    """Whether a system's short name closes a model's phrase in brackets: "M31A2 Guided … Rocket Systems (GMLRS)"."""
    start, end = arm.mention.start, arm.mention.end
    between = doc[before.mention.end : start]
    return (
        not arm.generic
        and not before.generic
        and 3 < len(between) < 9
        and between[-1].text == "("
        and doc[end : end + 1].text == ")"
        and all(t.text[0].isupper() or t.text in "(-" for t in between)
    )


# "its order for JF-17C fighters, from 16 to 40"
_GROWN = re.compile(r"(?: \w+)?,? from \w+ to (?P<now>\w+)\b(?! (?:per ?cent|million|billion))")


# "the first Atmos howitzers, out of the 36 ordered"
_OUT_OF = re.compile(r"(?: [a-z]+)?,? out of (?:the|its|a total of|an order (?:for|of)) (?P<all>\w+)\b")


def _arm(reading: Reading, mention: Mention, iri: str, numbers: list[Number]) -> Arm:
    doc = reading.doc
    head = doc[mention.start : mention.end].root
    while (
        head.dep_ in ("compound", "nmod", "amod", "nummod", "npadvmod")
        and head.head.i > head.i
        and head.head.i - head.i < 7
        and (head.head.pos_ in ("NOUN", "PROPN") or head.head.lower_ in THINGS)
    ):
        head = head.head
    number = _number_before(doc, mention, numbers)
    left = mention.start
    whole = _OUT_OF.match(reading.article.text, doc[mention.end - 1].idx + len(doc[mention.end - 1]))
    total = next((n for n in numbers if whole and n.start == whole.start("all")), None)
    if total is not None and not is_year(total):
        return Arm(mention, iri, head, left, int(total.value), total.qualifier, (total.start, total.end), partial=True)
    if number is None:
        after = next(
            (n for n in numbers if n.start >= doc[mention.end - 1].idx and n.start - doc[mention.end - 1].idx < 40),
            None,
        )
        if after is not None and _OF_WHICH.match(reading.article.text[after.end : after.end + 12]):
            # "its VT-4 tanks, 62 of which were bought"
            return Arm(mention, iri, head, left, int(after.value), after.qualifier, (after.start, after.end))
        grown = _GROWN.match(reading.article.text, doc[mention.end - 1].idx + len(doc[mention.end - 1]))
        last = next((n for n in numbers if grown and n.start == grown.start("now")), None)
        if last is not None and not is_year(last):
            return Arm(mention, iri, head, left, int(last.value), last.qualifier, (last.start, last.end))
        some = doc[min(head.left_edge.i, mention.start)].lower_ == "another" or any(
            t.lower_ == "first" and t.i < mention.start for t in head.children
        )
        return Arm(mention, iri, head, left, _single(doc, mention, head), partial=some)
    first = doc.char_span(number.start, number.end, alignment_mode="expand")
    left = first.start if first else left
    before = [n for n in numbers if n.end <= number.start and number.start - n.end < 22]
    part = (
        before[-1]
        if before and " of" in reading.article.text[before[-1].end : number.start] and not is_year(before[-1])
        else None
    )
    lead = reading.article.text[max(0, number.start - 24) : number.start].lower()
    partial = part is not None or any(w in lead for w in ("first ", "last of", "rest of", "remaining ", "half of"))
    if part is None and _SOME_OF.search(lead):
        partial = True
    if part is None and any(
        lead.rstrip().endswith(w) for w in ("first", "last", "remaining", "second", "more", "another")
    ):
        partial = True
    return Arm(
        mention,
        iri,
        head,
        left,
        int(number.value) if number.value == number.value.to_integral_value() else None,
        number.qualifier,
        (number.start, number.end),
        part=int(part.value) if part else None,
        partial=partial,
    )


_ONE = frozenset("a an one another".split())
_PLURAL = frozenset("NNS NNPS".split())


def _single(doc: Doc, mention: Mention, head: Token) -> int | None:
    """One, where a single piece is told of: "one S26T submarine", "a corvette"; else None."""
    first = min(head.left_edge.i, mention.start)
    inside = mention.start <= head.i < mention.end or f"{head.lower_}s" in THINGS
    if not inside or head.tag_ in _PLURAL or doc[first].lower_ not in _ONE or first < mention.start - 6:
        return None
    between = doc[first + 1 : mention.start]
    if any(t.pos_ in ("VERB", "ADP", "PUNCT") and t.tag_ != "VBN" and t.text != "-" for t in between):
        return None
    return 1


_SOME_OF = re.compile(r"\b(?:one|some|most|several|a few|a pair|half|none|many) of (?:the|its|their|these|those)\s+$")
# A maker and the number of its model, but not "ordered from Airbus 12 aircraft".
MODEL = re.compile(
    r"(?<!from )(?<!by )(?<!with )\b(?:Saab|Boeing|Airbus|Embraer|Gulfstream|Bombardier|Beechcraft|Cessna|Antonov|"
    r"Ilyushin|Tupolev|Dornier|Fokker|Bell|Falcon|Global|ATR|CASA|Pilatus|King Air|Dash|Learjet|Hawker|Let)[ -]\d{2,4}"
)
_MEASURE = re.compile(r"[\s-]?(?:mm|cm|km|kg|metres?|meters?|ton(?:ne)?s?|inch(?:es)?|miles?|kilomet\w+|millimet\w+)\b")


def _number_before(doc, mention: Mention, numbers: list[Number]) -> Number | None:  # type: ignore[no-untyped-def]
    begin = doc[mention.start].idx
    best = next((n for n in reversed(numbers) if n.end <= begin), None)
    models = MODEL.finditer(words_of(doc).text, max(0, begin - 60), best.end) if best else ()
    model = next((m for m in models if best and m.end() == best.end), None)
    if model:
        # "two Saab 340 aircraft": the model's number is none of aircraft; the one before the maker is
        return next((n for n in numbers if 0 < model.start() - n.end <= 1), None)
    if best is None or (is_year(best) and "," not in words_of(doc).text[best.start : best.end]):
        return None
    if _MEASURE.match(words_of(doc).text, best.end, begin):
        return None
    between = doc.char_span(best.end, begin, alignment_mode="contract")
    for token in between or ():
        fits = (
            token.is_space
            or token.lower_ in _BETWEEN
            or token.text in "-–()/"
            or token.pos_ in ("ADJ", "NOUN", "PROPN", "NUM")
            or token.dep_ == "amod"
        )
        if not fits or token.i - mention.start < -9:
            return None
        if token.pos_ in ("NOUN", "PROPN") and token.lemma_.lower() in (
            "year",
            "month",
            "day",
            "week",
            "hour",
            "percent",
            "country",
            "nation",
        ):
            return None
    return best


_APART = frozenset(
    "not over instead than against replacing replace replaces for on from of by in to aboard while but".split()
)


def _acts(right: Token, left: Token) -> bool:
    """Whether the second weapon is the subject of a clause of its own: "supplied Baraks, and PULS is on order"."""
    subject = ("nsubj", "nsubjpass")
    return right.dep_ in subject and right.head.i > right.i and left.dep_ not in subject and left.head != right.head


def _joined(reading: Reading, left: Arm, right: Arm) -> bool:
    doc = reading.doc
    if left.anaphoric or right.anaphoric:
        return False
    between = doc[left.mention.end : max(right.left, left.mention.end)]
    if any(t.lower_ == "with" for t in between) and any(
        t.lemma_.lower() == "replace" for t in doc[max(left.left - 6, 0) : left.left]
    ):
        return False
    if right.left <= left.mention.end:
        return True
    if any(t.tag_ in FINITE for t in between) or (
        {t.lower_ for t in between} >= {",", "and"} and _acts(right.head, left.head)
    ):
        return False
    plain = [
        t for t in between if t.lower_ not in _JOINING and t.pos_ not in ("ADJ", "NUM", "DET") and t.i > left.head.i
    ]
    plain = [
        t
        for t in plain
        if reading.entities.at(t.i, "weapon") is None
        and t.lemma_.lower() not in ("missile", "tank", "jet", "gun", "aircraft", "vehicle")
    ]
    parties = [t for t in between if reading.entities.at(t.i, "country") or reading.entities.at(t.i, "organization")]
    if any(t.text == ";" for t in between):
        # a notice's list: "sixteen (16) F-16C aircraft; four (4) F-16D aircraft; …"
        opened = next(t.i for t in reversed(list(between)) if t.text == ";")
        return (
            not parties
            and len(between) < 14
            and max(right.left, opened) - opened < 5
            and not any(t.pos_ in ("VERB", "AUX") and t.tag_ != "VBN" for t in between)
        )
    return (
        not parties
        and len(plain) <= 1
        and not any(t.lower_ in _APART for t in plain)
        and not any(t.text in (".", "–", "—") for t in between)
    )
