"""What a query gives back: rows, a truth value or triples, streamed; terms are pyoxigraph's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self, TypeAlias

from kg.errors import StoreError

if TYPE_CHECKING:
    from pyoxigraph import (
        BlankNode,
        Literal,
        NamedNode,
        QueryResultsFormat,
        QuerySolutions,
        Triple,
    )

    Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

Row: TypeAlias = "tuple[Term | None, ...]"


class _Closing:
    """Something that may hold a process or a connection until it is closed or used up."""

    def __init__(self, release: Callable[[], None] | None = None) -> None:
        self._release = release

    def close(self) -> None:
        """Gives back what the result holds; stops a query that still runs."""
        release, self._release = self._release, None
        if release is not None:
            release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        with suppress(Exception):
            self.close()


class Solutions(_Closing):
    """The rows of a SELECT, read once and in order.

    Iterating gives tuples as long as `variables`, None where a variable is unbound. Raises
    TimeLimitError, QueryError or StoreError while it is read.
    """

    def __init__(
        self, variables: tuple[str, ...], found: QuerySolutions, release: Callable[[], None] | None = None
    ) -> None:
        super().__init__(release)
        self.variables = variables
        self._found = found

    def __iter__(self) -> Iterator[Row]:
        try:
            for solution in self._found:
                yield tuple(solution)
        except SyntaxError as error:
            raise StoreError(f"the store's answer breaks off or does not parse: {error}") from error
        finally:
            self.close()

    def serialize(self, output: IO[bytes], format: QueryResultsFormat) -> None:
        """Writes the rows in one of the W3C formats (CSV, TSV, JSON, XML), without holding them."""
        try:
            self._found.serialize(output, format)
        except SyntaxError as error:
            raise StoreError(f"the store's answer breaks off or does not parse: {error}") from error
        finally:
            self.close()


class Boolean(_Closing):
    """The answer of an ASK."""

    def __init__(self, value: bool) -> None:
        super().__init__()
        self.value = value

    def __bool__(self) -> bool:
        return self.value


class Graph(_Closing):
    """The triples of a CONSTRUCT or DESCRIBE, read once."""

    def __init__(self, triples: Iterator[Triple], release: Callable[[], None] | None = None) -> None:
        super().__init__(release)
        self._triples = triples

    def __iter__(self) -> Iterator[Triple]:
        try:
            yield from self._triples
        finally:
            self.close()


Results: TypeAlias = Solutions | Boolean | Graph
