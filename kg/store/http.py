"""Requests to a SPARQL server: addresses, credentials, tries, time limits, and its errors as ours."""

from __future__ import annotations

import io
import math
import os
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg.errors import KgError, QueryError, StoreError, TimeLimitError, UsageError

if TYPE_CHECKING:
    import httpx

_TRIES = 3
_PAUSE = 0.3
_WAIT = 600.0
"""Seconds to wait for a server's next bytes where no time limit is given."""
_PASSING = (502, 503, 504)
"""Answers of a server or proxy that is overloaded or starting: worth another try."""


_SHORT = re.compile(r"expected one of.*")
"""Lists of all that a parser would have accepted help nobody."""


class Addresses:
    """Where a server takes queries, updates and graphs.

    From `http://host/` they are `query`, `update` and `store` below it; an address that ends in
    `/query` or `/sparql` is the query address. `KG_QUERY_URL`, `KG_UPDATE_URL` and `KG_GRAPH_URL`
    name them one by one. `graph` is None where it isn't known: then updates serve.
    """

    def __init__(self, place: str) -> None:
        parts = urlsplit(place)
        if parts.username or parts.password:
            raise UsageError("no passwords in addresses: set KG_USER and KG_PASSWORD, or KG_TOKEN")
        if not parts.hostname:
            raise UsageError(f"{place} is no address; write http://host:port/")
        graph: str | None
        if parts.path.endswith("/query"):
            base = place.removesuffix("query")
            query, update, graph = place, base + "update", base + "store"
        elif parts.path.endswith("/sparql"):
            query, update, graph = place, place, None
        else:
            base = place.rstrip("/") + "/"
            query, update, graph = base + "query", base + "update", base + "store"
        self.query = os.environ.get("KG_QUERY_URL") or query
        self.update = os.environ.get("KG_UPDATE_URL") or update
        # Where updates go elsewhere, what was made of the address says nothing about the graphs.
        self.graph = os.environ.get("KG_GRAPH_URL") or (None if "KG_UPDATE_URL" in os.environ else graph)


class Server:
    """One connection pool to one server, with the credentials of the environment."""

    def __init__(self) -> None:
        import httpx

        from kg import __name__ as program

        headers = {"User-Agent": program}
        if token := os.environ.get("KG_TOKEN"):
            headers["Authorization"] = f"Bearer {token}"
        user = os.environ.get("KG_USER")
        auth = (user, os.environ.get("KG_PASSWORD", "")) if user else None
        self._client = httpx.Client(headers=headers, auth=auth, follow_redirects=False)

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def send(self, method: str, address: str, *, again: bool, limit: float = math.inf, **rest: Any) -> Body:
        """Sends a request and gives its answer's body to read.

        `again`: it may be sent a second time without harm. Raises QueryError for 400, TimeLimitError,
        and StoreError for everything else that keeps a good answer from coming.
        """
        deadline = time.monotonic() + limit
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1 or not again
            try:
                return Body(self._open(method, address, limit, rest), deadline, limit)
            except _Passing as error:
                if last or time.monotonic() > deadline:
                    raise StoreError(str(error)) from error
            time.sleep(_PAUSE * 4**attempt)
        raise AssertionError("the last try returns or raises")

    def _open(self, method: str, address: str, limit: float, rest: dict[str, Any]) -> httpx.Response:
        import httpx

        wait = httpx.Timeout(min(limit, _WAIT), connect=10.0)
        try:
            request = self._client.build_request(method, address, timeout=wait, **rest)
            response = self._client.send(request, stream=True)
        except httpx.ReadTimeout as error:
            raise _too_long(limit) from error
        except httpx.TransportError as error:
            raise _Passing(f"{address} can't be reached ({error}); is the server running?") from error
        except httpx.InvalidURL as error:
            raise UsageError(f"{address} is no address: {error}") from error
        if response.is_success:
            return response
        raise _refusal(response, address)


class Body(io.RawIOBase):
    """The body of an answer as a file that keeps to the time limit."""

    def __init__(self, response: httpx.Response, deadline: float, limit: float) -> None:
        self.media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        self._response = response
        self._chunks: Iterator[bytes] = response.iter_bytes()
        self._deadline, self._limit = deadline, limit
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if size < 0:
            return b"".join(iter(self._next, b""))
        if not self._rest:
            self._rest = self._next()
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def release(self) -> None:
        """Ends the answer, read or not."""
        self._response.close()

    def _next(self) -> bytes:
        import httpx

        if time.monotonic() > self._deadline:
            self.release()
            raise _too_long(self._limit)
        try:
            return next(self._chunks, b"")
        except httpx.ReadTimeout as error:
            raise _too_long(self._limit) from error
        except httpx.TransportError as error:
            raise StoreError(f"the server's answer broke off ({error}); run it again") from error


class _Passing(StoreError):
    """A failure that another try may mend."""


def _refusal(response: httpx.Response, address: str) -> KgError:
    said = " ".join(response.read()[:2000].decode("utf-8", "replace").split())[:300]
    status = response.status_code
    if status == 400:
        return QueryError(f"{address} does not accept the query: {_SHORT.sub('', said).rstrip(': ')}")
    if status in (401, 403):
        return StoreError(f"{address} refuses access ({status}); set KG_USER and KG_PASSWORD, or KG_TOKEN")
    if status in (404, 405, 501):
        return StoreError(
            f"{address} takes no such request ({status}); name the addresses with KG_QUERY_URL and KG_UPDATE_URL"
        )
    kind = _Passing if status in _PASSING else StoreError
    return kind(f"{address} answers {status}: {said or response.reason_phrase}")


def _too_long(limit: float) -> KgError:
    if math.isinf(limit):
        return StoreError(f"the server has sent nothing for {_WAIT:.0f} seconds; look at its log")
    return TimeLimitError(f"the query was stopped after {limit:g} seconds; ask for less or raise --timeout")
