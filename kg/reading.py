"""One article as the extractors of facts see it: the text, its annotations, and who is who in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.models import Article

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.resolve import Entities


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, its Doc (`doc.text == article.text`) and the entities named in it."""

    article: Article
    doc: Doc
    entities: Entities
