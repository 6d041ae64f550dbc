"""Web archives (WARC): a page an article, from the response records that hold HTML."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError
from kg.read.html import PAGE_AT_MOST, parse_html
from kg.read.packed import brief
from kg.read.records import Draft, Failure, Settings
from kg.read.sources import Source

_HTML = ("text/html", "application/xhtml+xml")


def read_warc(source: Source, settings: Settings) -> Iterator[Draft | Failure]:
    """The article of each response of type HTML and status 200; a failure for each that has none."""
    with source.open() as stream:
        yield from parse_warc(stream, source.path)


def parse_warc(stream: Any, path: str) -> Iterator[Draft | Failure]:
    """The articles in a stream of WARC records. Raises InputError where the archive breaks."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    records = iter(ArchiveIterator(stream))
    number = 0
    while True:
        try:
            record = next(records)
        except StopIteration:
            break
        except (ArchiveLoadFailed, EOFError, ValueError, zlib.error, KeyError, AttributeError) as error:
            raise InputError(f"no web archive, or broken, after record {number} ({brief(error)})") from error
        number += 1
        if record.rec_type is None:
            raise InputError(f"no web archive, or broken, after record {number - 1} (a record of no type)")
        if _is_page(record):
            yield _page(record, path, number)
    if not number:
        raise InputError("no records in it")


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = record.http_headers.get_header("Content-Type") or ""
    return record.http_headers.get_statuscode() == "200" and kind.partition(";")[0].strip().lower() in _HTML


def _page(record: Any, path: str, number: int) -> Draft | Failure:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    try:
        page = record.content_stream().read(PAGE_AT_MOST + 1)
        draft = parse_html(page, url or None)
    except InputError as error:
        return Failure(path, f"{error} ({url})" if url else str(error), number)
    except (EOFError, ValueError, OSError, zlib.error) as error:
        return Failure(path, f"a page that can't be unpacked ({brief(error)})", number)
    return draft._replace(id=url or None, url=url or draft.url, line=number)
