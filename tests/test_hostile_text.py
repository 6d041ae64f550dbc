"""Nothing from outside can break the graph: any Unicode through reader, quads, store and every export, and back."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pyoxigraph
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad, RdfFormat, Triple, parse

from kg.errors import KgError
from kg.export import Selection, export
from kg.ingest import extract_all
from kg.models import (
    ArmsTransfer,
    Article,
    Entity,
    Evidence,
    Extraction,
    MilitaryExercise,
    PartialDate,
    Statement,
    TransferItem,
)
from kg.queries.bind import bind
from kg.queries.library import load_queries
from kg.rdf import article_nquads
from kg.read import Failure, Settings, Source, read_source
from kg.store import Store, open_store
from kg.vocab import PREFIXES, article_iri, country_iri, in_article

FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
}
_SPITEFUL = (
    '"""',
    "'''",
    '" . } ; DROP ALL #',
    "> <http://evil> <",
    "\\",
    "\\u0000",
    "\n\r\t",
    "<!--",
    "]]>",
    "&amp;",
    "%2F..%2F",
    "..",
    ".",
    "/",
    "#",
    "?x",
    "${jndi:x}",
    "\u202e\u2066\u200b\ufeff\u00ad",
    "\ud800",
    "\U0010ffff\ufffe",
    "a\u0301" * 9,
    "-- -",
    "@en",
    "^^<x>",
    "_:b0",
    "{{7*7}}",
)
texts = st.lists(st.one_of(st.text(max_size=40), st.sampled_from(_SPITEFUL)), min_size=1, max_size=5).map("".join)
addresses = st.one_of(texts, st.builds("{}://{}".format, st.sampled_from(("http", "https")), texts))
records = st.fixed_dictionaries(
    {"text": texts},
    optional=dict.fromkeys(("id", "title", "publisher", "language", "note", "published"), texts) | {"url": addresses},
)
_SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def as_jsonl(record: dict[str, str]) -> bytes:
    """A line that escapes everything outside ASCII, half characters too."""
    return json.dumps(record).encode()


def as_text(record: dict[str, str]) -> bytes:
    """A text file with a header."""
    header = "".join(f"{name}: {value}\n" for name, value in record.items() if name != "text")
    return f"{header}\n{record['text']}".encode("utf-8", "replace")


def as_csv(record: dict[str, str]) -> bytes:
    """Two rows, every field quoted."""
    rows = (record.keys(), record.values())
    return "\n".join(",".join('"' + v.replace('"', '""') + '"' for v in row) for row in rows).encode("utf-8", "replace")


def as_markdown(record: dict[str, str]) -> bytes:
    """Front matter in YAML, its strings as JSON, which YAML holds."""
    front = "".join(f"{name}: {json.dumps(value)}\n" for name, value in record.items() if name != "text")
    return f"---\n{front}---\n{record['text']}".encode("utf-8", "replace")


def as_mail(record: dict[str, str]) -> bytes:
    """A message whose subject and sender are what they are."""
    fields = {"Subject": "title", "Message-ID": "id", "From": "publisher", "Date": "published"}
    head = "".join(f"{name}: {' '.join(record.get(field, '').split())}\n" for name, field in fields.items())
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{record['text']}".encode("utf-8", "replace")


def as_html(record: dict[str, str]) -> bytes:
    """A page with the text in it as it stands, markup or not."""
    title = record.get("title", "")
    body = f"<article><p>{record['text']}</p><p>Russia sold Oman arms, the ministry said on Monday.</p></article>"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode("utf-8", "replace")


def as_feed(record: dict[str, str]) -> bytes:
    """A feed with the text as CDATA."""
    item = f"<guid>{record.get('id', '')}</guid><description><![CDATA[{record['text']}]]></description>"
    return f'<rss version="2.0"><channel><item>{item}</item></channel></rss>'.encode("utf-8", "replace")


FILES = {
    "x.jsonl": as_jsonl,
    "x.txt": as_text,
    "x.csv": as_csv,
    "x.md": as_markdown,
    "x.eml": as_mail,
    "x.html": as_html,
    "x.rss": as_feed,
}


def read(name: str, data: bytes) -> Iterator[Article]:
    """The articles in a file; a failure must be one that the reader foresaw."""
    source = Source(name, name, lambda: io.BufferedReader(io.BytesIO(data)))
    for item in read_source(source, Settings(), {}):
        if isinstance(item, Article):
            yield item
        else:
            assert isinstance(item, Failure)
            assert not item.reason.startswith("can't be read ("), item.reason
            assert str(item).isprintable() or "\n" not in item.reason


def extraction_of(article: Article) -> Extraction:
    """Facts of every class, whose every word is the article's own."""
    words = article.text[:80]
    span = (Evidence(start=0, end=min(len(article.text), 80), supports=("content",)),)
    person, weapon = in_article(article.id, "person", words), in_article(article.id, "weapon", words)
    entities = (
        Entity(
            iri=person, kind="person", label=words, aliases=(article.id, article.text[-40:]), role=words, country="RUS"
        ),
        Entity(iri=weapon, kind="weapon", label=words, country="RUS"),
    )
    common: dict[str, Any] = {"rule": "test/any", "confidence": 0.25, "evidence": span}
    day = PartialDate(month=2, day=10)
    statement = Statement(
        **common, speaker=person, speaker_label=words, content=words, form="direct", cue=words, medium=words, date=day
    )
    exercise = MilitaryExercise(
        **common, name=words, series=words, superlative=words, participants=(person,), start_date=day, personnel=7
    )
    item = TransferItem(weapon=weapon, quantity=5, quantity_qualifier=words)
    transfer = ArmsTransfer(
        **common,
        supplier=country_iri("RUS"),
        items=(item,),
        value=Decimal("1.50"),
        value_qualifier=words,
        currency="USD",
    )
    return Extraction(
        article=article, entities=entities, statements=(statement,), exercises=(exercise,), transfers=(transfer,)
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all examples, each of which replaces what it holds."""
    with open_store(tmp_path_factory.mktemp("hostile") / "store", mode="write") as opened:
        yield opened


def _by_value(quad: Quad | Triple) -> tuple[str, str, object, str]:
    """What a quad says; a number by its value, for the store writes 1.50 as 1.5."""
    end = quad.object
    value = Decimal(end.value) if isinstance(end, Literal) and end.datatype.value.endswith("#decimal") else end
    return str(quad.subject), str(quad.predicate), value, str(getattr(quad, "graph_name", ""))


def check_round_trip(store: Store, extraction: Extraction) -> None:
    """Raises AssertionError unless the quads go into the store and come out of every export as they were."""
    article = extraction.article
    iri = article_iri(article.id)
    nquads = article_nquads(extraction, extractor_version="t")
    quads = set(parse(nquads, format=RdfFormat.N_QUADS))
    assert {str(quad.graph_name) for quad in quads if isinstance(quad, Quad)} == {f"<{iri}>"}
    assert Literal(article.text) in {quad.object for quad in quads}
    store.replace([(iri, nquads)])
    assert set(map(_by_value, store.quads(iri))) == set(map(_by_value, quads))
    for name, format_ in FORMATS.items():
        out = io.BytesIO()
        export(store, out, format=name, selection=Selection(articles=(article.id,)))
        back = set(parse(out.getvalue(), format=format_))
        assert {_by_value(quad)[:3] for quad in quads} <= {_by_value(quad)[:3] for quad in back}, name
    store.remove(iri)
    assert not set(store.quads(iri))


@pytest.mark.parametrize("name", FILES)
@_SLOW
@given(record=records)
def test_any_text_through_any_reader(store: Store, name: str, record: dict[str, str]) -> None:
    """Whatever stands in text, title, address, identifier or note: valid quads, and nothing of it lost."""
    for article in read(name, FILES[name](record)):
        check_round_trip(store, extraction_of(article))


@pytest.mark.parametrize("spite", _SPITEFUL, ids=ascii)
def test_spiteful_identifiers(store: Store, spite: str) -> None:
    """Each of them alone as an identifier, an address and a title."""
    record = {
        "id": spite,
        "url": f"http://{spite}",
        "title": spite,
        "publisher": spite,
        "text": f"{spite} said “{spite}” on Monday.",
    }
    (article,) = read("x.jsonl", as_jsonl(record))
    check_round_trip(store, extraction_of(article))


@_SLOW
@given(one=texts, two=texts)
@example(one="a/b", two="a%2Fb")
@example(one="A", two="a")
def test_identifiers_stay_apart(one: str, two: str) -> None:
    """Two articles share a graph only if their identifiers are one."""
    (first,) = read("x.jsonl", as_jsonl({"id": one, "text": "Words."}))
    (second,) = read("x.jsonl", as_jsonl({"id": two, "text": "Words."}))
    assert (article_iri(first.id) == article_iri(second.id)) == (first.id == second.id)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=texts)
def test_no_parameter_breaks_out_of_a_query(store: Store, value: str) -> None:
    """A hostile value is a term like another, or an error of ours; what is asked stays a query that parses."""
    for query in load_queries().values():
        for param in query.params.values():
            try:
                sparql = bind(query, {param.name: value}, store)
            except KgError:
                continue
            assert pyoxigraph.Store().query(sparql, prefixes=PREFIXES) is not None


_SCENES = (
    'Nicolás Maduro said “We will buy\u202e missiles”" . } ; DROP ALL # on Monday in Caracas.',
    "Russia sold 24 Su-35 <b>fighters</b> to <http://evil> Iran for $1.5 billion, \\u0022Tass\\ reported\\.",
    "The '''Red\"\"\" Star''' exercise of China, Russia and \U0001f680 Iran began on 10 February, {{officials}} said.",
    "“” said “”. \" said. ‘’’’ — « » ?x ?y $z @en ^^xsd:int _:b1 Iran bought Iran's Iran-made <Iran>.",
    "A\u0301\u0301\u0301 minister of Ⅻ ﷽ countries said ½ of ٣٤ tanks went to 日本 and Côte d’Ivoire on ３ May",
    "Mr. " * 400 + "President Vladimir Putin said " * 60 + "“" * 300,
)


@pytest.mark.parametrize("scene", _SCENES, ids=range(len(_SCENES)))
def test_real_extraction_of_hostile_text(store: Store, scene: str) -> None:
    """The real extractors meet text made to trip them, and their facts survive as well."""
    (article,) = read("x.jsonl", as_jsonl({"id": "scene", "title": scene[:60], "text": scene}))
    for extraction in extract_all(iter([article])):
        facts: Iterable[Any] = (*extraction.statements, *extraction.exercises, *extraction.transfers)
        for fact in facts:
            assert all(0 <= e.start < e.end <= len(article.text) for e in fact.evidence)
        check_round_trip(store, extraction)
