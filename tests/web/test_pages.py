"""Pages over a graph made by hand: they open, mark the right words, and show markup in articles as text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import httpx
import pytest

ADDRESSES = [
    "/",
    "/articles",
    "/articles?q=igla",
    "/search?q=ven",
    "/search?q=%3Cscript%3E",
    "/transfers",
    "/transfers?recipient=Venezuela&since=2019",
    "/exercises",
    "/exercises?country=Venezuela",
    "/compare",
    "/queries",
    "/queries/transfers?supplier=Russia",
    "/sparql",
    "/api",
    "/ontology",
    "/id/article/deal",
    "/id/article/harm%20%26%20%3Cscript%3E",
    "/id/article/harm%20%26%20%3Cscript%3E/person/evil",
    "/id/country/VEN",
    "/id/weapon/igla-s",
    "/id/person/VEN/nicolas-maduro",
]
TEXT = (
    "“Russia has delivered 24 Igla-S 🎯 missiles to Venezuela, and more will come,” Nicolás Maduro said on Monday.",
    "Russia is the main supplier of Venezuela. The exercise Escudo Bolivariano began in Caracas with 2,000 troops.",
)


class _Marks(HTMLParser):
    """Marked words with the facts they carry; the text of each paragraph of the article."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.marks: list[tuple[str, frozenset[str]]] = []
        self.paragraphs: list[str] = []
        self._open: frozenset[str] | None = None
        self._in_paragraph = self._in_note = False
        self.feed(page[page.index('<div class="text">') : page.index("<aside")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "p" and "class" not in given:
            self._in_paragraph = True
            self.paragraphs.append("")
        elif tag == "mark":
            self._open = frozenset((given["data-facts"] or "").split())
        elif tag == "a" and (given.get("class") or "").startswith("note"):
            self._in_note = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._in_paragraph = False
        elif tag == "mark":
            self._open = None
        elif tag == "a":
            self._in_note = False

    def handle_data(self, data: str) -> None:
        if self._in_note:
            return
        if self._in_paragraph:
            self.paragraphs[-1] += data
        if self._open is not None:
            self.marks.append((data, self._open))


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_opens_without_markup_of_articles(newsroom: httpx.Client, address: str) -> None:
    """Every page is there, names no other host, and runs nothing that stands in an article."""
    answer = newsroom.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = answer.text
    assert "<script>" not in page
    assert "onerror=" not in re.sub(r">[^<]*<|=\"[^\"]*\"", "", page)
    assert not re.search(r'(?:href|src|action)="javascript:', page)
    assert not re.search(r'<(?:script|link|img)[^>]*(?:src|href)="(?!/static/)', page)
    assert not re.search(r"<[^>]* (?:style|on\w+)=", page)


def test_marks_of_overlapping_evidence(newsroom: httpx.Client) -> None:
    """Each character carries exactly the facts whose evidence covers it, counted in code points."""
    found = _Marks(newsroom.get("/id/article/deal").text)
    assert found.paragraphs == list(TEXT)
    both, statement = frozenset({"statement-1", "transfer-1"}), frozenset({"statement-1"})
    assert found.marks[:6] == [
        ("Russia has ", statement),
        ("delivered", both),
        (" ", statement),
        ("24 Igla-S 🎯 ", both),
        ("missiles", both),
        (" to Venezuela", both),
    ]
    assert ("2,000 troops", frozenset({"exercise-1"})) in found.marks


def test_facts_beside_the_text(newsroom: httpx.Client) -> None:
    """A fact has its class, confidence, values and a number that stands in the text as well."""
    page = newsroom.get("/id/article/deal").text
    card = page[page.index('id="transfer-1"') :]
    card = card[: card.index("</li>")]
    assert 'data-sure="80"' in card
    assert "alleged" in card
    assert "1 500 000 USD" in html.unescape(card).replace("\u2009", " ")
    assert "February 2019" in card
    assert "inferred" in card
    assert 'href="/id/country/RUS"' in card
    assert 'href="#transfer-1"' in page
    assert 'id="note-transfer-1"' in page


def test_thing_shows_facts_by_class(newsroom: httpx.Client) -> None:
    """A state's page has its deals, exercises, the statements about it, and the articles."""
    page = newsroom.get("/id/country/VEN").text
    for heading in ("Arms transfers", "Military exercises", "General supply relations", "Statements", "Mentioned in"):
        assert heading in page
    assert "/id/article/deal#transfer-1" in page
    assert "The Test" in page


def test_transfers_filter_and_download(newsroom: httpx.Client) -> None:
    """The filter narrows the table and goes into the download; a name that is no state's is explained."""
    assert newsroom.get("/transfers").text.count("<tr>") > newsroom.get("/transfers?min_confidence=0.7").text.count(
        "<tr>"
    )
    page = newsroom.get("/transfers?recipient=Venezuela").text
    assert "/api/queries/transfers.csv?recipient=Venezuela" in page
    wrong = newsroom.get("/transfers?recipient=Venezuella")
    assert wrong.status_code == 400
    assert "did you mean Venezuela" in wrong.text


def test_exercises_have_a_timeline(newsroom: httpx.Client) -> None:
    """An exercise stands on the timeline and in the table."""
    page = newsroom.get("/exercises").text
    assert 'class="picture timeline"' in page
    assert page.count("Escudo Bolivariano") >= 3


def test_compare_marks_what_differs(newsroom: httpx.Client) -> None:
    """The deal that two articles tell stands once, with the number that differs marked and the rest not."""
    page = newsroom.get("/compare").text
    differing = re.findall(r'<tr class="differs"><th scope="row">(\w+)', page)
    assert differing == ["item"]
    assert "The Test" in page
    assert "Another Paper" in page


def test_error_of_a_query_is_shown(newsroom: httpx.Client) -> None:
    """A broken query's page has the query, what is wrong, and where."""
    answer = newsroom.get("/sparql", params={"query": "SELECT * WHERE { ?s <b>"})
    assert answer.status_code == 400
    assert "line 1, column" in answer.text
    assert 'data-line="1"' in answer.text
    assert "SELECT * WHERE { ?s &lt;b&gt;" in answer.text


def test_search_finds_words_of_texts(newsroom: httpx.Client) -> None:
    """A word that stands only in the text leads to the statement and the article, and is marked."""
    page = newsroom.get("/search?q=missiles").text
    assert 'href="/id/article/deal#statement-1"' in page
    assert '<mark class="actor">missiles</mark>' in page
    assert "&lt;script&gt;" in newsroom.get("/search?q=evil").text


@pytest.mark.parametrize(
    "address",
    ["/articles?q=a&q=b", "/search?q=a&q=b", "/search?q=%ff", "/transfers?since=soon", "/exercises?nothing=1"],
)
def test_wrong_parameters_are_told(newsroom: httpx.Client, address: str) -> None:
    """A parameter that can't be understood gives a page that says so."""
    answer = newsroom.get(address)
    assert answer.status_code == 400
    assert "</html>" in answer.text
    assert newsroom.get("/articles?page=%C2%B2").status_code == 200


def test_unknown_address(newsroom: httpx.Client) -> None:
    """What is not there is a page that says so, for programs a line."""
    for address in ("/nothing", "/id/country/XXX", "/id/article/none", "/queries/none", "/id/%3Cx%3E"):
        assert newsroom.get(address).status_code == 404
        plain = newsroom.get(address, headers={"Accept": "text/turtle"})
        assert (plain.status_code, "<html" in plain.text) == (404, False)
