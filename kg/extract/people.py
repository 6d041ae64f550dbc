"""Named persons, with the role and country the words around the name give.

1. names the model finds: "Juan Guaidó"      2. after an office, rank or title: "Col. Petr Hromádka"
3. before an apposition of an office: "Stepan Harutyunov, a Tbilisi-based analyst"
4. beside a verb of saying: "said Mirta Baldassari of Unión por la Patria"
5. the surname alone of somebody named in full before: "Baldassari"
Roles: "Defence Minister X", "X, commander of the Čáslav air base", "the president, X".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.extract.organization_filters import SCIENCES, is_named_person, is_state_heading
from kg.extract.person_bounds import (
    NO_NAME,
    capital_word,
    common_words,
    end_of_seat,
    ends_title,
    name_end,
    title_words,
    trimmed,
)
from kg.extract.person_evidence import vouched
from kg.extract.person_roles import role_of
from kg.extract.role_phrases import Role
from kg.language.names import begins_with_given_name
from kg.language.titles import titles
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

_GROUNDS = frozenset("city province county island islands river street avenue".split())
_STORMS = frozenset(("hurricane", "typhoon", "cyclone", "storm"))
# What befalls persons only.
_BEFALLS = frozenset(
    "killing murder assassination funeral extradition kidnapping poisoning resignation detention arrest".split()
)
# The verbs beside which a person is named most often.
_SAYING = frozenset(("said", "says", "told", "tells", "added", "adds", "explained", "argued"))


def people(doc: Doc, taken: dict[int, Mention], skip: set[int]) -> Iterator[Mention]:
    """Mentions of persons by name in text order; `taken`: token → mention of another kind there."""
    seen: set[int] = set()
    found: list[Mention] = []
    storms = {doc[i + 1].text for i in words_of(doc).written(_STORMS) if i + 1 < len(doc) and doc[i + 1].is_title}
    plural: dict[int, Role] = {}
    for start, end in _candidates(doc, taken):
        if seen & set(range(start, end)) or skip & set(range(start, end)):
            continue
        start, end = trimmed(doc, start, end)
        if start >= end or not _is_name(doc, start, end, taken) or _text(doc, start, end) in storms:
            continue
        seen.update(range(start, end))
        role = role_of(doc, start, end, taken)
        if role.text is None and (shared := _shared(doc, start, plural)):
            role = shared
        if role.plural:
            plural[end] = role
        found.append(Mention(start, end, "person", _text(doc, start, end), country=role.country, role=role.text))
    namesakes = list(_with_shared_surname(doc, found, taken))
    apart = {m.start for m in namesakes}
    found = vouched(doc, [*(m for m in found if m.start not in apart), *namesakes])
    yield from sorted([*found, *_surnames(doc, found, taken, skip)])


def _shared(doc: Doc, start: int, plural: dict[int, Role]) -> Role | None:
    """The role of the name before, where it is told of several: "Senators X, Y and Z"."""
    before = start
    while before and doc[before - 1].lower_ in (",", "and", "&", "both") and start - before < 2:
        before -= 1
    return plural.get(before) if before < start else None


def _with_shared_surname(doc: Doc, found: list[Mention], taken: dict[int, Mention]) -> Iterator[Mention]:
    """ "Richard and Lisa Parry": who bears the surname that is written once."""
    used = {i for m in found for i in range(m.start, m.end) if " " in m.name}
    lasts = {m.name.split()[-1] for m in found if " " in m.name}
    for mention in found:
        first, i = mention.name.split()[0], mention.start - 2
        if i < 0 or " " not in mention.name or doc[i + 1].lower_ != "and" or i in used or i in taken:
            continue
        before = doc[i - 1] if i else None
        alone = before is None or not before.text[0].isupper() or before.is_sent_end
        given = begins_with_given_name(doc[i].text) and begins_with_given_name(first) and doc[i].text not in lasts
        if alone and given and doc[i].is_title:
            yield Mention(i, i + 1, "person", f"{doc[i].text} {mention.name.split()[-1]}")


def _surnames(doc: Doc, found: list[Mention], taken: dict[int, Mention], skip: set[int]) -> Iterator[Mention]:
    """Surnames that the model missed, of persons who are named in full before."""
    seen = {i for m in found for i in range(m.start, m.end)}
    full: dict[str, int] = {}
    for mention in found:
        words = mention.name.split()
        if len(words) > 1 and len(words[-1]) > 2 and words[-1].casefold() not in common_words() | NO_NAME:
            full.setdefault(words[-1], mention.end)
    for i in words_of(doc).written({name.lower() for name in full}):
        token = doc[i]
        known = full.get(token.text)
        if known is None or token.i < known or token.i in seen or token.i in taken or token.i in skip:
            continue
        beside = (doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc) and i not in seen)
        if not any(capital_word(t) and t.pos_ == "PROPN" and t.sent == token.sent for t in beside):
            yield Mention(token.i, token.i + 1, "person", token.text)


def _candidates(doc: Doc, taken: dict[int, Mention]) -> list[tuple[int, int]]:
    """Spans that may be names: after a title first (surest), then the model's, then by what stands beside them."""
    spans = [
        *_after_title(doc),
        *((e.start, e.end) for e in doc.ents if e.label_ == "PERSON"),
        *_before_office(doc),
        *((e.start, e.end) for e in doc.ents if e.label_ == "ORG" and is_named_person(doc, e.start, e.end)),
        *_beside_saying(doc),
        *_befallen(doc, taken),
        *_set_off(doc, taken),
    ]
    # Longest first where spans overlap, so that "Lt. Gen. Ali Hassan" is not cut by the model's "Ali".
    best = list(dict.fromkeys(_after_office_of(doc, taken)))
    for start, end in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if all(end <= a or b <= start for a, b in best):
            best.append((start, end))
    return sorted(best)


def _after_title(doc: Doc) -> Iterator[tuple[int, int]]:
    for i in words_of(doc).written(title_words()):
        token = doc[i]
        if token.is_sent_end or not ends_title(doc, i) or (token.ent_type_ == "PERSON" and token.ent_iob_ == "I"):
            continue  # "Martin Luther King Jr. Day"
        if token.pos_ == "ADJ" and token.text.islower():
            continue  # "an official Android version"
        # "President Maduro", "spokesperson Meera Sundaram", "Captain (SAN) Themba"; not "the president Maduro met"
        start = i + 4 if _service(doc, i + 1) else i + 1
        end = name_end(doc, start)
        # "Deputy Emergency Situations Minister X": what a minister is for
        field = end < len(doc) and doc[end].is_title and ends_title(doc, end) and doc[end].sent == token.sent
        if end > start and not field and (token.text[0].isupper() or end > start + 1 or doc[start].pos_ == "PROPN"):
            yield start, end


def _after_office_of(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """ "President of India Pranab Mukherjee", "First Minister of Scotland Nicola Sturgeon": a name after a seat."""
    for i in words_of(doc).written(titles().offices):
        seat = i + 2 + (i + 2 < len(doc) and doc[i + 2].lower_ == "the")
        if seat + 1 >= len(doc) or doc[i + 1].lower_ != "of":
            continue
        where = taken.get(seat)
        start = where.end if where is not None and where.kind in ("country", "place") else end_of_seat(doc, seat)
        end = name_end(doc, start)
        if start > seat and end > start + 1 and start < len(doc) and doc[start].sent == doc[i].sent:
            yield start, end


def _service(doc: Doc, i: int) -> bool:
    """Whether a service stands there in brackets, between rank and name: "Colonel (GS) Jonas Weidner"."""
    return i + 3 < len(doc) and doc[i].text == "(" and doc[i + 1].is_upper and doc[i + 2].text == ")"


def _before_office(doc: Doc) -> Iterator[tuple[int, int]]:
    for i in words_of(doc).written(titles().offices | titles().ranks):
        token = doc[i]
        if token.dep_ != "appos":
            continue
        end = token.head.i + 1
        start = end
        while start > 0 and end - start < 4 and capital_word(doc[start - 1]):
            start -= 1
        if end - start >= 2 and (end >= len(doc) or doc[end].text == ","):
            yield start, end


def _beside_saying(doc: Doc) -> Iterator[tuple[int, int]]:
    """ "said Mirta Baldassari", "Jane Doe told": two to four capital words that the model takes for nothing else."""
    for i in words_of(doc).written(_SAYING):
        token = doc[i]
        if token.pos_ != "VERB":
            continue
        end = name_end(doc, token.i + 1)
        spans = [(token.i + 1, end)]
        start, bound = token.i, words_of(doc).sentence_span(i)[0]
        while start > bound and token.i - start < 5 and capital_word(doc[start - 1]):
            start -= 1
        spans.append((start, token.i))
        for first, last in spans:
            if 2 <= last - first <= 4 and all(
                t.ent_type_ in ("", "PERSON") and t.pos_ == "PROPN" for t in doc[first:last]
            ):
                yield first, last


def _befallen(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """ "the killing of Qasem Soleimani": full names of whom something happens to, whatever the model takes them for."""
    for i in words_of(doc).written(_BEFALLS):
        start = i + 2
        if start + 1 >= len(doc) or doc[i + 1].lower_ != "of":
            continue
        end = name_end(doc, start)
        if 2 <= end - start <= 4 and taken.keys().isdisjoint(range(start, end)):
            yield start, end


def _set_off(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """ "The president of Namibia, Hage Geingob, expressed": a name set off by commas behind an office."""
    for i in words_of(doc).written(titles().offices):
        start = next((k for k in range(i + 1, min(i + 8, len(doc))) if doc[k].text == ","), 0) + 1
        if start < 2 or start >= len(doc) or doc[start].dep_ not in ("compound", "appos") or doc[i].tag_[-1] == "S":
            continue
        end = name_end(doc, start)
        if not 2 <= end - start <= 4 or end >= len(doc) or doc[end].text != "," or doc[start].sent != doc[i].sent:
            continue
        if doc[end - 1].dep_ == "appos" and doc[end - 1].head.i == i and taken.keys().isdisjoint(range(start, end)):
            yield start, end


def _is_short_title(doc: Doc, start: int, end: int) -> bool:
    """A title's short form in brackets: "Deputy Chief Minister (Dy CM)"."""
    bracketed = start > 0 and doc[start - 1].text == "(" and end < len(doc) and doc[end].text == ")"
    return bracketed and all(len(t) < 4 for t in doc[start:end]) and doc[end - 1].is_upper


def _is_name(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> bool:
    tokens = doc[start:end]
    text = tokens.text
    if tokens[0].lower_ in ("st.", "saint") and end < len(doc) and doc[end].tag_ == "POS":
        return False  # "St. John's Church"
    if any(c.isdigit() or c in "[]" for c in text) or len(text) < 3 or _is_short_title(doc, start, end):
        return False
    others = {id(m): m for i in range(start, end) if (m := taken.get(i))}
    for mention in others.values():
        whole = mention.start <= start and end <= mention.end
        if whole or mention.kind in ("organization", "weapon") or mention.form == "demonym":
            return False
    if (text.isupper() and end - start == 1 and len(text) <= 5) or is_state_heading(text):
        return False
    if all(t.lower_ in title_words() or f"{t.lower_}." in title_words() or t.is_punct for t in tokens):
        return False
    if end - start == 1 and (
        tokens[0].lower_ in NO_NAME
        or tokens[0].lower_ in common_words()
        or tokens[0].pos_ not in ("PROPN", "NOUN", "X", "ADJ", "VERB")
    ):
        return False
    last = tokens[-1].lower_
    if end - start > 1 and last in _GROUNDS:
        return False  # "General Santos City"
    if end < len(doc) and doc[start - 1].text == "(" and doc[end].text == ")" and end - start == 1:
        body = taken.get(start - 2)
        if body is not None and body.kind == "organization":
            return False  # "Institute of Volcanology (Phivolcs)"
    return last not in titles().organization_heads and last not in SCIENCES


def _text(doc: Doc, start: int, end: int) -> str:
    return " ".join(doc[start:end].text.split())
