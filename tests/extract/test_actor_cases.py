"""Persons, organisations and states in sentences and short passages: each case's are found, and no others."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kg.ingest import extract_all
from kg.models import Article, Extraction

_FILE = Path(__file__).parents[1] / "cases" / "actors.toml"
_CASES: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["case"]
_KINDS = {"persons": "person", "organizations": "organization", "countries": "country"}


@pytest.fixture(scope="module")
def extractions() -> list[Extraction]:
    """The extraction of every case, in their order: sentences of many texts share a batch."""
    texts = [case["text"].strip() + "\n" for case in _CASES]
    return list(extract_all(Article(id=f"case{i}", title="", text=text) for i, text in enumerate(texts)))


@pytest.mark.parametrize("number", range(len(_CASES)), ids=lambda n: f"{n}: {_CASES[n]['reason']}")
def test_actors_of_cases(number: int, extractions: list[Extraction]) -> None:
    """The entities of each kind that a case lists are those found, under their labels (states: their codes)."""
    case, entities = _CASES[number], extractions[number].entities
    for field, kind in _KINDS.items():
        if field in case:
            found = [e.country if kind == "country" else e.label for e in entities if e.kind == kind and e.named]
            assert sorted(map(str, found)) == sorted(case[field])
    if "roles" in case:
        assert {e.label: e.role for e in entities if e.kind == "person" and e.role} == case["roles"]
    if "homes" in case:
        assert {e.label: e.country for e in entities if e.kind in ("person", "organization") and e.country} == case[
            "homes"
        ]
