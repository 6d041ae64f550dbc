"""Compressed files and archives: what is inside, cut ones, bombs, members with odd names."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from kg.models import Article
from kg.read import Failure

Read = Callable[..., tuple[list[Article], list[Failure]]]

_TEXT = b"Russia sold Oman arms.\n"


def zipped(**members: bytes) -> bytes:
    """A zip archive; "__" in a name stands for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_txt", ".txt").replace("_zip", ".zip"), content)
    return out.getvalue()


def tarred(mode: str, *members: tuple[str, bytes]) -> bytes:
    """A tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def file_name(value: object) -> str:
    """A case's name: archives hold the time they were packed at, and workers have to agree on the names."""
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt.gz", gzip.compress(_TEXT)),
        ("a.txt.gz", gzip.compress(_TEXT[:9]) + gzip.compress(_TEXT[9:])),
        ("a.txt.zst", zstandard.compress(_TEXT)),
        ("a.txt.zst", zstandard.compress(_TEXT[:9]) + zstandard.compress(_TEXT[9:])),
        ("x.zip", zipped(a_txt=_TEXT)),
        ("x.tar", tarred("w", ("a.txt", _TEXT))),
        ("x.tar.gz", tarred("w:gz", ("deep/er/a.txt", _TEXT))),
        ("x.tgz", tarred("w:gz", ("a.txt", _TEXT))),
        ("x.tar.zst", zstandard.compress(tarred("w", ("a.txt", _TEXT)))),
        ("x.zip", zipped(y_zip=zipped(a_txt=_TEXT))),
        ("x.tar.gz", tarred("w:gz", ("y.zip", zipped(a_txt=_TEXT)))),
    ],
    ids=file_name,
)
def test_packed_file_is_read(read: Read, name: str, content: bytes) -> None:
    """The article inside is the same as the file outside would give."""
    (article,), failures = read(name, content)
    assert failures == []
    assert (article.id, article.text, article.source) == ("a", "Russia sold Oman arms.", "a.txt")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl.gz", gzip.compress(b'{"text": "One."}\n' + b'{"text": "%d"}\n' * 9 % tuple(range(9)))[:-12]),
        ("a.jsonl.zst", zstandard.compress(b'{"text": "One."}\n' * 3)[:-4]),
        ("a.txt.gz", b"no gzip at all"),
        ("a.txt.zst", b"no zstandard at all"),
        ("a.txt.gz", gzip.compress(_TEXT)[:-8] + b"\0" * 8),
        ("x.zip", zipped(a_txt=_TEXT)[:-20]),
        ("x.zip", b"PK\x03\x04 and no more"),
        ("x.docx", zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})),
        ("x.tar", tarred("w", ("a.txt", _TEXT * 99))[:700]),
        ("x.tar", b"no tar" * 100),
        ("x.tar.gz", tarred("w:gz", ("a.txt", _TEXT))[:-9]),
        ("x.zip", b""),
    ],
    ids=file_name,
)
def test_damaged_file_is_one_failure(read: Read, name: str, content: bytes) -> None:
    """It is named, and nothing is raised; a cut archive may name the member and itself."""
    _, failures = read(name, content)
    assert 1 <= len(failures) <= 2
    assert all(name in str(failure) for failure in failures)


def test_what_came_before_the_cut_is_read(read: Read) -> None:
    """A stream that breaks off loses only what is behind the break."""
    lines = b"".join(b'{"text": "Number %d of many."}\n' % n for n in range(50_000))
    articles, failures = read("a.jsonl.gz", gzip.compress(lines)[:-1000])
    assert len(articles) > 1000
    assert [f.reason[:20] for f in failures] == ["cut off or damaged ("]


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_bomb_is_given_up(read: Read, ending: str) -> None:
    """300 MB of nothing in a few kilobytes: one failure, and never all of it in memory."""
    if ending == "gz":
        out = io.BytesIO()
        with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as stream:
            for _ in range(300):
                stream.write(b"\0" * 1_000_000)
        packed = out.getvalue()
    else:
        packed = zstandard.compress(b"\0" * 300_000_000)
    articles, failures = read(f"b.jsonl.{ending}", packed)
    assert articles == []
    assert "unpacks to more than" in failures[-1].reason


def test_archive_that_claims_to_be_huge(read: Read) -> None:
    """Many members that unpack to far more than the archive: it is left there, with what was read."""
    members = {f"m{n}_txt": b"\0" * 30_000_000 for n in range(8)}
    articles, failures = read("b.zip", zipped(a_txt=_TEXT, **members))
    assert [a.id for a in articles] == ["a"]
    assert failures[-1].reason.endswith("the rest of the archive is left out")


def test_archive_in_itself_ends(read: Read) -> None:
    """Seven layers are too many."""
    content = _TEXT
    for _ in range(7):
        content = gzip.compress(content)
    articles, (failure,) = read("a.txt" + ".gz" * 7, content)
    assert (articles, failure.reason) == ([], "packed more than 5 times; unpack it first")


def test_paths_in_an_archive_lead_nowhere(read: Read, tmp_path: Path) -> None:
    """A member that would climb out is read like any other, and no file is written."""
    before = sorted(tmp_path.rglob("*"))
    (one, two), failures = read("in/x.zip", zipped(**{"..__..__evil_txt": _TEXT, "__etc__abs_txt": _TEXT}))
    assert failures == []
    assert {one.id, two.id} == {"evil", "abs"}
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "in", tmp_path / "in" / "x.zip"])


def test_links_and_devices_in_a_tar_are_left_out(tmp_path: Path) -> None:
    """A link to a file outside is not followed."""
    from kg.read import Settings, read_paths

    (tmp_path / "secret.txt").write_text("Secret.")
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        link = tarfile.TarInfo("a.txt")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "secret.txt")
        archive.addfile(link)
        device = tarfile.TarInfo("b.txt")
        device.type = tarfile.CHRTYPE
        archive.addfile(device)
    said: list[str] = []
    assert list(read_paths([tmp_path / "x.tar"], Settings(inform=said.append))) == []
    assert len(said) == 2


def test_locked_member_costs_only_itself(read: Read) -> None:
    """One with a password is named; the others are read."""
    content = bytearray(zipped(a_txt=_TEXT, b_txt=_TEXT))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    articles, (failure,) = read("x.zip", bytes(content))
    assert [a.id for a in articles] == ["b"]
    assert failure.reason == "locked with a password; unpack it first"
