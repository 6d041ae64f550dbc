"""robots.txt by RFC 9309: the longest rule that fits decides, an allowing one if two are as long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from kg.errors import InputError

if TYPE_CHECKING:
    from kg.fetch.http import Page

AGENT = "defence-kg"
"""The name under which this program asks, and by which a robots.txt can address it."""
_AT_MOST = 500_000
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""
_RULES_AT_MOST = 5000


class _Rule(NamedTuple):
    allow: bool
    length: int
    parts: tuple[str, ...]
    """What stands between the stars."""
    ends: bool
    """Whether the path must end where the rule does."""

    def fits(self, path: str) -> bool:
        """Whether a path begins as the rule says; in one go from left to right, whatever the rule."""
        if not path.startswith(self.parts[0]):
            return False
        last, at = 0, len(self.parts[0])
        for part in self.parts[1:]:
            found = path.find(part, at)
            if found < 0:
                return False
            last, at = at, found + len(part)
        if not self.ends or at == len(path):
            return True
        return len(self.parts) > 1 and path.endswith(self.parts[-1]) and len(path) - len(self.parts[-1]) >= last


class Robots(NamedTuple):
    """What a site asks of programs."""

    rules: tuple[_Rule, ...] = ()
    delay: float = 0.0
    """Seconds between two requests."""
    closed: bool = False
    """Whether nothing may be fetched, because the site could not be asked."""

    @classmethod
    def at(cls, origin: str, get: Callable[[str], Page]) -> Robots:
        """The rules of a site: none without a robots.txt, all closed if it fails to answer (RFC 9309, 2.3.1)."""
        page = get(f"{origin}/robots.txt")
        if page.status >= 500:
            return cls(closed=True)
        if page.status != 200:
            return cls()
        return cls.parse(page.body[:_AT_MOST].decode("utf-8", "replace"))

    @classmethod
    def parse(cls, text: str) -> Robots:
        """The rules for this program: those of the groups that name it, else of those for all."""
        groups: dict[str, list[tuple[str, str]]] = {}
        names: list[str] = []
        naming = False
        for line in text.lstrip("\ufeff").splitlines():
            key, colon, value = line.partition("#")[0].partition(":")
            key, value = key.strip().lower(), value.strip()
            if not colon:
                continue
            if key == "user-agent":
                names = [*names, value.lower()] if naming else [value.lower()]
                groups.setdefault(value.lower(), [])
            elif key in ("allow", "disallow", "crawl-delay"):
                for name in names:
                    groups[name].append((key, value))
            naming = key == "user-agent" or (naming and key not in ("allow", "disallow", "crawl-delay"))
        lines = groups[AGENT] if AGENT in groups else groups.get("*", [])
        rules = tuple(_rule(key, value) for key, value in lines[:_RULES_AT_MOST] if key != "crawl-delay" and value)
        return cls(rules, max((_seconds(value) for key, value in lines if key == "crawl-delay"), default=0.0))

    def allows(self, url: str) -> bool:
        """Whether a page may be fetched."""
        if self.closed:
            raise InputError("the site's robots.txt can't be had, so nothing of it is fetched")
        parts = urlsplit(url)
        path = _quoted(parts.path or "/") + (f"?{_quoted(parts.query)}" if parts.query else "")
        found = [(rule.length, rule.allow) for rule in self.rules if rule.fits(path)]
        return max(found, default=(0, True))[1]


def _rule(key: str, value: str) -> _Rule:
    parts = tuple(_quoted(part) for part in value.removesuffix("$").split("*"))
    return _Rule(key == "allow", len(value), parts, value.endswith("$"))


def _quoted(text: str) -> str:
    return quote(text, safe="/%:@!$&'()+,;=~*?-._")


def _seconds(value: str) -> float:
    try:
        return max(0.0, float(value)) if len(value) < 10 else 0.0
    except ValueError:
        return 0.0
