"""Markdown: front matter, the first heading, and marks that are no words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.models import Article
from kg.read import Failure
from kg.read.markdown import parse_markdown
from kg.read.normalize import normalize

Read = Callable[..., tuple[list[Article], list[Failure]]]


@pytest.mark.parametrize(
    "front",
    [
        '---\ntitle: "A deal"\ndate: 2024-05-31\nsource: Wire\nid: d1\n---\n',
        '+++\ntitle = "A deal"\ndate = 2024-05-31\nsource = "Wire"\nid = "d1"\n+++\n',
    ],
)
def test_front_matter_fills_the_fields(read: Read, front: str) -> None:
    """In YAML or TOML."""
    (article,), failures = read("m.md", f"{front}\nRussia **sold** [Oman](https://example.org) arms.\n")
    assert failures == []
    assert (article.id, article.text) == ("d1", "A deal\n\nRussia sold Oman arms.")
    assert (str(article.published), article.publisher) == ("2024-05-31", "Wire")


@pytest.mark.parametrize(
    ("markdown", "title", "text"),
    [
        ("# A deal #\n\nText.", "A deal", "Text."),
        ("Intro.\n\n## Later\n\nText.", "", "Intro.\n\nLater\n\nText."),
        ("A deal\n======\n\nText.", "", "A deal\n\nText."),
        ("> quoted *words*\n\n- one\n- two\n1. three", "", "quoted words\n\none\ntwo\nthree"),
        ("A ![picture](x.png)b ~~old~~ `code` _it_ snake_case 2*3*4", "", "A b old code it snake_case 2*3*4"),
        ("Before.\n\n```\ncode();\n```\n\nAfter.", "", "Before.\n\nAfter."),
        ("Text [one][1] \\*here\\*.\n\n[1]: https://example.org", "", "Text one *here*."),
        ("A <b>bold</b> word.", "", "A bold word."),
    ],
)
def test_marks_are_taken_off(markdown: str, title: str, text: str) -> None:
    """Words stay, marks go."""
    draft = parse_markdown(markdown)
    assert (draft.title or "", normalize(draft.text)) == (title, text)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("---\ntitle: [\n---\nText.", "line 3: front matter is not YAML"),
        (
            "---\na: &a [x, x]\ntext: [*a, *a]\n---\nText.",
            "front matter with references (*name), which no header needs",
        ),
        ("+++\ntitle\n+++\nText.", "front matter is not TOML"),
        ("---\ntitle: A\n---\n\n", "no text in it"),
    ],
)
def test_bad_front_matter_is_named(read: Read, content: str, reason: str) -> None:
    """One failure with the line."""
    articles, (failure,) = read("m.md", content)
    assert articles == []
    assert failure.reason.startswith(reason)
