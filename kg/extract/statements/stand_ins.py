"""Who is behind what speaks for him: a press service, a website, a side, a government."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.scene import Scene
from kg.language.grammar import children, of_phrase
from kg.models import Entity

_PRESS = frozenset(("service", "office", "department", "centre", "center", "bureau"))
# Where somebody publishes what he has to say.
ACCOUNTS = frozenset(("website", "site", "account", "page", "feed", "blog", "homepage"))
_OWNERS = ("person", "organization", "country")


def stood_for(scene: Scene, head: Token) -> Entity | None:
    """The body, state or person that a noun speaks for, if it is named there; None of any other noun."""
    return _speaks_for(scene, head) or _governed(scene, head) or _officer(scene, head)


def _speaks_for(scene: Scene, head: Token) -> Entity | None:
    """The body behind its press service, the state that is a side: "the navy's press service", "the Turkish side"."""
    entities = scene.reading.entities
    if head.lower_ == "side":
        return next((e for c in children(head, "amod", "poss") if (e := entities.at(c.i, "country"))), None)
    if head.lower_ in ACCOUNTS:
        owners = [
            e for c in children(head, "poss", "compound", "nmod") if (e := entities.at(c.i)) and e.kind in _OWNERS
        ]
        return owners[0] if owners else None
    if head.lower_ in _PRESS and any(c.lower_ in ("press", "media", "information") for c in children(head, "compound")):
        bodies = [*children(head, "poss", "compound", "nmod"), *(t for p in children(head, "prep") for t in p.children)]
        owners = [e for c in bodies if (e := entities.at(c.i, "organization"))]
        return owners[0] if owners else None
    return None


def _governed(scene: Scene, head: Token) -> Entity | None:
    """The state whose government is named: "the government of Chile", "the Polish government"."""
    if head.lower_ != "government":
        return None
    if not all(c.dep_ == "det" or c.i > head.i for c in head.children) or of_phrase(head):
        return _state_governed(scene, head)
    before = (scene.doc[i] for i in range(head.i - 1, -1, -1))
    states = (_state_governed(scene, t) for t in before if t.lower_ == "government")
    return next((state for state in states if state is not None), None)


def _state_governed(scene: Scene, head: Token) -> Entity | None:
    owners = [*children(head, "amod", "poss", "compound"), *of_phrase(head)]
    mentions = [m for c in owners if (m := scene.reading.entities.mention_at(c.i, "country")) is not None]
    states = {scene.reading.entities.owner(m).iri: m for m in mentions if m.form in ("name", "demonym")}
    return scene.reading.entities.owner(next(iter(states.values()))) if len(states) == 1 else None


def _officer(scene: Scene, head: Token) -> Entity | None:
    """Who is named right before the initials of his service: "Col. Ann Roe USMC said"."""
    entities = scene.reading.entities
    if not (head.text.isupper() and head.i):
        return None
    name = entities.mention_at(head.i - 1, "person")
    return entities.owner(name) if name is not None and name.end == head.i and head.nbor(-1).head == head else None
