"""What every request passes: a rate limit, headers that browsers obey, a log line, a count."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError
from kg.web.metrics import Metrics
from kg.web.settings import Settings

log = logging.getLogger("kg.web")
_CLIENTS = 10_000
"""Clients whose rate is remembered; the one longest not heard of is forgotten first."""
_HEADERS = {
    # No inline scripts or styles, nothing from elsewhere, nobody's frame: an article that got markup past
    # the templates could still do nothing.
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_OPEN = ("/sparql", "/query", "/store", "/api", "/id/", "/ontology")
"""Addresses whose answers other sites' scripts may read, if the settings say so."""
_FREE = ("/static/", "/health", "/metrics")


class Guard:
    """Wraps the application. The log has method, path, status, time and size: never a query or a parameter."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = 500
        size = 0
        begun = False
        path = scope["path"]

        async def sending(message: Message) -> None:
            nonlocal status, size, begun
            if message["type"] == "http.response.start":
                begun = True
                status = message["status"]
                self._metrics.time(time.monotonic() - began)
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                self._allow_origin(path, headers)
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        whole = False
        try:
            if not path.startswith(_FREE) and not self._admits(scope):
                self._metrics.count("kg_rate_limited_total")
                refusal = PlainTextResponse("too many requests; slow down\n", 429, headers={"Retry-After": "1"})
                await refusal(scope, receive, sending)
            elif scope["method"] == "OPTIONS":
                await self._preflight(scope, receive, sending)
            else:
                await self._app(scope, receive, sending)
            whole = True
        except (KgError, RuntimeError) as error:
            # An answer that can't be finished: returning without its end makes the server close the connection.
            # (Starlette wraps an error for which it has a handler, but too late to use it.)
            if not begun or not isinstance(error.__cause__ or error, KgError):
                raise
        finally:
            kind = path.split("/")[1] or "start"
            known = kind if kind in _KINDS else "other"
            self._metrics.count("kg_requests_total", f'address="{known}",status="{status}"')
            took = (time.monotonic() - began) * 1000
            shown = "".join(c if c.isprintable() else "?" for c in path)[:200]
            log.info("%s %s %s %.0fms %d%s", scope["method"], shown, status, took, size, "" if whole else " broken off")

    def _admits(self, scope: Scope) -> bool:
        """A token bucket for each client: `burst` requests at once, `rate` a second on average."""
        if not self._settings.rate:
            return True
        client = scope["client"][0] if scope.get("client") else ""
        now = time.monotonic()
        tokens, seen = self._buckets.pop(client, (float(self._settings.burst), now))
        tokens = min(float(self._settings.burst), tokens + (now - seen) * self._settings.rate)
        admitted = tokens >= 1
        self._buckets[client] = (tokens - 1 if admitted else tokens, now)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return admitted

    def _allow_origin(self, path: str, headers: MutableHeaders) -> None:
        if self._settings.origin and path.startswith(_OPEN):
            headers["Access-Control-Allow-Origin"] = self._settings.origin
            headers["Access-Control-Expose-Headers"] = "Location, Retry-After"
            if self._settings.origin != "*":
                headers.add_vary_header("Origin")

    async def _preflight(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = Headers(scope=scope).get("access-control-request-headers", "")
        headers = {"Allow": "GET, HEAD, POST, PUT, DELETE, OPTIONS"}
        if self._settings.origin and scope["path"].startswith(_OPEN):
            headers |= {
                "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE",
                "Access-Control-Allow-Headers": wanted or "Accept, Content-Type, Authorization",
                "Access-Control-Max-Age": "86400",
            }
        await PlainTextResponse("", 204, headers=headers)(scope, receive, send)


_KINDS = (
    "start sparql query update store api id articles transfers exercises queries compare search static health "
    "metrics ontology map"
).split()
