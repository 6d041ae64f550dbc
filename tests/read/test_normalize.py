"""Normalising: characters, lines and boilerplate; and that no sentence of an article is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.normalize import is_boilerplate, normalize, one_line


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("Nicola\u0301s", "Nicolás"),
        ("co\u00adoper\u200bation", "cooperation"),
        ("a\u202eb\u2066c\u200f", "abc"),
        ("a\x00\x07b\x9f", "ab"),
        ("a\u00a0 \t b\u2003c", "a b c"),
        ("one\n\n\n\n\ntwo  \n", "one\n\ntwo"),
        ("a\ud800b", "a\ufffdb"),
        ("a\ufdd0\U0001ffffb\U000e0041", "ab"),
        ("a" + "\u0301" * 50, unicodedata.normalize("NFC", "a" + "\u0301" * 8)),
    ],
)
def test_characters(raw: str, text: str) -> None:
    """One form for line ends, letters and spaces; nothing that hides or controls."""
    assert normalize(raw) == text


@pytest.mark.parametrize(
    "line",
    [
        "- Advertisement -",
        "ADVERTISEMENT",
        "Story continues below advertisement",
        "Subscribe to our newsletter",
        "Sign up here to get the latest news, updates and special offers delivered directly to your inbox.",
        "Sign up for our daily newsletter",
        "Read more: Russia sells jets to India",
        "READ ALSO: Poland buys tanks",
        "Related: What we know about the deal",
        "Related articles",
        "Share this",
        "Share this article",
        "Share on Facebook",
        "Facebook Twitter WhatsApp Email",
        "Follow us on Twitter @wire",
        "This website uses cookies to give you the best experience.",
        "We and our partners use cookies to improve this site.",
        "By continuing to use this site you agree to our terms.",
        "Accept all cookies",
        "© 2024 The Daily Wire. All rights reserved.",
        "(Reporting by Ann Smith in Moscow; Editing by Bob Jones)",
        "Reporting by Ann Smith; Editing by Bob Jones",
        "12 comments",
        "Leave a comment",
    ],
)
def test_boilerplate_lines_go(line: str) -> None:
    """A line of the page between two paragraphs leaves no trace."""
    assert normalize(f"One.\n\n{line}\n\nTwo.") == "One.\n\nTwo."


@pytest.mark.parametrize(
    "line",
    [
        "Iran advertised the drill as a show of force.",
        "Read the report, the minister told reporters, and you will find no sale.",
        "Reporting by human rights groups suggests that Russia sold arms to Myanmar.",
        "“Sign up for the militia,” Maduro said on Sunday.",
        "Citizens who sign up will receive news of their unit, the ministry said.",
        "The minister said Cuba would share this intelligence with Venezuela.",
        "Follow us on this path, Lukashenko told Armenia, and Moscow will deliver.",
        "Related to the deal is a second contract for 24 Su-35 fighters.",
        "By continuing to arm Taiwan, Washington plays with fire, Beijing said.",
        "We will make investments so that our soldiers have the most advanced weaponry.",
        "Print media in Poland reported the purchase.",
        "The embassy's website uses cookies, the hackers found, to install the spyware that Israel sold to Riyadh.",
        "Don't miss the point: Russia sold the missiles.",
        "Get out, Maduro told the ambassador.",
        "Copyright on the design stays with Saab.",
        "Watch: that was the word Kim used for the launch.",
        "See, we told you so, the president said.",
        "Save the deal, Merkel urged Trump.",
        "Comments by Putin on the sale drew protests.",
    ],
)
def test_sentences_stay(line: str) -> None:
    """A sentence of the article that holds such words is kept."""
    assert not is_boilerplate(line)


@given(st.text())
def test_normalizing_twice_changes_nothing(text: str) -> None:
    """It is a fixed point: what comes out goes in and comes out the same."""
    once = normalize(text)
    assert normalize(once) == once
    assert one_line(one_line(text)) == one_line(text)


@given(st.text())
def test_normalized_text_is_clean(text: str) -> None:
    """NFC, encodable, no carriage returns, no blank edges, no three line ends in a row."""
    clean = normalize(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    assert "\r" not in clean
    assert "\n\n\n" not in clean
    clean.encode()
