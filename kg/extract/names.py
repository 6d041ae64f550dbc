"""All mentions of a text, found in the order that lets each finder know what the others took."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.countries import countries, unlisted_places
from kg.extract.datelines import bylines
from kg.extract.gazetteer import gazetteer
from kg.extract.headlines import repeated
from kg.extract.kinds import sort_out
from kg.extract.mentions import Mention
from kg.extract.organizations import organizations
from kg.extract.people import people
from kg.extract.places import named_places, places_after_prepositions
from kg.extract.weapons import weapons
from kg.reference import Entry, reference

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def mentions(doc: Doc, nlp: Language, body_start: int = 0) -> list[Mention]:
    """Mentions of states, places, weapons, organisations and persons, in text order; they may nest.

    "Royal Air Force of Oman" holds a mention of Oman; two mentions of one kind never overlap.
    """
    skip = bylines(doc, body_start)
    hits = gazetteer(nlp).hits(doc)
    lands = list(countries(doc, hits, skip))
    states = [m for m in lands if m.kind == "country"]
    taken = {i: m for m in states for i in range(m.start, m.end)}
    arms = list(weapons(doc, taken))
    taken |= {i: m for m in arms if m.form == "designation" for i in range(m.start, m.end)}
    # "Visakhapatnam-class destroyer", "Kilo": weapons named after places go before the places
    sites = [m for m in lands if m.kind == "place" and taken.keys().isdisjoint(range(m.start, m.end))]
    taken |= {i: m for m in sites for i in range(m.start, m.end)}
    bodies = list(organizations(doc, hits, taken, skip))
    listed = {i: m for m in bodies if m.entry or m.type for i in range(m.start, m.end)}
    grounds = list(named_places(doc, taken | listed, skip))
    ground = {i: m for m in grounds for i in range(m.start, m.end)}
    bodies = [m for m in bodies if m.start not in ground and m.end - 1 not in ground]
    taken |= ground
    taken |= {i: m for m in bodies for i in range(m.start, m.end)}
    persons = [_with_entry(m) for m in people(doc, taken, skip)]
    taken |= {i: m for m in persons for i in range(m.start, m.end)}
    elsewhere = list(unlisted_places(doc, taken, skip))
    taken |= {i: m for m in elsewhere for i in range(m.start, m.end)}
    elsewhere.extend(places_after_prepositions(doc, taken, skip))
    return sorted(
        [
            *states,
            *arms,
            *grounds,
            *sort_out(doc, list(repeated(doc, [*sites, *bodies, *persons, *elsewhere], body_start))),
        ]
    )


def _with_entry(person: Mention) -> Mention:
    """The mention with the reference entry of that full name, if a user's reference data has one."""
    entry = _listed_persons().get(person.name)
    return person._replace(entry=entry, country=entry.country) if entry else person


@lru_cache(maxsize=1)
def _listed_persons() -> dict[str, Entry]:
    # a bare surname is anybody's; within an article it joins the full name
    return {name: e for e in reference().of_kind("person") for name in e.names if len(name.split()) > 1}
