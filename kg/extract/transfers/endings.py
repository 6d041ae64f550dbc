"""Deals stopped or given up, also in words apart from their own: "… but it then scrapped the contract"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.transfers.tense import is_done
from kg.language.grammar import auxiliaries, is_negated
from kg.language.words import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Span, Token

_DEALS = frozenset(
    "deal contract order agreement purchase acquisition sale procurement plan project programme program".split()
)
POINTING = frozenset("the this that its their his her".split())
_DOUBTFUL = frozenset("could may might should".split())
_TRYING = frozenset(
    "try seek attempt want hope urge threaten bid effort motion resolution bill call threat ask press fail refuse "
    "petition campaign propose consider lobby demand".split()
)
_AHEAD = frozenset("ahead forward through".split())


def ends_the_deal(verb: Token, trigger: Token) -> bool:
    """Whether a verb of ending has for its object the deal told before it: "… it was rescinding the contract".

    A noun that says more of itself ("the contract for 50 helicopters") is another deal.
    """
    if verb.i < trigger.i or not is_done(verb):
        return False
    for noun in verb.children:
        if noun.dep_ in ("dobj", "nsubjpass") and noun.lemma_.lower() in _DEALS:
            about = [c for c in noun.children if c.dep_ in ("prep", "compound", "acl", "relcl", "amod")]
            if not about and any(c.lower_ in POINTING for c in noun.children):
                return True
    return False


def only_tried(verb: Token) -> bool:
    """Whether somebody only tries or wants to end a deal: "tried to block the sale", "a bid to halt the deliveries"."""
    if not any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
        return any(a.lower_ in _DOUBTFUL for a in auxiliaries(verb))
    return verb.dep_ in ("xcomp", "acl", "advcl", "conj") and verb.head.lemma_.lower() in _TRYING


def not_going_ahead(sent: Span, words: Iterable[Token]) -> Token | None:
    """The verb that tells that the deal one of the words names is not made after all; else None."""
    told = {t.i for t in words}
    for verb in sent:
        if verb.lemma_.lower() not in ("go", "proceed", "move") or verb.pos_ != "VERB":
            continue
        after = {t.lower_ for t in verb.doc[verb.i + 1 : min(verb.i + 3, sent.end)]}
        no_longer = any(c.lower_ == "longer" for c in verb.children)
        if (verb.lemma_.lower() != "proceed" and after.isdisjoint(_AHEAD)) or not (no_longer or is_negated(verb)):
            continue
        if any(a.lower_ in _DOUBTFUL for a in auxiliaries(verb)):
            continue
        subjects = (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass"))
        if any(t.i in told for s in subjects for t in s.subtree):
            return verb
    return None


def decided_against(words: Iterable[Token]) -> Token | None:
    """The verb that tells of a choice against a deal: "decided against buying 12 jets"; else None."""
    for word in words:
        against = word.head
        if word.dep_ in ("pcomp", "pobj") and against.lower_ == "against" and against.head.lemma_.lower() in _DECIDING:
            return against.head
    return None


_DECIDING = frozenset("decide vote opt".split())


PARTICLES = {
    "walk": "away",
    "tear": "up",
    "call": "off",
    "pull": "out",
    "back": "out",
    "fall": "through",
    "put": "hold",
    "place": "hold",
    "drop": "plan",
    "throw": "out",
    "break": "off",
    "cut": "short",
    "give": "up",
    "withdraw": "from",
}
_NO_MORE = re.compile(
    r"\b(?:approv\w+ no (?:more|further|new)|no longer (?:approve|sell|supply|deliver|export)|"
    r"stop(?:ped|s)? (?:approving|selling|supplying|delivering|exporting|buying|sending))\b"
)


def stopped(sent: Span, trigger: Token) -> bool:
    """Whether a transfer is one that has stopped: "stopped selling bombs", "no longer approves sales"."""
    for hit in _NO_MORE.finditer(text_of(sent)):
        span = sent.doc.char_span(sent.start_char + hit.start(), sent.start_char + hit.end(), alignment_mode="expand")
        if span is None or any(only_tried(t) for t in span):
            continue  # "urged it to stop sending guns"
        if any(t == trigger or t in trigger.ancestors for t in span):
            return True
    return False


_DROPPED = frozenset("bid purchase order project acquisition talk negotiation deal plan".split())


def is_ending(token: Token, lemmas: frozenset[str]) -> bool:
    """Whether a word is one of these verbs of ending, with the particle that makes it one: "called off"."""
    lemma = token.lemma_.lower()
    if token.pos_ not in ("VERB", "NOUN") and token.tag_[:2] != "VB":
        return False
    if lemma == "withdraw":  # "withdrew from the contract", but not "from the scheme, and ordered …"
        left = (p for c in token.children if c.lower_ == "from" for p in c.children)
        return "withdraw-from" in lemmas and any(p.lemma_.lower() in _DEALS for p in left)
    if lemma in PARTICLES and f"{lemma}-{PARTICLES[lemma]}" in lemmas:
        after = {t.lemma_.lower() for t in token.doc[token.i + 1 : min(token.i + 6, token.sent.end)]}
        if lemma == "pull" and "plug" in after:
            return True
        if lemma != "drop" or PARTICLES[lemma] in after:
            return PARTICLES[lemma] in after
        dropped = {c.lemma_.lower() for c in token.children if c.dep_ == "nsubjpass"}
        of_it = token.dep_ in ("relcl", "acl") and token.head.lemma_.lower() in _DROPPED
        return of_it or bool((after | dropped) & _DROPPED)
    return lemma in lemmas and token.pos_ == "VERB"


_CHANGED_HANDS = frozenset("sell supply deliver donate buy give".split())


def ends(verb: Token, reach: set[Token], trigger: Token) -> bool:
    """Whether a verb of ending is of the deal that the words within reach tell."""
    passed_on = trigger.tag_ == "VBN" and trigger.dep_ == "acl" and trigger.lemma_.lower() in _CHANGED_HANDS
    if passed_on and trigger.head in verb.children:
        return False  # "minehunters sold to Lithuania in 2011 are being scrapped"
    return verb in reach or _touches(verb, reach) or ends_the_deal(verb, trigger)


def _touches(token: Token, reach: set[Token]) -> bool:
    of_it = (c for c in token.children if c.dep_ in ("dobj", "nsubjpass") and c.lemma_.lower() in _DEALS)
    if any(t in reach for c in of_it for t in c.subtree):
        return True  # "the agreement under which Turkey was to sell 30 helicopters has been cancelled"
    return any(c in reach for c in token.children if c.dep_ in ("dobj", "nsubj", "nsubjpass", "prep")) or (
        token.head in reach and token.dep_ in ("conj", "relcl", "acl")
    )
