"""`kg serve`: pages and a SPARQL endpoint over a store."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import store_option
from kg.errors import StoreError, UsageError

if TYPE_CHECKING:
    from starlette.applications import Starlette

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=7700, show_default=True, type=click.IntRange(0, 65535), help="The port; 0: a free one.")
@click.option("--writable", is_flag=True, help="Take updates from whoever shows the token in KG_TOKEN.")
@click.option(
    "--timeout",
    default=30.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop a query after this time.",
)
@click.option("--max-rows", default=1_000_000, show_default=True, type=click.IntRange(1), help="Rows of an answer.")
@click.option("--max-mb", default=256, show_default=True, type=click.IntRange(1), help="Megabytes of an answer.")
@click.option("--rate", default=50.0, show_default=True, type=click.FloatRange(0), help="Requests a second and client.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Queries that run at once (default: 2 a core).")
@click.option(
    "--cors", default="*", show_default=True, metavar="ORIGIN", help="Whose scripts may read; 'none': nobody's."
)
@click.option("--memory/--disk", default=True, help="Query a copy in memory where it fits (default), or the disk.")
@click.option("--quiet", "-q", is_flag=True, help="No line for each request.")
@store_option
def serve(
    host: str,
    port: int,
    writable: bool,
    timeout: float,
    max_rows: int,
    max_mb: int,
    rate: float,
    workers: int | None,
    cors: str,
    memory: bool,
    quiet: bool,
    store: str,
) -> None:
    """Serve the graph: pages for people, SPARQL and an API for programs. Ctrl-C ends it.

    \b
    kg serve                             http://127.0.0.1:7700/, read-only
    KG_TOKEN=… kg serve --writable       and kg load ARTICLES --store http://127.0.0.1:7700/ feeds it
    """
    if store.startswith(("http://", "https://")):
        raise UsageError("kg serve needs a store in a folder; --store names a server, which serves already")
    token = os.environ.get("KG_TOKEN") if writable else None
    if writable and not token:
        raise UsageError("--writable needs a token: set KG_TOKEN (such as `openssl rand -hex 16` gives)")
    try:
        from kg.web.app import application
        from kg.web.settings import Settings
    except ImportError as error:
        raise UsageError(f"kg serve needs {error.name}: pip install 'defence-kg[web]'") from None
    limits = {"workers": workers} if workers else {}
    app = application(
        Settings(
            store=Path(store),
            token=token,
            seconds=timeout,
            rows=max_rows,
            size=max_mb << 20,
            rate=rate,
            in_memory=memory,
            origin=None if cors == "none" else cors,
            **limits,
        )
    )
    _log(quiet)
    if host not in _LOOPBACK:
        click.echo(f"kg: anybody who reaches {host} can read this store", err=True)
    _run(app, host, port)


def _run(app: Starlette, host: str, port: int) -> None:
    import socket

    import uvicorn

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)  # before the address is told: whoever reads it may come at once
    except OSError as error:
        listening.close()
        app.state.services.source.close()
        raise StoreError(f"can't listen on {host}:{port}: {error.strerror}; choose another --port") from error
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"http://{shown}:{listening.getsockname()[1]}/  (Ctrl-C ends it)", err=True)
    config = uvicorn.Config(app, access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=10)
    uvicorn.Server(config).run(sockets=[listening])


def _log(quiet: bool) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    for name, level in (("kg.web", logging.WARNING if quiet else logging.INFO), ("uvicorn.error", logging.ERROR)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level)
        logger.propagate = False
