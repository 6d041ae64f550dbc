"""Writes ontology/countries.ttl: every country and territory of ISO 3166-1, and Kosovo, as the news names them.

    python scripts/build_countries.py            writes the file
    python scripts/build_countries.py --check    exits with 1 if the file is not what would be written

Codes and official names come from pycountry, capitals, demonyms and UN regions from countryinfo, and all
that those lack or say otherwise than English-language news does from scripts/countries.toml. The same
versions of the three give the same bytes.
"""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pycountry
from countryinfo import CountryInfo

_ROOT = Path(__file__).resolve().parent.parent
TARGET = _ROOT / "ontology" / "countries.ttl"
_KEPT = Path(__file__).with_name("countries.toml")
_WIDTH = 118

_HEAD = """\
# Countries and territories: ISO 3166-1, and Kosovo under its user-assigned code. Written by
# scripts/build_countries.py from pycountry (ISO 3166-1), countryinfo (capitals, demonyms, UN regions) and
# scripts/countries.toml (what news writes besides): edit that table, not this file.
#
#   rdfs:label          the English short name       skos:altLabel   other, official and abbreviated names
#   kg:demonym          adjectives, nouns, plurals   kg:capital      capitals, in all spellings met, and other
#   kg:seat             buildings, streets that                      cities that stand for the government
#                       stand for the government     kg:region       the UN M49 sub-region
#   kg:administeredBy   a territory's state          schema:sameAs   the EU Publications Office's country

@prefix kg: <https://w3id.org/defence-kg/ontology#> .
@prefix country: <https://w3id.org/defence-kg/id/country/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
"""
_AUTHORITY = "http://publications.europa.eu/resource/authority/country/"

# Adjectives and nouns that are their own plural: Chinese, British, Dutch, Swiss, Manx, Hellenic, Malagasy.
_UNINFLECTED = re.compile(r"(?:ese|sh|ch|s|x|z|ic)$")


class Country(NamedTuple):
    """One entry of the file; names in the order they are written."""

    iso3: str
    iso2: str
    label: str
    aliases: list[str]
    demonyms: list[str]
    capitals: list[str]
    seats: list[str]
    region: str | None
    administered_by: str | None
    in_iso: bool = True


def countries() -> list[Country]:
    """All entries in the order of their codes; raises ValueError where the kept table names no such country."""
    kept = tomllib.loads(_KEPT.read_text(encoding="utf-8"))
    others = sorted(kept.keys() - {c.alpha_3 for c in _iso()})
    for code in others:
        if "iso2" not in kept[code]:
            raise ValueError(f"{_KEPT.name}: [{code}] is not in ISO 3166-1 and gives no iso2 code")
    listed = {c.alpha_3: _country(c.alpha_3, c.alpha_2, _names(c), _facts(c), kept.get(c.alpha_3, {})) for c in _iso()}
    for code in others:
        extra = kept[code]
        entry = _country(code, extra["iso2"], [extra["label"], extra["official"]], {}, extra)
        listed[code] = entry._replace(in_iso=False)
    return [listed[code] for code in sorted(listed)]


def _iso() -> Iterable[Any]:
    return pycountry.countries


def _names(country: Any) -> list[str]:
    """The short names, then the official one; inverted ones ("Korea, Republic of") are left out."""
    found = [getattr(country, key, None) for key in ("common_name", "name", "official_name")]
    return [name.removeprefix("the ") for name in found if name and not re.search("[,(]", name)]


def _facts(country: Any) -> dict[str, Any]:
    info = dict(CountryInfo(country.alpha_2).info())
    codes: Any = info["ISO"]
    if codes["alpha3"] != country.alpha_3:
        raise ValueError(f"countryinfo takes {country.alpha_2} for {codes['alpha3']}")
    return info


def _country(iso3: str, iso2: str, names: list[str], facts: dict[str, Any], kept: dict[str, Any]) -> Country:
    of = kept.get("of")
    label = kept.get("label") or names[0]
    plain = frozenset(kept.get("plain", ()))
    known_demonyms = [] if of else [d for d in (facts.get("demonym") or "").split(",") if d]
    known_capitals = [] if of else [c for c in (facts.get("capital"),) if c]
    demonyms = [form for word in kept.get("demonyms", known_demonyms) for form in (word, _plural(word))]
    return Country(
        iso3=iso3,
        iso2=iso2,
        label=label,
        aliases=_spellings([label, *names, *kept.get("aliases", ())], plain, without=label),
        demonyms=_spellings([*demonyms, *kept.get("people", ())], plain),
        capitals=_spellings(kept.get("capitals", known_capitals), plain),
        seats=_spellings(kept.get("seats", ()), plain),
        region=kept.get("region", facts.get("subregion")) or None,
        administered_by=of,
    )


def _plural(demonym: str) -> str:
    return demonym if _UNINFLECTED.search(demonym) else demonym + "s"


def _spellings(names: Iterable[str], plain: frozenset[str], *, without: str = "") -> list[str]:
    """The names with their variants, sorted, each once."""
    return sorted({variant for name in names for variant in _variants(name, accents=name in plain)} - {without})


def _variants(name: str, *, accents: bool) -> Iterator[str]:
    """A name as different typewriters give it: no accents, "St.", "&", a curly apostrophe."""
    forms = {name} if accents else {name, _folded(name)}
    for form in sorted(forms):
        for saint in {form, form.replace("Saint ", "St. "), form.replace("Saint ", "St ")}:
            for joined in {saint, saint.replace(" and ", " & ")}:
                yield joined
                yield joined.replace("'", "’")
                yield joined.replace("’", "'")


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ø", "o"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def turtle() -> str:
    """The whole file."""
    return "\n".join([_HEAD, *(_block(country) for country in countries())])


def _block(country: Country) -> str:
    lines = [f"country:{country.iso3} a kg:Country , kg:Actor", f'rdfs:label "{country.label}"']
    for predicate, names in (
        ("skos:altLabel", country.aliases),
        ("kg:demonym", country.demonyms),
        ("kg:capital", country.capitals),
        ("kg:seat", country.seats),
    ):
        if names:
            lines.append(_wrapped(predicate, names))
    lines.append(f'kg:iso2 "{country.iso2}"')
    lines.append(f'kg:iso3 "{country.iso3}"')
    if country.region:
        lines.append(f"kg:region kg:{country.region.lower().replace(' ', '-')}")
    if country.administered_by:
        lines.append(f"kg:administeredBy country:{country.administered_by}")
    source = "ISO 3166-1" if country.in_iso else "user-assigned code"
    lines.append(f'dcterms:source "{source}; names and seats: general knowledge"')
    if country.in_iso:
        lines.append(f"schema:sameAs <{_AUTHORITY}{country.iso3}>")
    return " ;\n    ".join(lines) + " .\n"


def _wrapped(predicate: str, names: list[str]) -> str:
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
