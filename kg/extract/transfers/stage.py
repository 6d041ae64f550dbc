"""How far a deal has come, and the word that tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.models import TransferStatus


@dataclass(frozen=True)
class Stage:
    """A status and the word that decides it."""

    status: TransferStatus | None = None
    token: Token | None = None
    partial: bool = False
    planned: bool = False
