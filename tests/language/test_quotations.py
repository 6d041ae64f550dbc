"""Quotations are found by their marks alone, in any text, without raising."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.language.quotations import Quotation, quotations, shape


def _quoted(text: str) -> list[str]:
    return [text[slice(*quotation.inner)] for quotation in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We are ready,” she said.", ["We are ready,"]),
        ('"We are ready," she said. "Ask them."', ["We are ready,", "Ask them."]),
        ("‘We are ready,’ she said.", ["We are ready,"]),
        ("'We are ready,' she said. 'Ask them.'", ["We are ready,", "Ask them."]),
        ("He spoke of «la gloire».", ["la gloire"]),
        ("Er sagte »niemals« und ging.", ["niemals"]),
        ("Er sagte „niemals“ und ging.", ["niemals"]),
        ("Er sagte „niemals” und ging.", ["niemals"]),
        ("Hon sade ”aldrig” och gick.", ["aldrig"]),
        ("``We are ready,'' she said.", ["We are ready,"]),
        ("The minister (“no comment”) left.", ["no comment"]),
        ("He was curt:“No.”", ["No."]),
    ],
)
def test_quotations_know_every_pair_of_marks(text: str, expected: list[str]) -> None:
    """Curly, straight, single, guillemets either way, low, Swedish and typewriter marks all pair."""
    assert _quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They don't know what the soldiers' wives' letters said.",
        "It won’t be the ministers’ choice; it’s ours.",
        "Rock 'n' roll of the '90s, 'twas said, went with 'em.",
        "She is 5'10\" tall and he 6'2\".",
        'A 16" gun and a 12" gun stood there.',
        "The guns' range and the ships' radar",
        "",
        '"',
        "“",
        "''",
        '""',
        "” ’ »",
    ],
)
def test_quotations_leave_other_marks_alone(text: str) -> None:
    """Apostrophes, elisions, feet, inches and marks around nothing are no quotations."""
    assert quotations(text) == []


def test_quotations_hold_possessives_within_single_marks() -> None:
    """A plural's possessive does not close a single quotation that a later mark closes."""
    assert _quoted("'The bombs' cousins cost more,' he said.") == ["The bombs' cousins cost more,"]
    assert _quoted("He called it 'the soldiers' day'.") == ["the soldiers' day"]


def test_quotations_hold_measures_within_straight_marks() -> None:
    """An inch mark inside a straight quotation does not close it."""
    assert _quoted('"It has a 16" gun," he said.') == ['It has a 16" gun,']


def test_quotations_keep_nested_ones_inside() -> None:
    """Only the outermost quotation is given; the nested one is part of its words."""
    text = "“He told me, ‘Madam, it is our turn,’” she said. “And I said “why” to him.”"
    assert _quoted(text) == ["He told me, ‘Madam, it is our turn,’", "And I said “why” to him."]


def test_quotations_end_with_the_paragraph_if_unclosed() -> None:
    """A quotation nothing closes ends with its paragraph and does not touch the next."""
    text = "He said “we go and then left.\n\nThe rest is “quiet”."
    first, second = quotations(text)
    assert (text[slice(*first.inner)], first.closed) == ("we go and then left.", False)
    assert (text[slice(*second.inner)], second.closed, second.continues) == ("quiet", True, False)


@pytest.mark.parametrize("mark", ["“", '"', "'"])
def test_quotations_continue_over_paragraphs(mark: str) -> None:
    """A paragraph left open and a next one that opens again are one speech in two quotations."""
    close = {"“": "”"}.get(mark, mark)
    first, second = quotations(f"{mark}We stay here.\n\n{mark}And we wait,{close} he said.")
    assert (first.closed, first.continues, second.closed, second.continues) == (False, False, True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They spoke of a “guarantee” for all.", "phrase"),
        ("He promised “limited fiscal space” only.", "phrase"),
        ("The drill “Eagles of Civilization 2025” ended.", "title"),
        ("The exercise 'Mitra Shakti' began.", "title"),
        ("“We are ready,” she said.", "sentence"),
        ("“No.”", "sentence"),
        ("“Thank you, Britain. One lion roars and the herd wakes up” tweeted", "sentence"),
    ],
)
def test_shape_tells_speech_from_scare_quotes_and_titles(text: str, expected: str) -> None:
    """A sentence reads as speech; a few words are a phrase; capitals throughout are a title."""
    assert shape(text, quotations(text)[0]) == expected


_MARKS = st.text(alphabet="ab S1.,?\n \"'“”‘’«»„‚‹›`-–", max_size=80)


@given(st.one_of(_MARKS, st.text(max_size=80)))
def test_quotations_never_raise_and_stay_in_bounds(text: str) -> None:
    """Whatever the text: ordered, apart, non-empty inside, within one paragraph, marks outside the words."""
    found = quotations(text)
    assert all(isinstance(quotation, Quotation) for quotation in found)
    at = 0
    for quotation in found:
        inner_start, inner_end = quotation.inner
        assert at <= quotation.start < inner_start < inner_end <= quotation.end <= len(text)
        assert "\n" not in text[quotation.start : quotation.end]
        assert text[inner_start:inner_end].strip() == text[inner_start:inner_end]
        assert shape(text, quotation) in ("sentence", "phrase", "title")
        at = quotation.end


def test_opening_mark_before_a_speaker_closes_the_quotation() -> None:
    """A slip of the keyboard: '“… global reach, “Caughlin said.' ends before the name."""
    text = "“Tankers are the key to global reach, “Caughlin said. “We need them.”"
    assert [text[slice(*q.inner)] for q in quotations(text)] == [
        "Tankers are the key to global reach,",
        "We need them.",
    ]
