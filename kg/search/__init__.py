"""Full text over articles, statements and labels: an SQLite FTS5 index beside the store, always in step with it.

The index notes for each article which state of it (input hash and extractor version) it holds; a search
first brings it into step with the store, so that no load, removal or crash can leave it behind.
"""

from kg.search.index import Hit, SearchIndex, index_path, open_index
from kg.search.phrases import match_expression

__all__ = ["Hit", "SearchIndex", "index_path", "match_expression", "open_index"]
