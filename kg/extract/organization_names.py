"""Names of organisations by their own words: built on a head noun, or the spans that the model found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.extract.organization_filters import is_plausible
from kg.extract.organization_types import FORCES, is_name_word, type_of_name
from kg.language.titles import titles
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Firms and sites join two words in one; Scots, French and Dutch names of persons too.
_INNER_CAPITAL = re.compile(
    r"(?!Mc|Mac|De|Di|Da|Du|La|Le|Fitz|Van|Von|Al|El|Abu|Bin)(?=\w{5})[A-Z][a-z]+[A-Z][A-Za-z]*[a-z]"
)
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|d)")
_LINKS = frozenset("of for and the & de del di la des du für on".split())
# What an agency may be "for"; elsewhere "for" ends the name ("Thyssenkrupp Marine Systems for the Navy").
_FOR = frozenset(
    (
        "agency institute centre center council office ministry department foundation organization organisation "
        "forum school academy authority commission committee campaign secretariat association fund bank "
        "service initiative coalition network alliance movement association society directorate centers centres "
        "trust union federation court tribunal board league congress parliamentarians physicians doctors lawyers "
        "reporters scientists citizens veterans women mothers appeals party"
    ).split()
)
_ON = frozenset("commission committee council conference institute initiative panel subcommittee".split())
# What a name on a head noun is part of where one of these follows: "Coastal Security Initiative Fund".
_THINGS = frozenset(
    (
        "fund funds program programme act bill agreement treaty accord accords project plan strategy review roadmap "
        "articles financing sale sales summit conference complex exhibition show medal award prize day week class road "
        "ii iii iv pact memorial building scheme doctrine paper report"
    ).split()
)
# Bodies that are named for several fields or regions.
_WITH_FIELDS = frozenset("command institute centre center foundation academy forum association museum school".split())
# What stands before a name, with a capital at the head of a sentence.
_BEFORE_NAMES = frozenset("the a an its their his her our former then in at from with".split())
# What follows "and" in the name of a body "for X and Y".
_SECOND_FIELDS = frozenset(
    (
        "industry security aviation trade logistics procurement engineering technology development cooperation culture "
        "innovation research analysis prevention control commerce peace democracy rights reconciliation information "
        "communications studies armament armaments disarmament reform integration rehabilitation tourism sport"
    ).split()
)
_PREFIXES = frozenset("Co Non Anti Self Counter Pan Inter Multi Pre Semi Sub Trans Pro".split())
# What is elected anew is the same body: "the 118th Congress".
_ELECTED = frozenset(("parliament", "congress", "assembly", "duma", "diet", "knesset"))
_PARTISAN = frozenset(("republican", "democratic", "conservative", "labour"))
_OF_TWO = frozenset(("government-body", "ministry", "party", "think-tank", "ngo", "international-organization"))
# What a state is told to own by name, in small letters: "Sudan's army", not "Portugal's fleet".
_OWNED = frozenset("army navy military force guard coastguard".split())
_LEGAL = frozenset("co co. corp corp. corporation inc inc. ltd ltd. limited plc company".split())
_AFTER_COMMA = _LEGAL | frozenset("l.l.c. llc l.p. lp s.a. n.v. ag".split())
_UNITS = frozenset("squadron commando regiment battalion brigade division corps wing group flotilla flight".split())
_UNITS_WITH_NUMBERS = _UNITS | frozenset(("force",))
# What a name goes on to the left with before "of" or "for" ("Bank of Baroda Group"): not "shares of", not persons.
_BEFORE_OF = titles().last_words | frozenset("house chamber republic union order college league sons friends".split())
# The last words of what a ministry is for; a name after them is its spokesman's.
_FIELD_ENDS = frozenset(
    "affairs defence defense industry industries interior justice finance economy security trade health energy "
    "transport transportation education culture development state treasury".split()
)


def names_found_by_model(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """The spans that the language model took for organisations, trimmed, and split where they hold two names.

    Besides single words with a capital inside ("QatarEnergy"), which it takes for persons and plain words.
    """
    words = words_of(doc)
    for i in words.written({word.lower() for word in set(words.tokens) if _INNER_CAPITAL.fullmatch(word)}):
        token, whole = doc[i], i + 1 == len(doc) or doc[i + 1].ent_iob_ != "I"
        if whole and token.ent_type_ in ("", "PERSON") and token.ent_iob_ != "I" and is_plausible(doc, i, i + 1, taken):
            yield i, i + 1
    for ent in doc.ents:
        if ent.label_ != "ORG":
            continue
        start, end = ent.start, ent.end
        while start < end and (
            doc[start].lower_ in _BEFORE_NAMES
            or doc[start].is_punct
            or (doc[start].like_num and doc[start].is_sent_start)
        ):
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
            if first < last and is_plausible(doc, first, last, taken):
                yield first, last


def _split(doc: Doc, start: int, end: int) -> list[tuple[int, int]]:
    """The names in a span that the model took for one.

    "X for the Israeli Navy", "Northern Fleet of the Iranian Navy", "Insitu and Saronic Technologies",
    "the Zvezda television channel", "RTX Corporation of Tucson".
    """
    for i in range(start + 1, end - 1):
        word, left, right = doc[i].lower_, doc[start:i].text, doc[i + 1 : end].text
        ends = doc[i - 1].lower_ in titles().last_words or not {"and", "&"} & {t.lower_ for t in doc[i:end]}
        if word == "," and ends and doc[i + 1].lower_ not in _AFTER_COMMA:
            return [(start, i), *_split(doc, i + 1 + (doc[i + 1].lower_ in ("and", "the")), end)]
        if word == "the" and doc[i - 1].ent_type_ == "ORG" and doc[i - 1].pos_ == "PROPN":
            return [(start, i), *_split(doc, i + 1, end)]  # "making Ferraro | the Green Party's candidate"
        if word == "for" and doc[i - 1].lower_ not in _FOR and not _is_for_cause(doc, i, end):
            return [(start, i), *_split(doc, i + 1 + (doc[i + 1].lower_ == "the"), end)]
        if word == "of" and type_of_name(left) == "company" and doc[i + 1].ent_type_ in ("GPE", "LOC", "ORG"):
            return [(start, i)]
        if word == "of" and type_of_name(left) in FORCES and type_of_name(right) in FORCES:
            return [(start, i), *_split(doc, i + 1 + (doc[i + 1].lower_ == "the"), end)]
        if word == "and" and type_of_name(left) == "ministry" and _is_body(doc, i + 1, end):
            return [(start, i), *_split(doc, i + 1, end)]
        if word == "and" and type_of_name(left) in FORCES and doc[i + 1].text[0].isupper():
            return [(start, i), *_split(doc, i + 1, end)]
        if word == "and" and _shortened(doc, start, end):
            return [(start, end)]
        if (
            word == "and"
            and type_of_name(right) == "company"
            and doc[i - 1].pos_ == "PROPN"
            and doc[i - 1].lower_ not in titles().last_words
        ):
            return [(start, i), *_split(doc, i + 1, end)]
    last = end
    while last > start and doc[last - 1].text[0].islower() and doc[last - 1].is_alpha:
        last -= 1
    known = " ".join(t.lower_ for t in doc[last:end]) in titles().organization_heads
    return [(start, end if known or last == start else last)]


def _shortened(doc: Doc, start: int, end: int) -> bool:
    """Whether the initials of a whole name follow in brackets: "Pacific Gas and Electric Company (PG&E)"."""
    if end + 1 >= len(doc) or doc[end].text != "(":
        return False
    short = [c for c in doc[end + 1].text if c.isalpha()]
    initials = [t.text[0] for t in doc[start:end] if t.text[0].isupper()]
    # the word for a firm may be left out: "Pacific Gas and Power Company (PGP)"
    return len(short) > 2 and initials[: len(short)] == short and len(initials) - len(short) < 2


def _is_for_cause(doc: Doc, i: int, end: int) -> bool:
    """ "Cinema for Peace Foundation"."""
    return doc[i + 1].lower_ != "the" and doc[end - 1].lower_ in _WITH_FIELDS


def _is_body(doc: Doc, start: int, end: int) -> bool:
    """Whether a body begins behind the "and": "Ministry of Defence and | Arak Police", not "… and Technology"."""
    kind = type_of_name(doc[start:end].text)
    firm = not _LEGAL.isdisjoint(t.lower_ for t in doc[start:end])
    return end - start > 1 and (kind in ("armed-force", "government-body") or (kind == "company" and firm))


def names_on_heads(doc: Doc, taken: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """Capitalised names that end in a head noun, or have one before "of"; and state + force in lower case."""
    heads = titles().organization_heads
    lexicon = titles()
    longest, last_words = lexicon.longest_head, lexicon.last_words
    lower = words_of(doc).lower
    for i in words_of(doc).written(last_words):
        token = doc[i]
        for length in range(min(longest, token.i + 1), 0, -1):
            first = token.i + 1 - length
            phrase = " ".join(lower[first : i + 1])
            if phrase not in heads or doc[first].sent != token.sent:
                continue
            capital = all(t.text[0].isupper() for t in doc[first : token.i + 1] if t.lower_ not in _LINKS)
            found = _capital_name(doc, first, token.i + 1, taken) if capital else None
            found = found or _state_force(doc, first, token.i + 1, heads[phrase], taken)
            if found:
                yield found
            break


def _capital_name(doc: Doc, first: int, end: int, taken: dict[int, Mention]) -> tuple[int, int] | None:
    """The whole capitalised name around a head noun, at least one word more than the head."""
    sent = doc[first].sent
    start = first
    while start > sent.start:
        before = doc[start - 1]
        linked = (
            before.lower_ in _LINKS
            and start - 1 > sent.start
            and is_name_word(doc[start - 2])
            and before.lower_ != "the"
        )
        if _ORDINAL.fullmatch(before.text):
            start -= doc[end - 1].lower_ not in _ELECTED
            break
        if before.is_digit:
            start = _numbered(doc, start, sent.start)
            break
        if before.ent_type_ == "PERSON" and doc[start].ent_type_ == "ORG" and doc[start].ent_iob_ == "B":
            break  # "the Brett Hale | Supreme Court hearings"
        if is_name_word(before) and not (start - 1 == sent.start and before.lower_ in ("the", "a", "an")):
            start -= 1
        elif linked and (before.lower_ == "&" or (before.lower_ != "and" and doc[start - 2].lower_ in _BEFORE_OF)):
            start -= 2
        elif before.tag_ == "POS" and start - 2 >= sent.start and is_name_word(doc[start - 2]):
            break
        elif (
            before.text in ("-", "–")
            and not before.whitespace_
            and start - 2 >= sent.start
            and is_name_word(doc[start - 2])
        ):
            start -= 2
        elif _second_half(doc, start - 1, sent.start):
            start -= 3  # "Co-operative Wheat Board"
        else:
            break
    if doc[end - 1].lower_ in _WITH_FIELDS:
        start = _with_fields(doc, start, sent.start)
    start = _by_initials(doc, start, end, sent.start)
    first_end = end
    while end < sent.end and doc[end].lower_ in ("of", "for", "on") and end + 1 < sent.end:
        if not _goes_on(doc, start, end):
            break
        step = end + 2 if doc[end + 1].lower_ in ("the", "national") and end + 2 < sent.end else end + 1
        if not is_name_word(doc[step]):
            break
        end = step + 1
        ministry = type_of_name(doc[start:first_end].text) == "ministry"
        while end < sent.end and (
            (is_name_word(doc[end]) and not (ministry and doc[end - 1].lower_ in _FIELD_ENDS))
            or (
                doc[end].lower_ == "and"
                and end + 1 < sent.end
                and is_name_word(doc[end + 1])
                and (doc[end + 1].lower_ in _SECOND_FIELDS or _second_field(doc, start, end, taken))
            )
        ):
            end += 1
    if end < sent.end and doc[end].is_digit and doc[end - 1].lower_ in _UNITS_WITH_NUMBERS:
        end += 1  # "Task Force 72"
    partisan = [i for i in range(start, first) if doc[i].lower_ in _PARTISAN]
    if partisan and type_of_name(doc[start:end].text) == "parliament":
        start = partisan[-1] + 1
    # "Four Navy ships", "Proroguing Parliament": a sentence's first word is written large
    if start < first and start == sent.start and (doc[start].like_num or doc[start].tag_ == "VBG"):
        start += 1
    if start < first and doc[start].lower_ in _BEFORE_NAMES:
        start += 1
    if end < sent.end and doc[end].text[0].isupper() and doc[end].lower_ in _THINGS:
        return None
    return (start, end) if end - start > 1 and (start, end) != (first, first + 1) else None


def _second_half(doc: Doc, i: int, sent_start: int) -> bool:
    """Whether a small word is the end of a capital one: the "operative" of "Co-operative"."""
    return i - 2 >= sent_start and doc[i].text.islower() and doc[i - 1].text == "-" and doc[i - 2].text in _PREFIXES


def _by_initials(doc: Doc, start: int, end: int, sent_start: int) -> int:
    """Where a name begins that goes on before an "and", by its initials behind it: "Pacific Gas | and Power (PGP)"."""
    if start - 2 < sent_start or doc[start - 1].lower_ not in ("and", "&"):
        return start
    firsts = range(start - 2, max(sent_start, start - 6) - 1, -1)
    return next((k for k in firsts if doc[k].text[0].isupper() and _shortened(doc, k, end)), start)


def _with_fields(doc: Doc, start: int, sent_start: int) -> int:
    """Where a name begins that lists what it is for: "the Horn and Lakes Institute"."""
    first = start
    if first - 2 < sent_start or doc[first - 1].lower_ not in ("and", "&"):
        return start
    first -= 1
    while first > sent_start and (is_name_word(doc[first - 1]) or doc[first - 1].text == ",") and start - first < 7:
        first -= 1
    fields = doc[first : start - 1]
    article = first > sent_start and (doc[first - 1].lower_ == "the" or _ORDINAL.fullmatch(doc[first - 1].text))
    first -= bool(article) and doc[first - 1].lower_ != "the"
    plain = len(fields) and all((t.is_title and t.ent_type_ != "GPE") or t.text == "," for t in fields)
    return first if article and plain else start


def _second_field(doc: Doc, start: int, i: int, taken: dict[int, Mention]) -> bool:
    """Whether the "and" at `i` goes on with what a body is of or for: "Court of England and Wales".

    Not with another body, person or state.
    """
    before = taken.get(i - 1)
    if type_of_name(doc[start:i].text) not in _OF_TWO or (before is not None and before.kind == "country"):
        return False
    last = i + 1
    while last < len(doc) and (is_name_word(doc[last]) and doc[last].lower_ not in titles().offices):
        last += 1
    right = doc[i + 1 : last]
    state = taken.get(i + 1)
    if (state is not None and state.kind == "country") or any(t.ent_type_ == "PERSON" for t in right):
        return False
    return type_of_name(right.text) is None and right.root.dep_ in ("conj", "pobj")


def _numbered(doc: Doc, start: int, sent_start: int) -> int:
    """Where a unit's name with a number before its head begins: "No. 11 Squadron", "45 Commando"."""
    i = start - 2
    if i >= sent_start and doc[i].text == ".":
        i -= 1
    if i >= sent_start and doc[i].text in ("No", "No.", "Nos"):
        return i
    return start - 1 if doc[start].lower_ in _UNITS else start


def _goes_on(doc: Doc, start: int, end: int) -> bool:
    """Whether the "of", "for" or "on" at `end` belongs to the name before it."""
    if doc[end].lower_ != "of":
        return doc[end - 1].lower_ in (_FOR if doc[end].lower_ == "for" else _ON)
    kind = type_of_name(doc[start:end].text)
    if kind == "company":
        return False
    complement = end + 1 + (doc[end + 1].lower_ == "the")
    stop = complement
    while stop < len(doc) and stop - complement < 4 and is_name_word(doc[stop]):
        stop += 1
    if doc[end - 1].lower_ in ("command", "staff") and kind == "armed-force":
        return True  # "General Command of the Armed Forces"
    return not (kind in FORCES and stop > complement and type_of_name(doc[complement:stop].text) in FORCES)


def _state_force(doc: Doc, first: int, end: int, kind: str, taken: dict[int, Mention]) -> tuple[int, int] | None:
    """ "the Indian navy", "Venezuelan National Assembly", "Sudan's army": a state and its force."""
    if kind not in FORCES or doc[first].lower_ in ("militia", "squadron", "wing", "division", "battalion"):
        return None
    if doc[first].lower_ == "military" and (
        doc[first].pos_ == "ADJ" or doc[first].dep_ in ("amod", "compound", "nmod")
    ):
        return None  # "U.S. military aid"
    owned = first > 1 and doc[first - 1].tag_ == "POS"
    before = taken.get(first - 1 - owned) if first else None
    if not before or before.kind != "country" or before.form not in ("demonym", "name"):
        return None
    after = doc[end] if end < len(doc) else None
    if after is not None and (after.text == "-" or (after.tag_ == "POS" and doc[first].lower_ == "military")):
        return None  # "military-related", "the Chinese military's Southern Command"
    if owned and (doc[first].dep_ in ("amod", "compound", "nmod") or before.form != "name" or kind != "armed-force"):
        return None
    return (before.start, end) if not owned or doc[end - 1].lower_ in _OWNED else None
