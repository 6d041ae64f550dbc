"""`kg validate`: whether the graph is as its shapes say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import store_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.validate import Checked, Violation

_LONGEST = 60


@click.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE…]")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "turtle"]),
    default="text",
    show_default=True,
    help="Lines to read, or the standard SHACL report.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the report here, not to standard output.")
@click.option("--reference", is_flag=True, help="Check the reference data as well.")
@click.option(
    "--thorough", is_flag=True, help="Let pyshacl look at every graph, also where a quick check finds nothing."
)
@store_option
@click.pass_context
def validate(
    ctx: click.Context,
    articles: tuple[str, ...],
    format_: str,
    output: str | None,
    reference: bool,
    thorough: bool,
    store: str,
) -> None:
    """Check articles (all, if none is named) against the shapes (SHACL): exit code 1 if one does not conform.

    Every fact must rest on evidence, whose words must be those of the text at its offsets; numbers, dates and
    concepts must be what the ontology says.
    """
    from kg.cli.output import writing_to
    from kg.store import open_store
    from kg.validate import report_triples
    from kg.validate import validate as check

    counts = _Counts()
    with open_store(store) as opened, writing_to(output) as out:
        outcomes = counts.of(check(opened, articles, reference=reference, thorough=thorough))
        if format_ == "turtle":
            from kg.turtle import write_turtle
            from kg.validate import SHAPES
            from kg.vocab import PREFIXES

            write_turtle(report_triples(outcomes), out, {**PREFIXES, "kgs": SHAPES})
        else:
            for outcome in outcomes:
                out.write("".join(f"{line}\n" for line in _lines(outcome)).encode())
    click.echo(counts.line(), err=True)
    ctx.exit(int(counts.broken > 0))


class _Counts:
    """How many graphs were checked, how many do not conform, and in how many places."""

    def __init__(self) -> None:
        self.checked = self.broken = self.violations = 0

    def of(self, outcomes: Iterable[Checked]) -> Iterator[Checked]:
        """The outcomes, counted as they pass."""
        for outcome in outcomes:
            self.checked += 1
            self.broken += not outcome.conforms
            self.violations += len(outcome.violations)
            yield outcome

    def line(self) -> str:
        """The summary."""
        if not self.broken:
            return f"checked {self.checked} graph{'' if self.checked == 1 else 's'}: conforms"
        many = "" if self.violations == 1 else "s"
        return f"checked {self.checked}: {self.broken} do not conform ({self.violations} violation{many})"


def _lines(outcome: Checked) -> Iterator[str]:
    from kg.validate import short
    from kg.vocab import BASE

    if outcome.conforms:
        return
    name = outcome.graph.removeprefix(BASE + "article/")
    yield f"{short(name)}: {len(outcome.violations)} violation{'' if len(outcome.violations) == 1 else 's'}"
    for violation in outcome.violations:
        yield "  " + _line(violation, outcome.graph)


def _line(violation: Violation, graph: str) -> str:
    from kg.validate import short
    from kg.vocab import BASE

    def named(iri: str) -> str:
        if iri == graph:
            return "the article"
        return short(iri.removeprefix(graph).lstrip("/").removeprefix(BASE))

    parts = [named(violation.node)]
    if violation.path:
        parts.append(_path(violation.path))
    if violation.value is not None:
        text = named(violation.value) if violation.value.startswith("http") else violation.value
        parts.append(_shortened(text))
    # names and texts are an article's, and may hold anything: nothing that moves the cursor goes to a terminal
    line = f"{' '.join(parts)}: {violation.message} ({short(violation.shape)})"
    return "".join(c if c.isprintable() else " " for c in line)


def _path(path: str) -> str:
    from kg.validate import short

    inverse = path.removeprefix("^")
    return ("^" if path != inverse else "") + "|".join(map(short, inverse.split("|")))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
