"""Names right before or after a head noun, or before an apposition that ends in one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.editions import EDITION, named_anchor
from kg.extract.exercises.heads import is_excluded, is_training
from kg.extract.exercises.name_words import QUOTES, fill_words, is_name_word, is_ordinary, is_verb, quoted_name
from kg.extract.kinds import SHIP_PREFIX
from kg.language.exercises import exercise_words
from kg.language.titles import titles
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Verbs that a headline writes with a capital: "Five Nations to Hold Birlestik Exercise".
_HEADLINE_VERBS = frozenset(
    "hold holds host hosts stage stages begin begins conduct conducts conclude concludes launch launches start starts "
    "join joins attend attends wrap wraps end ends kick kicks cancel cancels finish finishes to".split()
)
_TITLES = frozenset("president minister colonel general admiral captain major commander lieutenant mr ms mrs".split())

# "In the waters of the Arabian Gulf, the exercise …": where, not which.
_WATERS = frozenset("gulf sea ocean strait straits bay channel peninsula island islands".split())
_BEFORE_APPOSITION = frozenset((",", "(", "–", "—"))


def names_beside_heads(doc: Doc) -> Iterator[Anchor]:
    """Names right before or after a head noun, in quotation marks or by their capitals."""
    heads, anaphors = exercise_words()["heads"], exercise_words()["anaphors"]
    for i in words_of(doc).written(heads | anaphors):
        token = doc[i]
        if token.lower_ not in heads and not (token.lower_ in anaphors and (is_training(token) or _quoted(token))):
            continue
        if (token.tag_ in ("VBD", "VBG", "VBN") or (token.tag_ == "VB" and token.text[0].islower())) or is_excluded(
            token
        ):
            continue
        after = _name_after(doc, token.i + 1)
        before = _name_before(doc, token.i)
        if after:
            yield named_anchor(doc, *after)
        if before:
            yield named_anchor(doc, *before)


def names_under_which(doc: Doc) -> Iterator[Anchor]:
    """ "held joint manoeuvres in April under the name Nile Eagles 2"."""
    for token in (doc[i] for i in words_of(doc).written({"name", "codename"})):
        if token.dep_ != "pobj" or token.head.lower_ != "under":
            continue
        found = _name_after(doc, token.i + 1)
        if found and words_of(doc).written(exercise_words()["heads"]):
            yield named_anchor(doc, *found)


def names_dubbed(doc: Doc) -> Iterator[Anchor]:
    """ "Dubbed Combat Readiness, it was staged": a name at the beginning of the sentence after the exercise's."""
    for token in (doc[i] for i in words_of(doc).written({"dubbed", "called", "named", "codenamed", "code"})):
        if not token.is_sent_start:
            continue
        found = _name_after(doc, token.i + 1)
        if found and doc[found[0] - 1].text not in QUOTES:
            end = found[0]
            while end < len(doc) - 1 and doc[end].text[0].isupper():
                end += 1
            found = found[0], end
        following = doc[found[1]] if found and found[1] < len(doc) else None
        following = following.nbor() if following is not None and following.text in QUOTES else following
        if found and following is not None and following.text == "," and following.nbor().lower_ in _THE_EXERCISE:
            yield named_anchor(doc, *found)


_THE_EXERCISE = ("it", "the", "this", "they", "these")


def _quoted(token: Token) -> bool:
    """ "the "Blue Strike" training": a name in quotation marks right before "training" or "edition"."""
    return token.i > 2 and token.nbor(-1).text in QUOTES and token.nbor(-2).text[0].isupper()


def _name_after(doc: Doc, i: int) -> tuple[int, int] | None:
    start = i
    while (
        start < len(doc)
        and start - i < 4
        and (
            doc[start].lower_
            in ("code", "-", "named", "code-named", "codenamed", "dubbed", "called", ",", ":", "known", "as")
        )
    ):
        start += 1
    if start < len(doc) and doc[start].text in QUOTES:
        return quoted_name(doc, start)
    end = start
    while end < len(doc) and end - start < 6 and doc[end].sent == doc[i - 1].sent and _in_name(doc, end):
        end += 1
    if end == start or (start > i and doc[start - 1].text == "," and not _closes(doc, end)):
        return None
    if doc[start].pos_ == "AUX":
        return None  # "What Exercises Do and Don't Tell"
    if doc[start].lower_ in _HEADLINE_VERBS and doc[start].pos_ == "VERB":
        return None  # "as NATO Drills Conclude"
    if any(t.lower_ in _rank_words() for t in doc[start:end]) or (end < len(doc) and doc[end].tag_ == "POS"):
        return None  # "the exercise General Ivanov led", "the drills Russia's"
    if doc[i - 1].text[0].isupper() or start > i or doc[start].is_upper:
        return start, end
    # "the exercise Quadriga in Lithuania": one name after "the exercise", which the model takes for no state or person
    the = doc[i - 1].lower_ in (
        "name",
        "codename",
        "exercise",
        "drill",
        "manoeuvre",
        "maneuver",
        "training",
        "wargame",
        "series",
    )
    plain = not any(t.ent_type_ in ("GPE", "NORP", "DATE", "TIME") for t in doc[start:end])
    person = end - start > 1 and all(t.ent_type_ == "PERSON" for t in doc[start:end]) and not the
    return (start, end) if plain and not person and (the or end - start > 1) else None


def _in_name(doc: Doc, i: int) -> bool:
    """Whether a word can be part of a name; a hyphen between two can ("INDO-PACIFIC ENDEAVOUR")."""
    if doc[i].text == "-" and 0 < i < len(doc) - 1:
        left, right = doc[i - 1], doc[i + 1]
        joined = not doc[i].whitespace_ and not left.whitespace_ and right.lower_ not in ("level", "led", "wide")
        sides = {left.ent_type_, right.ent_type_} & {"GPE", "NORP"}
        return joined and not sides and is_name_word(left) and is_name_word(right)
    return is_name_word(doc[i])


@lru_cache(maxsize=1)
def _rank_words() -> frozenset[str]:
    ordinary = {"1st", "2nd", "wing", "squadron", "field", "air", "staff", "first", "second"}
    return _TITLES | {w for rank in titles().ranks for w in rank.split()} - ordinary


def _closes(doc: Doc, end: int) -> bool:
    """After ", Name" an apposition closes with punctuation or an edition."""
    return end >= len(doc) or doc[end].is_punct or doc[end].text[0].isdigit()


def _goes_on(doc: Doc, start: int, head: int) -> bool:
    """Whether a name is the end of a longer one: "Combined Operation and Rotation Exercise", "Department-Level"."""
    before, further = doc[start - 1], doc[start - 2]
    if before.text == "-" and not before.whitespace_ and not further.whitespace_:
        return doc[start].pos_ == "NOUN" or doc[head].text[0].isupper()
    return before.lower_ == "and" and further.text[0].isupper() and doc[head].text[0].isupper()


def _name_before(doc: Doc, i: int) -> tuple[int, int] | None:
    end = i
    while (
        end > 0
        and (doc[end - 1].lower_ in fill_words() or doc[end - 1].lower_ in exercise_words()["military"])
        and doc[end - 1].text[0].islower()
    ):
        end -= 1
    if end > 1 and doc[end - 1].text == ")":  # an acronym in brackets
        opening = next((j for j in range(end - 2, max(0, end - 5), -1) if doc[j].text == "("), None)
        end = opening if opening else end
    if end > 0 and doc[end - 1].text in QUOTES:
        start = next((j for j in range(end - 2, max(-1, end - 9), -1) if doc[j].text in QUOTES), None)
        return (start + 1, end - 1) if start is not None and end - 2 > start else None
    start = end
    while (
        start > 0
        and end - start < 6
        and doc[start - 1].sent == doc[i].sent
        and (_in_name(doc, start - 1) or EDITION.match(doc[start - 1].text))
    ):
        start -= 1
    while start < end and (
        EDITION.match(doc[start].text)
        or (doc[start].lower_ in _HEADLINE_VERBS and start > doc[i].sent.start)
        or (doc[start].is_sent_start and (doc[start].pos_ in ("DET", "PRON", "ADV") or is_ordinary(doc[start])))
        or (doc[start].lower_ in fill_words() and end - start > 1 and doc[start].lower_ not in ("joint", "war"))
        or (doc[start].ent_type_ == "NORP" and end - start > 1)
    ):
        start += 1
    while end > start + 1 and doc[end - 1].lower_ in fill_words() and not EDITION.match(doc[end - 1].text):
        end -= 1
    if start > 1 and start < end and _goes_on(doc, start, i):
        return None
    words = [t for t in doc[start:end] if t.is_alpha]
    return (
        (start, end)
        if words and not (len(words) == 1 and not words[0].is_upper and words[0].ent_type_ in ("NORP", "GPE", "DATE"))
        else None
    )


def names_before_appositions(doc: Doc) -> Iterator[Anchor]:
    """ "NORDSEX 2026, a naval exercise that": a capitalised name before an apposition that ends in a head noun."""
    heads, doubles = exercise_words()["heads"], exercise_words()["double_heads"]
    for i in words_of(doc).written(_BEFORE_APPOSITION):
        comma = doc[i]
        if comma.i < 1 or comma.i + 2 >= len(doc):
            continue
        if doc[comma.i + 1].lower_ not in ("a", "an", "the", "its", "one", "nato", "nato’s"):
            continue
        near = (t for t in doc[comma.i + 2 : comma.i + 11] if t.sent == comma.sent)
        head = next((t for t in near if t.lower_ in heads or f"{t.nbor(-1).lower_} {t.lower_}" in doubles), None)
        if head is None or any(t.text in (",", "(", ".") or is_verb(t) for t in doc[comma.i + 2 : head.i]):
            continue
        if any(t.pos_ == "ADP" and t.lower_ != "of" for t in doc[comma.i + 2 : head.i]) or is_excluded(head):
            continue
        start = comma.i
        while (
            start > comma.sent.start
            and comma.i - start < 5
            and (is_name_word(doc[start - 1]) or EDITION.match(doc[start - 1].text))
        ):
            start -= 1
        while start < comma.i and (
            EDITION.match(doc[start].text) or (doc[start].is_sent_start and is_ordinary(doc[start]))
        ):
            start += 1
        span = doc[start : comma.i]
        if start == comma.i or len(span.text) < 3 or span[-1].lower_ in _WATERS:
            continue
        if SHIP_PREFIX.match(span[0].text):
            continue  # "for the crew of HS Pipinos, the exercise …"
        if not any(t.ent_type_ in ("GPE", "NORP", "DATE") for t in span):
            yield named_anchor(doc, start, comma.i)
