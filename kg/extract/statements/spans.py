"""The token spans of what was said: trimmed, widened to whole quotations, told apart from mere words."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Token

from kg.extract.statements.scene import Scene, Unit
from kg.language.grammar import FINITE, child
from kg.language.reporting import reporting

EDGE = frozenset((",", ";", ":", "–", "—", "--", "-", "•"))
# After "said she was …, but" these go on with what was said, even where the parser joins them to the saying.
BACKSHIFTED = frozenset(("would", "could", "should", "might"))
Span = tuple[int, int]
# What a writer calls somebody's words besides the nouns of saying, and the least words before such a remark.
_REMARKS = frozenset("reference allusion dig nod swipe jab formulation formula wording phrase".split())
# What he sums up what happened with: "…, a purchase that had been slow".
_SUMMARIES = frozenset("purchase dispute move step decision gesture setback shift milestone departure".split())
_SAID = 4


class Content(NamedTuple):
    """Token spans of what was said, in text order, and the rule that found them."""

    pieces: tuple[Span, ...]
    rule: str
    region: Span
    """The attribution clause, without the content."""


def content_of(scene: Scene, pieces: list[Span], rule: str, region: Span) -> Content | None:
    """The content of these token spans, trimmed of marks around them and of "that"; None if nothing is left."""
    kept = []
    for start, end in pieces:
        start, end = trim(scene, start, _past_hyphen(scene, end))
        that = start < end and scene.doc[start].lower_ == "that" and scene.doc[start].tag_ in ("IN", "WDT")
        if that and any(t.pos_ in ("VERB", "AUX") for t in scene.doc[start + 1 : end]):
            start, end = trim(scene, start + 1, end)
        end = _before_remark(scene, start, end)
        if end > start:
            kept.append((start, end))
    return Content(tuple(kept), rule, region) if kept else None


def _past_hyphen(scene: Scene, end: int) -> int:
    """An end moved over the rest of a word that the parser took apart: "condemned anti | -royalist marches"."""
    doc = scene.doc
    while 0 < end < len(doc) - 1 and doc[end].text == "-" and not doc[end - 1].whitespace_ and not doc[end].whitespace_:
        end = max(end + 2, doc[end + 1].right_edge.i + 1)
    return end


def _before_remark(scene: Scene, start: int, end: int) -> int:
    """The end of a content without the writer's remark on it: ", a promise plainly aimed at Washington"."""
    for i in range(start + _SAID, end - 2):
        token = scene.doc[i]
        if token.text != "," or scene.quoted(token) or scene.doc[i + 1].lower_ not in ("a", "an"):
            continue
        noun = next((t for t in scene.doc[i + 2 : min(end, i + 5)] if t.pos_ == "NOUN"), None)
        if noun is not None and noun.head.i < i and noun.dep_ in ("appos", "dobj", "npadvmod", "conj", "attr"):
            lemma = noun.lemma_.casefold()
            summed = lemma in _SUMMARIES and any(c.dep_ == "relcl" for c in noun.children)
            if summed or lemma in _REMARKS or (lemma in reporting().nouns and lemma not in reporting().documents):
                return i
    return end


def trim(scene: Scene, start: int, end: int) -> Span:
    """A span without white space, leading conjunction marks and surrounding commas outside quotations."""
    while (
        start < end
        and (scene.doc[start].is_space or scene.doc[start].text in EDGE)
        and not scene.quoted(scene.doc[start])
    ):
        start += 1
    while (
        end > start
        and not scene.quoted(scene.doc[end - 1])
        and (scene.doc[end - 1].is_space or scene.doc[end - 1].text in EDGE or scene.doc[end - 1].text in (".", "("))
    ):
        end -= 1
    return start, end


def whole_quotes(scene: Scene, unit: Unit, start: int, end: int) -> Span:
    """A span widened to the end of a quotation that it cuts, over sentence bounds too."""
    last = scene.quote_of[end - 1]
    if last >= 0:
        end = max(end, scene.tokens_in(last)[1])
    first = scene.quote_of[start]
    if first >= 0:
        start = min(start, scene.tokens_in(first)[0])
    while end < unit.end and scene.doc[end].is_punct and scene.quote_of[end] >= 0:
        end += 1
    return start, end


def says_something(scene: Scene, pieces: list[Span]) -> bool:
    """Whether unquoted content can stand as something said: it has a verb, or more than two words."""
    tokens = [scene.doc[i] for a, b in pieces for i in range(a, b)]
    words = [t for t in tokens if t.is_alpha or t.like_num]
    return len(words) > 2 or any(t.tag_ in FINITE for t in tokens)


def all_quoted(scene: Scene, span: Span) -> bool:
    """Whether every word of a span stands in a quotation."""
    return all(scene.quote_of[i] >= 0 for i in range(*span) if not scene.doc[i].is_punct)


def outside(scene: Scene, span: Span) -> list[Token]:
    """The tokens of a span that stand in no relative or participle clause."""
    found = []
    for token in scene.doc[span[0] : span[1]]:
        if not any(a.dep_ in ("relcl", "acl") and span[0] <= a.i < span[1] for a in (token, *token.ancestors)):
            found.append(token)
    return found


def subject_left(verb: Token) -> int:
    """The first token of a verb's clause up to it: of its subject, else the verb."""
    subject = child(verb, "nsubj", "nsubjpass")
    return subject.left_edge.i if subject is not None else verb.i
