"""The kind of a file whose name does not tell it, from how it begins; only for files that the user names."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import IO

from kg.errors import InputError
from kg.read.sources import Source

_PROBED = 4096
_STARTS = (
    (re.compile(rb"\x1f\x8b"), ".gz"),
    (re.compile(rb"PK\x03\x04"), ".zip"),
    (re.compile(rb"\x28\xb5\x2f\xfd"), ".zst"),
    (re.compile(rb"PAR1"), ".parquet"),
    (re.compile(rb"WARC/\d"), ".warc"),
    (re.compile(rb"From \S+ "), ".mbox"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*\{[^\n]*\}\s*\n\s*\{"), ".jsonl"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*[{\[]\s*[\"{]"), ".json"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>)?\s*(<!--.*?-->\s*)?<(rss|feed|rdf:RDF)\b", re.DOTALL), ".xml"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)?<(!doctype html|html|head|body)\b", re.DOTALL | re.I), ".html"),
    (re.compile(rb"(\xef\xbb\xbf)?---\r?\n"), ".md"),
)
"""How a file begins, and the ending it should have."""


def with_ending(source: Source) -> Source:
    """The source under a name that ends as its content does; what looks like nothing else is text."""
    stream = source.open()
    buffered = stream if isinstance(stream, io.BufferedReader) else None
    if buffered is None:
        stream.close()
        raise InputError("of a kind that can't be told; give it the ending of its format")
    start = buffered.peek(_PROBED)[:_PROBED]
    ending = next((ending for pattern, ending in _STARTS if pattern.match(start)), ".txt")

    # Opened once only: it may be a pipe, which gives its bytes but once.
    def opened() -> IO[bytes]:
        return buffered

    return replace(source, name=f"{source.name}{ending}", open=opened)
