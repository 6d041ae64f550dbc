"""`kg show` and `kg evaluate` as a user runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SEED = Path(__file__).parents[2] / "seeds" / "india-rafale-marine.txt"


def kg(*args: object) -> subprocess.CompletedProcess[str]:
    """The command's result, run as a user would."""
    command = [sys.executable, "-m", "kg", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one of the seeds."""
    folder = tmp_path_factory.mktemp("show") / "s"
    assert kg("load", SEED, "-s", folder).returncode == 0
    return folder


def test_show_prints_the_text_and_a_line_a_fact(store: Path) -> None:
    """The article's words, then each fact with its confidence."""
    shown = kg("show", "india-rafale-marine", "-s", store)
    assert shown.returncode == 0
    assert "It is a plug-and-play solution for us." in shown.stdout
    assert any(line.startswith("transfer/") and "Rafale" in line for line in shown.stdout.splitlines())


def test_show_why_names_the_rule_and_the_words_of_each_slot(store: Path) -> None:
    """Every span that is printed holds the words beside it."""
    import re

    shown = kg("show", "india-rafale-marine", "--why", "-s", store).stdout
    text = SEED.read_text()
    assert "rule transfers/" in shown
    spans = re.findall(r"\[\d+–\d+\] ([^;\n]+)", shown)
    assert len(spans) > 10
    assert all(words.split()[0] in text for words in spans)


def test_show_takes_what_queries_print(store: Path) -> None:
    """An article as `article/ID`; a fact as `ID/transfer/1` or with `article/` before it shows that fact alone."""
    whole = kg("show", "india-rafale-marine", "-s", store).stdout
    assert kg("show", "article/india-rafale-marine", "-s", store).stdout == whole
    for name in ("india-rafale-marine/transfer/1", "article/india-rafale-marine/transfer/1"):
        lines = kg("show", name, "--no-body", "-s", store).stdout.splitlines()
        facts = [line for line in lines if line.startswith(("transfer/", "statement/", "exercise/"))]
        assert [line.split()[0] for line in facts] == ["transfer/1"]


def test_show_of_an_unknown_fact_is_wrong_use(store: Path) -> None:
    """Exit code 2, and where the article's facts are listed."""
    shown = kg("show", "india-rafale-marine/transfer/99", "-s", store)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "no fact transfer/99" in shown.stderr


def test_show_of_an_unknown_article_says_where_to_look(store: Path) -> None:
    """Exit code 2 and a pointer to `kg list`."""
    shown = kg("show", "nothing", "-s", store)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "kg list" in shown.stderr


def test_evaluate_prints_measures_and_writes_json(tmp_path: Path) -> None:
    """One gold article gives a table, a reliability table, and JSON that a later run compares with: nothing changed."""
    gold = Path(__file__).parents[1] / "gold"
    figures = tmp_path / "e.json"
    first = kg("evaluate", gold, "--only", "c05", "--json", figures)
    assert first.returncode == 0, first.stderr
    assert "confidence from" in first.stdout
    assert json.loads(figures.read_text())["measures"]["countries"]["recall"] > 0
    again = kg("evaluate", gold, "--only", "c05", "--misses", "--against", figures)
    assert "gained 0, lost 0" in again.stdout


def test_evaluate_of_a_folder_without_annotations_is_wrong_use(tmp_path: Path) -> None:
    """Exit code 2, and the form is named."""
    result = kg("evaluate", tmp_path)
    assert result.returncode == 2
    assert "GUIDELINES.md" in result.stderr
