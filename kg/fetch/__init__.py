"""Articles from the web, only when asked for by address: polite, limited, and never from a private network."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from kg.errors import InputError
from kg.fetch.http import Limits, Page, get
from kg.fetch.robots import AGENT, Robots
from kg.read.feeds import parse_feed
from kg.read.html import parse_html
from kg.read.records import Draft, Failure
from kg.read.text import decode, parse_text

_HTML = ("text/html", "application/xhtml+xml")
_FEED = ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml")
_WHOLE = 1000
"""Characters from which a feed's entry is taken for the article itself and not for its summary."""
_WAIT_AT_MOST = 30.0
"""Seconds that a site may ask to be left alone between two requests."""


class Fetcher:
    """Fetches pages one after the other: asks robots.txt first, and waits between two requests to one site."""

    def __init__(self, limits: Limits, *, delay: float = 1.0, entries: int = 50) -> None:
        self._limits = limits
        self._delay = delay
        self._entries = entries
        self._robots: dict[str, Robots] = {}
        self._last: dict[str, float] = {}

    def articles(self, url: str) -> Iterator[Draft | Failure]:
        """The article at an address, or those that a feed at this address lists."""
        try:
            page = self._page(url)
            if page.kind in _FEED:
                yield from self._entries_of(page)
            else:
                yield _article(page)
        except InputError as error:
            yield Failure(url, str(error))

    def _entries_of(self, page: Page) -> Iterator[Draft | Failure]:
        for number, entry in enumerate(parse_feed(page.body, page.url)):
            if number >= self._entries:
                return
            if isinstance(entry, Failure) and entry.line is None:
                yield entry
                continue
            link = entry.url if isinstance(entry, Draft) else entry.record
            whole = isinstance(entry, Draft) and len(str(entry.text)) >= _WHOLE
            if whole or not link:
                yield entry._replace(line=None) if isinstance(entry, Draft) else entry
                continue
            address = urljoin(page.url, str(link))
            try:
                article = _article(self._page(address))
            except InputError as error:
                yield Failure(address, str(error))
                continue
            # The feed knows the date and the title better than the page's furniture does.
            yield article._replace(
                published=(entry.published if isinstance(entry, Draft) else None) or article.published,
                title=article.title or (entry.title if isinstance(entry, Draft) else None),
            )

    def _page(self, url: str) -> Page:
        origin = _origin(url)
        robots = self._robots_of(origin)
        if not robots.allows(url):
            raise InputError(f"robots.txt asks programs to leave this page alone (as {AGENT})")
        page = self._get(url, origin, min(max(self._delay, robots.delay), _WAIT_AT_MOST))
        if page.url != url and not self._robots_of(_origin(page.url)).allows(page.url):
            raise InputError("robots.txt asks programs to leave the page alone to which this one moved")
        if page.status != 200:
            raise InputError(f"the server answers {page.status}")
        return page

    def _robots_of(self, origin: str) -> Robots:
        if origin not in self._robots:
            self._robots[origin] = Robots.at(origin, lambda address: self._get(address, origin, self._delay))
        return self._robots[origin]

    def _get(self, url: str, origin: str, delay: float) -> Page:
        wait = self._last.get(origin, -_WAIT_AT_MOST) + delay - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        try:
            return get(url, self._limits)
        finally:
            self._last[origin] = time.monotonic()


def _article(page: Page) -> Draft:
    if page.kind in _HTML:
        draft = parse_html(page.body, page.url)
    elif page.kind in ("text/plain", "text/markdown"):
        draft = parse_text(decode(page.body))
    else:
        raise InputError(f"of type {page.kind or 'unknown'}, which is no article")
    return draft._replace(id=draft.id or page.url, url=page.url)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
