"""Pictures as SVG, drawn on the server: who supplies whom, what happened when, where on the map.

No styles inside: classes and presentation attributes only, so that the pages' strict policy holds, and
colours follow the reader's light or dark scheme.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup, escape

_WORLD = Path(__file__).with_name("static") / "built" / "world.json"


class Link(NamedTuple):
    """A line of a flow: from a name on the left to one on the right, `weight` thick, in a class's colour."""

    left: str
    right: str
    css: str
    weight: float = 1.0
    left_href: str = ""
    right_href: str = ""


class Bar(NamedTuple):
    """Something on a timeline, with dates as far as they are known ("2019", "2019-02", "2019-02-10")."""

    start: str
    end: str
    label: str
    css: str
    href: str = ""
    note: str = ""


def flow(links: Iterable[Link], *, width: int = 640, most: int = 14, name: str = "Who and whom") -> Markup:
    """Two columns of names joined by curves; the heaviest names only. Empty where there is nothing to join."""
    joined: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    hrefs: dict[str, str] = {}
    for link in links:
        joined[link.left, link.right, link.css] += link.weight
        for label, target in ((link.left, link.left_href), (link.right, link.right_href)):
            hrefs.setdefault(label, target)
    left, right = _weights(joined, 0, most), _weights(joined, 1, most)
    kept = {key: weight for key, weight in joined.items() if key[0] in left and key[1] in right}
    if not kept:
        return Markup()
    left = [label for label in left if any(key[0] == label for key in kept)]
    right = [label for label in right if any(key[1] == label for key in kept)]
    row, pad = 26, 14
    # Room for the longest name, so that the lines get the rest.
    side_left, side_right = (round(min(width * 0.38, 26 + 7.3 * max(map(len, names)))) for names in (left, right))
    height = pad * 2 + row * max(len(left), len(right))
    y_left, y_right = _places(left, height, row), _places(right, height, row)
    heaviest = max(kept.values())
    parts = [_open(width, height, name, "flow")]
    x1, x2 = side_left, width - side_right
    middle = (x1 + x2) / 2
    for (a, b, css), weight in sorted(kept.items(), key=lambda item: item[1]):
        stroke = 1.5 + 8.5 * (weight / heaviest if heaviest > 1 else 0.15)
        y1, y2 = round(y_left[a]), round(y_right[b])
        curve = f"M{x1} {y1}C{middle:.0f} {y1} {middle:.0f} {y2} {x2} {y2}"
        title = f"<title>{escape(a)} → {escape(b)}" + (f": {weight:g}" if weight != 1 else "") + "</title>"
        parts.append(f'<path class="link {escape(css)}" d="{curve}" stroke-width="{stroke:.1f}">{title}</path>')
    for label in left:
        parts.append(_name(label, hrefs[label], x1 - 10, y_left[label], "end", side_left))
        parts.append(f'<circle class="node" cx="{x1 - 3}" cy="{y_left[label]:.0f}" r="3"/>')
    for label in right:
        parts.append(_name(label, hrefs[label], x2 + 10, y_right[label], "start", side_right))
        parts.append(f'<circle class="node" cx="{x2 + 3}" cy="{y_right[label]:.0f}" r="3"/>')
    return Markup("".join(parts) + "</svg>")


def _weights(joined: dict[tuple[str, str, str], float], side: int, most: int) -> list[str]:
    weights: defaultdict[str, float] = defaultdict(float)
    for key, weight in joined.items():
        weights[key[side]] += weight
    return sorted(weights, key=lambda label: (-weights[label], label))[:most]


def _places(labels: Sequence[str], height: int, row: int) -> dict[str, float]:
    top = (height - row * len(labels)) / 2 + row / 2
    return {label: top + row * at for at, label in enumerate(labels)}


def _name(label: str, target: str, x: float, y: float, anchor: str, room: int) -> str:
    fits = max(6, int(room / 7.4))
    shown = label if len(label) <= fits else label[: fits - 1] + "…"
    full = f"<title>{escape(label)}</title>" if shown != label else ""
    text = f'<text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="{anchor}">{escape(shown)}{full}</text>'
    return f'<a href="{escape(target)}">{text}</a>' if target else text


def timeline(bars: Iterable[Bar], *, width: int = 920, most: int = 32, name: str = "Timeline") -> Markup:
    """Bars on a scale of dates, the latest on top; what has no year is left out."""
    dated = [(start, end, bar) for bar in bars if (days := _days(bar.start, bar.end)) for start, end in [days]]
    dated = sorted(dated, key=lambda item: (item[0], item[2].label), reverse=True)[:most]
    if not dated:
        return Markup()
    first = min(start for start, _, _ in dated)
    last = max(end for _, end, _ in dated)
    slack = max(20, (last - first) // 12)
    first, last = first - slack // 4, last + slack
    row, head = 24, 26
    height = head + row * len(dated) + 8
    scale = (width - 20) / (last - first)
    parts = [_open(width, height, name, "timeline")]
    for at, label in _ticks(first, last):
        x = 10 + (at - first) * scale
        parts.append(f'<line class="tick" x1="{x:.1f}" x2="{x:.1f}" y1="{head - 8}" y2="{height}"/>')
        parts.append(f'<text class="when" x="{x + 3:.1f}" y="14">{label}</text>')
    for at, (start, end, bar) in enumerate(dated):
        y = head + row * at
        x = 10 + (start - first) * scale
        long = max(7.0, (end - start + 1) * scale)
        note = f"<title>{escape(f'{bar.label}: {bar.note}' if bar.note else bar.label)}</title>"
        room = width - x - long - 14
        fits_right = room > len(bar.label) * 6.6 or room > x
        shown = bar.label[: max(8, int((room if fits_right else x) / 6.8))]
        text_x, anchor = (x + long + 6, "start") if fits_right else (x - 6, "end")
        box = f'<rect x="{x:.1f}" y="{y + 4}" width="{long:.1f}" height="14" rx="3"/>'
        text = f'<text x="{text_x:.1f}" y="{y + 15}" text-anchor="{anchor}">{escape(shown)}</text>'
        parts.append(f'<g class="event {escape(bar.css)}">{note}{box}{_linked(bar.href, text)}</g>')
    return Markup("".join(parts) + "</svg>")


def _linked(target: str, inside: str, label: str = "") -> str:
    told = f' aria-label="{escape(label)}"' if label else ""
    return f'<a href="{escape(target)}"{told}>{inside}</a>' if target else inside


def _days(start: str, end: str) -> tuple[int, int] | None:
    """First and last day as ordinals; a month or year counts whole. None without a year."""
    begin, finish = _range(start), _range(end)
    if begin is None and finish is None:
        return None
    first = (begin or finish or (0, 0))[0]
    last = (finish or begin or (0, 0))[1]
    return first, max(first, last)


def _range(date: str) -> tuple[int, int] | None:
    parts = date.split("-")
    if not all(part.isdigit() for part in parts) or not 1 <= len(parts) <= 3:
        return None
    year, month, day = (*map(int, parts), *([0] * (3 - len(parts))))
    try:
        begin = dt.date(year, month or 1, day or 1)
        if day:
            return begin.toordinal(), begin.toordinal()
        following = dt.date(year + 1, 1, 1) if not month or month == 12 else dt.date(year, month + 1, 1)
    except ValueError:
        return None
    return begin.toordinal(), following.toordinal() - 1


def _ticks(first: int, last: int) -> list[tuple[int, str]]:
    begin, end = dt.date.fromordinal(max(1, first)), dt.date.fromordinal(last)
    months = (end.year - begin.year) * 12 + end.month - begin.month
    step = next((step for step in (1, 3, 6, 12, 24, 60, 120) if months / step <= 10), 240)
    at = begin.year * 12 if step >= 12 else begin.year * 12 + begin.month - 1
    ticks = []
    while at <= end.year * 12 + end.month:
        if at % step == 0 and (day := dt.date(at // 12, at % 12 + 1, 1).toordinal()) >= first:
            label = f"{at // 12}" if step >= 12 or at % 12 == 0 else dt.date.fromordinal(day).strftime("%b")
            ticks.append((day, label))
        at += 1
    return [(at, label) for at, label in ticks if at < last]


def bars(counts: Sequence[tuple[str, float, str]], *, css: str = "", name: str = "Counts") -> Markup:
    """Horizontal bars with their numbers: (label, number, address)."""
    if not counts:
        return Markup()
    width, row, side = 400, 24, 150
    most = max(number for _, number, _ in counts) or 1
    height = row * len(counts) + 6
    parts = [_open(width, height, name, "bars")]
    for at, (label, number, target) in enumerate(counts):
        y = row * at + 3
        long = max(2.0, (width - side - 70) * number / most)
        parts.append(_name(label, target, side - 8, y + row / 2 - 1, "end", side - 8))
        parts.append(f'<rect class="{escape(css)}" x="{side}" y="{y + 3}" width="{long:.1f}" height="14" rx="2"/>')
        parts.append(f'<text class="number" x="{side + long + 6:.1f}" y="{y + 15}">{number:,.6g}</text>')
    return Markup("".join(parts) + "</svg>")


def world(
    counts: dict[str, int],
    *,
    css: str = "transfer",
    name: str = "World map",
    points: Sequence[tuple[float, float, str]] = (),
) -> Markup:
    """The world with the states of these codes (ISO 3166-1 alpha-3) shaded by number, and places as dots.

    Empty where the outlines were not built in (`make assets`): the page then has its bars alone.
    """
    outlines = _outlines()
    if not outlines or not counts:
        return Markup()
    most = max(counts.values())
    parts = [_open(outlines["width"], outlines["height"], name, f"world {css}")]
    for code, (label, path) in outlines["states"].items():
        number = counts.get(code, 0)
        level = 0 if not number else 1 + min(4, int(4 * number / most))
        told = f"<title>{escape(label)}: {number}</title>" if number else ""
        outline = f'<path class="state level{level}" d="{path}">{told}</path>'
        parts.append(_linked(f"/id/country/{code}" if number else "", outline, f"{label}: {number}"))
    for latitude, longitude, label in points:
        x, y = _project(latitude, longitude, outlines)
        parts.append(f'<circle class="place" cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{escape(label)}</title></circle>')
    return Markup("".join(parts) + "</svg>")


def _project(latitude: float, longitude: float, outlines: dict[str, Any]) -> tuple[float, float]:
    """Equirectangular with the standard parallel of 36°, as `assets/build.mjs` draws the outlines."""
    return (longitude + 180) * outlines["width"] / 360, (outlines["north"] - latitude) * outlines["scale"]


@lru_cache(maxsize=1)
def _outlines() -> dict[str, Any]:
    return json.loads(_WORLD.read_text()) if _WORLD.is_file() else {}


def _open(width: float, height: float, name: str, css: str) -> str:
    return (
        f'<svg class="picture {css}" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        f'role="group" aria-label="{escape(name)}" xmlns="http://www.w3.org/2000/svg">'
    )
