"""`kg serve` as a program: it says where it is, answers, and ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

COMMAND = [sys.executable, "-m", "kg", "serve", "--port", "0"]


def test_serves_until_it_is_ended(small_store: Path) -> None:
    """The address stands on standard error; a broken answer is one line; SIGTERM leaves no snapshot behind."""
    with subprocess.Popen(
        [*COMMAND, "--timeout", "2", "--store", str(small_store)], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        match = re.match(r"(http://127\.0\.0\.1:\d+/)", process.stderr.readline())
        assert match is not None
        answer = httpx.get(f"{match[1]}sparql", params={"query": "ASK { GRAPH ?g { ?s ?p ?o } }"})
        assert answer.json()["boolean"] is True
        many = "SELECT * WHERE { " + " ".join(f"GRAPH ?g{i} {{ ?a{i} ?b{i} ?c{i} }}" for i in range(5)) + "}"
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{match[1]}sparql", params={"query": many}, timeout=30)
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    assert "Traceback" not in rest
    assert "broken off" in rest
    assert not small_store.with_name("store.snapshots").exists()


def _fails(*arguments: str, **environment: str) -> tuple[int, str]:
    env = {k: v for k, v in os.environ.items() if k != "KG_TOKEN"} | environment
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, env=env, timeout=60)
    return done.returncode, done.stderr


def test_refusals(small_store: Path, tmp_path: Path) -> None:
    """Wrong use is one line: writing without a token, a store that is no folder or not there, a taken port."""
    assert _fails("--writable", "--store", str(small_store))[0] == 2
    assert "KG_TOKEN" in _fails("--writable", "--store", str(small_store))[1]
    assert _fails("--store", "http://localhost:1/")[0] == 2
    code, said = _fails("--store", str(tmp_path / "none"))
    assert (code, said.count("\n")) == (4, 1)
