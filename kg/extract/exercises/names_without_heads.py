"""Names that no head noun stands beside: by an edition, quotation marks, or a verb and a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.editions import EDITION, named_anchor
from kg.extract.exercises.name_words import NO_NAME_WORDS, is_name_word, is_ordinary, quoted_name
from kg.language.exercises import exercise_words
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.resolve import Entities

# What ends in a year like an exercise's edition, but is a fair, a plan or a match.
_FAIRS = re.compile(
    r"^(?:DSEI|IDEX|NAVDEX|LIMA|Eurosatory|Agenda|Vision|Expo|Aero India|DefExpo|SOFEX|EDEX|Euro|Davos|COP|Summit|IDEF|"
    r"Sea-?Air-?Space|MSPO|FIDAE|ADAS|Indo Defence|Army|MAKS|Farnborough|Paris|World Cup|Covid|COVID|UEFA|G\d+|APEC|"
    r"Fiscal Year|FY|Budget|Olympics|Tokyo|Title|Resolution|Article|Section|Flight|Windows|Block|Mark|Model|Class)\b",
)
_HAPPENS = frozenset("begin start open kick commence conclude end wrap finish run last follow".split())
_JOINING = frozenset("join participate take attend".split())  # "Minus 18 and counting: new tanks test the bridges"
_OPENING = frozenset("\"“'‘")
_INTO = frozenset("in of called".split())
_LONGEST = 5  # words of a name
_IS_HELD = frozenset("hold stage conduct cancel postpone scrap schedule plan launch run host suspend".split())
_NO_EXERCISE = re.compile(
    r"\b(?:War|Wars|Summit|Conference|Olympics?|Day|Week|Year|Month|Forum|Congress|Parliament|Treaty|Ramadan|Christmas|Easter|"
    r"Games|Cup|Election|Brexit|Government|Ministry|Act|Fair|Show|Airshow|Festival|Council|Assembly|Court|Operation|"
    r"Committee|Agreement|Accord|Pact|Mission|Programme|Program|Project|Covid|COVID)\b"
)


def names_by_verb(doc: Doc, entities: Entities) -> Iterator[Anchor]:
    """ "Lightning Forge begins on 3 May", "the army held Amber Dawn in June": names by verb and time."""
    words = exercise_words()
    if not words_of(doc).written(words["heads"]):
        return
    for i in words_of(doc).with_lemma(_HAPPENS | _IS_HELD | {"take"}):
        verb = doc[i]
        if verb.pos_ != "VERB":
            continue
        lemma = verb.lemma_
        dated = any(t.ent_type_ == "DATE" for t in verb.subtree)
        if not dated:
            continue
        own = {c.dep_: c for c in verb.children}
        name = None
        if (lemma in _HAPPENS and "dobj" not in own) or (
            lemma == "take" and own.get("dobj") is not None and own["dobj"].lower_ == "place"
        ):
            name = own.get("nsubj")
        elif lemma in _IS_HELD:
            name = own.get("nsubjpass") or own.get("dobj")
        if name is None or name.pos_ != "PROPN":
            continue
        start, end = name.i, name.i + 1
        while start > verb.sent.start and end - start < 4 and is_name_word(doc[start - 1]):
            start -= 1
        if (doc[start].is_sent_start and is_ordinary(doc[start])) or not is_name_word(name):
            continue
        text = doc[start:end].text
        mention = entities.mention_at(name.i)
        if _NO_EXERCISE.search(text) or (len(text) < 5 and not text.isupper()):
            continue
        if mention is not None and (
            mention.entry or mention.kind in ("country", "weapon", "place") or mention.type or mention.role
            or (mention.kind == "person" and lemma not in _IS_HELD and end - start < 2)
        ):  # fmt: skip
            continue
        if mention is not None and mention.kind == "organization" and text.isupper() and lemma not in ("take", "hold"):
            continue
        yield named_anchor(doc, start, end)


_NAME_WITH_YEAR = re.compile(
    r"(?<![\w-])(?:[A-Z][\w’']{2,}[ ]){0,2}[A-Z][\w’']{2,}[-– ](?:[IVX]{1,4}/)?(?:20[0-4]\d|[12]\d)[A-Z]?"
    r"(?![\w,.-]*\d)"
)


def names_with_year(doc: Doc, entities: Entities) -> Iterator[Anchor]:
    """ "Poland is running Dragon-26": a name with the year of an edition, where the text speaks of exercises."""
    if not words_of(doc).written(exercise_words()["heads"]):
        return
    for match in _NAME_WITH_YEAR.finditer(words_of(doc).text):
        span = doc.char_span(*match.span())
        if span is None or _FAIRS.match(match[0]) or "\n" in match[0] or span[0].lower_ in NO_NAME_WORDS:
            continue
        while (
            len(span) > 2
            and (span[0].is_sent_start or span[0].lower_ in exercise_words()["military"])
            and is_ordinary(span[0])
        ):
            span = span[1:]
        mention = entities.mention_at(span.start)
        year = bool(re.search(r"20\d\d[A-Z]?$", match[0]))
        if mention is not None and (
            mention.kind == "country" or (mention.kind == "weapon" and (mention.entry or not year))
        ):
            continue
        if mention is not None and mention.kind == "person" and not year:
            continue
        beside_head = any(t.lower_ in exercise_words()["heads"] for t in _modified(doc, span.end))
        if any(t.ent_type_ in ("DATE", "GPE", "NORP") or (t.ent_type_ == "PERSON" and not year) for t in span[:1]) or (
            span[-1].ent_type_ == "DATE" and " " in match[0] and not beside_head
        ):
            continue
        joined = not span[-2].whitespace_ if len(span) > 1 else True
        verb = next((t for t in span.root.ancestors if t.pos_ in ("VERB", "AUX")), None)
        words = exercise_words()
        telling = words["hold"] | words["begin"] | (words["join"] if year else _JOINING)
        if joined or beside_head or (verb is not None and verb.lemma_ in telling):
            yield named_anchor(doc, span.start, span.end)


def _modified(doc: Doc, start: int) -> Iterator[Token]:
    """The words after a name up to the noun that it modifies: "Sahand 2025 [anti-terror exercise]"."""
    for token in doc[start : start + 6]:
        if not (token.pos_ in ("NOUN", "ADJ") or token.text == "-"):
            return
        yield token


def names_quoted(doc: Doc) -> Iterator[Anchor]:
    """ "preparing for “Gulf Shield 3”": a quoted capitalised name that ends in an edition."""
    if not words_of(doc).written(exercise_words()["heads"]):
        return
    for i in words_of(doc).written(_OPENING):
        if (span := quoted_name(doc, i)) and EDITION.match(doc[span[1] - 1].text):
            yield named_anchor(doc, *span)


def names_joined(doc: Doc, entities: Entities) -> Iterator[Anchor]:
    """ "troops are taking part in Volpe Bianca", "had trained within the framework of Baltic Gate"."""
    words = exercise_words()
    if not words_of(doc).written(words["heads"]):
        return
    for i in words_of(doc).written(_INTO):
        end = i + 1
        while end < len(doc) and end - i < _LONGEST and doc[end].sent == doc[i].sent and is_name_word(doc[end]):
            end += 1
        if end == i + 1 or not _joins(doc, i) or _NO_EXERCISE.search(doc[i + 1 : end].text):
            continue
        behind = doc[end] if end < len(doc) else None
        if behind is not None and (behind.tag_ == "POS" or behind.pos_ in ("NOUN", "PROPN")):
            continue
        known = [m for t in doc[i + 1 : end] if (m := entities.mention_at(t.i)) is not None]
        if any(m.entry or m.type or m.role or m.kind in ("country", "weapon") for m in known):
            continue
        military = words["units"] | words["people"] | words["context"]
        if any(t.lower_ in military for t in doc[i].sent):
            yield named_anchor(doc, i + 1, end)


def _joins(doc: Doc, i: int) -> bool:
    """Whether a preposition stands behind "take part", "participate" or "train within the framework"."""
    before = doc[max(doc[i].sent.start, i - 2) : i]
    if not before:
        return False
    if doc[i].lower_ == "of":
        return before[-1].lower_ == "framework" and any(t.lemma_ in exercise_words()["train"] for t in doc[i].sent)
    if doc[i].lower_ != "in":  # "in what is called Tobruq Arrows"
        return before.text.casefold() == "what is"
    return before[-1].lemma_ == "participate" or (before[-1].lower_ == "part" and before[0].lemma_ == "take")
