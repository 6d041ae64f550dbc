"""Plain text: headers, titles, and files that are no text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from kg.models import Article
from kg.read import Failure, Settings
from kg.read.text import parse_text

Read = Callable[..., tuple[list[Article], list[Failure]]]


def test_header_fills_the_fields(read: Read) -> None:
    """Every key, in any case; the dateline stays in the text, which is title, blank line and body."""
    header = (
        "Title: A deal\npublished: 2024-05-31\nSOURCE: Wire\nurl: https://example.org/a\nid: a1\nlanguage: en\nnote: n"
    )
    (article,), failures = read("one.txt", f"{header}\n\nMOSCOW, May 31 - Russia sold arms.\n")
    assert failures == []
    assert article.text == "A deal\n\nMOSCOW, May 31 - Russia sold arms."
    assert (article.id, article.title, article.published) == ("a1", "A deal", dt.date(2024, 5, 31))
    assert (article.publisher, article.source) == ("Wire", "https://example.org/a")
    assert (article.language, article.note, article.truncated) == ("en", "n", False)


def test_file_name_stands_in_for_what_is_not_given(read: Read) -> None:
    """The stem is the identifier, the bare file name the source."""
    (article,), _ = read("folder/deal.txt", "Oman bought missiles.\n")
    assert (article.id, article.source, article.title, article.published) == ("deal", "deal.txt", "", None)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Caracas to invest in weapons\n\n\nCARACAS – Maduro spoke.", "Caracas to invest in weapons"),
        ("Poland buys arms from the U.S.\n\nWARSAW - It did.", "Poland buys arms from the U.S."),
        ("Who sells what?\n\nMany sell.", "Who sells what?"),
        ("Russia sold Venezuela arms.\n\nIt did.", ""),
        ("Russia sold Venezuela arms\nand aircraft.\n\nIt did.", ""),
        ("“We will buy,” he said.\n\nHe did.", ""),
        ("Friday, January 4, 2019\n\nA house fell.", ""),
        ("Only one line", ""),
        ("Moscow: the capital\n\nIt is large.", "Moscow: the capital"),
        ("word " * 60 + "\n\nBody.", ""),
    ],
)
def test_first_line_is_a_title_only_if_it_looks_like_one(text: str, title: str) -> None:
    """It stands alone, is no sentence, no date and not too long."""
    assert (parse_text(text).title or "") == title


def test_block_with_another_key_is_no_header() -> None:
    """“Moscow: …” may begin an article."""
    assert parse_text("title: One\nMoscow: two\n\nBody.").published is None
    assert "Moscow: two" in parse_text("title: One\nMoscow: two\n\nBody.").text


def test_changed_header_changes_the_hash(read: Read) -> None:
    """So that the article is replaced."""
    (before,), _ = read("a.txt", "title: A\n\nText.")
    (same,), _ = read("a.txt", "title: A\n\nText.\n\n")
    (after,), _ = read("a.txt", "title: A\npublished: 2019-02-11\n\nText.")
    assert before.input_hash == same.input_hash != after.input_hash


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"title: A\n\n\n", "a header but no text below it"),
        (b"- Advertisement -\n", "nothing in it but lines that belong to a page"),
        (b"a\nb\xff\n", "line 2: not UTF-8 (byte 4); convert it, as with iconv"),
        (b"a\x00b", "a binary file, no text"),
        (b"\x1f\x8b\x08\x00", "no text but gzip, which should end in .gz"),
        (b"%PDF-1.7", "no text but PDF; take its text out first, as with pdftotext"),
        (b"\xff\xfea", "broken UTF-16 at byte 3"),
    ],
)
def test_what_is_no_text_is_named(read: Read, content: bytes, reason: str) -> None:
    """One failure, which says what is wrong with which file."""
    articles, (failure,) = read("x.txt", content)
    assert articles == []
    assert failure.reason == reason
    assert str(failure).endswith(f"x.txt: {reason}")


def test_marks_of_byte_order(read: Read) -> None:
    """UTF-8 with a mark and UTF-16 are read, and the mark is no part of the text."""
    assert [a.text for a in read("a.txt", "\ufeffOman bought arms.")[0]] == ["Oman bought arms."]
    assert [a.text for a in read("a.txt", "Oman bought arms.".encode("utf-16"))[0]] == ["Oman bought arms."]


def test_unreadable_date_is_said_and_the_article_kept(read: Read) -> None:
    """A warning with file and words; the article has no date."""
    said: list[str] = []
    (article,), _ = read("a.txt", "published: yesterday\n\nText.", Settings(warn=said.append))
    assert article.published is None
    assert len(said) == 1
    assert "a.txt: “yesterday” is no date" in said[0]
