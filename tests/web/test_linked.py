"""Linked data and the API: things at their addresses, saved queries in every format."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

BASE = "https://w3id.org/defence-kg/id/"
KG = "https://w3id.org/defence-kg/ontology#"
TYPES = "text/turtle application/n-triples application/rdf+xml application/ld+json application/trig".split()


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("path", ["article/deal", "country/VEN", "article/deal/transfer/1"])
def test_things_as_rdf(newsroom: httpx.Client, path: str, kind: str) -> None:
    """An article, a thing and a fact come in every RDF format, about themselves."""
    answer = newsroom.get(f"/id/{path}", headers={"Accept": kind})
    assert answer.headers["content-type"].partition(";")[0] == kind
    form = ox.RdfFormat.from_media_type(kind)
    assert form is not None
    assert BASE + path in {getattr(quad.subject, "value", "") for quad in ox.parse(answer.content, form)}


def test_article_stands_alone(newsroom: httpx.Client) -> None:
    """An article's RDF describes the reference things it names."""
    text = newsroom.get("/id/article/deal?format=turtle").text
    assert '"Venezuela"' in text
    assert "kg:Evidence" in text


def test_page_or_data_by_the_clients_wish(newsroom: httpx.Client) -> None:
    """Browsers get pages, programs Turtle; a fact's page is its place in the article."""
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert newsroom.get("/id/country/VEN", headers={"Accept": browser}).headers["content-type"].startswith("text/html")
    assert newsroom.get("/id/country/VEN", headers={"Accept": "*/*"}).headers["content-type"].startswith("text/turtle")
    fact = newsroom.get("/id/article/deal/transfer/1")
    assert (fact.status_code, fact.headers["location"]) == (303, "/id/article/deal#transfer-1")
    assert newsroom.get("/id/country/VEN", headers={"Accept": "image/png"}).status_code == 406


def test_saved_queries_as_api(newsroom: httpx.Client) -> None:
    """Queries are listed with their parameters, run with values, and come in the format of the ending."""
    listed = {query["name"]: query for query in newsroom.get("/api/queries").json()}
    assert {"name", "type", "help", "required", "many"} <= listed["transfers"]["params"][0].keys()
    answer = newsroom.get("/api/queries/transfers.json?recipient=Venezuela&supplier=Russia&supplier=China")
    rows = answer.json()["results"]["bindings"]
    assert {row["weapon"]["value"] for row in rows} == {"Igla-S"}
    csv = newsroom.get("/api/queries/transfers.csv?recipient=Venezuela")
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert csv.headers["content-disposition"] == 'inline; filename="transfers.csv"'
    assert len(csv.text.splitlines()) == 3


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/api/queries/none", 404, "no saved query"),
        ("/api/queries/transfers.docx", 404, "no format"),
        ("/api/queries/transfers?recipent=x", 400, "did you mean"),
        ("/api/queries/transfers?recipient=Atlantis", 400, "no such state"),
        ("/api/queries/transfers?since=yesterday", 400, "must be a date"),
        ("/api/entities?kind=planet", 400, "no kind"),
        ("/api/articles?limit=many", 400, "whole number"),
    ],
)
def test_errors_of_the_api(newsroom: httpx.Client, address: str, status: int, says: str) -> None:
    """A wrong name or value is told with what to do."""
    answer = newsroom.get(address, headers={"Accept": "application/json"})
    assert (answer.status_code, says in answer.text) == (status, True)


def test_openapi_lists_every_query(newsroom: httpx.Client) -> None:
    """The description has each query with the parameters of its header."""
    document = newsroom.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    transfers = document["paths"]["/api/queries/transfers"]["get"]
    assert "text/csv" in transfers["responses"]["200"]["content"]
    [supplier] = [p for p in transfers["parameters"] if p["name"] == "supplier"]
    assert supplier["schema"] == {"type": "array", "items": {"type": "string"}}


def test_articles_and_entities(newsroom: httpx.Client) -> None:
    """Articles come latest first; things by the beginning of a name or alias, without accents."""
    found = newsroom.get("/api/articles?limit=2").json()
    assert (found["total"], [a["id"] for a in found["articles"]]) == (3, ["again", "deal"])
    [maduro] = newsroom.get("/api/entities?q=nicolas&kind=person").json()["entities"]
    assert (maduro["label"], maduro["articles"]) == ("Nicolás Maduro", 2)
