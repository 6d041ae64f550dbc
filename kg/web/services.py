"""What a running server consists of, as its pages find it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from kg.web.answers import Asker
from kg.web.metrics import Metrics
from kg.web.settings import Settings
from kg.web.source import Source


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that every request uses."""

    settings: Settings
    metrics: Metrics
    source: Source
    asker: Asker


def services_of(request: Request) -> Services:
    """The running server's parts."""
    found = request.app.state.services
    assert isinstance(found, Services)
    return found
