"""Mail: single messages and boxes of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.models import Article
from kg.read import Failure

Read = Callable[..., tuple[list[Article], list[Failure]]]

_HEAD = "Subject: =?utf-8?q?D=C3=A9al?=\nFrom: Wire <a@example.org>\nDate: Fri, 31 May 2024 10:00:00 +0000\n"
_HEAD += "Message-ID: <1@x>\n"


def test_message(read: Read) -> None:
    """The subject is the title, the sender the publisher; the signature goes."""
    (article,), failures = read("m.eml", f"{_HEAD}\nRussia sold arms.\n\n-- \nWire desk\n")
    assert failures == []
    assert (article.id, article.text) == ("1@x", "Déal\n\nRussia sold arms.")
    assert (article.publisher, str(article.published), article.source) == ("Wire", "2024-05-31", "m.eml")


def test_html_message(read: Read) -> None:
    """Where there is no plain text, the words of the HTML."""
    (article,), _ = read("m.eml", f"{_HEAD}Content-Type: text/html\n\n<p>Russia <b>sold</b> arms.</p>")
    assert article.text == "Déal\n\nRussia sold arms."


def test_mbox(read: Read) -> None:
    """A message an article; one without text fails alone; “From ” within a text begins no message."""
    first = f"From a Fri\n{_HEAD}\nOne.\n>From here on.\nFrom there.\n\n"
    box = f"{first}From b Fri\nSubject: x\n\n\nFrom c Fri\nSubject: y\n\nTwo.\n"
    articles, (failure,) = read("m.mbox", box)
    assert [a.text for a in articles] == ["Déal\n\nOne.\nFrom here on.\nFrom there.", "y\n\nTwo."]
    assert (failure.line, failure.reason) == (2, "a mail message without text")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"no mail at all", "no mail message"),
        (b"Subject: x\nContent-Type: text/plain; charset=nonsense\n\n\xff\xfe", ""),
        (b"Content-Type: multipart/mixed; boundary=a\n\n--a\n", "a mail message without text"),
        (b"Date: 99999\nFrom: <<<>>>@,\nMessage-ID: <[\n\n", "a mail message"),
    ],
)
def test_no_mail(read: Read, content: bytes, reason: str) -> None:
    """At most one failure; a broken header breaks nothing else."""
    articles, failures = read("m.eml", content)
    assert len(articles) + len(failures) == 1
    assert all(f.reason.startswith(reason) for f in failures)
