"""Hearer, medium, relay and speech act of statements."""

from __future__ import annotations

import datetime as dt

import pytest

from kg.annotate import annotate
from kg.ingest import extract
from kg.models import Article, Statement


def _only(text: str) -> tuple[Statement, dict[str, str]]:
    told = extract(Article(id="t", text=text), annotate(text))
    assert len(told.statements) == 1
    return told.statements[0], {entity.iri: entity.label for entity in told.entities}


def test_agency_that_quotes_somebody_relays_him() -> None:
    """Who is quoted speaks; the agency passes it on."""
    statement, names = _only("Interfax quoted Deputy Minister Oleg Stepin as saying that the launch was delayed.")
    assert names[statement.speaker or ""] == "Oleg Stepin"
    assert names[statement.relayed_by or ""] == "Interfax"


def test_named_hearer_is_the_addressee() -> None:
    """ "told Reuters" names the hearer; "told reporters" names nobody."""
    statement, names = _only("The payment was late, General Ivo Rask told Reuters.")
    assert names[statement.addressee or ""] == "Reuters"
    assert _only("The payment was late, General Ivo Rask told reporters.")[0].addressee is None


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("“This is piracy,” Minister Ada Borg said in a statement.", "statement"),
        ("Minister Ada Borg said at a press conference that the ship was late.", "press conference"),
        ("“Our sky is safer today,” Ada Borg wrote on Telegram.", "social network"),
        ("In an interview, Minister Ada Borg said that the ship was late.", "interview"),
        ("Ada Borg told The Washington Post that the ship was late.", None),
    ],
)
def test_medium_is_what_the_attribution_names(text: str, medium: str | None) -> None:
    """The medium comes from the words beside the verb, never from the name of a paper."""
    assert _only(text)[0].medium == medium


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("General Ivo Rask warned that the ice was thin.", "warn"),
        ("General Ivo Rask denied that the ice was thin.", "deny"),
        ("General Ivo Rask vowed to cross the ice.", "promise"),
        ("General Ivo Rask accused Oslo of crossing the ice.", "accuse"),
        ("General Ivo Rask said that the ice was thin.", "assert"),
    ],
)
def test_verb_gives_the_speech_act(text: str, act: str) -> None:
    """The reporting verb tells what was done in speaking."""
    assert _only(text)[0].speech_act == act


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("General Ivo Rask said on 3 May 2025 that the ice was thin.", "2025-05-03"),
        ("The ice is thin, General Ivo Rask said on Tuesday.", "2026-02-10"),
        ("General Ivo Rask said that the ice would melt on 3 May 2026.", None),
    ],
)
def test_date_is_when_it_was_said(text: str, date: str | None) -> None:
    """The day of speaking stands beside the verb; a date in what was said is none."""
    article = Article(id="t", text=text, published=dt.date(2026, 2, 11))
    (statement,) = extract(article, annotate(text)).statements
    assert (str(statement.date) if statement.date else None) == date
