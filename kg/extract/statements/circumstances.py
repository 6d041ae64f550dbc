"""To whom, when and through which medium something was said."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.attributions import Attribution
from kg.extract.statements.scene import Scene
from kg.language.dates import DateMention, find_dates
from kg.language.grammar import child, children
from kg.language.reporting import reporting

# A longer adjunct with a date in it tells of something else than the day of speaking.
_DATE_WORDS = 6
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
    start, _ = found.region
    tokens = [t for t in _attribution_words(scene, found) if _unnamed(scene, t)]
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


def date_of(scene: Scene, found: Attribution) -> DateMention | None:
    """When it was said, as far as the attribution clause tells: "said on Tuesday", "wrote on May 3"; or None."""
    if found.cue is None or found.cue.kind != "verb":
        return None
    words = _attribution_words(scene, found)
    times = [c for c in children(found.cue.token, "npadvmod", "prep", "advmod") if c in words]
    for adjunct in times:
        first, last = adjunct.left_edge, adjunct.right_edge
        end = last.idx + len(last)
        dates = find_dates(scene.text, scene.reading.article.published, start=first.idx, end=end)
        # "in a letter dated …", "at the talks in May" tell of other days: a date of its own, or none
        if (
            dates
            and dates[0].first
            and not dates[0].is_range
            and (adjunct.dep_ == "npadvmod" or adjunct.lower_ in ("on", "in"))
            and last.i - first.i < _DATE_WORDS
        ):
            return dates[0]
    return None


def _attribution_words(scene: Scene, found: Attribution) -> list[Token]:
    """The words of the attribution clause and of the adjuncts of its verb, without what was said."""
    if found.region is None or found.cue is None:
        return []
    said = {i for a, b in found.pieces for i in range(a, b)}
    indexes = set(range(*found.region))
    for adjunct in children(found.cue.token, "prep", "npadvmod", "advmod", "advcl"):
        indexes.update(t.i for t in adjunct.subtree)
    return [scene.doc[i] for i in sorted(indexes - said) if not scene.quoted(scene.doc[i])]


def _unnamed(scene: Scene, token: Token) -> bool:
    """Whether a word is no part of a longer name: the Post of "The Washington Post" is no post."""
    mention = scene.reading.entities.mention_at(token.i)
    return mention is None or mention.end - mention.start == 1


def _is_place(token: Token) -> bool:
    """Whether a noun hangs on "in", "at", "on" …: its own preposition or that of the noun it modifies."""
    while token.dep_ in ("compound", "nmod", "poss") and token.head != token:
        token = token.head
    return token.dep_ == "pobj" and token.head.lower_ in _WHERE
