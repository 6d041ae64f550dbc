"""The main job on the project's real article: what it says is in the store, tied to its words, and leaves as Turtle."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import Solutions, Store, open_store
from kg.vocab import article_iri

SEEDS = Path(__file__).parents[1] / "seeds"
SEED = SEEDS / "caracas-russian-weapons.txt"
ARTICLE = article_iri("caracas-russian-weapons")


def kg(*args: object) -> subprocess.CompletedProcess[str]:
    """The command's result, run as a user would."""
    command = [sys.executable, "-m", "kg", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with all seeds."""
    store = tmp_path_factory.mktemp("main") / "store"
    loaded = kg("load", SEEDS, "-s", store)
    assert (loaded.returncode, loaded.stdout) == (0, ""), loaded.stderr
    return store


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """The store, read."""
    with open_store(folder) as opened:
        yield opened


def rows(store: Store, pattern: str, variables: str) -> list[tuple[str | None, ...]]:
    """The values of some variables of a pattern in the seed article's graph, sorted."""
    sparql = f"SELECT DISTINCT {variables} WHERE {{ GRAPH <{ARTICLE}> {{ {pattern} }} }}"
    found = store.query(sparql)
    assert isinstance(found, Solutions)
    told = [tuple(None if t is None else str(getattr(t, "value", t)) for t in row) for row in found]
    return sorted(told, key=str)


def test_maduro_is_a_president_of_venezuela(store: Store) -> None:
    """One entity of that name, a person, president, of Venezuela, named by his surname too."""
    found = rows(store, "?x a kg:Person ; rdfs:label ?name ; kg:role ?role ; kg:country ?state", "?name ?role ?state")
    assert ("Nicolás Maduro", "president", "https://w3id.org/defence-kg/id/country/VEN") in [
        (name, (role or "").removeprefix("re-elected "), state) for name, role, state in found
    ]


def test_maduro_makes_at_least_five_statements(store: Store) -> None:
    """Two direct or mixed ones and the indirect ones, all his."""
    said = rows(
        store, "?s a kg:Statement ; kg:speaker [ rdfs:label 'Nicolás Maduro' ] ; kg:content ?c ; kg:form ?f", "?c ?f"
    )
    assert len(said) >= 5
    quoted = [content for content, form in said if form and form.rpartition("#")[2] in ("direct", "mixed")]
    assert any(c and c.startswith("We will make investments") for c in quoted)
    assert any(c and c.startswith("We are a peaceful country") for c in quoted)
    reported = " | ".join(str(c) for c, form in said if form and form.endswith("#indirect"))
    for words in (
        "Caracas will make investments",
        "his people are a great force",
        "soldiers are ready to die",
        "Caracas planned to continue buying",
    ):
        assert words in reported


def test_twitter_does_not_speak(store: Store) -> None:
    """The network that carried the speech is neither speaker nor actor, and the newsletter line gives nothing."""
    assert rows(store, "?s kg:speakerLabel ?l FILTER(CONTAINS(LCASE(?l), 'twitter'))", "?l") == []
    assert rows(store, "?x rdfs:label ?l FILTER(REGEX(?l, 'twitter|newsletter|advertisement', 'i'))", "?l") == []


def test_one_exercise_with_its_superlative(store: Store) -> None:
    """Venezuela takes part, it ends on --02-15, and its size is quoted; its start only as inferred."""
    exercise = "?e a kg:MilitaryExercise"
    assert len(rows(store, exercise, "?e")) == 1
    assert rows(store, f"{exercise} ; kg:endDate ?d", "?d") == [("--02-15",)]
    assert ("https://w3id.org/defence-kg/id/country/VEN",) in rows(store, f"{exercise} ; kg:participant ?p", "?p")
    superlative = rows(store, f"{exercise} ; kg:superlative ?s", "?s")
    assert superlative == [("the largest military exercise in the history of Venezuela",)]
    started = rows(store, f"{exercise} ; kg:startDate ?d . OPTIONAL {{ ?e kg:inferred ?i }}", "?d ?i")
    assert all(inferred is not None for _, inferred in started)


def test_one_transfer_considered_and_one_supply_relation(store: Store) -> None:
    """Russia to Venezuela, considered; "the main importer" is a relation and no transfer; Igla is no deal."""
    parties = "kg:supplierState ?s ; kg:recipientState ?r"
    russia, venezuela = (f"https://w3id.org/defence-kg/id/country/{code}" for code in ("RUS", "VEN"))
    assert rows(store, f"?t a kg:ArmsTransfer ; {parties} ; kg:status ?st", "?s ?r ?st") == [
        (russia, venezuela, "https://w3id.org/defence-kg/ontology#considered")
    ]
    assert rows(store, f"?t a kg:SupplyRelation ; {parties}", "?s ?r") == [(russia, venezuela)]
    assert rows(store, "?t kg:item/kg:weapon ?w FILTER(CONTAINS(STR(?w), 'igla'))", "?w") == []
    assert len(rows(store, f"<{ARTICLE}> kg:mentions ?w FILTER(CONTAINS(STR(?w), '/weapon/igla'))", "?w")) == 1


def test_igla_comes_from_russia(store: Store) -> None:
    """The reference data knows its origin."""
    found = store.query(
        "SELECT ?o WHERE { GRAPH ?a { ?a kg:mentions ?w } GRAPH kgg:reference { ?w kg:origin ?o ; rdfs:label 'Igla' } }"
    )
    assert isinstance(found, Solutions)
    assert {str(row[0].value) for row in found if row[0]} == {"https://w3id.org/defence-kg/id/country/RUS"}  # type: ignore[union-attr]


def test_countries_are_exactly_three(store: Store) -> None:
    """Venezuela, Russia, China: Latin America and the Americas are no states."""
    found = rows(store, f"<{ARTICLE}> kg:mentions ?c FILTER(CONTAINS(STR(?c), '/country/'))", "?c")
    assert [str(iri).rpartition("/")[2] for (iri,) in found] == ["CHN", "RUS", "VEN"]


def test_actors_have_names_and_countries(store: Store) -> None:
    """Guaidó with his country and office, the National Assembly and the Armed Forces."""
    people = rows(store, "?x a kg:Person ; rdfs:label ?n ; kg:country ?c ; kg:role ?r", "?n ?c ?r")
    guaido = [(c, r) for name, c, r in people if name == "Juan Guaidó"]
    assert len(guaido) == 1
    assert str(guaido[0][0]).endswith("/VEN")
    assert "president" in str(guaido[0][1]).casefold()
    found = store.query(
        f"SELECT ?n WHERE {{ GRAPH <{ARTICLE}> {{ <{ARTICLE}> kg:mentions ?x }} "
        "GRAPH ?g { ?x a kg:Organization ; rdfs:label ?n } }"
    )
    assert isinstance(found, Solutions)
    bodies = {str(getattr(row[0], "value", "")) for row in found}
    assert any("National Assembly" in name for name in bodies)
    assert any("Armed Forces" in name for name in bodies)


def test_every_evidence_equals_the_text_at_its_offsets(store: Store) -> None:
    """In all seeds; offsets are code points of the stored text."""
    found = store.query(
        "SELECT ?text ?start ?end ?exact WHERE { GRAPH ?a { ?a kg:text ?text . "
        "?e a kg:Evidence ; prov:wasQuotedFrom ?a ; oa:start ?start ; oa:end ?end ; oa:exact ?exact } }"
    )
    assert isinstance(found, Solutions)
    spans = [[str(getattr(term, "value", "")) for term in row] for row in found]
    assert len(spans) > 100
    assert all(text[int(start) : int(end)] == exact for text, start, end, exact in spans)


def test_every_fact_has_evidence_confidence_and_rule(store: Store) -> None:
    """No fact of any class lacks one of the three."""
    found = store.query(
        "SELECT ?f WHERE { GRAPH ?a { VALUES ?c { kg:Statement kg:MilitaryExercise kg:ArmsTransfer kg:SupplyRelation } "
        "?f a ?c . OPTIONAL { ?f prov:wasDerivedFrom ?e ; kg:confidence ?n ; kg:extractor ?r } FILTER(!BOUND(?e)) } }"
    )
    assert isinstance(found, Solutions)
    assert list(found) == []


def test_graph_conforms_to_its_shapes(folder: Path) -> None:
    """SHACL finds nothing."""
    checked = kg("validate", "-s", folder)
    assert checked.returncode == 0, checked.stdout[:2000]


def test_export_is_the_same_whatever_the_order(folder: Path, tmp_path: Path) -> None:
    """Twice from one store, and from a store loaded file by file backwards: the same bytes."""
    first, again, other = (tmp_path / name for name in ("a.ttl", "b.ttl", "c.ttl"))
    assert kg("export", first, "-s", folder).returncode == 0
    assert kg("export", again, "-s", folder).returncode == 0
    for seed in sorted(SEEDS.glob("*.txt"), reverse=True):
        assert kg("load", seed, "-s", tmp_path / "backwards").returncode == 0
    assert kg("export", other, "-s", tmp_path / "backwards").returncode == 0
    assert first.read_bytes() == again.read_bytes() == other.read_bytes()
    assert len(first.read_bytes()) > 20_000


def test_publication_date_replaces_the_article_and_dates_the_exercise(folder: Path, tmp_path: Path) -> None:
    """With a date in the header the end is 2019-02-15, and its year is marked as inferred."""
    news, copy = tmp_path / "news", tmp_path / "store"
    news.mkdir()
    shutil.copy(SEED, news / SEED.name)
    assert kg("load", news, "-s", copy).returncode == 0
    title, _, body = SEED.read_text(encoding="utf-8").partition("\n")
    (news / SEED.name).write_text(f"title: {title}\npublished: 2019-02-11\n\n{body.lstrip()}", encoding="utf-8")
    again = kg("load", news, "-s", copy)
    assert "replaced 1" in again.stderr
    with open_store(copy) as opened:
        found = rows(opened, "?e a kg:MilitaryExercise ; kg:endDate ?d ; kg:inferred ?i", "?d ?i")
    assert ("2019-02-15", "https://w3id.org/defence-kg/ontology#endDate") in found


def test_loading_again_writes_nothing_and_removing_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    """Seven unchanged; after `kg remove` no triple names the article."""
    copy = tmp_path / "copy"
    assert kg("backup", copy, "-s", folder).returncode == 0
    again = kg("load", SEEDS, "-s", copy)
    assert "loaded 0" in again.stderr
    assert "unchanged 7" in again.stderr
    assert kg("remove", "caracas-russian-weapons", "-s", copy).returncode == 0
    with open_store(copy) as opened:
        left = opened.query(
            "ASK { GRAPH ?g { ?s ?p ?o "
            f"FILTER(STRSTARTS(STR(?s), '{ARTICLE}') || STRSTARTS(STR(?o), '{ARTICLE}')) }} }}"
        )
        assert not getattr(left, "value", True)
