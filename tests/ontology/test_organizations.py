"""`ontology/organizations.ttl` and the table and script it comes from."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import pytest
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS, SKOS

from kg.paths import ONTOLOGY
from kg.reference import Entry, reference
from kg.vocab import CONCEPTS, KG, SCHEMA, organization_iri

_KG = Namespace(KG)
_SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "build_organizations.py"


@lru_cache(maxsize=1)
def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_organizations", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@lru_cache(maxsize=1)
def _graph() -> Graph:
    return Graph().parse(ONTOLOGY / "organizations.ttl")


@lru_cache(maxsize=1)
def _listed() -> list[Entry]:
    file = {str(s) for s in _graph().subjects(RDF.type, _KG.Organization)}
    return [entry for entry in reference().of_kind("organization") if entry.iri in file]


def _by_name(name: str) -> Entry:
    found = [entry for entry in _listed() if name in entry.names]
    assert len(found) == 1, (name, found)
    return found[0]


def test_the_script_reproduces_the_file() -> None:
    """Byte for byte, so that nobody edits the Turtle and loses it at the next run."""
    assert _script().turtle().encode() == (ONTOLOGY / "organizations.ttl").read_bytes()
    assert _script().main(["--check"]) == 0


@pytest.mark.parametrize("line", ["USA Boeing", "USA | | Boeing |", "- | a | b | c | d"])
def test_a_line_that_does_not_read_is_named(line: str) -> None:
    """The error holds the number of the line."""
    with pytest.raises(ValueError, match=r"organizations\.txt:3: "):
        _script().organizations(f"[company]\n# a remark\n{line}\n")
    with pytest.raises(ValueError, match=r"organizations\.txt:1: "):
        _script().organizations("USA | Boeing | |\n")


def test_spellings_come_by_rule() -> None:
    """Both Englishes, without accents, both apostrophes; a mark goes to all spellings of its name."""
    (entry,) = _script().organizations("[company]\nFRA | Défense Centre | ~People's and Sons; X | =\n")
    assert entry.name == "Défense Centre"
    assert set(entry.aliases) == {
        "Défense Center", "Defense Centre", "Defense Center",
        "People's and Sons", "People’s and Sons", "People's & Sons", "People’s & Sons", "X",
    }  # fmt: skip
    assert entry.ambiguous == {name for name in entry.aliases if "Sons" in name}
    assert (entry.country, entry.wikipedia) == ("FRA", "Défense Centre")


def test_there_are_at_least_400_of_all_types() -> None:
    """Enough of each that matters in defence news."""
    counts = Counter(entry.type for entry in _listed())
    assert len(_listed()) >= 400
    wanted = {
        "alliance": 40, "international-organization": 60, "armed-force": 100, "ministry": 20, "government-body": 50,
        "parliament": 20, "company": 200, "armed-group": 50, "think-tank": 50, "media": 100, "ngo": 10, "party": 20,
    }  # fmt: skip
    assert {kind: counts[kind] for kind, least in wanted.items() if counts[kind] < least} == {}


def test_no_name_stands_for_two_things() -> None:
    """A label or alias belongs to one entry."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for entry in _listed():
        for name in entry.names:
            owners[name].add(entry.label)
    assert {name: sorted(who) for name, who in owners.items() if len(who) > 1} == {}


def test_names_of_states_are_nobody_elses() -> None:
    """No organisation takes the name, demonym, capital or seat of a state ("Pentagon", "Kremlin")."""
    states = {n for c in reference().of_kind("country") for n in (*c.names, *c.demonyms, *c.capitals, *c.seats)}
    assert [(entry.label, name) for entry in _listed() for name in entry.names if name in states] == []


def test_every_entry_is_complete() -> None:
    """One label, whose slug makes the IRI; one type; a source; at most one state, which exists."""
    for subject in _graph().subjects(RDF.type, _KG.Organization):
        (label,) = _graph().objects(subject, RDFS.label)
        assert organization_iri(str(label)) == str(subject)
        assert (subject, RDF.type, _KG.Actor) in _graph()
        (kind,) = _graph().objects(subject, _KG.organizationType)
        assert str(kind).removeprefix(KG) in CONCEPTS["OrganizationTypeScheme"]
        assert list(_graph().objects(subject, DCTERMS.source))
        states = {str(state) for state in _graph().objects(subject, _KG.country)}
        assert len(states) <= 1
        assert all(state.rsplit("/", 1)[-1] in reference().by_iso3 for state in states)
        marked = {str(name) for name in _graph().objects(subject, _KG.ambiguousLabel)}
        assert marked <= {str(label), *map(str, _graph().objects(subject, SKOS.altLabel))}


def test_a_public_page_identifies_one_entry() -> None:
    """English Wikipedia titles, each once."""
    pages = Counter(str(page) for page in _graph().objects(None, URIRef(SCHEMA + "sameAs")))
    assert len(pages) >= 300
    assert [page for page, count in pages.items() if count > 1] == []
    assert all(page.startswith("https://en.wikipedia.org/wiki/") and " " not in page for page in pages)


@pytest.mark.parametrize(
    ("name", "label", "kind", "country"),
    [
        ("NATO", "NATO", "alliance", None),
        ("North Atlantic Treaty Organization", "NATO", "alliance", None),
        ("CSTO", "Collective Security Treaty Organization", "alliance", None),
        ("EU", "European Union", "alliance", None),
        ("IAEA", "International Atomic Energy Agency", "international-organization", None),
        ("UNSC", "United Nations Security Council", "international-organization", None),
        ("IDF", "Israel Defense Forces", "armed-force", "ISR"),
        ("Israel Defence Forces", "Israel Defense Forces", "armed-force", "ISR"),
        ("PLA", "People's Liberation Army", "armed-force", "CHN"),
        ("People’s Liberation Army", "People's Liberation Army", "armed-force", "CHN"),
        ("Bundeswehr", "Bundeswehr", "armed-force", "DEU"),
        ("IRGC", "Islamic Revolutionary Guard Corps", "armed-force", "IRN"),
        ("DSCA", "Defense Security Cooperation Agency", "government-body", "USA"),
        ("DRDO", "Defence Research and Development Organisation", "government-body", "IND"),
        ("Rosoboronexport", "Rosoboronexport", "company", "RUS"),
        ("Raytheon", "RTX Corporation", "company", "USA"),
        ("MBDA", "MBDA", "company", None),
        ("TKMS", "Thyssenkrupp Marine Systems", "company", "DEU"),
        ("PGZ", "Polska Grupa Zbrojeniowa", "company", "POL"),
        ("Ansar Allah", "Houthis", "armed-group", "YEM"),
        ("M23", "M23", "armed-group", "COD"),
        ("RSF", "Rapid Support Forces", "armed-group", "SDN"),
        ("SIPRI", "Stockholm International Peace Research Institute", "think-tank", "SWE"),
        ("KCNA", "Korean Central News Agency", "media", "PRK"),
        ("Lok Sabha", "Lok Sabha", "parliament", "IND"),
    ],
)
def test_readers_meet_these_names(name: str, label: str, kind: str, country: str | None) -> None:
    """Names from the news lead to the organisation they mean."""
    entry = _by_name(name)
    assert (entry.label, entry.type, entry.country) == (label, kind, country)


@pytest.mark.parametrize("name", ["Quad", "Wagner", "Taurus", "Leonardo", "Dawn", "Congress", "RSF", "AU", "Rafael"])
def test_ordinary_words_are_marked(name: str) -> None:
    """A name that is a word, a person or somebody else's acronym too counts only in context."""
    assert name in _by_name(name).ambiguous


@pytest.mark.parametrize("name", ["NATO", "Lockheed Martin", "Rheinmetall", "Hezbollah", "Reuters", "DSCA"])
def test_telling_names_are_not_marked(name: str) -> None:
    """Nothing else is called so."""
    assert name not in _by_name(name).ambiguous
