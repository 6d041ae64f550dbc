"""Loading: what is unchanged, changed, broken, given twice, and when it is committed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.ingest import make_graphs
from kg.loading import Outcome, load_articles
from kg.models import Article, Entity, Extraction
from kg.store import open_store
from kg.vocab import article_iri


def article(name: str, text: str = "Nothing happened.") -> Article:
    """An article of one sentence; its hash is its text."""
    return Article(id=name, text=text, input_hash=text)


def no_facts(articles: Iterable[Article]) -> Iterator[Extraction]:
    """Extractions without facts: these tests are about loading."""
    return (Extraction(article=one) for one in articles)


plain = partial(make_graphs, extractor=no_facts)


def in_threes(articles: Iterable[Article]) -> Iterator[Extraction]:
    """Reads three articles ahead, as the real extractor reads a batch; one called "bad" breaks the batch."""
    rest = iter(articles)
    while batch := list(islice(rest, 3)):
        if any(one.id == "bad" for one in batch):
            raise IndexError("no such token")
        yield from no_facts(batch)


def load(folder: Path, *articles: Article, **options: bool) -> list[tuple[str, str]]:
    """Loads into a store and gives what became of each article."""
    with open_store(folder, mode="write") as store:
        found = load_articles(articles, store, maker=plain, **options)
        return [(outcome.article, outcome.what) for outcome in found]


def test_same_articles_twice_write_nothing(tmp_path: Path) -> None:
    """The second load leaves all alone; a changed article is replaced; force replaces all."""
    assert load(tmp_path / "s", article("a"), article("b")) == [("a", "loaded"), ("b", "loaded")]
    with open_store(tmp_path / "s") as store:
        before = set(map(str, store.quads()))
    assert load(tmp_path / "s", article("a"), article("b")) == [("a", "unchanged"), ("b", "unchanged")]
    with open_store(tmp_path / "s") as store:
        assert set(map(str, store.quads())) == before
    assert load(tmp_path / "s", article("a", "New."), article("b")) == [("b", "unchanged"), ("a", "replaced")]
    assert load(tmp_path / "s", article("b"), force=True) == [("b", "replaced")]


def test_changed_article_replaces_its_graph(tmp_path: Path) -> None:
    """Nothing of the former text is left."""
    load(tmp_path / "s", article("a", "Old words."))
    assert load(tmp_path / "s", article("a", "New words.")) == [("a", "replaced")]
    with open_store(tmp_path / "s") as store:
        quads = " ".join(map(str, store.quads(article_iri("a"))))
    assert "New words." in quads
    assert "Old words." not in quads


def test_no_text_leaves_the_text_out(tmp_path: Path) -> None:
    """With keep_text=False the words of the article are not stored."""
    load(tmp_path / "s", article("a", "Secret words."), keep_text=False)
    with open_store(tmp_path / "s") as store:
        assert not store.query(f"ASK {{ GRAPH <{article_iri('a')}> {{ ?a kg:text ?text }} }}")
        assert store.query(f"ASK {{ GRAPH <{article_iri('a')}> {{ ?a a kg:Article }} }}")


def test_same_article_twice_in_one_run(tmp_path: Path) -> None:
    """A repeated article is read once; one that comes again with another text ends as the last."""
    assert load(tmp_path / "s", article("a"), article("a")) == [("a", "loaded"), ("a", "unchanged")]
    found = load(tmp_path / "t", article("a", "First."), article("a", "Second."))
    assert found == [("a", "loaded"), ("a", "replaced")]
    with open_store(tmp_path / "t") as store:
        assert "First." not in " ".join(map(str, store.quads(article_iri("a"))))


def test_doubled_identifier_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second load of two texts under one identifier writes nothing; a changed last one is written, once."""
    first, last, other = article("a", "First."), article("a", "Last."), article("b")
    load(tmp_path / "s", first, last, other)
    assert load(tmp_path / "s", first, last, other) == [("a", "unchanged"), ("a", "unchanged"), ("b", "unchanged")]
    changed = article("a", "Changed.")
    assert load(tmp_path / "s", first, changed, other) == [("a", "unchanged"), ("b", "unchanged"), ("a", "replaced")]
    assert load(tmp_path / "s", first, other) == [("b", "unchanged"), ("a", "replaced")]
    # With no room to hold anything back the store ends up the same.
    monkeypatch.setattr("kg.loading._HELD_CHARS", 0)
    assert load(tmp_path / "s", last, changed) == [("a", "replaced"), ("a", "replaced")]
    with open_store(tmp_path / "s") as store:
        assert "Changed." in " ".join(map(str, store.quads(article_iri("a"))))


def test_one_bad_article_is_the_only_one_lost(tmp_path: Path) -> None:
    """Its neighbours in the batch are loaded, it is reported with the reason, the run goes on."""
    names = ["a", "b", "c", "d", "bad", "e", "f", "g"]
    with open_store(tmp_path / "s", mode="write") as store:
        outcomes = list(load_articles(map(article, names), store, maker=partial(make_graphs, extractor=in_threes)))
        states = store.article_states()
    assert [o for o in outcomes if o.what == "failed"] == [Outcome("bad", "failed", "IndexError: no such token")]
    assert {o.article for o in outcomes if o.what == "loaded"} == set(names) - {"bad"}
    assert set(states) == {article_iri(name) for name in names if name != "bad"}


def test_facts_that_make_no_rdf_cost_only_their_article(tmp_path: Path) -> None:
    """A graph that can't be written is reported with the reason, the run goes on."""

    def with_half_a_character(articles: Iterable[Article]) -> Iterator[Extraction]:
        for one in articles:
            named = (Entity(iri="http://x/y", kind="person", label="\ud800"),) if one.id == "b" else ()
            yield Extraction(article=one, entities=named)

    with open_store(tmp_path / "s", mode="write") as store:
        maker = partial(make_graphs, extractor=with_half_a_character)
        outcomes = {o.article: o for o in load_articles(map(article, "abc"), store, maker=maker)}
    assert {name for name, o in outcomes.items() if o.what == "loaded"} == {"a", "c"}
    assert outcomes["b"].what == "failed"
    assert outcomes["b"].reason.startswith("UnicodeEncodeError")


def test_an_error_of_the_user_stops_the_run(tmp_path: Path) -> None:
    """A missing model, say, is no fault of an article."""

    def without_model(articles: Iterable[Article]) -> Iterator[Extraction]:
        raise UsageError("no model")
        yield from no_facts(articles)

    with open_store(tmp_path / "s", mode="write") as store, pytest.raises(UsageError, match="no model"):
        list(load_articles([article("a")], store, maker=partial(make_graphs, extractor=without_model)))


def test_many_new_articles_go_in_bulk(tmp_path: Path) -> None:
    """Hundreds of new articles arrive whole, and a second load finds them all unchanged."""
    many = [article(f"n{i}") for i in range(600)]
    assert {what for _, what in load(tmp_path / "s", *many)} == {"loaded"}
    assert load(tmp_path / "s", *many) == [(one.id, "unchanged") for one in many]


def test_outcomes_come_after_the_commit(tmp_path: Path) -> None:
    """What is told as loaded can be read by others at that moment."""
    with open_store(tmp_path / "s", mode="write") as store:
        for outcome in load_articles(map(article, ["a", "b", "c"]), store, maker=plain):
            with open_store(tmp_path / "s") as reader:
                assert article_iri(outcome.article) in reader.article_states()
