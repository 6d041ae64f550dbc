"""`kg.reference`, and what a user's own Turtle (`KG_REFERENCE`) changes, from the text to the export."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from rdflib import Namespace

from kg.paths import ONTOLOGY
from kg.reference import reference, reference_files, reference_hash
from kg.vocab import KG, country_iri

_KG = Namespace(KG)
_MY = Namespace("https://example.org/id/")

_OWN = f"""
@prefix kg: <{KG}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix my: <https://example.org/id/> .
my:quillon a kg:Organization , kg:Actor ; rdfs:label "Quillon Dynamics" ; skos:altLabel "QDX" ;
    kg:organizationType kg:company ; kg:country <{country_iri("BEL")}> .
my:otter a kg:WeaponSystem ; rdfs:label "Zorro-9" ; skos:altLabel "Night Otter" ; kg:category kg:missiles ;
    kg:origin <{country_iri("BEL")}> .
my:gravelmoor a kg:Place ; rdfs:label "Gravelmoor" ; kg:placeType kg:training-area ; kg:country <{country_iri("BEL")}> ;
    geo:lat 50.1 ; geo:long 4.2 .
my:jan a kg:Person , kg:Actor ; rdfs:label "Jan Verbeke" ; kg:country <{country_iri("BEL")}> .
<{country_iri("BEL")}> skos:altLabel "Flatland" .
"""
_TEXT = """Missiles for Latvia

Quillon Dynamics sold 20 Night Otter missiles to Latvia in 2024, Jan Verbeke said. "QDX did well," Verbeke said.

Troops of Flatland trained in Gravelmoor.
"""


def kg(*args: str | Path, reference: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command as a user does, with that KG_REFERENCE."""
    environment = {name: value for name, value in os.environ.items() if name != "KG_REFERENCE"}
    if reference is not None:
        environment["KG_REFERENCE"] = reference
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, args)], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a user's reference file, and an article beside it."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "mine.ttl").write_text(_OWN, encoding="utf-8")
    (tmp_path / "a.txt").write_text(_TEXT, encoding="utf-8")
    return folder


def test_own_names_are_recognised_and_exported(own: Path, tmp_path: Path) -> None:
    """An organisation, a weapon, a place, a person and another name for a state, under their own IRIs, described."""
    store = tmp_path / "store"
    assert kg("load", tmp_path / "a.txt", "-s", store, reference=str(own)).returncode == 0
    exported = kg("export", "-s", store)
    assert exported.returncode == 0
    graph = rdflib.Graph().parse(data=exported.stdout, format="turtle")
    mentioned = set(graph.objects(None, _KG.mentions))
    assert {_MY.quillon, _MY.otter, _MY.gravelmoor, _MY.jan, rdflib.URIRef(country_iri("BEL"))} <= mentioned
    assert (None, _KG.supplier, _MY.quillon) in graph
    assert (None, _KG.supplierState, rdflib.URIRef(country_iri("BEL"))) in graph
    assert (None, _KG.weapon, _MY.otter) in graph
    assert len(set(graph.subjects(_KG.speaker, _MY.jan))) == 2
    assert (_MY.gravelmoor, _KG.placeType, _KG["training-area"]) in graph
    assert kg("validate", "--reference", "-s", store, reference=str(own)).returncode == 0


def test_other_reference_data_reads_the_articles_again(own: Path, tmp_path: Path) -> None:
    """The extractor version holds the data's hash: adding a folder replaces, the same folder changes nothing."""
    store = tmp_path / "store"
    assert "loaded 1" in kg("load", tmp_path / "a.txt", "-s", store).stderr
    assert "replaced 1" in kg("load", tmp_path / "a.txt", "-s", store, reference=str(own)).stderr
    assert "unchanged 1" in kg("load", tmp_path / "a.txt", "-s", store, reference=str(own)).stderr


def test_missing_folder_is_wrong_use(tmp_path: Path) -> None:
    """Exit code 2 and a line that names the setting and the folder."""
    (tmp_path / "a.txt").write_text(_TEXT, encoding="utf-8")
    done = kg("load", tmp_path / "a.txt", "-s", tmp_path / "store", reference=str(tmp_path / "none"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"KG_REFERENCE names {tmp_path / 'none'}" in done.stderr


def test_broken_file_is_named_with_its_line(own: Path, tmp_path: Path) -> None:
    """One line with file and line number, no traceback."""
    (own / "bad.ttl").write_text("@prefix kg: <urn:kg#> .\n\nkg:a kg:b .\n", encoding="utf-8")
    done = kg("load", tmp_path / "a.txt", "-s", tmp_path / "store", reference=str(own))
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert f"{own / 'bad.ttl'}:3: " in done.stderr


def test_several_folders(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are parted as in PATH; the program's own files come first; schema files are no reference data."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.ttl").touch()
    (other / "a.ttl").touch()
    monkeypatch.setenv("KG_REFERENCE", os.pathsep.join([str(own), str(other)]))
    files = reference_files()
    assert files[-3:] == [own / "mine.ttl", other / "a.ttl", other / "b.ttl"]
    assert [file.name for file in files[:-3]] == sorted(file.name for file in files[:-3])
    assert not {"kg.ttl", "shapes.ttl"} & {file.name for file in files}


def test_entries_hold_what_the_files_say() -> None:
    """Codes instead of IRIs, local names of concepts, names sorted."""
    russia = reference().by_iso3["RUS"]
    assert (russia.kind, russia.label, russia.country) == ("country", "Russia", "RUS")
    assert "Kremlin" in russia.seats
    nato = reference().entries["https://w3id.org/defence-kg/id/organization/nato"]
    assert (nato.kind, nato.type, nato.country, nato.generic) == ("organization", "alliance", None, False)
    assert nato.names[0] == "NATO"
    assert list(nato.aliases) == sorted(nato.aliases)


def test_hash_is_of_the_files_bytes() -> None:
    """Sixteen hexadecimal digits, the same for the same files."""
    assert reference_hash() == reference_hash.__wrapped__()
    assert len(reference_hash()) == 16
    assert int(reference_hash(), 16) >= 0
    assert all(file.parent == ONTOLOGY for file in reference_files())
