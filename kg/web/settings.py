"""What a server may be told: where the store is, and how much one request may take."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_CPUS = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """The limits are for one request; a request past a limit ends, the others do not notice."""

    store: Path
    token: str | None = None
    """The bearer token that may write; None: nobody may."""
    seconds: float = 30.0
    """Longest run of a query."""
    rows: int = 1_000_000
    size: int = 256 << 20
    """Bytes of an answer."""
    body: int = 1 << 20
    """Bytes of a request; of an authorised writer, `written`."""
    written: int = 64 << 20
    workers: int = max(4, 2 * _CPUS)
    """Queries that run at once; each is a process."""
    wait: float = 30.0
    """Seconds a request waits for a free process before it is told to come back (503)."""
    in_memory: bool = True
    """Whether to answer queries from a copy in memory, where it fits and nobody writes here."""
    remembered: int = 64 << 20
    """Bytes of answers kept while the store does not change; 0: none."""
    rate: float = 50.0
    """Requests a second and client, on average; 0: as many as it likes."""
    burst: int = 200
    origin: str | None = "*"
    """Whose scripts may read answers (CORS); None: nobody's but the server's own pages."""

    @property
    def writable(self) -> bool:
        """Whether the store is open for writing."""
        return self.token is not None
