"""`kg export`: the graph, or a query's, as Turtle or another RDF format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import store_option
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.store import Store

_FORMATS = "turtle, trig, ntriples, nquads, rdfxml, jsonld"


@click.command()
@click.argument("file", required=False, metavar="[FILE]")
@click.option("-f", "--format", "format_", metavar="FORMAT", help=f"{_FORMATS}; else by FILE's ending, else turtle.")
@click.option("-a", "--article", "articles", multiple=True, metavar="ID", help="Only this article; repeat it for many.")
@click.option("--all", "everything", is_flag=True, help="The whole reference data and the ontology besides.")
@click.option("--profile", metavar="oa|nif|rdf12", help="Evidence as Web Annotations, NIF strings or RDF 1.2 reifiers.")
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), metavar="X", help="Only facts at least this sure (0 to 1)."
)
@click.option("--query", "name", metavar="NAME|FILE", help="The graph that this CONSTRUCT query makes, instead.")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of the query.")
@store_option
def export(
    file: str | None,
    format_: str | None,
    articles: tuple[str, ...],
    everything: bool,
    profile: str | None,
    min_confidence: float | None,
    name: str | None,
    params: tuple[str, ...],
    store: str,
) -> None:
    """Write what was extracted, with all that describes it, to FILE or standard output.

    The file stands alone, and the same articles give the same bytes: compare two exports with diff.
    FILE.gz and FILE.zst are compressed. TriG and N-Quads keep one graph an article.

    \b
    kg export graph.ttl
    kg export --article c05 --profile oa
    kg export network.ttl --query co-mention -p since=2024
    """
    from kg.cli.output import writing_to
    from kg.export import Selection
    from kg.export import export as write
    from kg.results import graph_format
    from kg.store import open_store

    form = format_ or _format_of(file)
    graph_format(form)
    selection = Selection(articles, everything, min_confidence or 0.0, profile)
    selection.check(form)
    if name is None and params:
        raise UsageError("-p gives a parameter of a query; name it with --query")
    if name is not None and (articles or everything or profile or min_confidence is not None):
        raise UsageError("--query alone says what is written; take away --article, --all, --profile, --min-confidence")
    with open_store(store) as opened:
        if name is not None:
            _export_query(opened, name, params, form, file)
            return
        with writing_to(file) as out:
            write(opened, out, format=form, selection=selection)


def _export_query(store: Store, name: str, params: tuple[str, ...], format_: str, file: str | None) -> None:
    import math

    from kg.cli.output import writing_to
    from kg.cli.query import given_values
    from kg.export import write_graph
    from kg.queries import bind, find_query
    from kg.store import Graph

    saved = find_query(name)
    with store.query(bind(saved, given_values(params), store), timeout=math.inf) as results:
        if not isinstance(results, Graph):
            raise UsageError(f"{saved.name} gives rows, not a graph; use kg query, or a CONSTRUCT query")
        with writing_to(file) as out:
            write_graph(results, out, format=format_)


def _format_of(file: str | None) -> str:
    from kg.results import GRAPH_FORMATS, format_of_file

    if file is None or file == "-":
        return "turtle"
    found = format_of_file(file)
    if found not in GRAPH_FORMATS:
        endings = ", ".join(f".{form.extension}" for form in GRAPH_FORMATS.values())
        raise UsageError(f"{file}: the ending names no RDF format; use --format, or one of {endings}")
    return found
