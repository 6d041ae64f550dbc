"""A request's body and parameters, read within limits; and who may write."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.requests import Request

from kg.web.errors import HttpError
from kg.web.settings import Settings

FORM = "application/x-www-form-urlencoded"


async def body_of(request: Request, limit: int) -> bytes:
    """The body; raises HttpError 413 as soon as it is larger than the limit."""
    told = request.headers.get("content-length", "0")
    if told.isdigit() and int(told) > limit:
        raise HttpError(413, f"the request is larger than {limit} bytes")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise HttpError(413, f"the request is larger than {limit} bytes")
    return bytes(body)


def media_type_of(request: Request) -> str:
    """The Content-Type without its parameters; empty if there is none. Raises HttpError 415 for another charset."""
    kind, *parameters = request.headers.get("content-type", "").split(";")
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset" and value.strip('"').lower() not in ("utf-8", "utf8", "us-ascii"):
            raise HttpError(415, f"the charset {value} is not taken; send UTF-8")
    return kind.strip().lower()


def text_of(body: bytes) -> str:
    """The body as text; raises HttpError 400 if it is no UTF-8."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HttpError(400, f"byte {error.start} of the request is no UTF-8") from error


def pairs_of(query: str) -> list[tuple[str, str]]:
    """Names and values of a query string or form, in order; raises HttpError 400 for what is no UTF-8."""
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError as error:
        raise HttpError(400, "a parameter is no UTF-8") from error
    except ValueError as error:
        raise HttpError(400, f"the parameters can't be read: {error}") from error


def query_pairs(request: Request) -> list[tuple[str, str]]:
    """Names and values in the address."""
    return pairs_of(request.scope["query_string"].decode("latin-1"))


def values(pairs: Sequence[tuple[str, str]], name: str) -> list[str]:
    """All values of a parameter."""
    return [value for key, value in pairs if key == name]


def one(pairs: Sequence[tuple[str, str]], name: str) -> str | None:
    """A parameter's value; raises HttpError 400 if it is given more than once."""
    found = values(pairs, name)
    if len(found) > 1:
        raise HttpError(400, f"{name} is given {len(found)} times; give it once")
    return found[0] if found else None


def authorize(request: Request, settings: Settings) -> None:
    """Passes for whoever shows the token; raises HttpError 403 (nobody may write) or 401."""
    if settings.token is None:
        raise HttpError(403, "this server is read-only; start it with --writable")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), settings.token.encode()):
        raise HttpError(401, "writing needs the server's token", {"WWW-Authenticate": 'Bearer realm="kg"'})
