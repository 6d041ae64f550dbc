"""`kg extract`: articles into N-Quads shards, without a store; `kg import`: shards into a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from kg.cli import store_option
from kg.cli.engines import engine_options, maker_of, need_ray
from kg.cli.inputs import Inputs, input_options
from kg.errors import InputError

if TYPE_CHECKING:
    from kg.shards import Shard

_OUTCOMES = ("extracted", "failed", "shards", "quads", "bytes")


@click.command()
@input_options
@click.option("--out", required=True, metavar="DIR|URL", help="A new folder, or an address that fsspec knows (s3://…).")
@click.option("--format", "ending", type=click.Choice(["nq", "nq.gz", "nq.zst"]), default="nq.gz", show_default=True)
@click.option("--shard-size", type=click.IntRange(min=1), default=1000, show_default=True, help="Articles in a shard.")
@click.option("--no-text", is_flag=True, help="Do not keep the articles' text in the graphs.")
@engine_options
def extract(
    inputs: Inputs,
    out: str,
    ending: str,
    shard_size: int,
    no_text: bool,
    engine: str,
    workers: int,
    max_seconds: float,
) -> None:
    """Read articles and write what they say as N-Quads shards, without a store.

    The shards (part-000000.nq.gz and so on) go into a store with kg import, or into any SPARQL engine.
    The same articles give the same shards, however many workers or machines made them.
    """
    from kg.shards import prepare

    prepare(out)
    counts: Counter[str] = Counter()
    for shard in _shards(inputs, out, ending, shard_size, not no_text, engine, workers, max_seconds):
        counts.update(extracted=shard.articles, shards=1, quads=shard.quads, bytes=shard.size)
        for article, reason in shard.failed:
            inputs.fail(article, reason)
        inputs.log.info(f"{shard.path}: {shard.articles} articles", path=shard.path, articles=shard.articles)
    inputs.end(counts, _OUTCOMES)
    if inputs.counts["failed"]:
        raise click.exceptions.Exit(InputError.exit_code)


def _shards(
    inputs: Inputs,
    out: str,
    ending: str,
    size: int,
    keep_text: bool,
    engine: str,
    workers: int,
    max_seconds: float,
) -> Iterator[Shard]:
    from kg.ingest import extractor_version
    from kg.shards import write_shard

    version = extractor_version()
    if engine == "ray":
        need_ray()
        from kg.ray_engine import shards_on_ray

        yield from shards_on_ray(
            inputs,
            out,
            size=size,
            ending=ending,
            version=version,
            keep_text=keep_text,
            workers=workers or None,
            max_seconds=max_seconds,
        )
        return
    maker = inputs.stages.maker(maker_of(engine, workers, max_seconds))
    made = maker(inputs, version=version, keep_text=keep_text)
    number = 0
    while shard := list(islice(made, size)):
        yield write_shard(out, number, shard, ending)
        number += 1


@click.command("import")
@click.argument("shards", nargs=-1, required=True, metavar="SHARD…")
@store_option
def import_(shards: tuple[str, ...], store: str) -> None:
    """Put N-Quads shards that kg extract wrote (files, folders or addresses) into the store.

    An article that the store holds is replaced.
    """
    from kg.loading import load_graphs
    from kg.shards import read_shards
    from kg.store import open_store

    counts: Counter[str] = Counter()
    graphs = read_shards(shards)
    with open_store(store, mode="write") as opened:
        for outcome in load_graphs(graphs, opened):
            counts[outcome.what] += 1
    click.echo(f"loaded {counts['loaded']} · replaced {counts['replaced']}", err=True)
