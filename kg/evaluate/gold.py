"""Annotated articles: a folder with `articles/ID.txt` and `annotations/ID.yaml` (tests/gold/GUIDELINES.md)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from kg.errors import InputError, UsageError
from kg.evaluate.matching import words
from kg.evaluate.sides import Actor, Exercise, Party, Said, Side, Transfer
from kg.models import Article

_CUT = " ... "
_CLASSES = ("countries", "actors", "statements", "exercises", "transfers")


class _Annotated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class _Actor(_Annotated):
    name: str
    type: Literal["person", "organization"]
    aliases: tuple[str, ...] = ()


class _Statement(_Annotated):
    speaker: str
    content: str


class _Dated(_Annotated):
    @field_validator("start", "end", "date", mode="before", check_fields=False)
    @classmethod
    def _as_text(cls, value: object) -> object:
        return value.isoformat() if isinstance(value, dt.date) else value


class _Exercise(_Dated):
    name: str | None = None
    participants: tuple[str, ...] = ()
    location: str | None = None
    start: str | None = None
    end: str | None = None
    status: str | None = None
    personnel: int | None = None
    type: str | None = None


class _Transfer(_Dated):
    supplier: str | None = None
    recipient: str | None = None
    weapons: tuple[str, ...] = ()
    quantity: int | None = None
    value: Decimal | None = None
    currency: str | None = None
    status: str | None = None
    mode: str | None = None
    date: str | None = None


class _Annotation(_Annotated):
    countries: tuple[str, ...] = ()
    actors: tuple[_Actor, ...] = ()
    statements: tuple[_Statement, ...] = ()
    exercises: tuple[_Exercise, ...] = ()
    transfers: tuple[_Transfer, ...] = ()

    @field_validator("countries", "actors", "statements", "exercises", "transfers", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        return () if value is None else value


class GoldArticle(NamedTuple):
    """An article and what its annotators put into the graph; `annotated` names the classes they looked for."""

    article: Article
    side: Side
    annotated: frozenset[str]


def read_gold(folder: Path, only: tuple[str, ...] = ()) -> list[GoldArticle]:
    """The annotated articles of a folder, by identifier; `only` keeps those whose identifier begins so.

    Raises UsageError for a folder of another form, InputError naming the file for one that can't be read.
    """
    articles, annotations = folder / "articles", folder / "annotations"
    if not articles.is_dir() or not annotations.is_dir():
        raise UsageError(
            f"{folder} has no folders articles/ and annotations/; see tests/gold/GUIDELINES.md for the form"
        )
    found = []
    for file in sorted(annotations.glob("*.yaml")):
        if not only or file.stem.startswith(only):
            found.append(_read(file, articles / f"{file.stem}.txt"))
    if not found:
        raise UsageError(
            f"{annotations} holds no annotations" + (f" that begin with {', '.join(only)}" if only else "")
        )
    return found


def _read(file: Path, text: Path) -> GoldArticle:
    import yaml

    from kg.read import Failure, read_paths

    try:
        loaded: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: not YAML: {' '.join(str(error).split())}") from error
    try:
        annotation = _Annotation.model_validate(loaded or {})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"{file}: {place}: {first['msg']}") from error
    article = next(iter(read_paths((str(text),))), None)
    if not isinstance(article, Article):
        reason = str(article) if isinstance(article, Failure) else f"{text}: no article"
        raise InputError(f"{reason}; {file.name} annotates it")
    classes = frozenset(_CLASSES) & annotation.model_fields_set
    return GoldArticle(article.model_copy(update={"id": file.stem}), _side(annotation, article.text), classes)


def _side(annotation: _Annotation, text: str) -> Side:
    return Side(
        countries=frozenset(annotation.countries),
        actors=tuple(Actor((a.name, *a.aliases), a.type) for a in annotation.actors),
        statements=tuple(_said(s, text) for s in annotation.statements),
        exercises=tuple(
            Exercise(
                participants=tuple(_party(p) for p in e.participants),
                locations=(e.location,) if e.location else (),
                slots=_filled(
                    name=e.name, start=e.start, end=e.end, status=e.status, personnel=e.personnel, type=e.type
                ),
            )
            for e in annotation.exercises
        ),
        transfers=tuple(
            Transfer(
                supplier=_party(t.supplier) if t.supplier else None,
                recipient=_party(t.recipient) if t.recipient else None,
                weapons=tuple((w,) for w in t.weapons),
                quantities=(str(t.quantity),) if t.quantity else (),
                dates=(t.date,) if t.date else (),
                slots=_filled(value=t.value, currency=t.currency, status=t.status, mode=t.mode),
            )
            for t in annotation.transfers
        ),
        text=text,
    )


def _party(text: str) -> Party:
    return Party((text,), text if re.fullmatch("[A-Z]{3}", text) else None)


def _filled(**slots: object) -> dict[str, str]:
    return {slot: str(value) for slot, value in slots.items() if value}


def _said(statement: _Statement, text: str) -> Said:
    content = words(statement.content)
    return Said(content, _whole_length(statement.content, text), _party(statement.speaker))


def _whole_length(content: str, text: str) -> int:
    """Words of a content whose middle may have been left out, as far as the text has them."""
    if _CUT not in content:
        return len(words(content))
    parts = content.split(_CUT)
    head, tail, all_ = words(parts[0]), words(parts[-1]), words(text)
    for i in range(len(all_)):
        if all_[i : i + len(head)] == head:
            for j in range(i + len(head), len(all_)):
                if all_[j : j + len(tail)] == tail:
                    return j + len(tail) - i
    return len(words(content))
