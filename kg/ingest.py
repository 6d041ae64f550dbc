"""The order of the stages: article → annotations → mentions → entities → facts → N-Quads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kg.annotate import annotate_all, language_model, model_name
from kg.budget import OverBudgetError, within
from kg.errors import KgError
from kg.models import ArmsTransfer, Article, Extraction, SupplyRelation
from kg.reference import reference_hash
from kg.stopwatch import Stopwatch

if TYPE_CHECKING:
    from spacy.tokens import Doc


Extractor = Callable[[Iterable[Article]], Iterator[Extraction]]
"""What turns articles into extractions, in order; it may read ahead (batches)."""


class Took(NamedTuple):
    """Processor seconds that went into an article; what several articles share is the first one's."""

    annotating: float = 0.0
    extracting: float = 0.0
    """Facts and N-Quads."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one article: its graph as N-Quads, or the reason why there is none."""

    article: str
    nquads: bytes = b""
    reason: str = ""
    took: Took = field(default=Took(), compare=False)


class Maker(Protocol):
    """What turns articles into graphs, in order: here, in several processes, on a cluster."""

    def __call__(self, articles: Iterable[Article], *, version: str, keep_text: bool) -> Iterator[Made]: ...


@lru_cache(maxsize=1)
def extractor_version() -> str:
    """What made the facts: program, language model, reference data. A change in any of them re-reads articles."""
    try:
        program = version("defence-kg")
    except PackageNotFoundError:  # run from a source tree that is not installed
        program = "unknown"
    return f"kg {program}; {model_name()}; reference {reference_hash()}"


def extract_all(articles: Iterable[Article], watch: Stopwatch | None = None) -> Iterator[Extraction]:
    """The extraction of each article, in order. An article not in English gives no facts."""
    nlp = language_model()
    watch = watch or Stopwatch()
    held: list[Article] = []

    def texts() -> Iterator[str]:
        for article in watch.timed("reading", articles):
            held.append(article)
            yield article.text if article.language.startswith("en") else ""

    for doc in watch.timed("annotating", annotate_all(texts(), nlp)):
        article = held.pop(0)
        yield extract(article, doc) if len(doc) else Extraction(article=article)


def extract(article: Article, doc: Doc) -> Extraction:
    """What one annotated article says."""
    from kg.extract.confidence import weighed
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
    return weighed(found.model_copy(update={"entities": without_event_names(found)}))


def make_graphs(
    articles: Iterable[Article],
    *,
    version: str,
    keep_text: bool = True,
    extractor: Extractor | None = None,
    max_seconds: float = 0,
) -> Iterator[Made]:
    """The graph of each article, in order. An article that breaks the extractor costs only itself.

    `version` is what `extractor_version` gives. One that takes longer than `max_seconds` (0: any time) is
    given up, where a timer works (`kg.budget`). Raises KgError for what is no article's fault (no model).
    """
    watch = Stopwatch()
    extractor = extractor or partial(extract_all, watch=watch)
    if max_seconds:
        warm_up()  # what is loaded once is no article's time
        extractor = within(max_seconds, extractor)
    before = Took()
    for made in watch.timed("extracting", _made(_extracted(iter(articles), extractor), version, keep_text)):
        now = Took(watch.seconds("annotating"), watch.seconds("extracting"))
        yield replace(made, took=Took(*(later - earlier for later, earlier in zip(now, before, strict=True))))
        before = now


def _made(extracted: Iterator[tuple[Article, Extraction | str]], version: str, keep_text: bool) -> Iterator[Made]:
    from kg.rdf import article_nquads

    for article, result in extracted:
        if isinstance(result, Extraction):
            try:
                made = Made(article.id, article_nquads(result, extractor_version=version, keep_text=keep_text))
            except Exception as error:
                made = Made(article.id, reason=_reason(error))
            yield made
        else:
            yield Made(article.id, reason=result)


@lru_cache(maxsize=1)
def warm_up() -> None:
    """One sentence through all stages, so that what they load is loaded. Raises KgError if there is no model."""
    article = Article(id="warm-up", text="Russia sold Venezuela five Su-30 fighters, the minister said on Monday.")
    list(make_graphs([article], version=""))


def _extracted(articles: Iterator[Article], extractor: Extractor) -> Iterator[tuple[Article, Extraction | str]]:
    """Each article with its extraction, or with the reason why there is none."""
    while True:
        ahead: deque[Article] = deque()
        try:
            for extraction in extractor(_noting(articles, ahead)):
                yield ahead.popleft(), extraction
            return
        except KgError:
            raise
        except Exception as error:
            # Some article that was read ahead broke the run: each is tried alone, then the run goes on.
            for article in ahead:
                yield article, _reason(error) if len(ahead) == 1 else _alone(article, extractor)


def _alone(article: Article, extractor: Extractor) -> Extraction | str:
    try:
        return next(extractor(iter([article])))
    except KgError:
        raise
    except Exception as error:
        return _reason(error)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, OverBudgetError) else f"{type(error).__name__}: {error}"


def _noting(articles: Iterator[Article], ahead: deque[Article]) -> Iterator[Article]:
    for article in articles:
        ahead.append(article)
        yield article
