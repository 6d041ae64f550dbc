"""Where an exercise is held: named places and states after a preposition of place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.asides import in_side_clause
from kg.extract.exercises.slot import Slot, chars
from kg.extract.mentions import Mention
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.resolve import Entities

_WHERE = frozenset(
    "in at near off on around across outside inside along within throughout over between from to into under".split()
)
_SITES = frozenset(
    "area areas ground grounds field fields centre center camp barracks airbase airfield polygon facility exclave sea "
    "bay strait gulf lake river peninsula desert region regions provinces archipelago".split()
)
_COMPASS = frozenset("north south east west northeast northwest southeast southwest".split())
_COAST = frozenset(
    (
        "coast waters shore shores coastline north south east west island islands sea end edge mouth port vicinity "
        "areas north-west northwest southwest northeast southeast region province area city town outskirts soil "
        "territory mountains jungle desert part parts base range ranges "
        "northern southern eastern western airspace district capital skies village border"
    ).split()
)
# What is "in" a place without the exercise being there.
_ELSEWHERE = frozenset(
    "interest interests war wars those conflict conflicts fighting invasion tension tensions crisis situation "
    "stability presence influence investment investments".split()
)
_GOES = frozenset("send travel bring gather take deploy go fly sail dispatch head ship transfer come".split())
_MOVES = frozenset("move shift relocate spread bring extend return take come".split())


def locations(entities: Entities, tokens: list[Token], anchor: set[int]) -> Iterator[Slot]:
    """Slots "location" in these tokens of one sentence."""
    doc = entities.doc
    if not tokens:
        return
    for m in entities.within(tokens[0].i, tokens[-1].i + 1):
        if m.kind not in ("place", "country") or m.form == "demonym" or set(range(m.start, m.end)) & anchor:
            continue
        around = entities.mention_at(m.start, "place")
        if around is not None and around.end - around.start > m.end - m.start:
            continue  # "the East China Sea"
        if m.end < len(doc) and doc[m.end].tag_ == "POS" and not _holds_place(doc, m.end + 1):
            continue  # "Poland's largest exercise", "in Washington's new nomenclature"
        if m.kind == "country" and m.end < len(doc) and doc[m.end].text == "-":
            continue  # "at Balikatan, the annual U.S.-Philippine war games"
        if m.kind == "country" and _only_describes(doc, m):
            continue  # "around 85 U.S. soldiers"
        if m.kind == "place" and _hosts(doc, m):
            yield Slot("location", entities.owner(m).iri, *chars(doc, m.start, m.end), weight=3)
            continue
        preposition, weight = _preposition(doc, m, anchor)
        if preposition is None or _not_there(doc, m, preposition, anchor):
            continue
        yield Slot("location", entities.owner(m).iri, *chars(doc, m.start, m.end), weight=weight)


def _hosts(doc: Doc, m: Mention) -> bool:
    """ "The city of Almaty hosted the drill", "Nevatim air base will host X": a place as the host."""
    token = doc[m.start : m.end].root
    if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lower_ in _COAST | _SITES:
        token = token.head.head
    return token.dep_ == "nsubj" and token.head.lemma_ == "host"


def _only_describes(doc: Doc, m: Mention) -> bool:
    """Whether a state stands before a noun that is no place: "U.S. soldiers", but not "Japan waters"."""
    if m.end == len(doc) or doc[m.end].pos_ != "NOUN":
        return False
    return any(t.head.i == m.end for t in doc[m.start : m.end]) and not _holds_place(doc, m.end)


def _preposition(doc: Doc, m: Mention, anchor: set[int]) -> tuple[Token | None, int]:
    """The preposition that governs a place, past "the coast of" and lists; and 3 for a place, 2 for a state."""
    weight = 3 if m.kind == "place" else 2
    root = doc[m.start : m.end].root
    sent = doc[m.start].sent.start
    i = m.start - 1
    steps = 0
    while i >= sent and steps < 9:
        token, steps = doc[i], steps + 1
        if token.pos_ in ("ADP", "ADV", "SCONJ", "PART", "ADJ") and token.lower_ in _WHERE:
            return token, weight
        if token.lower_ in _COMPASS and doc[i + 1].lower_ == "of" and (i == sent or doc[i - 1].lower_ not in _WHERE):
            return token, weight  # "will be held south of Jeju Island"
        if token.lower_ in ("of", "’s", "'s") and i > sent and (doc[i - 1].lower_ in _COAST or token.lower_ != "of"):
            i -= 1
        elif (
            token.pos_ in ("DET", "ADJ", "NUM", "PROPN", "CCONJ")
            or token.lower_ in _COAST
            or token.text in (",", "-")
            or token.lower_
            in ("kilometres", "kilometers", "km", "miles", "both", "training", "its", "international", "away")
        ):
            if token.ent_type_ == "DATE" or (token.text == "," and not _lists_places(doc, i, m, anchor)):
                return None, weight  # "in November Norway sent"
            i -= 1
        elif (
            token.pos_ == "NOUN"
            and doc[i + 1].text != ","
            and steps < 4
            and token.lower_ not in exercise_words()["heads"]
        ):
            i -= 1
        else:
            break
    if root.dep_ == "pobj" and root.head.lower_ in _WHERE:
        return root.head, weight
    return None, weight


def _holds_place(doc: Doc, start: int) -> bool:
    """Whether what a state or place owns is a place: "China's Guangdong province", "Norway's coast"."""
    for token in doc[start : start + 6]:
        if token.lower_ in _COAST | _SITES or token.ent_type_ in ("GPE", "LOC", "FAC"):
            return True
        if token.pos_ not in ("ADJ", "NOUN", "PROPN", "NUM", "PUNCT"):
            return False
    return False


def _for_it(verb: Token, anchor: set[int]) -> bool:
    """ "sent ships to the Gulf of Oman for Security Belt", "took its series to Tanzania", "brought 4,000 men to"."""
    return not anchor or any(t.i in anchor for t in verb.subtree) or verb.lemma_ in ("bring", "gather")


def _lists_places(doc: Doc, comma: int, m: Mention, anchor: set[int]) -> bool:
    """ "in Mayport, Florida", "in Kyushu, Okinawa and …": a place goes on after a comma behind a capital."""
    return comma > 0 and doc[comma - 1].text[0].isupper() and comma - 1 not in anchor


def _not_there(doc: Doc, m: Mention, preposition: Token, anchor: set[int]) -> bool:
    words = exercise_words()
    word, governor = preposition.lower_, preposition.head
    verb = next((t for t in [governor, *governor.ancestors] if t.pos_ == "VERB"), None)
    if governor.lower_ in ("crash", "accident", "attack", "collision", "death", "deaths", "incident"):
        return True
    losses = verb is not None and verb.lemma_ in ("die", "crash", "kill", "sink", "meet", "disappear")
    if anchor and losses and verb is not None and not any(t.i in anchor for t in verb.subtree):
        return True
    if anchor and in_side_clause(preposition, anchor):
        return True  # "After the flags come down in Kiel, …"
    if word in ("from", "to", "into", "between"):
        if word == "between":
            return m.kind == "country"
        if word == "into":
            return governor.lemma_ not in (
                "send",
                "move",
                "spill",
                "extend",
                "jump",
                "fly",
                "drop",
                "pour",
                "roll",
                "deploy",
                *_MOVES,
            )
        if word == "to":
            return not (governor.lemma_ in _MOVES or (governor.lemma_ in _GOES and _for_it(governor, anchor)))
        return not (governor.lemma_ in ("fly", "operate", "launch", "sail") and governor.lemma_ != "sail")
    if word in ("on", "over") and m.kind == "country":
        return word == "on" or (governor.lemma_ not in ("fly", "exercise", "drill", "patrol") and not (
            governor.lower_ in words["heads"] or governor.i in anchor
        ))  # fmt: skip
    if word == "around" and m.kind == "country":
        return False
    if governor.lemma_ in words["reporting"] or governor.lower_ in (
        "reporters", "embassy", "meeting", "seminar", "official", "officials", "spokesman", "spokeswoman", "ministry",
        "conference", "summit", "talks", "interview", "briefing", "ambassador", "think-tank", "analyst",
    ):  # fmt: skip
        return True
    speaker = governor.dep_ == "nsubj" and governor.head.lemma_ in words["reporting"] and governor.i not in anchor
    if speaker and governor.lower_ not in words["heads"]:
        return True  # "the operational command in Berlin announced"
    if word == "in" and preposition.i and doc[preposition.i - 1].lower_ in _ELSEWHERE:
        return True
    return any(t.lemma_ in words["reporting"] and t.dep_ != "ROOT" for t in [governor])
