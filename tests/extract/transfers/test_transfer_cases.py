"""The sentences of tests/cases/transfers.toml: each gives the transfers that its lines tell of, and no others."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kg.annotate import annotate_all, language_model
from kg.extract.names import mentions
from kg.extract.transfers import transfers
from kg.models import ArmsTransfer, Article, Entity, Extraction, SupplyRelation
from kg.reading import Reading
from kg.resolve import resolve

_CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "transfers.toml").read_text(encoding="utf-8")
)["case"]
_PUBLISHED = dt.date(2025, 6, 15)

_LINE = re.compile(r"^(?P<supplier>.+?) (?P<sign>>>?) (?P<recipient>[^:]+)(?:: (?P<rest>.*))?$")


class Told(NamedTuple):
    """One line of a case file: "FRA > IND: 36 Rafale; delivered; sale; 7870000000 EUR; 2016"."""

    supplier: str | None
    recipient: str | None
    general: bool
    weapons: tuple[tuple[int | None, str], ...] = ()
    status: str | None = None
    mode: str | None = None
    value: Decimal | None = None
    currency: str | None = None
    date: str | None = None


def _told(word: str) -> str | None:
    return None if word in ("-", "") else word


def read_line(line: str) -> Told:
    """The transfer or relation that a line of a case file tells of."""
    match = _LINE.match(line)
    assert match, line
    parts = [p.strip() for p in (match["rest"] or "").split(";")]
    parts += [""] * (5 - len(parts))
    weapons = []
    for item in parts[0].split(", ") if _told(parts[0]) else ():
        number = re.match(r"^(\d+) (?=\S)", item)
        weapons.append((int(number[1]) if number else None, item[number.end() :] if number else item))
    value, _, currency = parts[3].partition(" ")
    return Told(
        _told(match["supplier"]),
        _told(match["recipient"]),
        match["sign"] == ">>",
        tuple(weapons),
        _told(parts[1]),
        _told(parts[2]),
        Decimal(value) if _told(value) else None,
        currency or None,
        _told(parts[4]),
    )


def flat(name: str) -> str:
    """A name for comparison: letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", name.casefold()).rstrip("s")


def same_party(word: str | None, iri: str | None, entities: dict[str, Entity]) -> bool:
    """Whether an entity is the one a line names: by state code, or by a name of it."""
    if word is None or iri is None:
        return word is None and iri is None
    if re.fullmatch(r"[A-Z]{3}", word) and iri.endswith(f"/country/{word}"):
        return True
    entity = entities.get(iri)
    return entity is not None and any(
        flat(word) in flat(n) or flat(n) in flat(word) for n in (entity.label, *entity.aliases)
    )


def differences(told: Told, fact: ArmsTransfer | SupplyRelation, entities: dict[str, Entity]) -> list[str]:
    """What of a fact is not as the line says; empty if all is."""
    wrong = []
    if told.general != isinstance(fact, SupplyRelation):
        return ["class"]
    for side in ("supplier", "recipient"):
        if not same_party(getattr(told, side), getattr(fact, side), entities):
            wrong.append(f"{side} {getattr(fact, side)}")
    if isinstance(fact, SupplyRelation):
        return wrong
    left = [(item.quantity, entities[item.weapon]) for item in fact.items if item.weapon in entities]
    for number, name in told.weapons:
        hit = next(
            (
                x
                for x in left
                if any(flat(name) in flat(n) or flat(n) in flat(name) for n in (x[1].label, *x[1].aliases))
            ),
            None,
        )
        if hit is None:
            wrong.append(f"no {name}")
            continue
        left.remove(hit)
        if number is not None and hit[0] != number:
            wrong.append(f"{name} x {hit[0]}")
    wrong += [f"also {e.label}" for _, e in left]
    if told.status and fact.status != told.status:
        wrong.append(f"status {fact.status}")
    if told.mode and fact.transfer_mode != told.mode:
        wrong.append(f"mode {fact.transfer_mode}")
    if told.value is not None and (fact.value != told.value or fact.currency != told.currency):
        wrong.append(f"value {fact.value} {fact.currency}")
    if told.date and str(fact.date) != told.date:
        wrong.append(f"date {fact.date}")
    return wrong


def compare(lines: list[str], extraction: Extraction) -> list[str]:
    """What differs between a case's lines and the transfers found; empty if they agree."""
    entities = {e.iri: e for e in extraction.entities}
    facts: list[ArmsTransfer | SupplyRelation] = [*extraction.transfers, *extraction.supply_relations]
    report = []
    for line in lines:
        told = read_line(line)
        ranked = sorted(
            ((len(d), i, d) for i, f in enumerate(facts) if (d := differences(told, f, entities)) != ["class"]),
            key=lambda x: (x[0], x[1]),
        )
        if not ranked or ranked[0][0] > 2 + len(told.weapons):
            report.append(f"missed {line}")
            continue
        _, i, found = ranked[0]
        report += [f"{line}: {d}" for d in found]
        del facts[i]
    report += [
        f"spurious {f.supplier} > {f.recipient}: {[getattr(x, 'weapon', x) for x in getattr(f, 'items', ())]}"
        for f in facts
    ]
    return report


@lru_cache(maxsize=1)
def _extractions() -> list[Extraction]:
    articles = [
        Article(
            id=f"case{number}",
            title=case.get("title", ""),
            text=f"{case['title']}\n\n{case['text']}" if "title" in case else case["text"],
            published=_PUBLISHED,
        )
        for number, case in enumerate(_CASES)
    ]
    docs = annotate_all(a.text for a in articles)
    return [_extraction(article, doc) for article, doc in zip(articles, docs, strict=True)]


def _extraction(article: Article, doc: Any) -> Extraction:
    entities = resolve(article, doc, mentions(doc, language_model(), article.body_start))
    facts = list(transfers(Reading(article, doc, entities)))
    return Extraction(
        article=article,
        entities=entities.all,
        transfers=tuple(f for f in facts if isinstance(f, ArmsTransfer)),
        supply_relations=tuple(f for f in facts if isinstance(f, SupplyRelation)),
    )


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(
            n, marks=pytest.mark.xfail(reason=case["xfail"], strict=False) if "xfail" in case else (), id=case["reason"]
        )
        for n, case in enumerate(_CASES)
    ],
)
def test_transfers_of_a_case_are_those_its_lines_tell(number: int) -> None:
    """Each case gives the facts that its lines name, with those fields, and none besides."""
    assert compare(_CASES[number]["facts"], _extractions()[number]) == []


def test_every_case_has_a_reason_of_its_own() -> None:
    """A case says why it is there, and there are at least 150 of them."""
    assert len(_CASES) >= 150
    assert all(case.get("reason") for case in _CASES)
