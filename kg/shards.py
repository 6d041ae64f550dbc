"""N-Quads shards: files of some thousand graphs each, in a folder or at any address that fsspec knows.

A shard is there whole or not at all, and the same articles give the same bytes, so that a shard made
twice (a task that a cluster ran again) is one shard.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

from kg.errors import InputError, StoreError, UsageError

if TYPE_CHECKING:
    from kg.ingest import Made

FORMATS = ("nq", "nq.gz", "nq.zst")
"""Endings of shards: plain, gzip, Zstandard."""
_LEVEL = 3  # of compression: N-Quads repeat themselves, higher levels gain a tenth at three times the cost


class Shard(NamedTuple):
    """A written shard: where, how much, and the articles that failed with their reasons."""

    path: str
    articles: int
    quads: int
    size: int
    """Bytes as written."""
    failed: tuple[tuple[str, str], ...] = ()


def prepare(out: str) -> None:
    """Makes the folder; raises UsageError if it holds shards already, StoreError if it can't be made."""
    system, folder = _place(out)
    try:
        system.makedirs(folder, exist_ok=True)
        held = [Path(str(name)).name for name in system.ls(folder, detail=False)]
    except OSError as error:
        raise StoreError(f"{out}: {error.strerror or error}") from error
    if any(name.startswith("part-") for name in held):
        raise UsageError(f"{out} holds shards already; name a new folder, or remove them")


def write_shard(out: str, number: int, made: Iterable[Made], ending: str) -> Shard:
    """Writes the graphs as shard `number`; those that failed are told. Raises StoreError (disk full, no permission)."""
    graphs: dict[str, bytes] = {}  # of an article given twice the last one stays
    failed: list[tuple[str, str]] = []
    for one in made:
        if one.reason:
            failed.append((one.article, one.reason))
        else:
            graphs[one.article] = one.nquads
    content = b"".join(graphs.values())
    packed = _packed(content, ending)
    system, folder = _place(out)
    path = f"{folder.rstrip('/')}/part-{number:06d}.{ending}"
    part = f"{folder.rstrip('/')}/.{number:06d}-{os.getpid()}.part"
    try:
        with system.open(part, "wb") as file:
            file.write(packed)
        system.mv(part, path)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error
    return Shard(path, len(graphs), content.count(b"\n"), len(packed), tuple(failed))


def read_shards(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each graph's IRI and its N-Quads, from shards or folders of shards, in sorted order.

    Raises UsageError if there are none, InputError naming the file where one is no shard.
    """
    found = [file for path in paths for file in _shards_under(path)]
    if not found:
        raise UsageError("there are no shards (part-*.nq, .nq.gz, .nq.zst) there; kg extract writes them")
    for file in found:
        lines = _lines(file)
        for graph, group in groupby(lines, key=lambda line: _graph_of(line, file)):
            yield graph, b"".join(group)


def _graph_of(line: bytes, file: str) -> str:
    head, _, end = line.rpartition(b"> .")
    graph = head.rpartition(b" <")[2]
    if end.strip() or not graph:
        raise InputError(f"{file}: a line is no quad in a graph: {line[:60].decode(errors='replace')!r}")
    return graph.decode("utf-8", errors="strict")


def _lines(file: str) -> Iterator[bytes]:
    system, path = _place(file)
    try:
        with system.open(path, "rb") as raw, _unpacked(raw, file) as opened:
            yield from opened
    except (OSError, EOFError, ValueError, _zstd_error()) as error:
        raise InputError(f"{file}: {getattr(error, 'strerror', None) or error}") from error


def _shards_under(path: str) -> list[str]:
    system, folder = _place(path)
    if not system.exists(folder):
        raise UsageError(f"{path}: no such file or folder")
    if not system.isdir(folder):
        return [path]
    prefix = path.partition("://")[0] + "://" if "://" in path else ""
    names = sorted(str(name) for name in system.ls(folder, detail=False))
    return [prefix + name for name in names if Path(name).name.startswith("part-") and name.endswith(FORMATS)]


def _packed(content: bytes, ending: str) -> bytes:
    if ending == "nq.gz":
        return gzip.compress(content, compresslevel=_LEVEL, mtime=0)
    if ending == "nq.zst":
        import zstandard

        return zstandard.ZstdCompressor(level=_LEVEL).compress(content)
    return content


def _unpacked(raw: IO[bytes], name: str) -> IO[bytes]:
    if name.endswith(".gz"):
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw))
    if name.endswith(".zst"):
        import io

        import zstandard

        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True))
    return raw


def _zstd_error() -> type[Exception]:
    import zstandard

    return zstandard.ZstdError


def _place(path: str) -> tuple[Any, str]:
    """The file system of a path and the path in it."""
    if "://" not in path:
        return _Local(), os.path.abspath(path)
    try:
        import fsspec
    except ImportError as error:
        raise UsageError(f"{path}: addresses need fsspec; `pip install defence-kg[ray]`") from error
    try:
        system, folder = fsspec.core.url_to_fs(path)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from error
    return system, folder


class _Local:
    """This machine's files, in the few words of fsspec that are used here; fsspec itself is optional."""

    exists = staticmethod(os.path.exists)
    isdir = staticmethod(os.path.isdir)
    makedirs = staticmethod(os.makedirs)
    open = staticmethod(open)
    mv = staticmethod(os.replace)

    @staticmethod
    def ls(folder: str, detail: bool) -> list[str]:
        """The paths in a folder."""
        return [os.path.join(folder, name) for name in os.listdir(folder)]
