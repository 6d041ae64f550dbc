"""`--workers`, `--engine` and `--max-seconds`: where and how long `kg load` and `kg extract` read an article."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from kg.budget import MAX_SECONDS
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.ingest import Maker

ENGINES = ("local", "ray")


def engine_options(command: Any) -> Any:
    """Three options, as `engine`, `workers` (0: as many as there are cores) and `max_seconds` (0: any time)."""
    workers = click.option(
        "--workers",
        type=click.IntRange(min=0),
        default=0,
        show_default="one a core",
        help="Processes that read articles; with --engine ray, tasks at a time.",
    )
    engine = click.option(
        "--engine",
        type=click.Choice(ENGINES),
        default="local",
        show_default=True,
        help="Read on this machine, or on a Ray cluster (RAY_ADDRESS; without it, one is started here).",
    )
    max_seconds = click.option(
        "--max-seconds",
        type=click.FloatRange(min=0),
        default=MAX_SECONDS,
        show_default=True,
        help="Seconds an article may take to be understood; one that takes longer fails. 0: any time.",
    )
    return engine(workers(max_seconds(command)))


def maker_of(engine: str, workers: int, max_seconds: float) -> Maker:
    """What makes graphs of articles. Raises UsageError if the engine is not installed."""
    if engine == "ray":
        need_ray()
        from kg.ray_engine import make_on_ray

        return partial(make_on_ray, workers=workers or None, max_seconds=max_seconds)
    from kg.parallel import cores, make_in_processes

    return partial(make_in_processes, workers=workers or cores(), max_seconds=max_seconds)


def need_ray() -> None:
    """Raises UsageError without Ray."""
    if find_spec("ray") is None:
        raise UsageError("--engine ray needs Ray; `pip install defence-kg[ray]`")
