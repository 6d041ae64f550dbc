"""Precision, recall and F1 of an extraction against annotated articles.

Countries, actors, statements (content and right speaker): found or not. Exercises and transfers: an event
is found or not, and slot F1: every filled slot is one unit, a missed event loses all its slots, a spurious
one counts all of its as wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from kg.evaluate.events import (
    Slot,
    exercise_slots,
    exercise_units,
    same_exercise,
    same_transfer,
    transfer_slots,
    transfer_units,
)
from kg.evaluate.gold import GoldArticle
from kg.evaluate.matching import name, overlap, pair, same_name
from kg.evaluate.sides import Actor, Exercise, Said, Side, Transfer
from kg.models import Fact

_Event = TypeVar("_Event", Exercise, Transfer)

HEADLINES = ("countries", "actors", "statements", "exercises", "transfers")
"""The five measures whose mean F1 is the headline figure."""

_LEAST_OVERLAP = 0.55
_LEAST_EXERCISE = 0.3
_LEAST_TRANSFER = 1.4


class Tally(NamedTuple):
    """Right, spurious and missed units."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    def plus(self, right: int = 0, spurious: int = 0, missed: int = 0) -> Tally:
        """This tally and some more."""
        return Tally(self.right + right, self.spurious + spurious, self.missed + missed)

    @property
    def precision(self) -> float:
        """Right ones among those found; 0 where none was found."""
        return self.right / (self.right + self.spurious) if self.right + self.spurious else 0.0

    @property
    def recall(self) -> float:
        """Right ones among those annotated; 0 where none is."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.spurious + self.missed) if self.right else 0.0


class Miss(NamedTuple):
    """One error: what is missing, spurious or wrong, with the rule that fired and the words it fired on."""

    article: str
    measure: str
    kind: str
    """missed, spurious, speaker, or the name of the slot that is wrong."""
    gold: str
    found: str
    rule: str = ""
    sentence: str = ""


class Judged(NamedTuple):
    """An extracted fact and whether it is right: matched, and every slot that it fills as annotated."""

    fact: Fact
    right: bool


class Evaluation(NamedTuple):
    """Tallies by measure, every error, every fact judged, and the right units by name."""

    tallies: dict[str, Tally]
    misses: tuple[Miss, ...]
    judged: tuple[Judged, ...]
    right: frozenset[str]
    """A line for each unit that is right ("c05 transfer RUS → IND S-400: value"), to compare runs by."""

    @property
    def fact_f1(self) -> float:
        """The mean F1 of the headline measures, as far as there was anything to find or wrongly found."""
        measured = [self.tallies[m].f1 for m in HEADLINES if any(self.tallies.get(m, ()))]
        return sum(measured) / len(measured) if measured else 0.0


class _Count:
    """Gathers what the comparisons of the articles say."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self.misses: list[Miss] = []
        self.judged: list[Judged] = []
        self.right: set[str] = set()

    def add(self, measure: str, *, right: int = 0, spurious: int = 0, missed: int = 0) -> None:
        self.tallies[measure] = self.tallies[measure].plus(right, spurious, missed)


class _Told(NamedTuple):
    """Where a comparison counts: the gathering, the article with its text, and the measure."""

    gathered: _Count
    article: str
    measure: str
    text: str


def evaluate(gold: Iterable[GoldArticle], found: dict[str, Side]) -> Evaluation:
    """How right the found sides are, over the articles of `gold`; an article that was not found has nothing right.

    A class that an annotation does not name was not looked for, and is not measured on that article.
    """
    count = _Count()
    for item in gold:
        article, other = item.article.id, found.get(item.article.id, Side())
        for measure, compare in _COMPARISONS.items():
            if measure in item.annotated:
                count.add(measure)
                compare(count, article, item.side, other)
    return Evaluation(dict(count.tallies), tuple(count.misses), tuple(count.judged), frozenset(count.right))


def _countries(count: _Count, article: str, gold: Side, found: Side) -> None:
    right, spurious, missed = (
        gold.countries & found.countries,
        found.countries - gold.countries,
        gold.countries - found.countries,
    )
    count.add("countries", right=len(right), spurious=len(spurious), missed=len(missed))
    count.right |= {f"{article} country {code}" for code in right}
    count.misses += [Miss(article, "countries", "spurious", "", code) for code in sorted(spurious)]
    count.misses += [Miss(article, "countries", "missed", code, "") for code in sorted(missed)]


def _actors(count: _Count, article: str, gold_side: Side, found_side: Side) -> None:
    gold, found = gold_side.actors, found_side.actors
    pairs = pair(gold, found, lambda g, f: float(same_name(g.names, f.names)), 1.0)
    missed, spurious = _rest(len(gold), (i for i, _ in pairs)), _rest(len(found), (j for _, j in pairs))
    typed = sum(gold[i].type == found[j].type for i, j in pairs)
    count.add("actors", right=len(pairs), spurious=len(spurious), missed=len(missed))
    count.add("actors typed", right=typed, spurious=len(found) - typed, missed=len(gold) - typed)
    count.right |= {f"{article} actor {gold[i].names[0]}" for i, _ in pairs}
    count.misses += [Miss(article, "actors", "missed", gold[i].names[0], "") for i in missed]
    count.misses += [Miss(article, "actors", "spurious", "", "; ".join(found[j].names)) for j in spurious]


def _statements(count: _Count, article: str, gold: Side, found: Side) -> None:
    pairs = pair(
        gold.statements, found.statements, lambda g, f: overlap(g.content, g.length, f.content), _LEAST_OVERLAP
    )
    missed, spurious = (
        _rest(len(gold.statements), (i for i, _ in pairs)),
        _rest(len(found.statements), (j for _, j in pairs)),
    )
    count.add("statements content", right=len(pairs), spurious=len(spurious), missed=len(missed))
    said = {(i, j): _same_speaker(gold.statements[i], found.statements[j], gold.actors) for i, j in pairs}
    right = sum(said.values())
    count.add("statements", right=right, spurious=len(found.statements) - right, missed=len(gold.statements) - right)
    for i in missed:
        count.misses.append(Miss(article, "statements", "missed", _told(gold.statements[i]), ""))
    for j in spurious:
        statement = found.statements[j]
        count.misses.append(_wrong(article, "statements", "spurious", "", _told(statement), statement.fact, found.text))
        _judge(count, statement.fact, right=False)
    for (i, j), same in said.items():
        one, other = gold.statements[i], found.statements[j]
        _judge(count, other.fact, right=same)
        if same:
            count.right.add(f"{article} statement {_told(one)}")
        else:
            count.misses.append(
                _wrong(
                    article,
                    "statements",
                    "speaker",
                    one.speaker.names[0],
                    _names(other.speaker.names),
                    other.fact,
                    found.text,
                )
            )


def _same_speaker(gold: Said, found: Said, actors: tuple[Actor, ...]) -> bool:
    wanted = {*gold.speaker.names}
    for actor in actors:
        if same_name(gold.speaker.names, actor.names):
            wanted |= {*actor.names}
    return same_name(wanted, found.speaker.names)


def _exercises(count: _Count, article: str, gold: Side, found: Side) -> None:
    pairs = pair(gold.exercises, found.exercises, same_exercise, _LEAST_EXERCISE)
    told = _Told(count, article, "exercises", found.text)
    _events(told, gold.exercises, found.exercises, pairs, exercise_units, exercise_slots)


def _transfers(count: _Count, article: str, gold: Side, found: Side) -> None:
    pairs = pair(gold.transfers, found.transfers, same_transfer, _LEAST_TRANSFER)
    told = _Told(count, article, "transfers", found.text)
    _events(told, gold.transfers, found.transfers, pairs, transfer_units, transfer_slots)


_COMPARISONS: dict[str, Callable[[_Count, str, Side, Side], None]] = {
    "countries": _countries,
    "actors": _actors,
    "statements": _statements,
    "exercises": _exercises,
    "transfers": _transfers,
}


def _events(
    told: _Told,
    gold: Sequence[_Event],
    found: Sequence[_Event],
    pairs: list[tuple[int, int]],
    units: Callable[[_Event], int],
    slots: Callable[[_Event, _Event], Iterable[Slot]],
) -> None:
    """Counts the events of one class that are found, missed and spurious, and the slots of each."""
    count, article, measure, text = told
    missed, spurious = _rest(len(gold), (i for i, _ in pairs)), _rest(len(found), (j for _, j in pairs))
    count.add(f"{measure} found", right=len(pairs), spurious=len(spurious), missed=len(missed))
    for event in (gold[i] for i in missed):
        count.add(measure, missed=units(event))
        count.misses.append(Miss(article, measure, "missed", event.label, ""))
    for event in (found[j] for j in spurious):
        count.add(measure, spurious=units(event))
        count.misses.append(_wrong(article, measure, "spurious", "", event.label, event.fact, text))
        _judge(count, event.fact, right=False)
    for i, j in pairs:
        _slots(count, article, measure, gold[i].label, slots(gold[i], found[j]), found[j].fact, text)


def _slots(
    count: _Count, article: str, measure: str, label: str, slots: Iterable[Slot], fact: Fact | None, text: str
) -> None:
    wrong = False
    for slot in slots:
        count.add(measure, right=slot.right, spurious=slot.spurious, missed=slot.missed)
        wrong |= slot.spurious > 0
        if slot.right:
            count.right.add(f"{article} {measure} {label}: {slot.name} {slot.right}")
        if slot.spurious or slot.missed:
            count.misses.append(_wrong(article, measure, slot.name, f"{label}: {slot.gold}", slot.found, fact, text))
    _judge(count, fact, right=not wrong)


def _judge(count: _Count, fact: Fact | None, *, right: bool) -> None:
    if fact is not None:
        count.judged.append(Judged(fact, right))


def _wrong(article: str, measure: str, kind: str, gold: str, found: str, fact: Fact | None, text: str) -> Miss:
    return Miss(article, measure, kind, gold, found, fact.rule if fact else "", _sentence(fact, text) if fact else "")


def _sentence(fact: Fact, text: str) -> str:
    """The line of the text that the fact's first evidence stands in, around it."""
    first = fact.evidence[0]
    start = text.rfind("\n", 0, first.start) + 1
    end = text.find("\n", first.end)
    return text[max(start, first.start - 120) : min(end if end >= 0 else len(text), first.end + 120)].strip()


def _told(statement: Said) -> str:
    return f"{_names(statement.speaker.names)}: {' '.join(statement.content[:8])}"


def _names(names: Iterable[str]) -> str:
    return min(names, key=lambda n: (-len(name(n)), n), default="")


def _rest(size: int, used: Iterable[int]) -> list[int]:
    taken = {*used}
    return [i for i in range(size) if i not in taken]
