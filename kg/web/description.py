"""What the SPARQL service is, in RDF (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

import io

from starlette.requests import Request
from starlette.responses import Response

from kg.results import GRAPH_FORMATS
from kg.web.errors import HttpError
from kg.web.negotiation import GRAPHS, Offer, negotiate
from kg.web.services import Services

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TURTLE = """
@prefix sd: <{sd}> .
@prefix void: <http://rdfs.org/ns/void#> .
<{at}> a sd:Service ; sd:endpoint <{at}> ; sd:supportedLanguage sd:SPARQL11Query{update} ;
  sd:resultFormat {formats} ;
  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ; void:triples 0 ] ] .
"""
_RESULTS = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle N-Triples N-Quads TriG "
    "RDF_XML JSON-LD"
).split()


def service_description(request: Request, services: Services) -> Response:
    """The description in the graph format the client likes best; raises HttpError 406."""
    from pyoxigraph import RdfFormat, parse

    from kg.export import write_graph

    chosen = negotiate(request.headers.get("accept"), GRAPHS)
    if chosen is None:
        raise HttpError(406, f"the description of the service comes as {', '.join(o.media_type for o in GRAPHS)}")
    text = _TURTLE.format(
        sd=_SD,
        at=str(request.url.replace(query="", fragment="")),
        update=", sd:SPARQL11Update" if services.settings.writable else "",
        formats=" , ".join(f"<{_FORMATS}{name}>" for name in _RESULTS),
    )
    triples = [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]
    sink = io.BytesIO()
    write_graph(triples, sink, format=chosen.format)
    return graph_response(sink.getvalue(), chosen)


def graph_response(data: bytes, chosen: Offer, status: int = 200) -> Response:
    """A graph in its format."""
    known = GRAPH_FORMATS[chosen.format]
    text = chosen.media_type.startswith("text/") or known.name == "trig"
    media_type = f"{chosen.media_type}; charset=utf-8" if text else chosen.media_type
    return Response(data, status, media_type=media_type, headers={"Vary": "Accept"})
