"""What the finders of names give to the resolver."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kg.models import EntityKind
from kg.reference import Entry

Form = Literal["name", "demonym", "capital", "seat", "acronym", "designation", "generic"]


class Mention(NamedTuple):
    """One mention of somebody or something by name: tokens `start` to `end` (exclusive) of the Doc."""

    start: int
    end: int
    kind: EntityKind
    name: str
    """The name without titles, articles and possessive endings."""
    form: Form = "name"
    entry: Entry | None = None
    """The reference entity, where the gazetteer knows it."""
    country: str | None = None
    role: str | None = None
    type: str | None = None
    """Organisation type or weapon category."""
    acts: bool = True
    """For a capital or seat: whether it stands for the government, not for the place."""
