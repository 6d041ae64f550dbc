"""Editions: a name and the year or number behind it, and the words before a name or noun that tell which one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.name_words import QUOTES
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

EDITION = re.compile(r"^(?:[-–/]?\s?(?:(?:19|20)\d\d[A-Z]?(?:[/-]\d{1,2})?|\d{1,4}(?:[-/]\d{1,2})?)|[IVXL]{1,6})$")
_PAST = frozenset("last previous earlier past former preceding prior".split())
_MAIDEN = frozenset("maiden inaugural debut".split())
_NEXT = frozenset("next forthcoming upcoming following".split())
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}


def named_anchor(doc: Doc, start: int, end: int) -> Anchor:
    """An anchor from a name's tokens, with the edition that stands in it or after it."""
    while end < len(doc) and end - start < 9:
        token = doc[end]
        if (EDITION.match(token.text) and not _is_count(doc, end)) or (
            token.text in ("-", "–", "/")
            and not token.whitespace_
            and end + 1 < len(doc)
            and re.match(r"\d", doc[end + 1].text)
        ):
            end += 1
        else:
            break
    heads = exercise_words()["heads"]
    while end - start > 1 and (doc[start].lower_ in ("the", "a", "an") or doc[start].lower_ in heads):
        start += 1
    text = " ".join(doc[start:end].text.split()).strip(QUOTES)
    base, edition = base_and_edition(text)
    if edition is None and (after := _edition_after_gloss(doc, end)):
        end, edition = after, base_and_edition(f"{text} {doc[after - 1].text}")[1]
    edition, ordinal = (edition, None) if edition else _relation_before(doc, start)
    return Anchor(start, end, text, base, edition, ordinal=ordinal)


def _edition_after_gloss(doc: Doc, end: int) -> int | None:
    """ "Birlestik (Unity) 2026": where an edition ends that stands behind a translation of the name in brackets."""
    if end + 3 >= len(doc) or doc[end].text != "(" or not doc[end + 1].text[:1].isupper():
        return None
    close = next((i for i in range(end + 2, min(end + 6, len(doc) - 1)) if doc[i].text == ")"), None)
    return close + 2 if close and re.fullmatch(r"(?:19|20)\d\d", doc[close + 1].text) else None


def _relation_before(doc: Doc, start: int) -> tuple[str | None, int | None]:
    """ "last year's UFS", "the first Mosi", "the 2018 Vostok": which edition the words before a name speak of."""
    sent = doc[start].sent.start
    before = [t for t in doc[max(sent, start - 4) : start] if t.text not in QUOTES]
    while before and any(t.pos_ in ("VERB", "AUX", "ADP", "PUNCT", "NOUN") and not _time_word(t) for t in before):
        before.pop(0)
    words = {t.lower_ for t in before}
    year = next((t.text for t in before if re.fullmatch(r"(?:19|20)\d\d", t.text)), None)
    if year:
        return year, None
    if words & _PAST and not words & {"past"}:
        return "previous", None
    if words & _NEXT and not words & {"month", "week"}:
        return "next", None
    ordinal = next((n for t in before if (n := ordinal_number(t.lower_)) is not None), None)
    return None, ordinal if before and (before[-1].lower_ in _ORDINALS or ordinal == 1) else None


def _time_word(token: Token) -> bool:
    return token.lower_ in ("year", "month", "week") or token.tag_ == "POS"


def _is_count(doc: Doc, i: int) -> bool:
    """Whether a number after a name counts things ("Zapad 13,000 troops"); "BALTOPS 24 sails" has an edition."""
    token, words = doc[i], exercise_words()
    counted = (
        words["people"] | words["units"] | words["nations"] | words["people_modifiers"] | {"days", "weeks", "hours"}
    )
    if token.dep_ != "nummod" or token.head.i <= i or token.head.pos_ != "NOUN":
        return False
    if re.fullmatch(r"[12]\d", token.text):
        return bool({t.lower_ for t in doc[i + 1 : token.head.i + 1]} & counted)
    return token.head.lower_ not in words["heads"]


def base_and_edition(name: str) -> tuple[str, str | None]:
    """A name folded and without its edition; and the edition, with the century where only two digits are told."""
    match = re.search(
        r"^(.*?[^\W\d])[\s\-–/]*((?:[IVX]{1,4}/)?(?:19|20)\d\d[A-Z]?(?:[/-]\d{1,2})?|\d{1,4}(?:[-/]\d{1,2})?|(?<=[\s-])[IVXL]{1,6})$",
        name,
    )
    if not match:
        return folded(name), None
    number = re.sub(r"^[IVX]+/|(?<=\d)[A-Z]$", "", match[2])
    if re.fullmatch(r"[12]\d", number):  # "BALTOPS 24"
        number = "20" + number
    return folded(match[1]), number


def without_edition(name: str) -> str:
    """A name as written, without the edition at its end: "UNITAS LXVI" is UNITAS."""
    base, edition = base_and_edition(name)
    if edition is None:
        return name
    return next((name[:i].rstrip(" -–/") for i in range(len(name), 0, -1) if folded(name[:i]) == base), name)


def folded(name: str) -> str:
    """A name in small letters, with single spaces for whatever else is no letter or digit."""
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def ordinal_before(doc: Doc, start: int) -> int | None:
    """The number of an edition right before a name: "the 14th edition of the biennial naval exercise Kakadu"."""
    sent = doc[start].sent.start
    for t in reversed(list(doc[max(sent, start - 9) : start])):
        if t.text in (",", ";") or t.pos_ in ("VERB", "AUX"):
            return None
        if (number := ordinal_number(t.lower_)) is not None:
            return number
    return None


@lru_cache(maxsize=1 << 12)
def ordinal_number(word: str) -> int | None:
    """The number that an ordinal stands for ("first", "14th"), or None."""
    match = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)", word)
    return int(match[1]) if match else _ORDINALS.get(word)


EDITION_WORDS = frozenset("edition iteration version running instalment installment round".split())
_SEASONS = frozenset("spring summer autumn winter fall smaller larger bigger separate second".split())


def is_other_edition(token: Token) -> bool:
    before = {t.lower_ for t in token.doc[max(token.sent.start, token.i - 4) : token.i]}
    return bool(before & _SEASONS) and "this" not in before


def edition_of(token: Token) -> tuple[str | None, int | None]:
    """The year, or "previous" or "next", and the ordinal of the edition that a head noun speaks of."""
    before = list(token.doc[max(token.sent.start, token.i - 5) : token.i])
    while before and any(t.pos_ in ("VERB", "AUX", "ADP", "PUNCT") and t.text != "-" for t in before):
        before.pop(0)
    year = next((t.text for t in before if t.is_digit and re.fullmatch(r"(?:19|20)\d\d", t.text)), None)
    ordinal = next((n for t in before if (n := ordinal_number(t.lower_)) is not None), None)
    if token.lower_ in exercise_words()["heads"] and ordinal == 1:
        ordinal = None  # "their first joint exercise" has no edition before it
    if year:
        return year, ordinal
    words = {t.lower_ for t in before[-4:]}
    if words & _MAIDEN and token.lower_ in EDITION_WORDS:
        return None, 1
    if words & _PAST:
        return "previous", ordinal
    if words & _NEXT:
        return "next", ordinal
    return None, ordinal
