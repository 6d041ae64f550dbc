"""Defence and diplomacy news as an RDF knowledge graph.

>>> import kg
>>> g = kg.open("kg-store")             # doctest: +SKIP
>>> g.load("seeds/")                    # doctest: +SKIP
>>> g.query("transfers", recipient="Venezuela").to_pandas()   # doctest: +SKIP
"""

from __future__ import annotations

from kg.api import KnowledgeGraph, Loaded, Rows, open
from kg.errors import InputError, KgError, QueryError, StoreError, TimeLimitError, UsageError

__all__ = [
    "InputError",
    "KgError",
    "KnowledgeGraph",
    "Loaded",
    "QueryError",
    "Rows",
    "StoreError",
    "TimeLimitError",
    "UsageError",
    "open",
]
