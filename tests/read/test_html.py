"""HTML pages: what is taken, what is left, and pages without an article."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.models import Article
from kg.read import Failure
from kg.read.html import fragment_text

Read = Callable[..., tuple[list[Article], list[Failure]]]

_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="{charset}"><title>Russia sells jets | Wire</title>
<meta property="og:site_name" content="Wire"><meta property="article:published_time" content="2024-05-31T10:00:00Z">
<link rel="canonical" href="https://example.org/jets"><script>var x = "not text";</script></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Russia sells jets</h1>
<p>Russia sold Venezuela five aircraft on Monday, Nicolás Maduro told reporters at the palace.</p>
<p>The deal is worth $300 million and deliveries will begin in 2025, the ministry of defence said.</p>
</article><footer>© 2024 Wire. All rights reserved.</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_page_gives_its_main_text(read: Read, charset: str) -> None:
    """Title, date, publisher and address too; in whatever encoding it declares; no navigation, no footer."""
    (article,), failures = read("page.html", _PAGE.format(charset=charset).encode(charset))
    assert failures == []
    assert article.text == (
        "Russia sells jets\n\n"
        "Russia sold Venezuela five aircraft on Monday, Nicolás Maduro told reporters at the palace.\n\n"
        "The deal is worth $300 million and deliveries will begin in 2025, the ministry of defence said."
    )
    assert (article.id, article.publisher, article.source) == ("page", "Wire", "https://example.org/jets")
    assert (str(article.published), article.language) == ("2024-05-31", "en")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"just words", "no HTML"),
        (b"<html><body></body></html>", "no main text found in the page"),
        (b"<html>" + b"\x00" * 50, "no main text found in the page"),
        (b"<div>" * 5000 + b"x", "no main text found in the page"),
    ],
)
def test_page_without_an_article(read: Read, content: bytes, reason: str) -> None:
    """One failure, and nothing on standard error."""
    articles, (failure,) = read("page.html", content)
    assert articles == []
    assert failure.reason == reason


def test_fragment_keeps_words_and_paragraphs() -> None:
    """Markup goes, scripts go, entities become characters."""
    assert fragment_text("<p>A &amp; <b>b</b></p><script>x</script><p>c<br>d") == "A & b\n\n\n\nc\n\nd"
