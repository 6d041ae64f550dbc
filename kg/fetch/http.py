"""One page over HTTP, within limits of time and size, with every redirect looked at before it is followed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from kg.errors import InputError
from kg.fetch.addresses import resolve
from kg.fetch.robots import AGENT

if TYPE_CHECKING:
    import httpx

_REDIRECTS = (301, 302, 303, 307, 308)
_REDIRECTS_AT_MOST = 5


class Limits(NamedTuple):
    """How much a page may take."""

    seconds: float = 30.0
    max_bytes: int = 10_000_000
    allow_private: bool = False
    """Whether addresses of private networks may be fetched, as for a server of one's own."""


class Page(NamedTuple):
    """What a server answered; `url` is where the last redirect led."""

    url: str
    status: int
    kind: str
    """The media type, in lower case, without parameters."""
    body: bytes


def get(url: str, limits: Limits) -> Page:
    """The page at an address. Raises InputError if it is out of reach, too slow, too long or private."""
    deadline = time.monotonic() + limits.seconds
    for _ in range(_REDIRECTS_AT_MOST + 1):
        with _response(url, limits, deadline) as response:
            location = response.headers.get("location")
            if response.status_code not in _REDIRECTS or not location:
                kind, charset = _kind(response)
                return Page(url, response.status_code, kind, _unicode(_body(response, limits, deadline), charset))
        url = urljoin(url, location)
    raise InputError(f"moved more than {_REDIRECTS_AT_MOST} times")


@contextmanager
def _response(url: str, limits: Limits, deadline: float) -> Iterator[httpx.Response]:
    import httpx

    host, address = resolve(url, allow_private=limits.allow_private)
    parts = urlsplit(url)
    try:
        target = httpx.URL(url).copy_with(host=address, fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise InputError(f"no web address ({error})") from error
    headers = {
        "Host": parts.netloc,
        "User-Agent": f"{AGENT}/1 (+https://w3id.org/defence-kg)",
        "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, text/plain;q=0.8",
        "Accept-Encoding": "identity",
    }
    left = max(deadline - time.monotonic(), 0.001)
    # Without the environment's proxies: a proxy would resolve the name again, and out of sight.
    with httpx.Client(timeout=min(left, 20.0), trust_env=False, follow_redirects=False) as client:
        request = client.build_request("GET", target, headers=headers, extensions={"sni_hostname": host})
        try:
            response = client.send(request, stream=True)
        except httpx.TimeoutException as error:
            raise InputError("the server takes too long") from error
        except httpx.HTTPError as error:
            raise InputError(f"no answer ({error or type(error).__name__})") from error
        try:
            yield response
        finally:
            response.close()


def _body(response: httpx.Response, limits: Limits, deadline: float) -> bytes:
    import httpx

    parts: list[bytes] = []
    size = 0
    try:
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > limits.max_bytes:
                raise InputError(f"longer than {limits.max_bytes:,} bytes")
            if time.monotonic() > deadline:
                raise InputError(f"not done within {limits.seconds:g} seconds")
    except httpx.TimeoutException as error:
        raise InputError("the server takes too long") from error
    except httpx.HTTPError as error:
        raise InputError(f"the answer breaks off ({error or type(error).__name__})") from error
    return b"".join(parts)


def _kind(response: httpx.Response) -> tuple[str, str | None]:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower(), response.charset_encoding


def _unicode(body: bytes, charset: str | None) -> bytes:
    """The body in UTF-8 where the server says what it is in; the header outranks what the page says."""
    if charset is None:
        return body
    try:
        return body.decode(charset).encode()
    except (LookupError, UnicodeError):
        return body
