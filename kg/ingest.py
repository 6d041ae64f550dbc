"""The order of the stages: article → annotations → mentions → entities → facts → N-Quads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from kg.annotate import annotate_all, language_model, model_name
from kg.models import ArmsTransfer, Article, Extraction, SupplyRelation
from kg.reference import reference_hash

if TYPE_CHECKING:
    from spacy.tokens import Doc


@lru_cache(maxsize=1)
def extractor_version() -> str:
    """What made the facts: program, language model, reference data. A change in any of them re-reads articles."""
    try:
        program = version("defence-kg")
    except PackageNotFoundError:  # run from a source tree that is not installed
        program = "unknown"
    return f"kg {program}; {model_name()}; reference {reference_hash()}"


def extract_all(articles: Iterable[Article]) -> Iterator[Extraction]:
    """The extraction of each article, in order. An article not in English gives no facts."""
    nlp = language_model()
    held: list[Article] = []

    def texts() -> Iterator[str]:
        for article in articles:
            held.append(article)
            yield article.text if article.language.startswith("en") else ""

    for doc in annotate_all(texts(), nlp):
        article = held.pop(0)
        yield extract(article, doc) if len(doc) else Extraction(article=article)


def extract(article: Article, doc: Doc) -> Extraction:
    """What one annotated article says."""
    from kg.extract.exercises import exercises
    from kg.extract.names import mentions
    from kg.extract.statements import statements
    from kg.extract.transfers import transfers
    from kg.reading import Reading
    from kg.resolve import resolve, without_event_names

    entities = resolve(article, doc, mentions(doc, language_model(), article.body_start))
    reading = Reading(article, doc, entities)
    deals = list(transfers(reading))
    found = Extraction(
        article=article,
        entities=entities.all,
        statements=tuple(statements(reading)),
        exercises=tuple(exercises(reading)),
        transfers=tuple(d for d in deals if isinstance(d, ArmsTransfer)),
        supply_relations=tuple(d for d in deals if isinstance(d, SupplyRelation)),
    )
    return found.model_copy(update={"entities": without_event_names(found)})
