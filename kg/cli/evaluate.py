"""`kg evaluate`: precision, recall and F1 of the extraction on annotated articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.errors import InputError

if TYPE_CHECKING:
    from kg.evaluate import Difference, Evaluation


@click.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.option("--only", metavar="PREFIX,…", help="Only articles whose identifier begins so.")
@click.option("--misses", is_flag=True, help="List every error with the words and the rule behind it.")
@click.option(
    "--json",
    "as_json",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the figures and the right units here.",
)
@click.option(
    "--against",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Compare with an earlier --json: facts gained and lost.",
)
def evaluate(gold: Path, only: str | None, misses: bool, as_json: Path | None, against: Path | None) -> None:
    """Measure the extraction on the annotated articles of the folder GOLD (articles/ID.txt, annotations/ID.yaml).

    The form of the annotations is that of tests/gold/GUIDELINES.md; newsrooms measure it on their own articles
    in this way. Nothing is stored.
    """
    from kg.evaluate import difference, read_gold
    from kg.evaluate import evaluate as measure
    from kg.evaluate.compare import to_json
    from kg.evaluate.sides import extracted_sides
    from kg.ingest import extract_all

    earlier = _read_json(against) if against else None
    annotated = read_gold(gold, tuple(only.split(",")) if only else ())
    found = extracted_sides(extract_all(item.article for item in annotated))
    result = measure(annotated, found)
    if misses:
        _print_misses(result)
    _print_measures(result, len(annotated))
    _print_reliability(result)
    if earlier is not None:
        _print_difference(difference(result, earlier))
    if as_json:
        as_json.write_text(json.dumps(to_json(result), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _read_json(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: not JSON: {error}") from error


def _print_measures(result: Evaluation, articles: int) -> None:
    click.echo(
        f"{f'{articles} articles':<22}{'precision':>10}{'recall':>8}{'F1':>7}{'right':>7}{'spurious':>10}{'missed':>8}"
    )
    for measure, tally in sorted(result.tallies.items()):
        if not any(tally):
            click.echo(f"{measure:<22}{'–':>10}{'–':>8}{'–':>7}{0:>7}{0:>10}{0:>8}")
            continue
        click.echo(
            f"{measure:<22}{tally.precision:>10.3f}{tally.recall:>8.3f}{tally.f1:>7.3f}"
            f"{tally.right:>7}{tally.spurious:>10}{tally.missed:>8}"
        )
    click.echo(f"{'mean':<22}{'':>18}{result.fact_f1:>7.3f}")


def _print_reliability(result: Evaluation) -> None:
    from kg.evaluate import reliability
    from kg.evaluate.reliability import sure

    click.echo(f"\n{'confidence from':<22}{'facts':>10}{'right':>8}")
    for bin_ in reliability(result.judged):
        click.echo(f"{bin_.low:<22}{bin_.facts:>10}{bin_.share_right:>8.2f}")
    high = sure(result.judged)
    share = high.facts / len(result.judged) if result.judged else 0.0
    click.echo(f"{f'{high.low} and above':<22}{high.facts:>10}{high.share_right:>8.2f}  ({share:.0%} of all facts)")


def _print_misses(result: Evaluation) -> None:
    for miss in result.misses:
        click.echo(f"{miss.article}  {miss.measure}  {miss.kind}")
        for label, value in (("gold", miss.gold), ("found", miss.found), ("rule", miss.rule), ("text", miss.sentence)):
            if value:
                click.echo(f"    {label:<6}{' '.join(value.split())}")
    click.echo()


def _print_difference(change: Difference) -> None:
    click.echo()
    for sign, units in (("+", change.gained), ("-", change.lost)):
        for unit in units:
            click.echo(f"{sign} {unit}")
    click.echo(f"gained {len(change.gained)}, lost {len(change.lost)}")
    for measure, by in sorted(change.f1.items()):
        if by:
            click.echo(f"{measure:<22}{by:+.3f}")
