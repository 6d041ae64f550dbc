"""The verbs and nouns that tell of arms changing hands (kg/language/transfers.toml), found in a sentence."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.extract.transfers.questions import is_question
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.models import TransferStatus


class Frame(NamedTuple):
    """What one verb or noun says of its arguments; see the head of transfers.toml."""

    side: str
    status: TransferStatus
    future: TransferStatus
    mode: str | None
    weak: bool
    needs: tuple[str, ...]
    needs_recipient: bool
    of_deal: bool
    needs_supplier: bool


class Trigger(NamedTuple):
    """A verb or noun of a transfer in the text."""

    token: Token
    frame: Frame
    noun: bool


class Frames(NamedTuple):
    """The frames by lemma, and the words that decide stage and truth."""

    verbs: dict[str, Frame]
    nouns: dict[str, Frame]
    others: dict[str, Frame]
    stage: dict[str, frozenset[str]]
    void: dict[str, frozenset[str]]
    gifts: frozenset[str]
    """The states whose arms from other states are gifts unless a sale is told."""
    joint: frozenset[str]
    """The arms that several states build together: their designer tells no supplier."""


@lru_cache(maxsize=1)
def frames() -> Frames:
    """The tables of transfers.toml."""
    table = tomllib.loads(files("kg.language").joinpath("transfers.toml").read_text(encoding="utf-8"))
    return Frames(
        {lemma: _frame(entry) for lemma, entry in table["verbs"].items()},
        {lemma: _frame(entry) for lemma, entry in table["nouns"].items()},
        {lemma: _frame(entry) for lemma, entry in table["others"].items()},
        {name: frozenset(words.split()) for name, words in table["stage"].items()},
        {name: frozenset(words.split()) for name, words in table["void"].items()},
        frozenset(table["gifts"]["recipients"].split()),
        frozenset(table["joint"]["arms"].split()),
    )


def _frame(entry: dict[str, Any]) -> Frame:
    return Frame(
        entry["side"],
        entry["status"],
        entry.get("future", entry["status"]),
        entry.get("mode"),
        entry.get("weak", False),
        tuple(entry.get("needs", ())),
        entry.get("needs_recipient", False),
        entry.get("of_deal", False),
        entry.get("needs_supplier", False),
    )


@lru_cache(maxsize=1)
def _trigger_words() -> tuple[frozenset[str], frozenset[str]]:
    """The lemmas and the words of the tables: most words are neither."""
    return frozenset(frames().verbs.keys() | frames().nouns.keys()), frozenset(frames().others)


def triggers(sent: Span) -> dict[int, Trigger]:
    """The transfer words of a sentence by token index."""
    found: dict[int, Trigger] = {}
    words, (lemmas, others) = words_of(sent.doc), _trigger_words()
    for i in range(sent.start, sent.end):
        lemma = words.lemmas[i]
        if lemma not in lemmas and words.lower[i] not in others:
            continue
        token = sent.doc[i]
        verb = token.pos_ == "VERB" or (token.pos_ in ("NOUN", "ADJ", "PROPN") and token.tag_.startswith("VB"))
        nominal = token.pos_ in ("NOUN", "PROPN")
        frame = (
            frames().verbs.get(lemma)
            if verb
            else frames().nouns.get(lemma)
            if nominal
            else frames().others.get(token.lower_)
            if token.pos_ in ("ADJ", "ADV", "ADP")
            else None
        )
        if frame is None and verb and lemma in frames().nouns and token.tag_ in ("VBP", "VB") and not _to(token):
            verb, frame = False, frames().nouns[lemma]  # "Cairo's Su-35 deal": a noun that the tagger took for a verb
        if verb and lemma in ("take", "convert", "activate") and _exercises(token):
            frame = frames().verbs["exercise"]  # "took up an option"
        if verb and lemma == "pick" and any(c.dep_ == "prt" and c.lower_ == "up" for c in token.children):
            frame = frames().verbs["snap"]  # "picked up 24 howitzers"
        if verb and lemma in _RELEASING and _of_money(token):
            frame = frames().verbs["fund"]  # "released €2.9bn for eight aircraft"
        if verb and lemma == "put" and any(c.dep_ == "dobj" and c.lower_ == "pen" for c in token.children):
            frame = frames().verbs["sign"]  # "put pen to paper"
        if (
            frame
            and frame.of_deal
            and not any(
                (c.dep_ in ("nsubj", "nsubjpass") and c.lemma_.lower() in frames().nouns)
                or (c.lower_ in ("that", "which") and token.head.lemma_.lower() in frames().nouns)
                for c in token.children
            )
        ):
            continue
        if frame and ((verb and lemma == "ask" and is_question(token)) or (lemma == "way" and _under_way(token))):
            continue
        if frame and (_wins(token) if verb else _at_request(token) or _in_letter(token)):
            continue
        if frame and not verb and lemma == "letter" and "acceptance" in {t.lower_ for t in token.subtree}:
            frame = frames().nouns["contract"]  # "signed a letter of offer and acceptance"
        if lemma == "reach" and not any(c.dep_ == "dobj" and c.pos_ == "PROPN" for c in token.children):
            continue  # "output is to reach 650"
        if frame and verb and (_allows(token) or _provides_for(token) or _only_makes(token) or _gives_itself(token)):
            continue
        if frame and token.dep_ in ("compound", "amod") and token.head.lemma_.lower() in _HEADS_OF_EXPORT:
            continue
        given = verb and any(c.dep_ == "dative" and c.pos_ in ("NOUN", "PROPN") for c in token.children)
        if frame and (
            not frame.needs
            or (given and lemma == "hand")
            or _has_any(token, frame.needs, beyond=11 if verb or nominal else 3)
        ):
            found[token.i] = Trigger(token, frame, not verb)
    return found


_HEADS_OF_EXPORT = frozenset("customer buyer order credit agency ban control control market minister contract".split())


def _to(token: Token) -> bool:
    """Whether a word stands as a verb: after "to", a pronoun or an auxiliary."""
    before = token.doc[token.i - 1] if token.i else None
    return before is not None and (before.lower_ == "to" or before.pos_ in ("AUX", "PRON", "PART"))


def _wins(token: Token) -> bool:
    """ "received an order", "took a contract": the noun is the frame."""
    return token.lemma_.lower() in ("receive", "get", "obtain", "take", "secure") and any(
        c.dep_ == "dobj" and c.lemma_.lower() in ("order", "contract", "deal", "award", "agreement", "request")
        for c in token.children
    )


def _at_request(token: Token) -> bool:
    """ "at the request of allies": a reason, no request for arms."""
    before = [t.lower_ for t in token.doc[max(token.sent.start, token.i - 2) : token.i]]
    return token.lemma_.lower() == "request" and "at" in before


def _under_way(token: Token) -> bool:
    """ "talks are under way on 12 jets": nothing is on its way."""
    return token.i > 0 and token.nbor(-1).lower_ == "under"


_RELEASING = frozenset("release unlock unblock earmark free".split())
_MONEY = frozenset("euro dollar pound money fund million billion crore yen won zloty ruble rouble lira franc".split())


def _of_money(token: Token) -> bool:
    return any(c.dep_ == "dobj" and (c.lemma_.lower() in _MONEY or c.ent_type_ == "MONEY") for c in token.children)


def _exercises(token: Token) -> bool:
    return any(c.dep_ == "dobj" and c.lemma_.lower() == "option" for c in token.children)


def _in_letter(token: Token) -> bool:
    """ "a letter of offer and acceptance": the letter is the frame."""
    before = [t.lower_ for t in token.doc[max(token.sent.start, token.i - 2) : token.i]]
    return token.lemma_.lower() == "offer" and before in (["letter", "of"], ["letters", "of"])


_LEAVE = frozenset(
    "light nod go-ahead ahead assent approval permission consent blessing backing priority "
    "letter request note proposal notification".split()
)


def _allows(token: Token) -> bool:
    """ "gave the green light to the sale": leave is given, not arms; the sale is the frame."""
    return token.lemma_.lower() in ("give", "grant", "send", "submit", "present", "hand") and any(
        c.dep_ in ("dobj", "nsubjpass", "oprd") and c.lemma_.lower() in _LEAVE for c in token.children
    )


def _provides_for(token: Token) -> bool:
    """ "the deal provides for 180 vehicles": it says what is in it."""
    after = token.doc[min(token.i + 1, len(token.doc) - 1)]
    return token.lemma_.lower() == "provide" and after.lower_ == "for"


_MADE = frozenset("make build design produce assemble manufacture develop".split())


def _only_makes(token: Token) -> bool:
    """ "Chinese-made howitzers", "a request was made": where arms come from, or a deal noun's own verb."""
    lemma = token.lemma_.lower()
    if lemma in _MADE and token.i and token.tag_ == "VBN" and token.doc[token.i - 1].text in ("-", "–"):
        return True
    objects = (c for c in token.children if c.dep_ in ("dobj", "nsubjpass"))
    return lemma == "make" and any(c.lemma_.lower() in frames().nouns for c in objects)


def _gives_itself(token: Token) -> bool:
    """ "lending itself as an aircraft carrier": no arms are given."""
    return any(c.dep_ in ("dobj", "dative") and c.lower_ in ("itself", "themselves", "himself") for c in token.children)


_PARTICLES = frozenset("over up down".split())


def _has_any(token: Token, words: tuple[str, ...], *, beyond: int) -> bool:
    """Whether one of the words stands beside a trigger, at most so many tokens on."""
    if any(c.dep_ == "prt" and c.lower_ in words for c in token.children):
        return True
    after = token.doc[min(token.i + 1, len(token.doc) - 1)].lower_
    words = tuple(w for w in words if w not in _PARTICLES or after == w)
    near = {t.lower_ for t in token.doc[max(token.sent.start, token.i - 3) : min(token.i + beyond, token.sent.end)]}
    return not near.isdisjoint(words)
