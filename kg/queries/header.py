"""A saved query's file: the `#+` header and the parameters its variables stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError, QueryError
from kg.sparql_errors import syntax_error
from kg.sparql_tokens import SparqlError, tokenize

TYPES = ("country", "actor", "weapon", "concept", "date", "text", "number", "boolean", "iri")
_GRLC_TYPES = {
    "iri": "iri",
    "literal": "text",
    "string": "text",
    "number": "number",
    "integer": "number",
    "decimal": "number",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
    "dateTime": "date",
}
_FIELDS = {"type", "help", "required", "many", "default", "enum", "end", "scheme"}
_LANGUAGE = re.compile(r"[a-z]{2}")
_HEADER_LINE = re.compile(r"#\+ ?(.*)")
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: its name on the command line, the variables that stand for it, what it takes."""

    name: str
    variables: tuple[str, ...]
    type: str = "text"
    help: str = ""
    required: bool = False
    many: bool = False
    default: tuple[str, ...] = ()
    enum: tuple[str, ...] = ()
    end: bool = False
    """A date given as a year or a month means its last day, not its first."""
    language: str | None = None
    scheme: str = ""
    """Of a concept: the scheme it stands in, by local name; empty for any."""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with its header; `text` is the whole file."""

    name: str
    path: Path | None
    text: str
    summary: str = ""
    description: str = ""
    params: Mapping[str, Param] = ()  # type: ignore[assignment]
    needs_links: bool = False
    """Whether it gives nothing where `kg link` was never run: `#+ needs: links`."""

    @property
    def where(self) -> str:
        """The file's path for messages, else the query's name."""
        return str(self.path or self.name)

    def check(self) -> None:
        """Raises QueryError with file, line and column if the text is no valid SPARQL."""
        import pyoxigraph

        from kg.sparql_tokens import outside_call
        from kg.vocab import PREFIXES

        try:
            if outside_call(self.text) is None:  # an ASK runs at once, and would call out
                pyoxigraph.Store().query(self.text, prefixes=PREFIXES)
        except SyntaxError as error:
            raise _in_file(syntax_error(str(error), self.text), self.where) from error
        except SparqlError as error:
            raise error.in_file(self.where) from error


def read_query(path: Path) -> SavedQuery:
    """The saved query in a file; raises InputError if it can't be read, QueryError for a broken header."""
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path} is larger than a query can be ({_LARGEST >> 20} MB)")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise QueryError(f"{path}: byte {error.start} is no UTF-8; save the file as UTF-8") from error
    return query_from_text(text, path.stem, path)


def query_from_text(text: str, name: str, path: Path | None = None) -> SavedQuery:
    """A query from its text; raises QueryError with file, line and column if header or tokens are broken."""
    where = str(path or name)
    header = _header(text, where)
    try:
        variables = sorted({t.text[1:] for t in tokenize(text) if t.kind == "variable" and t.text[1:2] == "_"})
    except SparqlError as error:
        raise error.in_file(where) from error
    return SavedQuery(
        name=name,
        path=path,
        text=text,
        summary=str(header.get("summary") or "").strip(),
        description=str(header.get("description") or "").strip(),
        params=_params(header, variables, where),
        needs_links=header.get("needs") == "links",
    )


def _header(text: str, where: str) -> dict[str, Any]:
    import yaml

    lines = text.splitlines()
    # Every other line is left empty, so that YAML's line numbers are the file's.
    found = [_HEADER_LINE.match(line) for line in lines]
    source = "\n".join(match[1] if match else "" for match in found)
    try:
        header = yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        indent = lines[line - 1].find(found[line - 1][1]) if line <= len(lines) and found[line - 1] else 0  # type: ignore[index]
        raise QueryError(f"{where}:{line}:{column + max(indent, 0)}: header: {error.problem}") from error
    except yaml.YAMLError as error:
        raise QueryError(f"{where}:1:1: header: {error}") from error
    if header is None:
        return {}
    if not isinstance(header, dict):
        raise QueryError(f"{where}:1:1: header: expected lines such as `#+ summary: …`")
    return header


def _params(header: dict[str, Any], variables: list[str], where: str) -> dict[str, Param]:
    declared = header.get("params") or {}
    if not isinstance(declared, dict) or not all(isinstance(v, dict | None) for v in declared.values()):
        raise QueryError(f"{where}:1:1: header: params must map names to {{type: …}}")
    defaults, choices = _grlc_map(header.get("defaults")), _grlc_map(header.get("enumerate"))
    found: dict[str, Param] = {}
    for variable in variables:
        name, type_, language = _by_convention(variable, declared)
        if name in found:
            previous = found[name]
            found[name] = _with_variable(previous, variable)
            continue
        given = declared.get(name)
        fields = {"type": type_, "required": given is None and not variable.startswith("__"), **(given or {})}
        fields.setdefault("default", defaults.get(name))
        fields.setdefault("enum", choices.get(name))
        found[name] = _param(name, variable, fields, language, where)
    for name in declared:
        if name not in found:
            raise QueryError(f"{where}:1:1: header: parameter {name!r} has no variable ?_{name} in the query")
    return {name: found[name] for name in [*declared, *(n for n in found if n not in declared)]}


def _param(name: str, variable: str, fields: dict[str, Any], language: str | None, where: str) -> Param:
    if unknown := sorted(map(str, set(fields) - _FIELDS)):
        raise QueryError(f"{where}:1:1: header: parameter {name!r}: unknown key {unknown[0]!r}")
    if fields["type"] not in TYPES:
        raise QueryError(
            f"{where}:1:1: header: parameter {name!r}: no type {fields['type']!r}; types: {', '.join(TYPES)}"
        )
    default = _strings(fields.get("default"))
    scheme = str(fields.get("scheme") or "")
    if not re.fullmatch(r"\w*", scheme, re.ASCII):
        raise QueryError(f"{where}:1:1: header: parameter {name!r}: scheme must be a name such as RegionScheme")
    return Param(
        name=name,
        variables=(variable,),
        type=fields["type"],
        help=str(fields.get("help") or ""),
        required=bool(fields.get("required")) and not default,
        many=bool(fields.get("many")),
        default=default,
        enum=_strings(fields.get("enum")),
        end=bool(fields.get("end")),
        language=language,
        scheme=scheme,
    )


def _by_convention(variable: str, declared: Mapping[str, Any]) -> tuple[str, str, str | None]:
    """Name, type and language of a variable: as declared, else by grlc's endings."""
    name = variable.lstrip("_")
    base, _, ending = name.rpartition("_")
    if name in declared or not base:
        return name, "text", None
    if ending in _GRLC_TYPES:
        return base, _GRLC_TYPES[ending], None
    if base not in declared and _LANGUAGE.fullmatch(ending):
        return base, "text", ending
    return name, "text", None


def _with_variable(param: Param, variable: str) -> Param:
    from dataclasses import replace

    return replace(param, variables=(*param.variables, variable))


def _grlc_map(value: Any) -> dict[str, Any]:
    """grlc's `defaults:` and `enumerate:`, a list of one-key maps."""
    items = value if isinstance(value, list) else [value]
    return {str(k): v for item in items if isinstance(item, dict) for k, v in item.items()}


def _strings(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    values = value if isinstance(value, list) else [value]
    return tuple(str(v).lower() if isinstance(v, bool) else str(v) for v in values)


def _in_file(error: QueryError, where: str) -> QueryError:
    return error.in_file(where) if isinstance(error, SparqlError) else QueryError(f"{where}: {error}")
