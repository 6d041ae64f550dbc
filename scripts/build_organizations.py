"""Writes ontology/organizations.ttl from the table scripts/organizations.txt, whose head says how it reads.

python scripts/build_organizations.py            writes the file
python scripts/build_organizations.py --check    exits with 1 if the file is not what would be written
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from kg.vocab import slug

_ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_name("organizations.txt")
TARGET = _ROOT / "ontology" / "organizations.ttl"
_WIDTH = 118

_HEAD = """\
# Organisations that defence news names: alliances, UN bodies, ministries, forces, arms makers and export agencies,
# armed groups, research institutes, parties, media. Written by scripts/build_organizations.py from
# scripts/organizations.txt: edit that table, not this file. Users' own go into a folder named by KG_REFERENCE.
#
#   rdfs:label              the name in full          skos:altLabel   acronyms, other names and spellings
#   kg:ambiguousLabel       those among the names that are ordinary words or somebody else's too
#   kg:organizationType     what kind of body         kg:country      the one state it belongs to
#   schema:sameAs           the English Wikipedia page, only where its title is certain

@prefix kg: <https://w3id.org/defence-kg/ontology#> .
@prefix organization: <https://w3id.org/defence-kg/id/organization/> .
@prefix country: <https://w3id.org/defence-kg/id/country/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
"""

# Both ways of writing a word; only whole words of a name.
_SPELLINGS = (("Defence", "Defense"), ("Organisation", "Organization"), ("Centre", "Center"), ("and", "&"))


class Organization(NamedTuple):
    """One line of the table; `ambiguous` are those of its names that count only in context."""

    type: str
    country: str | None
    name: str
    aliases: tuple[str, ...]
    ambiguous: frozenset[str]
    wikipedia: str | None


def organizations(table: str) -> list[Organization]:
    """The entries by type and name; raises ValueError with the line's number where one does not read."""
    found: list[Organization] = []
    kind = ""
    for number, line in enumerate(table.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            kind = line.strip("[] ")
            continue
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 3:
            fields.append("")
        if len(fields) != 4 or not kind or not fields[1]:
            raise ValueError(f"{TABLE.name}:{number}: not COUNTRY | name | other names | Wikipedia, under a [type]")
        found.append(_organization(kind, fields))
    return sorted(found, key=lambda o: (o.type, slug(o.name)))


def _organization(kind: str, fields: list[str]) -> Organization:
    country, first, others, page = fields
    written = [first, *(name.strip() for name in others.split(";") if name.strip())]
    names = [name.removeprefix("~") for name in written]
    spelt = {name: set(_spellings(name)) for name in names}
    label = names[0]
    return Organization(
        type=kind,
        country=None if country == "-" else country,
        name=label,
        aliases=tuple(sorted({s for group in spelt.values() for s in group} - {label})),
        ambiguous=frozenset(s for name in written if name.startswith("~") for s in spelt[name[1:]]),
        wikipedia=None if not page else page[1:].strip() or label,
    )


def _spellings(name: str) -> Iterator[str]:
    """The name as different typewriters and both Englishes give it."""
    forms = {name}
    for a, b in _SPELLINGS:
        forms |= {_respelt(form, a, b) for form in forms} | {_respelt(form, b, a) for form in forms}
    for form in forms:
        for plain in (form, _folded(form)):
            yield plain
            yield plain.replace("'", "’")


def _respelt(name: str, a: str, b: str) -> str:
    return " ".join(b if word == a else word for word in name.split(" "))


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize(
        "NFKD", name.replace("ı", "i").replace("ø", "o").replace("Ł", "L").replace("ł", "l")
    )
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def turtle() -> str:
    """The whole file."""
    return "\n".join([_HEAD, *map(_block, organizations(TABLE.read_text(encoding="utf-8")))])


def _block(entry: Organization) -> str:
    lines = [
        f"organization:{slug(entry.name)} a kg:Organization , kg:Actor",
        f'rdfs:label "{entry.name}"',
    ]
    for predicate, names in (("skos:altLabel", entry.aliases), ("kg:ambiguousLabel", sorted(entry.ambiguous))):
        if names:
            lines.append(_wrapped(predicate, names))
    lines.append(f"kg:organizationType kg:{entry.type}")
    if entry.country:
        lines.append(f"kg:country country:{entry.country}")
    lines.append('dcterms:source "general knowledge"')
    if entry.wikipedia:
        title = quote(entry.wikipedia.replace(" ", "_"), safe="/:,()'!*&+–")
        lines.append(f"schema:sameAs <https://en.wikipedia.org/wiki/{title}>")
    return " ;\n    ".join(lines) + " .\n"


def _wrapped(predicate: str, names: Iterable[str]) -> str:
    """A predicate with its strings, in lines of at most 118 characters."""
    text, used = predicate, 4 + len(predicate)
    for number, name in enumerate(names):
        piece = (" , " if number else " ") + f'"{name}"'
        if used + len(piece) > _WIDTH:
            text += " ,\n        " + piece.removeprefix(" , ").lstrip()
            used = 8 + len(piece)
        else:
            text += piece
            used += len(piece)
    return text


def main(arguments: list[str]) -> int:
    """Writes the file, or with --check says whether it is as it would be written."""
    text = turtle().encode()
    if arguments == ["--check"]:
        return int(TARGET.read_bytes() != text)
    TARGET.write_bytes(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
