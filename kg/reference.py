"""The reference data (`ontology/*.ttl`) as plain values: what the gazetteers are made of.

Users extend it by dropping a Turtle file of the same form into the ontology folder, or into a folder
named by `KG_REFERENCE`.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import UsageError
from kg.paths import ONTOLOGY
from kg.vocab import KG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from kg.models import EntityKind

_SCHEMA_FILES = ("kg.ttl", "shapes.ttl")
_KINDS: dict[str, EntityKind] = {
    KG + "Country": "country",
    KG + "Organization": "organization",
    KG + "Person": "person",
    KG + "Place": "place",
    KG + "WeaponSystem": "weapon",
}


class Entry(NamedTuple):
    """One reference entity; every field but the first three may be empty."""

    iri: str
    kind: EntityKind
    label: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    """ISO alpha-3: its own (a country), its state's (an organisation, a place), its origin (a weapon)."""
    type: str | None = None
    """Organisation type, weapon category or place type, as a local name."""
    generic: bool = False
    ambiguous: frozenset[str] = frozenset()
    """Labels that are common words or other names too, and need context."""
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    territory: bool = False
    """Of a country: administered by another state, so a place but no state."""
    partners: tuple[str, ...] = ()
    """Of a weapon: the alpha-3 codes of the states that build it besides its first origin."""

    @property
    def names(self) -> tuple[str, ...]:
        """The label and every alias."""
        return (self.label, *self.aliases)


class Reference(NamedTuple):
    """All reference entities by IRI, and countries by code besides."""

    entries: dict[str, Entry]
    by_iso3: dict[str, Entry]

    def of_kind(self, kind: EntityKind) -> list[Entry]:
        """The entries of one kind, in IRI order."""
        return [entry for _, entry in sorted(self.entries.items()) if entry.kind == kind]


def reference_files() -> list[Path]:
    """The Turtle files that hold reference data, in a fixed order; raises UsageError for a missing folder."""
    folders = [ONTOLOGY, *(Path(f) for f in os.environ.get("KG_REFERENCE", "").split(os.pathsep) if f)]
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"KG_REFERENCE names {folder}, which is no folder")
    return [file for folder in folders for file in sorted(folder.glob("*.ttl")) if file.name not in _SCHEMA_FILES]


@lru_cache(maxsize=1)
def reference_hash() -> str:
    """A short hash of the reference files' bytes: part of the extractor's version."""
    digest = hashlib.sha256()
    for file in reference_files():
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def reference() -> Reference:
    """The reference entities; raises UsageError naming file and line where a file does not parse."""
    from kg.cache import cached

    # A list for each entry, in the order of its fields; JSON has no sets and no tuples.
    rows = cached("reference", _code_hash(), _parsed)
    entries = {row[0]: Entry(*map(_frozen, Entry._fields, row)) for row in rows}
    return Reference(entries, {e.country: e for e in entries.values() if e.kind == "country" and e.country})


def _frozen(field: str, value: Any) -> Any:
    if isinstance(value, list):
        return frozenset(value) if field == "ambiguous" else tuple(value)
    return value


def _code_hash() -> str:
    """Changes with the reference files and with this module."""
    return f"{reference_hash()}-{hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]}"


def _parsed() -> list[list[Any]]:
    described: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in reference_files():
        for subject, predicate, value in _triples(file):
            described[subject][predicate].append(value)
    entries = [entry for iri, found in described.items() if (entry := _entry(iri, found, described))]
    return [[sorted(v) if isinstance(v, frozenset) else v for v in entry] for entry in entries]


def _triples(file: Path) -> list[tuple[str, str, str]]:
    from pyoxigraph import RdfFormat, parse

    try:
        return [
            (quad.subject.value, quad.predicate.value, quad.object.value)
            for quad in parse(path=file, format=RdfFormat.TURTLE)
        ]
    except SyntaxError as error:
        raise UsageError(f"{file}:{error.lineno}: {error.msg}; mend the file, or take it out of the folder") from error


def _entry(iri: str, found: dict[str, list[str]], described: dict[str, dict[str, list[str]]]) -> Entry | None:
    kind = next((_KINDS[t] for t in found.get(RDF + "type", ()) if t in _KINDS), None)
    labels = found.get(RDFS + "label")
    if kind is None or not labels:
        return None

    def many(name: str) -> tuple[str, ...]:
        return tuple(sorted(set(found.get(KG + name, ()))))

    def one(name: str) -> str | None:
        return next(iter(found.get(KG + name, ())), None)

    def code(country: str) -> str:
        return next(iter(described.get(country, {}).get(KG + "iso3", ())), country.rsplit("/", 1)[-1])

    home = one("iso3") if kind == "country" else (one("country") or one("origin"))
    if home and kind != "country":
        home = code(home)
    kind_type = one("organizationType") or one("category") or one("placeType")
    return Entry(
        iri=iri,
        kind=kind,
        label=labels[0],
        aliases=tuple(sorted({*found.get(SKOS + "altLabel", ()), *labels[1:]})),
        country=home,
        type=kind_type.removeprefix(KG) if kind_type else None,
        generic=one("generic") == "true",
        ambiguous=frozenset(found.get(KG + "ambiguousLabel", ())),
        demonyms=many("demonym"),
        capitals=many("capital"),
        seats=many("seat"),
        territory=bool(one("administeredBy")),
        partners=tuple(map(code, found.get(KG + "origin", ())[1:])),
    )
