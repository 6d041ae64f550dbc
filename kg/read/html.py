"""HTML pages: the main text, title, date and publisher that trafilatura finds in them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from kg.errors import InputError
from kg.read.records import Draft, Settings
from kg.read.sources import Source

PAGE_AT_MOST = 20_000_000
"""Bytes of one page; parsing takes many times the memory."""
_PROBED = 4096
_TAG = re.compile(rb"<\s*(?:!doctype|html|head|body|title|meta|p|div|article|script|h1|a)\b", re.IGNORECASE)
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table td th tr ul".split()
)
_SILENT = frozenset("script style template noscript head".split())


def read_html(source: Source, settings: Settings) -> Iterator[Draft]:
    """The article of one page. Raises InputError if it is no HTML or has no main text."""
    yield parse_html(source.all_bytes())


def parse_html(page: bytes, url: str | None = None) -> Draft:
    """The article of one page. Raises InputError if it is no HTML or has no main text."""
    if not page.strip():
        raise InputError("empty")
    if len(page) > PAGE_AT_MOST:
        raise InputError(f"a page longer than {PAGE_AT_MOST // 1_000_000} MB")
    if not _TAG.search(page[:_PROBED]) and not _TAG.search(page):
        raise InputError("no HTML")
    import trafilatura

    _quiet()
    found = trafilatura.bare_extraction(
        page,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        # No upper bound of today: the same page is to give the same date next year.
        date_extraction_params={"extensive_search": False, "original_date": True, "max_date": "2199-12-31"},
    )
    if found is None or isinstance(found, dict) or not (words := (found.text or "").strip()):
        raise InputError("no main text found in the page")
    # Each paragraph comes in a line of its own.
    text = "\n\n".join(words.split("\n"))
    return Draft(
        text=text,
        title=found.title,
        published=found.date,
        url=found.url or url,
        publisher=found.sitename,
        language=found.language,
    )


def fragment_text(markup: str) -> str:
    """The words of a piece of HTML, a paragraph for each block."""
    parser = _Words()
    parser.feed(markup)
    parser.close()
    return parser.text()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self._parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCKS:
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(" ".join(data.split("\n")))

    def text(self) -> str:
        return "".join(self._parts).strip()


def _quiet() -> None:
    """Keeps the parsers from writing to standard error what is reported here as a failure."""
    for name in ("trafilatura", "htmldate", "courlan", "charset_normalizer"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
