"""How many people take part, in all or from one side.

1. "some 3,000 troops", "9,000 military personnel", "five thousand soldiers"   2. "106 Indian soldiers", "85 Americans"
3. "a 320-strong contingent of the Bangladesh Army"     4. "a contingent of 90 personnel", "the strength to 226"
5. "the number of personnel involved at nearly 1,200"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.slot import Slot, chars
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.mentions import Mention
    from kg.resolve import Entities

_ONES = {w: n for n, w in enumerate("zero one two three four five six seven eight nine".split())}
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = {w: n * 10 for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SMALL = _ONES | {w: n for n, w in enumerate(_TEENS.split(), 10)} | _TENS | {"a": 1}
_SCALES = {"hundred": 100, "thousand": 1000, "k": 1000, "lakh": 100_000, "million": 1_000_000}
# Fewer people than this are crews, casualties or guests, unless they are counted by side.
_LEAST = 40
_LEAST_OF_A_SIDE = 10
_STOP = frozenset(", ; : ( ) – — and or with in at on by as against among over aboard".split())
_FOREIGN = frozenset("allied foreign other coalition partner international multinational civilian".split())
LOSSES = frozenset(
    "kill die wound injure drown hurt lose arrest detain evacuate serve station live house employ".split()
)


def numbers(entities: Entities, tokens: list[Token]) -> Iterator[Slot]:
    """Slots "personnel" (a total) and "contingent" (a side and its number) in these tokens."""
    doc = entities.doc
    for token in tokens:
        value = _value(doc, token)
        if value is None:
            continue
        number, width = value
        strong = _strong(doc, token.i + width)
        if strong is not None:
            noun, reach = doc[strong], range(token.i + width, strong + 8)
        else:
            found = _noun_after(entities, token.i + width, tokens) or _noun_before(doc, token)
            if found is None and number >= 1000 and _bare(doc, token):
                found = token
            if found is None:
                continue
            noun, reach = found, range(token.i + width, found.i + 1)
            # "14,000 Japanese and 5,200 US troops": the first number has only the Japanese
            again = next((i for i in reach if doc[i].like_num), None)
            reach = range(reach.start, again) if again else reach
        if _not_of_exercise(doc, token, noun):
            continue
        start, end = chars(doc, min(token.i, noun.i), max(noun.i, token.i) + 1)
        if _each(doc, noun):
            yield Slot("each", number, start, end)
            continue
        home = _home(entities, noun, reach)
        if number < (_LEAST_OF_A_SIDE if home else _LEAST):
            continue
        yield Slot(
            "contingent" if home else "personnel", (entities.owner(home).iri, number) if home else number, start, end
        )


def _each(doc: Doc, noun: Token) -> bool:
    """ "150 men from each side", "some 250 on each side"."""
    after = [t.lower_ for t in doc[noun.i + 1 : noun.i + 4]]
    return len(after) > 2 and after[0] in ("from", "on", "for") and after[1] in ("each", "either")


def _value(doc: Doc, token: Token) -> tuple[int, int] | None:
    """The number at a token, and how many tokens it takes; None for years, sums of money, decimals, ordinals."""
    text = token.text.replace(",", "")
    if not text[:1].isdigit() and token.lower_ not in _TENS and token.lower_ not in _SMALL:
        return None
    before = doc[token.i - 1] if token.i and not token.is_sent_start else None
    if before is not None and (before.text in ("$", "€", "£", "No", "No.", ".") or before.like_num):
        return None
    following = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
    if text.isdigit():
        number = int(text)
        if 1950 <= number <= 2100 and "," not in token.text and following not in exercise_words()["people"]:
            return None
    elif re.fullmatch(r"\d+\.\d+", text) and following in _SCALES:
        return int(float(text) * _SCALES[following]), 2
    elif token.lower_ in _TENS and following == "-" and doc[min(token.i + 2, len(doc) - 1)].lower_ in _ONES:
        number = _TENS[token.lower_] + _ONES[doc[token.i + 2].lower_]
        scale = doc[token.i + 3].lower_ if token.i + 3 < len(doc) else ""
        return (number * _SCALES[scale], 4) if scale in _SCALES and scale != "million" else (number, 3)
    elif before is not None and before.text == "-" and token.i > 1 and doc[token.i - 2].lower_ in _TENS:
        return None
    elif token.lower_ in _SMALL and (following in _SCALES or _SMALL[token.lower_] >= 10):
        number = _SMALL[token.lower_]
    else:
        return None
    if following in _SCALES and following != "million":
        return number * _SCALES[following], 2
    return (number, 1) if number else None


def _strong(doc: Doc, i: int) -> int | None:
    """ "320-strong contingent": the noun after "-strong"."""
    if i + 1 < len(doc) and doc[i].text in ("-", "–") and doc[i + 1].lower_ == "strong":
        for t in doc[i + 2 : i + 6]:
            if t.pos_ in ("NOUN", "PROPN"):
                return t.i
    return i if i < len(doc) and doc[i].lower_ == "strong" else None


def _noun_after(entities: Entities, i: int, tokens: list[Token]) -> Token | None:
    """The word for people that a number counts: "troops", "service members", "Armenians"."""
    doc, words = entities.doc, exercise_words()
    last = tokens[-1].i
    first_noun = True
    reach = 7
    for t in doc[i : min(i + 14, last + 1, len(doc))]:
        if t.i - i >= reach:
            return None
        if t.lower_ in words["people"]:
            return t
        mention = entities.mention_at(t.i, "country")
        if mention and mention.form == "demonym" and t.tag_ in ("NNPS", "NNS") and t.text.endswith("s"):
            return t
        if t.lower_ in _STOP:
            if not (t.lower_ in ("and", ",") and _list_goes_on(entities, t.i + 1)):
                return None
            reach = 14  # "3,600 Australian, Philippine, Canadian and US personnel"
        if t.pos_ in ("VERB", "AUX") and t.tag_ not in ("VBN", "VBG"):
            return None
        if t.pos_ == "NOUN" and t.lower_ not in words["people_modifiers"]:
            return None
        if t.text in ("%", "-") and first_noun and t.text == "%":
            return None
        first_noun = False
    return None


def _list_goes_on(entities: Entities, i: int) -> bool:
    """Whether after a comma or "and" comes another nationality, maybe counted: "[Japanese and] 5,200 US troops"."""
    doc = entities.doc
    while i < len(doc) and (doc[i].like_num or doc[i].lower_ in ("and", "about", "some", "around", "nearly")):
        i += 1
    if i >= len(doc):
        return False
    mention = entities.mention_at(i, "country")
    if mention is None:
        return doc[i].lower_ in _FOREIGN
    return mention.form in ("demonym", "acronym") or mention.name.isupper() or mention.name.count(".") > 1


def _noun_before(doc: Doc, token: Token) -> Token | None:
    """ "number of personnel involved at nearly 1,200", "bringing the strength to 226"."""
    before = doc[max(token.sent.start, token.i - 9) : token.i]
    low = [t.lower_ for t in before]
    if not low or low[-1] not in (
        "to",
        "at",
        "nearly",
        "about",
        "around",
        "some",
        "over",
        "than",
        "of",
        "was",
        "reached",
        "being",
        "is",
    ):
        return None
    following = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if following is not None and following.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "SYM"):
        return None
    if "strength" in low or ("number" in low and set(low) & exercise_words()["people"]):
        return next(t for t in before if t.lower_ == "strength" or t.lower_ in exercise_words()["people"])
    return None


def _bare(doc: Doc, token: Token) -> bool:
    """ "and Trident Juncture in 2018 with 50,000.": the noun is left out."""
    following = doc[token.i + 1] if token.i + 1 < len(doc) else None
    return (
        bool(token.i)
        and doc[token.i - 1].lower_ in ("with", "involved")
        and (following is None or following.text in ".,;")
    )


def _not_of_exercise(doc: Doc, token: Token, noun: Token) -> bool:
    """Losses, garrisons and crews: "two soldiers were killed", "28,500 troops stationed in South Korea"."""
    for t in [noun, *list(noun.ancestors)[:2]]:
        if t.pos_ == "VERB" and t.lemma_ in LOSSES:
            return True
    if any(c.dep_ in ("acl", "relcl") and c.lemma_ in LOSSES for c in noun.children):
        return True
    before = doc[token.i - 1].lower_ if token.i else ""
    return before in ("of", "whom") and token.i > 1 and doc[token.i - 2].lower_ in ("audience", "city", "town", "each")


def _home(entities: Entities, noun: Token, reach: range) -> Mention | None:
    """The state that counted people are from: before the noun or after "from" or "of", if it is just one."""
    doc = entities.doc
    inside = [m for i in reach if i < len(doc) and (m := entities.mention_at(i, "country"))]
    if inside:
        states = {entities.owner(m).iri for m in inside}
        return inside[0] if len(states) == 1 else None
    if noun.i + 2 < len(doc) and doc[noun.i + 1].lower_ in ("from", "of"):
        step = noun.i + 2 + (doc[noun.i + 2].lower_ == "the")
        m = entities.mention_at(step, "country") if step < len(doc) else None
        if m is not None:
            after = doc[m.end] if m.end < len(doc) else None
            listed = after is not None and (after.lower_ in ("and", "&") or (after.text == "," and _more(entities, m)))
            return None if listed else m
    start = noun.i
    while (
        start > noun.sent.start
        and doc[start - 1].pos_ in ("ADJ", "NOUN", "PROPN", "NUM", "PUNCT")
        and noun.i - start < 4
    ):
        start -= 1
        m = entities.mention_at(start, "country")
        if m is not None:
            return m
    return None


def _more(entities: Entities, m: Mention) -> bool:
    return entities.mention_at(m.end + 1, "country") is not None if m.end + 1 < len(entities.doc) else False
