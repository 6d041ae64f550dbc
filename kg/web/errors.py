"""Errors as HTTP answers: a status, a sentence, and where a query breaks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from kg.errors import InputError, KgError, QueryError, StoreError, TimeLimitError, UsageError
from kg.sparql_tokens import SparqlError
from kg.web.negotiation import Offer, negotiate
from kg.web.source import BusyError

_STATUS: tuple[tuple[type[KgError], int], ...] = (
    (BusyError, 503),
    (TimeLimitError, 503),
    (QueryError, 400),
    (UsageError, 400),
    (InputError, 400),
    (StoreError, 500),
)
_FORMS = (
    Offer("text/plain", "text"),
    Offer("application/problem+json", "json"),
    Offer("application/json", "json"),
)


class HttpError(KgError):
    """A refusal with a status of its own."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


def status_of(error: KgError) -> int:
    """The HTTP status that says what is wrong."""
    if isinstance(error, HttpError):
        return error.status
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def answer(request: Request, error: KgError) -> Response:
    """The error as text, or as a problem document (RFC 9457) where the client asks for JSON."""
    status = status_of(error)
    headers = dict(error.headers) if isinstance(error, HttpError) else {}
    if status == 503:
        headers["Retry-After"] = "5"
    chosen = negotiate(request.headers.get("accept"), _FORMS)
    if chosen is None or chosen.format == "text":
        return PlainTextResponse(f"{error}\n", status, headers=headers)
    problem: dict[str, object] = {"type": "about:blank", "status": status, "title": str(error)}
    if isinstance(error, SparqlError):
        problem |= {"title": error.what, "line": error.line, "column": error.column}
    return JSONResponse(problem, status, headers=headers, media_type="application/problem+json")
