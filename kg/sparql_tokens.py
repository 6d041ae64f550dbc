"""SPARQL as a sequence of tokens: enough to find variables, keywords and groups, never inside strings.

The terminals are those of the SPARQL 1.1 grammar (https://www.w3.org/TR/sparql11-query/#sparqlGrammar),
with the triple-term and annotation brackets of SPARQL 1.2. Every character of the text belongs to
exactly one token, so that joining the tokens gives the text again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from kg.errors import QueryError

_PN_CHARS = r"[\w\-·]"
_PN_LOCAL = rf"(?:[\w:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])(?:(?:{_PN_CHARS}|[.:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])*(?:{_PN_CHARS}|:|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%]))?"  # noqa: E501
_TERMINALS = (
    ("space", r"\s+"),
    ("comment", r"#[^\r\n]*"),
    ("string", r"'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\""),
    ("string", r"'(?:[^'\\\r\n]|\\.)*'|\"(?:[^\"\\\r\n]|\\.)*\""),
    ("iri", r"<(?![<(])[^<>\"{}|^`\\\x00-\x20]*(?:\\u[0-9A-Fa-f]{4}[^<>\"{}|^`\\\x00-\x20]*)*>"),
    ("variable", r"[?$]\w+"),
    ("language", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
    ("blank", r"_:\w(?:[\w\-·.]*[\w\-·])?"),
    ("number", r"(?:\d+\.\d*|\.?\d+)(?:[eE][+-]?\d+)?"),
    ("name", rf"(?:[^\W\d_](?:[\w\-·.]*[\w\-·])?)?:(?:{_PN_LOCAL})?"),
    ("word", r"[A-Za-z_]\w*"),
    ("mark", r"<<\(|\)>>|<<|>>|\{\||\|\}|\^\^|&&|\|\||!=|<=|>=|[^\s\w\"'\\]"),
)
_PATTERN = re.compile("|".join(f"(?P<t{i}>{pattern})" for i, (_, pattern) in enumerate(_TERMINALS)), re.DOTALL)
_KINDS = {f"t{i}": kind for i, (kind, _) in enumerate(_TERMINALS)}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00[01][0-9A-Fa-f]{5})")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_REACHES_OUT = ("SERVICE", "LOAD")


class SparqlError(QueryError):
    """A query that does not parse; `line` and `column` count from 1 in the text that was given."""

    def __init__(self, line: int, column: int, what: str) -> None:
        super().__init__(f"line {line}, column {column}: {what}")
        self.line, self.column, self.what = line, column, what

    def in_file(self, name: str, *, line_offset: int = 0) -> QueryError:
        """The same error with the file it is in, as editors and compilers print it."""
        return QueryError(f"{name}:{self.line + line_offset}:{self.column}: {self.what}")


class Token(NamedTuple):
    """One terminal, with the text as it stands."""

    kind: str
    text: str
    start: int

    @property
    def is_code(self) -> bool:
        """Whether it is neither white space nor a comment."""
        return self.kind not in ("space", "comment")

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords (given in upper case)."""
        return self.kind == "word" and self.text.upper() in words


@lru_cache(maxsize=256)
def tokenize(sparql: str) -> tuple[Token, ...]:
    """All tokens of a query, in order; raises SparqlError for a stray character or an open string."""
    tokens: list[Token] = []
    at = 0
    while at < len(sparql):
        match = _PATTERN.match(sparql, at)
        if match is None or match.lastgroup is None:
            line, column = position(sparql, at)
            raise SparqlError(line, column, f"{sparql[at]!r} begins nothing that SPARQL knows")
        tokens.append(Token(_KINDS[match.lastgroup], match.group(), at))
        at = match.end()
    return tuple(tokens)


def code(tokens: Iterable[Token]) -> list[Token]:
    """The tokens without white space and comments."""
    return [token for token in tokens if token.is_code]


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def query_form(sparql: str) -> str | None:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; None for an update or no query at all."""
    return next((t.text.upper() for t in tokenize(sparql) if t.is_word(*_FORMS)), None)


@lru_cache(maxsize=256)
def outside_call(sparql: str) -> str | None:
    """SERVICE or LOAD if the text makes the store reach out to an address, else None.

    Servers may decode `\\u0053` before they parse (SPARQL 1.1, 19.2), so the decoded text counts too.
    """
    for token in tokenize(sparql):
        if token.is_word(*_REACHES_OUT):
            return token.text.upper()
    decoded = _ESCAPE.sub(lambda m: chr(int(m.group(1) or m.group(2), 16)), sparql)
    if decoded == sparql:
        return None
    try:
        return outside_call(decoded)
    except SparqlError:  # a decoded quotation mark, say: then any such word is one too many
        found = re.search(rf"\b({'|'.join(_REACHES_OUT)})\b", decoded, re.IGNORECASE)
        return found[1].upper() if found else None


def refuse_outside_calls(sparql: str) -> None:
    """Raises QueryError if the text holds SERVICE or LOAD."""
    if word := outside_call(sparql):
        raise QueryError(f"{word} makes the store call other servers, and is refused; --allow-network permits it")
