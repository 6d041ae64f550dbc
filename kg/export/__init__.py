"""The graph as files that stand alone and compare with `diff`: whatever the order of loading, the same bytes.

with open_store("kg-store") as store, open("out.ttl", "wb") as out:
    export(store, out, format="turtle", selection=Selection(articles=("c05",)))
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from kg.export.formats import WRITERS
from kg.export.profiles import PROFILES
from kg.export.selection import Selection, dataset_sections, graph_sections
from kg.results import graph_format
from kg.turtle import Section

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.store import Store

__all__ = ["PROFILES", "WRITERS", "Selection", "export", "write_graph"]


def export(store: Store, out: IO[bytes], *, format: str = "turtle", selection: Selection | None = None) -> None:
    """Writes what was extracted from articles, with the description of every reference entity they mention.

    TriG and N-Quads keep one graph an article; the others merge the graphs, and a thing that several
    articles describe is written once, after them. Memory is bounded by the largest article and by
    the things described outside articles. Raises UsageError for an unknown article, format or profile.
    """
    chosen = selection or Selection()
    form = graph_format(format)
    writer = WRITERS[form.name]
    chosen.check(form.name)
    sections = dataset_sections(store, chosen) if writer.keeps_graphs else graph_sections(store, chosen)
    writer.write(sections, out)


def write_graph(triples: Iterable[Triple], out: IO[bytes], *, format: str = "turtle") -> None:
    """Writes one graph, such as a query's CONSTRUCT, in any format; raises UsageError for an unknown one."""
    WRITERS[graph_format(format).name].write([Section(list(triples))], out)
