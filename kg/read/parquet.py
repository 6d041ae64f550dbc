"""Parquet: a row an article; needs pyarrow, which is installed only if asked for."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import InputError
from kg.read.fields import FIELDS, draft_of, names_of
from kg.read.records import Draft, Failure, Settings
from kg.read.sources import Source, seekable

_ROWS = 64
"""Rows held at a time."""


def read_parquet(source: Source, settings: Settings) -> Iterator[Draft | Failure]:
    """The article of each row. Raises InputError if pyarrow is missing or the file is no Parquet."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise InputError("Parquet needs pyarrow: pip install 'defence-kg[parquet]'") from error
    with seekable(source) as stream:
        try:
            table = pyarrow.parquet.ParquetFile(stream)
        except (pyarrow.ArrowException, OSError) as error:
            raise InputError(f"no Parquet file ({_brief(error)})") from error
        columns = [n for n in table.schema_arrow.names if n in _wanted(settings)]
        if not any(name.split(".")[0] in columns for name in names_of("text", settings)):
            raise InputError(f"no column with text (looked for {', '.join(names_of('text', settings))})")
        batches = table.iter_batches(batch_size=_ROWS, columns=columns)
        number = 0
        while True:
            try:
                batch = next(batches)
                rows = batch.to_pylist()
            except StopIteration:
                return
            except (pyarrow.ArrowException, OSError, ValueError) as error:
                raise InputError(f"broken from row {number + 1} on ({_brief(error)})") from error
            for row in rows:
                number += 1
                try:
                    yield draft_of(row, settings, number)
                except InputError as error:
                    yield Failure(source.path, str(error), number)


def _wanted(settings: Settings) -> set[str]:
    return {name.split(".")[0] for field in FIELDS for name in names_of(field, settings)}


def _brief(error: Exception) -> str:
    return str(error).partition("\n")[0][:120]
