"""Which names of one article are one person's or one body's: full names, surnames, acronyms, beginnings, seats.

A wrong merge is worse than a missing one: names join only by a rule below.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.reference import reference

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SEATED = re.compile(r"(.+\b(?:ministry|embassy|consulate)) in .+", re.IGNORECASE)
_STATE_WORDS = ("the", "a", "an")


@lru_cache(maxsize=1 << 14)
def fold(name: str) -> str:
    """A name for comparison: lower case, no accents, no leading article, straight quotes."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    words = plain.replace("-", " ").split()
    return " ".join(words[1:] if words and words[0] in _STATE_WORDS else words)


def people(mentions: list[Mention]) -> list[list[Mention]]:
    """Full names first; a bare surname joins whom it stood for before, else the last full name before it that has it.

    After "Joe Biden … Biden said … Hunter Biden" the next "Biden" is Joe still.
    """
    groups: list[list[Mention]] = []
    names: list[list[str]] = []
    bare: dict[str, int] = {}
    persons = [m for m in mentions if m.kind == "person"]
    for m in sorted(persons, key=lambda m: len(m.name.split()) == 1):
        words = [w.strip("\"“”'‘’") for w in fold(m.name).split()]
        best = bare.get(words[0]) if len(words) == 1 else None
        for i, known in enumerate(names if best is None else ()):
            if _same_person(words, known) and (best is None or groups[i][0].start <= m.start):
                best = i
        if best is None:
            groups.append([m])
            names.append(words)
        else:
            groups[best].append(m)
            if len(words) == 1:
                bare[words[0]] = best
            if len(words) > len(names[best]):
                names[best] = words
    return groups


def _same_person(words: list[str], known: list[str]) -> bool:
    if words == known:
        return True
    if len(words) == 1 or len(known) == 1:
        short, full = (words, known) if len(words) == 1 else (known, words)
        return short[0] in (full[-1], full[0]) or short[0] in full[1:]
    # "Mads Lind Kjeldgaard" and "Lind Kjeldgaard", "Hugo Chavez Frias" and "Hugo Chavez"
    small, large = sorted((words, known), key=len)
    return set(small) <= set(large) and (small[-1] == large[-1] or small[0] == large[0])


def organizations(doc: Doc, mentions: list[Mention]) -> list[list[Mention]]:
    """Listed names by entry; acronyms in brackets or by initials; a name and its beginning ("Elbit")."""
    bodies = [m for m in mentions if m.kind == "organization"]
    groups: list[list[Mention]] = []
    for m in sorted(bodies, key=lambda m: (-len(m.name), m.start)):
        home = next((g for g in groups if any(_same_organization(doc, m, other) for other in g)), None)
        if home is None:
            groups.append([m])
        else:
            home.append(m)
    return groups


def _same_organization(doc: Doc, m: Mention, other: Mention) -> bool:
    if m.entry and other.entry:
        return m.entry.iri == other.entry.iri
    if m.country and other.country and m.country != other.country:
        return False
    a, b = fold(m.name), fold(other.name)
    if a == b:
        return True
    if _bracketed(doc, m, other) or _bracketed(doc, other, m):
        return True
    short, full = sorted((m, other), key=lambda x: len(x.name))
    if short.name.isupper() and len(short.name) >= 2:
        initials = _initials(full.name)
        stated = full.country is not None and len(short.name) > 2 and len(initials) - len(short.name) in (1, 2)
        # "CPD" for the "United States Commission on Presidential Debates"
        return short.name.casefold() == initials or (stated and initials.endswith(short.name.casefold()))
    if a == "house" or b == "house":
        return " house of " in f" {a} {b} "
    if (m.entry or other.entry) and _is_beginning_of_label(*((m, other) if m.entry else (other, m))):
        return True
    if ministry(a) and ministry(a) == ministry(b):
        return True
    if m.country and m.country == other.country:
        rest = _without_state(a, m.country)
        if rest and rest == _without_state(b, m.country):
            return True  # "Iraqi Parliament", "Parliament of Iraq"
    first, last = sorted((a.split(), b.split()), key=len)
    if len(first) < len(last) and last[: len(first)] == first and _may_be_shortened(full, len(first)):
        return True
    if 1 < len(first) < len(last) and last[-len(first) :] == first and not short.entry:
        return True  # "Board of Inquiry" after "UN Board of Inquiry"
    # "the Navy" after "the Indian Navy"
    return (
        len(first) < len(last)
        and last[-len(first) :] == first
        and short.type in ("armed-force", "ministry", "parliament")
    )


def _without_state(folded: str, country: str) -> frozenset[str]:
    """The words of a body's name without those that name its state; empty where nothing else is left."""
    state = reference().by_iso3.get(country)
    names = {fold(word) for name in (*state.names, *state.demonyms) for word in name.split()} if state else set()
    return frozenset(folded.split()) - names - {"of", "the"}


def _may_be_shortened(full: Mention, words: int) -> bool:
    """Whether the beginning of a name can stand for it: "Elbit", "Workers' Party"; not "2nd Brigade"."""
    if full.type in ("company", None, "think-tank") or (words > 1 and full.type in ("party", "media", "ngo")):
        return True
    following = fold(full.name).split()[words]
    # "the National Directorate (for Security)", "the Port Authority (of Kent and Sussex)"
    return words > 1 and (following == "for" or (following == "of" and full.type == "government-body"))


def _is_beginning_of_label(listed: Mention, other: Mention) -> bool:
    """Whether an unlisted name is the beginning of a listed one's: "Liberal Party" and "Liberals" (of Canada)."""
    name, label = fold(other.name).split(), fold(listed.entry.label if listed.entry else "").split()
    return other.entry is None and len(name) > 1 and label[: len(name)] == name and label[len(name) :][:1] == ["of"]


def _bracketed(doc: Doc, full: Mention, acronym: Mention) -> bool:
    """ "Collective Security Treaty Organization (CSTO)"."""
    return acronym.start == full.end + 1 and doc[full.end].text == "(" and acronym.name.isupper()


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper()).casefold()


def ministry(folded: str) -> str | None:
    folded = folded.split(" in ")[0]  # "defence ministry in Vilnius"
    words = [w.replace("defense", "defence") for w in folded.split() if w not in ("of", "national", "affairs", "the")]
    if "ministry" not in words:
        return None
    where = words.index("ministry")
    return words[where + 1] if where + 1 < len(words) else words[where - 1] if where else None


def without_seats(names: Iterable[str]) -> set[str]:
    """The names of ministries and embassies without the towns they are in: "Chinese embassy" for the one in Oslo."""
    return {m[1] for name in names if (m := _SEATED.fullmatch(name))}
