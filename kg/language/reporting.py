"""The words that report speech (`reporting.toml`): which verbs and nouns, with which complement and act."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Token


class ReportingVerb(NamedTuple):
    """A verb that reports speech: its lemma with particles, its speech act, the complements it takes."""

    lemma: str
    act: str
    takes: frozenset[str]
    length: int = 1
    """Words, the particles included."""


class Reporting(NamedTuple):
    """The lexicon; every word lower case but for the names of platforms."""

    verbs: dict[str, ReportingVerb]
    nouns: dict[str, str]
    """Noun → speech act."""
    phrases: dict[str, frozenset[str]]
    """Preposition → nouns after it that make "in her words", "by Moscow's account"."""
    measured: frozenset[str]
    """Nouns that are put at a number or down to a cause."""
    licensing: frozenset[str]
    """What may stand before "to say" where something was said."""
    past_licensing: frozenset[str]
    """Verbs before "to say" under which something was said if they are past: "had to admit", "liked to say"."""
    modals: frozenset[str]
    silent: frozenset[str]
    """Verbs under which an infinitive of saying says nothing."""
    habits: frozenset[str]
    documents: dict[str, str]
    """Noun for a writing → medium."""
    media: dict[str, str]
    """Noun or phrase → medium."""
    platforms: frozenset[str]
    people: frozenset[str]
    plain: frozenset[str]
    """Verbs after which nearly always comes what was said, whatever the parser makes of it."""
    finding: frozenset[str]
    """Verbs that report only under `finders` and writings: "the audit found that …"."""
    finders: frozenset[str]
    paper: frozenset[str]
    """Verbs that report only under a named paper or channel: "Sky News understands that …"."""
    feelings: frozenset[str]
    """Nouns that are words only when expressed: "expressed hope that …"."""
    giving: frozenset[str]
    """Verbs that give a noun of saying: "issued a warning"."""
    adjectives: frozenset[str]
    """Adjectives under which a clause is said: "adamant that …"."""
    rumours: frozenset[str]
    """What is rejected in words, besides the nouns of saying."""
    replies: frozenset[str]
    """What a word before it makes somebody's claim, rejected in words: "rejects the charge"."""
    facts: frozenset[str]
    """What is confirmed, admitted or claimed in words."""
    promises: frozenset[str]
    """What is promised or urged in words."""
    granted: frozenset[str]
    """What is denied to somebody by deed, not in words."""
    threats: frozenset[str]
    """What is threatened in words; whoever else is threatened may have heard none."""
    things: frozenset[str]
    """Nouns that end like a word for a person and are none."""
    anonymous_documents: frozenset[str]
    """Writings that speak for themselves where nobody is said to have issued them."""


@lru_cache(maxsize=1)
def reporting() -> Reporting:
    """The lexicon, read once."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    verbs: dict[str, ReportingVerb] = {}
    for group in data["verbs"]:
        for lemma in group["lemmas"]:
            known = verbs.get(lemma)
            takes = frozenset(group["takes"]) | (known.takes if known else frozenset())
            verbs[lemma] = ReportingVerb(lemma, known.act if known else group["act"], takes, len(lemma.split()))
    return Reporting(
        verbs=verbs,
        nouns={lemma: group["act"] for group in data["nouns"] for lemma in group["lemmas"]},
        phrases={preposition: frozenset(nouns) for preposition, nouns in data["phrases"].items()},
        measured=frozenset(data["measured"]["nouns"]),
        licensing=frozenset(data["infinitive"]["licensed_by"]),
        past_licensing=frozenset(data["infinitive"]["licensed_if_past"]),
        modals=frozenset(data["silent"]["modals"]),
        silent=frozenset(data["silent"]["verbs"]),
        habits=frozenset(data["silent"]["habits"]),
        documents={noun: medium for medium, nouns in data["documents"].items() for noun in nouns},
        media={noun: medium for medium, nouns in data["media"].items() for noun in nouns},
        platforms=frozenset(data["platforms"]["names"]),
        people=frozenset(data["people"]["nouns"]),
        plain=frozenset(data["plain"]["verbs"]),
        finding=frozenset(data["finding"]["verbs"]),
        paper=frozenset(data["paper"]["verbs"]),
        finders=frozenset(data["finding"]["subjects"]),
        feelings=frozenset(data["giving"]["feelings"]),
        giving=frozenset(data["giving"]["verbs"]),
        adjectives=frozenset(data["adjectives"]["words"]),
        rumours=frozenset(data["rumours"]["nouns"]),
        replies=frozenset(data["replies"]["nouns"]),
        facts=frozenset(data["facts"]["nouns"]),
        promises=frozenset(data["promises"]["nouns"]),
        granted=frozenset(data["deeds"]["granted"]),
        threats=frozenset(data["deeds"]["threats"]),
        things=frozenset(data["things"]["nouns"]),
        anonymous_documents=frozenset(data["anonymous_documents"]["nouns"]),
    )


def reporting_verb(token: Token) -> ReportingVerb | None:
    """The reporting verb at a token, the longest with the words that follow it ("call on", "point out")."""
    lexicon = reporting().verbs
    lemma = token.lemma_.casefold()
    doc = token.doc
    following = [doc[i].lower_ for i in range(token.i + 1, min(token.i + 3, len(doc)))]
    for count in range(len(following), 0, -1):
        if verb := lexicon.get(" ".join([lemma, *following[:count]])):
            return verb
    for child in token.children:
        if child.dep_ == "prt" and (verb := lexicon.get(f"{lemma} {child.lower_}")):
            return verb
    return lexicon.get(lemma)
