"""What a mention implies by what was told before: "the two navies", "have begun, the navy said on Monday"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.exercises.draft import Draft
from kg.extract.exercises.holders import leads_to_exercise
from kg.extract.exercises.partners import home_state, iri_of_state
from kg.extract.exercises.sides import groups_of_sides, side
from kg.extract.exercises.slot import Slot, chars
from kg.extract.exercises.story import Story
from kg.language.dates import find_dates
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_BOTH = re.compile(
    rf"\b(?:(?:the|their|all|these|same) (?P<n>{'|'.join(_NUMBERS)})|both) "
    r"(?:countries|navies|armies|militaries|nations|sides|air forces|neighbours|neighbors|states|forces|allies|"
    r"partners|fleets)\b|\b(?P<allies>the allies)\b",
    re.IGNORECASE,
)
# How far back a list of just as many states may stand, in tokens; and how near it is surely meant.
_LISTED_BEFORE, _JUST_BEFORE = 250, 45
_FEW = 3
_FORCES = frozenset("navy army military forces force marines corps fleet group flotilla airmen troops soldiers".split())


def both_sides(story: Story, stretch: list[Token], told: list[Slot], sent: Span) -> list[Slot]:
    """ "The two navies will meet for SLINEX": the sides of the main exercise, else the states last listed."""
    match = _BOTH.search(words_of(story.reading.doc).text, stretch[0].idx, stretch[-1].idx + len(stretch[-1]))
    if match is None or any(s.name == "participant" and s.start < match.end() for s in told):
        return []
    count = _NUMBERS[(match["n"] or "two").casefold()]
    main = _states(story, story.drafts[0]) if story.drafts else []
    if match["allies"]:
        return [Slot("participant", s, *match.span()) for s in main] if 1 < len(main) <= _FEW else []
    sides = _so_many(story, count, sent)
    return [Slot("participant", s, *match.span()) for s in sides]


def _so_many(story: Story, count: int, sent: Span) -> list[str]:
    """So many states as were told together last: sides of an exercise, a list, the headline's, else the last two."""
    for draft in sorted(story.drafts, key=lambda d: -d.sentences[-1]):
        series = next(d for d in story.drafts if d is draft or (d.base and d.base == draft.base))
        if len(states := _states(story, draft) or _states(story, series)) == count:
            return states
    near, far = (_listed(story, count, sent.start - reach, sent.start) for reach in (_JUST_BEFORE, _LISTED_BEFORE))
    if near:
        return near
    main = set(_states(story, story.drafts[0])) if story.drafts else set()
    last = list(dict.fromkeys(reversed(_named(story, 0, sent.start))))[:count]
    if count == 2 and main & set(last):
        return last
    titled = _in_title(story)
    return titled if len(titled) == count else far or ([] if main or count > 2 else last)


def _states(story: Story, draft: Draft) -> list[str]:
    entities = story.reading.entities
    return [str(v) for v in draft.values("participant") if entities.by_iri(str(v)).kind == "country"]


def _listed(story: Story, count: int, start: int, end: int) -> list[str]:
    """The last list of just so many states in these tokens."""
    entities = story.reading.entities
    before = list(story.reading.doc[max(0, start) : end])
    groups = groups_of_sides(entities, before, set(), title=False) if before else []
    lists = [list(dict.fromkeys(side(entities, m) for m in group)) for group in groups]
    return next((states for states in reversed(lists) if len(states) == count), [])


def _named(story: Story, start: int, end: int) -> list[str]:
    """The states named in these tokens, as often as they are."""
    entities = story.reading.entities
    return [side(entities, m) for m in entities.mentions if m.kind == "country" and m.acts and start <= m.start < end]


def _in_title(story: Story) -> list[str]:
    body, doc = story.reading.article.body_start, story.reading.doc
    end = next((t.i for t in doc if t.idx >= body), 0)
    return list(dict.fromkeys(_named(story, 0, end)))


def own_forces(story: Story, stretch: list[Token], anchor: set[int]) -> list[Slot]:
    """ "The Navy is set to join Kamandag", "the strike group took part in": forces of whom the text is about."""
    entities = story.reading.entities
    for token in stretch:
        if token.dep_ != "nsubj" or token.lower_ not in _FORCES or entities.mention_at(token.i) is not None:
            continue
        phrase = list(token.subtree)
        if not any(t.lower_ == "the" and t.head == token for t in phrase) or any(
            entities.mention_at(t.i) is not None for t in phrase
        ):
            continue
        if not leads_to_exercise(token.head, anchor, going_on=False, unit=True):
            continue
        country = home_state(story.reading, story.drafts[0] if story.drafts else None)
        state = country and iri_of_state(story.reading, country)
        return [Slot("participant", state, *chars(story.reading.doc, token.i, token.i + 1))] if state else []
    return []


def begun_when_reported(story: Story, stretch: list[Token], told: list[Slot], number: int) -> list[Slot]:
    """ "have begun an exercise, the navy said on Monday": begun by then, as far as news goes on that day."""
    if number > 2 or any(s.name in ("startDate", "date") for s in told):
        return []
    text = words_of(story.reading.doc).text
    start, end = stretch[0].idx, stretch[-1].sent.end_char
    if not re.search(r"\bha(?:s|ve) (?:begun|started|opened|launched|kicked off|got under ?way)\b", text[start:end]):
        return []
    published = story.reading.article.published
    dates = [d for d in find_dates(text, published, start=start, end=end) if d.inferred and not d.is_range and d.first]
    return [Slot("startDate", d.first, d.start, d.end, True, 1) for d in dates[:1] if d.first and d.first.day]
