"""RSS and Atom from disk: entries, broken feeds, XML that is no feed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.models import Article
from kg.read import Failure

Read = Callable[..., tuple[list[Article], list[Failure]]]

_RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title><language>en-gb</language>
<item><title>A &amp;amp; B</title><link>https://example.org/1</link><guid>g1</guid>
<pubDate>Fri, 31 May 2024 23:00:00 GMT</pubDate>
<description>&lt;p&gt;Russia sold &lt;b&gt;Oman&lt;/b&gt; arms.&lt;/p&gt;</description></item>
<item><title>Empty</title><link>https://example.org/2</link></item>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><title>T</title><id>urn:1</id>
<link href="https://example.org/1"/><updated>2024-05-31T10:00:00Z</updated><summary>Short.</summary>
<content type="html">&lt;p&gt;Russia sold Oman arms.&lt;/p&gt;</content></entry></feed>"""


def test_rss(read: Read) -> None:
    """An entry an article; one without text is a failure of its own."""
    (article,), (failure,) = read("f.rss", _RSS + "</channel></rss>")
    assert (article.id, article.text, article.source) == (
        "g1",
        "A & B\n\nRussia sold Oman arms.",
        "https://example.org/1",
    )
    assert (str(article.published), article.publisher, article.language) == ("2024-05-31", "Wire", "en-gb")
    assert (failure.line, failure.reason) == (2, "an entry without text")


def test_atom(read: Read) -> None:
    """Content wins over summary."""
    (article,), failures = read("f.atom", _ATOM)
    assert failures == []
    assert (article.id, article.text, str(article.published)) == ("urn:1", "T\n\nRussia sold Oman arms.", "2024-05-31")


def test_cut_feed(read: Read) -> None:
    """What was whole is read; that it breaks off is said."""
    articles, failures = read("f.xml", _RSS)
    assert [a.id for a in articles] == ["g1"]
    assert "broken after entry 2" in failures[-1].reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("<a><b/></a>", "no RSS or Atom feed"),
        ("plain words", "no RSS or Atom feed"),
        ("http://127.0.0.1/feed", "no RSS or Atom feed"),
        ('<rss version="2.0"><channel><title>x</title></channel></rss>', "a feed without entries"),
    ],
)
def test_no_feed(read: Read, content: str, reason: str) -> None:
    """One failure; an address in the file is not fetched."""
    articles, (failure,) = read("f.xml", content)
    assert (articles, failure.reason) == ([], reason)


def test_entities_do_not_explode(read: Read) -> None:
    """The million laughs stay unlaughed."""
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'
    item = "<item><title>t</title><description>&l9;</description></item>"
    articles, failures = read("f.rss", f'{bomb}<rss version="2.0"><channel>{item}</channel></rss>')
    assert sum(len(a.text) for a in articles) < 10_000
    assert len(articles) + len(failures) >= 1
