"""Pages."""

from __future__ import annotations

from starlette.routing import BaseRoute

PAGES: list[BaseRoute] = []
