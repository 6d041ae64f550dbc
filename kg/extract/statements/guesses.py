"""Guesses at who speaks: "someone, seemingly Ann Roe" is somebody, not Ann Roe."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.scene import Scene

_GUESSING = frozenset(
    "seemingly apparently reportedly purportedly supposedly allegedly presumably possibly probably perhaps".split()
)


def hedged(scene: Scene, head: Token) -> int | None:
    """End of a guess at who somebody is, after his noun and a comma: "someone, seemingly Ann Roe"; else None."""
    doc, comma = scene.doc, head.i + 1
    if comma + 2 >= len(doc) or doc[comma].text != "," or doc[comma + 1].lower_ not in _GUESSING:
        return None
    name = scene.reading.entities.mention_at(comma + 2)
    return name.end if name is not None and name.start == comma + 2 else None


def guessed_of(scene: Scene, head: Token) -> Token:
    """The noun that a guessed name stands after: "someone" for "Roe" in "someone, seemingly Ann Roe"; else the head."""
    name = scene.reading.entities.mention_at(head.i)
    if name is None or name.start < 3 or scene.doc[name.start - 1].lower_ not in _GUESSING:
        return head
    noun = scene.doc[name.start - 3]
    return noun if hedged(scene, noun) is not None else head
