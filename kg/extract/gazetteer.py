"""Reference names in a text: longest match first, every name tried at every token in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.extract.mentions import Form
from kg.language.words import words_of
from kg.reference import Entry, reference, reference_hash

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_KINDS = ("country", "organization", "place", "person")


class Hit(NamedTuple):
    """A reference name in the text, tokens `start` to `end`, with the entities it may mean."""

    start: int
    end: int
    form: Form
    entries: tuple[Entry, ...]


class Gazetteer(NamedTuple):
    """The compiled names of countries, organisations and places (weapons have rules of their own)."""

    meanings: dict[tuple[str, ...], list[tuple[Form, Entry]]]
    """What a name may mean, by its tokens."""
    longest: dict[str, int]
    """First token in lower case → number of tokens in the longest name that begins with it."""

    def hits(self, doc: Doc) -> list[Hit]:
        """The longest matches, in text order, of states and places, and of organisations and persons besides.

        Within each of the two, names that overlap a longer one are left out; a state may stand inside an
        organisation's name ("Indian Coast Guard") only where it is that organisation's own.
        """
        found: dict[tuple[int, int], list[tuple[Form, Entry]]] = {}
        words = words_of(doc)
        for start in words.written(self.longest.keys()):
            following = tuple(words.tokens[start : start + self.longest[words.lower[start]]])
            for length in range(1, len(following) + 1):
                if meanings := self.meanings.get(following[:length]):
                    found[start, start + length] = meanings
        bodies = _longest(found, ("organization", "person"))
        inside = {i: hit for hit in bodies for i in range(hit.start, hit.end)}
        lands = [hit for hit in _longest(found, ("country", "place")) if _refers(hit, inside.get(hit.start))]
        return sorted([*lands, *bodies], key=lambda hit: (hit.start, hit.end))


def _longest(found: dict[tuple[int, int], list[tuple[Form, Entry]]], kinds: tuple[str, ...]) -> list[Hit]:
    hits: list[Hit] = []
    taken: set[int] = set()
    for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        senses = [(form, entry) for form, entry in found[start, end] if entry.kind in kinds]
        if senses and taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            # A state's name beats its capital's ("Singapore"), and both beat a place of that name.
            place, form = min((entry.kind == "place", _FORMS.index(form)) for form, entry in senses)
            meant = [e for f, e in senses if (e.kind == "place", _FORMS.index(f)) == (place, form)]
            hits.append(Hit(start, end, _FORMS[form], tuple(meant)))
    return hits


def _refers(land: Hit, body: Hit | None) -> bool:
    """Whether a state's name refers to it: not as part of "Islamic State of Iraq and Syria", "Washington Post"."""
    if body is None or not body.start <= land.start < land.end <= body.end:
        return True
    if (land.start, land.end) == (body.start, body.end):
        return True
    if land.entries[0].kind == "place":
        return False
    own = any(state.country == entry.country for state in land.entries for entry in body.entries)
    return own and land.form in ("name", "demonym") and body.entries[0].type not in ("media", "think-tank")


_FORMS: tuple[Form, ...] = ("name", "demonym", "capital", "seat", "acronym", "designation", "generic")


@lru_cache(maxsize=2)
def gazetteer(nlp: Language) -> Gazetteer:
    """The reference names compiled for that language model's tokeniser."""
    from kg.cache import cached

    meanings: dict[tuple[str, ...], list[tuple[Form, Entry]]] = {}
    longest: dict[str, int] = {}
    named = list(_names())
    words = cached("names", _key(nlp), lambda: [[t.text for t in nlp.make_doc(name)] for name, _, _ in named])
    for tokens, (_, form, entry) in zip(words, named, strict=True):
        meanings.setdefault(tuple(tokens), []).append((form, entry))
        first = tokens[0].lower()
        longest[first] = max(len(tokens), longest.get(first, 0))
    return Gazetteer(meanings, longest)


def _key(nlp: Language) -> str:
    """Changes with the reference files, with the order of the names and with the tokeniser."""
    from spacy.about import __version__

    rules = (nlp.path or Path()) / "tokenizer"
    tokenizer: Any = nlp.tokenizer
    made_by = rules.read_bytes() if rules.is_file() else tokenizer.to_bytes()
    digest = hashlib.sha256(__version__.encode() + Path(__file__).read_bytes() + made_by)
    return f"{reference_hash()}-{digest.hexdigest()[:16]}"


def _names() -> Iterator[tuple[str, Form, Entry]]:
    for kind in _KINDS:
        for entry in reference().of_kind(kind):  # type: ignore[arg-type]
            for name in dict.fromkeys(entry.names):
                yield name, "name", entry
            forms: tuple[tuple[Form, tuple[str, ...]], ...] = (
                ("demonym", entry.demonyms),
                ("capital", entry.capitals),
                ("seat", entry.seats),
            )
            for form, names in forms:
                for name in names:
                    yield name, form, entry
