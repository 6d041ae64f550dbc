"""A speaker as one phrase of the text names him."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.models import Entity


@dataclass(frozen=True)
class Speaker:
    """Who says something; `entity` is None for an anonymous source."""

    label: str
    span: tuple[int, int]
    """Character span of the phrase, or of the pronoun, that names the speaker here."""
    entity: Entity | None = None
    noun: str = ""
    """Lemma of an anonymous speaker's head noun."""
    plural: bool = False
    """Whether several speak as one: "two officials", "Roe and Doe"; `entity` is then the first of them."""
    sure: bool = True
    """False where the phrase had to be resolved by guess."""

    @property
    def key(self) -> str:
        """What two statements of one speaker share."""
        return self.entity.iri if self.entity and not self.plural else self.label.casefold()

    def meant_by(self, span: tuple[int, int], *, sure: bool = False) -> Speaker:
        """This speaker where another phrase, a pronoun or a description, means him."""
        return replace(self, span=span, sure=sure)
