"""Counters in the Prometheus text format (https://prometheus.io/docs/instrumenting/exposition_formats/)."""

from __future__ import annotations

import threading
from collections import defaultdict

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_HELP = {
    "kg_requests_total": "Requests by kind of address and status.",
    "kg_request_seconds": "Time from a request to the first byte of its answer.",
    "kg_queries_total": "SPARQL queries begun.",
    "kg_queries_stopped_total": "Queries stopped at a limit of time, rows or size.",
    "kg_queries_refused_total": "Queries that found no free process.",
    "kg_query_processes_ended_total": "Query processes that were ended or ended themselves.",
    "kg_updates_total": "Updates and changes of graphs.",
    "kg_store_generations_total": "States of the store that were opened.",
    "kg_rate_limited_total": "Requests refused because a client sent too many.",
}


class Metrics:
    """Counts, and one histogram; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._buckets = [0] * len(_BUCKETS)
        self._sum = 0.0
        self._seen = 0

    def count(self, name: str, labels: str = "") -> None:
        """Adds one; `labels` is written as Prometheus has it: `status="200"`."""
        with self._lock:
            self._counts[name, labels] += 1

    def time(self, seconds: float) -> None:
        """Adds one request's time."""
        with self._lock:
            self._sum += seconds
            self._seen += 1
            for at, bound in enumerate(_BUCKETS):
                if seconds <= bound:
                    self._buckets[at] += 1

    def text(self) -> str:
        """Everything counted so far."""
        with self._lock:
            lines = []
            for name, help_ in _HELP.items():
                kind = "histogram" if name.endswith("_seconds") else "counter"
                lines += [f"# HELP {name} {help_}", f"# TYPE {name} {kind}"]
                if kind == "histogram":
                    lines += [f'{name}_bucket{{le="{b:g}"}} {n}' for b, n in zip(_BUCKETS, self._buckets, strict=True)]
                    lines += [f'{name}_bucket{{le="+Inf"}} {self._seen}', f"{name}_sum {self._sum:.6f}"]
                    lines.append(f"{name}_count {self._seen}")
                    continue
                found = sorted((labels, n) for (known, labels), n in self._counts.items() if known == name) or [("", 0)]
                lines += [f"{name}{f'{{{labels}}}' if labels else ''} {n}" for labels, n in found]
            return "\n".join(lines) + "\n"
