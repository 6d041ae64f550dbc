"""In headlines only what the text repeats is a name, but for full names of persons in sentence case."""

from __future__ import annotations

from kg.ingest import extract_all
from kg.models import Article


def _actors(title: str, body: str) -> list[str]:
    article = Article(id="a", title=title, text=f"{title}\n\n{body}\n")
    (extraction,) = extract_all([article])
    return sorted(e.label for e in extraction.entities if e.kind in ("person", "organization"))


def test_name_is_cut_where_the_headline_goes_on() -> None:
    """A verb behind a name in a headline is no part of the name."""
    title = "Ambassador Robert Ford Returns to Damascus After Talks"
    body = "Ambassador Robert Ford is back in Damascus. Ford said that the talks had been useful."
    assert _actors(title, body) == ["Robert Ford"]


def test_words_that_are_not_repeated_are_no_name() -> None:
    """Headline words in capitals are neither a person nor a body where the text never names one."""
    title = "Ministers Discuss Next Moves and Additional Assistance Campaign"
    body = "The ministers met on Monday. They want to send more food."
    assert _actors(title, body) == []


def test_plain_headline_keeps_its_names() -> None:
    """A headline in sentence case may name a person who is not named in full below."""
    title = "Tobias Ellwood condemns attack in Palmyra"
    assert _actors(title, "The minister said that the attack was shameful.") == ["Tobias Ellwood"]


def test_first_word_of_headline_is_no_body() -> None:
    """A body or a single word that stands in the headline alone is none."""
    title = "Guardsmen find common ground with partners at Lohari range"
    assert _actors(title, "About 200 soldiers took part. They fired mortars.") == []
