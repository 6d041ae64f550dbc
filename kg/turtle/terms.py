"""RDF terms as Turtle writes them: prefixed names, relative IRIs, abbreviated and long literals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from kg.vocab import RDF, XSD

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

# A part of PN_LOCAL that needs no escapes, and that every parser reads alike.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
# Relative references that resolve to base + reference whatever the parser: no dot segments, no empty
# segments, no colon that could end a scheme, no query.
_RELATIVE = re.compile(
    r"(?!\.{1,2}(?:[/#]|$))[A-Za-z0-9_~%.-]+(?:/(?!\.{1,2}(?:[/#]|$))[A-Za-z0-9_~%.-]+)*(?:#[A-Za-z0-9_~%.,;=&:/-]+)?"
)
_BASE = re.compile(r"https?://[A-Za-z0-9.:-]+/(?:[A-Za-z0-9_-]+/)*")
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_STRING = XSD + "string"
_LANGUAGE_STRINGS = (RDF + "langString", RDF + "dirLangString")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
# Besides what Turtle demands, what an editor does not show or shows elsewhere: control characters, line
# and paragraph separators, marks of writing direction (with which a text can look like another), the byte
# order mark and noncharacters.
_UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
_IN_SHORT = re.compile(f'[\\\\"\t\n{_UNSEEN}]')
_IN_LONG = re.compile(f'[\\\\{_UNSEEN}]|"(?=""|"?\\Z)')
_IN_IRI = re.compile(f'[\x00-\x20<>"{{}}|^`\\\\{_UNSEEN}]')


class Names:
    """Writes terms with some prefixes and, optionally, a base; remembers which of them it has used."""

    def __init__(self, prefixes: Mapping[str, str], base: str | None = None) -> None:
        self._prefix = {namespace: prefix for prefix, namespace in prefixes.items()}
        self._prefixes = prefixes
        self._base = base if base and _BASE.fullmatch(base) else None
        self._used: set[str] = set()
        self._base_used = False
        self._triple_terms = False
        self._known: dict[str, str] = {}

    def header(self) -> str:
        """The declarations that what was written so far needs, in the order the prefixes were given in."""
        lines = ['VERSION "1.2"\n'] if self._triple_terms else []
        if self._base_used:
            lines.append(f"@base <{self._base}> .\n")
        lines += [f"@prefix {name}: <{iri}> .\n" for name, iri in self._prefixes.items() if name in self._used]
        return "".join(lines)

    def term(self, term: Term) -> str:
        """Any term as Turtle."""
        kind = type(term).__name__
        if kind == "NamedNode":
            return self.iri(term.value)  # type: ignore[union-attr]
        if kind == "Literal":
            return self._literal(term)  # type: ignore[arg-type]
        if kind == "Triple":
            self._triple_terms = True
            return f"<<( {self.term(term.subject)} {self.term(term.predicate)} {self.term(term.object)} )>>"  # type: ignore[union-attr]
        return str(term)

    def iri(self, value: str) -> str:
        """An IRI as a prefixed name, relative to the base, or in full."""
        known = self._known.get(value)
        if known is None:
            known = self._iri(value)
            if known[0] != "<":  # vocabulary: few terms, written often
                self._known[value] = known
        return known

    def _iri(self, value: str) -> str:
        cut = max(value.rfind("#"), value.rfind("/")) + 1
        prefix = self._prefix.get(value[:cut])
        if prefix is not None and _LOCAL.fullmatch(value, cut):
            self._used.add(prefix)
            return f"{prefix}:{value[cut:]}"
        if self._base is not None and value.startswith(self._base) and _RELATIVE.fullmatch(value, len(self._base)):
            self._base_used = True
            return f"<{value[len(self._base) :]}>"
        return f"<{_IN_IRI.sub(_as_number, value)}>"

    def _literal(self, literal: Literal) -> str:
        value = literal.value
        datatype = literal.datatype.value
        if datatype == _STRING:
            return quoted(value)
        if datatype in _LANGUAGE_STRINGS:
            self._triple_terms = self._triple_terms or datatype == _LANGUAGE_STRINGS[1]
            # The library's own form has the language, and the direction where there is one, after the quote.
            return quoted(value) + str(literal)[str(literal).rindex('"@') + 1 :]
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(value):
            return value
        return f"{quoted(value)}^^{self.iri(datatype)}"


def quoted(value: str) -> str:
    """A string in quotes: in long ones where it holds line breaks or quotation marks, to be read as it is."""
    if "\n" in value or '"' in value:
        return f'"""{_IN_LONG.sub(_escape, value)}"""'
    return f'"{_IN_SHORT.sub(_escape, value)}"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or _as_number(match)


def _as_number(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04X}"
