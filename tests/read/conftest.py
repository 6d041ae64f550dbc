"""Reading a few files, as the tests of every reader do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.models import Article
from kg.read import Failure, Settings, read_paths


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., tuple[list[Article], list[Failure]]]:
    """Writes a file of the given name and bytes, and gives its articles and failures."""

    def read_file(
        name: str, content: bytes | str, settings: Settings | None = None
    ) -> tuple[list[Article], list[Failure]]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = list(read_paths([path], settings))
        return [a for a in found if isinstance(a, Article)], [f for f in found if isinstance(f, Failure)]

    return read_file
