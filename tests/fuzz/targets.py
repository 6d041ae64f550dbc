"""What is fuzzed: each target takes any bytes, and raises only if one of the program's promises is broken.

A KgError is a promise kept: it is how the program says that an input is bad.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from kg.errors import KgError
from kg.fetch.robots import Robots
from kg.language.amounts import find_money, find_numbers
from kg.language.dates import find_dates
from kg.language.quotations import quotations
from kg.models import Article, Extraction
from kg.queries.header import query_from_text
from kg.rdf import article_nquads
from kg.read import READERS, Failure, Settings, Source, read_source
from kg.read.articles import read_date
from kg.read.normalize import normalize, one_line


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _reader(name: str) -> Callable[[bytes], None]:
    """A target for the reader of files of this name: every article that comes out of it must be whole."""

    def target(data: bytes) -> None:
        source = Source(name, name, lambda: io.BufferedReader(io.BytesIO(data)))
        for item in read_source(source, Settings(max_chars=5000), {}):
            if isinstance(item, Failure):
                assert item.reason.strip(), "a failure says what is wrong"
                assert not item.reason.startswith("can't be read ("), f"a parser broke: {item.reason}"
            else:
                check_article(item)

    return target


def check_article(article: Article) -> None:
    """Raises AssertionError unless the article is normalised and survives the way into RDF and back."""
    import pyoxigraph

    assert article.id == one_line(article.id) != ""
    assert article.text == normalize(article.text) != "", "normalising an article's text again changes it"
    assert unicodedata.is_normalized("NFC", article.text)
    assert not article.title or article.text.startswith(f"{article.title}\n\n")
    nquads = article_nquads(Extraction(article=article), extractor_version="t")
    quads = list(pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_QUADS))
    assert nquads.count(b"\n") == len(quads)
    assert len({quad.graph_name for quad in quads}) == 1
    values = {quad.object.value for quad in quads if isinstance(quad.object, pyoxigraph.Literal)}
    assert {article.id, article.text} <= values


def query_header(data: bytes) -> None:
    """A saved query's header: a query, or an error of ours."""
    try:
        query = query_from_text(_text(data), "fuzz")
    except KgError:
        return
    assert len(query.summary) + len(query.description) <= 10 * len(data) + 1000, "a header that grows when read"


def quotation_finder(data: bytes) -> None:
    """Quotations lie in the text, in order, apart from each other, in one paragraph each."""
    text = normalize(_text(data))
    last = 0
    for found in quotations(text):
        assert last <= found.start < found.end <= len(text)
        assert found.start <= found.inner[0] <= found.inner[1] <= found.end
        assert "\n\n" not in text[found.start : found.end]
        last = found.end


def dates(data: bytes) -> None:
    """Dates lie in the text, apart from each other, and are valid in XML Schema."""
    text = normalize(_text(data))
    for published in (None, read_date("2024-02-29")):
        for future in (False, True):
            last = 0
            for mention in find_dates(text, published, future=future):
                assert last <= mention.start < mention.end <= len(text)
                last = mention.end
                for date in mention[2:]:
                    year = getattr(date, "year", None)
                    assert year is None or 1 <= year <= 9999


def amounts(data: bytes) -> None:
    """Numbers and sums lie in the text and are finite."""
    text = normalize(_text(data))
    for number in find_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
        _check_number(number.value)
    for money in find_money(text):
        assert 0 <= money.start < money.end <= len(text)
        _check_number(money.value)


def _check_number(value: Decimal) -> None:
    assert value.is_finite()
    assert abs(value.adjusted()) < 100


def robots(data: bytes) -> None:
    """Any robots.txt can be asked about any path."""
    first, _, rest = _text(data).partition("\n")
    Robots.parse(rest).allows(f"http://example.org/{first.lstrip('/')}")


def normalizing(data: bytes) -> None:
    """Normalising is a fixed point, and its result can be encoded."""
    text = normalize(data.decode("utf-8", "surrogatepass") if _is_wtf8(data) else _text(data))
    assert normalize(text) == text
    text.encode()


def _is_wtf8(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


TARGETS: dict[str, Callable[[bytes], None]] = {
    "header": _reader("a.txt"),
    "jsonl": _reader("a.jsonl"),
    "html": _reader("a.html"),
    "warc": _reader("a.warc"),
    "query-header": query_header,
    "quotations": quotation_finder,
    "dates": dates,
    "amounts": amounts,
    "normalize": normalizing,
    "robots": robots,
    "zip": _reader("a.zip"),
    "tar": _reader("a.tar"),
    "gzip": _reader("a.jsonl.gz"),
    "zstd": _reader("a.jsonl.zst"),
    **{ending[1:]: _reader(f"a{ending}") for ending in (".md", ".xml", ".json", ".csv", ".eml", ".mbox")},
}
"""Every parser that meets text from outside, by name."""

assert all(f".{name}" in READERS for name in ("md", "xml", "json", "csv", "eml", "mbox"))
