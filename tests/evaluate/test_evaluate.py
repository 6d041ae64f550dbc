"""Measures on hand-made annotations: what counts as right, spurious and missed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import InputError, UsageError
from kg.evaluate import difference, evaluate, read_gold, reliability
from kg.evaluate.compare import to_json
from kg.evaluate.matching import overlap, same_date, same_name, same_number, same_place, same_weapon, words
from kg.evaluate.measures import HEADLINES, Evaluation
from kg.evaluate.sides import extracted_sides
from kg.models import (
    ArmsTransfer,
    Article,
    Entity,
    Evidence,
    Extraction,
    MilitaryExercise,
    PartialDate,
    Statement,
    TransferItem,
)
from kg.vocab import country_iri

TEXT = """Oman buys missiles

Oman ordered 50 Javelin missiles for $120 million on 3 May 2024, said Salim Harthi. "We need them," he added.
Exercise Sea Falcon with the United Kingdom began on 4 May 2024.
"""
ANNOTATION = """
id: x1
countries: [OMN, GBR]
actors:
  - {name: "Salim Harthi", type: person}
  - {name: "Royal Navy", type: organization}
statements:
  - {speaker: "Salim Harthi", form: direct, content: "We need them"}
exercises:
  - {name: "Sea Falcon", participants: [OMN, GBR], start: 2024-05-04, status: ongoing}
transfers:
  - {supplier: USA, recipient: OMN, weapons: ["Javelin"], quantity: 50, value: 120000000, currency: USD,
     status: ordered, date: 2024-05-03}
"""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold folder of one article."""
    for name in ("articles", "annotations"):
        (tmp_path / name).mkdir()
    (tmp_path / "articles" / "x1.txt").write_text(TEXT)
    (tmp_path / "annotations" / "x1.yaml").write_text(ANNOTATION)
    return tmp_path


def _evidence() -> tuple[Evidence, ...]:
    return (Evidence(start=20, end=30, supports=("status",)),)


def _extraction() -> Extraction:
    """What a program might find: the statement with the wrong speaker, the transfer without its supplier."""
    oman, uk, javelin, salim = country_iri("OMN"), country_iri("GBR"), "urn:javelin", "urn:salim"
    return Extraction(
        article=Article(id="x1", text=TEXT),
        entities=(
            Entity(iri=oman, kind="country", label="Oman", country="OMN", reference=True),
            Entity(iri=uk, kind="country", label="United Kingdom", country="GBR", reference=True),
            Entity(iri=country_iri("FRA"), kind="country", label="France", country="FRA", reference=True),
            Entity(iri=salim, kind="person", label="Salim Harthi"),
            Entity(iri=javelin, kind="weapon", label="Javelin"),
        ),
        statements=(
            Statement(
                rule="statements/after",
                confidence=0.95,
                evidence=_evidence(),
                speaker=oman,
                speaker_label="Oman",
                content="We need them",
                form="direct",
                cue="add",
            ),
        ),
        exercises=(
            MilitaryExercise(
                rule="exercises/named",
                confidence=0.85,
                evidence=_evidence(),
                name="Sea Falcon",
                participants=(oman, uk),
                start_date=PartialDate(year=2024, month=5),
            ),
        ),
        transfers=(
            ArmsTransfer(
                rule="transfers/deal",
                confidence=0.65,
                evidence=_evidence(),
                recipient=oman,
                items=(TransferItem(weapon=javelin, quantity=500),),
                value=Decimal(120000000),
                currency="USD",
                status="ordered",
            ),
        ),
    )


def _evaluation(gold: Path) -> Evaluation:
    return evaluate(read_gold(gold), extracted_sides([_extraction()]))


def test_countries_and_actors_are_counted_by_name(gold: Path) -> None:
    """Two states right, France spurious; one person right, the Royal Navy missed."""
    tallies = _evaluation(gold).tallies
    assert tuple(tallies["countries"]) == (2, 1, 0)
    assert tuple(tallies["actors"]) == (1, 0, 1)


def test_statement_with_the_wrong_speaker_is_wrong(gold: Path) -> None:
    """The content is found; with Oman instead of Salim Harthi as speaker it counts as spurious and missed."""
    result = _evaluation(gold)
    assert tuple(result.tallies["statements content"]) == (1, 0, 0)
    assert tuple(result.tallies["statements"]) == (0, 1, 1)
    assert [(m.kind, m.gold, m.found, m.rule) for m in result.misses if m.measure == "statements"] == [
        ("speaker", "Salim Harthi", "Sultanate of Oman", "statements/after")
    ]


def test_event_slots_are_units(gold: Path) -> None:
    """Exercise: name, two participants and a coarser start right, status missed. Transfer: recipient, weapon, value,
    currency and status right; quantity wrong; supplier and date missed."""
    tallies = _evaluation(gold).tallies
    assert tuple(tallies["exercises found"]) == (1, 0, 0)
    assert tuple(tallies["exercises"]) == (4, 0, 1)
    assert tuple(tallies["transfers found"]) == (1, 0, 0)
    assert tuple(tallies["transfers"]) == (5, 1, 3)


def test_missed_and_spurious_events_lose_all_their_slots(gold: Path) -> None:
    """With nothing found, the transfer's eight units are missed; with nothing annotated, its six are spurious."""
    nothing = evaluate(read_gold(gold), {})
    assert tuple(nothing.tallies["transfers"]) == (0, 0, 8)
    (gold / "annotations" / "x1.yaml").write_text("id: x1\ntransfers: []\n")
    spurious = evaluate(read_gold(gold), extracted_sides([_extraction()]))
    assert tuple(spurious.tallies["transfers"]) == (0, 6, 0)


def test_classes_that_were_not_annotated_are_not_measured(gold: Path) -> None:
    """With transfers alone in the annotation, nothing else counts, and the mean is theirs."""
    (gold / "annotations" / "x1.yaml").write_text("id: x1\ntransfers: []\n")
    result = evaluate(read_gold(gold), extracted_sides([_extraction()]))
    assert {*result.tallies} == {"transfers", "transfers found"}
    assert result.fact_f1 == 0.0


def test_mean_is_over_the_five_headline_measures(gold: Path) -> None:
    """The headline figure is the mean of five F1 values."""
    result = _evaluation(gold)
    assert result.fact_f1 == pytest.approx(sum(result.tallies[m].f1 for m in HEADLINES) / 5)


def test_reliability_counts_facts_with_every_filled_slot_right(gold: Path) -> None:
    """The exercise (0.85) is right, the statement (0.95) and the transfer (0.65) are not."""
    bins = {bin_.low: (bin_.facts, bin_.right) for bin_ in reliability(_evaluation(gold).judged)}
    assert bins == {0.0: (0, 0), 0.5: (0, 0), 0.6: (1, 0), 0.7: (0, 0), 0.8: (1, 1), 0.9: (1, 0)}


def test_difference_lists_what_was_gained_and_lost(gold: Path) -> None:
    """Against a run that had the Royal Navy but not Oman, one unit is gained and one lost."""
    result = _evaluation(gold)
    earlier = to_json(result)
    earlier["right"] = [line for line in earlier["right"] if line != "x1 country OMN"] + ["x1 actor Royal Navy"]
    change = difference(result, earlier)
    assert (change.gained, change.lost) == (("x1 country OMN",), ("x1 actor Royal Navy",))


def test_difference_refuses_other_json(gold: Path) -> None:
    """A JSON file of another form is named as such."""
    with pytest.raises(InputError, match="kg evaluate GOLD --json"):
        difference(_evaluation(gold), [1, 2])


def test_gold_folder_of_another_form_is_refused(tmp_path: Path) -> None:
    """Without articles/ and annotations/ there is nothing to measure."""
    with pytest.raises(UsageError, match="annotations/"):
        read_gold(tmp_path)


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        ("countries: [OMN", "not YAML"),
        ("actors:\n  - {name: X, type: robot}\n", "actors.0.type"),
    ],
)
def test_broken_annotation_is_named(gold: Path, yaml: str, said: str) -> None:
    """The file, the place in it and the reason are told."""
    (gold / "annotations" / "x1.yaml").write_text(yaml)
    with pytest.raises(InputError, match=f"x1.yaml: {said}"):
        read_gold(gold)


def test_content_with_its_middle_left_out_has_the_length_of_the_whole() -> None:
    """A gold content of head and tail is not punished for the words between."""
    found = words("one two three four five six seven eight")
    assert overlap(words("one two"), 8, found) == pytest.approx(1.0)
    assert overlap(words("one two"), 2, found) < 0.5


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (["President Nicolás Maduro"], ["Maduro"], True),
        (["the Defence Ministry"], ["Defence Ministry's"], True),
        (["Royal Navy"], ["Royal Air Force"], False),
        (["Lee"], ["Kim Lee"], False),
    ],
)
def test_names_match_by_surname_and_shared_words(left: list[str], right: list[str], same: bool) -> None:
    """Titles, articles, accents and possessives aside; a surname of four letters or more is enough."""
    assert same_name(left, right) is same


def test_values_match_within_their_tolerance() -> None:
    """A designation inside a longer one, whole words of a place, a coarser date, two in a hundred."""
    assert same_weapon("Rafale-M", ["Rafale M fighter"])
    assert not same_weapon("T-72", ["T-90"])
    assert same_place("Baltic Sea", ["southern Baltic Sea"])
    assert not same_place("Oman", ["Romania"])
    assert same_date("2024-05-03", "2024-05")
    assert not same_date("2024-05", "2024-05-03")
    assert same_date("--02-10", "2019-02-10")
    assert same_number("100", "101")
    assert not same_number("100", "110")
