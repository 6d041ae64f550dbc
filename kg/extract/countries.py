"""States and places named in a text: by name, demonym, capital or seat of government.

1. names: "Venezuela", "the U.S."          2. demonyms: "Venezuelan", "Armenians"
3. capitals and seats that act: "Caracas said", "a rebuke from Moscow", "Kremlin spokesman"
4. other places: "the Black Sea", "Drawsko Pomorskie"; a capital that does not act is a mere place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.gazetteer import Hit
from kg.extract.mentions import Mention
from kg.language.words import words_of
from kg.reference import Entry

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# "Latin American", "North America": a region, where the longer name is not in the gazetteer.
_REGION_WORDS = frozenset("latin north south central native african african-american west east".split())
_REGION_HEADS = frozenset("america american americans africa african asia asian".split())
_WHERE = frozenset(
    "in at near outside around across over through throughout inside within above off toward towards via under".split()
)
_MOTION = frozenset(
    "arrive fly travel go visit land return drive head come move leave depart reach march sail enter flee "
    "deploy stop accompany escort tour".split()
)
_DONE_TO_PLACES = frozenset(
    "hit attack strike shell bomb capture seize storm surround occupy liberate retake besiege visit leave reach "
    "target pound rock damage destroy enter".split()
)
_PLACE_NOUNS = frozenset(
    "outskirts suburb suburbs center centre street streets airport port embassy consulate mayor north south "
    "east west capital city region province kilometers kilometres km miles downtown residents hospital university "
    "zoo metro stadium summit visit trip conference talks meeting stock exchange fair show festival forum flight "
    "subway district area airspace skyline newspaper post times subsidiary office factory plant bureau".split()
)
_TALK_TO = frozenset(
    "expect ask urge accuse invite force warn offer give tell inform persuade criticise criticize sanction blame "
    "promise allow pressure notify sell supply grant send deny award see".split()
)
# Capitals that share their name with better-known places or with persons: only where their state is named too.
_SHARED_CAPITALS = frozenset(
    (
        "Victoria;St. John's;St John's;St. John’s;St John’s;Saint John's;Saint John’s;"
        "Kingston;Georgetown;Santiago;San José;San Jose;San Juan;San Salvador;"
        "Hamilton;Stanley;Wellington;George Town;Roseau;Castries;Kingstown;Road Town;Saint-Denis;"
        "Saint Helier;Douglas;Jamestown;Plymouth;Nassau;Praia;Male;Freetown;Gibraltar;Monaco;Palikir;Majuro;"
        "Apia;Sucre;Basse-Terre;The Valley;Brussels"
    ).split(";")
)
_HEADLINE_VERBS = frozenset(
    (
        "eyes backs slams moves orders plans talks hits nears hands weighs signs views looks courts calls seeks turns "
        "scoffs clears goes vows warns says wants buys sells picks scraps hails slaps rebuffs woos mulls inks unveils"
    ).split()
)
_GROUNDS = frozenset("camp street road avenue barracks".split())
_WATERS = frozenset("sea gulf strait bay".split())
# US states, and first names, that are also names of states of the world.
_OTHER_STATES = frozenset(
    "florida michigan pennsylvania wisconsin illinois texas arizona nevada ohio virginia carolina minnesota california "
    "iowa alabama tennessee massachusetts vermont maryland".split()
)
_OF_CONGRESS = frozenset("congress republican republicans democrat democrats democratic".split())
_OF_GEORGIA = frozenset("tbilisi georgian georgians abkhazia abkhaz ossetia caucasus".split())
_NEAR_GEORGIA = frozenset("atlanta savannah augusta marietta columbus macon fort benning stewart gordon".split())


def countries(doc: Doc, found: list[Hit], skip: set[int]) -> Iterator[Mention]:
    """Mentions of states (kind "country") and other places (kind "place"), in text order.

    `found` are the listed names; `skip` holds the tokens of datelines.
    A capital or seat that stands for the city or the building has `acts` False.
    """
    hits = [
        hit
        for hit in found
        if hit.entries[0].kind in ("country", "place") and skip.isdisjoint(range(hit.start, hit.end))
    ]
    named = {hit.entries[0].country for hit in hits if hit.form == "name" and len(hit.entries) == 1}
    # "the Koreans", where no state of that name is named but one of its firms is
    owned = {
        entry.country
        for hit in found
        if (entry := hit.entries[0]).kind == "organization" and doc[hit.start : hit.end].text not in entry.ambiguous
    }
    for hit in hits:
        span = doc[hit.start : hit.end]
        if _inside_longer_name(span):
            continue
        if hit.entries[0].kind == "place":
            entry = hit.entries[0]
            yield Mention(hit.start, hit.end, "place", span.text, "name", entry, entry.country, type=entry.type)
        elif (state := _meant(hit, span, named, owned)) is not None:
            acts = hit.form not in ("capital", "seat") or _acts(span, default=hit.form == "seat")
            acts = acts and not state.territory
            yield Mention(hit.start, hit.end, "country", span.text, hit.form, state, state.country, acts=acts)


def unlisted_places(doc: Doc, taken: dict[int, Mention], skip: set[int]) -> Iterator[Mention]:
    """Places the model finds that no gazetteer lists: "Zar training centre", "Maduru Oya"."""
    for ent in doc.ents:
        if ent.label_ not in ("GPE", "LOC", "FAC") or any(t.i in taken or t.i in skip for t in ent):
            continue
        start = ent.start + (ent[0].lower_ in ("the", "a", "an"))
        end = ent.end - (ent[-1].tag_ == "POS")
        if start < end and doc[start].text[0].isupper():
            yield Mention(start, end, "place", doc[start:end].text)


def _meant(hit: Hit, span: Span, named: set[str | None], owned: set[str | None]) -> Entry | None:
    """The state meant by a word of several senses, or None where it means something else."""
    doc, first, last = span.doc, span[0], span[-1]
    before = doc[first.i - 1].lower_ if first.i else ""
    after = doc[last.i + 1].lower_ if last.i + 1 < len(doc) else ""
    if first.lower_ in _REGION_HEADS and before in _REGION_WORDS:
        return None
    if span.text == "Georgia" and _is_us_state(doc, first.i):
        return None
    if span.text == "Washington" and (after in ("state", "post", "times") or before in ("george", "uss", "denzel")):
        return None
    if hit.form == "demonym" and before in ("in", "into") and _ends_phrase(doc, last.i + 1):
        return None  # "he said in French"
    if (
        after == "ocean"
        or (after == "canal" and span.text == "Panama")
        or (before == "of" and first.i > 1 and doc[first.i - 2].lower_ in _WATERS)
    ):
        return None
    if before == "new" and span.text in ("Jersey", "Mexico", "Guinea", "Caledonia"):
        return None
    if hit.form == "capital" and span.text in _SHARED_CAPITALS and hit.entries[0].country not in named:
        return None
    if before == "east" and span.text in ("German", "Germany", "Germans"):
        return None
    if after in _GROUNDS and doc[last.i + 1].text[0].isupper() and hit.form == "name":
        return None  # "Burma Camp"
    if hit.form == "capital" and first.i and _continues(doc[first.i - 1], span.root):
        return None
    if span.text == "Guinea" and after in ("pig", "pigs", "fowl"):
        return None
    if len(hit.entries) == 1:
        return hit.entries[0]
    # "Congolese", "Korean": the one the article names; with none named, nothing is guessed.
    senses = [entry for entry in hit.entries if entry.country in named]
    senses = senses or [entry for entry in hit.entries if entry.country in owned]
    return senses[0] if len(senses) == 1 else None


def _ends_phrase(doc: Doc, i: int) -> bool:
    return i >= len(doc) or doc[i].is_punct or doc[i].pos_ in ("ADP", "CCONJ", "VERB", "AUX", "SCONJ")


def _is_us_state(doc: Doc, i: int) -> bool:
    """Whether "Georgia" at `i` is the state of the south: behind one of its towns, or among other states."""
    if doc[i - 1].text == "," and {t.lower_ for t in doc[max(0, i - 4) : i]} & _NEAR_GEORGIA:
        return True
    if i + 1 < len(doc) and doc[i + 1].text in ("Institute", "Tech", "State", "Southern"):
        return True
    written = words_of(doc).lower_at.keys()
    if _OF_GEORGIA & written:
        return False
    of_somebody = i > 1 and doc[i - 1].lower_ == "of" and doc[i - 2].ent_type_ == "PERSON"
    return len(_OTHER_STATES & written) > 1 or (of_somebody and not _OF_CONGRESS.isdisjoint(written))


def _continues(before: Token, root: Token) -> bool:
    """Whether a capital is the end of somebody else's name: "Bersama Lima"."""
    return (
        before.dep_ == "compound"
        and before.head.i == root.i
        and before.tag_ == "NNP"
        and before.text.istitle()
        and (not before.ent_type_ or root.ent_iob_ == "I")
        and before.lower_ not in ("downtown", "greater", "central", "old")
    )


def _inside_longer_name(span: Span) -> bool:
    """Whether the word is part of a person's name: "Michael Jordan", "Chad Wolf", "Sofia Petrova"."""
    doc = span.doc
    if span[0].ent_type_ != "PERSON":
        return False
    start, end = span.start, span.end
    while start and doc[start].ent_iob_ == "I" and doc[start - 1].ent_type_ == "PERSON":
        start -= 1
    while end < len(doc) and doc[end].ent_type_ == "PERSON" and doc[end].ent_iob_ == "I":
        end += 1
    others = [t for t in doc[start:end] if not span.start <= t.i < span.end and t.is_alpha and t.is_title]
    return bool(others)


def _acts(span: Span, *, default: bool) -> bool:
    """Whether a capital or seat stands for its government here; a guess from its grammatical role."""
    doc, token = span.doc, span.root
    following = doc[span.end] if span.end < len(doc) else None
    if following is not None and following.text in ("-", "–") and span.end + 1 < len(doc):
        return doc[span.end + 1].lower_ in ("led", "backed", "made", "supplied", "friendly", "supported", "allied")
    if following is not None and span[0].is_sent_start and following.lower_ in _HEADLINE_VERBS:
        return True  # "Kyiv eyes a Gripen fleet", where the parse sees a noun
    if token.dep_ == "conj":
        while token.dep_ == "conj" and token.head.i != token.i:
            token = token.head
    head = token.head
    role = token.dep_
    if role == "nsubj":
        return head.pos_ in ("VERB", "AUX") and not (head.lemma_ == "be" and _is_place_predicate(head))
    if role in ("nsubjpass", "dobj", "dative"):
        return head.lemma_ in _TALK_TO or (role == "dobj" and head.lemma_ not in _DONE_TO_PLACES)
    if role == "poss":
        return head.lower_ not in _PLACE_NOUNS or head.lower_ in ("embassy", "consulate")
    if role in ("compound", "amod", "nmod"):
        return default and head.lower_ not in _PLACE_NOUNS
    if role == "pobj":
        return _government_after(head, default=default)
    return default and role not in ("appos", "ROOT")


def _is_place_predicate(verb: Token) -> bool:
    return any(c.dep_ in ("attr", "acomp") and c.lemma_ in ("city", "capital", "town", "quiet") for c in verb.children)


def _government_after(preposition: Token, *, default: bool) -> bool:
    word, governor = preposition.lower_, preposition.head
    if word in _WHERE:
        return False
    if word in ("with", "between", "against", "by", "for", "upon", "on", "without", "among"):
        return governor.lower_ not in ("train", "road")
    if governor.lemma_ in _MOTION or governor.lower_ in _PLACE_NOUNS:
        return False
    if word in ("from", "to"):
        return True
    if word == "of":
        return governor.lower_ in ("government", "behalf", "allies", "ally", "support", "approval", "leadership")
    return default
