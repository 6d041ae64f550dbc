"""A real server in this process, on a port of its own; a graph made by hand to look at."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
import uvicorn

from kg.models import (
    ArmsTransfer,
    Article,
    Contingent,
    Entity,
    Evidence,
    Extraction,
    MilitaryExercise,
    PartialDate,
    Statement,
    SupplyRelation,
    TransferItem,
)
from kg.rdf import article_nquads
from kg.store import open_store
from kg.vocab import LINKS_GRAPH, country_iri, in_article, weapon_iri
from kg.web.app import application
from kg.web.settings import Settings

TOKEN = "a-token-of-the-test"
Serve = Callable[..., "contextlib.AbstractContextManager[httpx.Client]"]

HARM = "<script>alert(1)</script>"
RUSSIA, VENEZUELA, IGLA = country_iri("RUS"), country_iri("VEN"), weapon_iri("Igla-S")
DEAL_TEXT = (
    "🚀 Igla missiles for Caracas\n\n"
    "“Russia has delivered 24 Igla-S 🎯 missiles to Venezuela, and more will come,” Nicolás Maduro said on Monday.\n\n"
    "Russia is the main supplier of Venezuela. The exercise Escudo Bolivariano began in Caracas with 2,000 troops."
)
HARM_TEXT = (
    f'{HARM} & "quotes"\n\n<img src=x onerror=alert(2)> said {HARM} Evil: "</mark></p><script>alert(3)</script>".'
)


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[httpx.Client]:
    """A running server, as a client whose base address it is."""
    app = application(settings)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            while not server.started:
                assert thread.is_alive(), "the server ended before it had begun"
                time.sleep(0.01)
            with httpx.Client(base_url=address, timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def serve() -> Serve:
    """`with serve(store=folder) as client:` a server with these settings."""
    return lambda **settings: serving(Settings(**{"rate": 0.0, "workers": 2, **settings}))


@pytest.fixture(scope="session")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server with an empty store that takes updates; the client shows the token."""
    folder: Path = tmp_path_factory.mktemp("web") / "store"
    with serving(Settings(store=folder, token=TOKEN, rate=0.0, workers=2, origin="*")) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server over three articles: "deal", "again" (the same deal) and "harm" (markup wherever text can be)."""
    folder: Path = tmp_path_factory.mktemp("newsroom") / "store"
    with open_store(folder, mode="write") as store:
        store.ensure_reference()
        for extraction in (_deal("deal", 24), _deal("again", 25), _harm()):
            nquads = article_nquads(extraction, extractor_version="test")
            store.bulk([nquads])
        one, two = (in_article(article, "transfer", 1) for article in ("deal", "again"))
        same = "https://w3id.org/defence-kg/ontology#sameEventAs"
        store.put_graph(LINKS_GRAPH, f"<{one}> <{same}> <{two}> .\n".encode())
    with serving(Settings(store=folder, rate=0.0, workers=2)) as client:
        client.headers["Accept"] = "text/html"
        yield client


def _at(text: str, words: str, *supports: str) -> Evidence:
    start = text.index(words)
    return Evidence(start=start, end=start + len(words), supports=supports)


def _deal(name: str, quantity: int) -> Extraction:
    text = DEAL_TEXT.replace("24", str(quantity))
    maduro = "https://w3id.org/defence-kg/id/person/VEN/nicolas-maduro"
    said = "Russia has delivered 24 Igla-S 🎯 missiles to Venezuela, and more will come".replace("24", str(quantity))

    def at(words: str, *supports: str) -> Evidence:
        return _at(text, words, *supports)

    return Extraction(
        article=Article(
            id=name,
            title=text.partition("\n")[0],
            text=text,
            published=dt.date(2019, 2, 11 if name == "deal" else 12),
            publisher="The Test" if name == "deal" else "Another Paper",
            source="https://news.example/deal",
        ),
        entities=(
            Entity(iri=RUSSIA, kind="country", label="Russia", country="RUS", reference=True),
            Entity(iri=VENEZUELA, kind="country", label="Venezuela", country="VEN", reference=True),
            Entity(iri=IGLA, kind="weapon", label="Igla-S", reference=True),
            Entity(iri=maduro, kind="person", label="Nicolás Maduro", country="VEN", role="president"),
        ),
        statements=(
            Statement(
                rule="test/quote",
                confidence=0.95,
                evidence=(at(said, "content"), at("Nicolás Maduro", "speaker"), at("said", "cue")),
                speaker=maduro,
                speaker_label="Nicolás Maduro",
                content=said,
                form="direct",
                cue="say",
                speech_act="assert",
            ),
        ),
        transfers=(
            ArmsTransfer(
                rule="test/deliver",
                confidence=0.8,
                modality="alleged",
                evidence=(
                    at("delivered", "status"),
                    at(f"{quantity} Igla-S 🎯 missiles", "item", "quantity"),
                    at("missiles to Venezuela", "recipient"),
                ),
                supplier=RUSSIA,
                recipient=VENEZUELA,
                items=(TransferItem(weapon=IGLA, quantity=quantity),),
                value=Decimal("1500000"),
                currency="USD",
                status="delivered",
                date=PartialDate(year=2019, month=2),
                inferred=("date",),
            ),
        ),
        exercises=(
            MilitaryExercise(
                rule="test/began",
                confidence=0.45,
                evidence=(at("exercise Escudo Bolivariano", "name"), at("2,000 troops", "personnel")),
                name="Escudo Bolivariano",
                participants=(VENEZUELA,),
                hosts=(VENEZUELA,),
                start_date=PartialDate(year=2019, month=2, day=10),
                end_date=PartialDate(year=2019, month=2, day=15),
                personnel=2000,
                contingents=(Contingent(participant=VENEZUELA, personnel=2000),),
                status="ongoing",
            ),
        ),
        supply_relations=(
            SupplyRelation(
                rule="test/main",
                confidence=0.7,
                evidence=(at("Russia is the main supplier of Venezuela", "superlative"),),
                supplier=RUSSIA,
                recipient=VENEZUELA,
                superlative="main supplier",
            ),
        ),
    )


def _harm() -> Extraction:
    person = in_article("harm & <script>", "person", "evil")
    harm = f"{HARM} Evil"
    return Extraction(
        article=Article(
            id="harm & <script>",
            title=HARM_TEXT.partition("\n")[0],
            text=HARM_TEXT,
            source="javascript:alert(4)",
            publisher=HARM,
            note=HARM,
        ),
        entities=(Entity(iri=person, kind="person", label=harm, aliases=(f"{HARM} Alias",), role=HARM),),
        statements=(
            Statement(
                rule=HARM,
                confidence=0.5,
                evidence=(_at(HARM_TEXT, "said", "cue"), _at(HARM_TEXT, harm, "speaker")),
                speaker=person,
                speaker_label=harm,
                speaker_role=HARM,
                content="</mark></p><script>alert(3)</script>",
                form="direct",
                cue=HARM,
            ),
        ),
        transfers=(
            ArmsTransfer(
                rule="test/harm",
                confidence=0.5,
                evidence=(_at(HARM_TEXT, "onerror", "supplier"),),
                supplier=person,
                value_qualifier=HARM,
                value=Decimal(1),
                currency="USD",
            ),
        ),
    )
