"""Weapon mentions: listed designations, kinds of weapon, and designations nobody has listed yet.

1. listed names in any spelling: "F-16s", "S-400 Triumf", "Super Étendards", "M1A2 SEPv3"
2. kinds: "fighter jets", "submarines", "anti-tank missiles"
3. variants of what is listed: "K2GF", "F-15EX"        4. "Type 076", "Mk 75 naval gun mount"
5. classes of ships: "Dolphin-class submarine"          6. code before a kind: "XY-12B missile", "SILAM launchers"

Names that are ordinary words, persons or places too ("Archer", "Patriot") count only beside something military.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.language.words import words_of
from kg.reference import Entry, reference

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LONGEST = 9
_CODE = re.compile(r"^(?=.*\d)(?=.*[A-Z])[A-Z][A-Za-z]{0,6}[-–]?\d{1,4}[A-Za-z]{0,4}\d?(?:[-–/][A-Z0-9]{1,4})?s?$")
_NAME = re.compile(r"^[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9-]*$|^[A-Z][a-z]{3,}$|^[A-Z]{3,}$")
_VARIANT = re.compile(r"^(?P<base>[A-Z][A-Za-z]{0,3}[-–]?\d{1,3}(?:[A-Z]\d)?)[A-Z][A-Za-z]{0,3}\d?s?$")
_ROMAN = re.compile(r"^(?:I{1,3}|IV|VI?|Block|Mk\.?|Mod|Batch|Phase|Increment|II\+|[IV]+\+?|\d[A-Z]?|[A-Z]\d?)$")
_CLASS = re.compile(r"^[Cc]lass$")
_CLASS_NAME = re.compile(r"^[A-Z][\w'’]+-[Cc]lass$")
_HYPHENS = ("-", "–", "‑")
_MARKS = ("Type", "Mk", "MK", "Mk.", "Mark")
# Words that end a weapon's name though no kind lists them alone: "launcher", "mount", "variant".
_HEADS = frozenset(
    "launcher battery system mount round gun missile jet plane fighter helicopter drone tank vehicle rifle bomb "
    "submarine frigate corvette destroyer ship vessel boat radar aircraft howitzer trainer torpedo rocket interceptor "
    "carrier transport gunship chopper warplane squadron unit airframe machine minehunter minesweeper kit".split()
)
_ADJECTIVES = frozenset(
    "attack light heavy combat fighter multirole multi-role stealth tactical strategic air surface anti-tank anti-ship "
    "surface-to-air air-to-air air-to-ground naval main battle armoured armored self-propelled guided patrol maritime "
    "medium-range short-range long-range early warning radar transport training jet utility cargo assault armed "
    "military air-defence air-defense defence defense infantry fighting rocket missile howitzer captive trainer "
    "fifth-generation resupply recovery engineering command unmanned surveillance reconnaissance precision "
    "cruise ballistic interceptor tanker special-mission".split()
)
_MANY = frozenset(
    "dozen dozens pair several some few hundreds thousands scores batch number squadron squadrons".split()
)
_LEFT_OF = frozenset("operation exercise highway route road line flight summit drill edition convoy agenda".split())


@lru_cache(maxsize=1)
def _listed() -> tuple[dict[str, Entry], dict[str, Entry], frozenset[str]]:
    """Designations and kinds by folded name, and the folded names that need context."""
    designations: dict[str, Entry] = {}
    kinds: dict[str, Entry] = {}
    ambiguous: set[str] = set()
    for entry in reference().of_kind("weapon"):
        table = kinds if entry.generic else designations
        for name in entry.names:
            table.setdefault(_fold(name), entry)
        ambiguous.update(map(_fold, entry.ambiguous))
    return designations, kinds, frozenset(ambiguous)


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """Every beginning of a folded name: where none fits any more, no longer name will."""
    designations, kinds, _ = _listed()
    return frozenset(name[:end] for table in (designations, kinds) for name in table for end in range(len(name) + 1))


@lru_cache(maxsize=1 << 16)
def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9+&]", "", plain)


def weapons(doc: Doc, taken: dict[int, Mention] | None = None) -> Iterator[Mention]:
    """The weapons named in a text (kind "weapon", form "designation" or "generic"), in text order, none overlapping.

    `name` is singular; `entry` the listed system or kind, None for an unlisted designation. Tokens in `taken`
    belong to other names.
    """
    found = _candidates(doc, set(taken or ()))
    sure = {m.entry.iri for m in found if m.entry and not _needs_context(doc, m)}
    warlike = len({m.name for m in found if not _needs_context(doc, m)}) >= _ENOUGH
    last = -1
    for mention in found:
        if mention.start < last:
            continue
        if _needs_context(doc, mention) and not (
            (mention.entry and mention.entry.iri in sure)
            or _in_context(doc, mention)
            or (mention.form == "designation" and _stands_as_arms(doc, mention, warlike=warlike))
        ):
            continue
        if mention.form == "designation" and mention.entry:
            sure.add(mention.entry.iri)
        yield mention
        last = _phrase_end(doc, mention) if mention.form == "designation" else mention.end


def _candidates(doc: Doc, taken: set[int]) -> list[Mention]:
    found: list[Mention] = []
    last = 0
    words = words_of(doc).tokens
    for i, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=True)):
        if i < last or not _may_begin(word, following) or i in taken:
            continue
        if mention := _at(doc, i, taken):
            found.append(mention)
            last = mention.end
    return found


@lru_cache(maxsize=1 << 16)
def _may_begin(word: str, following: str) -> bool:
    """Whether a weapon's name may begin with that word before that other: most are told apart by this alone."""
    if not word[:1].isalnum():
        return False
    key = _fold(word)
    if word[0].isupper():
        if following in _HYPHENS or not _is_plain(word):
            return True
    elif key and not (_begins(key, word) or (key.endswith("e") and key[:-2] in _beginnings())):
        return False
    if not key or not _goes_on(key):
        return not key
    # It is a name by itself, or one goes on after it; marks between the two are left to `_listed_at`.
    designations, kinds, _ = _listed()
    after = _fold(following)
    return key in designations or key in kinds or key.endswith("s") or not after.isalnum() or _goes_on(key + after)


def _begins(key: str, word: str) -> bool:
    return any(stem in _beginnings() for stem, _ in _singulars(key, word))


@lru_cache(maxsize=1 << 16)
def _goes_on(key: str) -> bool:
    """Whether a listed name, or its plural, is or begins with that folded text."""
    beginnings = _beginnings()
    # A plural may have up to three letters that its name lacks ("lorries"), and end in a token of its own ("F-16 's").
    return key in beginnings or (key.endswith(("s", "e", "i")) and key[:-3] in beginnings)


def _at(doc: Doc, i: int, taken: set[int]) -> Mention | None:
    return _listed_at(doc, i, taken) or _unlisted_at(doc, i, taken)


def _listed_at(doc: Doc, i: int, taken: set[int]) -> Mention | None:
    designations, kinds, _ = _listed()
    words = words_of(doc).tokens
    best: Mention | None = None
    key = ""
    if not _goes_on(_fold(words[i])):
        return None
    if i > 1 and words[i - 1] in "-–" and not doc[i - 1].whitespace_ and not doc[i - 2].whitespace_:
        return None  # "anti-submarine", "counter-drone"
    for j in range(i, min(i + _LONGEST, len(doc))):
        word, folded = words[j], _fold(words[j])
        key += folded
        if j in taken:
            break
        if not folded.isalnum():
            token = doc[j]
            if token.is_space or (token.is_punct and word not in "-–‑/.&+" and word != "’"):
                break
            if not key or token.is_punct:
                continue
        if not _goes_on(key):
            break
        if key not in designations and key not in kinds and not key.endswith("s"):
            continue
        surface = doc[i : j + 1].text
        for stem, name in _singulars(key, surface):
            entry = designations.get(stem)
            if entry and (surface[0].isupper() or surface[0].isdigit()) and _same_case(surface, stem, entry):
                best = Mention(i, j + 1, "weapon", name, "designation", entry, entry.country, type=entry.type)
                break
            entry = kinds.get(stem)
            if entry and surface.isupper() == _is_acronym(entry, stem):
                written = name if name.isupper() else name.lower()
                best = Mention(i, j + 1, "weapon", written, "generic", entry, None, type=entry.type)
                break
    return _with_variant(doc, best, taken) if best else None


def _singulars(key: str, surface: str) -> Iterator[tuple[str, str]]:
    yield key, surface
    if key.endswith("s") and surface.endswith("s") and (len(key) > 3 or (len(key) == 3 and key[1].isdigit())):
        yield key[:-1], surface[:-1].rstrip("'’")
        if key.endswith("ies"):
            yield key[:-3] + "y", surface[:-3] + "y"
        if key.endswith(("ches", "shes", "xes", "oes")):
            yield key[:-2], surface[:-2]


def _same_case(surface: str, stem: str, entry: Entry) -> bool:
    """A short all-letter name must be written as a name: "TOW", not "Tow"; "Presidents" is not "President-S".

    Nor are a possessor ("President's") or an acronym ("OSA") the systems so spelt.
    """
    if surface.endswith(("'s", "’s")) and stem.endswith("s"):
        return False
    if surface.isalpha() and surface.isupper() and len(surface) < 5 and not any(surface in n for n in entry.names):
        return False
    if surface.isalpha() and surface.istitle() and stem == surface.casefold():
        written = {name.casefold() for name in entry.names}
        if stem not in written and stem.removesuffix("s") not in written:
            return False
    short = stem.isalpha() and len(stem) < 4 and len(surface.split()) == 1
    return not short or surface.rstrip("s").isupper()


def _is_acronym(entry: Entry, stem: str) -> bool:
    return any(name.isupper() and _fold(name) == stem for name in entry.names)


def _with_variant(doc: Doc, mention: Mention, taken: set[int]) -> Mention:
    """A designation with the variant that follows it: "AIM-9X Block II+ Sidewinder", "JF-17 Block III"."""
    if mention.form != "designation":
        return mention
    end = mention.end
    while end < len(doc) and end not in taken and _ROMAN.match(doc[end].text) and not doc[end].is_lower:
        if doc[end].text == "A" or doc[end].text == "I":
            break
        end += 1
    longer = (
        _listed_at(doc, end, taken) if end > mention.end and end < len(doc) and doc[end].text[0].isupper() else None
    )
    if longer and longer.form == "designation":
        end = longer.end
    if end == mention.end:
        return mention
    name = doc[mention.start : end].text
    return mention._replace(end=end, name=name.removesuffix("s"), entry=None)


@lru_cache(maxsize=1 << 16)
def _is_plain(word: str) -> bool:
    """Whether a capitalised word is no designation of its own: neither a code nor written as made names are."""
    form = _CLASS_NAME.match(word) or _CODE.match(word) or _VARIANT.match(word.removesuffix("s"))
    return word not in _MARKS and not form and not (_NAME.match(word) and _is_made(word))


def _is_made(word: str) -> bool:
    """Any capitalised word stands before "jets"; a made name stands in capitals or is counted."""
    return len(word) > 2 and word not in _ORDINARY and (word.isupper() or any(c.isdigit() for c in word))


def _unlisted_at(doc: Doc, i: int, taken: set[int]) -> Mention | None:
    designations = _listed()[0]
    words = words_of(doc).tokens
    text = words[i]
    hyphen = i + 1 < len(words) and words[i + 1] in _HYPHENS
    if not text[0].isupper() or (_is_plain(text) and not hyphen):  # every form below begins with a capital
        return None
    token = doc[i]
    following = doc[i + 1] if i + 1 < len(doc) else None
    if text in _MARKS and following is not None and re.match(r"^\d{1,3}[A-Z]?s?$|^[IVX]+$", following.text):
        return _extended(doc, i, i + 2, taken, "unlisted")
    if (
        following is not None
        and i + 2 < len(doc)
        and text[0].isupper()
        and doc[i + 1].text in "-–‑"
        and _CLASS.match(doc[i + 2].text)
    ):
        return _extended(doc, i, i + 3, taken, "class")
    if _CLASS_NAME.match(text):
        return _extended(doc, i, i + 1, taken, "class")
    end = i + 1
    code = text
    while (
        end + 1 < len(doc)
        and doc[end].text in "-–‑"
        and re.match(r"^[A-Z0-9][A-Za-z0-9]{0,4}$", doc[end + 1].text)
        and not doc[end - 1].whitespace_
        and not doc[end].whitespace_
    ):
        code += "-" + doc[end + 1].text
        end += 2
    variant = _VARIANT.match(code.removesuffix("s"))
    if variant and _fold(variant["base"]) in designations:
        entry = designations[_fold(variant["base"])]
        return Mention(i, end, "weapon", code.removesuffix("s"), "designation", None, entry.country, type=entry.type)
    if _CODE.match(code):
        return _extended(doc, i, end, taken, "code") or _counted(doc, i, end, code)
    if (
        _NAME.match(text)
        and token.pos_ in ("PROPN", "NOUN", "ADJ")
        and token.ent_type_ not in ("GPE", "NORP", "PERSON", "DATE", "LOC")
        and not token.is_sent_start
    ):
        return _extended(doc, i, end, taken, "name")
    return None


_AIRLINER = re.compile(r"^(?:A[23]\d\d|B?7\d7|E1\d\d|ATR)")


def _counted(doc: Doc, start: int, end: int, code: str) -> Mention | None:
    """A code that is counted in the plural, whatever follows: "along with 36 K10s"."""
    before = doc[start - 1] if start else None
    if before is None or not code.endswith("s") or not before.like_num or _AIRLINER.match(code):
        return None
    return Mention(start, end, "weapon", code[:-1], "designation")


def _extended(doc: Doc, start: int, end: int, taken: set[int], how: str) -> Mention | None:
    """An unlisted designation with the kind of weapon it stands before; None where no kind follows."""
    if how == "name" and not _is_made(doc[start].text):
        return None
    j = end
    while (
        j < len(doc)
        and j < end + 6
        and j not in taken
        and not doc[j].is_punct
        and (doc[j].lower_ in _ADJECTIVES or _ROMAN.match(doc[j].text))
    ):
        j += 1
    head = (
        doc[j - 1]
        if j > end and doc[j - 1].lemma_.lower() in _HEADS
        else (doc[j] if j < len(doc) and doc[j].i not in taken else None)
    )
    listed = next(
        (
            m
            for k in range(end, min(end + 4, len(doc)))
            if (m := _listed_at(doc, k, taken))
            and m.form == "generic"
            and all(doc[x].lower_ in _ADJECTIVES for x in range(end, k))
        ),
        None,
    )
    kind = listed.entry if listed else None
    if listed is None and (head is None or head.lemma_.lower() not in _HEADS):
        return None
    stop = listed.end if listed else head.i + 1  # type: ignore[union-attr]
    while stop < len(doc) and doc[stop].lemma_.lower() in _HEADS and doc[stop].pos_ in ("NOUN", "PROPN"):
        stop += 1
    name_end = stop if how in ("unlisted", "class") or doc[end - 1].text.isdigit() else end
    name = doc[start:name_end].text
    if name_end == stop:
        name = _singular_phrase(name)
    if name_end == end:
        name = " ".join(name.removesuffix("s").split())
    return Mention(start, name_end, "weapon", name, "designation", type=kind.type if kind else None)


_ORDINARY = frozenset("NATO USA UAE UN EU US UK NAF IDF PLA RAF USAF NEW TOP AND THE BIG ALL".split())


def _singular_phrase(name: str) -> str:
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def _phrase_end(doc: Doc, mention: Mention) -> int:
    """Past the kind that follows a designation in its noun phrase: "F-16 fighter jets"."""
    end = mention.end
    limit = min(mention.end + 5, len(doc))
    j = end
    while j < limit and not doc[j].is_punct and (doc[j].lower_ in _ADJECTIVES or doc[j].lemma_.lower() in _HEADS):
        j += 1
        if doc[j - 1].lemma_.lower() in _HEADS or doc[j - 1].lower_ in ("jets", "missiles"):
            end = j
    return end


def _needs_context(doc: Doc, mention: Mention) -> bool:
    if mention.entry is None:
        return False
    name = _fold(mention.name)
    if name not in _listed()[2]:
        return False
    text = doc[mention.start : mention.end].text
    # A code written with its hyphen and digits ("C-130", "AK-203") is hardly anything else.
    return not (re.search(r"[A-Za-z]{1,3}[-–]\d{2,3}", text) and len(text) > 3)


def _in_context(doc: Doc, mention: Mention) -> bool:
    before = doc[mention.start - 1] if mention.start and not doc[mention.start].is_sent_start else None
    after = doc[mention.end] if mention.end < len(doc) else None
    if before is not None and before.lower_ in _LEFT_OF:
        return False
    counted = (before is not None and (before.like_num or before.lower_ in _MANY)) or (
        mention.start > 1 and before is not None and before.pos_ == "ADJ" and doc[mention.start - 2].like_num
    )
    kind_follows = _phrase_end(doc, mention) > mention.end
    if mention.form == "generic":
        return _generic_in_context(doc, mention, counted)
    if counted or kind_follows or (before is not None and before.ent_type_ == "NORP"):
        return True
    plural = doc[mention.start : mention.end].text.endswith("s") and not mention.name.endswith("s")
    if _proper(before) or _proper(after):
        return False
    sentence = doc[mention.start].sent
    kinds = _listed()[1]
    military = any(
        _fold(t.lemma_) in kinds and not t.is_upper
        for t in sentence
        if t.pos_ in ("NOUN", "PROPN") and not mention.start <= t.i < mention.end
    )
    has_digit = any(c.isdigit() for c in mention.name)
    return military or plural or (has_digit and before is not None and before.lower_ in ("the", "of"))


def _proper(token: Token | None) -> bool:
    return (
        token is not None and token.pos_ == "PROPN" and token.text[0].isupper() and token.ent_type_ in ("PERSON", "ORG")
    )


_MILITARY_ADJECTIVES = frozenset("military naval navy coast army guard patrol combat armed war warship".split())


# A text that names so many sure arms is about arms: "Leopard" in it is the tank.
_ENOUGH = 2
_DEALS = frozenset(
    "delivery sale deal order purchase contract shipment transfer export donation package programme program crew "
    "battery battalion launcher interceptor operator fleet buy acquisition".split()
)


def _stands_as_arms(doc: Doc, mention: Mention, *, warlike: bool) -> bool:
    """Whether an ambiguous name is a weapon's by what follows ("Leopard deliveries") or in a text about arms."""
    before = doc[mention.start - 1] if mention.start and not doc[mention.start].is_sent_start else None
    after = doc[mention.end] if mention.end < len(doc) else None
    if before is not None and before.pos_ == "PROPN" and before.ent_type_ not in ("GPE", "NORP"):
        return False
    if before is not None and before.lower_ in _LEFT_OF:
        return False
    if after is not None and after.pos_ == "PROPN" and not after.is_lower:
        return False
    if after is not None and after.lemma_.lower() in _DEALS:
        return True
    return warlike and not doc[mention.start].is_sent_start


def _generic_in_context(doc: Doc, mention: Mention, counted: bool) -> bool:
    """A word such as "vessel" or "fighters" counts beside a force, a number with "military", or a designation."""
    if mention.name in ("arms", "weapon", "weapons"):
        return True
    near = {t.lower_ for t in doc[max(0, mention.start - 3) : mention.start]}
    return bool(near & _MILITARY_ADJECTIVES) or (
        mention.name in ("fighter", "shell", "ship", "vessel", "bomber") and counted
    )
