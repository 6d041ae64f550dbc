"""Names known to be exercises: the listed series, their acronyms, and names once told to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor, without_overlaps
from kg.extract.exercises.editions import EDITION_WORDS, base_and_edition, folded, named_anchor, ordinal_before
from kg.language.exercises import exercise_words
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


_GOES = frozenset("meet fly sail train return go head deploy send arrive join travel gather".split())


def series_named(doc: Doc) -> Iterator[Anchor]:
    """Names of listed series; one that is a common word as well needs an edition or a head noun near it."""
    for match in _series_pattern().finditer(words_of(doc).text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is None:
            continue
        anchor = named_anchor(doc, span.start, span.end)
        common = match[0].casefold() in _common()
        context = " " in match[0] and words_of(doc).written(exercise_words()["heads"])
        told = anchor.edition not in (None, "next", "previous")
        if not common or told or context or head_near(doc, anchor) or _goes_to(doc, anchor):
            yield anchor._replace(ordinal=ordinal_before(doc, anchor.start))


@lru_cache(maxsize=1)
def _series_pattern() -> re.Pattern[str]:
    """Names as listed, and in capitals throughout, as headlines and alliances write them."""
    written = {form for name in exercise_words().series for form in (name, name.upper())}
    longest_first = sorted(written, key=lambda n: (-len(n), n))
    # parted by their first letters, or each of a thousand names would be tried at each word
    parts: dict[str, dict[str, list[str]]] = {}
    for name in longest_first:
        parts.setdefault(name[0], {}).setdefault(name[1:2], []).append(re.escape(name[2:]))
    names = "|".join(
        rf"{re.escape(a)}(?:{'|'.join(rf'{re.escape(b)}(?:{chr(124).join(ends)})' for b, ends in seconds.items())})"
        for a, seconds in parts.items()
    )
    return re.compile(rf"(?<!\w)(?:{names})(?=\W|$|\d)")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(name.casefold() for name in exercise_words().common)


def head_near(doc: Doc, anchor: Anchor) -> bool:
    """Whether a head noun stands a few words before or after."""
    sent = doc[anchor.start].sent
    near = [*doc[max(sent.start, anchor.start - 5) : anchor.start], *doc[anchor.end : min(sent.end, anchor.end + 6)]]
    another = doc[anchor.start - 2] if anchor.start - 2 > sent.start else None
    if doc[anchor.end : anchor.end + 2].text.casefold() in (", a", ", an", ", the"):
        near.extend(doc[anchor.end + 6 : min(sent.end, anchor.end + 12)])  # "Tobruq Arrows, a two-week live-fire drill"
    if another is not None and another.lower_ in EDITION_WORDS and another.nbor().lower_ == "of":
        return True  # "the 42nd iteration of Varuna"
    return any(t.lower_ in exercise_words()["heads"] for t in near) or (another is not None and _is_another(another))


def _goes_to(doc: Doc, anchor: Anchor) -> bool:
    """ "both navies will meet off Goa for Varuna", "will fly to Chile for Salitre"."""
    before = doc[anchor.start - 1].lower_ if anchor.start else ""
    return before in ("for", "during") and any(t.pos_ == "VERB" and t.lemma_ in _GOES for t in doc[anchor.start].sent)


def _is_another(token: Token) -> bool:
    """ "A Russian-Indian one, Indra, was held": "one" for the exercise just told of."""
    return token.lower_ == "one" and token.nbor().text == "," and token.nbor(-1).pos_ in ("ADJ", "PROPN", "NOUN")


def is_listed(base: str) -> bool:
    """Whether a folded name is that of a listed series which is no common word."""
    return base in _listed_bases()


@lru_cache(maxsize=1)
def _listed_bases() -> frozenset[str]:
    return frozenset(folded(name) for name in exercise_words().series if name not in exercise_words().common)


def with_aliases(doc: Doc, named: list[Anchor]) -> list[Anchor]:
    """Names and the acronyms in brackets behind them under one base: "Ulchi Freedom Shield (UFS)"."""
    alias: dict[str, str] = {}
    known = [a.base for a in named]
    for anchor in named:
        end = anchor.end
        if end + 2 >= len(doc) or not anchor.base:
            continue
        initials = "".join(word[0] for word in anchor.base.split())
        written = words_of(doc).written({initials}) if len(initials) > 2 and initials != anchor.base else ()
        if initials in known or any(doc[i].is_upper for i in written):
            alias[initials] = anchor.base  # "last year's UFS"
        if doc[end].text == "," and doc[end + 1].lower_ == "or" and doc[end + 2].is_upper:
            alias.setdefault(folded(doc[end + 2].text), anchor.base)
        if doc[end : end + 3].text.casefold() in (", short for", "(short for"):
            longer = next((a.base for a in named if 0 <= a.start - end - 3 < 2), None)
            alias |= {longer: anchor.base} if longer else {}
        if doc[end].text != "(" or not doc[end + 1].text[:1].isupper() or doc[end + 1].lower_ == "photo":
            continue
        close = next((j for j in range(end + 2, min(end + 6, len(doc))) if doc[j].text == ")"), None)
        if close is None or doc[end + 1].ent_type_ in ("GPE", "NORP"):
            continue
        short, _ = base_and_edition(doc[end + 1 : close].text)
        if len(short) < 2:
            continue
        earlier = short in known and known.index(short) < known.index(anchor.base)
        alias |= {anchor.base: short} if earlier else {short: anchor.base}
    if not alias:
        return named
    return [
        a._replace(base=alias.get(a.base or "", a.base))
        for a in without_overlaps([*named, *named_again(doc, {*alias})])
    ]


def named_again(doc: Doc, bases: set[str]) -> Iterator[Anchor]:
    """Later mentions of a name that was once told to be an exercise, with whatever edition they have."""
    for base in bases:
        pattern = r"(?<!\w)" + r"[\s\-–]+".join(map(re.escape, base.split())) + r"(?=\W|$)"
        for match in re.finditer(pattern, words_of(doc).text, re.IGNORECASE):
            span = doc.char_span(*match.span(), alignment_mode="expand")
            if span is not None and span[0].text[0].isupper():
                yield named_anchor(doc, span.start, span.end)
