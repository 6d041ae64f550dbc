"""Every fuzzing target holds on what broke it before, on its seeds, and on a few hundred inputs of Hypothesis."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HERE = Path(__file__).parent
TARGETS: dict[str, Callable[[bytes], None]] = runpy.run_path(str(HERE / "targets.py"))["TARGETS"]
KEPT = sorted(path for folder in ("cases", "seeds") for path in (HERE / folder).glob("*/*"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_kept_case_holds(path: Path) -> None:
    """Nothing that was mended breaks again."""
    assert TARGETS[path.parent.name](path.read_bytes()) is None


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
def test_target_holds_on_anything(name: str, data: bytes) -> None:
    """No bytes and no text break a parser."""
    assert TARGETS[name](data) is None


@pytest.mark.parametrize(
    "path", [p for p in KEPT if p.parent.parent.name == "seeds"], ids=lambda path: path.parent.name
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_target_holds_on_damaged_seeds(path: Path, data: st.DataObject) -> None:
    """A good input with a piece cut out, doubled or overwritten is at worst a bad one."""
    seed = path.read_bytes()
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(seed)), st.integers(0, len(seed)))))
    piece = data.draw(st.one_of(st.just(b""), st.just(seed[start:end] * 2), st.binary(max_size=40)))
    assert TARGETS[path.parent.name](seed[:start] + piece + seed[end:]) is None
