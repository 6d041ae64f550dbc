"""`kg validate`: exit codes, the report people read and the standard one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF
from rdflib.namespace import SH

from kg.store import open_store
from kg.vocab import BASE

_ARTICLE = "Russia sold 24 Su-30 fighter jets to Venezuela in 2006, the defence ministry said.\n"


def kg(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs the command as a user does."""
    return subprocess.run([sys.executable, "-m", "kg", *map(str, args)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one article as `kg load` leaves it, and one whose confidence and words were spoilt afterwards."""
    folder = tmp_path_factory.mktemp("validate")
    for name in ("good", "bad"):
        (folder / f"{name}.txt").write_text(f"Jets sold\n\n{_ARTICLE}", encoding="utf-8")
    done = kg("load", folder / "good.txt", folder / "bad.txt", "-s", folder / "store")
    assert done.returncode == 0, done.stderr
    with open_store(folder / "store", mode="write") as store:
        article = f"{BASE}article/bad"
        store.update(
            f"WITH <{article}> DELETE {{ ?f kg:confidence ?c . ?e oa:exact ?x }} "
            f'INSERT {{ ?f kg:confidence 1.7 . ?e oa:exact "\\u001b[31mother words" }} '
            f"WHERE {{ ?f a kg:ArmsTransfer ; kg:confidence ?c ; prov:wasDerivedFrom ?e . ?e oa:exact ?x }}"
        )
    return folder / "store"


def test_a_loaded_article_conforms(loaded: Path) -> None:
    """What `kg load` wrote has nothing to report: exit code 0, no line on standard output."""
    done = kg("validate", "good", "-s", loaded)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "checked 1 graph: conforms\n")


def test_violations_are_named(loaded: Path) -> None:
    """Exit code 1; a line each with node, property, value, rule and shape; the good article is not in it."""
    done = kg("validate", "-s", loaded)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("bad: ")
    wrong = "  transfer/1 kg:confidence 1.7: must be given once, a number from 0 to 1 (kgs:Fact-confidence)"
    assert wrong in lines
    assert any("(kgs:Article-quotes)" in line and "the article" in line for line in lines)
    assert "good" not in done.stdout
    assert "\x1b" not in done.stdout
    assert "1 do not conform" in done.stderr


def test_turtle_is_the_standard_report(loaded: Path, tmp_path: Path) -> None:
    """`--format turtle` gives an sh:ValidationReport, the same bytes each time; exit code as for text."""
    first = kg("validate", "--format", "turtle", "-s", loaded)
    second = kg("validate", "--format", "turtle", "-o", tmp_path / "report.ttl", "-s", loaded)
    assert (first.returncode, second.returncode, second.stdout) == (1, 1, "")
    assert (tmp_path / "report.ttl").read_text(encoding="utf-8") == first.stdout
    report = rdflib.Graph().parse(data=first.stdout, format="turtle")
    (node,) = report.subjects(RDF.type, SH.ValidationReport)
    assert report.value(node, SH.conforms) == rdflib.Literal(False)
    focus = {str(report.value(result, SH.focusNode)) for result in report.objects(node, SH.result)}
    assert f"{BASE}article/bad/transfer/1" in focus


def test_unknown_article_is_wrong_use(loaded: Path) -> None:
    """Exit code 2 and one line that names it."""
    done = kg("validate", "good", "nowhere", "-s", loaded)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no article nowhere" in done.stderr
