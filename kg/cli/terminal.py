"""Rows on a terminal: short columns whole, long ones folded, so that a table fits the window."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kg.store.results import Row, Solutions, Term

_MOST = 1_000
"""Rows that are laid out together; past that the table is plain, and streams."""
_SHORT = 12
"""Characters of a cell that is never folded: a date, a number, a status."""
_LONG = 60
"""Characters from which a column is prose; the others then stay narrow beside it."""
_NARROW = 16
_HEADS = {"confidence": "conf.", "currency": "cur.", "personnel": "troops", "quantity": "number"}
"""Heads that are wider than what stands under them."""
_UNITS = ((10**9, "bn"), (10**6, "m"))


def print_table(solutions: Solutions) -> None:
    """Prints all rows on standard output, and their number on standard error."""
    from rich.console import Console

    rows = iter(solutions)
    first = list(islice(rows, _MOST + 1))
    if len(first) > _MOST:
        _print_plain(solutions.variables, chain(first, rows))
        return
    filled = [at for at in range(len(solutions.variables)) if any(row[at] is not None for row in first)]
    if first:
        Console().print(_table(solutions.variables, first, filled))
    told = f"{len(first)} row{'' if len(first) == 1 else 's'}"
    empty = [name for at, name in enumerate(solutions.variables) if first and at not in filled]
    click.echo(f"{told}{'; nothing in ' if empty else ''}{', '.join(empty)}", err=True)


def _table(variables: tuple[str, ...], rows: list[Row], shown: list[int]) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, 1), collapse_padding=True)
    cells = [[_cell(row[at]) for at in shown] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    prose = max(widths) > _LONG
    for at, width in zip(shown, widths, strict=True):
        name = variables[at]
        numeric = all(_is_number(row[at]) for row in rows)
        table.add_column(
            _HEADS.get(name, name.replace("_", "\n")),
            overflow="fold",
            no_wrap=width <= _SHORT,
            max_width=_NARROW if prose and width <= _LONG else None,
            justify="right" if numeric else "left",
        )
    for line in cells:
        # As Text: a value with brackets in it is no markup.
        table.add_row(*map(Text, line))
    return table


def _print_plain(variables: tuple[str, ...], rows: Iterator[Row]) -> None:
    from kg.results import plain_table

    count = -2  # the heads and the line under them
    for line in plain_table(variables, rows):
        click.echo(line)
        count += 1
    click.echo(f"{count:,} rows", err=True)


def _cell(term: Term | None) -> str:
    """Millions and billions in words, where that is exact; everything else as tables show it."""
    from kg.results import native, short

    value = native(term)
    if isinstance(value, int | float) and not isinstance(value, bool):
        for unit, word in _UNITS:
            if abs(value) >= unit and value * 100 % unit == 0:
                return f"{value / unit:g} {word}"
    return short(term)


def _is_number(term: Term | None) -> bool:
    from kg.results import native

    return term is None or isinstance(native(term), int | float)
