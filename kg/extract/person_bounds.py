"""Where a person's name begins and ends: titles before it, particles, nicknames and services in and behind it.

"Lt. Gen. | Ali Hassan", "Henri Caumont d'Aubigny", "Brad Hollis | USMC", "City Administrator | Gil Trautwein"
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.language.names import begins_with_given_name
from kg.language.titles import titles
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PARTICLES = frozenset(
    "al el bin ibn ben abu abdul van von der den de da dos das di del della la le ter ten zu y af av bint ul ur".split()
)
NO_NAME = frozenset(
    (
        "i he she it we they the a an this that mr mrs ms monday tuesday wednesday thursday friday saturday sunday "
        "january february march april may june july august september october november december twitter telegram "
        "facebook x instagram youtube god western eastern northern southern rank neighbouring neighboring neighbour "
        "near former ex both candidate late incumbent ousted jailed exiled non jr jr. sr sr. mayor-elect "
        "president-elect emeritus emerita pro tem sgt adm gen col capt cmdr lt maj brig cpl pte training staff command "
        "school academy democrat republican in at on for typhoon hurricane cyclone"
    ).split()
)
# What stands behind names of the honoured and the learned.
_LETTERS = frozenset("QC KC SC MP MSP MEP OBE CBE MBE KBE DBE PhD Ph.D. MD M.D. QPM VC DSO".split())


@lru_cache(maxsize=1)
def title_words() -> frozenset[str]:
    """The last words of all offices, ranks and civil titles."""
    lexicon = titles()
    return frozenset(phrase.split()[-1] for phrase in (*lexicon.offices, *lexicon.ranks, *lexicon.civil))


@lru_cache(maxsize=1)
def _titles_with_of() -> dict[str, list[list[str]]]:
    """The titles whose last word alone is none, by that word: "secretary of defense", not "Defense"."""
    lexicon = titles()
    phrases = [phrase.split() for phrase in (*lexicon.offices, *lexicon.ranks, *lexicon.civil)]
    plain = {words[-1] for words in phrases if "of" not in words}
    found: dict[str, list[list[str]]] = {}
    for words in phrases:
        if words[-1] not in plain:
            found.setdefault(words[-1], []).append(words)
    return found


def ends_title(doc: Doc, i: int) -> bool:
    """Whether a title ends at token `i`: at "Defense" only in "secretary of defense"."""
    word = doc[i].lower_
    if word not in title_words():
        return False
    whole = _titles_with_of().get(word)
    lower = words_of(doc).lower
    return whole is None or any(lower[max(0, i + 1 - len(p)) : i + 1] == p for p in whole)


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Words of offices and organisations that are seldom anybody's name ("Air Chief Marshal", "Foreign Minister")."""
    lexicon = titles()
    phrases = (*lexicon.offices, *lexicon.ranks, *lexicon.organization_heads)
    extra = "foreign defense interior defence air state chief army navy guest government support".split()
    return frozenset([w for phrase in phrases for w in phrase.split() if w.isalpha()] + extra) - {
        "king",
        "marine",
        "west",
        "prince",
        "major",
    }


def end_of_seat(doc: Doc, seat: int) -> int:
    """Where a seat or field ends that begins there: by the model, before a given name, "Information | Omar Said"."""
    end = seat
    while end < len(doc) and doc[end].is_title and doc[end].lower_ in titles().portfolios:
        end += 1
    if end > seat:
        return end
    while end < len(doc) and doc[end].ent_type_ == "GPE" and (end == seat or doc[end].ent_iob_ == "I"):
        end += 1
    if end == seat and seat + 1 < len(doc) and doc[seat].is_title and begins_with_given_name(doc[seat + 1].text):
        end += 1
    return end


def name_end(doc: Doc, start: int) -> int:
    """Where a run of name words from `start` ends (particles inside it allowed)."""
    end = start
    while end < len(doc) and end - start < 6:
        token = doc[end]
        if doc[start].sent != token.sent if end > start else False:
            break
        if (
            (capital_word(token) and token.lower_ not in title_words())
            or (end > start and _with_article(token.text))
            or (end > start and token.lower_ in _PARTICLES and end + 1 < len(doc) and capital_word(doc[end + 1]))
        ):
            end += 1
        elif _joins(doc, start, end):
            end += 2
        elif end > start and _nickname(doc, end):
            end += 3
        else:
            break
    return end


def _with_article(text: str) -> bool:
    """ "d'Estaing", "al‑Sadr" in one word."""
    return text[:2].lower() in ("d'", "d’", "l'", "l’") and text[2:3].isupper()


def _nickname(doc: Doc, i: int) -> bool:
    """Whether a nickname in quotation marks stands there, inside a name: 'Richard "Tex" Coe'."""
    quotes = ('"', "“", "”", "'", "‘", "’")
    return (
        i + 3 < len(doc)
        and doc[i].text in quotes
        and doc[i + 2].text in quotes
        and doc[i + 1].text[0].isupper()
        and capital_word(doc[i + 3])
        and doc[i].sent == doc[i + 3].sent
    )


def _joins(doc: Doc, start: int, end: int) -> bool:
    """Whether the token and the next one go on with a name: "al-Bashir", "O’Neill", "Myong-rim"."""
    if end + 1 >= len(doc):
        return False
    token, after = doc[end], doc[end + 1]
    if token.lower_ in ("al", "el", "abu", "bin") and after.text == "-":
        return True
    inside = end > start and token.text in ("-", "’", "'") and not token.whitespace_
    return inside and (capital_word(after) or (token.text == "-" and after.text.isalpha()))


def capital_word(token: Token) -> bool:
    """Whether a token can be a word of a person's name."""
    text = token.text
    if _is_month_as_surname(token):
        return True
    if not text[0].isupper() or token.lower_ in NO_NAME or token.lower_ in common_words():
        return False
    if token.ent_type_ in ("DATE", "TIME", "GPE", "NORP") and token.pos_ != "PROPN":
        return False
    return bool(re.fullmatch(r"(?:\w\.|[\w'’\-]+\.?)", text)) and not any(c.isdigit() for c in text)


def _is_month_as_surname(token: Token) -> bool:
    """ "Theresa May"."""
    return token.text == "May" and token.i > 0 and begins_with_given_name(token.nbor(-1).text)


def trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Without leading titles and offices, trailing possessive, quotes and verbs the model took in."""
    lexicon = titles()
    lower = words_of(doc).lower
    while start < end:
        for words in (3, 2, 1):
            phrase = " ".join(lower[start : min(start + words, end)])
            occupied = phrase in lexicon.occupations and words < end - start - 1
            if phrase in lexicon.ranks or phrase in lexicon.offices or phrase in lexicon.civil or occupied:
                start += words
                break
        else:
            if (doc[start].text[0].isupper() and doc[start].lower_ not in NO_NAME) or doc[start].lower_ in _PARTICLES:
                break
            start += 1
    if (
        end - start > 2
        and doc[start].is_upper
        and doc[start].is_alpha
        and doc[start + 1].is_title
        and len(doc[start]) > 2
    ):
        start += 1  # "told NPR Hamza bin Laden"
    elif start and _is_first_name(doc, start - 1, end):
        start -= 1  # "Amy | Coney Barrett"
    # "Mayor of Koszalin Piotr Kos": the model took the seat in
    if end - start > 2 and start > 1 and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in lexicon.offices:
        seat = end_of_seat(doc, start)
        start = seat if seat < end - 1 else start
    # "City Administrator Gil Trautwein": the model took the office in
    inner = [
        i
        for i in range(start + 1, end - 2)
        if doc[i].text[0].isupper() and doc[i - 1].lower_ not in _PARTICLES and ends_title(doc, i)
    ]
    start = inner[-1] + 1 if inner else start
    while end > start + 1 and (doc[end - 1].lower_ in ("jr.", "sr.", "jr", "sr") or doc[end - 1].text in _LETTERS):
        end -= 1
    end = _without_service(doc, start, end)
    while end > start and (not _ends_name(doc, start, end) or doc[end - 1].text.casefold() in ("'s", "’s")):
        end -= 1
    for i in range(start + 1, end):
        if any(_nickname(doc, j) for j in (i, i - 2) if start < j):
            continue
        # "Maduro’s Venezuela", "Sarychev\n\n": a name has no possessive, break or comma inside
        if doc[i].tag_ == "POS" or doc[i].is_space or doc[i].text in (",", "(", "–", "—", "/", '"', "“", "”"):
            return start, i
    return start, end


def _is_first_name(doc: Doc, i: int, end: int) -> bool:
    """Whether the token before a full name is its first given name, which the model left out."""
    known = doc[i].is_title and doc[i].tag_ == "NNP" and begins_with_given_name(doc[i].text)
    return known and end - i > 2 and doc[i].ent_type_ in ("", "PERSON") and not doc[i + 1].is_sent_start


def _without_service(doc: Doc, start: int, end: int) -> int:
    """Where a name ends before the letters of a service: "Brandon Aguirre | USMC", "Arnulfo Cruz | PN(M"."""
    for i in range(start + 2, end):
        if doc[i].text.split("(")[0].isupper() and 2 <= len(doc[i].text.split("(")[0]) <= 5 and doc[i - 1].is_title:
            return i
    return end


def _ends_name(doc: Doc, start: int, end: int) -> bool:
    """A name ends in a capitalised word, or in the second half of one: "So Myong-rim"."""
    last = doc[end - 1]
    hyphen = end - 2 > start and doc[end - 2].text == "-" and not doc[end - 2].whitespace_
    return last.text[0].isupper() or _with_article(last.text) or (hyphen and last.text.isalpha())
