"""What a phrase with an office, an occupation or a rank tells: the role in words, and the state.

The words that modify the office go with it ("former New Jersey governor"), and its field ("of the General Staff");
the state is told apart ("the French president").
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kg.extract.mentions import Mention
from kg.language.titles import titles
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Links between an office and its field: "head of", "Senator from", "Minister for", "ambassador to".
LINKS = frozenset("of for from at in to on with".split())
_IN_FIELD = frozenset("the a an and & its their his her".split())
ARTICLES = frozenset("the a an his her its their our my this that another".split())
# What tells that an office is not held now: kept with the role, whatever stands between.
QUALIFIERS = frozenset(
    "former ex then acting interim caretaker incoming outgoing late retired onetime one-time ousted deposed "
    "re-elected presumptive disgraced future deceased".split()
)
_PARTICIPLES = frozenset(
    "commanding managing presiding governing ruling serving exiled jailed appointed retiring".split()
)
SUFFIXES = frozenset("elect designate designee nominate".split())
# What may stand before a role and is none of it.
_NOT_OF_ROLE = frozenset(
    "current incumbent sitting serving elected newly fellow own other another new wife husband son daughter "
    "brother sister".split()
)
# Nouns of persons that are told in relation to somebody else: no roles.
_RELATIVE = frozenset("counterpart predecessor successor".split())
# Who is sent "to" somebody.
SENT = frozenset("ambassador envoy commissioner representative delegate nuncio attaché attache consul".split())
_NAMED_AFTER_STATES = frozenset(("think-tank", "media", "party"))


class Role(NamedTuple):
    """The words of a role without state and article, and the state; None where nothing is told."""

    text: str | None = None
    country: str | None = None
    plural: bool = False
    """Whether it is told of several: "Senators X and Y"."""


def is_rank(role: str) -> bool:
    """Whether a role tells no more than a military rank."""
    return role.casefold() in titles().ranks - titles().offices


def office_start(doc: Doc, bound: int, end: int, *, ranks: bool = True) -> int | None:
    """Where an office, an occupation or a rank begins (not before `bound`) that ends right before the token `end`."""
    i = end - 1
    if i > bound + 1 and doc[i].lower_ in SUFFIXES and doc[i - 1].text == "-":
        i -= 2
    known = _role_words() if ranks else _office_words()
    lower = words_of(doc).lower
    if i < bound or (lower[i] == "fellow" and i + 1 < len(doc) and doc[i].head.i > i):
        return None  # "fellow Republican X"
    starts = (i + 1 - length for length in (5, 4, 3, 2, 1))
    return next((k for k in starts if k >= bound and " ".join(lower[k : i + 1]) in known), None)


def is_office(doc: Doc, bound: int, end: int, *, ranks: bool = True) -> bool:
    """Whether an office, an occupation or a rank ends right before the token `end`."""
    return office_start(doc, bound, end, ranks=ranks) is not None


@lru_cache(maxsize=1)
def _role_words() -> frozenset[str]:
    return _office_words() | titles().ranks


@lru_cache(maxsize=1)
def _office_words() -> frozenset[str]:
    return (titles().offices | titles().occupations | _plurals()) - _RELATIVE


@lru_cache(maxsize=1)
def _plurals() -> frozenset[str]:
    words = (*titles().offices, *titles().occupations, *titles().ranks)
    return frozenset(f"{word}s" for word in words if word[-1].isalpha() and " " not in word)


def may_be_field(token: Token, taken: dict[int, Mention]) -> bool:
    """Whether a word can stand between the office and the name that holds it: "Minister of | Trade and Industry"."""
    if token.i in taken or token.lower_ in LINKS or token.lower_ in _IN_FIELD or token.tag_ == "POS":
        return True
    return (token.text[0].isupper() and token.is_alpha) or token.text == "-"


def role_in(doc: Doc, bound: int, office: int, end: int, taken: dict[int, Mention]) -> Role:
    """The role of an office that ends at `office`, with its modifiers before and its field up to `end`."""
    kept, begin, states = _with_modifiers(doc, bound, office, taken)
    if begin > bound and doc[begin - 1].lower_ == "and" and is_office(doc, bound, begin - 1, ranks=False):
        more, first, others = _with_modifiers(doc, bound, begin - 1, taken)
        free = first == bound or (doc[first - 1].lower_ not in ARTICLES and doc[first - 1].pos_ not in ("ADP", "PART"))
        if free and not others and doc[begin - 2].lower_ not in _plurals():
            kept = [*more, begin - 1, *kept]
    while end > office and doc[end - 1].lower_ in LINKS:
        end -= 1
    sent = office < len(doc) and doc[office].lower_ == "to" and doc[office - 1].lower_ in SENT
    if not sent:
        around = (taken.get(k) for k in range(office, end))
        states |= {m.country for m in around if m is not None and m.kind in ("country", "organization")}
    plural = doc[office - 1].lower_ in _plurals()
    named = {state for state in states if state}
    text = _text(doc, kept, plural=plural) + _field_text(doc, office, end, taken)
    return Role(text or None, named.pop() if len(named) == 1 else None, plural)


def _with_modifiers(
    doc: Doc, bound: int, office: int, taken: dict[int, Mention]
) -> tuple[list[int], int, set[str | None]]:
    """The tokens of an office that ends at `office` and of what modifies it, where they begin, and the states there."""
    i = first if (first := office_start(doc, bound, office)) is not None else office - 1
    kept = list(range(office - 1, i - 1, -1))
    states: set[str | None] = set()
    while i > bound:
        word, mention = doc[i - 1], taken.get(i - 1)
        if mention is not None and mention.kind == "organization" and bound <= mention.start and mention.end <= office:
            first = mention.start + (mention.entry is None and doc[mention.start].ent_type_ == "NORP")
            kept.extend(range(i - 1, first - 1, -1))
            states.add(None if mention.type in _NAMED_AFTER_STATES else mention.country)
            i = mention.start
        elif mention is not None and mention.kind == "country" and mention.start >= bound:
            seat = mention.form in ("seat", "capital") and doc[mention.end].tag_ != "POS"
            if _is_war(doc, mention) or seat:
                kept.extend(range(i - 1, mention.start - 1, -1))
            if not _is_war(doc, mention):
                states.add(mention.country)
            i = mention.start
        elif word.tag_ == "POS" and (owner := taken.get(i - 2)) is not None and owner.kind == "country":
            i -= 1  # "Germany's chancellor"
        elif word.lower_ == "based" and i - 3 >= bound and doc[i - 2].text == "-":
            i -= 3  # "a Tbilisi-based analyst"
        elif goes_with_office(word) or (word.is_space and word.text == "\n"):
            if not word.is_space and not _is_ordinal(word) and word.ent_type_ != "NORP" and not _is_beside(word):
                kept.append(i - 1)
            i -= 1
            if word.lower_ in QUALIFIERS and not _qualifies(doc, i - 1):
                break  # "the challenger, | former vice president X"
        else:
            break
    kept.reverse()
    while kept and doc[kept[0]].text in ("-", "&"):
        kept.pop(0)
    return kept, i, states


def goes_with_office(token: Token) -> bool:
    """Whether a word before an office goes with it."""
    if token.lower_ in QUALIFIERS or token.text in ("-", "&"):
        return True
    if token.ent_type_ in ("DATE", "TIME"):
        return False
    if token.pos_ in ("NOUN", "PROPN", "ADJ"):
        return True
    return token.lower_ in _PARTICIPLES


def _qualifies(doc: Doc, i: int) -> bool:
    """Whether the word before a qualifier goes on with it: "newly | retired", "then | -acting"."""
    return i >= 0 and (doc[i].text == "-" or doc[i].lower_ in QUALIFIERS)


def _is_beside(word: Token) -> bool:
    """Whether a word says how somebody holds an office: "current", but not the "New" of a town."""
    first = bool(word.is_sent_start) and word.lower_ != "new" and word.lower_ in _NOT_OF_ROLE
    return first or word.text in _NOT_OF_ROLE


def _is_ordinal(word: Token) -> bool:
    """ "the third president" is a president, but the "First Minister" is called so."""
    return word.ent_type_ == "ORDINAL" and word.text.islower()


def _is_war(doc: Doc, mention: Mention) -> bool:
    """ "an Iraq War veteran" is of any state."""
    return mention.end < len(doc) and doc[mention.end].lower_ in ("war", "wars")


def _text(doc: Doc, kept: list[int], *, plural: bool) -> str:
    words = [doc[i].text for i in kept]
    spaces = [doc[i].whitespace_ or (kept[k + 1 : k + 2] != [i + 1]) for k, i in enumerate(kept)]
    if words and words[0].lower() in QUALIFIERS:
        words[0] = words[0].lower()
    if plural:
        words[-1] = words[-1][:-1]
    text = " ".join("".join(w + (" " if s else "") for w, s in zip(words, spaces, strict=True)).split())
    return text.replace("- -", "-")  # "then-U.S.-president"


def _field_text(doc: Doc, office: int, end: int, taken: dict[int, Mention]) -> str:
    """ " of the General Staff"; nothing for the state alone: the president of Venezuela is its president."""
    if office >= end:
        return ""
    first = office + 1 + (office + 1 < end and doc[office + 1].lower_ == "the")
    state = taken.get(first)
    if state is not None and state.kind == "country" and state.start == first and state.end >= end:
        return ""
    text = " ".join(doc[office:end].text.split())
    last = taken.get(end - 1)
    if last is not None and last.kind == "country" and last.start > office:
        link = last.start - 1 - (doc[last.start - 1].lower_ == "the")
        if link > office and doc[link].lower_ in ("of", "for", "in"):
            text = " ".join(doc[office:link].text.split())
    return f" {text}".rstrip(" ,;")
