"""Markdown: front matter in YAML or TOML, then the text, of which the marks are taken off."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError
from kg.read.fields import FIELDS
from kg.read.html import fragment_text
from kg.read.records import Draft, Settings
from kg.read.sources import Source
from kg.read.text import decode, parse_text

_FENCES = {"---": "YAML", "+++": "TOML"}
_FRONT_AT_MOST = 200_000
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*")
_UNDERLINE = re.compile(r"(=+|-{3,}|[*_][ \t*_]{2,})[ \t]*")
_BLOCK_MARK = re.compile(r"^(?:[ \t]*(?:>|[-*+]|\d{1,3}[.)])[ \t]+)+")
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\n]{1,500})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,200}\])")
_REFERENCE = re.compile(r"\[[^\]\n]{1,200}\]:[ \t]+\S+.*")
_EMPHASIS = re.compile(r"(?<![\w*_\\])(\*{1,3}|_{1,3}|`{1,2}|~~)(?=\S)([^\n*_`~]{1,2000}?)(?<=[^\s\\])\1(?![\w*_])")
_HTML = re.compile(r"</?[A-Za-z][^<>\n]{0,500}>|<!--")


def read_markdown(source: Source, settings: Settings) -> Iterator[Draft]:
    """The one article of a Markdown file. Raises InputError if its front matter does not parse."""
    yield parse_markdown(decode(source.all_bytes()))


def parse_markdown(text: str) -> Draft:
    """A draft from Markdown: fields from its front matter, else its first heading as the title."""
    front, body = _split(text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    draft = parse_text(body) if not front else Draft(text=body)
    if draft.title and _BLOCK_MARK.match(str(draft.title)):
        draft = Draft(text=body)
    fields = {field: _first(front, names) for field, names in FIELDS.items() if field != "text"}
    draft = draft._replace(**{field: value for field, value in fields.items() if value is not None})
    title, words = _plain(str(draft.text), wants_title=not draft.title)
    if draft.title and not title:
        heading = _HEADING.fullmatch(str(draft.title).strip())
        title = _inline(heading[1] if heading else str(draft.title))
    return draft._replace(text=words, title=title)


def _split(text: str) -> tuple[dict[str, Any], str]:
    first, _, rest = text.partition("\n")
    fence = first.strip()
    if fence not in _FENCES:
        return {}, text
    end = re.compile(rf"^{re.escape(fence)}[ \t]*$", re.MULTILINE).search(rest)
    if end is None:
        return {}, text
    if end.start() > _FRONT_AT_MOST:
        raise InputError("front matter longer than any header")
    return _front_matter(rest[: end.start()], _FENCES[fence]), rest[end.end() :]


def _front_matter(text: str, kind: str) -> dict[str, Any]:
    import yaml

    try:
        if kind == "TOML":
            return tomllib.loads(text)
        # References can make a few lines stand for gigabytes.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise InputError("front matter with references (*name), which no header needs")
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 2}: " if mark else ""
        raise InputError(f"{where}front matter is not YAML") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"front matter is not TOML ({error})") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"front matter that can't be read ({error})") from error
    return {str(k).lower(): v for k, v in value.items()} if isinstance(value, dict) else {}


def _plain(text: str, *, wants_title: bool) -> tuple[str, str]:
    """The first heading, if it comes before all text and is wanted as the title; and the text without marks."""
    title = ""
    kept: list[str] = []
    fenced = False
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped.startswith(("```", "~~~")):
            fenced = not fenced
        elif fenced or _REFERENCE.fullmatch(stripped):
            continue
        elif heading := _HEADING.fullmatch(stripped):
            if wants_title and not title and not any(kept):
                title = _inline(heading[1])
            else:
                kept += ["", _inline(heading[1]), ""]
        elif not _UNDERLINE.fullmatch(stripped):
            kept.append(_inline(_BLOCK_MARK.sub("", stripped, count=1)))
    return title, "\n".join(kept)


def _inline(line: str) -> str:
    line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    line = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", line))
    line = fragment_text(line) if _HTML.search(line) else line
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line)


def _first(front: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((front[name] for name in names if front.get(name) not in (None, "")), None)
