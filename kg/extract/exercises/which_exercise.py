"""Which exercise of a text a mention speaks of: one told already, another edition of it, or a new one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.draft import TIMES, Draft, months_differ, sides_agree, times_clash, year_told
from kg.extract.exercises.editions import without_edition
from kg.extract.exercises.slot import Slot, chars
from kg.extract.exercises.status import is_cancelled
from kg.extract.exercises.story import Story
from kg.models import PartialDate

if TYPE_CHECKING:
    from spacy.tokens import Token

# How many sentences the lead of a text has, where "a drill" is still the one that the title told of.
_LEAD = 4
_YEAR_DIGITS = 4
# How long ago an edition named by two digits can be, for them to be its year.
_YEARS_BACK = 9
# How many sentences later "The exercise" at a sentence's beginning is still the one just named.
_RIGHT_AFTER = 3


def draft_of(
    story: Story, anchor: Anchor, told: list[Slot], number: int, stretch: list[Token], *, general: bool
) -> Draft | None:
    """The draft that a mention's stretch goes to; None where it tells of no exercise in particular."""
    anchor = _year_or_number(story, anchor)
    if anchor.base:
        return _named(story, anchor, told, number)
    if anchor.verb and (doing := _doing_it(story, told, number)):
        return doing
    if story.focus is not None and story.reading.doc[anchor.start].sent.start < anchor.start and _whose(story, anchor):
        return story.focus
    anchor = _of_this_year(story, anchor)
    if story.drafts and (anchor.edition or anchor.other or _other_ordinal(story, anchor)):
        return _other_edition(story, anchor, told)
    sides = {s.value for s in told if s.name == "participant"}
    own = any(t.lower_ == "own" for t in story.reading.doc[max(0, anchor.start - 3) : anchor.start])
    if anchor.definite and story.drafts and not own:
        joining = any(
            t.lower_ in ("part", "joined", "join", "joining", "participating", "participate") for t in stretch
        )
        draft = _spoken_of(story, set() if joining else sides, told, number)
        if draft is None and _right_after(story, anchor, told, number):
            draft = story.focus
        if draft is None and _is_earlier(story, told, sides):
            return _other_edition(story, anchor, told)
        return draft or (None if general else _fresh(story, anchor, told, sides, number))
    if general:
        return None
    if not story.drafts or own:
        return _fresh(story, anchor, told, sides, number)
    main = story.drafts[0]
    beside = _is_a(story, anchor) and story.focus is not None and story.focus.sentences[-1] == number
    if number <= _LEAD and not beside and sides_agree(sides, main) and not times_clash(told, main):
        return main
    same = next(
        (d for d in story.drafts if sides and sides <= d.sides() and len(sides) > 1 and not times_clash(told, d)), None
    )
    cancelled = is_cancelled(stretch, (anchor.start, anchor.end))
    return same or _fresh(story, anchor, told, sides, number, cancelled=cancelled)


def _year_or_number(story: Story, anchor: Anchor) -> Anchor:
    """ "Sea Dragon 26" of 2026 has a year; "Medusa-14" in a text of 2025 is the fourteenth."""
    edition, now = anchor.edition or "", story.published_year
    written_short = anchor.name is not None and re.fullmatch(r"20\d\d", edition) and edition not in anchor.name
    if not written_short or now is None or not anchor.name or not anchor.name.endswith(edition[2:]):
        return anchor
    return anchor._replace(edition=edition[2:]) if int(now) - int(edition) > _YEARS_BACK else anchor


def _doing_it(story: Story, told: list[Slot], number: int) -> Draft | None:
    """ "Exercise Alon began on Friday. 3,600 troops are practising landings": what is done in the one just told of."""
    focus = story.focus
    if focus is None or number - focus.sentences[-1] > 1 or story.is_aside(focus):
        return None
    sides = {s.value for s in told if s.name == "participant"}
    if not sides_agree(sides, focus) or times_clash(told, focus):
        return None
    told[:] = [s for s in told if s.name != "type"]  # what is practised one day is not of what kind it all is
    return focus


def _is_a(story: Story, anchor: Anchor) -> bool:
    """Whether the anchor's phrase begins with "a": beside another exercise in a sentence, it is a new one."""
    doc = story.reading.doc
    root = doc[anchor.start : anchor.end].root
    return any(c.lower_ in ("a", "an", "another") and c.dep_ == "det" for c in root.children)


def _right_after(story: Story, anchor: Anchor, told: list[Slot], number: int) -> bool:
    """ "… UNITAS. The exercise, hosted by the United States, is": what the sentence before named, with more sides."""
    doc, focus = story.reading.doc, story.focus
    first = doc[anchor.start - 1] if anchor.start else None
    return (
        focus is not None
        and focus.base is not None
        and number - focus.sentences[-1] <= _RIGHT_AFTER
        and first is not None
        and first.lower_ in ("the", "this")
        and first.is_sent_start is True
        and not times_clash(told, focus)
    )


def _is_earlier(story: Story, told: list[Slot], sides: set[object]) -> bool:
    """ "the exercise was first held in July 2024", "the drills in 2025": an earlier year than that of the series."""
    series = story.focus if story.focus and story.focus.base else story.drafts[0]
    year, known = year_told(told), series.year() or story.published_year
    return bool(series.base and year and known and year < known and sides_agree(sides, series))


def _of_this_year(story: Story, anchor: Anchor) -> Anchor:
    """ "This year's edition" beside one of another year: its year is that of publication."""
    doc, now = story.reading.doc, story.published_year
    before = [t.lower_ for t in doc[max(0, anchor.start - 4) : anchor.start]]
    series = story.focus if story.focus and story.focus.base else None
    if now is None or anchor.edition or series is None or series.year() in (None, now):
        return anchor
    return anchor._replace(edition=now) if "this" in before and "year" in before else anchor


def _whose(story: Story, anchor: Anchor) -> bool:
    """ "the training, whose 14th edition Burundi was to host": of what was just told."""
    return any(t.lower_ == "whose" for t in story.reading.doc[max(0, anchor.start - 3) : anchor.start])


def _other_ordinal(story: Story, anchor: Anchor) -> bool:
    """ "The ninth edition" beside a tenth one."""
    return anchor.ordinal is not None and any(d.ordinal not in (None, anchor.ordinal) for d in story.drafts)


def _spoken_of(story: Story, sides: set[object], told: list[Slot], number: int) -> Draft | None:
    """The draft that "the drills" points to: the one just told of, else the main one, if they agree."""
    near = (
        story.focus
        if story.focus and number - story.focus.sentences[-1] <= 1 and not story.is_aside(story.focus)
        else None
    )
    for draft in dict.fromkeys(d for d in (near, story.drafts[0], story.focus, *story.drafts) if d is not None):
        if sides_agree(sides, draft) and not times_clash(told, draft):
            return draft
    return None


def _fresh(
    story: Story, anchor: Anchor, told: list[Slot], sides: set[object], number: int, *, cancelled: bool = False
) -> Draft | None:
    """A new unnamed exercise, if enough is told of it, or it is the first one and opens the text."""
    if story.drafts and not sides and any(d.general for d in story.drafts[:1]):
        return _new(story, anchor)
    told_of = cancelled or any(s.name in (*TIMES, "location", "cancelDate", "personnel") for s in told)
    if (sides and told_of) or (not story.drafts and (number <= _LEAD or sides or told_of)):
        return _new(story, anchor)
    return None


def _new(story: Story, anchor: Anchor, *, edition: str | None = None) -> Draft:
    known = anchor.edition if anchor.edition not in ("previous", "next") else None
    year = known if known and re.fullmatch(r"(?:19|20)\d\d", known) else None
    now = story.published_year or next((d.year() for d in story.drafts if d.base == anchor.base), None)
    past = bool(year and now and year < now) or _numbered_lower(story, anchor)
    draft = Draft(name=anchor.name, base=anchor.base, edition=edition or known, ordinal=anchor.ordinal, past=past)
    story.drafts.append(draft)
    return draft


def _numbered_lower(story: Story, anchor: Anchor) -> bool:
    """Whether it is an earlier edition by its number: KAMANDAG 9 beside KAMANDAG 10."""
    numbers = [_number(d.edition) for d in story.drafts if d.base == anchor.base]
    number = _number(anchor.edition)
    return bool(number and any(n and number < n for n in numbers))


def _number(edition: str | None) -> int | None:
    """The number of an edition that is no year."""
    return int(edition) if edition and edition.isdigit() and len(edition) < _YEAR_DIGITS else None


def _named(story: Story, anchor: Anchor, told: list[Slot], number: int) -> Draft:
    same = [d for d in story.drafts if d.base == anchor.base]
    exact = next((d for d in same if anchor.edition and d.edition == anchor.edition), None)
    if exact:
        return exact
    if same and anchor.other:
        return _other_edition(story, anchor, told, same[0])
    if same and (
        anchor.edition in ("previous", "next")
        or (anchor.edition is None and anchor.ordinal and all(d.ordinal not in (None, anchor.ordinal) for d in same))
    ):
        return _other_edition(story, anchor, told, same[0])
    year = year_told(told)
    if same and anchor.edition is None:
        current = story.focus if story.focus in same else same[0]
        known = current.year() or (story.published_year if current is same[0] else None)
        if year and known and year != known:
            fitting = next((d for d in same if d.year() == year), None)
            return fitting or _other_edition(story, anchor, told, current)
        return current
    numbered = bool(anchor.edition and anchor.edition.isdigit() and len(anchor.edition) == 4)
    open_draft = next(
        (d for d in same if d.edition is None and (not numbered or d.year() in (None, anchor.edition))), None
    )
    if open_draft:
        open_draft.edition, open_draft.name = anchor.edition, anchor.name
        return open_draft
    main = story.drafts[0] if story.drafts else None
    if story.focus is not None and story.focus.base is None and story.focus.sentences[-1] == number:
        main = story.focus
    just_told = _just_told(story, anchor, number)
    main = just_told or main
    if main is not None and not same and main.base is None and (just_told or not any(d.base for d in story.drafts)):
        sides = {s.value for s in told if s.name == "participant"} or {
            v[0] for s in told if s.name == "contingent" and isinstance(v := s.value, tuple)
        }
        shared = sides & main.sides()
        undated = not any(s.name in TIMES for s in main.slots)
        own = (
            len(shared) > 1
            or bool(undated and shared and sides <= main.sides())
            or bool(shared and shared == main.sides())
            or number <= _LEAD - 1
            or just_told
            or not main.sides()
        )
        apart = times_clash(told, main) or months_differ(told, main)
        if own and (just_told or number <= 2 * _LEAD) and not main.past and sides_agree(sides, main) and not apart:
            main.base, main.name, main.edition = anchor.base, anchor.name, anchor.edition
            return main
    return _new(story, anchor)


def _just_told(story: Story, anchor: Anchor, number: int) -> Draft | None:
    """ "… praised an exercise on Luzon. Doshin-Bayanihan, a disaster relief drill, is": the one told right before."""
    focus = story.focus
    apposed = anchor.head >= 0 and story.reading.doc[anchor.start].is_sent_start
    return focus if focus and apposed and focus.base is None and number - focus.sentences[-1] == 1 else None


def edition_of_year(story: Story, draft: Draft, at: int, told: list[Slot]) -> Draft:
    """The draft that "it" speaks of: another edition, if another year is told ("In 2023 it drew 19 nations")."""
    year, known = year_told([s for s in told if not s.inferred]), draft.year() or story.published_year
    before = story.reading.doc[max(story.reading.doc[at].sent.start, at - 3) : at].text.casefold()
    if draft.base and not draft.past and before.rstrip(" ,").endswith("last year"):
        other = _other_edition(story, Anchor(at, at + 1, edition="previous", definite=True), told, draft)
        if not other.anchors:
            other.anchors.append(Anchor(at, at + 1))
            other.general = False
        return other
    if not draft.base or not year or not known or year == known:
        return draft
    anchor = Anchor(at, at + 1, edition=year, definite=True)
    other = _other_edition(story, anchor, told, draft)
    if not other.anchors:
        other.anchors.append(anchor)
        other.general = False
    return other


def _other_edition(story: Story, anchor: Anchor, told: list[Slot], series: Draft | None = None) -> Draft:
    """ "the 2024 exercise", "last year's drill": an edition of the series in focus, one draft a year."""
    if series is None:
        series = story.focus if story.focus and story.focus.base else next((d for d in story.drafts if d.base), None)
    if series is None:
        series = story.drafts[0]
    year = anchor.edition if anchor.edition and anchor.edition.isdigit() else year_told(told)
    relation = anchor.edition if anchor.edition in ("previous", "next") else None
    main_year = series.year() or story.published_year
    if year and year == main_year and relation is None and not anchor.other and not _other_ordinal(story, anchor):
        return series
    for draft in story.drafts:
        if draft is series and (relation or anchor.other):
            continue
        if draft.base == series.base and (
            (year and (draft.edition == year or draft.year() == year))
            or (relation and draft.edition == relation)
            or (anchor.ordinal and draft.ordinal == anchor.ordinal)
        ):
            return draft
    name = anchor.name or without_edition(series.name or "") or None
    past = relation == "previous" or bool(year and main_year and year < main_year)
    if anchor.ordinal and series.ordinal:
        past = anchor.ordinal < series.ordinal
    if anchor.name and anchor.base != re.sub(r"[\W_]+", " ", anchor.name).strip().casefold() and not anchor.edition:
        name = series.name  # an acronym: "last year's UFS"
    if relation == "previous" and year and series.name and anchor.edition == "previous":
        name = without_edition(series.name) or name
    if relation == "previous":
        told[:] = [_a_year_back(s, main_year) for s in told]
    edition = anchor.edition if anchor.name and anchor.edition else year or relation
    draft = Draft(name=name, base=series.base, edition=edition, ordinal=anchor.ordinal, past=past)
    if year and anchor.edition == year:
        at = chars(story.reading.doc, anchor.start, anchor.end)
        draft.slots.append(Slot("edition", PartialDate(year=int(year)), *at))
    elif relation and not year and (last := _last_year(story, anchor)):
        draft.slots.append(last)
    story.drafts.append(draft)
    return draft


def _last_year(story: Story, anchor: Anchor) -> Slot | None:
    """ "than last year, when": the year before that of publication."""
    doc, now = story.reading.doc, story.published_year
    if now is None or doc[anchor.start : anchor.start + 2].text.casefold() != "last year":
        return None
    return Slot("edition", PartialDate(year=int(now) - 1), *chars(doc, anchor.start, anchor.start + 2), True)


def _a_year_back(slot: Slot, main_year: str | None) -> Slot:
    """ "last year's exercise, held from Feb. 27 to March 8": days without a year lie in that year."""
    date = slot.value
    if not (slot.inferred and isinstance(date, PartialDate) and date.month and date.year and main_year):
        return slot
    return (
        slot._replace(value=date.model_copy(update={"year": int(main_year) - 1}))
        if str(date.year) == main_year
        else slot
    )
