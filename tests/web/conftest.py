"""A real server in this process, on a port of its own."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from kg.web.app import application
from kg.web.settings import Settings

TOKEN = "a-token-of-the-test"
Serve = Callable[..., "contextlib.AbstractContextManager[httpx.Client]"]


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
