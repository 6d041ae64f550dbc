"""What a text has told so far: its exercises, and the one it is speaking of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.exercises.draft import Draft

if TYPE_CHECKING:
    from kg.reading import Reading


class Story:
    """The exercises that a text has told of so far, and which one it is speaking of."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.drafts: list[Draft] = []
        self.focus: Draft | None = None

    @property
    def published_year(self) -> str | None:
        """The year in which the article came out."""
        published = self.reading.article.published
        return str(published.year) if published else None

    def is_aside(self, draft: Draft) -> bool:
        """Whether a draft is only an earlier edition of the main one, told of in passing."""
        return draft.past and draft is not self.drafts[0] and draft.base == self.drafts[0].base
