"""Military exercises: every concrete exercise or edition that an article tells of, planned, ongoing or past."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from kg.extract.exercises.events import Draft, drafts, status_of
from kg.extract.exercises.slots import Slot, as_date
from kg.models import Contingent, Evidence, ExerciseType, MilitaryExercise, PartialDate

if TYPE_CHECKING:
    from kg.reading import Reading

__all__ = ["exercises"]


def exercises(reading: Reading) -> Iterator[MilitaryExercise]:
    """The exercises of an article, in the order of their first mention."""
    for number, draft in enumerate(drafts(reading)):
        exercise = _exercise(reading, draft, main=number == 0)
        if exercise:
            yield exercise


def _exercise(reading: Reading, draft: Draft, *, main: bool) -> MilitaryExercise | None:
    published = reading.article.published
    participants = _participants(reading, draft)
    locations = [
        str(v) for v in draft.values("location") if v not in participants or len(draft.values("location")) == 1
    ]
    start, end, inferred = _dates(draft, published)
    status = status_of(draft, start, end, published)
    told = sum(map(bool, (participants, locations, start or end, draft.values("personnel"), draft.status)))
    if (
        draft.hypothetical
        or told < (1 if draft.base else 2)
        or (not draft.base and not (participants and (start or end or locations or main or status == "cancelled")))
    ):
        return None
    contingents = _contingents(draft)
    kinds = _types(draft)
    return MilitaryExercise(
        rule="exercises/named" if draft.base else "exercises/unnamed",
        confidence=_confidence(draft, told),
        modality="planned" if status == "planned" else "asserted",
        evidence=tuple(_evidence(reading, draft)),
        inferred=inferred,
        name=draft.name,
        series=_series(draft),
        participants=tuple(participants),
        observers=tuple(str(v) for v in draft.values("observer") if v not in participants),
        hosts=tuple(str(v) for v in draft.values("host")),
        locations=tuple(locations[:2]),
        start_date=start,
        end_date=end,
        status=status,  # type: ignore[arg-type]
        personnel=_personnel(draft, contingents),
        contingents=contingents,
        exercise_types=kinds,
    )


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
            states.append(state) if state else bodies.append(entity.iri)
        else:
            bodies.append(entity.iri)
    return list(dict.fromkeys(states)) or list(dict.fromkeys(bodies))


def _dates(draft: Draft, published: dt.date | None) -> tuple[PartialDate | None, PartialDate | None, tuple[str, ...]]:
    inferred: list[str] = []

    def first(*names: str) -> PartialDate | None:
        for name in names:
            slots = [s for s in draft.slots if s.name == name and as_date(s.value)]
            if slots:
                best = max(slots, key=lambda s: len(str(s.value)))
                if best.inferred:
                    inferred.append("endDate" if names[0] == "endDate" else "startDate")
                return as_date(best.value)
        return None

    start, end = first("startDate", "date", "edition"), first("endDate")
    days = next((s.value for s in draft.slots if s.name == "duration"), None)
    if start and start.year and start.day and end is None and isinstance(days, int):
        last = dt.date(start.year, start.month or 1, start.day) + dt.timedelta(days=days - 1)
        end = PartialDate(year=last.year, month=last.month, day=last.day)
        inferred.append("endDate")
    if start and end and start.year and end.year and str(start) > str(end):
        start = None
    return start, end, tuple(sorted(set(inferred)))


def _contingents(draft: Draft) -> tuple[Contingent, ...]:
    numbers: dict[str, int] = {}
    for value in draft.values("contingent"):
        party, number = value if isinstance(value, tuple) else ("", 0)
        numbers.setdefault(party, number)
    return tuple(Contingent(participant=p, personnel=n) for p, n in numbers.items())


def _personnel(draft: Draft, contingents: tuple[Contingent, ...]) -> int | None:
    """The total told, else the sum of the sides where more than one is told."""
    totals = [v for v in draft.values("personnel") if isinstance(v, int)]
    if totals:
        return totals[0]
    if contingents:
        return sum(c.personnel for c in contingents)
    return None


def _types(draft: Draft) -> tuple[ExerciseType, ...]:
    votes = Counter(str(v.value) for v in draft.slots if v.name == "type")
    if not votes:
        return ()
    if votes["command-post"] or votes["cyber"]:
        best = "cyber" if votes["cyber"] else "command-post"
    else:
        best = min(votes, key=lambda k: (-votes[k], k))
        if len([k for k in ("naval", "air", "land") if votes[k]]) == 3:
            best = "joint"
    return tuple(k for k in get_args(ExerciseType) if k == best)


def _series(draft: Draft) -> str | None:
    if not draft.name or not draft.base:
        return None
    words = draft.name.split()
    return draft.name if not draft.edition else " ".join(draft.name[: len(draft.base)].split()) or words[0]


def _confidence(draft: Draft, told: int) -> float:
    return round(min(0.95, (0.72 if draft.base else 0.6) + 0.06 * told), 2)


def _evidence(reading: Reading, draft: Draft) -> Iterator[Evidence]:
    doc = reading.doc
    supports: dict[tuple[int, int], list[str]] = {}
    for anchor in draft.anchors[:1]:
        supports[doc[anchor.start].idx, doc[anchor.end - 1].idx + len(doc[anchor.end - 1])] = (
            ["name"] if anchor.name else ["type"]
        )
    names: dict[str, tuple[str, ...]] = {
        "participant": ("participant",),
        "observer": ("observer",),
        "location": ("location",),
        "startDate": ("startDate",),
        "date": ("startDate",),
        "edition": ("startDate",),
        "endDate": ("endDate",),
        "duration": ("endDate",),
        "personnel": ("personnel",),
        "contingent": ("contingent", "personnel"),
        "type": ("exerciseType",),
    }
    for slot in draft.slots:
        _add(supports, slot, names[slot.name])
    for (start, end), told in supports.items():
        told = ["exerciseType" if n == "type" else n for n in told]
        yield Evidence(start=start, end=end, supports=tuple(dict.fromkeys(told)))


def _add(supports: dict[tuple[int, int], list[str]], slot: Slot, names: tuple[str, ...]) -> None:
    supports.setdefault((slot.start, slot.end), []).extend(names)
