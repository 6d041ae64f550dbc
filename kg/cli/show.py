"""`kg show`: an article with its evidence marked, and the facts it gave."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kg.cli import store_option
from kg.errors import UsageError

if TYPE_CHECKING:
    from rich.text import Text

    from kg.facts import ArticleFacts, StoredFact

_COLOURS = {"Statement": "cyan", "MilitaryExercise": "green", "ArmsTransfer": "red", "SupplyRelation": "magenta"}
_LINE = {
    "Statement": ("speaker", "speakerLabel", "cue", "content"),
    "MilitaryExercise": (
        "name",
        "participant",
        "location",
        "startDate",
        "endDate",
        "status",
        "personnel",
        "superlative",
    ),
    "ArmsTransfer": ("supplier", "recipient", "item", "value", "currency", "status", "transferMode", "date"),
    "SupplyRelation": ("supplier", "recipient", "superlative"),
}
"""The slots that a fact's one line tells, in this order."""


@click.command()
@click.argument("article", metavar="ARTICLE")
@click.option("--why", is_flag=True, help="For each fact: the rule, and each slot with the words it rests on.")
@click.option("--no-body", is_flag=True, help="Only the facts, without the article's text.")
@store_option
def show(article: str, why: bool, no_body: bool, store: str) -> None:
    """Show an article (identifier or IRI): its text with every fact's evidence coloured, then the facts.

    A fact as queries print it (c05/transfer/1) shows its article with this fact alone.
    """
    from rich.console import Console

    from kg.facts import article_facts
    from kg.store import open_store
    from kg.vocab import article_named

    with open_store(store) as opened:
        known = opened.article_states()
        iri, only = article_named(article, known), ""
        if iri not in known and article.count("/") > 1:
            name, kind, number = article.rsplit("/", 2)
            iri, only = article_named(name, known), f"{kind}/{number}"
        found = article_facts(opened, iri) if iri in known else None
    if found is not None and only:
        found = found._replace(facts=tuple(f for f in found.facts if f.name == only))
        if not found.facts:
            raise UsageError(f"no fact {only} in this article; `kg show {found.id} --no-body` lists its facts")
    if found is None:
        raise UsageError(f"no article {article} in {store}; `kg list` shows what is there")
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    for line in _head(found):
        console.print(line, markup=False)
    if not no_body:
        console.print(_marked(found) if found.text else "(loaded without its text)\n", markup=False)
    for fact in found.facts:
        console.print(_line(fact))
        for text in _reasons(fact, found.text) if why else ():
            console.print(text, markup=False)


def _head(found: ArticleFacts) -> list[str]:
    origin = " · ".join(part for part in (found.published, found.publisher, found.source) if part)
    return [part for part in (found.id, origin, found.note) if part] + [""]


def _marked(found: ArticleFacts) -> Text:
    from rich.text import Text

    text = Text(found.text.rstrip() + "\n")
    for fact in found.facts:
        for support in fact.evidence:
            text.stylize(_COLOURS[fact.kind], support.start, support.end)
    return text


def _line(fact: StoredFact) -> Text:
    from rich.text import Text

    told = [" + ".join(fact.values(slot)) for slot in _LINE[fact.kind] if fact.values(slot)]
    if fact.kind == "Statement" and fact.values("speaker"):
        told.pop(1)  # the label says what the speaker's name says
    return Text.assemble((f"{fact.name:<18}", _COLOURS[fact.kind]), f"{fact.confidence:.2f}  ", " · ".join(told))


def _reasons(fact: StoredFact, text: str) -> list[str]:
    lines = [f"    rule {fact.rule}" + (f"; inferred: {', '.join(fact.inferred)}" if fact.inferred else "")]
    for slot in fact.slots:
        spans = [s for s in fact.evidence if slot.name in s.supports]
        words = "; ".join(f"[{s.start}–{s.end}] {' '.join(text[s.start : s.end].split())}" for s in spans)
        lines.append(f"    {slot.name:<18} {' + '.join(slot.values)}" + (f"  ← {words}" if words else ""))
    return [*lines, ""]
