"""The groups of a query and the place of each variable in them, read off its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kg.sparql_tokens import Token

Kind = Literal["query", "group", "template", "data"]
_BARE = ("SELECT", "GROUP", "ORDER")
_HEADS = (
    *_BARE,
    "WHERE",
    "HAVING",
    "FROM",
    "LIMIT",
    "OFFSET",
    "CONSTRUCT",
    "DESCRIBE",
    "ASK",
    "VALUES",
    "AS",
)


@dataclass(eq=False)
class Group:
    """A pair of braces, or the query around them; `query` is also the braces around a subselect."""

    kind: Kind
    start: int
    """Index of the opening brace among all tokens; -1 for the whole query."""
    parent: Group | None
    where: Group | None = None
    """Of a query: the group that holds its pattern."""
    form: str = ""
    children: list[Group] = field(default_factory=list)

    def pattern(self) -> Group | None:
        """The group in which a value for a variable of this one can stand."""
        if self.kind == "group":
            return self
        if self.kind == "query":
            return self.where
        return self.parent.pattern() if self.parent else None


@dataclass(frozen=True)
class Place:
    """One occurrence of a variable: its token's index and its group.

    `must_stay`: only a variable can stand there. `describes`: several terms can.
    """

    index: int
    group: Group
    must_stay: bool
    describes: bool = False


def places(tokens: Sequence[Token]) -> dict[str, list[Place]]:
    """Every occurrence of every variable, by name without its mark."""
    current = Group("query", -1, None)
    found: dict[str, list[Place]] = {}
    clause, depth = "", 0
    stack: list[tuple[str, int]] = []
    code = [i for i, token in enumerate(tokens) if token.is_code]
    for at, index in enumerate(code):
        token = tokens[index]
        if token.text == "{":
            follower = tokens[code[at + 1]] if at + 1 < len(code) else None
            current = _open(current, index, clause, follower, tokens[code[at - 1]] if at else None)
            stack.append((clause, depth))
            clause, depth = "", 0
        elif token.text == "}" and stack:
            closed, current = current, current.parent or current
            clause, depth = stack.pop()
            if closed.kind != "template" and clause in (
                "VALUES",
                "WHERE",
                "SELECT",
                "ASK",
                "DESCRIBE",
                "FROM",
            ):
                clause = ""
        elif token.text in ("(", ")"):
            depth += 1 if token.text == "(" else -1
        elif token.kind == "word" and token.text.upper() in _HEADS and not (token.is_word("AS") and depth == 0):
            if not token.is_word("AS"):
                clause = token.text.upper()
                depth = 0 if clause in _BARE else depth
                if clause in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE") and not current.form:
                    current.form = clause
        elif token.kind == "variable":
            before = tokens[code[at - 1]] if at else None
            bare = clause in _BARE and depth == 0
            stays = bare or (before is not None and before.is_word("AS")) or clause == "VALUES"
            place = Place(index, current, stays, clause == "DESCRIBE" and current.kind == "query")
            found.setdefault(token.text[1:], []).append(place)
    return found


def _open(current: Group, index: int, clause: str, follower: Token | None, before: Token | None) -> Group:
    kind: Kind = "group"
    if clause == "VALUES":
        kind = "data"
    elif before is not None and before.is_word("CONSTRUCT", "INSERT", "DELETE", "DATA"):
        kind = "template"
    elif follower is not None and follower.is_word("SELECT"):
        kind = "query"
    opened = Group(kind, index, current)
    if kind == "group" and current.kind == "query" and current.where is None:
        current.where = opened
    current.children.append(opened)
    return opened
