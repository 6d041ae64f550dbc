"""Tables on a terminal: they fit the window, and leave out columns in which nothing stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli.terminal import print_table
from kg.queries import bind, find_query
from kg.store import Solutions, open_store


def shown(store: Path, name: str, params: dict[str, str], capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """What is printed of a saved query's rows, on both outputs."""
    with open_store(store) as opened:
        found = opened.query(bind(find_query(name), params, opened))
        assert isinstance(found, Solutions)
        print_table(found)
    return capsys.readouterr()


@pytest.mark.parametrize("width", [100, 120])
@pytest.mark.parametrize("name", ["transfers", "exercises", "statements", "timeline"])
def test_tables_fit(
    annotated_store: Path, name: str, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No line is wider than the window, and dates and states stand whole."""
    monkeypatch.setenv("COLUMNS", str(width))
    printed, _ = shown(annotated_store, name, {}, capsys)
    assert max(map(len, printed.splitlines())) <= width
    assert {"transfers": "Argentina"}.get(name, "2025-09-16") in printed


def test_a_table(annotated_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers stand right, millions are words, and empty columns are named below."""
    monkeypatch.setenv("COLUMNS", "110")
    printed, told = shown(annotated_store, "transfers", {"recipient": "Norway"}, capsys)
    assert [line.rstrip() for line in printed.splitlines() if line.strip()] == [
        " date        supplier        recipient  number  weapon           value  cur.  status   conf.  transfer",
        " " + "─" * 107,
        " 2025-08-31  United Kingdom  Norway          5  Type 26 frigate  10 bn  GBP   ordered   0.85  c02/transfer/1",
    ]
    assert told == "1 row; nothing in qualifier\n"


def test_no_rows(annotated_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing on standard output."""
    assert shown(annotated_store, "transfers", {"recipient": "Tuvalu"}, capsys) == ("", "0 rows\n")
