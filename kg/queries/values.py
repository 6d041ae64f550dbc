"""What a person types for a parameter, as an RDF term."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.queries.header import Param
from kg.queries.lookup import find_actors, find_concept, find_country, find_weapons, with_narrower
from kg.vocab import BASE, PREFIXES, XSD

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

    from kg.store import Store

    Value = NamedNode | Literal

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_FACT = r"/(?:statement|exercise|transfer|supply-relation)/\d+(?:[/#].*)?"
_IN_ARTICLE = re.compile(rf"[^\s:/]+{_FACT}")
_ARTICLE = re.compile(rf"article/[^\s:/]+(?:{_FACT})?")
_NUMBER = re.compile(r"[+-]?(?:(?P<integer>\d+)|(?P<decimal>\d*\.\d+)|(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+)")


def terms(param: Param, text: str, store: Store) -> list[Value]:
    """The terms a value stands for: several where actors or weapons share the name, or a concept has others below it.

    Raises UsageError if the value does not fit the parameter's type, with suggestions where there are any.
    """
    from pyoxigraph import Literal

    if param.enum and text not in param.enum:
        raise UsageError(f"{param.name}={text}: must be one of {', '.join(param.enum)}")
    if param.type in _LOOKUPS:
        iri = as_iri(text)
        found = [iri] if iri is not None else _LOOKUPS[param.type](text, store, param)
        return [*(with_narrower(found, store) if param.type == "concept" else found)]
    if param.type == "iri":
        iri = as_iri(text)
        if iri is None:
            raise UsageError(
                f"{param.name}={text}: must be an IRI (https://…) or as kg prints it: article/c05, c05/transfer/1"
            )
        return [iri]
    if param.type == "text":
        return [Literal(text, language=param.language) if param.language else Literal(text)]
    return [_PARSERS[param.type](param, text)]


def as_iri(text: str) -> NamedNode | None:
    """An IRI from `https://…`, `<…>`, `kg:planned`, `id:country/VEN`, `article/c05` or `c05/transfer/1`; else None."""
    from pyoxigraph import NamedNode

    prefix, colon, local = text.partition(":")
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    elif colon and prefix in PREFIXES and re.fullmatch(r"[\w\-./]*", local):
        text = PREFIXES[prefix] + local
    elif prefix == "id" and colon:
        text = BASE + local
    elif _IN_ARTICLE.fullmatch(text):
        text = f"{BASE}article/{text}"
    elif _ARTICLE.fullmatch(text):
        text = BASE + text
    elif not re.match(r"(?:https?://|urn:)", text):
        return None
    try:
        return NamedNode(text)
    except ValueError:
        return None


def _date(param: Param, text: str) -> Literal:
    from pyoxigraph import Literal, NamedNode

    match = _DATE.fullmatch(text)
    if match:
        year, month, day = int(match[1]), match[2], match[3]
        month_number = int(month) if month else (12 if param.end else 1)
        if year and 1 <= month_number <= 12:
            last = calendar.monthrange(year, month_number)[1]
            day_number = int(day) if day else (last if param.end else 1)
            if 1 <= day_number <= last:
                return Literal(f"{year:04}-{month_number:02}-{day_number:02}", datatype=NamedNode(XSD + "date"))
    raise UsageError(f"{param.name}={text}: must be a date such as 2024-05-17, 2024-05 or 2024")


def _number(param: Param, text: str) -> Literal:
    from pyoxigraph import Literal, NamedNode

    match = _NUMBER.fullmatch(text)
    if match is None or not text.isascii():
        raise UsageError(f"{param.name}={text}: must be a number such as 24, 0.5 or 1e6")
    kind = "integer" if match["integer"] else "decimal" if match["decimal"] else "double"
    return Literal(text, datatype=NamedNode(XSD + kind))


def _boolean(param: Param, text: str) -> Literal:
    from pyoxigraph import Literal, NamedNode

    if text.lower() not in ("true", "false"):
        raise UsageError(f"{param.name}={text}: must be true or false")
    return Literal(text.lower(), datatype=NamedNode(XSD + "boolean"))


_PARSERS = {"date": _date, "number": _number, "boolean": _boolean}
_LOOKUPS: dict[str, Callable[[str, Store, Param], list[NamedNode]]] = {
    "country": lambda text, store, param: find_country(text, store, param.name),
    "actor": lambda text, store, param: find_actors(text, store, param.name),
    "weapon": lambda text, store, param: find_weapons(text, store, param.name),
    "concept": lambda text, store, param: find_concept(text, store, param.name, param.scheme),
}
