"""Contents that the parse of the sentence does not show, found by the order of the words alone.

1. a quotation beside a reporting verb: "He went on to add “…”", "“…,” she told an audience at the fair"
2. what follows a verb of saying up to the end of its sentence: "Brudzinski said Adamowicz required care"
Both need the speaker to be clear, and stand back where the parse tells more.
"""

from __future__ import annotations

from kg.extract.statements.cues import Cue
from kg.extract.statements.scene import Scene, Unit
from kg.extract.statements.spans import Content, Span, content_of
from kg.language.grammar import FINITE
from kg.language.quotations import shape
from kg.language.reporting import reporting

# After these a participle is as good as a finite verb, which the parser has mistaken for it.
_ALWAYS = frozenset(("say", "state", "claim", "insist", "argue", "add", "tell"))
# Tokens that may stand between a verb of saying and the quotation it introduces.
_NEAR = 14
# A quotation of fewer words than this, beside a verb, is a fragment of the writer's sentence.
_WORDS = 5


def content_beside(scene: Scene, cue: Cue, claimed: set[int], taken: list[Span]) -> Content | None:
    """The free quotations beside a reporting verb, nothing but its own clause between them; or None."""
    unit = scene.unit_at(cue.token)
    if unit is None or cue.kind != "verb":
        return None
    pieces = []
    for quote in unit.quotes:
        first, last = scene.tokens_in(quote)
        if quote in claimed or not (_is_speech(scene, quote) or _is_told(scene, cue, first, last)):
            continue
        if last <= cue.token.i:
            between = (last, cue.token.i)
        elif first > cue.token.i:
            between = (cue.token.i + 1, first)
        else:
            continue
        if between[1] - between[0] <= _NEAR and not _parted(scene, cue, *between) and not _meets(taken, between):
            pieces.append((first, last))
    if not pieces:
        return None
    return content_of(scene, pieces, "beside", (cue.token.i, cue.token.i + 1))


def content_after(scene: Scene, cue: Cue, taken: list[Span]) -> Content | None:
    """What follows a verb of saying to the end of its sentence, if it holds a verb of its own; or None."""
    unit, verb = scene.unit_at(cue.token), cue.token
    if unit is None or cue.kind != "verb" or verb.lemma_.casefold() not in reporting().plain:
        return None
    if (
        cue.source is None
        or cue.source.i > verb.i
        or (verb.tag_ == "VBN" and not any(c.dep_ == "aux" for c in verb.children))
    ):
        return None
    that = _that(scene, verb.i + 1, unit.end)
    start = that if that is not None else _after_hearer(scene, cue, verb.i + 1, unit.end)
    end = _sentence_end(scene, unit, start)
    for a, b in taken:
        if a < end and start < b:
            return None
    rest = scene.doc[start:end]
    if not len(rest) or (rest[0].is_punct and not scene.quoted(rest[0])):
        return None
    if that is not None:
        if not any(t.tag_ in FINITE for t in rest):
            return None
    elif not _begins_clause(scene, cue, start, end):
        return None
    return content_of(scene, [(start, end)], "following", (verb.i, start))


def _begins_clause(scene: Scene, cue: Cue, start: int, end: int) -> bool:
    """Whether a noun phrase and then a verb stand there, so that it is a clause and no mere object."""
    tags = (*FINITE, "VBN") if cue.lemma in _ALWAYS else FINITE
    if scene.doc[start].tag_ in ("IN", "TO", "VBG", "WRB", "WP", "WDT", *tags) and not scene.quoted(scene.doc[start]):
        return False
    for token in scene.doc[start:end]:
        if token.tag_ in tags:
            return token.dep_ not in ("relcl", "acl")
        if (token.is_punct and not scene.quoted(token)) or token.tag_ in ("CC", "WDT", "WP", "WRB", "TO", "VBG"):
            return False
        if token.lower_ in ("that", "as", "after", "before", "because", "since", "while", "although", "though"):
            return False
    return False


def _is_speech(scene: Scene, quote: int) -> bool:
    first, last = scene.tokens_in(quote)
    words = sum(not t.is_punct and not t.is_space for t in scene.doc[first:last])
    return shape(scene.text, scene.quotes[quote]) == "sentence" or words >= _WORDS


def _is_told(scene: Scene, cue: Cue, first: int, last: int) -> bool:
    """Whether a few quoted words are what was said: "told the guard, “they took it”"."""
    clause = any(t.tag_ in FINITE for t in scene.doc[first:last])
    return (
        clause and cue.token.lemma_ in _ALWAYS and first > cue.token.i + 1 and scene.doc[first - 2].text in (",", ":")
    )


def _parted(scene: Scene, cue: Cue, start: int, end: int) -> bool:
    """Whether another clause stands between a verb and a quotation."""
    for token in scene.doc[start:end]:
        if scene.quoted(token) or (token.text in (";", ".", "?", "!")):
            return True
        if token.tag_ in FINITE and token.dep_ not in ("relcl", "aux", "auxpass") and token != cue.token:
            return True
    return False


def _meets(taken: list[Span], span: Span) -> bool:
    return any(a < span[1] and span[0] < b for a, b in taken)


def _that(scene: Scene, start: int, end: int) -> int | None:
    """After the "that" which opens the clause, a medium or a time before it: "said on its channel that since …"."""
    for token in scene.doc[start : min(end, start + _NEAR)]:
        subject = token.i + 1 < end and token.nbor().pos_ in ("PRON", "DET", "PROPN", "NOUN", "ADJ", "NUM")
        if token.lower_ == "that" and (token.tag_ == "IN" or (token.tag_ == "WDT" and subject)):
            return token.i + 1  # a relative "that" with a subject after it is none
        if token.tag_ in FINITE or token.is_punct:
            return None
    return None


def _after_hearer(scene: Scene, cue: Cue, start: int, end: int) -> int:
    """Past adverbs and, for "told", the hearer: "told reporters on Monday (that)"."""
    hearer = next((c for c in cue.token.children if c.dep_ in ("dobj", "dative") and c.i >= start), None)
    if cue.act == "tell" and hearer is not None:
        start = hearer.i + 1
    while start < end and scene.doc[start].pos_ == "ADV":
        start += 1
    return start


def _sentence_end(scene: Scene, unit: Unit, start: int) -> int:
    for i in range(start, unit.end):
        if scene.doc[i].text == ";" and not scene.quoted(scene.doc[i]):
            return i
    return unit.end
