"""Named places by the words that make them places, whatever the language model takes them for.

1. a name before a head: "Scarborough Shoal", "the Novo Selo training area", "Hebei province", "Andravida air base"
2. a name after a head: "Strait of Malacca", "Camp Grayling", "Fort Drum", "RAF Waddington", "island of Rhodes"
3. a capitalised name after a preposition of place that the model gives no kind: "in Isiolo", "off Palawan"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Heads that belong to the name with or without a capital, since the bare name may be a town's ("Zar training centre").
_GROUNDS = (
    ("training", "area"),
    ("training", "ground"),
    ("training", "grounds"),
    ("training", "centre"),
    ("training", "center"),
    ("training", "range"),
    ("training", "base"),
    ("training", "site"),
    ("training", "camp"),
    ("training", "complex"),
    ("training", "facility"),
    ("military", "base"),
    ("military", "range"),
    ("naval", "base"),
    ("naval", "station"),
    ("air", "base"),
    ("air", "station"),
    ("firing", "range"),
    ("firing", "ground"),
    ("artillery", "range"),
    ("bombing", "range"),
    ("missile", "range"),
    ("test", "range"),
    ("proving", "ground"),
    ("airbase",),
    ("airfield",),
    ("polygon",),
    ("barracks",),
    ("cantonment",),
)
_CAPITAL_GROUNDS = frozenset(("Range", "Ranges", "Base", "Camp", "Garrison", "Academy", "Airport", "Barracks"))
_WATERS = frozenset(
    "Sea Ocean Bay Gulf Strait Straits Channel Lake River Shoal Reef Peninsula Fjord Canal Atoll".split()
)
_LANDS = frozenset(
    (
        "island islands islet province region oblast district governorate prefecture county peninsula strait bay reef "
        "shoal plain desert valley archipelago sea gulf atoll"
    ).split()
)
_BY_LAST_WORD = {ground[-1]: [g for g in _GROUNDS if g[-1] == ground[-1]] for ground in _GROUNDS}
_BEFORE_OF = frozenset("gulf strait straits sea bay island isle islands cape port lake mouth coast".split())
_BEFORE_NAME = frozenset(
    (
        "Camp Fort Cape Port Lake Mount Mt Naval Joint RAF RAAF RNAS HMNB Base Station Fortress Point Isla Puerto Bahía"
    ).split()
)
_TOWNS = frozenset("Town Islands Island Province Region Plain Plains Desert Valley".split())
_LOCATIVE = frozenset("in at near off outside around across on over".split())
_NOT_PLACES = frozenset(
    (
        "parliament congress senate english french russian arabic exercise operation parliament cabinet article phase "
        "spring summer autumn winter day week washington government lent ramadan christmas easter twitter telegram "
        "facebook x tuesday wednesday thursday friday saturday sunday monday january february march april may june "
        "july august september october november december eastern western northern southern islam covid president"
    ).split()
)

# Where a name may stand before or after, in lower case.
_HEADS = frozenset(
    word.lower() for word in (*_WATERS, *_CAPITAL_GROUNDS, *_BY_LAST_WORD, *_LANDS, "range", "ranges", *_TOWNS)
)
_OPENINGS = frozenset(word.lower() for word in (*_BEFORE_OF, *_BEFORE_NAME))


def named_places(doc: Doc, taken: dict[int, Mention], skip: set[int]) -> Iterator[Mention]:
    """Mentions of places by form 1 and 2, in text order, none overlapping what is `taken` by a listed name."""
    used: set[int] = set()
    for start, end in sorted({*_before_heads(doc), *_after_heads(doc)}, key=lambda s: (s[0] - s[1], s[0])):
        tokens = set(range(start, end))
        if tokens & used or tokens & skip or any(_keeps(taken[i], start, end) for i in tokens if i in taken):
            continue
        used |= tokens
        yield Mention(start, end, "place", " ".join(doc[start:end].text.split()))


def places_after_prepositions(doc: Doc, taken: dict[int, Mention], skip: set[int]) -> Iterator[Mention]:
    """Mentions by form 3, which the model leaves without a kind: the least sure ones, tried last."""
    for i in words_of(doc).written(_LOCATIVE):
        token = doc[i]
        if token.i + 1 >= len(doc) or token.pos_ not in ("ADP", "SCONJ", "ADV"):
            continue
        start = end = token.i + 1
        while end < len(doc) and end - start < 3 and _name_word(doc[end]) and doc[end].sent == token.sent:
            end += 1
        if end == start or any(i in taken or i in skip or doc[i].ent_type_ for i in range(start, end)):
            continue
        following = doc[end] if end < len(doc) else None
        if following is not None and (following.tag_ in ("POS", "NN", "NNS", "CD") or following.text in ("-", "–")):
            continue  # "in Boeing's plant", "at Rheinmetall sites", "in Su-35s": something else at its head
        if doc[start].lower_ in _NOT_PLACES or (token.lower_ in ("on", "over", "around") and end - start > 2):
            continue
        if all(t.is_upper and len(t) < 5 for t in doc[start:end]):
            continue  # "in UAE", "at DSEI": acronyms
        yield Mention(start, end, "place", doc[start:end].text)


def _keeps(mention: Mention, start: int, end: int) -> bool:
    """Whether a name found before beats the pattern: a listed body does, another only if it is as long."""
    listed = mention.entry is not None and mention.kind != "country"
    return listed or (mention.start <= start and end <= mention.end)


def _name_word(token: Token) -> bool:
    return (
        token.text[0].isupper()
        and (token.is_alpha or "-" in token.text or "’" in token.text or "'" in token.text)
        and token.pos_ not in ("PRON", "DET", "SCONJ", "CCONJ", "AUX", "ADP")
        and token.lower_ not in _NOT_PLACES
    )


def _run_before(doc: Doc, end: int, limit: int = 4) -> int:
    """Where the run of name words that ends before `end` begins."""
    start = end
    sent = doc[end].sent
    while start > sent.start and end - start < limit and _joins(doc, start - 1):
        start -= 1
    while start < end and not _name_word(doc[start]):
        start += 1
    return start


def _joins(doc: Doc, i: int) -> bool:
    """A word of a name, or the apostrophe or hyphen inside one ("Simon's Town", "Tan-Tan")."""
    token = doc[i]
    if _name_word(token):
        return not (token.is_sent_start and token.pos_ not in ("PROPN", "ADJ"))
    inside = token.text in ("-", "’s", "'s") and i and _name_word(doc[i - 1])
    return bool(inside) and (token.text != "-" or not token.whitespace_)


def _before_heads(doc: Doc) -> Iterator[tuple[int, int]]:
    for i in words_of(doc).written(_HEADS):
        token = doc[i]
        if token.text in _WATERS or token.text in _CAPITAL_GROUNDS:
            start = _run_before(doc, token.i)
            if start < token.i and not (token.text == "Base" and doc[token.i - 1].lower_ in ("data", "knowledge")):
                yield start, token.i + 1
            continue
        for ground in _BY_LAST_WORD.get(token.lower_, ()):
            first = token.i - len(ground) + 1
            if first > 0 and tuple(t.lower_ for t in doc[first : token.i + 1]) == ground:
                start = _run_before(doc, first)
                if start < first:
                    yield start, token.i + 1
                break
        if token.text in _LANDS and token.i:
            start = _run_before(doc, token.i, 3)
            if start < token.i:
                yield start, token.i
        elif token.text in ("range", "ranges") and token.i:
            start = _run_before(doc, token.i, 3)
            counted = token.pos_ == "NOUN" or (start > 0 and doc[start - 1].lower_ == "the")
            if start < token.i and counted and doc[token.i - 1].ent_type_ not in ("NORP", "PRODUCT"):
                yield start, token.i + 1
        elif token.text in _TOWNS:
            start = _run_before(doc, token.i, 3)
            if start < token.i:
                yield start, token.i + 1


def _after_heads(doc: Doc) -> Iterator[tuple[int, int]]:
    for i in words_of(doc).written(_OPENINGS):
        if i + 1 == len(doc):
            break
        token, following = doc[i], doc[i + 1]
        if token.lower_ in _BEFORE_OF and following.lower_ == "of" and token.i + 2 < len(doc):
            end = _run_after(doc, token.i + 2)
            if end > token.i + 2:
                capital = token.text[0].isupper()
                yield (token.i if capital else token.i + 2), end
        elif token.text in _BEFORE_NAME and _name_word(following) and not following.is_sent_start:
            end = _run_after(doc, token.i + 1)
            if token.text not in ("Naval", "Joint", "Base", "Station", "Point") or following.text in (
                "Base",
                "Station",
            ):
                yield token.i, end


def _run_after(doc: Doc, start: int, limit: int = 4) -> int:
    end = start
    while end < len(doc) and end - start < limit and _name_word(doc[end]) and doc[end].sent == doc[start].sent:
        end += 1
    return end
