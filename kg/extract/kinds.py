"""What an unlisted capitalised name is: person, body, place, ship or exercise, judged by all its mentions.

The language model judges each mention alone and errs on short names ("Tandil" a person, "Zapad" a body).
The words around every mention of the name in the article tell more: "in Tandil", "exercise Zapad",
"the frigate Helge Ingstad", "Colonel X".
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.extract.organization_contexts import EMPLOYED
from kg.language.names import plain
from kg.language.titles import titles

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SURELY_LOCATIVE = frozenset("in at near outside".split())
_LOCATIVE = frozenset("in at near outside around across off over into through toward towards throughout beyond".split())
_PLACE_HEADS = frozenset(
    (
        "base airport airbase airfield port harbour harbor city town village province region district island river "
        "lake bay gulf sea strait peninsula mountains valley range area corridor border side cape barracks camp "
        "garrison road roads street square parish beach coast polygon ground shipyard factory plant pub cafe "
        "county state oblast restaurant"
    ).split()
)
_SITES = _PLACE_HEADS | frozenset("prison hospital hotel depot facility site outpost checkpoint museum station".split())
_SHIP_HEADS = frozenset(
    "frigate corvette destroyer submarine ship warship carrier cruiser vessel minesweeper tanker boat flagship".split()
)
SHIP_PREFIX = re.compile(
    r"^(?:HMS|HS|HHMS|USS|INS|HMAS|HMCS|HNLMS|ROKS|JS|KRI|ARA|BRP|PNS|HSwMS|TCG|ORP|FGS|ITS|FS|RFS|USNS|RSS|SAS|SLNS|KD|BNS|HNoMS|HDMS|ESPS)$"
)
_EXERCISE_HEADS = frozenset(
    "exercise exercises drill drills manoeuvres maneuvers manoeuvre maneuver wargame games serials series".split()
)
# What the model takes for persons' surnames: "Sultan Qaboos Grand Mosque", "Nelson Mandela Bay".
_NAMED_AFTER_PERSONS = frozenset(
    "parish roads county bay harbour harbor mosque cathedral church palace bridge tower stadium square street avenue "
    "island islands peninsula dam".split()
)
# Who and what is "of" a body, never of a person: "fighters of Tahrir al-Sham".
_BELONGING = frozenset("member members fighters militants gunmen faction affiliate affiliates branch branches".split())
_SPEECH = frozenset(
    "say tell add note insist warn argue explain ask declare announce claim concede joke shrug reply admit quip "
    "write recall promise maintain stress underline deny complain answer remark observe state".split()
)


def sort_out(doc: Doc, names: list[Mention]) -> list[Mention]:
    """The mentions without those that are names of ships and exercises, and with mere places as places."""
    votes: dict[str, Counter[str]] = {}
    for mention in names:
        if mention.entry is None or mention.kind == "place":
            votes.setdefault(mention.name.casefold(), Counter()).update(_votes(doc, mention))
    named = _called_by_surname(doc, names)
    names = [m._replace(kind="person", type=None) if m.kind == "organization" and m.name in named else m for m in names]
    surnames = {plain(part) for m in names if m.kind == "person" for part in _surnames(m.name)}
    parts = {plain(part) for m in names if m.kind == "person" and " " in m.name for part in m.name.split()}
    kept = []
    for mention in names:
        if mention.entry is None and _is_of_surnames(doc, mention, surnames):
            continue
        if mention.kind == "organization" and not (mention.entry or mention.type) and plain(mention.name) in parts:
            kept.append(mention._replace(kind="person"))  # "Hardeep" after "Hardeep Singh Puri"
            continue
        if mention.kind in ("organization", "person") and mention.entry is None and plain(mention.name) in surnames:
            kept.append(mention if mention.kind == "person" else mention._replace(kind="person", type=None))
            continue
        vote = votes.get(mention.name.casefold(), Counter())
        winner = min(vote, key=lambda kind: (-vote[kind], kind)) if vote else None
        if winner is None or (mention.entry is not None and (mention.kind != "place" or winner != "ship")):
            kept.append(mention)
            continue
        if winner == "place" and mention.kind != "place":
            kept.append(mention._replace(kind="place", role=None, type=None))
        elif winner == "person" and vote["person"] > 1:
            kept.append(mention._replace(kind="person"))
        elif mention.kind == "place" and doc[mention.start].ent_type_ in ("GPE", "LOC", "FAC"):
            kept.append(mention)
        elif winner == "organization" and vote["organization"] > 1:
            kept.append(mention._replace(kind="organization"))
        elif winner in ("person", "organization", "place"):
            kept.append(mention)
    return kept


def _is_of_surnames(doc: Doc, mention: Mention, surnames: set[str]) -> bool:
    """A family or a ticket: "the Turpins", "Biden-Harris"."""
    name = plain(mention.name)
    if "-" in name and all(part in surnames for part in name.split("-")):
        return True
    family = mention.start > 0 and doc[mention.start - 1].lower_ == "the" and name[-1:] == "s"
    return family and name[:-1] in surnames and name not in surnames


def _called_by_surname(doc: Doc, names: list[Mention]) -> set[str]:
    """Unlisted names of two or three words called by the last one later, as persons are: bodies keep the first."""
    bodies = [m for m in names if m.kind == "organization" and m.entry is None]
    single = {m.name: m.start for m in reversed(names) if m.name.isalpha() and m.kind in ("organization", "person")}
    found = set()
    for mention in bodies:
        words = mention.name.split()
        seated = doc[mention.start].ent_type_ in ("GPE", "LOC", "NORP") or mention.country  # "Utah Jazz"
        if (
            mention.type is None
            and not seated
            and 2 <= len(words) <= 3
            and all(w.istitle() and w.isalpha() for w in words)
        ):
            later = single.get(words[-1], -1) > mention.start
            if later and words[0] not in single and not any(m.type and m.name == words[-1] for m in bodies):
                found.add(mention.name)
    return found


def _surnames(name: str) -> set[str]:
    """The last word of a full name; the first as well where the given name is hyphenated ("Pyo Myong-rim").

    An Arabic article before it may be left out: "Bashar al-Assad", "Assad".
    """
    words = name.split()
    if len(words) < 2:
        return set()
    if words[-1].lower().startswith(("al-", "el-")):
        return {words[-1], words[-1][3:]}
    return {words[-1], words[0]} if "-" in words[-1] else {words[-1]}


def _ship(near: set[str], words: list[str], before: Token | None, after: Token | None) -> bool:
    """ "the frigate Admiral Gorshkov", "HMS Diamond", "the Fridtjof Nansen class"."""
    return bool(
        (near & _SHIP_HEADS and len(words) < 4)
        or SHIP_PREFIX.match(words[0])
        or (before is not None and SHIP_PREFIX.match(before.text))
        or (after is not None and after.lower_ in ("class", "-class"))
    )


def _is_site(mention: Mention, before: Token) -> bool:
    """ "a camp at Ain Issa": nobody is what something stands at."""
    if mention.kind != "person" or before.lower_ != "at" or not before.i:
        return False
    return not _SITES.isdisjoint((before.head.lemma_.lower(), before.nbor(-1).lemma_.lower()))


def _is_one_of_places(root: Token) -> bool:
    """ "the states of Sucre and Nueva Esparta", "the towns of Rukla and Oirschot"."""
    first = root
    while first.dep_ == "conj":
        first = first.head
    return first.dep_ == "pobj" and first.head.lower_ == "of" and first.head.head.lemma_.lower() in _PLACE_HEADS


def _is_among_places(root: Token) -> bool:
    """ "at Causeway Bay and Tin Hau": listed behind a place that is entered, or where something is done."""
    if root.dep_ != "conj":
        return False
    first = root.head
    places = first.ent_type_ in ("GPE", "LOC", "FAC")
    while first.dep_ in ("conj", "appos") and places:
        first = first.head
    return places and first.dep_ == "pobj" and first.head.lower_ in _LOCATIVE | {"between"}


def _votes(doc: Doc, mention: Mention) -> Counter[str]:
    """What the words around one mention speak for."""
    votes: Counter[str] = Counter()
    words = mention.name.split()
    before = doc[mention.start - 1] if mention.start else None
    after = doc[mention.end] if mention.end < len(doc) else None
    root = doc[mention.start : mention.end].root
    if mention.kind == "person" and len(words) > 1:
        named_after = words[-1].lower() in _NAMED_AFTER_PERSONS
        votes["place" if named_after else "person"] += 4 if named_after else 2
    # "the frigate X", "exercise X", but not "an exercise in X"
    near = {t.lower_ for t in doc[max(0, mention.start - 2) : mention.start]}
    if before is not None and before.pos_ == "ADP":
        near = set()
    ship = _ship(near, words, before, after)
    if mention.role and not ship:
        votes["person"] += 3
    if before is not None and (before.lower_ in titles().ranks or before.lower_ in titles().civil) and not ship:
        votes["person"] += 3
    if mention.kind == "organization" and (mention.type or mention.name.isupper() or len(words) > 2):
        votes["organization"] += 2
    if root.dep_ == "nsubj" and root.head.lemma_ in _SPEECH:
        votes["person" if mention.kind == "person" else "organization"] += 3
    if before is not None and before.lower_ == "at" and before.head.lemma_.lower() in EMPLOYED:
        votes["organization"] += 3
    elif before is not None and (before.lower_ == "near" or _is_site(mention, before)):
        votes["place"] += 5
    elif before is not None and before.lower_ in _SURELY_LOCATIVE and root.dep_ == "pobj" and not mention.role:
        votes["place"] += 4 if mention.kind == "person" else 2
    elif before is not None and before.lower_ == "from" and mention.kind == "person" and root.dep_ == "pobj":
        votes["place"] += 1 + (len(words) == 1)
    elif (before is not None and before.lower_ in _LOCATIVE and root.dep_ == "pobj") or root.lower_ in _PLACE_HEADS:
        votes["place"] += 2 if len(words) < 3 else 1
    if before is not None and before.lower_ == "of" and before.head.lower_ in _BELONGING:
        votes["organization"] += 4
    if mention.kind == "person" and not mention.role and (_is_one_of_places(root) or _is_among_places(root)):
        votes["place"] += 4
    following = {t.lower_ for t in doc[mention.end : mention.end + 2] if t.pos_ in ("NOUN", "PROPN")}
    if after is not None and after.pos_ in ("NOUN", "PROPN") and following & _PLACE_HEADS:
        votes["place"] += 2 if mention.kind == "organization" else 4
    if ship:
        votes["ship"] += 4
    elif mention.kind == "person" and len(words) > 1 and before is not None and before.lower_ == "the":
        votes["ship"] += 3  # people take no article; ships and classes do
    if near & _EXERCISE_HEADS or (after is not None and after.lower_ in _EXERCISE_HEADS):
        votes["exercise"] += 4
    if (
        after is not None
        and re.fullmatch(r"[-–]?\s?(?:19|20)\d\d(?:/\d\d?)?|\d\d", after.text)
        and mention.kind != "person"
    ):
        votes["exercise"] += 2
    return votes
