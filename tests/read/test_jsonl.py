"""JSONL and JSON: fields under many names, lines that are no objects, values of every type."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kg.errors import UsageError
from kg.models import Article
from kg.read import Failure, Settings
from kg.read.fields import parse_fields

Read = Callable[..., tuple[list[Article], list[Failure]]]


def test_a_line_an_article(read: Read) -> None:
    """Blank lines are passed over; without an identifier it is the file's stem and the line."""
    lines = '{"id": "x", "text": "One.", "title": "T"}\n\n{"body": "Two.", "date": "2024-05-31T10:00:00Z"}\n'
    (first, second), failures = read("news.jsonl", lines)
    assert failures == []
    assert (first.id, first.text, first.title) == ("x", "T\n\nOne.", "T")
    assert (second.id, second.text, str(second.published)) == ("news-3", "Two.", "2024-05-31")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{broken", "not JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1))"),
        (b"[1]", "no JSON object"),
        (b'{"title": "x"}', "no text in it (looked for text, body, content, maintext, article)"),
        (b'{"text": null}', "no text in it (looked for text, body, content, maintext, article)"),
        (b'{"text": {"a": 1}}', "no text in it"),
        (b'{"text": "\xff"}', "not UTF-8 (byte 11 of the line)"),
        (b"[" * 100_000, "JSON nested too deeply"),
        (b'{"text": ' + b"1" * 5000 + b"}", "not JSON (Exceeds the limit (4300 digits) for integer string conversion"),
    ],
)
def test_bad_line_costs_only_itself(read: Read, line: bytes, reason: str) -> None:
    """The failure names file and line and carries the record; the lines around it are read."""
    articles, (failure,) = read("n.jsonl", b'{"text": "One."}\n' + line + b'\n{"text": "Three."}\n')
    assert [a.text for a in articles] == ["One.", "Three."]
    assert (failure.line, failure.reason[: len(reason)]) == (2, reason)
    assert str(failure).count("\n") == 0


def test_fields_of_any_type_do_no_harm(read: Read) -> None:
    """Numbers become text, lists paragraphs; what has no words is nothing."""
    record = {
        "id": 7,
        "text": ["One.", "Two.", 3, None],
        "title": {"a": 1},
        "published": True,
        "url": ["u"],
        "note": 1.5,
    }
    (article,), failures = read("n.jsonl", json.dumps(record))
    assert failures == []
    assert (article.id, article.text, article.title) == ("7", "One.\n\nTwo.", "")
    assert (article.published, article.source, article.note) == (None, "u", "1.5")


def test_lone_surrogates_are_replaced(read: Read) -> None:
    """JSON can carry half a character; no encoder can."""
    (article,), _ = read("n.jsonl", '{"id": "a\\ud800", "text": "b\\udc00c"}')
    assert (article.id, article.text) == ("a\ufffd", "b\ufffdc")


def test_own_field_names(read: Read) -> None:
    """--field text=doc.words: another name, and a step inwards."""
    settings = Settings(fields=parse_fields(["text=doc.words", "title=kop"]))
    (article,), _ = read("n.jsonl", '{"doc": {"words": "One."}, "kop": "T", "text": "not this"}', settings)
    assert article.text == "T\n\nOne."
    with pytest.raises(UsageError, match="“txt=a” names no field"):
        parse_fields(["txt=a"])


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ('{"text": "One."}', ["One."]),
        ('[{"text": "One."}, {"text": "Two."}]', ["One.", "Two."]),
        ('{"status": "ok", "articles": [{"content": "One."}]}', ["One."]),
    ],
)
def test_json_files(read: Read, content: str, texts: list[str]) -> None:
    """One object, a list, or an object around a list."""
    assert [a.text for a in read("n.json", content)[0]] == texts


def test_json_list_with_a_bad_element(read: Read) -> None:
    """It costs only itself."""
    articles, (failure,) = read("n.json", '[{"text": "One."}, 5, {"text": "Three."}]')
    assert [a.id for a in articles] == ["n-1", "n-3"]
    assert (failure.line, failure.reason) == (2, "no JSON object")
