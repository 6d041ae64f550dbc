"""`kg fetch`: articles from the web as JSONL, for `kg load`; the one command that goes out."""

from __future__ import annotations

import json
import sys
from typing import IO, Any

import click

from kg.cli.log import Log
from kg.errors import InputError, UsageError


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option("-o", "--output", metavar="FILE", help="Where to write; standard output if not given.")
@click.option("--entries", type=click.IntRange(1), default=50, show_default=True, help="Articles of a feed at most.")
@click.option("--timeout", type=click.FloatRange(0.1), default=30.0, show_default=True, help="Seconds a page.")
@click.option("--max-bytes", type=click.IntRange(1), default=10_000_000, show_default=True, help="Bytes a page.")
@click.option("--delay", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds between two requests.")
@click.option("--allow-private", is_flag=True, help="Fetch from private networks too, such as a server of your own.")
@click.option("-v", "--verbose", is_flag=True, help="Say what happens to each address.")
@click.option(
    "--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to say it."
)
def fetch(
    urls: tuple[str, ...],
    output: str | None,
    entries: int,
    timeout: float,
    max_bytes: int,
    delay: float,
    allow_private: bool,
    verbose: bool,
    log_format: str,
) -> None:
    """Fetch articles, or the articles of feeds, and write them as JSONL.

    Asks robots.txt first, waits between requests, and takes only public addresses. Then: kg load FILE.
    """
    from kg.fetch import Fetcher
    from kg.fetch.http import Limits
    from kg.read.records import Failure

    log = Log(verbose=verbose, as_json=log_format == "json")
    fetcher = Fetcher(Limits(timeout, max_bytes, allow_private), delay=delay, entries=entries)
    fetched = failed = 0
    with _output(output) as out:
        for url in urls:
            for item in fetcher.articles(url):
                if isinstance(item, Failure):
                    failed += 1
                    log.error(str(item), url=item.path)
                    continue
                fetched += 1
                log.info(f"{item.url}: fetched", url=item.url)
                values: dict[str, Any] = {k: v for k, v in item._asdict().items() if v and k != "line"}
                click.echo(json.dumps(values, ensure_ascii=False, default=str), file=out)
    log.summary(f"fetched {fetched} · failed {failed}", fetched=fetched, failed=failed)
    if failed:
        raise click.exceptions.Exit(InputError.exit_code)


def _output(path: str | None) -> IO[str]:
    try:
        return open(path, "w", encoding="utf-8") if path else open(sys.stdout.fileno(), "w", closefd=False)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name a file that can be written") from error
