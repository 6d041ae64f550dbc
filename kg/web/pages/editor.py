"""`/sparql` in a browser: an editor for queries, their results, and what is wrong with them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError
from kg.sparql_tokens import SparqlError
from kg.web.errors import status_of
from kg.web.layout import page
from kg.web.pages.tables import Table, asked
from kg.web.services import services_of
from kg.web.threads import in_thread

_EXAMPLE = """\
# Who supplies whom, and how often the articles say so
SELECT ?from ?to (COUNT(DISTINCT ?transfer) AS ?transfers) WHERE {
  GRAPH ?article {
    ?transfer a kg:ArmsTransfer ; kg:supplierState ?supplier ; kg:recipientState ?recipient .
  }
  GRAPH kgg:reference { ?supplier rdfs:label ?from . ?recipient rdfs:label ?to }
}
GROUP BY ?from ?to
ORDER BY DESC(?transfers) ?from ?to
"""


async def editor_page(request: Request, query: str | None = None, error: KgError | None = None) -> Response:
    """The editor, with a query's result under it or what is wrong with it."""
    table: Table | None = None
    if query and error is None:
        try:
            table = await in_thread(asked, services_of(request), query)
        except KgError as found:
            error = found
    at = (error.line, error.column) if isinstance(error, SparqlError) else None
    status = status_of(error) if error else 200
    return page(
        request,
        "editor.html",
        status=status,
        query=_EXAMPLE if query is None else query,
        table=table,
        error=str(error) if error else "",
        at=at,
    )
