"""Web archives: pages out of response records, cut archives, records of other kinds."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from kg.models import Article
from kg.read import Failure

Read = Callable[..., tuple[list[Article], list[Failure]]]

_PAGE = b"""<html><head><title>Jets</title></head><body><article><h1>Jets</h1><p>Russia sold Venezuela five aircraft on
Monday, Maduro told reporters at the palace in Caracas.</p><p>Deliveries will begin in 2025, the ministry said
in a statement on Tuesday.</p></article></body></html>"""


def archive(*records: tuple[str, str, bytes], packed: bool = True) -> bytes:
    """A WARC of responses: address, content type, body."""
    out = b""
    for url, kind, body in records:
        http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-31T10:00:00Z\r\n"
        head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        record = head.encode() + http + b"\r\n\r\n"
        out += gzip.compress(record) if packed else record
    return out


@pytest.mark.parametrize("packed", [True, False])
def test_pages(read: Read, packed: bool) -> None:
    """Each page an article by its address; pictures are passed over; a page without text fails alone."""
    records = archive(
        ("https://example.org/1", "text/html; charset=utf-8", _PAGE),
        ("https://example.org/p.png", "image/png", b"\x89PNG"),
        ("https://example.org/2", "text/html", b"<html></html>"),
        ("https://example.org/3", "text/html", _PAGE),
        packed=packed,
    )
    articles, (failure,) = read("w.warc.gz" if packed else "w.warc", records)
    assert [a.id for a in articles] == ["https://example.org/1", "https://example.org/3"]
    assert articles[0].source == "https://example.org/1"
    assert articles[0].title == "Jets"
    assert (failure.line, failure.reason) == (3, "no main text found in the page (https://example.org/2)")


def test_cut_archive(read: Read) -> None:
    """The whole records are read, and that it breaks off is said."""
    whole = archive(("https://example.org/1", "text/html", _PAGE), ("https://example.org/2", "text/html", _PAGE))
    articles, failures = read("w.warc.gz", whole[:-60])
    assert articles[0].id == "https://example.org/1"
    assert "cut off or damaged" in failures[-1].reason


@pytest.mark.parametrize("content", [b"", b"no archive", b"WARC/1.0\r\n", gzip.compress(b"no archive either", mtime=0)])
def test_no_archive(read: Read, content: bytes) -> None:
    """One failure."""
    name = "w.warc.gz" if content.startswith(b"\x1f") else "w.warc"
    articles, failures = read(name, content)
    assert articles == []
    assert len(failures) == 1
