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

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.resolve import Entities

_EDITION = re.compile(r"^(?:[-–/]?\s?(?:(?:19|20)\d\d(?:[/-]\d{1,2})?|\d{1,4}(?:[-/]\d{1,2})?)|[IVX]{1,5})$")
_QUOTES = "\"“”'‘’«»"
_PAST = frozenset("last previous earlier past former preceding prior".split())


class Anchor(NamedTuple):
    """Tokens `start` to `end` that speak of an exercise."""

    start: int
    end: int
    name: str | None = None
    """The name with its edition, as written ("Zapad-2025")."""
    base: str | None = None
    """The name without the edition, folded."""
    edition: str | None = None
    """Year ("2025"), number or numeral of the edition; "previous" where the text points to an earlier one."""
    definite: bool = False
    """Whether it points to an exercise already told of."""


def anchors(doc: Doc, entities: Entities) -> list[Anchor]:
    """All anchors in text order; a named one swallows the head noun beside it."""
    named = _without_overlaps([*_series(doc), *_beside_heads(doc), *_quoted_editions(doc)])
    named = [a for a in named if not _is_other_thing(doc, entities, a)]
    bases = {a.base for a in named if a.base}
    named = _without_overlaps([*named, *_repeated(doc, bases)])
    taken = {i for a in named for i in range(a.start, a.end)}
    heads = [a for a in _heads(doc, bool(named)) if a.start not in taken]
    merged: list[Anchor] = []
    for anchor in sorted([*named, *heads]):
        previous = merged[-1] if merged else None
        if previous and _beside(doc, previous, anchor):
            merged[-1] = _joined(previous, anchor)
        else:
            merged.append(anchor)
    return merged


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
        w in _FILL or t.is_upper or t.pos_ in ("ADJ",)
        for w, t in zip(words, [t for t in between if t.lower_ in words], strict=False)
    )
    if a.name is None:  # head, then name: "the exercise, Thunder Strike", "manoeuvres code-named X"
        return quiet and not any(t.pos_ == "VERB" and t.lower_ not in _FILL for t in between)
    return quiet and not any(t.text == "," for t in between)


_FILL = frozenset(
    (
        "code named code-named codenamed dubbed called known as titled the joint military naval annual combined 's ’s - "
        "live-fire multinational air serials field command post maritime and of its own this year"
    ).split()
)


def _joined(a: Anchor, b: Anchor) -> Anchor:
    named, head = (a, b) if a.name else (b, a)
    edition = named.edition or head.edition
    return Anchor(a.start, b.end, named.name, named.base, edition, head.definite and named.name is None)


def _series(doc: Doc) -> Iterator[Anchor]:
    for match in _series_pattern().finditer(doc.text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is None:
            continue
        anchor = _named(doc, span.start, span.end)
        common = match[0] in exercise_words().common
        if not common or anchor.edition or _head_near(doc, anchor):
            yield anchor


@lru_cache(maxsize=1)
def _series_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, exercise_words().series))})(?=\W|$|\d)")


def _head_near(doc: Doc, anchor: Anchor) -> bool:
    near = [*doc[max(0, anchor.start - 4) : anchor.start], *doc[anchor.end : anchor.end + 4]]
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
    text = " ".join(doc[start:end].text.split()).strip(_QUOTES)
    base, edition = _split(text)
    return Anchor(start, end, text, base, edition)


def _is_count(doc: Doc, i: int) -> bool:
    """Whether a number after a name counts things ("Zapad 13,000 troops") or is a day of the month."""
    token = doc[i]
    return (
        token.dep_ == "nummod"
        and token.head.i > i
        and token.head.pos_ == "NOUN"
        and token.head.lower_ not in exercise_words()["heads"]
    )


def _split(name: str) -> tuple[str, str | None]:
    match = re.search(
        r"^(.*?[^\W\d])[\s\-–/]*((?:19|20)\d\d(?:[/-]\d{1,2})?|\d{1,4}(?:[-/]\d{1,2})?|(?<=[\s-])[IVX]{1,5})$", name
    )
    if not match:
        return _fold(name), None
    number = match[2]
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
        if token.pos_ == "VERB" or _excluded(token):
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
    return (start, end) if doc[i - 1].text[0].isupper() or start > i or end - start > 1 or doc[start].is_upper else None


def _closes(doc: Doc, end: int) -> bool:
    """After ", Name" an apposition closes with punctuation or an edition."""
    return end >= len(doc) or doc[end].is_punct or doc[end].text[0].isdigit()


def _name_before(doc: Doc, i: int) -> tuple[int, int] | None:
    end = i
    while (
        end > 0
        and (doc[end - 1].lower_ in _FILL or doc[end - 1].lower_ in exercise_words()["military"])
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
        or (doc[start].is_sent_start and doc[start].lower_ in ("the", "a", "this", "its"))
    ):
        start += 1
    words = [t for t in doc[start:end] if t.is_alpha]
    return (
        (start, end)
        if words and not (len(words) == 1 and not words[0].is_upper and words[0].ent_type_ in ("NORP", "GPE", "DATE"))
        else None
    )


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
    if token.is_sent_start and token.pos_ in ("DET", "PRON", "ADP", "SCONJ", "ADV", "CCONJ"):
        return False
    if token.lower_ in exercise_words()["military"] or token.lower_ in exercise_words()["heads"]:
        return False
    return token.ent_type_ not in ("DATE", "NORP", "TIME") and token.lower_ not in (
        "the",
        "a",
        "an",
        "in",
        "at",
        "of",
        "on",
        "joint",
        "held",
        "will",
    )


def _is_training(token: Token) -> bool:
    words = exercise_words()["training_modifiers"]
    return token.lower_ == "training" and any(c.lower_ in words for c in token.children if c.i < token.i)


def _heads(doc: Doc, context: bool) -> Iterator[Anchor]:
    """Head nouns that speak of a military exercise; `context`: the article names one."""
    words = exercise_words()
    for token in doc:
        low = token.lower_
        games = low == "games" and token.i and doc[token.i - 1].lower_ == "war"
        is_head = low in words["heads"] or games or _is_training(token)
        if not is_head and not (context and low in words["anaphors"] and low != "training" and low != "event"):
            continue
        if token.pos_ not in ("NOUN", "PROPN") or _excluded(token):
            continue
        if is_head and not context and not _military(token):
            continue
        edition = _edition_of(token)
        definite = _definite(token)
        if not is_head and edition is None and not definite:
            continue
        yield Anchor(token.i - games, token.i + 1, edition=edition, definite=definite or not is_head)


def _excluded(token: Token) -> bool:
    words = exercise_words()
    doc = token.doc
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if after is not None and after.lower_ in words["not_before"]:
        return True
    if any(t.lower_ in words["not_after"] for t in doc[max(0, token.i - 3) : token.i]):
        return True
    # "A fire drill does not start fires", but "live-fire drill"
    if token.i and doc[token.i - 1].lower_ == "fire" and (token.i < 3 or doc[token.i - 2].text != "-"):
        return True
    if token.pos_ == "VERB":
        return True
    governed = [w for c in token.children if c.lower_ == "of" for w in c.children]
    return any(w.lower_ in words["not_of"] for w in governed)


def _military(token: Token) -> bool:
    """Whether a bare head is a military one by the words in its phrase, its verb or its sentence."""
    words = exercise_words()
    if any(c.lower_ in words["military"] for c in token.subtree if c.i < token.i and token.i - c.i < 6):
        return True
    sentence = {t.lower_ for t in token.sent}
    return len(sentence & words["people"] & words["units"]) > 0 or bool(
        sentence & {"warships", "navies", "military", "militaries", "army", "navy"}
    )


def _definite(token: Token) -> bool:
    first = [c for c in token.children if c.dep_ in ("det", "poss") and c.i < token.i]
    if any(c.lower_ in ("the", "this", "these", "those", "that") for c in first):
        return True
    return (not first and token.is_sent_start) or any(c.lower_ in ("its", "their") for c in first)


def _edition_of(token: Token) -> str | None:
    before = [t for t in token.doc[max(token.sent.start, token.i - 5) : token.i]]
    for t in before:
        if t.is_digit and re.fullmatch(r"(?:19|20)\d\d", t.text):
            return t.text
    if any(t.lower_ in _PAST for t in before[-4:]):
        return "previous"
    return None


def _is_other_thing(doc: Doc, entities: Entities, anchor: Anchor) -> bool:
    """Whether what looks like an exercise's name is somebody's or something's: a body, a state, a weapon."""
    mention = entities.mention_at(anchor.start)
    if mention is None or mention.start > anchor.start or mention.end < anchor.end:
        return False
    return mention.entry is not None and mention.kind in ("country", "organization", "weapon")
