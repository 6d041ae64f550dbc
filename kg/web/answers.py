"""A query's answer, streamed from its process, in the form the client likes best.

Nothing is sent before the first stretch of the answer is there, so that an error, or a query that runs past
its limits before that, has a status of its own. Past that point the only honest way to say that an answer
is not whole is to break the connection.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from starlette.responses import Response, StreamingResponse

from kg.errors import QueryError, TimeLimitError
from kg.results import GRAPH_FORMATS, ROW_FORMATS
from kg.sparql_tokens import outside_call, query_form, tokenize
from kg.web.datasets import Dataset
from kg.web.errors import HttpError
from kg.web.negotiation import GRAPHS, ROWS, TRUTH, Offer, negotiate
from kg.web.source import BusyError, Generation

if TYPE_CHECKING:
    from kg.store.isolated import Data, QueryProcess
    from kg.web.metrics import Metrics
    from kg.web.settings import Settings
    from kg.web.source import Source

_NATIVE = {"json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV"}
_ROW_MARKS = {"json": (b'}},{"', 1), "xml": (b"<result>", 0), "csv": (b"\r\n", -1), "tsv": (b"\n", -1)}
"""What stands once a row in an answer and can't stand inside a value (in CSV it can, and counts there too);
and where to count from: JSON has it between rows, CSV and TSV after their head as well."""
_CHANGING = ("NOW", "RAND", "UUID", "STRUUID", "BNODE")
"""Functions that give something else each time."""
_HEAD = 1 << 20
"""Bytes gathered before the answer begins to be sent."""
_TEXT = ("text/", "application/trig")


class Asker:
    """Runs queries on the source's processes within the settings' limits."""

    def __init__(self, source: Source, settings: Settings, metrics: Metrics) -> None:
        self._source = source
        self._settings = settings
        self._metrics = metrics

    def ask(
        self,
        sparql: str,
        accept: str | None,
        *,
        graphs: Dataset | None = None,
        seconds: float | None = None,
        format: str | None = None,
        file_name: str | None = None,
    ) -> Response:
        """The answer; raises HttpError 406 if there is no form of it the client takes, and as a query does."""
        refuse_outside_calls(sparql)
        form = query_form(sparql)
        offers = {"SELECT": ROWS, "ASK": TRUTH}.get(form or "", GRAPHS)
        chosen = _by_name(format, offers) if format else negotiate(accept, offers)
        if form is None:
            chosen = offers[0]  # let the store say where it breaks
        if chosen is None:
            raise HttpError(406, f"no such form of this answer; there are {', '.join(o.media_type for o in offers)}")
        self._metrics.count("kg_queries_total")
        limit = min(self._settings.seconds, seconds or self._settings.seconds)
        headers = {"Vary": "Accept"}
        if file_name:
            known = ROW_FORMATS | GRAPH_FORMATS
            headers["Content-Disposition"] = f'inline; filename="{file_name}.{known[chosen.format].extension}"'
        try:
            return self._remembered(sparql, chosen, graphs, limit, headers)
        except TimeLimitError:
            self._metrics.count("kg_queries_stopped_total", 'limit="time"')
            raise TimeLimitError(f"the query was stopped after {limit:g} seconds; ask for less") from None

    def _remembered(
        self, sparql: str, chosen: Offer, graphs: Dataset | None, limit: float, headers: dict[str, str]
    ) -> Response:
        key = f"{chosen.format} {graphs} {sparql}"
        media_type = _with_charset(chosen)
        with self._source.reading() as state:
            if any(token.is_word(*_CHANGING) for token in tokenize(sparql)):
                return self._answer(state, sparql, chosen, graphs, limit, headers)
            if (kept := state.answers.get(key)) is not None:
                return Response(kept, media_type=media_type, headers=headers)
            with state.answers.asking(key, self._settings.wait) as first:
                if not first:
                    raise BusyError("the same query is being worked out; try again in a few seconds")
                if (kept := state.answers.get(key)) is not None:
                    return Response(kept, media_type=media_type, headers=headers)
                answer = self._answer(state, sparql, chosen, graphs, limit, headers)
                if not isinstance(answer, StreamingResponse):
                    state.answers.put(key, bytes(answer.body))
                return answer

    def _answer(
        self,
        state: Generation,
        sparql: str,
        chosen: Offer,
        graphs: Dataset | None,
        limit: float,
        headers: dict[str, str],
    ) -> Response:
        held = ExitStack()
        try:
            process = held.enter_context(self._source.process(state))
            chunks = self._chunks(process, sparql, chosen, graphs, limit)
            head, ended = _first(chunks)
        except BaseException:
            held.close()
            raise
        media_type = _with_charset(chosen)
        if ended:
            held.close()
            return Response(head, media_type=media_type, headers=headers)
        return StreamingResponse(self._rest(head, chunks, held), media_type=media_type, headers=headers)

    def _rest(self, head: bytes, chunks: Iterator[bytes], held: ExitStack) -> Iterator[bytes]:
        with held:
            yield head
            try:
                yield from chunks
            except TimeLimitError:
                self._metrics.count("kg_queries_stopped_total", 'limit="time"')
                raise

    def _chunks(
        self, process: QueryProcess, sparql: str, chosen: Offer, graphs: Dataset | None, limit: float
    ) -> Iterator[bytes]:
        request: dict[str, Any] = {"sparql": sparql}
        if graphs is not None and graphs.given:
            request |= {"default_graphs": graphs.default, "named_graphs": graphs.named}
        if chosen.format in _NATIVE:
            request["rows"] = _NATIVE[chosen.format]
        elif chosen.format in GRAPH_FORMATS:
            request["triples"] = GRAPH_FORMATS[chosen.format].rdf
        else:
            return self._written_here(process, request, chosen, limit)
        head, data = process.stream(request, timeout=limit)
        if head["kind"] == "boolean":
            data.read()
            return iter([truth(head["value"], chosen.format)])
        return self._limited(data, _ROW_MARKS.get(chosen.format))

    def _limited(self, data: Data, counting: tuple[bytes, int] | None) -> Iterator[bytes]:
        mark, rows = counting or (None, 0)
        size = 0
        tail = b""
        try:
            while chunk := data.read():
                size += len(chunk)
                if mark is not None:
                    # A mark may lie across two chunks.
                    rows += (tail + chunk).count(mark)
                    tail = chunk[-len(mark) + 1 :] if len(mark) > 1 else b""
                if rows > self._settings.rows:
                    raise self._too_much("rows", f"{self._settings.rows:,} rows")
                if size > self._settings.size:
                    raise self._too_much("size", f"{self._settings.size:,} bytes")
                yield chunk
        finally:
            data.abandon()

    def _written_here(
        self, process: QueryProcess, request: dict[str, Any], chosen: Offer, limit: float
    ) -> Iterator[bytes]:
        from kg.store import Boolean, Solutions
        from kg.store.isolated import rows_of

        head, data = process.stream(request, timeout=limit)
        if head["kind"] == "boolean":
            data.read()
            yield truth(head["value"], chosen.format)
            return
        found = rows_of(head, data)
        assert isinstance(found, Solutions)
        assert not isinstance(found, Boolean)
        sink = io.BytesIO()
        with found:
            ROW_FORMATS[chosen.format].write(_Counted(found, self), sink)  # type: ignore[arg-type]
        if sink.tell() > self._settings.size:
            raise self._too_much("size", f"{self._settings.size:,} bytes")
        yield sink.getvalue()

    def _too_much(self, limit: str, what: str) -> HttpError:
        self._metrics.count("kg_queries_stopped_total", f'limit="{limit}"')
        return HttpError(413, f"the answer has more than {what}; ask for less, for example with LIMIT")

    @property
    def most_rows(self) -> int:
        """The settings' limit on rows."""
        return self._settings.rows


class _Counted:
    """Rows that are counted while they are read."""

    def __init__(self, found: Any, asker: Asker) -> None:
        self.variables = found.variables
        self._found = found
        self._asker = asker

    def __iter__(self) -> Iterator[Any]:
        for count, row in enumerate(self._found, 1):
            if count > self._asker.most_rows:
                raise self._asker._too_much("rows", f"{self._asker.most_rows:,} rows")
            yield row


def refuse_outside_calls(sparql: str) -> None:
    """Raises QueryError for SERVICE and LOAD: they would make this server call others."""
    if word := outside_call(sparql):
        raise QueryError(f"{word} would make this server call other addresses, and is refused")


def truth(value: bool, format: str) -> bytes:
    """The answer of an ASK."""
    word = "true" if value else "false"
    if format == "json":
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    if format == "xml":
        return (
            '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head>'
            f"<boolean>{word}</boolean></sparql>"
        ).encode()
    return word.encode()


def _first(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    """The answer's beginning, and whether it is all of it."""
    head = bytearray()
    for chunk in chunks:
        head += chunk
        if len(head) >= _HEAD:
            return bytes(head), False
    return bytes(head), True


def _by_name(name: str, offers: tuple[Offer, ...]) -> Offer:
    for offer in offers:
        if offer.format == name:
            return offer
    names = dict.fromkeys(offer.format for offer in offers)
    raise HttpError(406, f"there is no form {name!r} of this answer; there are {', '.join(names)}")


def _with_charset(offer: Offer) -> str:
    return f"{offer.media_type}; charset=utf-8" if offer.media_type.startswith(_TEXT) else offer.media_type
