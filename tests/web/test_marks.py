"""Texts cut at the ends of evidence: nothing is lost, and every overlap is marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.web.facts import Fact, Span
from kg.web.marks import mark

TEXT = "Title 🚀\n\nFirst para é.\n\nSecond 🎯 para\nwith a line.\n \nThird."


def fact(number: int, *spans: tuple[int, int], kind: str = "ArmsTransfer") -> Fact:
    """A fact that rests on these stretches."""
    word = {"ArmsTransfer": "transfer", "Statement": "statement"}[kind]
    return Fact(
        iri=f"http://x/a/{word}/{number}",
        article="http://x/a",
        kind=kind,
        confidence=0.5,
        rule="",
        modality="",
        fields=(),
        spans=tuple(Span(start, end, ("item",), "") for start, end in sorted(spans)),
        who=(),
        whom=(),
    )


def test_text_without_facts() -> None:
    """Title and paragraphs, as the text has them."""
    marked = mark(TEXT, "Title 🚀", [])
    assert [s.text for s in marked.title] == ["Title 🚀"]
    assert ["".join(s.text for s in p) for p in marked.paragraphs] == [
        "First para é.",
        "Second 🎯 para\nwith a line.",
        "Third.",
    ]


def test_evidence_over_two_paragraphs_has_one_note() -> None:
    """What begins in one paragraph and ends in the next is marked in both, and its note stands at its end."""
    start, end = TEXT.index("para é"), TEXT.index(" para\n")
    marked = mark(TEXT, "Title 🚀", [fact(1, (start, end))])
    words = [[s.text for s in p if s.facts] for p in marked.paragraphs]
    assert words == [["para é."], ["Second 🎯"], []]
    assert [len(s.ends) for p in marked.paragraphs for s in p if s.facts] == [0, 1]


def test_evidence_outside_the_text_is_left_out() -> None:
    """Offsets that the text does not have mark nothing."""
    assert mark("short", "", [fact(1, (3, 99)), fact(2, (4, 4))]).paragraphs[0][0].facts == ()


SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(st.lists(SPANS, min_size=1, max_size=3), max_size=5))
def test_every_character_carries_its_facts(spans: list[list[tuple[int, int]]]) -> None:
    """Whatever overlaps: the text is whole, and each character carries exactly the facts that cover it."""
    facts = [fact(number, *found) for number, found in enumerate(spans)]
    marked = mark(TEXT, "Title 🚀", facts)
    at = 0
    for segments in (marked.title, *marked.paragraphs):
        at = TEXT.index("".join(segment.text for segment in segments), at)
        for segment in segments:
            for offset in range(at, at + len(segment.text)):
                covering = {f.slug for f in facts if any(s.start <= offset < s.end for s in f.spans)}
                assert set(segment.facts) == covering
            at += len(segment.text)
