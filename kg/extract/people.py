"""Named persons, with the role and country the words around the name give.

1. names the model finds: "Juan Guaidó"      2. after an office, rank or title: "Col. Petr Hromádka"
3. before an apposition of an office: "Stepan Harutyunov, a Tbilisi-based analyst"
4. beside a verb of saying: "said Mirta Baldassari of Unión por la Patria"
5. the surname alone of somebody named in full before: "Baldassari"
Roles: "Defence Minister X", "X, commander of the Čáslav air base", "the president, X".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.extract.organization_filters import is_named_person, is_state_heading
from kg.extract.person_evidence import vouched
from kg.extract.person_roles import Role, role_of
from kg.language.names import begins_with_given_name
from kg.language.titles import titles
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PARTICLES = frozenset(
    "al el bin ibn ben abu abdul van von der den de da dos das di del della la le ter ten zu y af av bint ul ur".split()
)
_NO_NAME = frozenset(
    (
        "i he she it we they the a an this that mr mrs ms monday tuesday wednesday thursday friday saturday sunday "
        "january february march april may june july august september october november december twitter telegram "
        "facebook x instagram youtube god western eastern northern southern rank neighbouring neighboring neighbour "
        "near former ex both candidate late incumbent ousted jailed exiled non jr jr. sr sr. mayor-elect "
        "president-elect emeritus emerita pro tem sgt adm gen col capt cmdr lt maj brig cpl pte training staff command "
        "school academy typhoon hurricane cyclone"
    ).split()
)
# What stands behind names of the honoured and the learned.
_LETTERS = frozenset("QC KC SC MP MSP MEP OBE CBE MBE KBE DBE PhD Ph.D. MD M.D. QPM VC DSO".split())
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
    plural: dict[int, Role] = {}
    for start, end in _candidates(doc, taken):
        if seen & set(range(start, end)) or skip & set(range(start, end)):
            continue
        start, end = _trimmed(doc, start, end)
        if start >= end or not _is_name(doc, start, end, taken):
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
        if len(words) > 1 and len(words[-1]) > 2 and words[-1].casefold() not in _common_words() | _NO_NAME:
            full.setdefault(words[-1], mention.end)
    for i in words_of(doc).written({name.lower() for name in full}):
        token = doc[i]
        known = full.get(token.text)
        if known is None or token.i < known or token.i in seen or token.i in taken or token.i in skip:
            continue
        beside = (doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc) and i not in seen)
        if not any(_capital_word(t) and t.pos_ == "PROPN" and t.sent == token.sent for t in beside):
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


@lru_cache(maxsize=1)
def _title_words() -> frozenset[str]:
    lexicon = titles()
    return frozenset(phrase.split()[-1] for phrase in (*lexicon.offices, *lexicon.ranks, *lexicon.civil))


@lru_cache(maxsize=1)
def _titles_with_of() -> dict[str, list[list[str]]]:
    """The titles whose last word alone is none, by that word: "secretary of defense", not "Defense"."""
    lexicon = titles()
    phrases = [phrase.split() for phrase in (*lexicon.offices, *lexicon.ranks, *lexicon.civil)]
    plain = {words[-1] for words in phrases if "of" not in words}
    found: dict[str, list[list[str]]] = {}
    for words in phrases:
        if words[-1] not in plain:
            found.setdefault(words[-1], []).append(words)
    return found


def _ends_title(doc: Doc, i: int) -> bool:
    word = doc[i].lower_
    if word not in _title_words():
        return False
    whole = _titles_with_of().get(word)
    lower = words_of(doc).lower
    return whole is None or any(lower[max(0, i + 1 - len(p)) : i + 1] == p for p in whole)


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    """Words of offices and organisations that are seldom anybody's name ("Air Chief Marshal", "Foreign Minister")."""
    lexicon = titles()
    phrases = (*lexicon.offices, *lexicon.ranks, *lexicon.organization_heads)
    extra = "foreign defense interior defence air state chief army navy guest government support".split()
    return frozenset([w for phrase in phrases for w in phrase.split() if w.isalpha()] + extra) - {
        "king",
        "marine",
        "west",
        "prince",
        "major",
    }


def _after_title(doc: Doc) -> Iterator[tuple[int, int]]:
    for i in words_of(doc).written(_title_words()):
        token = doc[i]
        if token.is_sent_end or not _ends_title(doc, i):
            continue
        # "President Maduro", "spokesperson Meera Sundaram", "Captain (SAN) Themba"; not "the president Maduro met"
        start = i + 4 if _service(doc, i + 1) else i + 1
        end = _name_end(doc, start)
        # "Deputy Emergency Situations Minister X": what a minister is for
        field = end < len(doc) and doc[end].is_title and _ends_title(doc, end) and doc[end].sent == token.sent
        if end > start and not field and (token.text[0].isupper() or end > start + 1 or doc[start].pos_ == "PROPN"):
            yield start, end


def _after_office_of(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """ "President of India Pranab Mukherjee", "First Minister of Scotland Nicola Sturgeon": a name after a seat."""
    for i in words_of(doc).written(titles().offices):
        seat = i + 2 + (i + 2 < len(doc) and doc[i + 2].lower_ == "the")
        if seat + 1 >= len(doc) or doc[i + 1].lower_ != "of":
            continue
        where = taken.get(seat)
        start = where.end if where is not None and where.kind in ("country", "place") else _end_of_seat(doc, seat)
        end = _name_end(doc, start)
        if start > seat and end > start + 1 and start < len(doc) and doc[start].sent == doc[i].sent:
            yield start, end


def _end_of_seat(doc: Doc, seat: int) -> int:
    """Where a seat or field ends that begins there: by the model, before a given name, "Information | Omar Said"."""
    end = seat
    while end < len(doc) and doc[end].is_title and doc[end].lower_ in titles().portfolios:
        end += 1
    if end > seat:
        return end
    while end < len(doc) and doc[end].ent_type_ == "GPE" and (end == seat or doc[end].ent_iob_ == "I"):
        end += 1
    if end == seat and seat + 1 < len(doc) and doc[seat].is_title and begins_with_given_name(doc[seat + 1].text):
        end += 1
    return end


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
        while start > 0 and end - start < 4 and _capital_word(doc[start - 1]):
            start -= 1
        if end - start >= 2 and (end >= len(doc) or doc[end].text == ","):
            yield start, end


def _beside_saying(doc: Doc) -> Iterator[tuple[int, int]]:
    """ "said Mirta Baldassari", "Jane Doe told": two to four capital words that the model takes for nothing else."""
    for i in words_of(doc).written(_SAYING):
        token = doc[i]
        if token.pos_ != "VERB":
            continue
        end = _name_end(doc, token.i + 1)
        spans = [(token.i + 1, end)]
        start, bound = token.i, words_of(doc).sentence_span(i)[0]
        while start > bound and token.i - start < 5 and _capital_word(doc[start - 1]):
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
        end = _name_end(doc, start)
        if 2 <= end - start <= 4 and taken.keys().isdisjoint(range(start, end)):
            yield start, end


def _set_off(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """ "The president of Namibia, Hage Geingob, expressed": a name set off by commas behind an office."""
    for i in words_of(doc).written(titles().offices):
        start = next((k for k in range(i + 1, min(i + 8, len(doc))) if doc[k].text == ","), 0) + 1
        if start < 2 or start >= len(doc) or doc[start].dep_ not in ("compound", "appos") or doc[i].tag_[-1] == "S":
            continue
        end = _name_end(doc, start)
        if not 2 <= end - start <= 4 or end >= len(doc) or doc[end].text != "," or doc[start].sent != doc[i].sent:
            continue
        if doc[end - 1].dep_ == "appos" and doc[end - 1].head.i == i and taken.keys().isdisjoint(range(start, end)):
            yield start, end


def _name_end(doc: Doc, start: int) -> int:
    """Where a run of name words from `start` ends (particles inside it allowed)."""
    end = start
    while end < len(doc) and end - start < 6:
        token = doc[end]
        if doc[start].sent != token.sent if end > start else False:
            break
        if (
            (_capital_word(token) and token.lower_ not in _title_words())
            or (end > start and _with_article(token.text))
            or (end > start and token.lower_ in _PARTICLES and end + 1 < len(doc) and _capital_word(doc[end + 1]))
        ):
            end += 1
        elif _joins(doc, start, end):
            end += 2
        elif end > start and _nickname(doc, end):
            end += 3
        else:
            break
    return end


def _with_article(text: str) -> bool:
    """ "d'Estaing", "al‑Sadr" in one word."""
    return text[:2].lower() in ("d'", "d’", "l'", "l’") and text[2:3].isupper()


def _nickname(doc: Doc, i: int) -> bool:
    """Whether a nickname in quotation marks stands there, inside a name: 'Richard "Tex" Coe'."""
    quotes = ('"', "“", "”", "'", "‘", "’")
    return (
        i + 3 < len(doc)
        and doc[i].text in quotes
        and doc[i + 2].text in quotes
        and doc[i + 1].text[0].isupper()
        and _capital_word(doc[i + 3])
        and doc[i].sent == doc[i + 3].sent
    )


def _joins(doc: Doc, start: int, end: int) -> bool:
    """Whether the token and the next one go on with a name: "al-Bashir", "O’Neill", "Myong-rim"."""
    if end + 1 >= len(doc):
        return False
    token, after = doc[end], doc[end + 1]
    if token.lower_ in ("al", "el", "abu", "bin") and after.text == "-":
        return True
    inside = end > start and token.text in ("-", "’", "'") and not token.whitespace_
    return inside and (_capital_word(after) or (token.text == "-" and after.text.isalpha()))


def _capital_word(token: Token) -> bool:
    text = token.text
    if _is_month_as_surname(token):
        return True
    if not text[0].isupper() or token.lower_ in _NO_NAME or token.lower_ in _common_words():
        return False
    if token.ent_type_ in ("DATE", "TIME", "GPE", "NORP") and token.pos_ != "PROPN":
        return False
    return bool(re.fullmatch(r"(?:\w\.|[\w'’\-]+\.?)", text)) and not any(c.isdigit() for c in text)


def _is_month_as_surname(token: Token) -> bool:
    """ "Theresa May"."""
    return token.text == "May" and token.i > 0 and begins_with_given_name(token.nbor(-1).text)


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Without leading titles and offices, trailing possessive, quotes and verbs the model took in."""
    lexicon = titles()
    lower = words_of(doc).lower
    while start < end:
        for words in (3, 2, 1):
            phrase = " ".join(lower[start : min(start + words, end)])
            occupied = phrase in lexicon.occupations and words < end - start - 1
            if phrase in lexicon.ranks or phrase in lexicon.offices or phrase in lexicon.civil or occupied:
                start += words
                break
        else:
            if (doc[start].text[0].isupper() and doc[start].lower_ not in _NO_NAME) or doc[start].lower_ in _PARTICLES:
                break
            start += 1
    # "Mayor of Koszalin Piotr Kos": the model took the seat in
    if end - start > 2 and start > 1 and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in lexicon.offices:
        seat = _end_of_seat(doc, start)
        start = seat if seat < end - 1 else start
    # "City Administrator Gil Trautwein": the model took the office in
    inner = [
        i
        for i in range(start + 1, end - 2)
        if doc[i].text[0].isupper() and doc[i - 1].lower_ not in _PARTICLES and _ends_title(doc, i)
    ]
    start = inner[-1] + 1 if inner else start
    while end > start + 1 and (doc[end - 1].lower_ in ("jr.", "sr.", "jr", "sr") or doc[end - 1].text in _LETTERS):
        end -= 1
    end = _without_service(doc, start, end)
    while end > start and (not _ends_name(doc, start, end) or doc[end - 1].text.casefold() in ("'s", "’s")):
        end -= 1
    for i in range(start + 1, end):
        if any(_nickname(doc, j) for j in (i, i - 2) if start < j):
            continue
        # "Maduro’s Venezuela", "Sarychev\n\n": a name has no possessive, break or comma inside
        if doc[i].tag_ == "POS" or doc[i].is_space or doc[i].text in (",", "(", "–", "—", "/", '"', "“", "”"):
            return start, i
    return start, end


def _without_service(doc: Doc, start: int, end: int) -> int:
    """Where a name ends before the letters of a service: "Brandon Aguirre | USMC", "Arnulfo Cruz | PN(M"."""
    for i in range(start + 2, end):
        if doc[i].text.split("(")[0].isupper() and 2 <= len(doc[i].text.split("(")[0]) <= 5 and doc[i - 1].is_title:
            return i
    return end


def _ends_name(doc: Doc, start: int, end: int) -> bool:
    """A name ends in a capitalised word, or in the second half of one: "So Myong-rim"."""
    last = doc[end - 1]
    hyphen = end - 2 > start and doc[end - 2].text == "-" and not doc[end - 2].whitespace_
    return last.text[0].isupper() or _with_article(last.text) or (hyphen and last.text.isalpha())


def _is_short_title(doc: Doc, start: int, end: int) -> bool:
    """A title's short form in brackets: "Deputy Chief Minister (Dy CM)"."""
    bracketed = start > 0 and doc[start - 1].text == "(" and end < len(doc) and doc[end].text == ")"
    return bracketed and all(len(t) < 4 for t in doc[start:end]) and doc[end - 1].is_upper


def _is_name(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> bool:
    tokens = doc[start:end]
    text = tokens.text
    if any(c.isdigit() or c in "[]" for c in text) or len(text) < 3 or _is_short_title(doc, start, end):
        return False
    others = {id(m): m for i in range(start, end) if (m := taken.get(i))}
    for mention in others.values():
        whole = mention.start <= start and end <= mention.end
        if whole or mention.kind in ("organization", "weapon") or mention.form == "demonym":
            return False
    if (text.isupper() and end - start == 1 and len(text) <= 5) or is_state_heading(text):
        return False
    if all(t.lower_ in _title_words() or f"{t.lower_}." in _title_words() or t.is_punct for t in tokens):
        return False
    if end - start == 1 and (
        tokens[0].lower_ in _NO_NAME
        or tokens[0].lower_ in _common_words()
        or tokens[0].pos_ not in ("PROPN", "NOUN", "X", "ADJ", "VERB")
    ):
        return False
    return tokens[-1].lower_ not in titles().organization_heads


def _text(doc: Doc, start: int, end: int) -> str:
    return " ".join(doc[start:end].text.split())
