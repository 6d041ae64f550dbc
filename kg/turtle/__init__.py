"""Canonical Turtle and TriG: the same triples give the same bytes, in an order made for readers and `diff`.

Used prefixes only; an article, then its entities, then its facts in text order, each with its items and
its evidence right under it; `a` first, then labels, then the other predicates by name; objects sorted.
Reads back as exactly the same triples (Turtle 1.1, or 1.2 where triple terms occur).
"""

from __future__ import annotations

from kg.turtle.order import natural
from kg.turtle.terms import Names
from kg.turtle.writer import Section, write_sections, write_trig, write_turtle

__all__ = ["Names", "Section", "natural", "write_sections", "write_trig", "write_turtle"]
