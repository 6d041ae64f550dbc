"""The gold annotations as extractions: a graph whose facts no change of an extractor can move.

    for extraction in annotated("c05", "d03"): ...

Names, numbers, dates and contents come from `gold/annotations`, spans from looking them up in the text;
what annotations do not say (speech acts, addressees, which articles tell of one event, where companies
and places are) stands in the tables of `annotated.yaml`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kg.models import (
    ArmsTransfer,
    Article,
    Entity,
    Evidence,
    Extraction,
    MilitaryExercise,
    PartialDate,
    Statement,
    SupplyRelation,
    TransferItem,
)
from kg.reference import reference
from kg.vocab import BASE, country_iri, in_article, organization_iri, place_iri, slug, weapon_iri

GOLD = Path(__file__).with_name("gold")
BEYOND: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
TWENTY = tuple(f"{group}{number:02}" for group in "cd" for number in range(1, 21))
_CLASSES = ("countries", "actors", "statements", "exercises", "transfers")
_WORD = re.compile(r"\w+")


def annotated(*identifiers: str, folder: Path = GOLD) -> Iterator[Extraction]:
    """The extraction of each article, in the order given; a class that was not annotated is empty."""
    for identifier in identifiers:
        told = yaml.safe_load((folder / "annotations" / f"{identifier}.yaml").read_text(encoding="utf-8"))
        yield _Annotated(_article(identifier, folder), {name: [] for name in _CLASSES} | told).extraction()


def links() -> str:
    """The graph of links as Turtle: which events are one, and how often each is told."""
    lines = ["@prefix kg: <https://w3id.org/defence-kg/ontology#> .", f"@base <{BASE}> ."]
    for number, events in enumerate(BEYOND["same_events"], 1):
        iris = [f"<article/{article}/{event}>" for article, event in (e.split(" ") for e in events)]
        lines += [f"{one} kg:sameEventAs {other} ." for one in iris for other in iris if one != other]
        lines += [f"{iri} kg:corroboration <event/{number}> ." for iri in iris]
        lines.append(
            f"<event/{number}> a kg:Corroboration ; kg:articleCount {len(iris)} ; kg:originCount {len(iris)} ; "
            f"kg:publisherCount {len(iris)} ."
        )
    return "\n".join(lines)


def _article(identifier: str, folder: Path) -> Article:
    head, _, body = (folder / "articles" / f"{identifier}.txt").read_text(encoding="utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    published = dt.date.fromisoformat(said["published"]) if "published" in said else None
    return Article(
        id=identifier,
        title=said["title"],
        text=f"{said['title']}\n\n{body.strip()}",
        published=published,
        source=f"{identifier}.txt",
        publisher=said.get("source"),
        input_hash=identifier,
    )


class _Annotated:
    """One article with what the annotations say of it; entities gather as facts name them."""

    def __init__(self, article: Article, told: dict[str, Any]) -> None:
        self.article = article
        self.told = told
        self.entities: dict[str, Entity] = {}
        for iso3 in told["countries"]:
            self._country(iso3)
        for actor in told["actors"]:
            self._actor(actor)

    def extraction(self) -> Extraction:
        """Everything the annotations hold."""
        deals = [self._transfer(told) for told in self.told["transfers"]]
        return Extraction(
            article=self.article,
            statements=tuple(self._statement(told) for told in self.told["statements"]),
            exercises=tuple(self._exercise(told) for told in self.told["exercises"]),
            transfers=tuple(deal for deal in deals if isinstance(deal, ArmsTransfer)),
            supply_relations=tuple(deal for deal in deals if isinstance(deal, SupplyRelation)),
            entities=tuple(self.entities.values()),
        )

    def _statement(self, told: dict[str, Any]) -> Statement:
        act: dict[str, str] = next(
            (a for a in BEYOND["speech_acts"].get(self.article.id, ()) if told["content"].startswith(a["content"])), {}
        )
        speaker = self._party(told["speaker"])
        start, end = self._span_of_words(told["content"])
        return Statement(
            rule="annotation/statement",
            confidence=0.9 if speaker else 0.6,
            evidence=(Evidence(start=start, end=end, supports=("content",)),),
            speaker=speaker,
            speaker_label=told["speaker"],
            content=" ".join(told["content"].split()),
            form=told["form"],
            cue=act.get("cue", "say"),
            speech_act=act.get("act"),
            addressee=self._party(act["addressee"]) if "addressee" in act else None,
        )

    def _exercise(self, told: dict[str, Any]) -> MilitaryExercise:
        participants = tuple(p for name in told["participants"] if (p := self._party(name)))
        place = self._place(told["location"]) if told["location"] else None
        return MilitaryExercise(
            rule="annotation/exercise",
            confidence=0.9 if told["name"] else 0.55,
            evidence=(self._evidence(told["name"] or told["location"] or "exercise", "name"),),
            name=told["name"],
            participants=participants,
            locations=(place,) if place else (),
            start_date=_date(told["start"]),
            end_date=_date(told["end"]),
            status=told["status"],
            personnel=told["personnel"],
            exercise_types=(told["type"],) if told["type"] else (),
        )

    def _transfer(self, told: dict[str, Any]) -> ArmsTransfer | SupplyRelation:
        supplier, recipient = (self._party(told[role]) if told[role] else None for role in ("supplier", "recipient"))
        if told["status"] is None:
            evidence = (self._evidence("supplier", "supplier"),)
            return SupplyRelation(
                rule="annotation/relation", confidence=0.7, evidence=evidence, supplier=supplier, recipient=recipient
            )
        weapons = [self._weapon(name) for name in told["weapons"]]
        return ArmsTransfer(
            rule="annotation/transfer",
            confidence=0.85 if weapons else 0.5,
            evidence=(self._evidence((told["weapons"] or ["arms"])[0], "item"),),
            supplier=supplier,
            recipient=recipient,
            items=tuple(TransferItem(weapon=weapon, quantity=told["quantity"]) for weapon in weapons),
            value=Decimal(told["value"]) if told["value"] else None,
            currency=told["currency"],
            status=told["status"],
            transfer_mode=told["mode"],
            date=_date(told["date"]),
        )

    def _party(self, name: str) -> str | None:
        """The entity that a name stands for; None for one that has none (an anonymous source)."""
        if re.fullmatch(r"[A-Z]{3}", name) and country_iri(name) in reference().entries:
            return self._country(name)
        for entity in self.entities.values():
            if name in (entity.label, *entity.aliases) and entity.kind in ("person", "organization", "country"):
                return entity.iri
        if name in BEYOND["companies"]:
            return self._actor({"name": name, "type": "organization", "country": BEYOND["companies"][name]})
        return self._actor({"name": name, "type": "organization"}) if name in BEYOND["bodies"] else None

    def _country(self, iso3: str) -> str:
        entry = reference().entries[country_iri(iso3)]
        names = sorted({*entry.names, *entry.demonyms})
        self._add(entry.iri, "country", entry.label, tuple(names), country=iso3, reference=True)
        return entry.iri

    def _actor(self, told: dict[str, Any]) -> str:
        name, country = told["name"], told.get("country") or BEYOND["companies"].get(told["name"])
        if told["type"] == "person" and country and " " in name:
            iri = f"{BASE}person/{country}/{slug(name)}"
        elif told["type"] == "organization" and (name in BEYOND["companies"] or name in BEYOND["bodies"]):
            iri = organization_iri(name)
        else:
            iri = in_article(self.article.id, "actor", name)
        aliases = tuple(told.get("aliases") or ())
        self._add(iri, told["type"], name, aliases, country=country, role=told.get("role"))
        return iri

    def _weapon(self, name: str) -> str:
        entry = _weapons().get(_key(name))
        label = entry.label if entry else name
        iri = entry.iri if entry else weapon_iri(name)
        self._add(iri, "weapon", label, (name,), reference=entry is not None)
        return iri

    def _place(self, name: str) -> str:
        country = next((c for c in reference().of_kind("country") if c.label == name), None)
        if country is not None and country.country:
            return self._country(country.country)
        self._add(place_iri(name), "place", name, (), country=BEYOND["places"].get(name))
        return place_iri(name)

    def _add(self, iri: str, kind: Any, label: str, aliases: tuple[str, ...], **rest: Any) -> None:
        if iri not in self.entities:
            found = (m.span() for name in {label, *aliases} for m in re.finditer(re.escape(name), self.article.text))
            self.entities[iri] = Entity(
                iri=iri,
                kind=kind,
                label=label,
                aliases=tuple(sorted({*aliases} - {label})),
                spans=tuple(sorted(found)),
                **rest,
            )

    def _evidence(self, words: str, supports: str) -> Evidence:
        start, end = self._span_of_words(words)
        return Evidence(start=start, end=end, supports=(supports,))

    def _span_of_words(self, content: str) -> tuple[int, int]:
        """Where the words stand in the text, as far as they stand there in a row; else the first paragraph."""
        wanted = [w.casefold() for w in _WORD.findall(content.partition(" ... ")[0])]
        text = [(m[0].casefold(), m.start(), m.end()) for m in _WORD.finditer(self.article.text)]
        best = (0, self.article.body_start, self.article.text.index("\n\n", 0) + 2 + 40)
        for at in range(len(text)):
            for skip in range(min(3, len(wanted))):
                run = 0
                while at + run < len(text) and skip + run < len(wanted) and text[at + run][0] == wanted[skip + run]:
                    run += 1
                if run > best[0]:
                    best = (run, text[at][1], text[at + run - 1][2])
        return best[1], best[2]


@lru_cache(maxsize=1)
def _weapons() -> dict[str, Any]:
    return {_key(name): entry for entry in reference().of_kind("weapon") for name in reversed(entry.names)}


def _key(name: str) -> str:
    return re.sub(r"\W", "", name.casefold()).removesuffix("s")


def _date(value: object) -> PartialDate | None:
    """The annotations' dates: YAML reads a whole one as a date, the others are strings."""
    match = re.fullmatch(r"(?:(\d{4})|-)(?:-(\d\d))?(?:-(\d\d))?", str(value)) if value else None
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    return PartialDate(year=year, month=month, day=day)
