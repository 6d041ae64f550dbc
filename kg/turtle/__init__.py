"""Canonical Turtle and TriG: the same triples give the same bytes, in an order made for readers and `diff`.

Used prefixes only; an article, then its entities, then its facts in text order, each with its items and
its evidence right under it; `a` first, then labels, then the other predicates by name; objects sorted.
Reads back as exactly the same triples (Turtle 1.1, or 1.2 where triple terms occur).
"""

from __future__ import annotations

from kg.turtle.blanks import Section, blanks_last
from kg.turtle.order import in_order, natural
from kg.turtle.writer import write_sections, write_trig, write_turtle

__all__ = ["Section", "blanks_last", "in_order", "natural", "write_sections", "write_trig", "write_turtle"]
