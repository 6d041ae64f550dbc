"""The Python face on a real store."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

import kg
from kg.models import Article

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.KnowledgeGraph:
    """A graph of one seed article."""
    g = kg.open(tmp_path_factory.mktemp("api") / "store")
    assert g.load(SEEDS / "india-rafale-marine.txt") == kg.Loaded(1, 0, 0, ())
    return g


def test_loading_again_writes_nothing(graph: kg.KnowledgeGraph) -> None:
    """The same article is unchanged; a path that is not there is told and the rest goes on."""
    again = graph.load(SEEDS / "india-rafale-marine.txt", SEEDS / "nothing.txt")
    assert (again.loaded, again.unchanged) == (0, 1)
    assert len(again.failures) == 1
    assert "nothing.txt" in again.failures[0]


def test_articles_can_be_given_as_values(tmp_path: Path) -> None:
    """An Article made in Python is loaded like a file's."""
    g = kg.open(tmp_path / "store")
    article = Article(id="a1", title="", text="Oman said it was ready.", published=dt.date(2024, 5, 1), input_hash="1")
    assert g.load(article).loaded == 1
    assert [iri.rsplit("/", 1)[-1] for iri in g.articles()] == ["a1"]


def test_query_gives_rows_with_python_values(graph: kg.KnowledgeGraph) -> None:
    """A saved query with a parameter; confidences are decimals, names are text."""
    rows = graph.query("transfers", recipient="India")
    assert len(rows) > 0
    assert all(isinstance(row["confidence"], Decimal) for row in rows)
    assert {row["recipient"] for row in rows} == {"India"}


def test_sparql_can_be_given_as_text(graph: kg.KnowledgeGraph) -> None:
    """A query of one's own gives its rows; integers are Python's."""
    rows = graph.query("SELECT (COUNT(?a) AS ?n) WHERE { GRAPH ?a { ?a a kg:Article } }")
    assert list(rows) == [{"n": 1}]


def test_rows_become_data_frames(graph: kg.KnowledgeGraph) -> None:
    """pandas and polars frames hold the same rows under the same columns."""
    rows = graph.query("transfers")
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    frame, other = rows.to_pandas(), rows.to_polars()
    assert isinstance(frame, pandas.DataFrame)
    assert isinstance(other, polars.DataFrame)
    assert list(frame.columns) == list(other.columns) == list(rows.columns)
    assert len(frame) == len(other) == len(rows)


def test_graph_is_an_rdflib_graph_of_one_article_or_all(graph: kg.KnowledgeGraph) -> None:
    """An article's triples by identifier; the whole holds at least as many."""
    one, whole = graph.graph("india-rafale-marine"), graph.graph()
    assert len(one) == len(whole) > 50


def test_mistakes_are_named(graph: kg.KnowledgeGraph) -> None:
    """Unknown query, parameter and article, and broken SPARQL, each raise the error that says so."""
    with pytest.raises(kg.UsageError, match="no-such-query"):
        graph.query("no-such-query")
    with pytest.raises(kg.UsageError, match="colour"):
        graph.query("transfers", colour="red")
    with pytest.raises(kg.UsageError, match="nothing"):
        graph.graph("nothing")
    with pytest.raises(kg.QueryError):
        graph.query("SELECT ?a WHERE { ?a ")
