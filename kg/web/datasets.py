"""The dataset that a request names besides the query, and relative IRIs, as SPARQL text.

SPARQL 1.1 Protocol, 2.1.4 and 2.2.3: graphs named by the protocol take the place of FROM clauses; for an
update they become USING clauses, and an update that has its own is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.errors import QueryError
from kg.sparql_tokens import Token, tokenize
from kg.web.errors import HttpError

_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


class Dataset(NamedTuple):
    """IRIs of the graphs that make up the default graph, and of those that GRAPH can name."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether the request names any graph."""
        return bool(self.default or self.named)


def dataset(default: Sequence[str], named: Sequence[str]) -> Dataset:
    """The graphs named; raises HttpError 400 for what is no absolute IRI."""
    from pyoxigraph import NamedNode

    for graph in (*default, *named):
        try:
            NamedNode(graph)
        except ValueError:
            raise HttpError(400, f"{graph!r} is no IRI of a graph") from None
        if not _SCHEME.match(graph):
            raise HttpError(400, f"{graph!r} is no absolute IRI")
    return Dataset(tuple(default), tuple(named))


def with_base(sparql: str, base: str) -> str:
    """The text with the server's address as base where it has relative IRIs, on its first line."""
    relative = any(token.kind == "iri" and not _ABSOLUTE.match(token.text) for token in tokenize(sparql))
    return f"BASE <{base}> {sparql}" if relative else sparql


def with_using(update: str, graphs: Dataset) -> str:
    """The update with USING clauses in each of its operations that has a pattern.

    Raises QueryError where it has USING or WITH already.
    """
    if not graphs.given:
        return update
    tokens = tokenize(update)
    if any(token.is_word("USING", "WITH") for token in tokens):
        raise QueryError("the update has USING or WITH of its own, so the request can't name graphs besides")
    using = "".join(f" USING <{graph}>" for graph in graphs.default)
    using += "".join(f" USING NAMED <{graph}>" for graph in graphs.named)
    text = [token.text for token in tokens]
    for index in _places(tokens):
        text[index] = f"{using} {text[index]}"
    return "".join(text)


def _places(tokens: Sequence[Token]) -> list[int]:
    """Where USING goes: before the WHERE outside braces of each operation with a template."""
    places: list[int] = []
    depth, templates = 0, 0
    for index, token in enumerate(tokens):
        if token.text == "{":
            depth += 1
        elif token.text == "}":
            depth -= 1
            templates += depth == 0
        elif token.text == ";" and depth == 0:
            templates = 0
        elif depth == 0 and token.is_word("WHERE"):
            if not templates:
                raise QueryError("DELETE WHERE takes no graphs of the request; write DELETE { … } WHERE { … }")
            places.append(index)
    return places
