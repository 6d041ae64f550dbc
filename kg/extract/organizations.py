"""Named organisations: listed ones, names built on a head noun, and what the model finds besides.

1. listed: "NATO", "Rosoboronexport"       2. state + force: "the Indian navy", "Royal Air Force of Oman"
3. ministries: "the Ministry of Defence", "defence ministry", "Israel's foreign ministry"
4. names on a head noun: "Vayu Policy Group", "Defence Acquisition Council"     5. the model's ORG
6. after a noun that says what it is: "the broadcaster ERT", "state arms exporter Rosoboronexport"
7. state + body in lower case: "the Russian embassy in Pretoria", "Algerian state television"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.gazetteer import gazetteer
from kg.extract.mentions import Mention
from kg.language.titles import titles
from kg.reference import Entry, reference

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

_PLATFORMS = frozenset("twitter telegram facebook instagram youtube whatsapp tiktok x weibo vk linkedin".split())
_MINISTRY_FIELDS = (
    "defence defense foreign interior finance economy justice trade energy transport health industry "
    "external home information culture education"
).split()
_LOWER_MINISTRY = re.compile(
    rf"(?:{'|'.join(_MINISTRY_FIELDS)})(?: (?:affairs|and \w+))? (?:ministry|department)"
    rf"|ministr(?:y|ies) of (?:the )?(?:national )?(?:{'|'.join(_MINISTRY_FIELDS)})(?: affairs)?"
)
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|d)")
_FORCES = ("armed-force", "parliament")
_LINKS = frozenset("of for and the & de del di la des du für on".split())
# What an agency may be "for"; elsewhere "for" ends the name ("Thyssenkrupp Marine Systems for the Navy").
_FOR = frozenset(
    (
        "agency institute centre center council office ministry department foundation organization organisation "
        "forum school academy authority commission committee campaign secretariat association fund bank "
        "service initiative"
    ).split()
)
# Nouns that say what kind of body the capitalised name after them is.
_INTRODUCERS = frozenset(
    (
        "broadcaster newspaper daily weekly magazine tabloid channel website outlet portal agency newswire company "
        "firm manufacturer maker builder shipbuilder shipyard planemaker conglomerate group giant contractor exporter "
        "supplier subsidiary developer consortium start-up startup consultancy think-tank charity ngo watchdog party "
        "union militia movement integrator"
    ).split()
)
_INTRODUCED_BY_TWO = frozenset({("think", "tank"), ("armed", "group"), ("rebel", "group"), ("news", "agency")})
# The closing words of an office: "Defence Secretary", "Air Marshal", "Interior Minister".
_OFFICE_HEADS = frozenset(
    "minister secretary marshal commodore chief commander attaché attache spokesman spokeswoman spokesperson adm. gen. "
    "adm gen admiral general vice".split()
)
_OFFICE_FIELDS = frozenset(
    (
        "air defence defense interior foreign finance economy justice trade energy transport health industry naval "
        "army navy home external prime flotilla fleet rear vice lieutenant major brigadier deputy staff"
    ).split()
)
# What acronyms in brackets stand for where they name no body: "Captive Air Training Missiles (CATM)".
_ABBREVIATED = frozenset(
    (
        "missile system vehicle aircraft radar kit bomb round munition drone gun ship tank programme program exercise "
        "treaty agreement act project facility plan fund memorandum capability equipment sale helicopter fighter"
    ).split()
)
_SPEECH = frozenset(
    "say tell report announce add note claim warn write state deny confirm publish reveal argue accuse".split()
)
# What begins the name of an operation, an act or a paper, not of a body.
_HAPPENINGS = frozenset("operation exercise resolution executive article act treaty project task".split())
_US_STATES = frozenset(
    (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
        "OR PA RI SC SD TN TX UT VT VA WA WV WI WY TEXAS FLORIDA CALIFORNIA ARIZONA VIRGINIA CONNECTICUT "
        "MARYLAND ALABAMA"
    ).split()
)
_LEGAL_FORMS = frozenset(
    "co. co corp. corp inc. inc ltd. ltd limited plc company corporation group s.a. ag gmbh llc .".split()
)
_STATE_BODIES = (
    "embassy",
    "consulate",
    "state television",
    "state tv",
    "state media",
    "state news agency",
    "state radio",
    "public broadcaster",
)
_NOT_ORGANIZATIONS = frozenset(
    (
        "parliament government ministry army navy military cabinet congress senate council state union opposition "
        "eu-us lng gdp covid covid-19 ceo pm mp mps vat nco usd eur gmt am pm foreign-military air-staff "
        "uav uavs uas usv ifv apc mlrs sam sams manpads icbm icbms slbm bmd eez vbied ied ieds atgm mbt aesa gps isr "
        "awacs suv lcs wmd cjtf islam christianity brexit cold-war covid "
        "department agency guard training interior defence defense air foreign state force forces command committee "
        "commission administration office bureau board mission service authority center centre institute group "
        "company corporation police court embassy fleet flotilla squadron brigade regiment battalion division wing "
        "coalition alliance front movement party federation house chamber treasury customs cold-war"
    ).split()
)


def organizations(doc: Doc, nlp: Language, taken: dict[int, Mention], skip: set[int]) -> Iterator[Mention]:
    """Mentions of organisations in text order; `taken`: token → mention of a state or place there."""
    spans: dict[tuple[int, int], Entry | None] = {}
    hits = [hit for hit in gazetteer(nlp).hits(doc) if hit.entries[0].kind == "organization"]
    named = {m.country for m in taken.values() if m.kind == "country" and m.country}
    named |= {h.entries[0].iri for h in hits if doc[h.start : h.end].text not in h.entries[0].ambiguous}
    for hit in hits:
        if _means_it(doc, hit.start, hit.end, hit.entries[0], taken, named):
            spans[hit.start, hit.end] = hit.entries[0]
    listed = list(spans)
    for start, end in [
        *_on_heads(doc, taken),
        *_ministries(doc, taken),
        *_found_by_model(doc, taken),
        *_introduced(doc, taken),
        *_state_bodies(doc, taken),
        *_speaking(doc, taken),
    ]:
        for first, last in _without_listed(doc, start, end, listed):
            if not _is_something_else(doc, first, last, taken):
                spans.setdefault((first, last), None)
    used: set[int] = set()
    chosen: list[Mention] = []
    for start, end in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        tokens = set(range(start, end))
        if used & tokens or skip & tokens:
            continue
        used |= tokens
        chosen.append(_mention(doc, start, end, spans[start, end], taken))
    yield from sorted(chosen)


def _without_listed(doc: Doc, start: int, end: int, listed: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """A found name as it is, or what is left where it joins a listed one: "RTX Corporation | of Tucson"."""
    for first, last in listed:
        if first == start and last < end:
            rest = {t.lower_ for t in doc[last:end]}
            if doc[last].lower_ in ("of", "for", "and", "in") or rest <= _LEGAL_FORMS:
                return
        if last == end and first - 1 > start and doc[first - 1].lower_ == "and":
            end = first - 1
    yield start, end


def _is_something_else(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> bool:
    """Whether it is a state, part of an office ("Defence" Secretary), people ("American Soldiers") or a deal."""
    covering = taken.get(start)
    if covering is not None and covering.start <= start and end <= covering.end and covering.acts:
        return True
    words = [t.lower_ for t in doc[start:end]]
    after = doc[end].lower_ if end < len(doc) else ""
    beyond = doc[end + 1].lower_ if end + 1 < len(doc) else ""
    if after == "," and beyond.upper() in _US_STATES:
        return True  # "Grand Prairie, TX"
    if words[0] in titles().offices or (after in _OFFICE_FIELDS and beyond in _OFFICE_HEADS):
        return True
    if end - start == 1 and start > 1 and doc[start - 1].text == "(" and doc[start - 2].lemma_.lower() in _ABBREVIATED:
        return True
    if after in _OFFICE_HEADS and words[-1] in _OFFICE_FIELDS and words[-1] not in _OFFICE_HEADS | {"army", "navy"}:
        return True
    if words[-1] in _OFFICE_HEADS or " ".join(words) in ("foreign military", "air staff", "naval staff", "army staff"):
        return True
    if words[-1] == "government" or words[:2] == ["government", "of"]:
        return True
    if after in ("one", "two") and words[-1] in ("force", "marine"):  # Air Force One
        return True
    if words[-1] in ("soldiers", "airmen", "sailors", "troops", "paratroopers", "marines") and len(words) < 3:
        return words[-1] != "marines" or covering is not None
    # "Israeli Kfirs": an adjective of state and a thing
    return (
        covering is not None
        and covering.form == "demonym"
        and covering.end == end - 1
        and words[-1].endswith("s")
        and not doc[end - 1].text.isupper()
        and _type(doc[start:end].text) is None
    )


def _introduced(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """The capitalised name right after a noun that says what it is; not "company President Lee", "agency chief"."""
    seconds = {second for _, second in _INTRODUCED_BY_TWO}
    for token in doc[:-1]:
        word = token.lower_
        if (word not in _INTRODUCERS and word not in seconds) or token.text[0].isupper():
            continue
        before = doc[token.i - 1].lower_ if token.i else ""
        if word not in _INTRODUCERS and (before, word) not in _INTRODUCED_BY_TWO:
            continue
        start = end = token.i + 1
        while end < len(doc) and end - start < 5 and _name_word(doc[end]) and doc[end].sent == token.sent:
            if doc[end].lower_ in titles().offices | titles().ranks | titles().civil:
                break
            end += 1
        if end == start or taken.get(start) or doc[start].ent_type_ in ("PERSON", "DATE", "NORP"):
            continue
        yield start, end


def _speaking(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """Proper names that speak and that the model took for nothing: "El País reported", "Labour said"."""
    for token in doc:
        if token.dep_ != "nsubj" or token.tag_ != "NNP" or token.ent_type_ or token.head.lemma_ not in _SPEECH:
            continue
        start = token.i
        while start > token.sent.start and doc[start - 1].tag_ == "NNP" and not doc[start - 1].ent_type_:
            start -= 1
        before = doc[start - 1] if start > token.sent.start else None
        if before is not None and (before.tag_ == "NNP" or before.lower_ in titles().ranks | titles().civil):
            continue  # the end of a longer name: "General Carl Anders Moen"
        if all(taken.get(i) is None for i in range(start, token.i + 1)) and _plausible(doc, start, token.i + 1, taken):
            yield start, token.i + 1


def _state_bodies(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """ "the Russian embassy in Pretoria", "Algerian state television"."""
    for mention in {id(m): m for m in taken.values() if m.kind == "country" and m.form in ("demonym", "name")}.values():
        for body in _STATE_BODIES:
            words = body.split()
            end = mention.end + len(words)
            if [t.lower_ for t in doc[mention.end : end]] == words:
                where = body in ("embassy", "consulate") and end + 1 < len(doc) and doc[end].lower_ == "in"
                yield mention.start, end + 2 if where and doc[end + 1].text[0].isupper() else end


def _mention(doc: Doc, start: int, end: int, entry: Entry | None, taken: dict[int, Mention]) -> Mention:
    name = " ".join(doc[start:end].text.split())
    if entry:
        return Mention(start, end, "organization", name, "name", entry, entry.country, type=entry.type)
    return Mention(start, end, "organization", name, "name", None, _country(doc, start, end, taken), type=_type(name))


def _country(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> str | None:
    """The state named in the name or right before it: "Indian Navy", "Israel's foreign ministry"."""
    states = [m.country for i in range(start, end) if (m := taken.get(i)) and m.kind == "country" and m.country]
    before = start - 1
    if before >= 0 and doc[before].tag_ == "POS":
        before -= 1
    if not states and before >= 0 and (m := taken.get(before)) and m.kind == "country":
        states = [m.country] if m.country else []
    return states[0] if len(set(states)) == 1 else None


def _type(name: str) -> str | None:
    heads = titles().organization_heads
    words = [w.casefold() for w in name.split()]
    if "ministry" in words or words[-1:] == ["department"]:
        return "ministry"
    before_of = words[: words.index("of")] if "of" in words[1:] else words
    longest = titles().longest_head
    for part in (before_of, words):
        for length in range(longest, 0, -1):
            if (phrase := " ".join(part[-length:])) in heads and len(part) >= length:
                return heads[phrase]
    return None


def _means_it(doc: Doc, start: int, end: int, entry: Entry, taken: dict[int, Mention], named: set[str]) -> bool:
    """Whether a listed name means the organisation here, not a word, a person or another state's body.

    `named`: codes of the states and IRIs of the organisations that the text names beyond doubt.
    """
    span = doc[start:end]
    if span[0].ent_type_ == "PERSON" and (start and doc[start - 1].ent_type_ == "PERSON" and span[0].ent_iob_ == "I"):
        return False
    if end < len(doc) and span[-1].ent_type_ == "PERSON" and doc[end].ent_iob_ == "I":
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
    )


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


def _found_by_model(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    for ent in doc.ents:
        if ent.label_ != "ORG":
            continue
        start, end = ent.start, ent.end
        while start < end and (doc[start].lower_ in ("the", "a", "an", "its", "their", "his") or doc[start].is_punct):
            start += 1
        while end > start and (doc[end - 1].tag_ == "POS" or doc[end - 1].is_punct or doc[end - 1].is_space):
            end -= 1
        while (
            start > 1
            and doc[start - 1].text == "-"
            and doc[start - 2].text.isupper()
            and not doc[start - 2].whitespace_
        ):
            start -= 2  # "CJTF-OIR"
        while end + 1 < len(doc) and doc[end].text == "-" and doc[end + 1].text.isupper() and not doc[end].whitespace_:
            end += 2
        for first, last in _split(doc, start, end):
            if first < last and _plausible(doc, first, last, taken):
                yield first, last


def _split(doc: Doc, start: int, end: int) -> list[tuple[int, int]]:
    """The names in a span that the model took for one.

    "X for the Israeli Navy", "Northern Fleet of the Iranian Navy", "Insitu and Saronic Technologies",
    "the Zvezda television channel", "RTX Corporation of Tucson".
    """
    for i in range(start + 1, end - 1):
        word, left, right = doc[i].lower_, doc[start:i].text, doc[i + 1 : end].text
        if word == "for" and doc[i - 1].lower_ not in _FOR:
            return [(start, i), *_split(doc, i + 1 + (doc[i + 1].lower_ == "the"), end)]
        if word == "of" and _type(left) == "company" and doc[i + 1].ent_type_ in ("GPE", "LOC", "ORG"):
            return [(start, i)]
        if word == "of" and _type(left) in _FORCES and _type(right) in _FORCES:
            return [(start, i), *_split(doc, i + 1 + (doc[i + 1].lower_ == "the"), end)]
        if word == "and" and _type(left) in _FORCES and doc[i + 1].text[0].isupper():
            return [(start, i), *_split(doc, i + 1, end)]
        if (
            word == "and"
            and _type(right) == "company"
            and doc[i - 1].pos_ == "PROPN"
            and doc[i - 1].lower_ not in titles().last_words
        ):
            return [(start, i), *_split(doc, i + 1, end)]
    last = end
    while last > start and doc[last - 1].text[0].islower() and doc[last - 1].is_alpha:
        last -= 1
    known = " ".join(t.lower_ for t in doc[last:end]) in titles().organization_heads
    return [(start, end if known or last == start else last)]


@lru_cache(maxsize=1)
def _weapon_names() -> frozenset[str]:
    """Names of listed systems: "Taurus", "Mirage" are no companies unless they are listed as such."""
    return frozenset(name for entry in reference().of_kind("weapon") if not entry.generic for name in entry.names)


def _plausible(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> bool:
    span = doc[start:end]
    text = span.text
    if text.casefold() in _NOT_ORGANIZATIONS or text.casefold() in _PLATFORMS or "\n" in text:
        return False
    if not any(t.text[0].isupper() for t in span) or not any(c.isalpha() for c in text):
        return False
    if text in _weapon_names():
        return False
    if any(c.isdigit() for c in text) or any(t.text in ('"', "“", "”", "’", "‘") for t in span):
        return False  # designations, editions and quoted titles
    mentions = {id(m): m for t in span if (m := taken.get(t.i))}
    if any(m.start <= start and end <= m.end for m in mentions.values()):
        return False
    if end - start == 1 and len(text) <= 2:
        return False
    if span[0].lower_ in _HAPPENINGS:
        return False
    # single words that the model takes for organisations: keep acronyms and names, not nouns
    return end - start > 1 or text.isupper() or (span[0].pos_ == "PROPN" and not _is_word(span[0]))


def _is_word(token: Token) -> bool:
    """Whether the article writes the word small as well: "Hydrogen" at a sentence's start."""
    small = token.doc.vocab.strings[token.lower_]
    return any(t.orth == small for t in token.doc)


def _ministries(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """Ministries and forces written without capitals."""
    text = doc.text
    folded = text.casefold()
    if len(folded) == len(text):  # a few letters change length when folded; then only exact lower case is found
        text = folded
    for match in _LOWER_MINISTRY.finditer(text):
        span = doc.char_span(*match.span())
        if span is not None and span[-1].lower_ != "ministries":
            yield _with_of_state(doc, span.start, span.end, taken)


def _with_of_state(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> tuple[int, int]:
    """With an adjective of state before it ("Russian Defence Ministry")."""
    before = taken.get(start - 1) if start else None
    if before and before.form in ("demonym", "name") and before.kind == "country" and before.end == start:
        return before.start, end
    return start, end


def _on_heads(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """Capitalised names that end in a head noun, or have one before "of"; and state + force in lower case."""
    heads = titles().organization_heads
    lexicon = titles()
    longest, last_words = lexicon.longest_head, lexicon.last_words
    for token in doc:
        if token.lower_ not in last_words:
            continue
        for length in range(min(longest, token.i + 1), 0, -1):
            first = token.i + 1 - length
            phrase = " ".join(t.lower_ for t in doc[first : token.i + 1])
            if phrase not in heads or doc[first].sent != token.sent:
                continue
            capital = all(t.text[0].isupper() for t in doc[first : token.i + 1] if t.lower_ not in _LINKS)
            found = _capital_name(doc, first, token.i + 1) if capital else None
            found = found or _state_force(doc, first, token.i + 1, heads[phrase], taken)
            if found:
                yield found
            break


def _capital_name(doc: Doc, first: int, end: int) -> tuple[int, int] | None:
    """The whole capitalised name around a head noun, at least one word more than the head."""
    sent = doc[first].sent
    start = first
    while start > sent.start:
        before = doc[start - 1]
        linked = (
            before.lower_ in _LINKS and start - 1 > sent.start and _name_word(doc[start - 2]) and before.lower_ != "the"
        )
        if _ORDINAL.fullmatch(before.text) or (
            before.is_digit and start - 1 > sent.start and doc[start - 2].lower_ == "no."
        ):
            start -= 1 if _ORDINAL.fullmatch(before.text) else 2
            break
        if _name_word(before) and not (start - 1 == sent.start and before.lower_ in ("the", "a", "an")):
            start -= 1
        elif linked and before.lower_ in ("of", "&", "for"):
            start -= 2
        elif before.tag_ == "POS" and start - 2 >= sent.start and _name_word(doc[start - 2]):
            break
        elif (
            before.text in ("-", "–")
            and not before.whitespace_
            and start - 2 >= sent.start
            and _name_word(doc[start - 2])
        ):
            start -= 2
        else:
            break
    while end < sent.end and doc[end].lower_ in ("of", "for") and end + 1 < sent.end:
        if not _goes_on(doc, start, end):
            break
        step = end + 2 if doc[end + 1].lower_ in ("the", "national") and end + 2 < sent.end else end + 1
        if not _name_word(doc[step]):
            break
        end = step + 1
        while end < sent.end and (
            _name_word(doc[end])
            or (
                doc[end].lower_ == "and"
                and end + 1 < sent.end
                and _name_word(doc[end + 1])
                and doc[end + 1].lower_ in ("industry", "security", "aviation", "trade", "logistics", "procurement")
            )
        ):
            end += 1
    if start < first and doc[start].lower_ in ("the", "a", "an"):
        start += 1
    return (start, end) if end - start > 1 and (start, end) != (first, first + 1) else None


def _goes_on(doc: Doc, start: int, end: int) -> bool:
    """Whether the "of" or "for" at `end` belongs to the name before it."""
    if doc[end].lower_ == "for":
        return doc[end - 1].lower_ in _FOR
    kind = _type(doc[start:end].text)
    if kind == "company":
        return False
    complement = end + 1 + (doc[end + 1].lower_ == "the")
    stop = complement
    while stop < len(doc) and stop - complement < 4 and _name_word(doc[stop]):
        stop += 1
    return not (kind in _FORCES and stop > complement and _type(doc[complement:stop].text) in _FORCES)


def _name_word(token: Token) -> bool:
    return (
        token.text[0].isupper()
        and token.is_alpha
        and token.lower_ not in _PLATFORMS
        and token.pos_ not in ("PRON", "DET", "SCONJ", "ADP", "CCONJ", "AUX")
    )


def _state_force(doc: Doc, first: int, end: int, kind: str, taken: dict[int, Mention]) -> tuple[int, int] | None:
    """ "the Indian navy", "Venezuelan National Assembly", "Russia's Northern Fleet": a state and its force."""
    if kind not in _FORCES or doc[first].lower_ in ("military", "militia", "squadron", "wing", "division", "battalion"):
        return None
    before = taken.get(first - 1) if first else None
    if before and before.kind == "country" and before.form in ("demonym", "name") and doc[first - 1].tag_ != "POS":
        return before.start, end
    return None
