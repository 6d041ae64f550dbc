"""Which of the forms on offer a client likes best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.results import GRAPH_FORMATS, ROW_FORMATS

_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
HTML = "text/html"


class Offer(NamedTuple):
    """A media type and the name of the format it stands for."""

    media_type: str
    format: str


def _offers(order: str, formats: dict[str, str], aliases: dict[str, str]) -> tuple[Offer, ...]:
    first = [Offer(formats[name], name) for name in order.split()]
    return (*first, *(Offer(media_type, name) for media_type, name in aliases.items()))


ROWS = _offers(
    "json xml csv tsv jsonl md table parquet",
    {form.name: form.media_type for form in ROW_FORMATS.values()},
    {"application/json": "json", "application/xml": "xml", "text/xml": "xml"},
)
TRUTH = tuple(offer for offer in ROWS if offer.format in ("json", "xml", "csv", "tsv", "table"))
GRAPHS = _offers(
    "turtle ntriples rdfxml jsonld trig nquads",
    {form.name: form.media_type for form in GRAPH_FORMATS.values()},
    {
        "application/x-turtle": "turtle",
        "text/plain": "ntriples",
        "application/xml": "rdfxml",
        "text/xml": "rdfxml",
        "application/json": "jsonld",
        "text/x-nquads": "nquads",
    },
)
PAGE = Offer(HTML, "html")
"""Offered besides where a page exists; never what `*/*` gets."""


def negotiate(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The best of the offers; the first one where a client accepts anything; None if it accepts none.

    Of two equally welcome ones, the one named more exactly, then the one that the client names first.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [r for part in accept.split(",") if (r := _range(part)) is not None]
    best: tuple[tuple[float, int, int, int], Offer] | None = None
    for rank, offer in enumerate(offers):
        matches = [(exact, -at, q) for at, (kind, q) in enumerate(ranges) if (exact := _match(kind, offer)) >= 0]
        if not matches:
            continue
        exact, at, quality = max(matches)  # the most exact range decides an offer's quality
        key = (quality, exact, at, -rank)
        if quality > 0 and (best is None or key > best[0]):
            best = key, offer
    return best[1] if best else None


def prefers_page(accept: str | None, offers: Sequence[Offer]) -> bool:
    """Whether a client would rather have HTML than any of the offers: a browser, not a program."""
    if accept is None:
        return False
    chosen = negotiate(accept, (*offers, PAGE))
    return chosen is PAGE


def _range(part: str) -> tuple[str, float] | None:
    kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
    if "/" not in kind:
        return ("*/*", 1.0) if kind == "*" else None
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            quality = float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
    return kind, quality


def _match(kind: str, offer: Offer) -> int:
    """How exactly a range names an offer: 2 itself, 1 its main type, 0 anything, -1 not at all."""
    if kind == offer.media_type:
        return 2
    if kind == "*/*":
        return 0
    main, _, sub = kind.partition("/")
    return 1 if sub == "*" and offer.media_type.startswith(main + "/") else -1
