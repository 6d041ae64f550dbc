"""Where a query breaks: at the first token after which no query could go on.

Oxigraph reports the furthest point its parser looked at, which may lie some characters further on,
or on the next line. So the query is cut after each token (by bisection) and a character that can stand
nowhere is put far behind: if the parser gets that far, the query was in order up to there.
"""

from __future__ import annotations

import re

from kg.errors import QueryError
from kg.sparql_tokens import SparqlError, Token, code, position, query_form, tokenize

_GAP = " " * 24
"""Longer than the longest keyword: the parser reads as many characters before it compares."""
_NOWHERE = "\x01" + _GAP
_LONGEST = 30
"""Characters shown of the text where a query breaks."""
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
_REPORT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SENTENCE = re.compile(r"\b(Prefix not found|The [A-Z]+ [a-z][^,\[]*|[A-Z][a-z]+(?: [a-z]+){2,}[^,\[]*)")


def syntax_error(message: str, sparql: str) -> QueryError:
    """Oxigraph's message for a query as an error with the exact position; its meaning where it has one."""
    report = _REPORT.search(message)
    if report is None:
        return QueryError(message)
    try:
        tokens = code(tokenize(sparql))
    except SparqlError as error:
        return error
    said = _SENTENCE.search(report[3])
    is_update = query_form(sparql) is None and any(token.is_word(*_UPDATES) for token in tokens)
    broken = None if is_update else _first_broken(sparql, tokens)
    if broken is None and said is None and not is_update:
        return SparqlError(*position(sparql, len(sparql.rstrip())), "the query breaks off")
    if broken is None:
        return SparqlError(int(report[1]), int(report[2]), said[0] if said else "can't understand the update")
    what = f"{said[0]}: {broken.text!r}" if said else f"can't understand {_shown(sparql, broken)}"
    return SparqlError(*position(sparql, broken.start), what)


def _first_broken(sparql: str, tokens: list[Token]) -> Token | None:
    """The first token that can't follow those before it; None if the query only ends too early."""
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if _can_go_on(sparql[: tokens[middle].start + len(tokens[middle].text)]):
            low = middle + 1
        else:
            high = middle
    return tokens[low] if low < len(tokens) else None


def _can_go_on(beginning: str) -> bool:
    from pyoxigraph import Store

    from kg.vocab import PREFIXES

    try:
        Store().query(beginning + _GAP + _NOWHERE, prefixes=PREFIXES)
    except SyntaxError as error:
        report = _REPORT.search(str(error))
        line, column = position(beginning + _GAP, len(beginning) + len(_GAP))
        return report is not None and (int(report[1]), int(report[2])) >= (line, column)
    return False


def _shown(sparql: str, token: Token) -> str:
    return repr(sparql[token.start :].split("\n", 1)[0].strip()[:_LONGEST])
