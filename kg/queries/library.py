"""Where saved queries are found: the program's own, and the user's folders (`KG_QUERIES`) over them."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from kg.errors import UsageError
from kg.paths import QUERIES
from kg.queries.header import SavedQuery, read_query


def query_files() -> dict[str, Path]:
    """The file of every saved query by name; raises UsageError for a folder that is not there."""
    folders = [QUERIES, *(Path(f) for f in os.environ.get("KG_QUERIES", "").split(os.pathsep) if f)]
    for folder in folders[1:]:
        if not folder.is_dir():
            raise UsageError(f"KG_QUERIES names {folder}, which is no folder")
    files = {file.stem: file for folder in folders for file in sorted(folder.glob("*.rq"))}
    return dict(sorted(files.items()))


def load_queries() -> dict[str, SavedQuery]:
    """Every saved query by name; raises QueryError for the first whose header is broken."""
    return {name: read_query(file) for name, file in query_files().items()}


def find_query(name_or_path: str) -> SavedQuery:
    """A saved query by its name, or one in a file; raises UsageError with suggestions if there is none."""
    files = query_files()
    if name_or_path in files:
        return read_query(files[name_or_path])
    path = Path(name_or_path)
    if path.is_file():
        return read_query(path)
    if path.suffix in (".rq", ".sparql") or len(path.parts) > 1:
        raise UsageError(f"there is no query file {name_or_path}")
    if "{" in name_or_path:
        raise UsageError("SPARQL is read from a file or, for `kg query -`, from standard input")
    near = difflib.get_close_matches(name_or_path, files, n=3) or list(files)[:0]
    hint = f"did you mean {', '.join(near)}?" if near else "`kg queries` lists them"
    raise UsageError(f"there is no saved query {name_or_path!r}; {hint}")
