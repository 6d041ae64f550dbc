"""What looks like an organisation and is a state, an office, people, a weapon, an operation or a plain word."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.extract.organization_types import PLATFORMS, type_of_name
from kg.language.names import begins_with_given_name
from kg.language.titles import titles
from kg.language.words import words_of
from kg.reference import reference

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# The closing words of an office: "Defence Secretary", "Air Marshal", "Interior Minister".
_OFFICE_HEADS = frozenset(
    "minister secretary assemblywoman assemblyman congresswoman congressman "
    "marshal commodore chief commander attaché attache spokesman spokeswoman spokesperson adm. gen. "
    "adm gen admiral general vice".split()
)
_OFFICE_FIELDS = frozenset(
    (
        "air field defence defense interior foreign finance economy justice trade energy transport health industry "
        "naval army navy home external press prime flotilla fleet rear vice lieutenant major brigadier deputy staff"
    ).split()
)
# What acronyms in brackets stand for where they name no body: "Captive Air Training Missiles (CATM)".
_ABBREVIATED = frozenset(
    (
        "missile system vehicle aircraft radar kit bomb round munition drone gun ship tank programme program exercise "
        "treaty agreement act project facility plan fund memorandum capability equipment sale helicopter fighter"
    ).split()
)
# Fields of work that look like names on the head noun "defence".
_FIELDS = frozenset(
    f"{field} {head}"
    for field in "national civil air missile excess coastal territorial collective homeland common self".split()
    for head in ("defence", "defense")
)
# What begins the name of an operation, an act or a paper, not of a body.
_HAPPENINGS = frozenset(
    "operation exercise resolution executive article act treaty project task typhoon hurricane cyclone storm "
    "tropical".split()
)
_NO_BODIES = frozenset(
    ("soviet union", "ottoman empire", "yugoslavia", "east germany", "order in council", "orders in council")
)
SCIENCES = frozenset("politics economics relations literature history physics chemistry medicine".split())
_WILDS = frozenset("rainforest river basin forest jungle delta valley desert".split())
_PAPERS = frozenset(
    "register treaty convention charter resolution protocol declaration memorandum accord constitution".split()
)
_NUMBERS = frozenset("two three four five six seven eight nine ten".split())
_TITLE_ENDS = _OFFICE_HEADS | frozenset("advisor adviser deputy undersecretary professor fellow chair".split())
_BEARERS = titles().ranks | frozenset("officer officers soldier soldiers captain pilot pilots veteran".split())
# Offices whose nouns stand for firms as well: "Kongsberg Gruppen, the sponsor".
_BODIES = frozenset("sponsor member leader observer head chair consultant".split())
_PERSONS = frozenset("colleague critic partner wife husband daughter son brother sister widow vice host friend".split())
_US_STATES = frozenset(
    (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
        "OR PA RI SC SD TN TX UT VT VA WA WV WI WY TEXAS FLORIDA CALIFORNIA ARIZONA VIRGINIA CONNECTICUT "
        "MARYLAND ALABAMA"
    ).split()
)
_NOT_ORGANIZATIONS = frozenset(
    (
        "parliament government ministry army navy military cabinet congress senate council state union opposition "
        "eu-us lng gdp covid covid-19 ceo pm mp mps vat nco usd eur gmt am pm foreign-military air-staff "
        "ngo ngos uav uavs uas usv "
        "ifv apc mlrs sam sams manpads icbm icbms slbm bmd eez vbied ied ieds atgm mbt aesa gps isr "
        "awacs suv lcs wmd cjtf islam christianity brexit cold-war covid "
        "department agency guard training interior defence defense air foreign state force forces command committee "
        "commission administration office bureau board mission service authority center centre institute group "
        "assembly panel company corporation police court embassy fleet flotilla squadron brigade regiment battalion "
        "division wing coalition alliance front movement party federation house chamber treasury customs cold-war"
    ).split()
)


def is_something_else(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> bool:
    """Whether it is a state, part of an office ("Defence" Secretary), people ("American Soldiers") or a deal."""
    covering = taken.get(start)
    if covering is not None and covering.start <= start and end <= covering.end and covering.acts:
        return True
    words = [t.lower_ for t in doc[start:end]]
    after = doc[end].lower_ if end < len(doc) else ""
    beyond = doc[end + 1].lower_ if end + 1 < len(doc) else ""
    if after == "," and beyond.upper() in _US_STATES and (doc[end + 1].is_upper or len(beyond) > 2):
        return True  # "Grand Prairie, TX"
    if words[0] in titles().offices or " ".join(words) in _NO_BODIES or _is_science(doc, start, end, words):
        return True
    if after in _OFFICE_FIELDS and beyond in _OFFICE_HEADS and not _holds_spokesman(doc, start, end):
        return True
    if end - start > 1 and _is_in_title(doc, start, end):
        return True
    if end - start == 1 and _abbreviates_thing(doc, start):
        return True
    if after in _OFFICE_HEADS and words[-1] in _OFFICE_FIELDS and words[-1] not in _OFFICE_HEADS | {"army", "navy"}:
        return True
    if " ".join(words) in titles().ranks or (words[-1] == "headquarters" and _is_gone_to(doc, start)):
        return True
    if after in _WILDS and type_of_name(doc[start:end].text) is None:
        return True
    if after == "headquarters" and doc[end].text[0].isupper() and _is_gone_to(doc, start):
        return True
    if _are_holders(words) or words[-1] in titles().ranks or f"{words[-1]}." in titles().ranks or _is_paper(words):
        return True
    if words[-1] in _OFFICE_HEADS or " ".join(words) in ("foreign military", "air staff", "naval staff", "army staff"):
        return True
    if " ".join(words) in _FIELDS or _is_portfolio(doc, start) or is_named_person(doc, start, end):
        return True
    if _is_general(doc, start, end, words, taken):
        return True
    if (words[-1] == "government" and words[-2:-1] != ["regional"]) or words[:2] == ["government", "of"]:
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
        and type_of_name(doc[start:end].text) is None
    )


def _is_science(doc: Doc, start: int, end: int, words: list[str]) -> bool:
    """What somebody has a chair "in": "Global Islamic Politics"."""
    return words[-1] in SCIENCES and start > 0 and doc[start - 1].lower_ in ("in", "of")


def _is_gone_to(doc: Doc, start: int) -> bool:
    """Whether a name stands where a building does: "moved to the Harbour Police Headquarters"."""
    before = doc[start - 2] if start > 1 and doc[start - 1].lower_ == "the" else doc[max(0, start - 1)]
    moved = before.lower_ == "to" and before.head.lemma_ in ("move", "march", "walk", "go", "drive", "head", "block")
    return moved or before.lower_ in ("outside", "near", "inside", "towards", "around")


def _holds_spokesman(doc: Doc, start: int, end: int) -> bool:
    """ "Left Party defence spokesman": a body and what it has an office for."""
    return end - start > 1 and doc[end].text.islower() and type_of_name(doc[start:end].text) is not None


def _is_in_title(doc: Doc, start: int, end: int) -> bool:
    """Whether a name of no kind is the beginning of a title: "National Security | Advisor"."""
    after = doc[end] if end < len(doc) else None
    office = after is not None and after.text[0].isupper() and after.lower_ in _TITLE_ENDS
    joined = after is not None and after.text[0].isupper() and after.lower_ in titles().offices
    office = office or (joined and "and" in (t.lower_ for t in doc[start:end]))  # "Police and Crime | Commissioner"
    return office and type_of_name(doc[start:end].text) is None and not doc[start:end].text.isupper()


def _are_holders(words: list[str]) -> bool:
    """Several holders of an office: "Royal Commissioners", but "Council of Ministers", "Joint Chiefs"."""
    last = words[-1]
    holders = last.endswith("s") and last[:-1] in titles().offices and last not in ("chiefs", "observers")
    return holders and "of" not in words and "for" not in words


def _abbreviates_thing(doc: Doc, i: int) -> bool:
    return i > 1 and doc[i - 1].text == "(" and doc[i - 2].lemma_.lower() in _ABBREVIATED


def is_short_for_thing(doc: Doc, name: str) -> bool:
    """Whether the article brings an acronym in as a thing's: "Automatic Identification System (AIS)"."""
    return name.isupper() and any(
        doc[i].text == name and _abbreviates_thing(doc, i) for i in words_of(doc).written({name.lower()})
    )


def _is_paper(words: list[str]) -> bool:
    """Whether the name is a treaty's or a list's: "UN Register of Conventional Arms"."""
    head = next((words[i - 1] for i, word in enumerate(words) if i and word in ("of", "on", "for")), words[-1])
    return head in _PAPERS


def _is_general(doc: Doc, start: int, end: int, words: list[str], taken: dict[int, Mention]) -> bool:
    """Something of a kind, or a number of things: "a Joint Operations Centre", "80 Medium Transport Aircraft"."""
    root = doc[start:end].root
    if root.ent_type_ == "EVENT" and words[-1] == "forum":
        return True  # "INDO Defence 2025 Expo & Forum"
    before = doc[start - 1] if start else None
    small = doc[end - 1].text.islower()
    if end - start > 1 and before is not None:
        articles = {c.lower_ for c in root.children if c.dep_ == "det" and c.i < start}
        if root.i == end - 1 and articles & {"a", "an", "each", "every", "any"}:
            return type_of_name(doc[start:end].text) not in ("company", "media", None)
        if before.like_num and words[-1] in ("aircraft", "systems", "nations", "motors", "aviation"):
            return True
    if words[0] in _NUMBERS and words[-1] == "nations":
        return True
    first = taken.get(start)
    if first is not None and first.kind == "weapon" and words[-1] in ("systems", "aircraft"):
        return True  # "ScanEagle Systems"
    # "Estonian army captain", "Tunisian special forces"
    last = doc[end - 1]
    return small and (
        (words[-1] == "forces" and words[-2:-1] != ["armed"])
        or (last.dep_ == "compound" and last.head.lower_ in _BEARERS)
    )


def _is_portfolio(doc: Doc, start: int) -> bool:
    """What a minister is for: "Minister for International Development", "Secretary of the Interior"."""
    before = start - 1
    if before > 0 and doc[before].lower_ == "the":
        before -= 1
    return before > 0 and doc[before].lower_ in ("of", "for") and doc[before - 1].text in ("Minister", "Secretary")


def is_named_person(doc: Doc, start: int, end: int) -> bool:
    """A name with a known given name, or set off by commas behind an office: "the party's critic, Anna Maria Bell"."""
    root = doc[start:end].root
    if 2 <= end - start <= 3 and begins_with_given_name(doc[start].text) and type_of_name(doc[start:end].text) is None:
        return all(t.tag_ == "NNP" and t.is_alpha and not t.is_upper for t in doc[start:end])
    if 2 <= end - start <= 3 and type_of_name(doc[start:end].text) is None and _holds_office(doc, start, end):
        return True
    if not 2 <= end - start <= 4 or root.dep_ != "appos" or type_of_name(doc[start:end].text) or not start:
        return False
    head = root.head
    if doc[start - 1].text != "," or head.i >= start or doc[start:end].text.isupper():
        return False
    nouns = {head.lemma_.lower(), *(child.lemma_.lower() for child in head.children if child.dep_ == "compound")}
    return not nouns.isdisjoint(titles().offices | _PERSONS)


def _holds_office(doc: Doc, start: int, end: int) -> bool:
    """Whether an office follows that a person holds: "Bódog Hegyessy, the government commissioner for …"."""
    named = all(t.tag_ == "NNP" and t.is_alpha and t.is_title for t in doc[start:end])
    offices = [c for c in doc[end - 1].children if c.dep_ == "appos" and c.lemma_.lower() in titles().offices - _BODIES]
    return named and end < len(doc) and doc[end].text == "," and bool(offices)


def bears_title(doc: Doc, start: int, end: int) -> bool:
    """Whether a name of one or two words is a person's behind a title: "Air Commodore Ada Okafor"."""
    first = start
    while (
        first > 1
        and start - first < 2
        and doc[first - 1].text[0].isupper()
        and doc[first - 1].lower_ not in _title_words()
    ):
        first -= 1
    return end - start < 3 and first > 0 and doc[first - 1].lower_ in _title_words()


@lru_cache(maxsize=1)
def _title_words() -> frozenset[str]:
    lexicon = titles()
    ends = {title.split()[-1] for title in (*lexicon.ranks, *lexicon.civil)}
    return frozenset(ends | {"minister", "secretary", "president", "spokesman", "spokeswoman", "spokesperson"})


def is_state_heading(text: str) -> bool:
    """Whether a state's name stands in capitals: "BULGARIA – The ministry …"."""
    return text.isupper() and text.title() in _state_names()


@lru_cache(maxsize=1)
def _state_names() -> frozenset[str]:
    return frozenset(name for entry in reference().of_kind("country") for name in entry.names)


@lru_cache(maxsize=1)
def _weapon_names() -> frozenset[str]:
    """Names of listed systems: "Taurus", "Mirage" are no companies unless they are listed as such."""
    return frozenset(name for entry in reference().of_kind("weapon") if not entry.generic for name in entry.names)


def is_plausible(doc: Doc, start: int, end: int, taken: dict[int, Mention]) -> bool:
    """Whether capitalised words can be an organisation's name at all."""
    span = doc[start:end]
    text = span.text
    if text.casefold() in _NOT_ORGANIZATIONS or text.casefold() in PLATFORMS or "\n" in text:
        return False
    if not span[0].text[0].isalnum() and span[0].text[0] not in "'’":
        return False  # "██ Territory"
    if not any(t.text[0].isupper() for t in span) or not any(c.isalpha() for c in text):
        return False
    if text in _weapon_names() or text[-1] in ",;:" or ("(" in text) != (")" in text):
        return False
    if any(c.isdigit() or c in "[]" for c in text) or any(t.text in ('"', "“", "”", "’", "‘") for t in span):
        return False  # designations, editions and quoted titles
    mentions = {id(m): m for t in span if (m := taken.get(t.i))}
    if any(m.start <= start and end <= m.end for m in mentions.values()):
        return False
    if end - start == 1 and len(text) <= 2:
        return False
    if span[0].lower_ in _HAPPENINGS or any(t.text == "/" for t in span):
        return False
    if is_state_heading(text) or all(len(t) < 2 for t in span):
        return False
    # single words that the model takes for organisations: keep acronyms and names, not nouns
    return end - start > 1 or text.isupper() or (span[0].pos_ == "PROPN" and not _is_word(span[0]))


def _is_word(token: Token) -> bool:
    """Whether the article writes the word small as well: "Hydrogen" at a sentence's start."""
    small = token.lower_
    return any(token.doc[i].text == small for i in words_of(token.doc).written({small}))
