"""Attributions: a stretch of text, who is said to have said it, and by which words; in text order.

A cue within the content of another is not reported twice: "Kyiv said that Moscow had threatened to …" is
what Kyiv says. Quotations that no cue introduces are floating (floating.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from kg.extract.statements.anonymous import described_plainly
from kg.extract.statements.clause_bounds import CHARGES
from kg.extract.statements.content import content_around, content_inside
from kg.extract.statements.cues import Cue, cues
from kg.extract.statements.floating import block_after, floating
from kg.extract.statements.interviews import turns
from kg.extract.statements.misparsed import content_after, content_beside
from kg.extract.statements.scene import Scene, Unit
from kg.extract.statements.spans import Content
from kg.extract.statements.speaker import Speaker
from kg.extract.statements.speaker_nouns import is_writing
from kg.extract.statements.speakers import Speakers
from kg.language.grammar import child
from kg.models import Form

Span = tuple[int, int]
# Under these only people and bodies stand; "claimed", "noted" and "reported" take things as well.
_SPOKEN = frozenset(
    "say tell add insist stress argue remark contend explain reiterate emphasise emphasize complain concede admit "
    "boast joke quip lament recall shrug laugh sigh grumble protest promise vow pledge swear".split()
)

# What writings do that nobody is told to have issued: "Reports said …", "According to the documents, …".
_WRITTEN = frozenset(("according to", "say", "state", "indicate", "suggest", "claim", "speak"))


@dataclass(frozen=True)
class Attribution:
    """Pieces of content (token spans) and whose words they are."""

    pieces: tuple[Span, ...]
    form: Form
    speaker: Speaker
    rule: str
    unit: int
    paragraph: int
    cue: Cue | None = None
    """None where a quotation stands without a word of saying."""
    region: Span | None = None
    """Token span of the attribution clause."""
    relay: Speaker | None = None


def attributions(scene: Scene) -> Iterator[Attribution]:
    """The attributions of an article in text order."""
    speakers = Speakers(scene)
    by_unit: dict[int, list[Cue]] = {}
    for cue in cues(scene):
        by_unit.setdefault(scene.unit_of[cue.token.i], []).append(cue)
    spoken_until = -1
    answers = turns(scene)
    for index, unit in enumerate(scene.units):
        if index <= spoken_until:
            continue
        if index in answers:
            speaker, start, spoken_until = answers[index]
            speakers.remember(scene.doc[start], speaker)
            pieces = ((start, scene.units[spoken_until].end),)
            yield Attribution(pieces, "direct", speaker, "block", spoken_until, unit.paragraph)
            continue
        block = block_after(scene, speakers, index)
        if block is not None:
            _, speaker, spoken_until = block
            speakers.remember(scene.doc[unit.start], speaker)
            yield from _paragraphs(scene, speaker, index + 1, spoken_until)
            continue
        claimed: set[int] = set()
        found = []
        for cue, content in _contents(scene, unit, by_unit.get(index, [])):
            attribution = _attribution(scene, speakers, cue, content, index)
            if attribution is None:
                continue
            claimed.update(scene.quote_of[i] for a, b in content.pieces for i in range(a, b))
            if attribution.speaker.entity is not None or cue.token.dep_ != "relcl":
                speakers.remember(cue.token, attribution.speaker)  # who is told of in passing becomes no "he"
            found.append(attribution)
        for quote in unit.quotes:
            if quote in claimed:
                continue
            loose = floating(scene, speakers, index, quote)
            if loose is not None:
                span, speaker, rule = loose
                speakers.remember(scene.doc[span[0]], speaker)
                found.append(Attribution((span,), "direct", speaker, rule, index, unit.paragraph))
        yield from sorted(found, key=lambda a: a.pieces[0])


def _paragraphs(scene: Scene, speaker: Speaker, first: int, last: int) -> Iterator[Attribution]:
    """One attribution for each paragraph of speech that stands without marks."""
    start = first
    for index in range(first, last + 1):
        unit = scene.units[index]
        if index == last or scene.units[index + 1].paragraph != unit.paragraph:
            pieces = ((scene.units[start].start, unit.end),)
            yield Attribution(pieces, "direct", speaker, "block", index, unit.paragraph)
            start = index + 1


def _contents(scene: Scene, unit: Unit, found: list[Cue]) -> list[tuple[Cue, Content]]:
    """The contents of a unit's cues: complements first, since what they hold is not free for others."""
    # a question that nobody is told to have asked keeps its words from the answer: "Asked whether …, he said …"
    found = [cue for cue in found if cue.source is not None or cue.act == "ask"]
    inside: list[tuple[Cue, Content]] = []
    found = [cue for cue in found if not _under_another(scene, cue, found)]
    for cue in found:
        if any(_within(cue.token, content) and not _remark(cue.token) for _, content in inside):
            continue
        content = content_inside(scene, cue)
        if content is not None:
            inside.append((cue, content))
    taken = {cue.token.i for cue, _ in inside}
    claimed = {scene.quote_of[i] for _, c in inside for a, b in c.pieces for i in range(a, b)}
    around: list[tuple[Cue, Content]] = []
    floor = unit.start
    for cue in found:
        if cue.token.i in taken:
            own = next(content for c, content in inside if c is cue)
            floor = max(floor, *(b for _, b in own.pieces))
            continue
        if any(_within(cue.token, content) for _, content in inside):
            continue
        content = content_around(scene, cue, claimed, floor) or _denied(cue, [*inside, *around])
        if content is None:
            continue
        if content.rule != "denied" and any(_overlap(content, other) for _, other in (*inside, *around)):
            continue
        around.append((cue, content))
        claimed |= {scene.quote_of[i] for a, b in content.pieces for i in range(a, b)}
        floor = max(floor, content.region[1], *(b for _, b in content.pieces))
    found_by_order = _by_order(scene, found, [*inside, *around], claimed)
    return sorted([*inside, *around, *found_by_order], key=lambda pair: pair[0].token.i)


def _under_another(scene: Scene, cue: Cue, found: list[Cue]) -> bool:
    """Whether a verb heads what a later verb of saying closes: "The army declared it ready, the ministry said"."""
    if cue.kind != "verb" or cue.token.dep_ != "ccomp":
        return False
    over = cue.token.head
    closes = over.i > cue.token.right_edge.i and any(other.token == over for other in found)
    closes = closes and not any(c.dep_ == "ccomp" and c.i > over.i for c in over.children)
    between = scene.doc[cue.token.i : over.i]
    return closes and not any(scene.quoted(t) or t.text in (";", ":") for t in between)


def _denied(cue: Cue, known: list[tuple[Cue, Content]]) -> Content | None:
    """What somebody denies who is accused of it in the same sentence: "…, a charge that Tehran denies"."""
    verb = cue.token
    if cue.act != "deny" or verb.dep_ != "relcl" or not known or child(verb, "ccomp", "xcomp") is not None:
        return None
    said, content = known[-1]
    obj = child(verb, "dobj")
    if (obj is not None and obj.tag_ not in ("WDT", "WP")) or said.token.i > verb.i:
        return None
    at_once = obj is not None and obj.lower_ == "which" and content.pieces[-1][1] == obj.i - 1
    if verb.head.lemma_ not in CHARGES and not at_once:
        return None
    return Content(content.pieces, "denied", (verb.i, verb.i + 1))


def _by_order(
    scene: Scene, found: list[Cue], known: list[tuple[Cue, Content]], claimed: set[int]
) -> list[tuple[Cue, Content]]:
    """Contents of the cues that the parse leaves without one, by the order of the words."""
    result: list[tuple[Cue, Content]] = []
    done = {cue.token.i for cue, _ in known}
    for finder in ("beside", "after"):
        for cue in found:
            everything = [*known, *result]
            if cue.token.i in done or cue.source is None or any(_within(cue.token, c) for _, c in everything):
                continue
            taken = [piece for _, c in everything for piece in c.pieces]
            taken += [(other.token.i, other.token.i + 1) for other in found if other.token.i in done]
            if finder == "beside":
                content = content_beside(scene, cue, claimed, taken)
            else:
                content = content_after(scene, cue, taken)
            if content is None:
                continue
            result.append((cue, content))
            done.add(cue.token.i)
            claimed |= {scene.quote_of[i] for a, b in content.pieces for i in range(a, b)}
    return result


def _within(token: Token, content: Content) -> bool:
    return any(a <= token.i < b for a, b in content.pieces)


def _remark(verb: Token) -> bool:
    """Whether a cue within another's content is the writer's own remark: ", a halt that X insisted was …"."""
    return verb.dep_ == "relcl" and verb.head.dep_ == "appos"


def _overlap(one: Content, other: Content) -> bool:
    return any(a < d and c < b for a, b in one.pieces for c, d in other.pieces)


def _attribution(scene: Scene, speakers: Speakers, cue: Cue, content: Content, unit: int) -> Attribution | None:
    if cue.source is None:
        return None
    form = form_of(scene, content.pieces)
    speaker = speakers.of(cue.source, plainly=cue.lemma in _SPOKEN or form == "direct")
    if speaker is None and cue.lemma in _WRITTEN and is_writing(cue.source):
        speaker = replace(described_plainly(scene, cue.source), sure=False)
    if speaker is None:
        return None
    relay = speakers.of(cue.relay) if cue.relay is not None else None
    paragraph = scene.units[unit].paragraph
    return Attribution(content.pieces, form, speaker, content.rule, unit, paragraph, cue, content.region, relay)


def form_of(scene: Scene, pieces: tuple[Span, ...]) -> Form:
    """Whether all, none or some of the words stand in quotation marks."""
    words = [scene.quote_of[i] >= 0 for a, b in pieces for i in range(a, b) if not scene.doc[i].is_punct]
    if words and all(words):
        return "direct"
    return "mixed" if any(words) else "indirect"
