"""What a run says on standard error: lines for people, or a JSON object a line for programs."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Literal

import click

Level = Literal["error", "warning", "info", "summary"]

_WARNINGS_SHOWN = 20
"""Warnings that a quiet run shows; a million doubled identifiers are one piece of news."""


class Log:
    """Says errors and the summary always, the first warnings, and everything if verbose."""

    def __init__(self, *, verbose: bool = False, as_json: bool = False) -> None:
        self._verbose = verbose
        self.as_json = as_json
        self.warnings = 0

    def error(self, message: str, **fields: Any) -> None:
        """Something is lost."""
        self._say("error", message, fields)

    def warning(self, message: str, **fields: Any) -> None:
        """Something is doubtful, but nothing lost."""
        self.warnings += 1
        if self._verbose or self.warnings <= _WARNINGS_SHOWN:
            self._say("warning", message, fields)

    def info(self, message: str, **fields: Any) -> None:
        """What only a verbose run says."""
        if self._verbose:
            self._say("info", message, fields)

    def summary(self, message: str, **fields: Any) -> None:
        """The last line of a run."""
        more = self.warnings - _WARNINGS_SHOWN
        if more > 0 and not self._verbose:
            self._say("warning", f"{more:,} more warnings; -v shows all", {})
        self._say("summary", message, fields)

    def _say(self, level: Level, message: str, fields: dict[str, Any]) -> None:
        line = "".join(c for c in " ".join(message.split()) if c.isprintable())
        if self.as_json:
            now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
            click.echo(json.dumps({"time": now, "level": level, "message": line, **fields}), err=True)
        else:
            click.echo(line if level == "summary" else f"kg: {line}", err=True)
