"""Named organisations: listed ones, names built on a head noun, and what the model finds besides.

1. listed: "NATO", "Rosoboronexport"       2. state + force: "the Indian navy", "Royal Air Force of Oman"
3. ministries: "the Ministry of Defence", "defence ministry", "Israel's foreign ministry"
4. names on a head noun: "Vayu Policy Group", "Defence Acquisition Council"     5. the model's ORG
6. after a noun that says what it is: "the broadcaster ERT", "state arms exporter Rosoboronexport"
7. state + body in lower case: "the Russian embassy in Pretoria", "Algerian state television"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.extract.gazetteer import Hit
from kg.extract.kinds import SHIP_PREFIX
from kg.extract.mentions import Mention
from kg.extract.organization_bare import bare_bodies
from kg.extract.organization_contexts import (
    ministries,
    names_before_nouns,
    names_introduced,
    names_speaking,
    names_told,
    parties_in_brackets,
    state_bodies,
)
from kg.extract.organization_evidence import acts_somewhere, is_of_party, is_where
from kg.extract.organization_filters import bears_title, is_short_for_thing, is_something_else
from kg.extract.organization_names import names_found_by_model, names_on_heads
from kg.extract.organization_types import type_of_name
from kg.language.words import words_of
from kg.reference import Entry

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LEGAL_FORMS = frozenset(
    "co. co corp. corp inc. inc ltd. ltd limited plc company corporation group s.a. ag gmbh llc .".split()
)
_SOME = frozenset("other some many both several few most all moderate senior fellow individual more every any".split())
_AMOUNTS = frozenset("lot lots number group majority handful dozens scores most some many couple pair".split())
# Bodies whose names tell that the article deals with their state.
_OF_STATES = ("ministry", "armed-force", "government-body", "parliament", "party")


def organizations(doc: Doc, found: list[Hit], taken: dict[int, Mention], skip: set[int]) -> Iterator[Mention]:
    """Mentions of organisations in text order; `taken`: token → mention of a state or place there."""
    spans: dict[tuple[int, int], Entry | None] = {}
    hits = [hit for hit in found if hit.entries[0].kind == "organization"]
    named = {m.country for m in taken.values() if m.kind == "country" and m.country}
    for entry in (h.entries[0] for h in hits if doc[h.start : h.end].text not in h.entries[0].ambiguous):
        named.add(entry.iri)
        if entry.country and entry.type in _OF_STATES:
            named.add(entry.country)
    short = _stand_for_others(doc, hits)
    for hit in hits:
        if doc[hit.start : hit.end].text not in short and _means_it(
            doc, hit.start, hit.end, hit.entries[0], taken, named
        ):
            spans[hit.start, hit.end] = hit.entries[0]
    listed = {span: entry.type if entry else None for span, entry in spans.items()}
    for start, end in [
        *names_on_heads(doc, taken),
        *ministries(doc, taken),
        *names_introduced(doc, taken),
        *state_bodies(doc, taken),
        *names_speaking(doc, taken),
        *names_told(doc, taken),
        *parties_in_brackets(doc, taken),
        *names_before_nouns(doc, taken),
        *bare_bodies(doc, taken),
    ]:
        for first, last in _without_listed(doc, start, end, listed):
            if not is_something_else(doc, first, last, taken):
                spans.setdefault((first, last), None)
    spans |= dict.fromkeys(_supported(doc, [*spans], _guesses(doc, taken, listed)))
    used: set[int] = set()
    chosen: list[Mention] = []
    for start, end in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        tokens = set(range(start, end))
        if used & tokens or skip & tokens:
            continue
        used |= tokens
        known = spans[start, end]
        first = start - (known is None and _is_titled(doc, start))
        chosen.append(_mention(doc, first, end, known, taken))
    chosen = _short_for_units([m for m in chosen if m.entry or not is_short_for_thing(doc, m.name)])
    yield from sorted([*chosen, *_acronyms(doc, chosen, used | skip)])


def _is_titled(doc: Doc, start: int) -> bool:
    """Whether a capital article inside a sentence belongs to a name: "told The Atlantic"."""
    if start < 2 or doc[start - 1].text != "The" or doc[start - 1].is_sent_start:
        return False
    return doc[start].is_title and not doc[start - 2].is_punct


def _stand_for_others(doc: Doc, hits: list[Hit]) -> set[str]:
    """The acronyms that the article gives to somebody else than the list: "Armed Forces of the Philippines (AFP)"."""
    found: set[str] = set()
    for hit in hits:
        if hit.end - hit.start > 1 or hit.start < 3 or doc[hit.start - 1].text != "(" or not doc[hit.start].is_upper:
            continue
        before = doc[max(0, hit.start - 9) : hit.start - 1]
        initials = "".join(t.text[0] for t in before if t.text[0].isupper() and t.is_alpha)
        acronym = doc[hit.start].text
        full = [n.split() for n in hit.entries[0].names if len(n.split()) > 1]
        names = {word for words in full for word in words}
        own = {t.text for t in before if t.text[0].isupper()} & names
        if full and initials.endswith(acronym) and not own and acronym not in names:
            found.add(acronym)
    return found


def _short_for_units(chosen: list[Mention]) -> list[Mention]:
    """With a group's short name given to the one firm of that group that the article names: "Hanwha" (Aerospace)."""
    firms: dict[str, set[Entry]] = {}
    for mention in chosen:
        if mention.entry and mention.type == "company" and " " in mention.name:
            firms.setdefault(mention.name.split()[0], set()).add(mention.entry)
    joined = []
    for mention in chosen:
        meant = firms.get(mention.name, set())
        if mention.entry and mention.name != mention.entry.label and len(meant) == 1 and mention.type == "company":
            (firm,) = meant
            mention = mention._replace(entry=firm, country=firm.country)
        joined.append(mention)
    return joined


def _acronyms(doc: Doc, chosen: list[Mention], used: set[int]) -> Iterator[Mention]:
    """Acronyms of bodies named before, where the model missed them: "the fund (WMF) … the WMF said"."""
    meant: dict[str, Mention] = {}
    for mention in chosen:
        after = doc[mention.end : mention.end + 3]
        if len(after) < 3 or after[0].text != "(" or after[2].text != ")" or not after[1].is_upper or len(after[1]) < 3:
            continue
        if after[1].text[0] == mention.name[0] and after[1].is_alpha:
            meant.setdefault(after[1].text, mention)
    for i in words_of(doc).written({acronym.lower() for acronym in meant}):
        whole = meant.get(doc[i].text)
        if whole and i >= whole.end and i not in used:
            yield Mention(i, i + 1, "organization", doc[i].text, "acronym", whole.entry, whole.country, type=whole.type)


def _guesses(
    doc: Doc, taken: dict[int, Mention], listed: dict[tuple[int, int], str | None]
) -> Iterator[tuple[int, int]]:
    for start, end in names_found_by_model(doc, taken):
        for first, last in _without_listed(doc, start, end, listed):
            if not is_something_else(doc, first, last, taken) and not bears_title(doc, first, last):
                yield first, last


def _supported(doc: Doc, known: list[tuple[int, int]], guesses: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The guesses of the model that a head noun or the words around one of their mentions speak for."""
    bodies = {i for start, end in known for i in range(start, end)}
    doubtful: dict[str, list[tuple[int, int]]] = {}
    for start, end in guesses:
        if (start, end) in known:
            continue
        if end - start > 1 and type_of_name(doc[start:end].text):
            bodies.update(range(start, end))
            yield start, end
        else:
            doubtful.setdefault(doc[start:end].text.casefold(), []).append((start, end))
    for spans in doubtful.values():
        # "in Atar": no body, but a place; what a name is that stands nowhere else is told later (kinds.py)
        acting = acts_somewhere(doc, spans, bodies)
        if acting or any(is_where(doc, start, end) for start, end in spans):
            yield from spans
        if acting:
            bodies.update(i for start, end in spans for i in range(start, end))


def _without_listed(
    doc: Doc, start: int, end: int, kinds: dict[tuple[int, int], str | None]
) -> Iterator[tuple[int, int]]:
    """A found name as it is, or what is left where it joins a listed one: "RTX Corporation | of Tucson"."""
    for first, last in kinds:
        if first == start and last < end:
            rest = {t.lower_ for t in doc[last:end]}
            if doc[last].lower_ in ("of", "for", "and", "in") or rest <= _LEGAL_FORMS | {"headquarters"}:
                return
            if all(t.text.islower() for t in doc[last:end]):
                return  # "the Associated Press | news agency"
            if doc[last].text == ",":
                start = last + 1
            elif kinds.get((first, last)) == "media":
                return  # "told MSNBC | Cummings was ill"
        part = last - first == 1 and any(t.lower_ in ("of", "for") for t in doc[start : first - 1])
        if last == end and first - 1 > start and doc[first - 1].lower_ == "and" and not part:
            end = first - 1
    yield start, end


def _mention(doc: Doc, start: int, end: int, entry: Entry | None, taken: dict[int, Mention]) -> Mention:
    name = " ".join(doc[start:end].text.split())
    if entry:
        return Mention(start, end, "organization", name, "name", entry, entry.country, type=entry.type)
    return Mention(
        start, end, "organization", name, "name", None, _country(doc, start, end, taken), type=type_of_name(name)
    )


def _country(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> str | None:
    """The state named in the name or right before it, or by the seat of a ministry.

    "Indian Navy", "Israel's foreign ministry", "the defence ministry in Vilnius"
    """
    # "US Embassy in London": whose it is, not where
    inside = next((i for i in range(start + 1, end) if doc[i].lower_ == "in"), end)
    states = [m.country for i in range(start, inside) if (m := taken.get(i)) and m.kind == "country" and m.country]
    before = start - 1
    if before >= 0 and doc[before].tag_ == "POS":
        before -= 1
    if not states and before >= 0 and (m := taken.get(before)) and m.kind == "country":
        states = [m.country] if m.country else []
    if not states and inside + 1 < len(doc) and doc[inside].lower_ == "in" and doc[inside - 1].lower_ == "ministry":
        seat = taken.get(inside + 1)
        states = [seat.country] if seat and seat.form == "capital" and seat.country else []
    return states[0] if len(set(states)) == 1 else None


def _means_it(doc: Doc, start: int, end: int, entry: Entry, taken: dict[int, Mention], named: set[str]) -> bool:
    """Whether a listed name means the organisation here, not a word, a person or another state's body.

    `named`: codes of the states and IRIs of the organisations that the text names beyond doubt.
    """
    span = doc[start:end]
    if start and SHIP_PREFIX.match(doc[start - 1].text):
        return False  # "TCG Anadolu"
    if span[0].ent_type_ == "PERSON" and (start and doc[start - 1].ent_type_ == "PERSON" and span[0].ent_iob_ == "I"):
        return False
    if end < len(doc) and span[-1].ent_type_ == "PERSON" and doc[end].ent_iob_ == "I":
        return False
    if entry.type == "party" and _are_members(doc, start, end):
        return False
    if span.text not in entry.ambiguous:
        return True
    if entry.country:
        owner = _owner(doc, start, end, taken)
        if owner:
            return owner == entry.country
        if entry.country not in named:
            return entry.iri in named
    return (
        entry.iri in named
        or span[0].ent_type_ in ("ORG", "GPE")
        or span[-1].dep_ in ("nsubj", "nsubjpass", "poss", "agent", "pobj")
        or (entry.type == "party" and end <= span[-1].head.i <= end + 1 and is_of_party(span[-1].head))
    )


def _are_members(doc: Doc, start: int, end: int) -> bool:
    """Whether a party's members are counted or described: "other Republicans", "a lot of Democrats"."""
    if end - start > 1 or doc[start].tag_ not in ("NNPS", "NNS") or not start:
        return False
    before = doc[start - 1]
    if before.lower_ == "of":
        return start > 1 and doc[start - 2].lower_ in _AMOUNTS
    return before.lower_ in _SOME or before.like_num


def _owner(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> str | None:
    """The state right before a name, or after it and "of": "Iran's Northern Fleet", "the Air Force of Oman"."""
    before = start - 1
    if before >= 0 and doc[before].tag_ == "POS":
        before -= 1
    after = end
    while after < len(doc) and after < end + 2 and doc[after].lower_ in ("of", "the"):
        after += 1
    for i in (before, after if after > end else -1):
        mention = taken.get(i)
        if mention and mention.kind == "country" and mention.form in ("name", "demonym"):
            return mention.country
    return None
