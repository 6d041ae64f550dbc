"""Values written into a query in place of its parameters, token by token.

A value can't change the structure of the query: it is parsed into a term first, the term is written
by the RDF library, and it takes the place of one variable token. (`substitutions=` of pyoxigraph
accepts only selected variables, and its planner does not see the values.)
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.errors import QueryError, UsageError
from kg.queries.groups import Place, places
from kg.queries.header import Param, SavedQuery
from kg.queries.pushdown import equalities
from kg.queries.values import terms
from kg.sparql_tokens import Token, tokenize

if TYPE_CHECKING:
    from kg.queries.values import Value
    from kg.store import Store

_ONLY_WITH = re.compile(r"#\?\s*(\w+)\s*")


def bind(query: SavedQuery, params: Mapping[str, str | Sequence[str]], store: Store) -> str:
    """The query's SPARQL with these parameter values; names of states, actors … are looked up in the store.

    Raises UsageError for an unknown or missing parameter or a value that does not fit, QueryError if the
    query itself does not parse.
    """
    query.check()
    given = _given(query, params)
    values: dict[str, tuple[Value, ...]] = {}
    for name, texts in given.items():
        param = query.params[name]
        found = [term for text in texts for term in terms(param, text, store)]
        values |= dict.fromkeys(param.variables, tuple(dict.fromkeys(found)))
    _check_period(query, given, values)
    unset = frozenset(query.params) - frozenset(given)
    return inline(_without_header(_without_lines(query.text, unset)), values)


def inline(sparql: str, values: Mapping[str, Sequence[Value]]) -> str:
    """A query with terms in place of variables (named without their mark), or as VALUES where needed."""
    tokens = tokenize(sparql)
    found = places(tokens)
    text = [token.text for token in tokens]
    for variable, given in values.items():
        occurrences = _push_down(text, tokens, found, variable, given)
        if any(place.describes for place in occurrences):
            _replace(text, [p for p in occurrences if p.describes], " ".join(map(str, given)))
            occurrences = [p for p in occurrences if not p.describes]
        if len(given) == 1 and not any(place.must_stay for place in occurrences):
            _write_in(text, tokens, occurrences, str(given[0]))
        else:
            _write_values(text, occurrences, variable, given)
    return "".join(text)


def _push_down(
    text: list[str], tokens: Sequence[Token], found: dict[str, list[Place]], variable: str, given: Sequence[Value]
) -> list[Place]:
    """Turns the variable's filters into VALUES where that is the same; the places that are left."""
    from pyoxigraph import NamedNode

    occurrences = found.get(variable, [])
    equal = equalities(tokens, found, variable)
    done = frozenset().union(*(equality.places for equality in equal)) if equal else frozenset()
    several = len(given) > 1 and (len(equal) > 1 or len(done) < len(occurrences))
    if several or not all(isinstance(term, NamedNode) for term in given):
        return occurrences
    for equality in equal:
        for index in equality.tokens:
            text[index] = ""
        text[equality.group.start] += f" VALUES ?{equality.variable} {{ {' '.join(map(str, given))} }} "
    return [place for place in occurrences if place.index not in done]


def _given(query: SavedQuery, params: Mapping[str, str | Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The texts given for each parameter, defaults included."""
    given: dict[str, tuple[str, ...]] = {}
    for key, value in params.items():
        name = key.replace("-", "_")
        if name not in query.params:
            raise UsageError(f"{query.name} has no parameter {key!r}; {_known(name, query)}")
        given[name] = (value,) if isinstance(value, str) else tuple(value)
        if any("\ud800" <= c <= "\udfff" for text in given[name] for c in text):
            raise UsageError(f"the value of {name!r} holds bytes that are no UTF-8")
    for name, param in query.params.items():
        if name not in given and param.default:
            given[name] = param.default
        if name not in given and param.required:
            raise UsageError(f"{query.name} needs a value for {name!r}: -p {name}=…{_help(param)}")
        if len(given.get(name, ())) > 1 and not param.many:
            raise UsageError(f"{query.name} takes one value for {name!r}, not {len(given[name])}")
    return {name: texts for name, texts in given.items() if texts}


def _check_period(query: SavedQuery, given: Mapping[str, Sequence[str]], values: Mapping[str, Sequence[Value]]) -> None:
    """Raises UsageError for a period that ends before it begins: it would give no rows and no reason."""
    days = {name: values[query.params[name].variables[0]][0] for name in given if query.params[name].type == "date"}
    if {"since", "until"} <= days.keys() and days["since"].value > days["until"].value:
        raise UsageError(f"since={given['since'][0]} is later than until={given['until'][0]}; no day lies between them")


def _known(name: str, query: SavedQuery) -> str:
    if not query.params:
        return "it takes none"
    near = difflib.get_close_matches(name, query.params, n=2)
    return f"did you mean {' or '.join(near)}?" if near else f"it takes {', '.join(query.params)}"


def _help(param: Param) -> str:
    return f" ({param.help})" if param.help else ""


def _without_lines(sparql: str, unset: frozenset[str]) -> str:
    """The query without the lines marked `#? name` for a parameter that has no value."""
    kept = []
    for line_tokens in _lines(tokenize(sparql)):
        marks = (_ONLY_WITH.fullmatch(token.text) for token in line_tokens if token.kind == "comment")
        if any(mark and mark[1] in unset for mark in marks):
            kept.append("\n")
        else:
            kept.extend(token.text for token in line_tokens)
    return "".join(kept)


def _without_header(sparql: str) -> str:
    """Header lines as plain comments: what is bound has no parameters left, and runs by itself."""
    tokens = tokenize(sparql)
    return "".join(t.text.replace("#+", "# ", 1) if t.kind == "comment" else t.text for t in tokens)


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens by the line they begin on; a line break belongs to the line it ends."""
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "space" and "\n" in token.text:
            head, _, tail = token.text.partition("\n")
            lines[-1].append(Token("space", head + "\n", token.start))
            lines.append([Token("space", tail, token.start + len(head) + 1)] if tail else [])
        else:
            lines[-1].append(token)
    return lines


def _write_in(text: list[str], tokens: Sequence[Token], occurrences: Sequence[Place], term: str) -> None:
    code = [i for i, token in enumerate(tokens) if token.is_code]
    order = {index: at for at, index in enumerate(code)}
    for place in occurrences:
        at = order[place.index]
        around = [tokens[i].text for i in code[max(0, at - 4) : at + 3]]
        if at >= 4 and around[2].upper() == "BOUND":
            for i in code[at - 2 : at + 2]:
                text[i] = ""
            # Only at the head of a bracket: in `a && !BOUND(?_x) || b` the part before would stick to b.
            if around[:2] == ["(", "!"] and around[6:] == ["||"]:
                text[code[at - 3]] = text[code[at + 2]] = ""
            else:
                text[place.index] = " true "
        else:
            text[place.index] = f" {term} "


def _replace(text: list[str], occurrences: Sequence[Place], terms_: str) -> None:
    for place in occurrences:
        text[place.index] = f" {terms_} "


def _write_values(text: list[str], occurrences: Sequence[Place], variable: str, given: Sequence[Value]) -> None:
    groups = {}
    for place in occurrences:
        group = place.group.pattern()
        if group is None:
            raise QueryError(f"?{variable} stands where a value can't be given; write it inside WHERE {{ … }}")
        groups[group.start] = group
    values = f" VALUES ?{variable} {{ {' '.join(map(str, given))} }} "
    for start in groups:
        text[start] += values
