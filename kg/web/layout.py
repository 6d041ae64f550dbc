"""The frame of every page: templates, links between things, numbers and dates as people read them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from kg.errors import KgError
from kg.results import short
from kg.vocab import BASE, KG
from kg.web.errors import answer, status_of

_FOLDER = Path(__file__).resolve().parent
_BUILT = _FOLDER / "static" / "built"


def local(iri: str) -> str:
    """The address on this server that shows a thing; other addresses as they are."""
    if iri.startswith(BASE):
        return "/id/" + quote(iri[len(BASE) :], safe="/%:@!$&'()*+,;=~#-._")
    if iri.startswith(KG):
        return "/ontology#" + quote(iri[len(KG) :])
    return iri


def href(iri: str) -> str:
    """A link's target: a page of this server or a web address; anything else (`javascript:`) leads nowhere."""
    target = local(iri)
    return target if target.startswith(("/", "http://", "https://")) else ""


def grouped(number: object) -> str:
    """A number with thin spaces between the thousands; anything else as it is."""
    text = str(number)
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        return text
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}".replace(",", "\u2009") + dot + rest


_MONTHS = ("", *"January February March April May June July August September October November December".split())
_DATE = re.compile(r"(-|\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def day(date: object) -> str:
    """A date as people write it: "10 February 2019", "February 2019", "10 February"."""
    match = _DATE.fullmatch(str(date))
    if match is None:
        return str(date or "")
    year, month, number = match.groups()
    parts = [str(int(number)) if number else "", _MONTHS[int(month)] if month and 1 <= int(month) <= 12 else ""]
    return " ".join(part for part in (*parts, year if year != "-" else "") if part)


def query_string(**values: object) -> str:
    """`?a=b&c=d` of what is given."""
    given = [(k, str(v)) for k, v in values.items() if v not in (None, "", ())]
    return "?" + urlencode(given) if given else ""


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"href": href, "grouped": grouped, "day": day, "short": short}
    made.globals |= {"query_string": query_string, "built": built}
    return made


def built(name: str) -> bool:
    """Whether a file was made of packages when the program was built (`make assets`)."""
    return (_BUILT / name).is_file()


_TEMPLATES = _environment()


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page made of a template."""
    text = _TEMPLATES.get_template(template).render(path=request.url.path, **values)
    return HTMLResponse(text, status, headers={"Vary": "Accept"})


def fragment(template: str, **values: Any) -> Markup:
    """A part of a page."""
    return Markup(_TEMPLATES.get_template(template).render(**values))


async def refused(request: Request, error: Exception) -> Response:
    """The page for what a request can't have, with what to do; text or a problem document for programs."""
    assert isinstance(error, KgError)
    if "text/html" in request.headers.get("accept", ""):
        return page(request, "error.html", status=status_of(error), title="Not so", message=str(error))
    return answer(request, error)


async def failed(request: Request, _: Exception) -> Response:
    """The page for a fault of the program; the log has the traceback."""
    if "text/html" in request.headers.get("accept", ""):
        message = "The program failed at this address. Its log says why."
        return page(request, "error.html", status=500, title="A fault", message=message)
    return PlainTextResponse("a fault of the program; its log says why\n", 500)


async def not_found(request: Request, error: Exception) -> Response:
    """The page for an address where nothing is; text for programs."""
    told = error.detail if isinstance(error, HTTPException) and error.detail != "Not Found" else ""
    message = told or "There is nothing at this address."
    if "text/html" in request.headers.get("accept", ""):
        return page(request, "error.html", status=404, title="Not found", message=message)
    return PlainTextResponse(message + "\n", 404)
