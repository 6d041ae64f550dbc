"""Warships by the prefix of their names: whose they are, and whether they take part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.company import roles_after_preposition
from kg.extract.exercises.governors import preposition_of, top_of, verb_with_subject
from kg.extract.exercises.holders import leads_to_exercise
from kg.extract.exercises.roles import stays_away
from kg.extract.exercises.slot import Slot, chars
from kg.language.exercises import exercise_words
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.resolve import Entities

# Prefixes that one navy alone uses. "INS" is India's and Israel's, "FS" now and then another's: where both are told
# of, nothing is known.
_NAVIES = {
    "HMS": ("GBR",), "RFA": ("GBR",), "USS": ("USA",), "USNS": ("USA",), "USCGC": ("USA",), "INS": ("IND", "ISR"),
    "HMAS": ("AUS",), "HMCS": ("CAN",), "HMNZS": ("NZL",), "HNLMS": ("NLD",), "ROKS": ("KOR",), "JS": ("JPN",),
    "KRI": ("IDN",), "ARA": ("ARG",), "BRP": ("PHL",), "PNS": ("PAK",), "TCG": ("TUR",), "ORP": ("POL",),
    "FGS": ("DEU",), "ITS": ("ITA",), "FS": ("FRA",), "RSS": ("SGP",), "SLNS": ("LKA",), "KD": ("MYS",),
    "BNS": ("BGD",), "HNOMS": ("NOR",), "HDMS": ("DNK",), "ESPS": ("ESP",), "HTMS": ("THA",), "HSWMS": ("SWE",),
    "SAS": ("ZAF",), "HS": ("GRC",), "NRP": ("PRT",), "HMBS": ("BHS",), "NNS": ("NGA",),
}  # fmt: skip


def ship_owner(token: Token) -> tuple[str, ...]:
    """The codes of the states whose navy writes a word before its ships' names; empty for any other word."""
    if not token.text[:2].isupper() or token.i + 1 >= len(token.doc) or not token.nbor().text[:1].isupper():
        return ()
    return _NAVIES.get(token.text.upper(), ())


def ships(entities: Entities, tokens: list[Token], anchor: set[int], *, going_on: bool) -> Iterator[Slot]:
    """Slots "participant": the states that the text names whose ships take part ("USS Gravely will join the drill")."""
    if not words_of(entities.doc).written(_WRITTEN):
        return
    for token in tokens:
        owners = ship_owner(token)
        states = [e for e in entities.all if e.kind == "country" and e.country in owners] if owners else []
        if len(states) == 1 and token.i not in anchor and _takes_part(token, anchor, going_on=going_on):
            yield Slot("participant", states[0].iri, *chars(entities.doc, token.i, token.i + 1))


_WRITTEN = frozenset(prefix.casefold() for prefix in _NAVIES)


def _takes_part(prefix: Token, anchor: set[int], *, going_on: bool) -> bool:
    top = top_of(prefix)
    verb = verb_with_subject(top)
    if verb is not None:
        return not stays_away(verb) and leads_to_exercise(verb, anchor, going_on=going_on, unit=True)
    preposition = preposition_of(prefix.doc, None, top)
    if preposition is not None:
        role = roles_after_preposition(preposition, top, anchor, is_unit=True, equipment=False, going_on=going_on)
        return bool(role)
    return top.dep_ == "dobj" and top.head.lemma_ in exercise_words()["gather"] | {"send", "deploy", "dispatch"}
