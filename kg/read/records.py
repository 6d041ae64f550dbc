"""What every reader hands over: a draft of an article, or a failure; and what a reader may be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

MAX_CHARS = 200_000
"""Characters of an article that are processed; what is longer is cut there and marked."""


class Failure(NamedTuple):
    """An input that gave no article: where it stands and what is wrong with it."""

    path: str
    """As messages name it; "archive.zip:member" inside an archive."""
    reason: str
    line: int | None = None
    """The line, row or record of a file that holds many."""
    record: str | None = None
    """The line itself, so that it can be mended and read again without the rest of its file."""
    root: str = ""
    """The file on disk that holds it."""

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.reason}"


class Draft(NamedTuple):
    """One article as a reader found it; nothing is normalised yet, and no field can be relied upon."""

    text: Any
    title: Any = None
    id: Any = None
    published: Any = None
    url: Any = None
    publisher: Any = None
    language: Any = None
    note: Any = None
    line: int | None = None
    """The line, row or record at which it begins, where the file holds many."""


class Settings(NamedTuple):
    """What a reader may be told."""

    max_chars: int = MAX_CHARS
    fields: Mapping[str, str] = {}
    """Under which names a record keeps text, title, id, url, published, publisher, language or note."""
    warn: Callable[[str], None] = lambda message: None
    """Takes what is worth a word though no article is lost: a date that can't be read, a doubled identifier."""
    inform: Callable[[str], None] = lambda message: None
    """Takes what only a curious reader wants to know: a file left out because of its ending."""
