"""Where a text speaks of an exercise: names, head nouns, and words that point back.

1. series with or without edition: "Zapad-2025", "BALTOPS 24", "Mosi III", "Joint Warrior"
2. names beside a head: "Exercise Mitra Shakti", "'Falcon Strike-2024' joint training", "drill, Red Sands,"
3. heads: "a joint exercise with the United States", "the drills"; with an edition: "the 2024 exercise"
4. pointing back: "the previous edition", "the games"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kg.language.exercises import exercise_words
from kg.language.titles import titles

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.resolve import Entities

_EDITION = re.compile(r"^(?:[-–/]?\s?(?:(?:19|20)\d\d[A-Z]?(?:[/-]\d{1,2})?|\d{1,4}(?:[-/]\d{1,2})?)|[IVXL]{1,6})$")
_QUOTES = "\"“”'‘’«»"
_PAST = frozenset("last previous earlier past former preceding prior".split())
_NEXT = frozenset("next forthcoming upcoming following".split())
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
_TITLES = frozenset("president minister colonel general admiral captain major commander lieutenant mr ms mrs".split())
# What ends in a year like an exercise's edition, but is a fair, a plan or a match.
_FAIRS = re.compile(
    r"^(?:DSEI|IDEX|NAVDEX|LIMA|Eurosatory|Agenda|Vision|Expo|Aero India|DefExpo|SOFEX|EDEX|Euro|Davos|COP|Summit|IDEF|"
    r"Sea-?Air-?Space|MSPO|FIDAE|ADAS|Indo Defence|Army|MAKS|Farnborough|Paris|World Cup|Covid|COVID|UEFA|G\d+|APEC|"
    r"Fiscal Year|FY|Budget|Olympics|Tokyo|Title|Resolution|Article|Section|Flight|Windows|Block|Mark|Model|Class)\b",
)


class Anchor(NamedTuple):
    """Tokens `start` to `end` that speak of an exercise."""

    start: int
    end: int
    name: str | None = None
    """The name with its edition, as written ("Zapad-2025")."""
    base: str | None = None
    """The name without the edition, folded."""
    edition: str | None = None
    """Year ("2025"), number or numeral of the edition; "previous" or "next" where the text points that way."""
    definite: bool = False
    """Whether it points to an exercise already told of."""
    ordinal: int | None = None
    """The number of the edition in words ("the 14th edition")."""
    other: bool = False
    """Whether it speaks of an edition beside the main one: "a smaller winter edition", "the spring running of"."""
    head: int = -1
    """The head noun in apposition to the name, which the span leaves out ("Birlestik-2024, a drill with"); or -1."""
    verb: bool = False
    """Whether a verb tells it ("the two navies trained together")."""


def anchors(doc: Doc, entities: Entities) -> list[Anchor]:
    """All anchors in text order; a named one swallows the head noun beside it."""
    named = _without_overlaps(
        [
            *_series(doc),
            *_beside_heads(doc),
            *_before_appositions(doc),
            *_quoted_editions(doc),
            *_with_editions(doc, entities),
            *_governed(doc, entities),
        ]
    )
    named = [a for a in named if a.base and (_listed(a.base) or not _is_other_thing(doc, entities, a))]
    named = _with_aliases(doc, [_without_states(doc, entities, a) for a in named])
    bases = {a.base for a in named if a.base}
    named = _without_overlaps([*named, *_repeated(doc, bases)])
    taken = {i for a in named for i in range(a.start, a.end)}
    heads = [a for a in _heads(doc, entities, bool(named)) if a.start not in taken]
    if not named and not heads:
        heads = list(_verbs(doc, entities))
    elif not any(a.verb for a in heads):
        heads = sorted([*heads, *(a for a in _verbs(doc, entities) if not _near_head(doc, a, [*named, *heads]))])
    merged: list[Anchor] = []
    for anchor in sorted([*named, *heads], key=lambda a: (a.start, a.end)):
        previous = merged[-1] if merged else None
        if previous and _beside(doc, previous, anchor):
            merged[-1] = _joined(previous, anchor)
        elif previous and _apposed(doc, previous, anchor):
            if previous.name:
                merged[-1] = previous._replace(ordinal=previous.ordinal or anchor.ordinal, head=anchor.end - 1)
                continue
            # the head's own words are left free, so that who trains with whom can be read in them
            edition, ordinal = anchor.edition or previous.edition, anchor.ordinal or previous.ordinal
            other = anchor.other or previous.other
            merged[-1] = anchor._replace(edition=edition, ordinal=ordinal, other=other, head=previous.end - 1)
        else:
            merged.append(anchor)
    return merged


def _apposed(doc: Doc, head: Anchor, named: Anchor) -> bool:
    """Whether a name further on is the head's: "a drill with the United States, Red Sands,", "drills during X"."""
    if head.verb or named.verb or doc[head.start].sent != doc[named.start].sent:
        return False
    if head.name and not named.name:  # "Birlestik-2024, a drill with Azerbaijan"
        words = doc[head.end : named.start]
        return (
            0 < len(words) < 11
            and words[0].text in (",", "–", "—", "(")
            and not any(
                t.pos_ in ("VERB", "AUX") or t.text in (",", "(") or t.lower_ in ("and", "which") for t in words[1:]
            )
        )
    if head.name or not named.name:
        return False
    between = [t for t in doc[head.end : named.start] if t.text not in _QUOTES]
    if not between or len(between) > 12:
        return False
    last = between[-1]
    if any(t.pos_ in ("VERB", "AUX") for t in between):
        return len(between) < 5 and last.lower_ == "during"
    return last.text in (",", ":", "(") or last.lower_ == "during" or between[-1].lower_ == "of"


def _without_states(doc: Doc, entities: Entities, anchor: Anchor) -> Anchor:
    """A name without the sides before it: "U.S.-South Korean Freedom Shield" is Freedom Shield."""
    start = anchor.start
    while start < anchor.end - 1:
        mention = entities.mention_at(start, "country")
        if mention is not None and mention.start == start and mention.end < anchor.end:
            rest = doc[mention.end : anchor.end]
            listed = any(_fold(rest.text).startswith(base) for base in (_fold(n) for n in exercise_words().series))
            if not (listed or mention.form == "name" or rest[0].text in ("-", "–", "/", "’s", "'s")):
                break
            start = mention.end
        elif start > anchor.start and doc[start].text in ("-", "–", "/", "’s", "'s"):
            start += 1
        else:
            break
    if start == anchor.start or not doc[start].text[0].isupper():
        return anchor
    fresh = _named(doc, start, anchor.end)
    return fresh._replace(ordinal=fresh.ordinal or anchor.ordinal, edition=fresh.edition or anchor.edition)


def _without_overlaps(found: list[Anchor]) -> list[Anchor]:
    best: list[Anchor] = []
    for anchor in sorted(found, key=lambda a: (a.start - a.end, a.start)):
        if all(anchor.end <= b.start or b.end <= anchor.start for b in best):
            best.append(anchor)
    return sorted(best)


def _beside(doc: Doc, a: Anchor, b: Anchor) -> bool:
    """Whether two anchors name one thing in one phrase: "the exercise Zapad", "Ulchi Freedom Shield (UFS) exercise"."""
    if (a.name is None) == (b.name is None) or doc[a.start].sent != doc[b.start].sent:
        return False
    between = doc[a.end : b.start]
    if len(between) > 6:
        return False
    words = [t.lower_ for t in between if t.text not in (",", "(", ")", "–", "—", ":") and t.text not in _QUOTES]
    quiet = all(
        w in _fill() or t.is_upper or t.pos_ in ("ADJ",)
        for w, t in zip(words, [t for t in between if t.lower_ in words], strict=False)
    )
    if a.name is None:  # head, then name: "the exercise, Thunder Strike", "manoeuvres code-named X"
        return quiet and not any(t.pos_ == "VERB" and t.lower_ not in _fill() for t in between)
    return quiet and not any(t.text == "," for t in between)


@lru_cache(maxsize=1)
def _fill() -> frozenset[str]:
    words = exercise_words()
    return words["fill"] | words["military"] | words["training_modifiers"]


def _joined(a: Anchor, b: Anchor) -> Anchor:
    named, head = (a, b) if a.name else (b, a)
    edition = named.edition or head.edition
    other = head.other or named.other
    return Anchor(a.start, b.end, named.name, named.base, edition, False, named.ordinal or head.ordinal, other)


def _series(doc: Doc) -> Iterator[Anchor]:
    for match in _series_pattern().finditer(doc.text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is None:
            continue
        anchor = _named(doc, span.start, span.end)
        common = match[0] in exercise_words().common
        context = " " in match[0] and any(t.lower_ in exercise_words()["heads"] for t in doc)
        if not common or anchor.edition or context or _head_near(doc, anchor):
            yield anchor._replace(ordinal=_ordinal_before(doc, anchor.start))


@lru_cache(maxsize=1)
def _series_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, exercise_words().series))})(?=\W|$|\d)")


def _head_near(doc: Doc, anchor: Anchor) -> bool:
    sent = doc[anchor.start].sent
    near = [*doc[max(sent.start, anchor.start - 5) : anchor.start], *doc[anchor.end : min(sent.end, anchor.end + 6)]]
    return any(t.lower_ in exercise_words()["heads"] for t in near)


def _named(doc: Doc, start: int, end: int) -> Anchor:
    """An anchor from a name's tokens, with the edition that stands in it or after it."""
    while end < len(doc) and end - start < 9:
        token = doc[end]
        if (_EDITION.match(token.text) and not _is_count(doc, end)) or (
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
    text = " ".join(doc[start:end].text.split()).strip(_QUOTES)
    base, edition = _split(text)
    edition, ordinal = (edition, None) if edition else _relation_before(doc, start)
    return Anchor(start, end, text, base, edition, ordinal=ordinal)


def _relation_before(doc: Doc, start: int) -> tuple[str | None, int | None]:
    """ "last year's UFS", "the first Mosi", "the 2018 Vostok": which edition the words before a name speak of."""
    sent = doc[start].sent.start
    before = list(doc[max(sent, start - 4) : start])
    while before and any(t.pos_ in ("VERB", "AUX", "ADP", "PUNCT", "NOUN") and not _time_word(t) for t in before):
        before.pop(0)
    words = {t.lower_ for t in before}
    year = next((t.text for t in before if re.fullmatch(r"(?:19|20)\d\d", t.text)), None)
    if year:
        return year, None
    if words & _PAST and not words & {"past"}:
        return "previous", None
    if words & _NEXT:
        return "next", None
    ordinal = next((n for t in before if (n := _ordinal(t.lower_)) is not None), None)
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


def _listed(base: str) -> bool:
    return base in _listed_bases()


@lru_cache(maxsize=1)
def _listed_bases() -> frozenset[str]:
    return frozenset(_fold(name) for name in exercise_words().series if name not in exercise_words().common)


def _with_aliases(doc: Doc, named: list[Anchor]) -> list[Anchor]:
    """Names and the acronyms in brackets behind them under one base: "Ulchi Freedom Shield (UFS)"."""
    alias: dict[str, str] = {}
    known = [a.base for a in named]
    for anchor in named:
        end = anchor.end
        if end + 2 >= len(doc) or doc[end].text != "(" or not doc[end + 1].text[:2].isupper() or not anchor.base:
            continue
        close = next((j for j in range(end + 2, min(end + 6, len(doc))) if doc[j].text == ")"), None)
        if close is None or doc[end + 1].ent_type_ in ("GPE", "NORP"):
            continue
        short, _ = _split(doc[end + 1 : close].text)
        if len(short) < 2:
            continue
        earlier = short in known and known.index(short) < known.index(anchor.base)
        alias |= {anchor.base: short} if earlier else {short: anchor.base}
    if not alias:
        return named
    return [
        a._replace(base=alias.get(a.base or "", a.base)) for a in _without_overlaps([*named, *_repeated(doc, {*alias})])
    ]


def _split(name: str) -> tuple[str, str | None]:
    match = re.search(
        r"^(.*?[^\W\d])[\s\-–/]*((?:[IVX]{1,4}/)?(?:19|20)\d\d[A-Z]?(?:[/-]\d{1,2})?|\d{1,4}(?:[-/]\d{1,2})?|(?<=[\s-])[IVXL]{1,6})$",
        name,
    )
    if not match:
        return _fold(name), None
    number = re.sub(r"^[IVX]+/|(?<=\d)[A-Z]$", "", match[2])
    if re.fullmatch(r"[12]\d", number):  # "BALTOPS 24"
        number = "20" + number
    return _fold(match[1]), number


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _beside_heads(doc: Doc) -> Iterator[Anchor]:
    """Names right before or after a head noun, in quotation marks or by their capitals."""
    heads, anaphors = exercise_words()["heads"], exercise_words()["anaphors"]
    for token in doc:
        if token.lower_ not in heads and not (token.lower_ in anaphors and _is_training(token)):
            continue
        if (token.tag_ in ("VBD", "VBG", "VBN") or (token.tag_ == "VB" and token.text[0].islower())) or _excluded(
            token
        ):
            continue
        after = _name_after(doc, token.i + 1)
        before = _name_before(doc, token.i)
        if after:
            yield _named(doc, *after)
        if before:
            yield _named(doc, *before)


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
    if start < len(doc) and doc[start].text in _QUOTES:
        return _quoted(doc, start)
    end = start
    while end < len(doc) and end - start < 5 and doc[end].sent == doc[i - 1].sent and _name_word(doc[end]):
        end += 1
    if end == start or (start > i and doc[start - 1].text == "," and not _closes(doc, end)):
        return None
    if any(t.lower_ in _rank_words() for t in doc[start:end]) or (end < len(doc) and doc[end].tag_ == "POS"):
        return None  # "the exercise General Ivanov led", "the drills Russia's"
    if doc[i - 1].text[0].isupper() or start > i or doc[start].is_upper:
        return start, end
    # "the exercise Quadriga in Lithuania": one name after "the exercise", which the model takes for no state or person
    the = doc[i - 1].lower_ in ("exercise", "drill", "manoeuvre", "maneuver", "training", "wargame", "series")
    plain = not any(t.ent_type_ in ("GPE", "NORP", "DATE", "TIME") for t in doc[start:end])
    person = end - start > 1 and all(t.ent_type_ == "PERSON" for t in doc[start:end]) and not the
    return (start, end) if plain and not person and (the or end - start > 1) else None


@lru_cache(maxsize=1)
def _rank_words() -> frozenset[str]:
    ordinary = {"1st", "2nd", "wing", "squadron", "field", "air", "staff", "first", "second"}
    return _TITLES | {w for rank in titles().ranks for w in rank.split()} - ordinary


def _closes(doc: Doc, end: int) -> bool:
    """After ", Name" an apposition closes with punctuation or an edition."""
    return end >= len(doc) or doc[end].is_punct or doc[end].text[0].isdigit()


def _name_before(doc: Doc, i: int) -> tuple[int, int] | None:
    end = i
    while (
        end > 0
        and (doc[end - 1].lower_ in _fill() or doc[end - 1].lower_ in exercise_words()["military"])
        and doc[end - 1].text[0].islower()
    ):
        end -= 1
    if end > 1 and doc[end - 1].text == ")":  # an acronym in brackets
        opening = next((j for j in range(end - 2, max(0, end - 5), -1) if doc[j].text == "("), None)
        end = opening if opening else end
    if end > 0 and doc[end - 1].text in _QUOTES:
        start = next((j for j in range(end - 2, max(-1, end - 9), -1) if doc[j].text in _QUOTES), None)
        return (start + 1, end - 1) if start is not None and end - 2 > start else None
    start = end
    while (
        start > 0
        and end - start < 5
        and doc[start - 1].sent == doc[i].sent
        and (_name_word(doc[start - 1]) or _EDITION.match(doc[start - 1].text))
    ):
        start -= 1
    while start < end and (
        _EDITION.match(doc[start].text)
        or (doc[start].is_sent_start and (doc[start].pos_ in ("DET", "PRON", "ADV") or _ordinary(doc[start])))
        or (doc[start].lower_ in _fill() and end - start > 1 and doc[start].lower_ not in ("joint", "war"))
        or (doc[start].ent_type_ == "NORP" and end - start > 1)
    ):
        start += 1
    while end > start + 1 and doc[end - 1].lower_ in _fill() and not _EDITION.match(doc[end - 1].text):
        end -= 1
    words = [t for t in doc[start:end] if t.is_alpha]
    return (
        (start, end)
        if words and not (len(words) == 1 and not words[0].is_upper and words[0].ent_type_ in ("NORP", "GPE", "DATE"))
        else None
    )


def _ordinary(token: Token) -> bool:
    """Whether a capital at a sentence's beginning hides an ordinary word ("Regular drills", "Naval exercises")."""
    low = token.lower_
    words = exercise_words()
    return (
        low in words["general_before"]
        or low in words["military"]
        or token.tag_ in ("JJ", "JJR", "JJS", "VBG", "VBN", "RB", "NN", "NNS", "VB")
    )


def _before_appositions(doc: Doc) -> Iterator[Anchor]:
    """ "NORDSEX 2026, a naval exercise that": a capitalised name before an apposition that ends in a head noun."""
    heads = exercise_words()["heads"]
    for comma in doc:
        if comma.text not in (",", "(", "–", "—") or comma.i < 1 or comma.i + 2 >= len(doc):
            continue
        if doc[comma.i + 1].lower_ not in ("a", "an", "the", "its", "one", "nato", "nato’s"):
            continue
        head = next((t for t in doc[comma.i + 2 : comma.i + 9] if t.lower_ in heads and t.sent == comma.sent), None)
        if head is None or any(
            t.text in (",", "(", ".") or t.pos_ in ("VERB", "AUX") for t in doc[comma.i + 2 : head.i]
        ):
            continue
        if any(t.pos_ == "ADP" and t.lower_ != "of" for t in doc[comma.i + 2 : head.i]) or _excluded(head):
            continue
        start = comma.i
        while (
            start > comma.sent.start
            and comma.i - start < 5
            and (_name_word(doc[start - 1]) or _EDITION.match(doc[start - 1].text))
        ):
            start -= 1
        while start < comma.i and (
            _EDITION.match(doc[start].text) or (doc[start].is_sent_start and _ordinary(doc[start]))
        ):
            start += 1
        span = doc[start : comma.i]
        if start < comma.i and not any(t.ent_type_ in ("GPE", "NORP", "DATE") for t in span) and len(span.text) > 2:
            yield _named(doc, start, comma.i)


_HAPPENS = frozenset("begin start open kick commence conclude end wrap finish run last follow".split())
_IS_HELD = frozenset("hold stage conduct cancel postpone scrap schedule plan launch run host suspend".split())
_NO_EXERCISE = re.compile(
    r"\b(?:War|Wars|Summit|Conference|Olympics?|Day|Week|Year|Month|Forum|Congress|Parliament|Treaty|Ramadan|Christmas|Easter|"
    r"Games|Cup|Election|Brexit|Government|Ministry|Act|Fair|Show|Airshow|Festival|Council|Assembly|Court|Operation|"
    r"Committee|Agreement|Accord|Pact|Mission|Programme|Program|Project|Covid|COVID)\b"
)


def _governed(doc: Doc, entities: Entities) -> Iterator[Anchor]:
    """ "Lightning Forge begins on 3 May", "the army held Amber Dawn in June": names by verb and time."""
    words = exercise_words()
    if not any(t.lower_ in words["heads"] for t in doc):
        return
    for verb in doc:
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
        while start > verb.sent.start and end - start < 4 and _name_word(doc[start - 1]):
            start -= 1
        if (doc[start].is_sent_start and _ordinary(doc[start])) or not _name_word(name):
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
        yield _named(doc, start, end)


_NAME_WITH_YEAR = re.compile(
    r"(?<![\w-])(?:[A-Z][\w’']{2,}[ ]){0,2}[A-Z][\w’']{2,}[-– ](?:[IVX]{1,4}/)?(?:20[0-4]\d|[12]\d)[A-Z]?"
    r"(?![\w,.-]*\d)"
)


def _with_editions(doc: Doc, entities: Entities) -> Iterator[Anchor]:
    """ "Poland is running Dragon-26": a name with the year of an edition, where the text speaks of exercises."""
    if not any(t.lower_ in exercise_words()["heads"] for t in doc):
        return
    for match in _NAME_WITH_YEAR.finditer(doc.text):
        span = doc.char_span(*match.span())
        if span is None or _FAIRS.match(match[0]) or "\n" in match[0] or span[0].lower_ in _NO_NAME_WORDS:
            continue
        while (
            len(span) > 2
            and (span[0].is_sent_start or span[0].lower_ in exercise_words()["military"])
            and _ordinary(span[0])
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
        if any(t.ent_type_ in ("DATE", "GPE", "NORP") or (t.ent_type_ == "PERSON" and not year) for t in span[:1]) or (
            span[-1].ent_type_ == "DATE" and " " in match[0]
        ):
            continue
        joined = not span[-2].whitespace_ if len(span) > 1 else True
        verb = next((t for t in span.root.ancestors if t.pos_ in ("VERB", "AUX")), None)
        words = exercise_words()
        if joined or (verb is not None and verb.lemma_ in words["hold"] | words["join"] | words["begin"]):
            yield _named(doc, span.start, span.end)


def _ordinal_before(doc: Doc, start: int) -> int | None:
    """The number of an edition right before a name: "the 14th edition of the biennial naval exercise Kakadu"."""
    sent = doc[start].sent.start
    for t in reversed(list(doc[max(sent, start - 9) : start])):
        if t.text in (",", ";") or t.pos_ in ("VERB", "AUX"):
            return None
        if (number := _ordinal(t.lower_)) is not None:
            return number
    return None


def _ordinal(word: str) -> int | None:
    match = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)", word)
    return int(match[1]) if match else _ORDINALS.get(word)


def _quoted(doc: Doc, opening: int) -> tuple[int, int] | None:
    for end in range(opening + 2, min(opening + 9, len(doc))):
        if doc[end].text in _QUOTES:
            words = [t for t in doc[opening + 1 : end] if t.is_alpha and len(t.text) > 3]
            return (opening + 1, end) if words and all(t.text[0].isupper() for t in words) else None
    return None


def _quoted_editions(doc: Doc) -> Iterator[Anchor]:
    """ "preparing for “Gulf Shield 3”": a quoted capitalised name that ends in an edition."""
    if not any(t.lower_ in exercise_words()["heads"] for t in doc):
        return
    for token in doc:
        if token.text in "\"“'‘" and (span := _quoted(doc, token.i)) and _EDITION.match(doc[span[1] - 1].text):
            yield _named(doc, *span)


def _repeated(doc: Doc, bases: set[str]) -> Iterator[Anchor]:
    """Later mentions of a name that was once told to be an exercise, with whatever edition they have."""
    for base in bases:
        pattern = r"(?<!\w)" + r"[\s\-–]+".join(map(re.escape, base.split())) + r"(?=\W|$)"
        for match in re.finditer(pattern, doc.text, re.IGNORECASE):
            span = doc.char_span(*match.span(), alignment_mode="expand")
            if span is not None and span[0].text[0].isupper():
                yield _named(doc, span.start, span.end)


def _name_word(token: Token) -> bool:
    text = token.text
    if not text[0].isupper() or (token.pos_ in ("PRON", "DET", "CCONJ", "SCONJ", "AUX", "VERB") and not token.is_title):
        return False
    if token.is_sent_start and token.pos_ in ("DET", "PRON", "ADP", "SCONJ", "ADV", "CCONJ", "AUX", "VERB"):
        return False
    if token.lower_ in exercise_words()["military"] or token.lower_ in exercise_words()["heads"]:
        return False
    kind = token.ent_type_ if not (token.is_upper and len(token) > 4) else ""
    return kind not in ("DATE", "NORP", "TIME") and token.lower_ not in _NO_NAME_WORDS


_NO_NAME_WORDS = frozenset(
    (
        "the a an in at of on joint held will such this these those monday tuesday wednesday thursday friday saturday "
        "sunday january february march april may june july august september october november december annual biennial "
        "nato csto sco asean eu un us uk uae"
    ).split()
)


_TRAINING_PLACES = frozenset(
    (
        "area ground grounds centre center camp base school mission programme program session sessions course courses "
        "range aircraft facility jet jets plane planes team teams"
    ).split()
)


def _is_training(token: Token) -> bool:
    words = exercise_words()["training_modifiers"]
    following = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
    if token.lower_ not in ("training", "trainings") or following in _TRAINING_PLACES:
        return False
    for t in reversed(list(token.doc[max(token.sent.start, token.i - 5) : token.i])):
        if t.lower_ in words:
            return True
        if t.pos_ not in ("ADJ", "NOUN", "PROPN") and t.text != "-":
            return False
    return False


def _heads(doc: Doc, entities: Entities, context: bool) -> Iterator[Anchor]:
    """Head nouns that speak of a military exercise; `context`: the article names one."""
    words = exercise_words()
    told = context
    for token in doc:
        low = token.lower_
        double = bool(token.i) and f"{doc[token.i - 1].lower_} {low}" in words["double_heads"]
        is_head = low in words["heads"] or double or _is_training(token)
        if not is_head and not (told and low in words["anaphors"] and low != "event"):
            continue
        edition_word = low in _EDITIONS and _is_other_edition(token)  # the tagger takes "running" for a verb
        if not (edition_word or _noun_like(token)) or _excluded(token):
            continue
        if is_head and not told and not double and not _military(token, entities):
            continue
        edition, ordinal = _edition_of(token)
        definite = _definite(token)
        other = low in _EDITIONS and _is_other_edition(token)
        if not is_head and edition is None and ordinal is None and not definite and not other:
            continue
        if low == "series" or (low in ("version", "running") and edition is None and not definite and not other):
            continue
        told = told or is_head
        definite = definite or not is_head
        yield Anchor(token.i - double, token.i + 1, edition=edition, definite=definite, ordinal=ordinal, other=other)


_EDITIONS = frozenset("edition iteration version running instalment installment".split())
_SEASONS = frozenset("spring summer autumn winter fall smaller larger bigger separate second".split())


def _is_other_edition(token: Token) -> bool:
    before = {t.lower_ for t in token.doc[max(token.sent.start, token.i - 4) : token.i]}
    return bool(before & _SEASONS) and "this" not in before


def _noun_like(token: Token) -> bool:
    """A noun by its tag, or by its determiner or preposition where the tagger errs ("their first joint exercise")."""
    if token.pos_ in ("NOUN", "PROPN"):
        return True
    before = token.doc[token.i - 1] if token.i else None
    return (
        token.pos_ in ("VERB", "ADJ")
        and before is not None
        and (
            before.pos_ in ("ADJ", "DET")
            or before.lower_ in exercise_words()["military"]
            or before.tag_ in ("NN", "NNS")
        )
        and before.lower_ not in ("to", "will", "forces", "troops", "that", "which")
        and token.tag_ != "VBG"
    ) or (token.pos_ == "VERB" and before is not None and before.lower_ == "forces" and token.tag_ in ("VB", "VBP"))


def _excluded(token: Token) -> bool:
    words = exercise_words()
    doc = token.doc
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if after is not None and after.lower_ in words["not_before"] - {"of"}:
        return True
    if token.i and doc[token.i - 1].lower_ in words["not_after"]:
        return True
    if any(t.lower_ in words["not_after"] and t.head == token for t in doc[max(0, token.i - 3) : token.i]):
        return True
    # "A fire drill does not start fires", but "live-fire drill"
    if token.i and doc[token.i - 1].lower_ == "fire" and (token.i < 3 or doc[token.i - 2].text != "-"):
        return True
    if (
        token.lower_ in ("exercise", "exercises", "drill")
        and token.tag_ in ("VB", "VBP", "VBZ")
        and not _noun_like(token)
    ):
        return True
    governed = [w for c in token.children if c.lower_ == "of" for w in c.children]
    return any(w.lower_ in words["not_of"] for w in governed) or (
        after is not None
        and after.lower_ in ("in", "of")
        and token.i + 2 < len(doc)
        and doc[token.i + 2].lower_ in words["not_of"]
    )


def _military(token: Token, entities: Entities) -> bool:
    """Whether a bare head is a military one: by its phrase, its sentence, or the state that holds it."""
    words = exercise_words()
    doc = token.doc
    before = doc[max(token.sent.start, token.i - 6) : token.i]
    if any(t.lower_ in words["military"] for t in before if t.pos_ not in ("VERB", "AUX")):
        return True
    sentence = {t.lower_ for t in token.sent}
    if sentence & words["context"] or {"training", "area"} <= sentence:
        return True
    verb = token.head if token.dep_ in ("dobj", "nsubj", "nsubjpass") else None
    if (
        verb is not None
        and verb.lemma_ in words["hold"] | words["cancel"] | words["begin"]
        and token.tag_ in ("NNS", "NN")
    ):
        subject = next((c for c in verb.children if c.dep_ in ("nsubj", "agent")), None)
        if subject is None:
            return False
        states = {m for t in subject.subtree if (m := entities.mention_at(t.i, "country"))}
        return bool(states) and (token.tag_ == "NNS" or token.lower_ != "exercise" or len(states) > 1)
    return False


def _definite(token: Token) -> bool:
    first = [c for c in token.children if c.dep_ in ("det", "poss") and c.i < token.i]
    return any(c.lower_ in ("the", "this", "these", "those", "that", "its", "their") for c in first) and not any(
        c.lower_ == "first" for c in token.children
    )


def _edition_of(token: Token) -> tuple[str | None, int | None]:
    """The year, or "previous" or "next", and the ordinal of the edition that a head noun speaks of."""
    before = list(token.doc[max(token.sent.start, token.i - 5) : token.i])
    while before and any(t.pos_ in ("VERB", "AUX", "ADP", "PUNCT") and t.text != "-" for t in before):
        before.pop(0)
    year = next((t.text for t in before if t.is_digit and re.fullmatch(r"(?:19|20)\d\d", t.text)), None)
    ordinal = next((n for t in before if (n := _ordinal(t.lower_)) is not None), None)
    if token.lower_ in exercise_words()["heads"] and ordinal == 1:
        ordinal = None  # "their first joint exercise" has no edition before it
    if year:
        return year, ordinal
    words = {t.lower_ for t in before[-4:]}
    if words & _PAST:
        return "previous", ordinal
    if words & _NEXT:
        return "next", ordinal
    return None, ordinal


def _verbs(doc: Doc, entities: Entities) -> Iterator[Anchor]:
    """ "The two navies exercised together", "Corvettes rehearsed strikes off X": forces as the subject."""
    words = exercise_words()
    for token in doc:
        if token.pos_ != "VERB" or token.lemma_ not in (
            "exercise",
            "train",
            "drill",
            "rehearse",
            "practise",
            "practice",
        ):
            continue
        subject = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is None or subject.dep_ == "nsubjpass":
            continue
        under = list(subject.subtree)
        forces = any(t.lower_ in words["units"] | words["people"] for t in under)
        states = {entities.owner(m).iri for t in under if (m := entities.mention_at(t.i, "country"))}
        together = any(
            c.lower_ in ("together", "alongside", "jointly") or (c.lower_ == "with" and c.dep_ == "prep")
            for c in token.children
        )
        if token.lemma_ in ("exercise", "train", "drill"):
            if not (together and (forces or states)) or any(c.dep_ == "dobj" for c in token.children):
                continue
        elif not forces:
            continue
        if token.tag_ not in ("VBD", "VBG", "VBN") or any(c.dep_ == "neg" for c in token.children):
            continue
        yield Anchor(token.i, token.i + 1, verb=True)


def _near_head(doc: Doc, anchor: Anchor, others: list[Anchor]) -> bool:
    """Whether a sentence that a verb might tell an exercise in has a noun for it already."""
    sent = doc[anchor.start].sent
    return any(sent.start <= other.start < sent.end for other in others)


def _is_other_thing(doc: Doc, entities: Entities, anchor: Anchor) -> bool:
    """Whether what looks like an exercise's name is somebody's or something's: a body, a state, a weapon."""
    if anchor.base in exercise_words()["bodies"] or not anchor.base:
        return True
    mention = entities.mention_at(anchor.start)
    if mention is None or mention.start > anchor.start or mention.end < anchor.end:
        return False
    if mention.kind == "person":
        return bool(mention.role) or (not anchor.edition and not _head_near(doc, anchor))
    listed = mention.entry is not None or mention.type in ("armed-force", "ministry")
    return listed and mention.kind in ("country", "organization", "weapon")
