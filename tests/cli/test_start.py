"""Commands that need no language model start without what is heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_HEAVY = ("spacy", "thinc", "numpy", "rdflib", "pyshacl", "trafilatura", "httpx", "pandas", "ray", "starlette")
_PROGRAM = """
import sys
from kg.cli import main
try:
    main(sys.argv[2:])
finally:
    print(*[name for name in sys.argv[1].split(",") if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize(
    "command",
    [["--help"], ["--version"], ["load", "--help"], ["queries"], ["query", "--help"], ["extract", "--help"], ["list"]],
    ids=" ".join,
)
def test_light_commands_import_nothing_heavy(command: list[str], tmp_path: Path) -> None:
    """No language model, no RDF library, no web client is imported before it is wanted."""
    run = [sys.executable, "-c", _PROGRAM, ",".join(_HEAVY), *command]
    done = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.stderr.splitlines()[-1] == ""


def test_a_query_imports_nothing_heavy(tmp_path: Path) -> None:
    """Nor does a query on a store."""
    from kg.store import open_store

    open_store(tmp_path / "s", mode="write").close()
    run = [sys.executable, "-c", _PROGRAM, ",".join(_HEAVY), "query", "transfers", "-s", str(tmp_path / "s")]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "")
