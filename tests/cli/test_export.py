"""`kg export`: files by their endings, whole or not at all, and clear refusals."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard
from pyoxigraph import RdfFormat, parse


def kg(*args: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Runs the command as a user does."""
    return subprocess.run([sys.executable, "-m", "kg", *map(str, args)], capture_output=True, check=False)


def test_turtle_on_standard_output(small_store: Path) -> None:
    """Without a file, Turtle: facts in blocks, the reference entities they name described at the end."""
    done = kg("export", "--store", small_store)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert text.startswith("@base <https://w3id.org/defence-kg/id/> .\n@prefix kg: ")
    assert '# Article article/a1\n\n<article/a1> a kg:Article ;\n    dcterms:identifier "a1"' in text
    assert text.index("# Article article/a2") < text.index("# Actors, countries, places and weapon systems")
    assert "<weapon/igla-s> a kg:WeaponSystem" in text
    assert "Democratic Republic" not in text


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("graph.ttl", RdfFormat.TURTLE),
        ("graph.nq", RdfFormat.N_QUADS),
        ("graph.trig", RdfFormat.TRIG),
        ("graph.nt", RdfFormat.N_TRIPLES),
        ("graph.rdf", RdfFormat.RDF_XML),
        ("graph.jsonld", RdfFormat.JSON_LD),
    ],
)
def test_the_ending_gives_the_format(small_store: Path, tmp_path: Path, name: str, form: RdfFormat) -> None:
    """Each ending gives its format, and nothing goes to standard output."""
    done = kg("export", tmp_path / name, "--store", small_store)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert len(list(parse(path=tmp_path / name, format=form))) > 30


def test_compressed_files(small_store: Path, tmp_path: Path) -> None:
    """The endings .gz and .zst compress, and the same graph gives the same bytes."""
    for name in ("a.nq", "a.nq.gz", "b.nq.gz", "a.nq.zst"):
        assert kg("export", tmp_path / name, "--store", small_store).returncode == 0
    plain = (tmp_path / "a.nq").read_bytes()
    packed = (tmp_path / "a.nq.gz").read_bytes()
    assert gzip.decompress(packed) == plain
    assert packed == (tmp_path / "b.nq.gz").read_bytes()
    with zstandard.open(tmp_path / "a.nq.zst", "rb") as file:
        assert file.read() == plain


def test_a_failed_export_leaves_the_old_file(small_store: Path, tmp_path: Path) -> None:
    """What was there stays, and no temporary file is left."""
    target = tmp_path / "out" / "graph.ttl"
    target.parent.mkdir()
    target.write_text("old")
    done = kg("export", target, "--article", "a9", "--store", small_store)
    assert done.returncode == 2
    assert b"a9" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert [file.name for file in target.parent.iterdir()] == ["graph.ttl"]
    assert target.read_text() == "old"


def test_a_full_disk_is_exit_code_4(small_store: Path) -> None:
    """One line, no traceback."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "export", "--store", str(small_store)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 4
    assert done.stderr == b"kg: No space left on device\n"


def test_a_query_s_graph(small_store: Path, tmp_path: Path) -> None:
    """--query writes what a CONSTRUCT makes; a query of rows is refused."""
    query = tmp_path / "pairs.rq"
    query.write_text("CONSTRUCT { ?a kg:mentions ?b } WHERE { GRAPH ?a { ?a kg:mentions ?b } }")
    done = kg("export", tmp_path / "pairs.nt", "--query", query, "--store", small_store)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len((tmp_path / "pairs.nt").read_bytes().splitlines()) == 2
    query.write_text("SELECT ?a WHERE { GRAPH ?a { ?a a kg:Article } }")
    done = kg("export", tmp_path / "rows.nt", "--query", query, "--store", small_store)
    assert (done.returncode, done.stderr) == (
        2,
        b"kg: pairs gives rows, not a graph; use kg query, or a CONSTRUCT query\n",
    )
    assert not (tmp_path / "rows.nt").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["graph.docx"],
            "the ending names no RDF format; use --format, or one of .ttl, .trig, .nt, .nq, .rdf, .jsonld",
        ),
        (["--format", "owl"], "there is no such format 'owl'"),
        (["--profile", "x"], "there is no profile 'x'; profiles: oa, nif, rdf12"),
        (["--profile", "rdf12", "--format", "rdfxml"], "rdfxml can't hold RDF 1.2"),
        (["-p", "a=b"], "-p gives a parameter of a query; name it with --query"),
        (["--query", "transfers", "--all"], "--query alone says what is written"),
    ],
)
def test_wrong_use(small_store: Path, arguments: list[str], said: str) -> None:
    """Each is one line, exit code 2, and nothing on standard output."""
    done = kg("export", *arguments, "--store", small_store)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_a_closed_pipe_ends_quietly(annotated_store: Path) -> None:
    """`kg export | head` says nothing."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "export", "--store", str(annotated_store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b"@base")
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0
