"""Words that stand for arms named before: "four more", "14 of the machines", "the jets", "agreed to buy it"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.extract.transfers.arm import Arm

if TYPE_CHECKING:
    from spacy.tokens import Span

    from kg.extract.mentions import Mention
    from kg.language.amounts import Number
    from kg.reading import Reading


def meant(reading: Reading, arm: Arm) -> Arm:
    """ "54 of the howitzers": the system of that kind named before."""
    if not (arm.generic and arm.number):
        return arm
    between = reading.article.text[arm.number[1] : reading.doc[arm.mention.start].idx]
    if not re.fullmatch(r"\s+of (?:the|these|those|its)\s+(?:\w+\s+)?", between):
        return arm
    before = (
        m
        for m in reversed(reading.entities.mentions)
        if m.kind == "weapon" and m.form == "designation" and m.type == arm.mention.type and m.end <= arm.left
    )
    system = next(before, None)
    if system is None:
        return arm
    return replace(arm, mention=system, iri=reading.entities.owner(system).iri, anaphoric=True)


_THINGS = (
    r"jets|machines|aircraft|planes|airframes|tanks|vehicles|guns|howitzers|helicopters|choppers|"
    r"drones|missiles|systems|launchers|ships|boats|vessels|type|kind|units|fighters|batteries|"
    r"warships|submarines|frigates"
)
_PARTITIVE = re.compile(
    rf"\s+(?:(?:more|others|additional)\b(?=\s+(?:by|from|to|for|in|are|were|will|have|had|should|"
    rf"would|on|of the same|arrived|followed|delivered|ordered|bought|came)\b|[,.;])|"
    rf"of (?:them|these|those|the(?:se)? (?:{_THINGS}|same))\b|"
    r"(?:batteries|units|launchers|systems|examples|copies|airframes|machines|regiments)\s+"
    r"(?:(?:for|in|under|worth|from|at|last|by)\b|of the (?:\S+ ){0,4}(?:variant|version|type|model)\b)|"
    rf"(?:(?:{_THINGS}) )?"
    r"(?:purchased|ordered|bought|acquired|leased|pledged|promised|donated|sold|contracted|requested)\b)"
)
_BOUGHT = re.compile(r"\b(?:ordered|bought|acquired|purchased|received|procured|[Aa]nother)\s+$")
_ALONE = re.compile(r"\s*[,.;]|\s+(?:in|for|from|this|last|by|under)\b")
_ANOTHER = re.compile(r"\b[Aa]nother\s+$")


def partitives(reading: Reading, sent: Span, numbers: list[Number], found: list[Arm]) -> Iterator[Arm]:
    """Numbers that stand for arms named before: "four more by Belarus", "14 of the machines", "another dozen"."""
    text = reading.article.text
    for number in numbers:
        if (
            any(a.number == (number.start, number.end) for a in found)
            or number.value != number.value.to_integral_value()
        ):
            continue
        another = bool(_ANOTHER.search(text[max(0, number.start - 9) : number.start])) or text[
            number.start : number.end
        ].casefold().startswith("another")
        follows = text[number.end : number.end + 14]
        lead = text[max(sent.start_char, number.start - 12) : number.start]
        if not (
            _PARTITIVE.match(text, number.end)
            or re.search(r"\bof wh(?:ich|om)\s+$", lead)
            or (_BOUGHT.search(lead) and _ALONE.match(text, number.end) and not is_year(number))
            or (
                another
                and re.match(
                    r"\s*(?:[,.;]|(?:by|from|to|for|are|were|will|have|worth)\b)",
                    follows.lstrip(" ") if follows[:1] == " " else follows,
                )
            )
        ):
            continue
        span = reading.doc.char_span(number.start, number.end, alignment_mode="expand")
        if span is None:
            continue
        antecedent = _named_before(reading, span.start)
        if antecedent is None or (
            reading.doc[antecedent.start].sent.start < sent.start
            and reading.doc[sent.start].idx - reading.doc[antecedent.start].idx > 600
        ):
            continue
        yield Arm(
            antecedent,
            reading.entities.owner(antecedent).iri,
            span.root,
            span.start,
            int(number.value),
            number.qualifier,
            (number.start, number.end),
            anaphoric=True,
            whole=bool(re.search(r"\bof(?: the| its)?\s+$", lead)),
        )


_CARRYING = frozenset("aboard replace replacing than over against by".split())


def _named_before(reading: Reading, limit: int) -> Mention | None:
    """The designation named last before a token, those that only carry, fight or make room for arms left aside."""
    for mention in reversed(reading.entities.mentions):
        if mention.kind != "weapon" or mention.form != "designation" or mention.end > limit:
            continue
        if not any(t.lower_ in _CARRYING for t in reading.doc[max(0, mention.start - 5) : mention.start]):
            return mention
    return None


_TRADED = frozenset("buy acquire purchase order procure export import deliver supply sell receive".split())
_IT = frozenset("it them system type missile jet aircraft fighter tank".split())


def pronouns(reading: Reading, sent: Span) -> Iterator[Arm]:
    """What stands for arms named before as the object of a verb of trade: "agreed to buy it", "acquire the system"."""
    for token in sent:
        haggled = token.lemma_.lower() == "purchase" and token.head.lemma_.lower() == "negotiate"
        traded = token.lemma_.lower() in _IT and token.head.lemma_.lower() in _TRADED
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
