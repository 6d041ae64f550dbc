"""The weapons of a sentence with their numbers, in groups that change hands together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.language.amounts import Number, find_money, find_numbers

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.extract.mentions import Mention
    from kg.reading import Reading

_BETWEEN = frozenset(
    "of the its their his our such new used second-hand refurbished additional more further other these those "
    "latest older single first last remaining single-seat twin-seat advanced modern surplus".split()
)
_JOINING = frozenset("and or , as well plus with both the a an its some around about further batch of along &".split())


@dataclass(frozen=True)
class Arm:
    """One weapon mention: its noun phrase's head and left edge, and how many."""

    mention: Mention
    iri: str
    head: Token
    left: int
    quantity: int | None = None
    qualifier: str | None = None
    number: tuple[int, int] | None = None
    """Where the number stands, in code points."""
    part: int | None = None
    """The first number of "three of 24"."""
    partial: bool = False
    """Whether only some of them are spoken of: "the first three of 24"."""

    @property
    def generic(self) -> bool:
        """Whether it is a kind of weapon, not a designation."""
        return self.mention.form == "generic"


def arms_of(reading: Reading, sent: Span) -> list[list[Arm]]:
    """The weapons of a sentence in text order, those coordinated without a party between them together."""
    text, start, end = reading.article.text, sent.start_char, sent.end_char
    sums = find_money(text, start, end)
    numbers = [n for n in find_numbers(text, start, end) if not any(s.start < n.end and n.start < s.end for s in sums)]
    found: list[Arm] = []
    for mention in reading.entities.within(sent.start, sent.end, "weapon"):
        iri = reading.entities.owner(mention).iri
        arm = _arm(reading, mention, iri, numbers)
        if arm.generic and found and (found[-1].iri == iri or arm.head.i == found[-1].head.i):
            continue
        found.append(arm)
    groups: list[list[Arm]] = []
    for arm in found:
        if groups and _joined(reading, groups[-1][-1], arm):
            groups[-1].append(arm)
        else:
            groups.append([arm])
    return groups


def _arm(reading: Reading, mention: Mention, iri: str, numbers: list[Number]) -> Arm:
    doc = reading.doc
    head = doc[mention.start : mention.end].root
    while head.dep_ in ("compound", "nmod", "amod", "nummod", "npadvmod") and head.head.i > head.i and head.head.i - head.i < 7 and head.head.pos_ in ("NOUN", "PROPN"):  # fmt: skip
        head = head.head
    number = _number_before(doc, mention, numbers)
    left = mention.start
    if number is None:
        return Arm(mention, iri, head, left)
    first = doc.char_span(number.start, number.end, alignment_mode="expand")
    left = first.start if first else left
    before = [n for n in numbers if n.end <= number.start and number.start - n.end < 22]
    part = before[-1] if before and " of" in reading.article.text[before[-1].end : number.start] and not _year(before[-1]) else None  # fmt: skip
    lead = reading.article.text[max(0, number.start - 24) : number.start].lower()
    partial = part is not None or any(w in lead for w in ("first ", "last of", "rest of", "remaining ", "half of"))
    if part is None and any(lead.rstrip().endswith(w) for w in ("first", "last", "remaining", "second", "more", "another")):
        partial = True
    return Arm(
        mention,
        iri,
        head,
        left,
        int(number.value) if number.value == number.value.to_integral_value() else None,
        number.qualifier,
        (number.start, number.end),
        int(part.value) if part else None,
        partial,
    )


def _year(number: Number) -> bool:
    return Decimal(1900) <= number.value <= Decimal(2100) and number.qualifier is None


def _number_before(doc, mention: Mention, numbers: list[Number]) -> Number | None:  # type: ignore[no-untyped-def]
    begin = doc[mention.start].idx
    best = next((n for n in reversed(numbers) if n.end <= begin), None)
    if best is None or (_year(best) and "," not in doc.text[best.start : best.end]):
        return None
    between = doc.char_span(best.end, begin, alignment_mode="contract")
    for token in between or ():
        fits = token.is_space or token.lower_ in _BETWEEN or token.text in "-–()/" or token.pos_ in ("ADJ", "NOUN", "PROPN", "NUM") or token.dep_ == "amod"  # fmt: skip
        if not fits or token.i - mention.start < -9:
            return None
        if token.pos_ in ("NOUN", "PROPN") and token.lemma_.lower() in ("year", "month", "day", "week", "hour", "percent", "country", "nation"):
            return None
    return best


def _joined(reading: Reading, left: Arm, right: Arm) -> bool:
    doc = reading.doc
    between = doc[left.mention.end : max(right.left, left.mention.end)]
    if right.left <= left.mention.end:
        return True
    plain = [t for t in between if t.lower_ not in _JOINING and t.pos_ not in ("ADJ", "NUM", "DET") and t.i > left.head.i]
    plain = [t for t in plain if reading.entities.at(t.i, "weapon") is None and t.lemma_.lower() not in ("missile", "tank", "jet", "gun", "aircraft", "vehicle")]
    parties = [t for t in between if reading.entities.at(t.i, "country") or reading.entities.at(t.i, "organization")]
    return not parties and len(plain) <= 1 and not any(t.text in (";", ".", "–", "—") for t in between)
