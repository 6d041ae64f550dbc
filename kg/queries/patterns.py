"""Patterns that Oxigraph's planner is known to be slow on, found in a query's tokens."""

from __future__ import annotations

from collections.abc import Sequence

from kg.sparql_tokens import Token, code, tokenize

_SCANS = ("CONTAINS", "REGEX", "STRSTARTS", "STRENDS")


def slow_patterns(sparql: str) -> list[str]:
    """Warnings, one a pattern found; an empty list says nothing about how fast the query is."""
    tokens = code(tokenize(sparql))
    warnings = []
    for at, token in enumerate(tokens):
        if token.is_word("EXISTS") and tokens[at - 1].is_word("NOT") and _free(tokens, at + 1):
            warnings.append(
                "FILTER NOT EXISTS begins with a variable that nothing outside binds: it is tried against "
                "every such thing for every row; turn it round, or use MINUS"
            )
        elif token.is_word("VALUES") and tokens[at - 1].text not in ("{", "}"):
            warnings.append("VALUES after other patterns: the planner does not begin with it; put it at the head")
        elif token.is_word("VALUES") and _depth(tokens, at) == 0:
            warnings.append("VALUES after WHERE: the planner does not begin with it; put it at the head of the group")
        elif token.is_word(*_SCANS):
            warnings.append(
                f"{token.text.upper()} reads every value: put selective patterns before it, or use kg search"
            )
        elif token.is_word("UNION") and _is_joined(tokens, at):
            warnings.append("UNION beside other patterns: it may be computed whole before the join; try both orders")
    return list(dict.fromkeys(warnings))


def _free(tokens: Sequence[Token], start: int) -> bool:
    """Whether the first variable of the group at `start` occurs nowhere else."""
    end = _closing(tokens, start)
    first = next((t.text[1:] for t in tokens[start:end] if t.kind == "variable"), None)
    outside = {t.text[1:] for t in (*tokens[:start], *tokens[end:]) if t.kind == "variable"}
    return first is not None and first not in outside


def _is_joined(tokens: Sequence[Token], union: int) -> bool:
    """Whether triple patterns stand beside the alternatives of a UNION."""
    start = _opening(tokens, union - 1)
    while start > 0 and tokens[start - 1].is_word("UNION"):
        start = _opening(tokens, start - 2)
    end = _closing(tokens, union + 1)
    while end + 1 < len(tokens) and tokens[end + 1].is_word("UNION"):
        end = _closing(tokens, end + 2)
    before = tokens[start - 1] if start > 0 else None
    after = tokens[end + 1] if end + 1 < len(tokens) else None
    follows = after is not None and after.kind in ("variable", "iri", "name")
    return follows or (before is not None and before.text not in ("{", "}") and not before.is_word("UNION"))


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for at in range(opening, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[at].text, 0)
        if depth == 0:
            return at
    return len(tokens) - 1


def _opening(tokens: Sequence[Token], closing: int) -> int:
    depth = 0
    for at in range(closing, -1, -1):
        depth += {"}": 1, "{": -1}.get(tokens[at].text, 0)
        if depth == 0:
            return at
    return 0


def _depth(tokens: Sequence[Token], at: int) -> int:
    return sum({"{": 1, "}": -1}.get(token.text, 0) for token in tokens[:at])
