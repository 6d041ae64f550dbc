"""Compressed files and archives: what is in them, opened one after the other, with limits; nothing goes to disk.

A member's name is only a name: no path in an archive can reach a file outside, since none is written.
"""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import IO, Any

from kg.errors import InputError
from kg.read.records import Failure, Settings
from kg.read.sources import Source, seekable

FREE = 200_000_000
"""Bytes that anything may unpack to."""
RATIO = 200
"""How many times its packed size more than that may have; text packs to a third, or a tenth."""
DEPTH = 5
"""How deep archives may lie in archives."""
_ZSTD_CHUNK = 2048
"""Packed bytes taken at a time; the worst of them unpack to 64 MB."""
_WINDOW = 1 << 27
_OFFICE = {"[Content_Types].xml", "mimetype"}
"""Files that stand in every archive of Office Open XML, and of OpenDocument and EPUB."""
_FAULTS = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
)
"""What the standard library raises on packed data that is cut, damaged or not what it claims to be."""


class _Guarded(io.RawIOBase):
    """Unpacked bytes; raises InputError if they are broken or grow beyond all measure."""

    def __init__(self, stream: Any, packed: Callable[[], int], *, base: Any = None) -> None:
        self._stream = stream
        self._packed = packed
        self._base = base
        self._taken = 0
        self._broken: InputError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._broken is not None:
            raise self._broken
        try:
            data = self._piece(len(buffer))
        except InputError as error:
            self._broken = error
            raise
        buffer[: len(data)] = data
        return len(data)

    def _piece(self, size: int) -> bytes:
        try:
            # Piece by piece: a longer read that meets the break would lose what stands before it.
            data: bytes = self._stream.read1(size)
        except InputError:
            raise
        except _FAULTS as error:
            raise InputError(f"cut off or damaged ({brief(error)})") from error
        self._taken += len(data)
        check_size(self._taken, self._packed())
        return data

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            if self._base is not None:
                self._base.close()
        super().close()


class _Patient(io.BufferedReader):
    """Gives what stands before a break, and raises only then; a plain reader would lose it with the break."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            return super().read(size)
        parts: list[bytes] = []
        while size > 0:
            try:
                part = self.read1(size)
            except InputError:
                if parts:
                    break  # the next call meets the same break
                raise
            if not part:
                break
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


class _Counted(io.RawIOBase):
    """A stream that knows how much of it has been read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self.taken += len(data)
        buffer[: len(data)] = data
        return len(data)


class _Zstd:
    """What zstandard data unpacks to. Raises EOFError where it ends too early, which its own reader passes over."""

    def __init__(self, stream: Any) -> None:
        import zstandard

        self._stream = stream
        self._make = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj
        self._unpacker: Any = None
        self._ready = io.BytesIO()
        self._error = zstandard.ZstdError

    def read1(self, size: int) -> bytes:
        """At most `size` bytes; none only at the end."""
        while not (data := self._ready.read(size)):
            packed = self._stream.read(_ZSTD_CHUNK)
            if not packed:
                if self._unpacker is not None:
                    raise EOFError("the last frame is not whole")
                return b""
            self._ready = io.BytesIO(self._unpack(packed))
        return data

    def _unpack(self, packed: bytes) -> bytes:
        unpacked = b""
        while packed:
            self._unpacker = self._unpacker or self._make()
            try:
                unpacked += self._unpacker.decompress(packed)
            except self._error as error:
                raise ValueError(str(error)) from error
            packed = self._unpacker.unused_data if self._unpacker.eof else b""
            if self._unpacker.eof:
                self._unpacker = None
        return unpacked

    def close(self) -> None:
        self._ready.close()


def check_size(unpacked: int, packed: int) -> None:
    """Raises InputError if something unpacks to more than any text would."""
    if unpacked > FREE and unpacked > RATIO * max(packed, 1):
        raise InputError(f"unpacks to more than {RATIO} times its size; given up after {unpacked // 1_000_000} MB")


def _gunzip(stream: Any) -> Any:
    return gzip.GzipFile(fileobj=stream, mode="rb")


COMPRESSED: dict[str, Callable[[Any], Any]] = {".gz": _gunzip, ".zst": _Zstd}
"""What unpacks a single file, by its ending."""
SHORT = {".tgz": ".tar.gz", ".tzst": ".tar.zst"}
"""Endings that stand for two."""


def unpacked(source: Source) -> Source:
    """The file inside a compressed one, under the name without the ending."""
    unpack = COMPRESSED[source.ending]

    def opened() -> IO[bytes]:
        base = source.open()
        counted = _Counted(base)
        return _Patient(_Guarded(unpack(counted), lambda: counted.taken, base=base), 1 << 16)

    name = os.path.splitext(source.name)[0]
    return replace(source, name=name, open=opened)


def zip_members(source: Source, settings: Settings) -> Iterator[Source | Failure]:
    """The files in a zip archive, in sorted order."""
    with seekable(source) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except _FAULTS as error:
            raise InputError(f"no zip archive, or one that is cut off ({brief(error)})") from error
        if _OFFICE & {info.filename for info in archive.infolist()}:
            raise InputError("an office document or an e-book; save it as text or HTML first")
        packed = stream.seek(0, os.SEEK_END)
        total = 0
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if info.filename.endswith("/") or _is_hidden(info.filename):
                continue
            path = f"{source.path}:{info.filename}"
            total += info.file_size
            try:
                check_size(total, packed)
            except InputError as error:
                yield Failure(path, f"{error}; the rest of the archive is left out")
                return
            if info.flag_bits & 1:
                yield Failure(path, "locked with a password; unpack it first")
                continue
            yield _member(source, info.filename, _from_zip(archive, info))


def tar_members(source: Source, settings: Settings) -> Iterator[Source | Failure]:
    """The files in a tar archive, in its own order: it may be a stream, which can't be sorted."""
    with source.open() as stream:
        members = _tar_infos(stream)
        for archive, info in members:
            path = f"{source.path}:{info.name}"
            if info.isdir() or _is_hidden(info.name):
                continue
            if not info.isreg() or info.issparse():
                settings.inform(f"{path}: left out, a link or a special file")
                continue
            yield _member(source, info.name, _from_tar(archive, info))


def _tar_infos(stream: IO[bytes]) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    try:
        archive = tarfile.open(fileobj=stream, mode="r|")  # noqa: SIM115 - its stream is closed by the caller
    except InputError:
        raise
    except _FAULTS as error:
        raise InputError(f"no tar archive ({brief(error)})") from error
    while True:
        try:
            info = archive.next()
        except InputError:
            raise
        except _FAULTS as error:
            raise InputError(f"cut off or damaged ({brief(error)})") from error
        if info is None:
            break
        yield archive, info
        archive.members = []  # type: ignore[attr-defined]  # else it keeps every member it has passed
    while stream.read(1 << 16):
        pass  # a cut behind the last member shows only here


def _from_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        try:
            stream = archive.open(info)
        except _FAULTS as error:
            raise InputError(f"cut off or damaged ({brief(error)})") from error
        return _Patient(_Guarded(stream, lambda: info.compress_size), 1 << 16)

    return opened


def _from_tar(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        stream = archive.extractfile(info)
        assert stream is not None, "a regular file"
        return _Patient(_Guarded(stream, lambda: info.size), 1 << 16)

    return opened


ARCHIVES: dict[str, Callable[[Source, Settings], Iterator[Source | Failure]]] = {
    ".zip": zip_members,
    ".tar": tar_members,
}
"""What lists the files in an archive, by its ending."""


def _member(archive: Source, name: str, opened: Callable[[], IO[bytes]]) -> Source:
    bare = name.replace("\\", "/").rstrip("/").rpartition("/")[2] or "member"
    return Source(f"{archive.path}:{name}", bare, opened, root=archive.root or archive.path)


def _is_hidden(name: str) -> bool:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return not parts or parts[-1].startswith(".") or parts[0] == "__MACOSX"


def brief(error: Exception) -> str:
    """The first line of what a library says, for a message."""
    return (str(error) or type(error).__name__).partition("\n")[0][:120]
