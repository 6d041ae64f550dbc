"""Where articles come from: folders, globs, standard input; order, doubled identifiers, and what can't be opened."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.models import Article
from kg.read import READERS, Failure, Places, Settings, read_again, read_paths


def ids(*paths: Path | str, settings: Settings | None = None) -> list[str]:
    """Identifiers of the articles and paths of the failures, in their order."""
    return [
        item.id if isinstance(item, Article) else f"!{Path(item.path).name}" for item in read_paths(paths, settings)
    ]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Four articles in three folders, and files that are none."""
    for name in ("b.txt", "a/z.txt", "a/y/x.md", "c.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('{"id": "c", "text": "Words."}' if name == "c.jsonl" else "Words.")
    for name in (".hidden.txt", "picture.png", "LICENSE"):
        (tmp_path / name).write_text("Words.")
    return tmp_path


def test_folders_are_read_in_sorted_order(tree: Path) -> None:
    """Folder by folder; hidden files and unknown endings are left out, and said to be."""
    said: list[str] = []
    assert ids(tree, settings=Settings(inform=said.append)) == ["x", "z", "b", "c"]
    assert sorted(line.split(":")[0].rpartition("/")[2] for line in said) == [".hidden.txt", "LICENSE", "picture.png"]


def test_order_does_not_hang_on_the_order_given(tree: Path) -> None:
    """Paths are sorted, globs resolved, each file read once."""
    assert ids(tree / "c.jsonl", tree / "b.txt", tree / "b.txt") == ["b", "c"]
    assert ids(tree / "**" / "*.txt") == ["z", "b"]


def test_named_file_of_unknown_ending_is_looked_into(tree: Path) -> None:
    """Who names a file wants it read: its beginning tells what it is."""
    assert ids(tree / "LICENSE") == ["LICENSE"]
    (tree / "dump.data").write_text('{"id": "one", "text": "One."}\n{"id": "two", "text": "Two."}\n')
    assert ids(tree / "dump.data") == ["one", "two"]


def test_missing_paths(tree: Path) -> None:
    """One among others is a failure, none at all is wrong use, told before anything is read."""
    assert ids(tree / "none.txt", tree / "b.txt") == ["!none.txt", "b"]
    with pytest.raises(UsageError, match=r"no such file or folder: .*none\.txt"):
        read_paths([tree / "none.txt"])
    with pytest.raises(UsageError, match="no such file"):
        read_paths([tree / "*.none"])


def test_file_that_vanishes(tree: Path) -> None:
    """Gone between listing and reading: a failure, and the rest is read."""
    found = read_paths([tree])
    assert isinstance(next(found), Article)
    (tree / "b.txt").unlink()
    rest = list(found)
    assert [f.reason for f in rest if isinstance(f, Failure)] == ["gone since it was listed, or a link to nothing"]
    assert [a.id for a in rest if isinstance(a, Article)] == ["z", "c"]


def test_file_that_cannot_be_read(tree: Path) -> None:
    """A failure with the system's own reason; the rest is read."""
    (tree / "b.txt").unlink()
    (tree / "b.txt").symlink_to("/proc/self/mem")  # opens, and fails at the first byte
    assert ids(tree) == ["x", "z", "!b.txt", "c"]


def test_pipes_and_links(tree: Path) -> None:
    """A pipe in a folder is not waited for, a folder's link not followed, a dead link a failure."""
    os.mkfifo(tree / "pipe.txt")
    (tree / "loop").symlink_to(tree)
    (tree / "dead.txt").symlink_to(tree / "nowhere")
    (tree / "good.txt").symlink_to(tree / "b.txt")
    assert ids(tree) == ["x", "z", "b", "c", "!dead.txt", "good"]


def test_odd_file_names(tmp_path: Path) -> None:
    """Names of any bytes give identifiers that can be encoded."""
    for name in (b"\xff.txt", b"new\nline.txt", b'a b<>".txt', "é\u202e.txt".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("Words.")
    found = [item.id for item in read_paths([tmp_path]) if isinstance(item, Article)]
    assert sorted(found) == sorted(["new line", 'a b<>"', "é", "\ufffd"])


def test_doubled_identifiers_are_named(tmp_path: Path) -> None:
    """Both places; the later one comes later, so that it can replace the earlier."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("First.")
    (tmp_path / "b.jsonl").write_text('{"id": "x", "text": "Second."}\n{"id": "x", "text": "Third."}\n')
    said: list[str] = []
    found = [item.text for item in read_paths([tmp_path], Settings(warn=said.append)) if isinstance(item, Article)]
    assert found == ["First.", "Second.", "Third."]
    assert said == [
        f"{tmp_path}/b.jsonl:1: the same identifier “x” as {tmp_path}/a/x.txt; the later one counts",
        f"{tmp_path}/b.jsonl:2: the same identifier “x” as {tmp_path}/b.jsonl:1; the later one counts",
    ]


def test_nothing_is_read_ahead() -> None:
    """A million lines stream: an article comes before the next lines are there."""
    read, write = os.pipe()
    os.write(write, b'{"text": "One."}\n{"text": "Two."}\n')
    found = read_paths([f"/dev/fd/{read}"])
    first, second = next(found), next(found)
    os.write(write, b'{"text": "Three."}\n')
    os.close(write)
    third = next(found)
    assert [item.text for item in (first, second, third) if isinstance(item, Article)] == ["One.", "Two.", "Three."]
    assert list(found) == []
    os.close(read)


def test_failures_can_be_read_again(tmp_path: Path) -> None:
    """A record as it was mended in the list; a file as it is now; what names nothing says so."""
    (tmp_path / "late.txt").write_text("Words that came late.")
    listed: list[dict[str, object]] = [
        {"path": "news.jsonl", "line": 7, "error": "not JSON", "record": '{"text": "Mended."}'},
        {"path": str(tmp_path / "late.txt"), "error": "empty"},
        {"path": "-", "error": "x"},
        {"path": "news.jsonl", "line": 8, "error": "not JSON", "record": "{still broken"},
    ]
    (tmp_path / "errors.jsonl").write_text("".join(json.dumps(one) + "\n" for one in listed) + "nonsense\n")
    places: Places = {}
    found = list(read_again(str(tmp_path / "errors.jsonl"), Settings(), places=places))
    assert [a.id for a in found if isinstance(a, Article)] == ["news-7", "late"]
    assert [str(f).partition(": ")[0] for f in found if isinstance(f, Failure)] == [
        "-",
        "news.jsonl:8",
        f"{tmp_path}/errors.jsonl:5",
    ]


def test_every_reader_survives_noise(tmp_path: Path) -> None:
    """Random bytes under every ending: failures or articles, never an exception."""
    noise = bytes((i * 7919 + i // 251) % 256 for i in range(5000))
    for ending in READERS:
        (tmp_path / f"noise{ending}").write_bytes(noise)
        (tmp_path / f"text{ending}").write_bytes(b"Plain words in the wrong place.\n" * 3)
    assert len(list(read_paths([tmp_path]))) >= 2 * len(READERS) - 2


def test_languages(tmp_path: Path) -> None:
    """Said or seen; a short text is taken for English."""
    french = (
        "Le président a déclaré que la France livrera des avions à l'Inde avant la fin de l'année, selon le ministère."
    )
    texts = {
        "fr": french * 2,
        "ru": "Россия продала Венесуэле пять самолётов, сообщило министерство обороны в понедельник. " * 2,
    }
    texts |= {"en": "Russia sold the five aircraft to Venezuela, and the ministry said that it was glad of it. " * 2}
    texts |= {"short": "Rafale vente Inde.", "said": "language: German\n\nWords."}
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text)
    found = {item.id: item.language for item in read_paths([tmp_path]) if isinstance(item, Article)}
    assert found == {"fr": "fr", "ru": "ru", "en": "en", "short": "en", "said": "de"}


def test_long_text_is_cut_and_marked(tmp_path: Path) -> None:
    """At the end of a word, never silently; a text of just the length is whole."""
    (tmp_path / "a.txt").write_text("word " * 100)
    said: list[str] = []
    (cut,) = read_paths([tmp_path / "a.txt"], Settings(max_chars=52, warn=said.append))
    assert isinstance(cut, Article)
    assert (len(cut.text), cut.truncated, cut.text[-4:]) == (49, True, "word")
    assert said == [f"{tmp_path}/a.txt: 499 characters; the first 52 are read (--max-chars)"]
    (whole,) = read_paths([tmp_path / "a.txt"], Settings(max_chars=499))
    assert isinstance(whole, Article)
    assert not whole.truncated
