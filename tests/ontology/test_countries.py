"""`ontology/countries.ttl` and the script and table it comes from."""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import pycountry
import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.namespace import DCTERMS

from kg.paths import ONTOLOGY
from kg.reference import Entry, reference
from kg.vocab import CONCEPTS, KG, country_iri

_KG = Namespace(KG)
_SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "build_countries.py"


@lru_cache(maxsize=1)
def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_countries", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@lru_cache(maxsize=1)
def _graph() -> Graph:
    return Graph().parse(ONTOLOGY / "countries.ttl")


def _country(code: str) -> Entry:
    return reference().by_iso3[code]


def test_the_script_reproduces_the_file() -> None:
    """Byte for byte from the pinned pycountry and countryinfo and the kept table."""
    assert _script().turtle().encode() == (ONTOLOGY / "countries.ttl").read_bytes()
    assert _script().main(["--check"]) == 0


def test_a_code_that_is_nobodys_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A mistyped section of the table is an error, not a new state."""
    kept = tmp_path / "countries.toml"
    kept.write_text('[FRX]\naliases = ["Frankreich"]\n', encoding="utf-8")
    monkeypatch.setattr(_script(), "_KEPT", kept)
    with pytest.raises(ValueError, match=r"\[FRX\] is not in ISO 3166-1"):
        _script().countries()


def test_all_of_iso_3166_and_kosovo() -> None:
    """Every alpha-3 code with its alpha-2, and XKX; nothing else."""
    listed = {
        str(_graph().value(s, _KG.iso3)): str(_graph().value(s, _KG.iso2))
        for s in _graph().subjects(RDF.type, _KG.Country)
    }
    assert listed == {c.alpha_3: c.alpha_2 for c in pycountry.countries} | {"XKX": "XK"}
    assert {str(s) for s in _graph().subjects(RDF.type, _KG.Country)} == {country_iri(code) for code in listed}


def test_every_entry_has_region_and_source() -> None:
    """A UN sub-region (Antarctica has none), and where the entry comes from."""
    for subject in _graph().subjects(RDF.type, _KG.Country):
        regions = [str(region).removeprefix(KG) for region in _graph().objects(subject, _KG.region)]
        assert set(regions) <= set(CONCEPTS["RegionScheme"])
        assert len(regions) == (0 if str(subject).endswith("ATA") else 1), subject
        assert list(_graph().objects(subject, DCTERMS.source))


def test_every_sovereign_state_has_capital_and_demonym() -> None:
    """Only territories go without; the Holy See's people have no name."""
    territories = {str(s).rsplit("/", 1)[-1] for s in _graph().subjects(_KG.administeredBy, None)}
    states = [e for code, e in reference().by_iso3.items() if code not in territories | {"ATA"}]
    assert len(states) >= 193
    assert [e.label for e in states if not e.capitals] == []
    assert [e.label for e in states if not e.demonyms] == ["Vatican City"]


def test_territories_belong_to_a_listed_state() -> None:
    """And that state is no territory itself."""
    pairs = {(str(s), str(o)) for s, o in _graph().subject_objects(_KG.administeredBy)}
    territories = {territory for territory, _ in pairs}
    assert len(pairs) == len(territories) >= 40
    assert {state for _, state in pairs} <= {country_iri(code) for code in reference().by_iso3} - territories


def test_few_names_stand_for_two_states() -> None:
    """The Congos, the Koreas and Dominica's people; context decides. No other name is shared, whatever its kind."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for code, entry in reference().by_iso3.items():
        for name in (*entry.names, *entry.demonyms, *entry.capitals, *entry.seats):
            owners[name].add(code)
    shared = {name: who for name, who in owners.items() if len(who) > 1}
    assert set(shared) == {"Congo", "Congolese", "Dominican", "Dominicans", "Korea", "Korean", "Koreans"}
    assert set(map(frozenset, shared.values())) == {
        frozenset({"COG", "COD"}), frozenset({"DOM", "DMA"}), frozenset({"KOR", "PRK"})
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "label", "alias", "demonym", "capital"),
    [
        ("USA", "United States", "U.S.", "American", "Washington"),
        ("GBR", "United Kingdom", "Britain", "Briton", "London"),
        ("RUS", "Russia", "Russian Federation", "Russian", "Moscow"),
        ("CHN", "China", "PRC", "Chinese", "Beijing"),
        ("PRK", "North Korea", "DPRK", "North Koreans", "Pyongyang"),
        ("KOR", "South Korea", "Republic of Korea", "South Korean", "Seoul"),
        ("CIV", "Ivory Coast", "Cote d'Ivoire", "Ivorian", "Abidjan"),
        ("TUR", "Turkey", "Türkiye", "Turks", "Ankara"),
        ("MMR", "Myanmar", "Burma", "Burmese", "Naypyidaw"),
        ("CZE", "Czech Republic", "Czechia", "Czechs", "Prague"),
        ("UKR", "Ukraine", None, "Ukrainian", "Kiev"),
        ("VEN", "Venezuela", "Bolivarian Republic of Venezuela", "Venezuelans", "Caracas"),
        ("FRA", "France", "French Republic", "Frenchmen", "Paris"),
        ("NLD", "Netherlands", "Holland", "Dutch", "The Hague"),
        ("TWN", "Taiwan", "Republic of China", "Taiwanese", "Taipei"),
        ("ISR", "Israel", None, "Israelis", "Jerusalem"),
        ("XKX", "Kosovo", "Republic of Kosovo", "Kosovar", "Pristina"),
    ],
)
def test_news_names_states_so(code: str, label: str, alias: str | None, demonym: str, capital: str) -> None:
    """Short name, alias, demonym and capital as newspapers write them."""
    entry = _country(code)
    assert entry.label == label
    assert alias is None or alias in entry.aliases
    assert demonym in entry.demonyms
    assert capital in entry.capitals


@pytest.mark.parametrize(
    ("code", "seats"),
    [
        ("RUS", {"Kremlin"}),
        ("USA", {"Foggy Bottom"}),
        ("GBR", {"Downing Street", "Whitehall", "Number 10"}),
        ("FRA", {"Élysée", "Elysee", "Quai d'Orsay", "Quai d’Orsay", "Matignon"}),
        ("CHN", {"Zhongnanhai"}),
        ("KOR", {"Blue House"}),
        ("IND", {"South Block"}),
        ("VEN", {"Miraflores"}),
        ("UKR", {"Bankova"}),
    ],
)
def test_seats_of_government_are_known(code: str, seats: set[str]) -> None:
    """Buildings and streets that act for their state."""
    assert seats <= set(_country(code).seats)
