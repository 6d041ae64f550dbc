"""Mentions to exercises: those of one exercise brought together, editions kept apart, slots gathered."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.anchors import anchors
from kg.extract.exercises.draft import Draft
from kg.extract.exercises.editions import without_edition
from kg.extract.exercises.follow_ups import follow_up
from kg.extract.exercises.generalities import is_general, is_hypothetical
from kg.extract.exercises.implied import begun_when_reported, both_sides, own_forces
from kg.extract.exercises.locations import locations
from kg.extract.exercises.numbers import numbers
from kg.extract.exercises.parties import parties
from kg.extract.exercises.status import is_future, status_told, verb_of
from kg.extract.exercises.story import Story
from kg.extract.exercises.superlatives import superlative_of
from kg.extract.exercises.times import times
from kg.extract.exercises.types import types
from kg.extract.exercises.which_exercise import draft_of

_TURNS = frozenset("while whereas but".split())
_OPENING = 6  # tokens at a sentence's beginning
_JOINTS = frozenset("while whereas but before after alongside during".split())

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.reading import Reading


def drafts(reading: Reading) -> list[Draft]:
    """The exercises an article tells of, in the order of their first mention."""
    doc = reading.doc
    by_sentence: dict[int, list[Anchor]] = {}
    for anchor in anchors(doc, reading.entities):
        by_sentence.setdefault(doc[anchor.start].sent.start, []).append(anchor)
    story = Story(reading)
    if not by_sentence:
        return []
    for number, sent in enumerate(doc.sents):
        here = by_sentence.get(sent.start, [])
        if here:
            _sentence(story, number, sent, here)
        else:
            follow_up(story, number, sent)
    return story.drafts


def _sentence(story: Story, number: int, sent: Span, here: list[Anchor]) -> None:
    """Read a sentence that speaks of exercises: each anchor's stretch goes to its draft."""
    in_title = sent.start_char < story.reading.article.body_start
    tokens = {i for a in here for i in range(a.start, a.end)}
    if is_hypothetical(sent, here):
        return
    compared = _compared(sent, here)
    if compared and story.drafts:
        follow_up(story, number, sent.doc[sent.start : compared])
    for anchor, stretch in _by_time(story, _stretches(story, sent, here, start=compared)):
        span = (anchor.start, anchor.end)
        own = set(range(*span)) | ({anchor.head} if anchor.head >= 0 else set())
        future = is_future(verb_of(stretch, span))
        told = [
            *parties(story.reading.entities, stretch, tokens if len(here) > 1 else own, title=in_title),
            *locations(story.reading.entities, stretch, tokens),
            *times(story.reading, stretch, tokens, future=future),
            *numbers(story.reading.entities, stretch),
            *types(stretch, own | {anchor.head}),
        ]
        if _is_circumstance(sent, anchor):
            told = [s for s in told if s.start >= sent.doc[anchor.start].idx]
        told.extend(both_sides(story, stretch, told, sent))
        told.extend(own_forces(story, stretch, own))
        told.extend(begun_when_reported(story, stretch, told, number))
        general = is_general(sent, anchor, stretch)
        draft = draft_of(story, anchor, told, number, stretch, general=general)
        if draft is None:
            continue
        draft.anchors.append(anchor)
        draft.name = _fuller(draft, anchor)
        draft.sentences.append(number)
        draft.titled |= in_title
        draft.general &= general
        draft.ordinal = draft.ordinal or anchor.ordinal
        draft.slots.extend(told)
        draft.superlative = draft.superlative or superlative_of(sent, anchor)
        status = status_told(stretch, span, title=in_title)
        if status and not general:
            draft.status.append((status, number))
        story.focus = draft


def _is_circumstance(sent: Span, anchor: Anchor) -> bool:
    """ "in the shadow of Peace Guardian", "unlike Zapad": what stands before is of something else."""
    before = [t.lower_ for t in sent.doc[max(sent.start, anchor.start - 4) : anchor.start] if t.is_alpha]
    return before[-1:] in (["unlike"], ["despite"], ["amid"]) or (
        before[-1:] == ["of"] and bool({"shadow", "wake", "aftermath", "eve"} & set(before))
    )


def _compared(sent: Span, here: list[Anchor]) -> int | None:
    """Where a sentence turns to another edition than it began with: "a fraction of the 200,000 that last year's"."""
    if len(here) != 1 or here[0].edition is None or here[0].name:
        return None
    if (joint := _behind_it(sent, here[0])) is not None:
        return joint
    if here[0].edition != "previous":
        return None
    words = sent.doc[sent.start : here[0].start]
    turns = [t.i for t in words if t.lower_ in ("fraction", "compared", "than", "unlike", "against", "versus")]
    return turns[-1] if turns and turns[-1] - sent.start > 3 else None


def _behind_it(sent: Span, anchor: Anchor) -> int | None:
    """ "It drew 13 nations, but was the last before the pandemic, | which led to the cancellation of that of 2021"."""
    subject = next((t for t in sent[:_OPENING] if t.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.lower_ not in ("it", "they") or anchor.start < subject.head.i:
        return None
    joints = [t.i for t in sent.doc[subject.head.i : anchor.start] if t.text in (",", ";") or t.lower_ in _JOINTS]
    return joints[-1] if joints else None


def _by_time(story: Story, stretches: list[tuple[Anchor, list[Token]]]) -> Iterator[tuple[Anchor, list[Token]]]:
    """The stretches, with what a relative clause tells of an earlier year in one of its own.

    "Talisman Sabre, which began in 2005 as an affair of two, will for the first time spill over into New Guinea."
    """
    for anchor, stretch in stretches:
        if (present := _clause_of_now(story, anchor, stretch)) and story.drafts:
            yield anchor, [t for t in stretch if t.i in present]
            focus = story.focus
            past = anchor._replace(edition="previous", name=None, base=None, definite=True)
            yield past, [t for t in stretch if t.i > max(present)]
            story.focus = focus or story.focus
            continue
        clause = _clause_of_earlier_year(story, anchor, stretch)
        if not clause:
            yield anchor, stretch
            continue
        yield anchor, [t for t in stretch if t.i > max(clause)]
        focus = story.focus
        yield anchor, [t for t in stretch if t.i in clause]
        story.focus = focus or story.focus


def _clause_of_now(story: Story, anchor: Anchor, stretch: list[Token]) -> set[int]:
    """The tokens of a relative clause, where its sentence tells when the exercise was last held.

    "The drills, which run until 16 September, were last staged in 2021."
    """
    if not stretch:
        return set()
    root = stretch[0].doc[anchor.start : anchor.end].root
    verb = root.head
    last_held = root.dep_ == "nsubjpass" and any(c.lower_ == "last" and c.dep_ == "advmod" for c in verb.children)
    if not last_held or verb.tag_ != "VBN":
        return set()
    return next(({t.i for t in c.subtree} for c in root.children if c.dep_ == "relcl" and c.i > anchor.end), set())


def _clause_of_earlier_year(story: Story, anchor: Anchor, stretch: list[Token]) -> set[int]:
    """The tokens of a relative clause in the past that tells another year than the sentence, which looks ahead."""
    now = story.published_year
    if anchor.edition or not anchor.base or now is None or not stretch:
        return set()
    named = stretch[0].doc[anchor.start : anchor.end]
    for clause in (c for t in named for c in t.children if c.dep_ == "relcl" and c.i > anchor.end):
        inside = {t.i for t in clause.subtree}
        told = [t for t in stretch if t.i in inside and t.is_digit and len(t.text) == 4 and t.text < now]
        rest = [t for t in stretch if t.i not in inside and t.i >= anchor.end]
        ahead = any(t.lower_ in ("will", "is", "are", "has") and t.pos_ == "AUX" for t in rest)
        if told and ahead and clause.tag_ in ("VBD", "VBN"):
            return inside
    return set()


def _fuller(draft: Draft, anchor: Anchor) -> str | None:
    """The name with the year in full, where the same edition is written in more ways ("DART 26", "Dart 2026")."""
    if not (anchor.name and draft.name and anchor.edition and anchor.edition == draft.edition):
        return draft.name
    same = without_edition(anchor.name).casefold() == without_edition(draft.name).casefold()
    return anchor.name if same and anchor.edition in anchor.name and anchor.edition not in draft.name else draft.name


def _is_joint(story: Story, token: Token) -> bool:
    """Whether a sentence can be cut there: a mark or a conjunction, but not between two states of a list."""
    if token.text in (";", ":", "–", "—") or token.lower_ in _JOINTS:
        return True
    if token.text != "," and token.lower_ != "and":
        return False
    entities, last = story.reading.entities, len(token.doc) - 1
    return not (
        token.i
        and entities.mention_at(token.i - 1, "country") is not None
        and any(entities.mention_at(i, "country") is not None for i in range(token.i + 1, min(token.i + 3, last)))
    )


def _stretches(story: Story, sent: Span, here: list[Anchor], *, start: int | None) -> list[tuple[Anchor, list[Token]]]:
    """The sentence cut into one stretch an anchor, at the joint before each further anchor."""
    doc = sent.doc
    cuts = [start or sent.start]
    for left, right in itertools.pairwise(here):
        joints = [t.i for t in doc[left.end : right.start] if _is_joint(story, t)]
        # "while the one with the Indian army, Harimau Shakti, was", "whereas Algeria, which stayed away, ran its own"
        joints = [i for i in joints if doc[i].lower_ in _TURNS or doc[i].text == ";"] or joints
        cuts.append(joints[-1] if joints else right.start)
    cuts.append(sent.end)
    return [(anchor, list(doc[a:b])) for anchor, (a, b) in zip(here, itertools.pairwise(cuts), strict=True)]
