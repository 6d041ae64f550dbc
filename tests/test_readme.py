"""The README's commands print what it says, and every command and saved query is told of."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from kg.cli import COMMANDS
from kg.queries import load_queries

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/update_readme.py."""
    spec = importlib.util.spec_from_file_location("update_readme", ROOT / "scripts" / "update_readme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_commands_print_what_the_readme_says(script: ModuleType) -> None:
    """Every command of a console block ends well, and its output is the one shown."""
    found = [run for block in script.runs(README) for run in block]
    assert len(found) >= 8
    for run in found:
        assert run.code == 0, (run.command, run.printed)
        assert run.printed == run.told, f"{run.command}: run scripts/update_readme.py and read what changed"


def test_every_command_and_query_is_told_of() -> None:
    """No command and no saved query is missing from the tables."""
    named = set(re.findall(r"`kg (\w+)", README))
    assert set(COMMANDS) <= named
    queries = set(load_queries())
    assert {name for name in queries if f"`{name}`" not in README} == set()


def test_links_lead_somewhere() -> None:
    """Relative links and pictures name files that are there."""
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []
