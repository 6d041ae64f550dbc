"""Organisations by the words around: what introduces them, their speaking, the state before a body in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.extract.organization_filters import is_plausible
from kg.extract.organization_types import PLATFORMS, is_name_word
from kg.language.titles import titles
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_MINISTRY_FIELDS = (
    "defence defense foreign interior finance economy justice trade energy transport health industry "
    "external internal home information culture education unification veterans emergencies digital labour labor "
    "development construction agriculture tourism production economic"
).split()
_LOWER_MINISTRY = re.compile(
    rf"(?:{'|'.join(_MINISTRY_FIELDS)})(?: (?:affairs|and \w+))? (?:ministry|department)"
    rf"|ministr(?:y|ies) of (?:the )?(?:national )?(?:{'|'.join(_MINISTRY_FIELDS)})(?: affairs)?"
)
# Nouns that say what kind of body the capitalised name after them is.
_INTRODUCERS = frozenset(
    (
        "broadcaster newspaper daily weekly magazine tabloid channel website outlet portal agency newswire company "
        "firm manufacturer maker builder shipbuilder shipyard planemaker conglomerate group giant contractor exporter "
        "supplier subsidiary developer consortium start-up startup consultancy think-tank charity ngo watchdog party "
        "union militia movement integrator monthly pollster yard bank brokerage airline insurer lender carmaker "
        "lobby refiner operator retailer brewer utility producer miner steelmaker automaker explorer pollster"
    ).split()
)
# Persons are seldom called so: the model's PERSON behind them is a body ("the yard Cardama").
_NEVER_PERSONS = frozenset(
    "newspaper daily weekly monthly magazine tabloid website outlet portal agency newswire broadcaster company firm "
    "yard shipyard shipbuilder bank brokerage airline party conglomerate pollster group movement militia".split()
)
_INTRODUCED_BY_TWO = frozenset({("think", "tank"), ("armed", "group"), ("rebel", "group"), ("news", "agency")})
_SPEECH = frozenset(
    "say tell report announce add note claim warn write state deny confirm publish reveal argue accuse".split()
)
# Whoever is "at" a name is at the body of that name: "analysts at Jefferies".
EMPLOYED = frozenset(
    "analyst researcher expert economist fellow strategist executive engineer specialist associate lecturer".split()
)
_UNIT_NOUNS = frozenset("brigade regiment battalion division militia movement foundation".split())
_BODY_NOUNS = frozenset(
    "agency newspaper daily weekly magazine website broadcaster consortium channel consultancy conglomerate".split()
)
_SPOKESMEN = frozenset(
    "poll polls survey spokesman spokeswoman spokesperson correspondent correspondents reporter reporters analyst "
    "analysts auditor executive executives senator lawmaker lawmakers backbencher economist".split()
)
_OPENING = frozenset(("(",))
_POLITICIANS = frozenset(
    "mp mps mk mep senator sen. rep. lawmaker legislator minister deputy member backbencher chairman chair chairwoman "
    "chairperson parliamentarian councillor governor congressman congresswoman mayor politician leader ,".split()
)
_TELL = frozenset(("tell", "assure"))
_AT = frozenset(("at",))
_BY = frozenset(("by",))
# Papers and pictures are seen by newsrooms: "according to documents seen by Balkan Lens".
_SEEN = frozenset(("see", "obtain", "review", "consult"))
_EMBASSIES = frozenset(("embassy", "consulate"))
_OFFICES_ABROAD = ("embassy", "consulate", "high commission", "permanent mission")
_OWNED = (*_OFFICES_ABROAD, "foreign office", "spy agency", "arms agency", "intelligence agency", "central bank")
_STATE_BODIES = (
    *_OFFICES_ABROAD,
    "mission",
    "state television",
    "state tv",
    "state media",
    "state news agency",
    "state radio",
    "public broadcaster",
    "presidency",
    "foreign office",
    "spy agency",
    "arms agency",
    "intelligence agency",
    "intelligence service",
    "central bank",
)


def names_introduced(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """The capitalised name right after a noun that says what it is; not "company President Lee", "agency chief"."""
    seconds = {second for _, second in _INTRODUCED_BY_TWO}
    for i in words_of(doc).written(_INTRODUCERS | seconds):
        token = doc[i]
        word = token.lower_
        if i + 1 == len(doc) or token.text[0].isupper():
            continue
        before = doc[token.i - 1].lower_ if token.i else ""
        if word not in _INTRODUCERS and (before, word) not in _INTRODUCED_BY_TWO:
            continue
        start = end = token.i + 1
        while end < len(doc) and end - start < 5 and is_name_word(doc[end]) and doc[end].sent == token.sent:
            if doc[end].lower_ in titles().offices | titles().ranks | titles().civil:
                break
            end += 1
        if end == start or taken.get(start) or doc[start].ent_type_ in ("DATE", "NORP"):
            continue
        if doc[start].ent_type_ == "PERSON" and word not in _NEVER_PERSONS:
            continue
        if token.pos_ == "ADJ" and end - start == 1 and doc[start].ent_type_ != "ORG":
            continue  # "a daily Aspirin"
        yield start, end


def names_before_nouns(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """The capitalised name between an article and a noun for a body: "the Golani brigade", "the CBOS agency"."""
    for i in words_of(doc).written(_UNIT_NOUNS | _BODY_NOUNS | _SPOKESMEN):
        if not doc[i].text.islower():
            continue
        speaks = doc[i].lower_ in _SPOKESMEN
        start = i
        sentence = doc[i].sent.start
        while start > sentence and i - start < 4 and doc[start - 1].text[0].isupper() and start - 1 not in taken:
            start -= 1
        words = doc[start:i]
        if start == i or (not speaks and (start == sentence or doc[start - 1].lower_ not in ("the", "an", "a"))):
            continue
        shouted = words.text.isupper() and len(words) > 1
        if speaks and (words[-1].dep_ not in ("compound", "nmod") or words[-1].tag_ != "NNP" or shouted):
            continue
        if not all(is_name_word(t) for t in words) or any(t.ent_type_ in ("DATE", "NORP") for t in words):
            continue
        if words.text.casefold() not in PLATFORMS and words[-1].lower_ not in titles().last_words | titles().offices:
            yield start, i + (doc[i].lower_ in _UNIT_NOUNS)


def names_speaking(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """Proper names that speak and that the model took for nothing: "El País reported", "Labour said"."""
    said = (doc[i] for i in words_of(doc).with_lemma(_SPEECH))
    for token in sorted(child for verb in said for child in verb.children):
        if token.dep_ != "nsubj" or token.tag_ != "NNP" or token.ent_type_ or token.head.lemma_ not in _SPEECH:
            continue
        start = token.i
        while start > token.sent.start and doc[start - 1].tag_ == "NNP" and not doc[start - 1].ent_type_:
            start -= 1
        before = doc[start - 1] if start > token.sent.start else None
        if token.lower_ in titles().offices or doc[start : token.i + 1].text.casefold() in titles().offices:
            continue  # "the High Representative said"
        if before is not None and (before.tag_ == "NNP" or before.lower_ in titles().ranks | titles().civil):
            continue  # the end of a longer name: "General Carl Anders Moen"
        if all(taken.get(i) is None for i in range(start, token.i + 1)) and is_plausible(
            doc, start, token.i + 1, taken
        ):
            yield start, token.i + 1


def names_told(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """Who is told something and takes no person's place: "told Digi24", "analysts at Jefferies", "seen by Parkiet"."""
    words = words_of(doc)
    told = [(i, "dobj") for i in words.with_lemma(_TELL)]
    seen = [(i, "pobj") for i in words.written(_BY) if doc[i].dep_ == "agent" and doc[i].head.lemma_ in _SEEN]
    at = [(i, "pobj") for i in words.written(_AT) if doc[i].head.lemma_.lower() in EMPLOYED]
    for token in (c for i, role in sorted([*told, *seen, *at]) for c in doc[i].children if c.dep_ == role):
        proper = token.tag_ in ("NNP", "NNPS") or (token.tag_ == "NNS" and token.text[-1].isdigit())
        if not proper or not token.text[0].isupper():
            continue
        start = token.i
        while start > token.sent.start and doc[start - 1].text[0].isupper() and doc[start - 1].tag_ == "NNP":
            start -= 1
        span, kinds = doc[start : token.i + 1], {t.ent_type_ for t in doc[start : token.i + 1]}
        article = start > 0 and doc[start - 1].lower_ == "the"  # "told the Clarion": no place is told anything
        odd = kinds - {"", "ORG", "PERSON", "PRODUCT", "NORP", "WORK_OF_ART"}
        if (odd and not (article and token.dep_ == "dobj")) or any(t.i in taken for t in span):
            continue
        by = token.head.lower_ == "by"
        if kinds == {"PERSON"} and not by and (len(span) > 1 or (token.dep_ == "dobj" and _acts(doc, token))):
            continue
        if not span[0].is_sent_start and span.text.casefold() not in PLATFORMS:
            yield start, token.i + 1


def parties_in_brackets(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """The party in brackets behind a politician: "Finance Minister Jouni Rautava (Finns)", "Aminu Bala (APC, Kano)"."""
    for i in words_of(doc).written(_OPENING):
        end = i + 1
        while end < len(doc) and end - i < 4 and is_name_word(doc[end]) and end not in taken:
            end += 1
        if i < 2 or end == i + 1 or end >= len(doc) or doc[end].text not in (")", ","):
            continue
        if doc[i - 1].ent_type_ != "PERSON" or doc[i + 1].ent_type_ in ("DATE", "PERSON", "NORP"):
            continue
        first = i - 1
        while first and doc[first].ent_type_ == "PERSON" and i - first < 6:
            first -= 1
        if doc[first].lower_ in _POLITICIANS and not (end - i == 2 and len(doc[i + 1]) < 2):
            yield i + 1, end


def _acts(doc: Doc, token: Token) -> bool:
    """Whether the name acts or stands with a first name somewhere, as persons do."""
    return any(
        t.orth == token.orth and t.i != token.i and (t.dep_ in ("nsubj", "poss") or doc[t.i - 1].ent_type_ == "PERSON")
        for t in doc
    )


def state_bodies(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """ "the Russian embassy in Pretoria", "Algerian state television"."""
    lower = words_of(doc).lower
    for mention in {id(m): m for m in taken.values() if m.kind == "country" and m.form in ("demonym", "name")}.values():
        for body in _STATE_BODIES:
            words = body.split()
            owned = mention.end < len(doc) and doc[mention.end].tag_ == "POS" and body in _OWNED
            first = mention.end + owned
            end = first + len(words)
            if lower[first:end] != words:
                continue
            after = doc[end].lower_ if end + 1 < len(doc) else ""
            if body == "mission" and after != "in" and doc[end - 1].dep_ != "nsubj":
                continue  # a task, not an office
            where = body in (*_OFFICES_ABROAD, "mission") and after == "in"
            yield mention.start, _end_of_town(doc, end + 1, taken) if where else end
    yield from _embassies_of_it(doc, taken)


def _embassies_of_it(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """ "its embassy in Oslo": whose it is, is told elsewhere."""
    for i in words_of(doc).written(_EMBASSIES):
        town = i + 2
        if i and town < len(doc) and doc[i + 1].lower_ == "in" and doc[i - 1].lower_ in ("its", "their"):
            end = _end_of_town(doc, town, taken)
            if end > town:
                yield i, end


def _end_of_town(doc: Doc, i: int, taken: dict[int, Mention]) -> int:
    """Where a town's name ends that begins at `i`, or `i` - 1 (before the "in") if there is none."""
    listed = taken.get(i)
    if listed is not None and listed.start == i:
        return listed.end
    if i >= len(doc) or not doc[i].text[0].isupper():
        return i - 1
    end = i + 1
    while end < len(doc) and doc[end].ent_iob_ == "I" and doc[end].ent_type_ == "GPE" and doc[end].text[0].isupper():
        end += 1
    return end


def ministries(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """Ministries and forces written without capitals."""
    text = words_of(doc).text
    folded = text.casefold()
    if len(folded) == len(text):  # a few letters change length when folded; then only exact lower case is found
        text = folded
    for match in _LOWER_MINISTRY.finditer(text):
        span = doc.char_span(*match.span())
        if span is not None and span[-1].lower_ != "ministries":
            yield _with_of_state(doc, span.start, span.end, taken)


def _with_of_state(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> tuple[int, int]:
    """With an adjective of state before it ("Russian Defence Ministry"), the state or the seat after it.

    "the ministry of health of Belarus", "the defence ministry in Vilnius"
    """
    after = taken.get(end + 1 + (end + 1 < len(doc) and doc[end + 1].lower_ == "the")) if end < len(doc) else None
    if after is not None:
        of_state = doc[end].lower_ == "of" and after.form == "name"
        in_seat = doc[end].lower_ == "in" and after.form == "capital" and doc[end - 1].lower_ == "ministry"
        end = after.end if of_state or in_seat else end
    before = taken.get(start - 1) if start else None
    if before and before.form in ("demonym", "name") and before.kind == "country" and before.end == start:
        return before.start, end
    return start, end
