"""`kg query`: every format, every exit code, and nothing but results on standard output."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

ALL = "SELECT ?id ?title WHERE { GRAPH ?a { ?a dcterms:identifier ?id ; dcterms:title ?title } } ORDER BY ?id"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"GRAPH ?g{i} {{ ?a{i} ?b{i} ?c{i} }}" for i in range(9)) + "}"
TRANSFERS = """#+ summary: Transfers
#+ params:
#+   recipient: {type: country, many: true}
#+   min_confidence: {type: number, default: 0}
SELECT ?transfer ?sure WHERE { GRAPH ?a {
  ?transfer a kg:ArmsTransfer ; kg:recipient ?to ; kg:confidence ?sure .
  FILTER(!BOUND(?_recipient) || ?to = ?_recipient)
  FILTER(?sure >= ?_min_confidence)
} }
"""


def kg(*args: str | Path, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Runs the command as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, args)],
        input=stdin,
        capture_output=True,
        text=True,
        env={**os.environ, **env},
        check=False,
    )


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder with one saved query."""
    folder = tmp_path / "my queries"
    folder.mkdir()
    (folder / "deals.rq").write_text(TRANSFERS)
    return folder


def test_table_when_piped_is_plain(small_store: Path) -> None:
    """Columns set by spaces, no boxes, no colours, nothing on standard error."""
    done = kg("query", "-", "--store", small_store, stdin=ALL)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "id  title\n--  ---------\na1  Deal | a1\na2  Deal | a2\n"


@pytest.mark.parametrize(
    ("format_", "output"),
    [
        ("csv", "id,title\r\na1,Deal | a1\r\na2,Deal | a2\r\n"),
        ("tsv", '?id\t?title\n"a1"\t"Deal | a1"\n"a2"\t"Deal | a2"\n'),
        ("jsonl", '{"id": "a1", "title": "Deal | a1"}\n{"id": "a2", "title": "Deal | a2"}\n'),
        ("md", "| id | title |\n| --- | --- |\n| a1 | Deal \\| a1 |\n| a2 | Deal \\| a2 |\n"),
    ],
)
def test_text_formats(small_store: Path, format_: str, output: str) -> None:
    """Each format as its specification or custom has it."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", "query", "-", "-s", str(small_store), "-f", format_],
        input=ALL.encode(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == output


@pytest.mark.parametrize(("format_", "form"), [("json", QueryResultsFormat.JSON), ("xml", QueryResultsFormat.XML)])
def test_w3c_formats_parse(small_store: Path, format_: str, form: QueryResultsFormat) -> None:
    """JSON and XML results are read back by another parser with the same rows; truth values too."""
    done = kg("query", "-", "-s", small_store, "-f", format_, stdin=ALL)
    rows = parse_query_results(done.stdout, form)
    assert [row[0].value for row in rows] == ["a1", "a2"]  # type: ignore[union-attr]
    asked = kg("query", "-", "-s", small_store, "-f", format_, stdin="ASK { GRAPH ?a { ?a a kg:None } }")
    assert bool(parse_query_results(asked.stdout, form)) is False


@pytest.mark.parametrize(
    ("format_", "form"),
    [
        (None, RdfFormat.TURTLE),
        ("trig", RdfFormat.TRIG),
        ("ntriples", RdfFormat.N_TRIPLES),
        ("nquads", RdfFormat.N_QUADS),
        ("rdfxml", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
    ],
)
def test_graph_formats(small_store: Path, format_: str | None, form: RdfFormat) -> None:
    """A CONSTRUCT is written in every RDF format with the same triples."""
    construct = "CONSTRUCT { ?a a kg:Article ; dcterms:title ?t } WHERE { GRAPH ?a { ?a dcterms:title ?t } }"
    done = kg("query", "-", "-s", small_store, *(["-f", format_] if format_ else []), stdin=construct)
    assert done.returncode == 0
    assert len(list(parse(done.stdout, format=form))) == 4


@pytest.mark.parametrize(("pattern", "word"), [("?a a kg:Article", "true\n"), ("?a a kg:None", "false\n")])
def test_ask_prints_a_word(small_store: Path, pattern: str, word: str) -> None:
    """true or false, and exit code 0 for both."""
    done = kg("query", "-", "-s", small_store, stdin=f"ASK {{ GRAPH ?g {{ {pattern} }} }}")
    assert (done.returncode, done.stdout) == (0, word)


def test_output_file_by_its_ending(small_store: Path, tmp_path: Path) -> None:
    """The ending names the format, .gz compresses, the file has ordinary permissions, nothing else is left."""
    out = tmp_path / "out" / "rows.csv.gz"
    out.parent.mkdir()
    done = kg("query", "-", "-s", small_store, "-o", out, stdin=ALL)
    assert (done.returncode, done.stdout) == (0, "")
    assert gzip.decompress(out.read_bytes()).decode().splitlines()[0] == "id,title"
    assert [path.name for path in out.parent.iterdir()] == ["rows.csv.gz"]
    assert out.stat().st_mode & 0o400


def test_failed_query_leaves_the_old_file(small_store: Path, tmp_path: Path) -> None:
    """A query that is stopped does not touch what the file held."""
    out = tmp_path / "rows.csv"
    out.write_text("old")
    done = kg("query", "-", "-s", small_store, "-o", out, "--timeout", "0.3", stdin=ENDLESS)
    assert done.returncode == 124
    assert out.read_text() == "old"


def test_parquet_needs_pyarrow_or_writes(small_store: Path, tmp_path: Path) -> None:
    """Where pyarrow is installed the file holds the rows as text; elsewhere one line says what to install."""
    out = tmp_path / "rows.parquet"
    done = kg("query", "-", "-s", small_store, "-o", out, stdin=ALL)
    try:
        import pyarrow.parquet as pq
    except ImportError:
        assert done.returncode == 2
        assert "pip install" in done.stderr
        assert not out.exists()
    else:
        assert pq.read_table(out).to_pydict()["id"] == ["a1", "a2"]


def test_saved_query_with_parameters(small_store: Path, saved: Path) -> None:
    """A saved query by name, a state by its demonym, several values, a least confidence."""
    ask = ("query", "deals", "-s", small_store, "-f", "csv")
    lines = kg(*ask, "-p", "recipient=Venezuelan", KG_QUERIES=str(saved)).stdout.splitlines()
    assert [line.rpartition("/article/")[2] for line in lines[1:]] == ["a1/transfer/1,0.9"]
    both = kg(*ask, "-p", "recipient=VEN", "-p", "recipient=COG", KG_QUERIES=str(saved))
    assert len(both.stdout.splitlines()) == 3
    sure = kg(*ask, "--min-confidence", "0.5", KG_QUERIES=str(saved))
    assert len(sure.stdout.splitlines()) == 2


def test_query_file_and_show(small_store: Path, saved: Path) -> None:
    """A path runs too; --show prints SPARQL that runs as it is."""
    shown = kg("query", saved / "deals.rq", "-s", small_store, "--show", "-p", "recipient=VE")
    assert "country/VEN>" in shown.stdout
    again = kg("query", "-", "-s", small_store, "-f", "csv", stdin=shown.stdout)
    assert len(again.stdout.splitlines()) == 2


def test_explain_shows_algebra_and_warnings(small_store: Path) -> None:
    """The algebra on standard output, what is known to be slow on standard error."""
    done = kg("query", "-", "-s", small_store, "--explain", stdin=ALL[:-13] + 'VALUES ?id { "a1" }')
    assert "Project [PV=?id ?title]" in done.stdout
    assert "warning: VALUES after WHERE" in done.stderr


@pytest.mark.parametrize(
    ("args", "stdin", "code", "message"),
    [
        (["nothing"], "", 2, "there is no saved query 'nothing'"),
        (["dels"], "", 2, "did you mean deals?"),
        (["SELECT * { ?s ?p ?o }"], "", 2, "SPARQL is read from a file or"),
        (["no/such.rq"], "", 2, "there is no query file no/such.rq"),
        (["deals", "-p", "recipent=VEN"], "", 2, "did you mean recipient?"),
        (["deals", "-p", "recipient"], "", 2, "write it as name=value"),
        (["deals", "-p", "recipient=Atlantis"], "", 2, "there is no such state"),
        (["deals", "-f", "excel"], "", 2, "formats: table, csv"),
        (["-", "--min-confidence", "0.5"], "ASK {}", 2, "no parameter min_confidence"),
        (["-"], "SELECT *\nWHERE { ?s ?p }", 3, "standard input:2:15: can't understand '}'"),
        (["-"], "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 3, "--allow-network"),
        (["-", "--timeout", "0.3"], ENDLESS, 124, "stopped after 0.3 seconds"),
        (["-", "-o", "/no/such/folder/x.csv"], ALL, 1, "can't be written"),
        (
            ["-", "-o", "/no/such/folder/x.xlsx"],
            ALL,
            2,
            "the ending names no format; use --format, or one of .txt, .csv",
        ),
    ],
)
def test_errors_are_one_line(
    small_store: Path, saved: Path, args: list[str], stdin: str, code: int, message: str
) -> None:
    """Each error has its exit code and one line that names what is wrong; standard output stays empty."""
    done = kg("query", *args, "-s", small_store, stdin=stdin, KG_QUERIES=str(saved))
    assert done.returncode == code
    assert message in done.stderr
    assert done.stderr.startswith("kg: ")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_query_of_links_notes_that_there_are_none(small_store: Path) -> None:
    """One line on standard error names `kg link`; the exit code and standard output are those of no rows."""
    done = kg("query", "corroborated", "-s", small_store, "-f", "jsonl")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "note: this query needs links between articles, and the store has none; `kg link` makes them\n"
    )


def test_missing_store_is_exit_4(tmp_path: Path) -> None:
    """No store is made by asking one."""
    done = kg("query", "-", "-s", tmp_path / "none", stdin="ASK {}")
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert not list(tmp_path.iterdir())


def test_broken_query_file_has_its_line(small_store: Path, tmp_path: Path) -> None:
    """File, line and column, as compilers print them."""
    file = tmp_path / "bad.rq"
    file.write_text("#+ summary: bad\nSELECT * WHERE { ?s ?p }")
    done = kg("query", file, "-s", small_store)
    assert (done.returncode, done.stderr) == (3, f"kg: {file}:2:24: can't understand '}}'\n")


def test_interrupt_ends_the_query(small_store: Path) -> None:
    """Ctrl-C stops a query that Oxigraph itself can't stop: exit code 130, one line, no process left."""
    with subprocess.Popen(
        [sys.executable, "-m", "kg", "query", "-", "-s", str(small_store)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdin is not None
        running.stdin.write(ENDLESS)
        running.stdin.close()
        running.stdin = None
        time.sleep(1.5)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=10)
    assert (running.returncode, errors.strip()) == (130, "kg: interrupted")
    assert not list(small_store.parent.glob("store.snapshots"))


def test_closed_pipe_is_quiet(small_store: Path) -> None:
    """`kg query … | head -1` ends without a word."""
    many = "SELECT * WHERE { " + " ".join(f"GRAPH ?g{i} {{ ?a{i} ?b{i} ?c{i} }}" for i in range(3)) + "}"
    shell = f"{sys.executable} -m kg query - -s '{small_store}' -f csv | head -1"
    done = subprocess.run(shell, shell=True, input=many, capture_output=True, text=True, check=True)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_a_fault_of_the_program_is_one_line(small_store: Path, saved: Path) -> None:
    """What nobody foresaw gives exit code 70 and one line; KG_DEBUG=1 shows where."""
    program = "import kg.queries, kg.cli; kg.queries.bind = lambda *_: 1 / 0; kg.cli.main()"
    run = [sys.executable, "-c", program, "query", str(saved / "deals.rq"), "-s", str(small_store)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (70, 1)
    assert "KG_DEBUG=1" in done.stderr
    told = subprocess.run(run, capture_output=True, text=True, check=False, env={**os.environ, "KG_DEBUG": "1"})
    assert "Traceback" in told.stderr


def test_queries_lists_shows_and_checks(small_store: Path, saved: Path) -> None:
    """The user's folder is listed with its parameters, shown in full, and checked with rows and time."""
    listed = kg("queries", KG_QUERIES=str(saved))
    assert "deals" in listed.stdout
    assert "-p recipient=COUNTRY" in listed.stdout
    assert kg("queries", "show", "deals", KG_QUERIES=str(saved)).stdout == TRANSFERS
    checked = kg("queries", "check", "deals", "-s", small_store, KG_QUERIES=str(saved))
    assert (checked.returncode, checked.stdout.split()[:3]) == (0, ["deals", "2", "rows"])


def test_queries_check_goes_on_after_a_broken_one(small_store: Path, saved: Path) -> None:
    """A broken file is reported with its place, the others are still checked, exit code 3."""
    (saved / "bad.rq").write_text("SELECT * WHERE { ?s ?p }")
    done = kg("queries", "check", "bad", "deals", "-s", small_store, KG_QUERIES=str(saved))
    assert done.returncode == 3
    assert "bad.rq:1:24" in done.stdout
    assert "2 rows" in done.stdout
    (saved / "worse.rq").write_text("#+ a: [\nASK {}")
    listed = kg("queries", KG_QUERIES=str(saved))
    assert listed.returncode == 3
    assert "worse.rq:" in listed.stderr
    assert "deals" in listed.stdout


def test_json_lines_hold_numbers(small_store: Path) -> None:
    """Numbers are numbers in JSONL, unbound values are left out."""
    sparql = 'SELECT * { VALUES (?a ?b ?c) { (1 1.5 UNDEF) (true "x" 1e0) } }'
    done = kg("query", "-", "-s", small_store, "-f", "jsonl", stdin=sparql)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"a": 1, "b": 1.5},
        {"a": True, "b": "x", "c": 1.0},
    ]
