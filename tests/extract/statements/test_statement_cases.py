"""Sentences and short passages with the statements they tell (`tests/cases/statements.toml`), one test a case."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from kg.annotate import annotate_all
from kg.ingest import extract
from kg.models import Article, Extraction

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "statements.toml").read_text(encoding="utf-8"))["case"]


@lru_cache(maxsize=1)
def _extractions() -> list[Extraction]:
    """What each case tells; all are annotated together, which is much the faster way."""
    articles = [Article(id=f"case-{number}", text=case["text"]) for number, case in enumerate(CASES)]
    docs = annotate_all([article.text for article in articles])
    return [extract(article, doc) for article, doc in zip(articles, docs, strict=True)]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["reason"] for case in CASES])
def test_case_tells_exactly_its_statements(number: int) -> None:
    """The sentence tells these statements and no others, each by its speaker, for the reason that names the case."""
    case: dict[str, Any] = CASES[number]
    told = _extractions()[number]
    found = [f"{s.speaker_label}: {s.content}" for s in told.statements]
    assert found == case["facts"], case["text"]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["reason"] for case in CASES])
def test_case_has_evidence_apart_for_speaker_cue_and_content(number: int) -> None:
    """Speaker and content of every statement rest on spans of their own, and the content is what its spans hold."""
    text = CASES[number]["text"]
    for statement in _extractions()[number].statements:
        spans = {name: [e for e in statement.evidence if name in e.supports] for name in ("speaker", "content", "cue")}
        assert spans["speaker"]
        assert " ".join(text[e.start : e.end] for e in spans["content"]) == statement.content
        assert len(spans["cue"]) <= 1
