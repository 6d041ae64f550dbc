"""The role of a person and its state by the words around the name.

1. before it: "Defence Minister X", "former New Jersey governor X", "Senator from Vermont X"
2. before it and a comma: "the president, X,"      3. after it: "X, commander of the Čáslav air base"
4. told of it: "X is the deputy commander of the force"
An office after the name tells more than a rank before it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kg.extract.mentions import Mention
from kg.language.titles import titles
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# How many words a role may have.
_LONGEST = 14
# Links between an office and its field: "head of", "Senator from", "Minister for", "ambassador to".
_LINKS = frozenset("of for from at in to on with".split())
_BEFORE_SEATS = frozenset("of for from at to".split())
_IN_FIELD = frozenset("the a an and & its their his her".split())
_ARTICLES = frozenset("the a an his her its their our my this that another".split())
# What tells that an office is not held now: kept with the role, whatever stands between.
_QUALIFIERS = frozenset(
    "former ex then acting interim caretaker incoming outgoing late retired onetime one-time ousted deposed "
    "re-elected presumptive disgraced".split()
)
_SUFFIXES = frozenset("elect designate designee nominate".split())
# What may stand before a role and is none of it.
_NOT_OF_ROLE = frozenset(
    "current incumbent sitting fellow own other another new wife husband son daughter brother sister".split()
)
# Nouns of persons that are told in relation to somebody else: no roles.
_RELATIVE = frozenset("counterpart predecessor successor".split())
# Who is sent "to" somebody.
_SENT = frozenset("ambassador envoy commissioner representative delegate nuncio attaché attache consul".split())
# Where a role after a name ends.
_STOP = frozenset(', . ; : ( ) – — " “ ” ‘ or but who which that whose'.split())
# What may follow a name that is set off from its role by a comma.
_CLOSING = frozenset(', . ; : ( ) – — " “ ” who whose and'.split())
_NAMED_AFTER_STATES = frozenset(("think-tank", "media", "party"))


class Role(NamedTuple):
    """The words of a role without state and article, and the state; None where nothing is told."""

    text: str | None = None
    country: str | None = None
    plural: bool = False
    """Whether it is told of several: "Senators X and Y"."""


def role_of(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> Role:
    """What is told of the person whose name are the tokens `start` to `end`."""
    before = _before(doc, start, taken)
    if before.text and not is_rank(before.text):
        return before
    for find in (_before_comma, _after, _predicate):
        told = find(doc, start, end, taken)
        if told.text and not (before.text and is_rank(told.text)):
            return told._replace(country=told.country or before.country)
        if told.country and before.country is None:
            before = before._replace(country=told.country)
    return before


def is_rank(role: str) -> bool:
    """Whether a role tells no more than a military rank."""
    return role.casefold() in titles().ranks - titles().offices


def _before(doc: Doc, start: int, taken: dict[int, Mention]) -> Role:
    """ "Defence Minister X", "League of Cities president X", "former Vice President of the United States X"."""
    bound = max(words_of(doc).sentence_span(start)[0], start - _LONGEST)
    last = _before_ranks(doc, bound, start)
    if is_office(doc, bound, last, ranks=False):
        return _told(doc, bound, last, last, taken)
    i = last
    while i > bound and doc[last - 1].lower_ not in _LINKS and _may_be_field(doc[i - 1], taken):
        i -= 1
        if doc[i].lower_ in _BEFORE_SEATS and i + 1 < last and is_office(doc, bound, i, ranks=False):
            return _told(doc, bound, i, last, taken)
    if is_office(doc, bound, start):
        return _told(doc, bound, start, start, taken)
    near = taken.get(start - 1)
    # "Russian Igor Petrov"
    return Role(country=near.country) if near is not None and near.kind == "country" and near.acts else Role()


def _before_ranks(doc: Doc, bound: int, end: int) -> int:
    """Where the ranks and civil titles before a name begin: "army chief | Gen.", "Mayor | Dr."."""
    lower = words_of(doc).lower
    ranks = titles().ranks | titles().civil
    while end > bound and not is_office(doc, bound, end, ranks=False):
        length = next((n for n in (3, 2, 1) if end - n >= bound and " ".join(lower[end - n : end]) in ranks), 0)
        if not length:
            break
        end -= length
    return end


def is_office(doc: Doc, bound: int, end: int, *, ranks: bool = True) -> int:
    """The first token of an office, occupation or rank that ends right before the token `end`, plus one; 0 without."""
    i = end - 1
    if i > bound + 1 and doc[i].lower_ in _SUFFIXES and doc[i - 1].text == "-":
        i -= 2
    if i < bound:
        return 0
    known = _role_words() if ranks else _office_words()
    lower = words_of(doc).lower
    if lower[i] == "fellow" and i + 1 < len(doc) and doc[i].head.i > i:
        return 0  # "fellow Republican X"
    lengths = (n for n in (5, 4, 3, 2, 1) if i + 1 - n >= bound and " ".join(lower[i + 1 - n : i + 1]) in known)
    return next((i + 2 - n for n in lengths), 0)


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


def _may_be_field(token: Token, taken: dict[int, Mention]) -> bool:
    """Whether a word can stand between the office and the name that holds it: "Minister of | Trade and Industry"."""
    if token.i in taken or token.lower_ in _LINKS or token.lower_ in _IN_FIELD or token.tag_ == "POS":
        return True
    return (token.text[0].isupper() and token.is_alpha) or token.text == "-"


def _told(doc: Doc, bound: int, office: int, end: int, taken: dict[int, Mention]) -> Role:
    """The role of an office that ends at `office`, with its modifiers before and its field up to `end`."""
    kept, begin, states = _with_modifiers(doc, bound, office, taken)
    if begin > bound and doc[begin - 1].lower_ == "and" and is_office(doc, bound, begin - 1, ranks=False):
        more, first, others = _with_modifiers(doc, bound, begin - 1, taken)
        free = first == bound or (doc[first - 1].lower_ not in _ARTICLES and doc[first - 1].pos_ not in ("ADP", "PART"))
        if free and not others and doc[begin - 2].lower_ not in _plurals():
            kept = [*more, begin - 1, *kept]
    while end > office and doc[end - 1].lower_ in _LINKS:
        end -= 1
    sent = office < len(doc) and doc[office].lower_ == "to" and doc[office - 1].lower_ in _SENT
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
    i = is_office(doc, bound, office) - 1
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
            if _is_war(doc, mention) or mention.form in ("seat", "capital"):
                kept.extend(range(i - 1, mention.start - 1, -1))
            if not _is_war(doc, mention):
                states.add(mention.country)
            i = mention.start
        elif word.tag_ == "POS" and (owner := taken.get(i - 2)) is not None and owner.kind == "country":
            i -= 1  # "Germany's chancellor"
        elif word.lower_ == "based" and i - 3 >= bound and doc[i - 2].text == "-":
            i -= 3  # "a Tbilisi-based analyst"
        elif _modifies(word) or (word.is_space and word.text == "\n"):
            if not word.is_space and word.ent_type_ != "NORP" and word.text not in _NOT_OF_ROLE:
                kept.append(i - 1)
            i -= 1
        else:
            break
    kept.reverse()
    while kept and doc[kept[0]].text in ("-", "&"):
        kept.pop(0)
    return kept, i, states


def _modifies(token: Token) -> bool:
    """Whether a word before an office goes with it."""
    if token.lower_ in _QUALIFIERS or token.text in ("-", "&"):
        return True
    if token.ent_type_ in ("DATE", "TIME"):
        return False
    if token.pos_ in ("NOUN", "PROPN", "ADJ"):
        return True
    return token.dep_ == "amod" and token.tag_ in ("VBN", "VBG")


def _is_war(doc: Doc, mention: Mention) -> bool:
    """ "an Iraq War veteran" is of any state."""
    return mention.end < len(doc) and doc[mention.end].lower_ in ("war", "wars")


def _text(doc: Doc, kept: list[int], *, plural: bool) -> str:
    words = [doc[i].text for i in kept]
    spaces = [doc[i].whitespace_ or (kept[k + 1 : k + 2] != [i + 1]) for k, i in enumerate(kept)]
    if words and words[0].lower() in _QUALIFIERS:
        words[0] = words[0].lower()
    if plural:
        words[-1] = words[-1][:-1]
    return " ".join("".join(w + (" " if s else "") for w, s in zip(words, spaces, strict=True)).split())


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


def _before_comma(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> Role:
    """ "the president, Nicolás Maduro,"; in "with the president, Netanyahu said" the office is of somebody else."""
    bound = words_of(doc).sentence_span(start)[0]
    comma = start - 1
    if comma - 1 < bound or doc[comma].text != ",":
        return Role()
    after = doc[end] if end < len(doc) else None
    if after is not None and after.text not in _CLOSING and not after.is_space:
        return Role()
    first = _phrase_start(doc, bound, comma, taken)
    if first is None:
        return Role()
    if (near := taken.get(first)) is not None and near.form == "demonym" and near.end == comma:
        return Role(country=near.country)  # "An Australian, John Smith, aged 28"
    return _of_phrase(doc, first, comma, taken)


def _phrase_start(doc: Doc, bound: int, comma: int, taken: dict[int, Mention]) -> int | None:
    """Where a noun phrase before a comma begins whose article or owner shows that it means one holder."""
    i = comma - 1
    while i >= bound and comma - i <= _LONGEST:
        word = doc[i]
        if word.tag_ == "POS" and (owner := taken.get(i - 1)) is not None:
            return owner.start
        if word.tag_ in ("POS", "WP$"):
            return i + 1
        if word.lower_ in _ARTICLES:
            field = i - 1 > bound and doc[i - 1].lower_ in _LINKS
            if not field or not (is_office(doc, bound, i - 1) or doc[i - 1].lower_ == "of"):
                return i + 1
        elif not (_may_be_field(word, taken) or _modifies(word)):
            return None
        i -= 1
    return i + 1 if i + 1 == bound and comma - bound > 1 else None


def _of_phrase(doc: Doc, first: int, last: int, taken: dict[int, Mention]) -> Role:
    """The role that a noun phrase from `first` to `last` tells: its first office before a field, else its last word."""
    links = (i for i in range(first + 1, last) if doc[i].lower_ in _LINKS and i not in _inside(taken, i))
    office = next((i for i in links if is_office(doc, first, i)), last)
    if office < last and doc[office].lower_ == "to" and doc[office - 1].lower_ not in _SENT:
        return Role()  # "the first president to visit"
    role = _told(doc, first, office, last, taken) if is_office(doc, first, office) else Role()
    one = first > 2 and doc[first - 3].lower_ == "one"  # "one of its MPs, X"
    return Role() if role.plural and not one else role


def _inside(taken: dict[int, Mention], i: int) -> range:
    """The tokens of the organisation's name around `i`, without the first; empty where there is none."""
    mention = taken.get(i)
    return range(mention.start + 1, mention.end) if mention and mention.kind == "organization" else range(0)


def _after(doc: Doc, _start: int, end: int, taken: dict[int, Mention]) -> Role:
    """ "X, the acting chief of police,", "X, 54, a retired nurse"."""
    sentence_end = words_of(doc).sentence_span(end - 1)[1]
    if end + 1 >= sentence_end or doc[end].text != ",":
        return Role()
    first = end + 1
    if first + 2 < sentence_end and doc[first].like_num and doc[first + 1].text == ",":
        first += 2
    if doc[first].lower_ in _LINKS:
        return Role()
    stop = first
    while stop < sentence_end and stop - first <= _LONGEST:
        token = doc[stop]
        modifies = token.dep_ == "amod" and token.tag_ in ("VBN", "VBG")
        qualifies = token.lower_ in _QUALIFIERS or (stop and doc[stop - 1].text == "-" and token.lower_ in _SUFFIXES)
        if token.lower_ == "and" and not _goes_on(doc, stop, sentence_end):
            break
        if token.text in _STOP or (token.pos_ in ("VERB", "AUX", "SCONJ") and not modifies and not qualifies):
            break
        stop += 1
    first += first < stop and doc[first].lower_ in _ARTICLES
    role = _of_phrase(doc, first, stop, taken)
    return role if role.text else _appended(doc, first, stop, taken)


def _appended(doc: Doc, first: int, stop: int, taken: dict[int, Mention]) -> Role:
    """ "X, defence minister on paper": the office that something else follows, but no name."""
    for last in range(stop - 1, first, -1):
        if is_office(doc, first, last) and not doc[last].text[0].isupper():
            role = _told(doc, first, last, last, taken)
            return Role() if role.plural else role
    return Role()


def _goes_on(doc: Doc, i: int, end: int) -> bool:
    """Whether an "and" joins two offices or two fields: "chairman and CEO of", "Minister of Trade and Industry"."""
    office = any(is_office(doc, i + 1, k) for k in range(i + 2, min(i + 4, end) + 1))
    if office or (i + 1 < end and doc[i + 1].text[0].isupper() and doc[i - 1].text[0].isupper()):
        return True
    return any(t.dep_ == "conj" and t.head.i < i and t.head.dep_ in ("pobj", "compound") for t in doc[i + 1 : i + 4])


def _predicate(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> Role:
    """ "X is the deputy commander of the Popular Force"."""
    name = doc[start:end].root
    verb = name.head
    if name.dep_ != "nsubj" or verb.lemma_ != "be" or verb.tag_ not in ("VBZ", "VBD"):
        return Role()
    noun = next((c for c in verb.children if c.dep_ == "attr"), None)
    if noun is None or any(c.dep_ in ("neg", "npadvmod") for c in verb.children):
        return Role()
    if verb.tag_ == "VBD" and (doc[noun.left_edge.i].lower_ != "the" or _is_dated(verb)):
        return Role()
    first, last = noun.left_edge.i, noun.i + 1
    first += doc[first].lower_ in _ARTICLES
    if doc[first].text == "not" or not is_office(doc, first, last):
        return Role()
    end_of_field = last
    if last < len(doc) and doc[last].lower_ in _LINKS:
        while end_of_field < noun.right_edge.i + 1 and _may_be_field(doc[end_of_field], taken):
            end_of_field += 1
    return _told(doc, first, last, end_of_field, taken)


def _is_dated(verb: Token) -> bool:
    """Whether a sentence says when: "X was the mayor until 2019"."""
    return any(t.ent_type_ in ("DATE", "TIME") or t.lower_ in ("then", "once", "until") for t in verb.subtree)
