"""`kg load` and bad input: what is said, listed, reported and read again, and what is in the store afterwards.

The extractor gives no facts here: these tests are about the command, not about the language.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.store import open_store
from kg.vocab import article_iri

_PROGRAM = """
import kg.ingest
from kg.models import Extraction
def extract_all(articles, watch=None):
    for article in articles:
        if "impossible" in article.text:
            raise IndexError("no such token")
        while "endless" in article.text:
            pass
        yield Extraction(article=article)
kg.ingest.extract_all = extract_all
from kg.cli import main
main()
"""


def kg(*args: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the command with an extractor that finds nothing, and fails on what it finds impossible."""
    run = [sys.executable, "-c", _PROGRAM, *map(str, args)]
    return subprocess.run(run, input=stdin, capture_output=True, text=True, check=False)


def texts(store: Path) -> dict[str, str]:
    """Identifiers in a store and the last line of each article's text."""
    with open_store(store) as opened:
        found = opened.query("SELECT ?id ?text { GRAPH ?a { ?a dcterms:identifier ?id ; kg:text ?text } }")
        return {row[0].value: row[1].value.rpartition("\n")[2] for row in found}  # type: ignore[union-attr]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A good article, an empty file, one that no extractor understands, and lines of which one is broken."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text("title: Good\n\nRussia sold Venezuela five aircraft.\n")
    (folder / "empty.txt").write_text("")
    (folder / "hard.txt").write_text("This is impossible.")
    (folder / "lines.jsonl").write_text('{"id": "one", "text": "One."}\n{"id": "two", "text": \n{"text": "Three."}\n')
    return folder


def test_failures_are_listed_and_can_be_read_again(tmp_path: Path, news: Path) -> None:
    """--errors lists what failed; once mended, there or in its file, --retry loads just that."""
    errors, store = tmp_path / "errors.jsonl", tmp_path / "s"
    done = kg("load", news, "-s", store, "--errors", errors)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "loaded 3 · replaced 0 · unchanged 0 · failed 3"
    listed = {line["path"]: line for line in map(json.loads, errors.read_text().splitlines())}
    assert {Path(path).name for path in listed} == {"empty.txt", "hard.txt", "lines.jsonl"}
    assert listed[f"{news}/lines.jsonl"]["line"] == 2
    assert listed[f"{news}/hard.txt"]["error"] == "IndexError: no such token"
    (news / "empty.txt").write_text("No longer empty.")
    mended = errors.read_text().replace('\\"text\\": ', '\\"text\\": \\"Two.\\"}')
    errors.write_text(mended)
    done = kg("load", "--retry", errors, "-s", store)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "loaded 2 · replaced 0 · unchanged 0 · failed 1"
    assert texts(store) == {
        "good": "Russia sold Venezuela five aircraft.",
        "one": "One.",
        "two": "Two.",
        "lines-3": "Three.",
        "empty": "No longer empty.",
    }


def test_article_that_takes_too_long_fails(tmp_path: Path, news: Path) -> None:
    """Past --max-seconds it is told in one line and listed, the rest is loaded, exit code 1."""
    (news / "hard.txt").write_text("This is endless.")
    errors, report, store = tmp_path / "errors.jsonl", tmp_path / "report.json", tmp_path / "s"
    load = ("load", news / "good.txt", news / "hard.txt", "-s", store, "--errors", errors, "--report", report)
    done = kg(*load, "--max-seconds", "1")
    reason = "given up after 1 s; a larger --max-seconds gives it more time"
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"kg: {news}/hard.txt: {reason}",
        "loaded 1 · replaced 0 · unchanged 0 · failed 1",
    ]
    failure = {"error": reason, "id": "hard", "path": f"{news}/hard.txt"}
    assert [json.loads(line) for line in errors.read_text().splitlines()] == [failure]
    assert json.loads(report.read_text())["failures"] == [failure]
    assert texts(store) == {"good": "Russia sold Venezuela five aircraft."}
    (news / "hard.txt").write_text("This is short.")
    assert kg("load", "--retry", errors, "-s", store, "--max-seconds", "0").returncode == 0
    assert texts(store)["hard"] == "This is short."


def test_list_of_errors_is_not_overwritten_while_it_is_read(tmp_path: Path, news: Path) -> None:
    """The same file for both is wrong use."""
    kg("load", news, "-s", tmp_path / "s", "--errors", tmp_path / "e")
    before = (tmp_path / "e").read_text()
    done = kg("load", "--retry", tmp_path / "e", "--errors", tmp_path / "e", "-s", tmp_path / "s")
    assert done.returncode == 2
    assert (tmp_path / "e").read_text() == before != ""


def test_report(tmp_path: Path, news: Path) -> None:
    """Counts, languages, seconds a stage and the failures, as JSON."""
    (news / "long.txt").write_text("word " * 100)
    (news / "said.txt").write_text("language: fr\n\nMots.")
    done = kg("load", news, "-s", tmp_path / "s", "--report", tmp_path / "r.json", "--max-chars", "60")
    assert done.stderr.splitlines()[-1] == (
        "loaded 5 · replaced 0 · unchanged 0 · failed 3 · truncated 1 · other languages 1"
    )
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["counts"] == {
        "loaded": 5, "replaced": 0, "unchanged": 0, "failed": 3, "truncated": 1, "other languages": 1
    }  # fmt: skip
    assert report["languages"] == {"en": 5, "fr": 1}
    assert set(report["seconds"]) == {"reading", "extracting", "writing", "total"}
    assert all(value >= 0 for value in report["seconds"].values())
    assert set(report["processor seconds"]) == {"annotating", "extracting"}
    assert len(report["failures"]) == 3
    with open_store(tmp_path / "s") as store:
        assert store.query(f"ASK {{ GRAPH ?a {{ <{article_iri('long')}> kg:truncated true }} }}")


def test_json_log(tmp_path: Path, news: Path) -> None:
    """Every line on standard error is an object, the last one the summary; errors that end the run too."""
    done = kg("load", news, "-s", tmp_path / "s", "--log-format", "json", "-v")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["level"] for line in lines} == {"error", "info", "summary"}
    assert lines[-1]["loaded"] == 3
    assert [line["path"] for line in lines if line.get("line") == 2] == [f"{news}/lines.jsonl"]
    done = kg("load", tmp_path / "none", "-s", tmp_path / "s", "--log-format", "json")
    assert done.returncode == 2
    assert json.loads(done.stderr)["level"] == "error"


def test_quiet_and_verbose(tmp_path: Path, news: Path) -> None:
    """A quiet run counts what it leaves out; -v names it, and what became of each article."""
    (news / "photo.png").write_bytes(b"\x89PNG")
    quiet = kg("load", news, "-s", tmp_path / "s")
    assert "photo.png" not in quiet.stderr
    assert quiet.stderr.splitlines()[-1].endswith("failed 3 · files left out 1")
    verbose = kg("load", news, "-s", tmp_path / "s", "-v").stderr.splitlines()
    assert f"kg: {news}/photo.png: left out, no reader for “.png”" in verbose
    assert "kg: good: unchanged" in verbose


def test_last_of_doubled_identifiers_wins(tmp_path: Path) -> None:
    """In the order of paths, whatever the order given; a warning names both; the store holds one graph."""
    (tmp_path / "b").mkdir()
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "First."}\n')
    (tmp_path / "b" / "x.txt").write_text("Second.")
    for number, paths in enumerate((["a.jsonl", "b"], ["b", "a.jsonl"])):
        done = kg("load", *(tmp_path / path for path in paths), "-s", tmp_path / f"s{number}")
        assert done.returncode == 0
        assert f"{tmp_path}/b/x.txt: the same identifier “x” as {tmp_path}/a.jsonl:1" in done.stderr
        assert texts(tmp_path / f"s{number}") == {"x": "Second."}
    again = kg("load", tmp_path / "a.jsonl", tmp_path / "b", "-s", tmp_path / "s0")
    assert again.stderr.splitlines()[-1] == "loaded 0 · replaced 0 · unchanged 2 · failed 0"


def test_many_warnings_are_summed_up(tmp_path: Path) -> None:
    """Twenty are shown, the others counted."""
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "Words."}\n' * 50)
    done = kg("load", tmp_path / "a.jsonl", "-s", tmp_path / "s")
    assert done.returncode == 0
    assert done.stderr.count("the same identifier") == 20
    assert "kg: 29 more warnings; -v shows all" in done.stderr


def test_own_field_names(tmp_path: Path) -> None:
    """--field says where a record keeps what; an unknown field is wrong use."""
    (tmp_path / "a.jsonl").write_text('{"doc": {"body": "Words."}, "nr": 7}\n')
    done = kg("load", tmp_path / "a.jsonl", "-s", tmp_path / "s", "--field", "text=doc.body", "--field", "id=nr")
    assert done.returncode == 0
    assert texts(tmp_path / "s") == {"7": "Words."}
    assert kg("load", tmp_path / "a.jsonl", "-s", tmp_path / "s", "--field", "txt=doc").returncode == 2


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_no_articles_at_all(tmp_path: Path, content: str) -> None:
    """An empty standard input or folder is wrong use, in one line."""
    (tmp_path / "empty").mkdir()
    for done in (
        kg("load", "-", "-s", tmp_path / "s", stdin=content),
        kg("load", tmp_path / "empty", "-s", tmp_path / "s"),
    ):
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "there are no articles in" in done.stderr


def test_wrong_use_opens_no_store(tmp_path: Path) -> None:
    """Who mistypes a path gets no empty store for it."""
    assert kg("load", tmp_path / "none", "-s", tmp_path / "s").returncode == 2
    assert kg("load", "-s", tmp_path / "s").returncode == 2
    assert not (tmp_path / "s").exists()


def test_unwritable_report_is_told_before_anything_is_read(tmp_path: Path, news: Path) -> None:
    """Wrong use, in one line."""
    done = kg("load", news, "-s", tmp_path / "s", "--report", tmp_path / "no" / "r.json")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert not (tmp_path / "s").exists()


def test_full_disk_under_the_list_of_errors(tmp_path: Path, news: Path) -> None:
    """The run ends with one line that names the file, exit code 4, and what was loaded is kept."""
    done = kg("load", news, "-s", tmp_path / "s", "--errors", "/dev/full")
    assert done.returncode == 4
    assert done.stderr == "kg: /dev/full: No space left on device; what was loaded so far is kept\n"
