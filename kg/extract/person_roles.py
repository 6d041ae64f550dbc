"""The role of a person and its state by the words around the name.

1. before it: "Defence Minister X", "former New Jersey governor X", "Senator from Vermont X"
2. before it and a comma: "the president, X,"      3. after it: "X, commander of the Čáslav air base"
4. told of it: "X is the deputy commander of the force"
An office after the name tells more than a rank before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.extract.role_phrases import (
    ARTICLES,
    LINKS,
    QUALIFIERS,
    SENT,
    SUFFIXES,
    Role,
    goes_with_office,
    is_office,
    is_rank,
    may_be_field,
    role_in,
)
from kg.language.titles import titles
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# How many words a role may have.
_LONGEST = 14
_BEFORE_SEATS = frozenset("of for from at to".split())
# What is said of somebody's place among others, not of an office: "X was the last third-party candidate".
_RANKED = frozenset("not first last only sole next youngest oldest longest".split())
# Where a role after a name ends.
_STOP = frozenset(', . ; : ( ) – — " “ ” ‘ or but who which that whose'.split())
# What may follow a name that is set off from its role by a comma.
_CLOSING = frozenset(', . ; : ( ) – — " “ ” who whose and'.split())


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


def _before(doc: Doc, start: int, taken: dict[int, Mention]) -> Role:
    """ "Defence Minister X", "League of Cities president X", "former Vice President of the United States X"."""
    bound = max(words_of(doc).sentence_span(start)[0], start - _LONGEST)
    last = _before_ranks(doc, bound, start)
    body = taken.get(last - 1)
    inside = (body is not None and body.kind == "organization") or _is_portfolio(doc, bound, last)
    if is_office(doc, bound, last, ranks=False) and not inside:
        return role_in(doc, bound, last, last, taken)
    i = last
    small = False
    owned = doc[last - 1].tag_ == "POS" if last > bound else False  # "the head chef of Rome's X restaurant"
    while i > bound and not owned and doc[last - 1].lower_ not in LINKS | {"and"} and _is_in_field(doc[i - 1], taken):
        i -= 1
        small = small or (doc[i].text.islower() and doc[i].pos_ == "NOUN")
        if doc[i].lower_ in _BEFORE_SEATS and i + 1 < last and is_office(doc, bound, i, ranks=False):
            role = role_in(doc, bound, i, last, taken)
            # "speaker of the parliament X", but "the leader of the party X backs"
            if not small or not _has_article(doc, bound, i):
                return role
    if is_office(doc, bound, start):
        return role_in(doc, bound, start, start, taken)
    near = taken.get(start - 1)
    # "Russian Igor Petrov"
    return Role(country=near.country) if near is not None and near.kind == "country" and near.acts else Role()


def _is_portfolio(doc: Doc, bound: int, last: int) -> bool:
    """ "Secretary of Justice X": what somebody is for, not what he is."""
    word = doc[last - 1].lower_ in titles().portfolios and last - 2 > bound and doc[last - 2].lower_ == "of"
    return word and is_office(doc, bound, last - 2)


def _is_in_field(token: Token, taken: dict[int, Mention]) -> bool:
    return token.ent_type_ != "PERSON" and (may_be_field(token, taken) or token.pos_ in ("NOUN", "ADJ"))


def _has_article(doc: Doc, bound: int, end: int) -> bool:
    """Whether an article stands before the office that ends at `end`."""
    return any(doc[k].lower_ in ARTICLES for k in range(max(bound, end - 4), end))


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


def _before_comma(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> Role:
    """ "the president, Nicolás Maduro,"; in "with the president, Netanyahu said" the office is of somebody else."""
    bound = words_of(doc).sentence_span(start)[0]
    comma = start - 1
    if comma - 1 < bound or doc[comma].text != ",":
        return Role()
    after = doc[end] if end < len(doc) else None
    first = _phrase_start(doc, bound, comma, taken)
    if first is None:
        return Role()
    if after is not None and after.text not in _CLOSING and not after.is_space and first > bound + 1:
        return Role()
    if (near := taken.get(first)) is not None and near.form == "demonym" and near.end == comma:
        return Role(country=near.country)  # "An Australian, John Smith, aged 28"
    return _of_phrase(doc, first, comma, taken)


def _phrase_start(doc: Doc, bound: int, comma: int, taken: dict[int, Mention]) -> int | None:
    """Where a noun phrase before a comma begins whose article or owner shows that it means one holder."""
    i = comma - 1
    while i >= bound and comma - i <= _LONGEST:
        word, mention = doc[i], taken.get(i)
        if mention is not None and mention.kind == "organization" and bound < mention.start < i:
            i = mention.start - 1  # "the president of the League for the Rights of All"
            continue
        if word.tag_ == "POS" and (owner := taken.get(i - 1)) is not None:
            if owner.start - 1 > bound and is_office(doc, bound, owner.start - 1):
                i = owner.start - 1
                continue  # "the director of Chile's Red Cross"
            return owner.start
        if word.tag_ in ("POS", "WP$"):
            return i + 1
        if word.lower_ in ARTICLES:
            field = i - 1 > bound and doc[i - 1].lower_ in LINKS
            if not field or not (is_office(doc, bound, i - 1) or doc[i - 1].lower_ == "of"):
                return i + 1
        elif not (may_be_field(word, taken) or goes_with_office(word)):
            return None
        i -= 1
    return i + 1 if i + 1 == bound and comma - bound > 1 else None


def _of_phrase(doc: Doc, first: int, last: int, taken: dict[int, Mention]) -> Role:
    """The role that a noun phrase from `first` to `last` tells: its first office before a field, else its last word."""
    links = (i for i in range(first + 1, last) if doc[i].lower_ in LINKS and i not in _inside(taken, i))
    office = next((i for i in links if is_office(doc, first, i)), last)
    if office < last and doc[office].lower_ == "to" and doc[office - 1].lower_ not in SENT:
        return Role()  # "the first president to visit"
    role = role_in(doc, first, office, last, taken) if is_office(doc, first, office) else Role()
    one = first > 2 and doc[first - 3].lower_ == "one"  # "one of its MPs, X"
    return Role() if role.plural and not one else role


def _inside(taken: dict[int, Mention], i: int) -> range:
    """The tokens of the organisation's name around `i`, without the first; empty where there is none."""
    mention = taken.get(i)
    return range(mention.start + 1, mention.end) if mention and mention.kind == "organization" else range(0)


def _after(doc: Doc, _start: int, end: int, taken: dict[int, Mention]) -> Role:
    """ "X, the acting chief of police,", "X, 54, a retired nurse"."""
    sentence_end = words_of(doc).sentence_span(end - 1)[1]
    letters = end
    while letters < min(end + 4, sentence_end) and (doc[letters].is_upper or doc[letters].text in ("(", ")")):
        letters += 1  # "Brad Hollis USMC, the commander"
    end = letters if letters < sentence_end and doc[letters].text == "," else end
    if end + 1 >= sentence_end or doc[end].text != ",":
        return Role()
    first = end + 1
    if first + 2 < sentence_end and doc[first].like_num and doc[first + 1].text == ",":
        first += 2
    if doc[first].lower_ in LINKS:
        return Role()
    stop = first
    while stop < sentence_end and stop - first <= _LONGEST:
        token = doc[stop]
        modifies = token.dep_ == "amod" and token.tag_ in ("VBN", "VBG")
        qualifies = token.lower_ in QUALIFIERS or (stop and doc[stop - 1].text == "-" and token.lower_ in SUFFIXES)
        if token.lower_ == "and" and not _goes_on(doc, stop, sentence_end):
            break
        if token.text in _STOP or (token.pos_ in ("VERB", "AUX", "SCONJ") and not modifies and not qualifies):
            break
        stop += 1
    first += first < stop and doc[first].lower_ in ARTICLES
    role = _of_phrase(doc, first, stop, taken)
    return role if role.text else _appended(doc, first, stop, taken)


def _appended(doc: Doc, first: int, stop: int, taken: dict[int, Mention]) -> Role:
    """ "X, defence minister on paper": the office that something else follows, but no name."""
    for last in range(stop - 1, first, -1):
        if is_office(doc, first, last) and not doc[last].text[0].isupper():
            role = role_in(doc, first, last, last, taken)
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
    first += doc[first].lower_ in ARTICLES
    if not is_office(doc, first, last) or not _RANKED.isdisjoint(t.lower_ for t in doc[first:last]):
        return Role()
    end_of_field = last
    if last < len(doc) and doc[last].lower_ in LINKS:
        while end_of_field < noun.right_edge.i + 1 and may_be_field(doc[end_of_field], taken):
            end_of_field += 1
    return role_in(doc, first, last, end_of_field, taken)


def _is_dated(verb: Token) -> bool:
    """Whether a sentence says when: "X was the mayor until 2019"."""
    return any(t.ent_type_ in ("DATE", "TIME") or t.lower_ in ("then", "once", "until") for t in verb.subtree)
