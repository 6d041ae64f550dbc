"""Military exercises: every concrete exercise or edition that an article tells of, planned, ongoing or past."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from kg.extract.exercises.draft import Draft
from kg.extract.exercises.events import drafts
from kg.extract.exercises.partners import guests, unsaid_holder, unsaid_partner, usual_sides
from kg.extract.exercises.slot import Slot, as_date
from kg.extract.exercises.status import status_of
from kg.language.exercises import exercise_words
from kg.models import Contingent, Evidence, ExerciseType, MilitaryExercise, PartialDate
from kg.vocab import country_iri

if TYPE_CHECKING:
    from kg.reading import Reading

__all__ = ["exercises"]

# A series of a few states is held by the same ones each time; a larger one changes its guests.
_STANDING_SIDES = 3
_LARGE = 5000
_ONE_BREATH = 25  # code points
_AMONG = re.compile(r"\b(?:among (?:them|which|whom|others)|including)\b")


def exercises(reading: Reading) -> Iterator[MilitaryExercise]:
    """The exercises of an article, in the order of their first mention."""
    told = drafts(reading)
    for number, draft in enumerate(told):
        series = next((d for d in told[:number] if draft.base and d.base == draft.base), None)
        if series is None and draft.past and number:
            series = told[0] if told[0].base == draft.base else None
        exercise = _exercise(reading, draft, series, first=told[0])
        if exercise:
            yield exercise


def _exercise(reading: Reading, draft: Draft, series: Draft | None, *, first: Draft) -> MilitaryExercise | None:
    main = draft is first
    published = reading.article.published
    participants = _participants(reading, draft)
    inherited = False
    if series is not None and draft is not series and (not participants or _only_some(reading, draft)):
        theirs = _participants(reading, series)
        states = [s for s in theirs if "/country/" in s]
        theirs = states if len(states) > 1 else theirs  # an alliance that joined one edition is not of all
        if 1 < len(theirs) <= _STANDING_SIDES and (_named_together(series) or not guests(reading, series)):
            partner = unsaid_partner(reading, series, first)
            participants = list(dict.fromkeys([*theirs, *([partner] if partner else []), *participants]))
            inherited = True
    guessed = False
    if not participants and (held_by := usual_sides(reading, draft)):
        participants, inherited = held_by, True
    elif not participants and (held_by := unsaid_holder(reading, draft)):
        participants, guessed = held_by, True
    elif participants and (partner := unsaid_partner(reading, draft, first)):
        participants.append(partner)
        guessed = True
    hosts = [str(v) for v in draft.values("host")]
    locations = _locations(draft, participants, hosts)
    start, end, inferred = _dates(draft, published)
    status = status_of(draft.status, start, end, published, past=draft.past)
    begun = any(s.name == "startDate" for s in draft.slots)
    if status == "completed" and start and start.year and start.month and not (start.day or end or begun):
        end, inferred = start, tuple(sorted({*inferred, "endDate"}))  # what was held in a month was over in it
    personnel, contingents = _personnel(draft, len(participants))
    kinds, kind_source = _kinds(draft, series, main=main)
    own = 0 if inherited else len(participants)
    told = sum(map(bool, (own, locations, start or end, personnel, draft.status)))
    if not _concrete(
        draft, told, sides=own, dated=bool(start or end), placed=bool(locations), status=status, main=main
    ):
        return None
    return MilitaryExercise(
        rule="exercises/named" if draft.base else "exercises/verb" if draft.anchors[0].verb else "exercises/unnamed",
        confidence=_confidence(
            draft,
            participants=_source_of_sides(participants, guessed=guessed, inherited=inherited, main=main),
            location=_location_source(draft, locations, hosts),
            kind=kind_source,
            main=main,
        ),
        modality="planned" if status == "planned" else "asserted",
        evidence=tuple(_evidence(reading, draft)),
        inferred=inferred,
        name=draft.name,
        series=_series(draft),
        participants=tuple(participants),
        observers=tuple(str(v) for v in draft.values("observer") if v not in participants),
        hosts=tuple(hosts),
        locations=tuple(locations),
        start_date=start,
        end_date=end,
        status=status,
        personnel=personnel,
        contingents=contingents,
        exercise_types=kinds,
        superlative=draft.superlative[0] if draft.superlative else None,
    )


def _concrete(
    draft: Draft, told: int, *, sides: int, dated: bool, placed: bool, status: str | None, main: bool
) -> bool:
    """Whether enough is told for an exercise to be one: a name and a fact, or sides with a time, a place, a state."""
    if draft.base:
        if _year_in_name(draft):
            return True  # "under the roof of Quadriga 2026": its name dates it
        return told >= 1 and (not draft.general or told >= 2 or bool(draft.edition))
    if draft.general:
        return False
    if sides:
        return dated or placed or status == "cancelled" or (main and (status is not None or draft.titled))
    return main and placed and (dated or (draft.titled and status is not None))


def _participants(reading: Reading, draft: Draft) -> list[str]:
    """States, each once; a force stands for its state, an alliance for itself where no state is told."""
    observers = set(draft.values("observer"))
    states: list[str] = []
    bodies: list[str] = []
    for value in [*draft.values("participant"), *(v[0] for v in draft.values("contingent"))]:  # type: ignore[index]
        if value in observers:
            continue
        entity = reading.entities.by_iri(str(value))
        if entity.kind == "country":
            states.append(entity.iri)
        elif entity.country:
            state = next(
                (e.iri for e in reading.entities.all if e.kind == "country" and e.country == entity.country), None
            )
            states.append(state or country_iri(entity.country))
        elif {n.casefold() for n in (entity.label, *entity.aliases)} & exercise_words()["bodies"]:
            bodies.append(entity.iri)
    return list(dict.fromkeys([*states, *bodies]))


def _only_some(reading: Reading, draft: Draft) -> bool:
    """Whether those told are only some of all: its hosts, or "from 19 countries, among them Japan and Sweden"."""
    told = sorted((s for s in draft.slots if s.name == "participant"), key=lambda s: s.start)
    hosts = {s.value for s in draft.slots if s.name == "host"}
    text = reading.article.text
    among = told and _AMONG.search(text, max(0, told[0].start - _ONE_BREATH), told[0].start)
    counted = [s for s in draft.slots if s.name == "contingent"]
    if counted and all(any(c.start <= s.start < c.end for c in counted) for s in told):
        return True  # "featured about 19,000 South Korean personnel"
    close = all(b.start - a.end < _ONE_BREATH for a, b in itertools.pairwise(told))
    return bool(told) and (bool(among and close) or {s.value for s in told} <= hosts)


def _named_together(draft: Draft) -> bool:
    """Whether two sides are told in one breath somewhere ("South Korea and the United States"), as holders are."""
    spots = sorted((s.start, s.end, str(s.value)) for s in draft.slots if s.name == "participant")
    return any(0 <= b[0] - a[1] < _ONE_BREATH and a[2] != b[2] for a, b in itertools.pairwise(spots))


def _locations(draft: Draft, participants: list[str], hosts: list[str]) -> list[str]:
    """The first named place and the first state told as a place; else the host, where it is one state."""
    slots = [s for s in draft.slots if s.name == "location"]
    places = list(dict.fromkeys(str(s.value) for s in slots if s.weight == 3))
    states = list(dict.fromkeys(str(s.value) for s in slots if s.weight == 2))
    found = [*places[:2], *states[:1]]
    if not found and len(hosts) == 1 and hosts[0] in participants:
        found = hosts
    return found


def _dates(draft: Draft, published: dt.date | None) -> tuple[PartialDate | None, PartialDate | None, tuple[str, ...]]:
    inferred: list[str] = []

    def best(names: tuple[str, ...], mark: str) -> PartialDate | None:
        for name in names:
            slots = [s for s in draft.slots if s.name == name and as_date(s.value)]
            if slots:
                chosen = max(slots, key=lambda s: (len(str(s.value)) >= 7, s.weight, len(str(s.value))))
                if chosen.inferred:
                    inferred.append(mark)
                return as_date(chosen.value)
        return None

    start = best(("startDate", "date"), "startDate")
    end = best(("endDate",), "endDate")
    start, end = _in_edition_year(draft, start, end, inferred)
    if start is None and end is None:
        start, end = best(("formerDate",), "startDate"), best(("formerEnd",), "endDate")
    if start is None and end is None:
        cancelled = best(("cancelDate",), "startDate")
        if cancelled and cancelled.year:  # when it was called off tells the year, not the day
            start = PartialDate(year=cancelled.year)
            inferred.append("startDate")
    if start is None and end is None:
        start = best(("edition",), "startDate")
    if start is None and end is None and draft.edition and draft.edition.isdigit() and len(draft.edition) == 4:
        now = published.year if published else None
        if draft.past or (int(draft.edition) < now if now else _year_in_name(draft)):
            start = PartialDate(year=int(draft.edition))
    lasting = max((s for s in draft.slots if s.name == "duration"), key=lambda s: s.weight, default=None)
    days = lasting.value if lasting else None
    if lasting and isinstance(days, int):
        first_told = any(s.name == "startDate" for s in draft.slots)
        if start and start.year and start.day and end is None:
            end = _shifted(start, days - 1)
            inferred.append("endDate")
        elif lasting.weight == 3 and end and end.year and end.day and (start is None or not first_told):
            start = _shifted(end, 1 - days)  # "the two-day exercise ended on Wednesday"
            inferred.append("startDate")
    if start and end and start.year and end.year and str(start)[: len(str(end))] > str(end)[: len(str(start))]:
        start = None
        inferred = [i for i in inferred if i != "startDate"]
    return start, end, tuple(sorted(set(inferred)))


def _year_in_name(draft: Draft) -> bool:
    """Whether the name ends in a year in full ("BALIKATAN 2025")."""
    return bool(draft.name and re.search(r"\b(?:19|20)\d\d$", draft.name))


def _in_edition_year(
    draft: Draft, start: PartialDate | None, end: PartialDate | None, inferred: list[str]
) -> tuple[PartialDate | None, PartialDate | None]:
    """Dates whose year was inferred lie in the edition's year, or the end in that of the start."""
    edition = draft.edition or ""
    year = int(edition) if len(edition) == 4 and edition.isdigit() else None
    if year is None and start and end and "endDate" in inferred and "startDate" not in inferred:
        year = start.year
    moved = []
    for date, mark in ((start, "startDate"), (end, "endDate")):
        near = date is not None and date.year is not None and date.month and year and abs(date.year - year) == 1
        moved.append(date.model_copy(update={"year": year}) if date and near and mark in inferred else date)
    return moved[0], moved[1]


def _shifted(date: PartialDate, days: int) -> PartialDate | None:
    try:
        moved = dt.date(date.year or 1, date.month or 1, date.day or 1) + dt.timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return PartialDate(year=moved.year, month=moved.month, day=moved.day)


def _personnel(draft: Draft, sides_told: int) -> tuple[int | None, tuple[Contingent, ...]]:
    """The total told, else the sum of the sides; and the sides."""
    numbers: dict[str, int] = {}
    for value in draft.values("contingent"):
        party, number = value if isinstance(value, tuple) else ("", 0)
        numbers.setdefault(party, number)
    contingents = tuple(Contingent(participant=p, personnel=n) for p, n in numbers.items())
    totals = [v for v in draft.values("personnel") if isinstance(v, int)]
    sides = sum(numbers.values())
    each = next((v for v in draft.values("each") if isinstance(v, int)), 0)
    if each and sides_told > 1 and not totals:
        return each * sides_told, contingents
    if totals:
        # a contingent counted without its state ("106 personnel") is part of the sum told later
        return max(totals), contingents
    # one side of several is not the whole, unless it is as large as only a whole exercise is
    whole = len(numbers) > 1 or sides >= _LARGE or set(numbers) >= set(draft.values("participant"))
    return (sides if sides and whole else None), contingents


def _types(draft: Draft) -> tuple[ExerciseType, ...]:
    votes: Counter[str] = Counter()
    for slot in draft.slots:
        if slot.name == "type":
            votes[str(slot.value)] += slot.weight
    special = [k for k in ("cyber", "command-post", "nuclear") if votes[k] >= 2]
    arms = [k for k in ("land", "naval", "air") if votes[k] >= 2]
    most = max((votes[k] for k in arms), default=0)
    if special and max(votes[k] for k in special) >= most:
        best: str | None = max(special, key=lambda k: votes[k])
    elif len(arms) == len(("land", "naval", "air")):
        top = max(votes[k] for k in arms)
        best = next((k for k in arms if votes[k] == top and top >= 3 * (sum(votes[a] for a in arms) - top)), "joint")
    elif arms:
        best = max(arms, key=lambda k: votes[k])
        if votes[best] < 3:
            best = None
    else:
        best = None
    return tuple(k for k in get_args(ExerciseType) if k == best)


def _usual_type(draft: Draft) -> tuple[ExerciseType, ...]:
    """What a well-known series usually is, where the text does not say."""
    if not draft.base:
        return ()
    series = next((n for n in exercise_words().series if n.casefold() == draft.base), None)
    usual = exercise_words().series_types.get(series or "", "general")
    return tuple(k for k in get_args(ExerciseType) if k == usual)


def _series(draft: Draft) -> str | None:
    if not draft.name or not draft.base:
        return None
    words = draft.name.split()
    return draft.name if not draft.edition else " ".join(draft.name[: len(draft.base)].split()) or words[0]


# How often what fills a property from that source is right, on the annotated articles that the rules were made on.
_RIGHT = {
    ("participants", "main"): 0.97,
    ("participants", "guess"): 0.8,
    ("participants", "aside"): 0.95,
    ("participants", "inherited"): 0.95,
    ("location", "place"): 0.95,
    ("location", "state"): 0.9,
    ("location", "host"): 0.9,
    ("kind", "own"): 0.97,
    ("kind", "around"): 0.85,
    ("kind", "series"): 0.85,
}


def _confidence(draft: Draft, *, participants: str | None, location: str | None, kind: str | None, main: bool) -> float:
    """How sure it is that all that is told of an exercise is right: its properties' chances together."""
    sure = 0.97 if draft.base or main else 0.9
    if draft.general or draft.anchors[0].verb or len({v for v, _ in draft.status}) > 2:
        sure *= 0.8
    for name, source in (("participants", participants), ("location", location), ("kind", kind)):
        sure *= _RIGHT.get((name, source or ""), 1.0)
    return round(sure, 2)


def _source_of_sides(participants: list[str], *, guessed: bool, inherited: bool, main: bool) -> str | None:
    if guessed:
        return "guess"
    return "inherited" if inherited else "main" if main else "aside" if participants else None


def _location_source(draft: Draft, locations: list[str], hosts: list[str]) -> str | None:
    if not locations:
        return None
    if locations == hosts:
        return "host"
    return "place" if any(s.name == "location" and s.weight == 3 for s in draft.slots) else "state"


def _kinds(draft: Draft, series: Draft | None, *, main: bool) -> tuple[tuple[ExerciseType, ...], str | None]:
    """The type, and what it rests on: the exercise's own words, those around it, or its series."""
    own = any(s.name == "type" and s.weight >= 4 for s in draft.slots)
    told = _types(draft)
    usual = _usual_type(draft) if main else ()
    if usual == ("joint",) and not own:
        return usual, "series"
    if told:
        return told, "own" if own else "around"
    inherited = _types(series) if series is not None and draft.base else ()
    inherited = inherited or usual
    return inherited, "series" if inherited else None


_SUPPORTS: dict[str, tuple[str, ...]] = {
    "participant": ("participant",),
    "observer": ("observer",),
    "host": ("host",),
    "location": ("location",),
    "startDate": ("startDate",),
    "date": ("startDate",),
    "cancelDate": ("startDate",),
    "formerDate": ("startDate",),
    "formerEnd": ("endDate",),
    "edition": ("startDate",),
    "endDate": ("endDate",),
    "duration": ("endDate",),
    "personnel": ("personnel",),
    "each": ("personnel",),
    "contingent": ("contingent", "personnel"),
    "type": ("exerciseType",),
}


def _evidence(reading: Reading, draft: Draft) -> Iterator[Evidence]:
    doc = reading.doc
    supports: dict[tuple[int, int], list[str]] = {}
    first = next((a for a in draft.anchors if a.name), draft.anchors[0])
    supports[doc[first.start].idx, doc[first.end - 1].idx + len(doc[first.end - 1])] = (
        ["name"] if draft.name else ["exerciseType"]
    )
    if draft.superlative:
        _, start, end = draft.superlative
        supports.setdefault((start, end), []).append("superlative")
    for slot in draft.slots:
        _add(supports, slot, _SUPPORTS[slot.name])
    for (start, end), told in supports.items():
        yield Evidence(start=start, end=end, supports=tuple(dict.fromkeys(told)))


def _add(supports: dict[tuple[int, int], list[str]], slot: Slot, names: tuple[str, ...]) -> None:
    supports.setdefault((slot.start, slot.end), []).extend(names)
