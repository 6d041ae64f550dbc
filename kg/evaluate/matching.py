"""When an extracted value counts as the annotated one: names, weapons, places, dates, numbers.

Names are compared without case, accents, titles and possessives; they match when equal, when they share
most words, or when one is the other's surname.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from kg.evaluate.sides import Party

_TITLE = re.compile(r"^(the|mr|mrs|ms|dr|president|minister|general|gen|lt|col) ")
_SHARED_WORDS = 0.6
_TOLERANCE = 0.02
G = TypeVar("G")
P = TypeVar("P")


def plain(text: str) -> str:
    """Lower case, no accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words(text: str) -> tuple[str, ...]:
    """The words of a text for comparison: ASCII letters and digits of its plain form."""
    return tuple(re.findall(r"[a-z0-9]+", plain(text)))


def name(text: str) -> str:
    """A name for comparison: plain words without a leading title or article and without possessive endings."""
    return _TITLE.sub("", " ".join(words(re.sub(r"[’'`]s\b", "", plain(text)))))


def same_name(left: Iterable[str], right: Iterable[str]) -> bool:
    """Whether two bearers of names are the same: an equal name, most words shared, or a surname."""
    lefts, rights = ({name(n) for n in names} - {""} for names in (left, right))
    return bool(lefts & rights) or any(_alike(a.split(), b.split()) for a in lefts for b in rights)


def _alike(a: list[str], b: list[str]) -> bool:
    if len({*a} & {*b}) / len({*a} | {*b}) >= _SHARED_WORDS:
        return True
    return 1 in (len(a), len(b)) and a[-1] == b[-1] and len(a[-1]) > 3


def same_weapon(gold: str, labels: Iterable[str]) -> bool:
    """Whether one designation contains the other, spaces and plural aside."""
    wanted, found = _designation(gold), [_designation(label) for label in labels]
    return any(
        wanted
        and other
        and (wanted == other or (min(len(wanted), len(other)) > 2 and (wanted in other or other in wanted)))
        for other in found
    )


def _designation(text: str) -> str:
    return name(text).replace(" ", "").rstrip("s")


def same_place(gold: str, labels: Iterable[str]) -> bool:
    """Whether whole words of one name stand in the other."""
    wanted = f" {name(gold)} "
    found = [f" {name(label)} " for label in labels]
    return any(wanted.strip() and other.strip() and (other in wanted or wanted in other) for other in found)


def same_date(gold: str | None, *dates: str | None) -> bool:
    """Whether one of the dates is the annotated one or coarser; where one side has no year, month and day decide."""
    wanted = gold or ""
    for date in (d[:10] for d in dates if d):
        yearless = wanted.startswith("--") or date.startswith("--")
        if wanted and (wanted.startswith(date) or (yearless and wanted[-5:] == date[-5:])):
            return True
    return False


def same_number(gold: str | None, found: str | None) -> bool:
    """Whether two numbers differ by two in a hundred at most."""
    if not gold or not found:
        return False
    wanted = float(gold)
    return abs(wanted - float(found)) <= _TOLERANCE * max(abs(wanted), 1)


def same_party(gold: Party | None, found: Party | None) -> bool:
    """Whether two parties are the same: by code where both are states, else by name."""
    if gold is None or found is None:
        return False
    if gold.iso3 and found.iso3:
        return gold.iso3 == found.iso3
    return same_name(gold.names, found.names)


def overlap(gold: Sequence[str], full: int, found: Sequence[str]) -> float:
    """F1 of shared words; `full` is the number of words of the gold content before its middle was left out."""
    if not gold or not found:
        return 0.0
    hits = sum((Counter(gold) & Counter(found)).values())
    recall = hits / len(gold)
    precision = hits / max(len(gold), len(found) - (full - len(gold)))
    return 2 * recall * precision / (recall + precision) if hits else 0.0


def pair(
    gold: Sequence[G], found: Sequence[P], similarity: Callable[[G, P], float], least: float
) -> list[tuple[int, int]]:
    """Pairs of indexes, best first, each used once, none less alike than `least`."""
    scored = sorted(
        ((similarity(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for score, i, j in scored:
        if score >= least and i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((i, j))
    return pairs
