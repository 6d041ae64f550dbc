"""To whom and through which medium something was said."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.attributions import Attribution
from kg.extract.statements.scene import Scene
from kg.language.grammar import child, children
from kg.language.reporting import reporting

_WHERE = frozenset(("in", "at", "on", "during", "via", "through", "to"))


def addressee_of(scene: Scene, found: Attribution) -> str | None:
    """The IRI of the named hearer: "told Sky News", "said to Parliament"; None for "told reporters"."""
    if found.cue is None or found.cue.kind != "verb":
        return None
    verb = found.cue.token
    hearer = child(verb, "dative") or (child(verb, "dobj") if found.cue.act in ("tell", "ask", "urge") else None)
    if hearer is None or hearer == found.cue.source:
        to = next((c for c in children(verb, "prep", "dative") if c.lower_ == "to"), None)
        hearer = child(to, "pobj") if to is not None else None
    if hearer is None or scene.quoted(hearer):
        return None
    entity = scene.reading.entities.at(hearer.i)
    return entity.iri if entity and entity.kind in ("person", "organization", "country") else None


def medium_of(scene: Scene, found: Attribution) -> str | None:
    """The medium that the attribution clause names: "statement", "interview", "social network", …"""
    if found.region is None or found.cue is None:
        return None
    lexicon = reporting()
    if found.cue.lemma in ("tweet", "retweet", "blog"):
        return "social network"
    start, end = found.region
    tokens = [t for t in scene.doc[start:end] if not scene.quoted(t)]
    source = found.cue.source
    if source is not None and (medium := lexicon.documents.get(source.lemma_.casefold())):
        return medium
    for token in tokens:
        if token.text.rstrip(".") in lexicon.platforms and token.i > start and _is_place(token):
            return "social network"
    for token in tokens:
        pair = f"{token.nbor(-1).lemma_} {token.lemma_}".casefold() if token.i else ""
        medium = lexicon.media.get(pair) or lexicon.media.get(token.lemma_.casefold())
        if medium and token.dep_ in ("pobj", "dobj") and (token.dep_ == "dobj" or _is_place(token)):
            return medium
    return None


def _is_place(token: Token) -> bool:
    """Whether a noun hangs on "in", "at", "on" …: its own preposition or that of the noun it modifies."""
    while token.dep_ in ("compound", "nmod", "poss") and token.head != token:
        token = token.head
    return token.dep_ == "pobj" and token.head.lower_ in _WHERE
