"""`kg link`: joins the same event across articles."""

from __future__ import annotations

import click

from kg.cli import store_option


@click.command()
@store_option
def link(store: str) -> None:
    """Join transfers and exercises that several articles tell of, and count who corroborates them.

    Writes the graph of links anew (kg:sameEventAs, kg:corroboration, kg:sameAs); the articles' own facts stay as
    they are. Run it after loading; the queries `corroborated` and `contradictions` read what it finds.
    """
    from kg.link import link as run
    from kg.store import open_store

    with open_store(store, mode="write") as opened:
        found = run(opened)
    click.echo(
        f"{found.events} events: {found.events_in_clusters} of them in {found.clusters} clusters; "
        f"{found.actors} actors joined",
        err=True,
    )
