"""Runs the commands of README.md in order and writes what they really print under them.

A ```console block holds lines that begin with "$ " and, under each, its output; a line "…" stands for what
is left out. Lines are cut at 150 characters. `python scripts/update_readme.py` rewrites the file; the
suite compares the two (tests/test_readme.py).
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
_WIDTH = 150
_LEFT_OUT = "…"


class Run(NamedTuple):
    """One command of the README, what stands under it there, and what it printed."""

    command: str
    told: list[str]
    printed: list[str]
    code: int


def runs(readme: str) -> list[list[Run]]:
    """The runs of each block, in order, in a folder of their own that holds the seeds and the gold set."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("seeds", "tests/gold"):
            shutil.copytree(ROOT / name, Path(folder) / name)
        return [[_run(piece, Path(folder)) for piece in _pieces(block)] for block in _BLOCK.findall(readme)]


def _pieces(block: str) -> list[tuple[str, list[str]]]:
    pieces: list[tuple[str, list[str]]] = []
    for line in block.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            pieces.append((line[2:], []))
        else:
            pieces[-1][1].append(line)
    return pieces


def _run(piece: tuple[str, list[str]], folder: Path) -> Run:
    command, told = piece
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    done = subprocess.run(
        ["bash", "-c", f'kg() {{ {shlex.quote(sys.executable)} -m kg "$@"; }}; {command}'],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": str(_WIDTH)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    printed = [line.rstrip() for line in done.stdout.rstrip("\n").split("\n")] if done.stdout.strip() else []
    printed = [line if len(line) <= _WIDTH else line[: _WIDTH - 1] + _LEFT_OUT for line in printed]
    if told and told[-1] == _LEFT_OUT:
        printed = [*printed[: len(told) - 1], _LEFT_OUT]
    return Run(command, told, printed, done.returncode)


def updated(readme: str) -> str:
    """The README with what its commands print now."""
    found = iter(runs(readme))

    def block(_: re.Match[str]) -> str:
        return "".join(f"{line}\n" for run in next(found) for line in (f"$ {run.command}", *run.printed))

    return _BLOCK.sub(block, readme)


if __name__ == "__main__":
    file = ROOT / "README.md"
    file.write_text(updated(file.read_text(encoding="utf-8")), encoding="utf-8")
