"""Saved queries: SPARQL files with a header that says what they answer and which parameters they take.

    #+ summary: Arms transfers, one row an item
    #+ params:
    #+   recipient: {type: country, help: who gets it, many: true}
    #+   since: {type: date, help: from this day on}
    PREFIX kg: <https://w3id.org/defence-kg/ontology#>
    SELECT ?article ?transfer WHERE {
      GRAPH ?article {
        ?transfer a kg:ArmsTransfer .
        ?transfer kg:recipient ?_recipient .                     #? recipient
        OPTIONAL { ?transfer kg:date ?date }
        FILTER(!BOUND(?_since) || ?date >= ?_since)
      }
    }

A file is valid SPARQL as it stands; a parameter is the variable `?_name`. When a parameter is given:

* one value is written in place of the variable, as a term (never within strings, comments or IRIs),
  `BOUND(?_name)` becomes `true`, and `!BOUND(?_name) ||` goes, so that the engine sees the plain test;
* several values (`many`, or a name that several actors bear), and a variable that is also selected,
  grouped or ordered by, become `VALUES ?_name { … }` at the head of each group the variable is in.

When an optional parameter is not given, its variable stays free: `FILTER(!BOUND(?_name) || …)` tests it
only if it is there, and a line that ends in the comment `#? name` is left out.

Files written for grlc run unchanged: `?_name` is required there, `?__name` optional, and endings such
as `_iri`, `_integer`, `_date`, `_en` give the type.
"""

from __future__ import annotations

from kg.queries.bind import bind
from kg.queries.header import Param, SavedQuery, query_from_text, read_query
from kg.queries.library import find_query, load_queries, query_files
from kg.queries.patterns import slow_patterns

__all__ = [
    "Param",
    "SavedQuery",
    "bind",
    "find_query",
    "load_queries",
    "query_files",
    "query_from_text",
    "read_query",
    "slow_patterns",
]
