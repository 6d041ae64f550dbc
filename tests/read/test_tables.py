"""CSV, TSV and Parquet: columns by name, rows that fail alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.models import Article
from kg.read import Failure, Settings, read_paths

Read = Callable[..., tuple[list[Article], list[Failure]]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", 'id,Text,Title,date\n1,"Russia, it\nseems, sold arms.",T,2024-05-31\n'),
        ("t.csv", 'id;Text;Title;date\n1;"Russia, it\nseems, sold arms.";T;2024-05-31\n'),
        ("t.tsv", '\ufeffid\tText\tTitle\tdate\n1\t"Russia, it\nseems, sold arms."\tT\t2024-05-31\n'),
    ],
)
def test_rows(read: Read, name: str, content: str) -> None:
    """Columns by name in any case; commas, semicolons or tabs; line ends inside quotes."""
    (article,), failures = read(name, content)
    assert failures == []
    assert (article.id, article.text) == ("1", "T\n\nRussia, it\nseems, sold arms.")
    assert str(article.published) == "2024-05-31"


def test_bad_rows_cost_only_themselves(read: Read) -> None:
    """A row without text, one with wrong bytes, one too short."""
    articles, failures = read("t.csv", b"id,text\n1,One.\n2,\n3,b\xff\n4\n5,Five.\n")
    assert [a.id for a in articles] == ["1", "5"]
    assert [(f.line, f.reason.partition(" (")[0]) for f in failures] == [
        (3, "no text in it"),
        (4, "not UTF-8; convert the file, as with iconv"),
        (5, "no text in it"),
    ]


def test_open_quotation_is_said(read: Read) -> None:
    """It swallows the rows behind it, so it names the line where it opens."""
    articles, (failure,) = read("t.csv", 'id,text\n1,One.\n2,"open\n3,Three.\n')
    assert [a.id for a in articles] == ["1"]
    assert (failure.line, failure.reason) == (3, "no table row (unexpected end of data)")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "no column with text (looked for text, body, content, maintext, article)"),
        (b"\x00\x01\x02", "a binary file, no table"),
    ],
)
def test_no_table(read: Read, content: bytes, reason: str) -> None:
    """One failure for the file."""
    articles, (failure,) = read("t.csv", content)
    assert articles == []
    assert failure.reason.startswith(reason)


def test_named_columns(read: Read) -> None:
    """--field text=Verhaal; the case counts then."""
    (article,), _ = read("t.csv", "Verhaal,text\nOne.,not this\n", Settings(fields={"text": "Verhaal"}))
    assert article.text == "One."


def test_parquet(tmp_path: Path) -> None:
    """A row an article; one without text fails alone; other columns are not even read."""
    pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    import pyarrow.parquet as pq

    rows = {"id": ["1", "2"], "text": ["Russia sold arms.", None], "blob": [b"\xff", b""]}
    pq.write_table(pa.table(rows), tmp_path / "t.parquet")
    article, failure = read_paths([tmp_path / "t.parquet"])
    assert isinstance(article, Article)
    assert (article.id, article.text) == ("1", "Russia sold arms.")
    assert isinstance(failure, Failure)
    assert (failure.line, failure.reason[:13]) == (2, "no text in it")


def test_no_parquet(read: Read) -> None:
    """A cut or foreign file is one failure."""
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    articles, (failure,) = read("t.parquet", b"PAR1 and so on")
    assert articles == []
    assert failure.reason.startswith("no Parquet file")
