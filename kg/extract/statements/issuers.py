"""Documents as speakers: who stands behind "the ministry's report", "a statement from X", "the statement"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spacy.tokens import Token

from kg.extract.statements.anonymous import described_plainly
from kg.extract.statements.scene import Scene
from kg.extract.statements.sources import source_of
from kg.extract.statements.speaker import Speaker
from kg.extract.statements.stand_ins import ACCOUNTS
from kg.language.grammar import child, children, noun_phrase
from kg.language.reporting import reporting, reporting_verb

if TYPE_CHECKING:
    from kg.extract.statements.speakers import Speakers

_READING = frozenset("see obtain view review read cite quote leak receive".split())
# Names for one and the same writing.
_STUDIES = frozenset("report study paper document research survey analysis assessment finding review".split())
# Tokens back in which the document was named first.
_DOCUMENT_REACH = 400


def issuer(speakers: Speakers, head: Token) -> Speaker | None:
    """Who stands behind a document: "the ministry's report", "a statement from X", "the statement read"."""
    lemma = head.lemma_.casefold()
    if lemma not in reporting().documents:
        return None
    if lemma == "paper" and (press := speakers.scene.reading.entities.antecedent(head)) is not None:
        start, end = noun_phrase(head)
        return Speaker(press.label, speakers.scene.chars(start, end), press, sure=False)
    if any(c.lower_ == "joint" for c in head.children):
        return replace(described_plainly(speakers.scene, head), sure=False)
    for owner in _owners(speakers.scene, head):
        speaker = speakers.of(owner)
        if speaker is not None:
            return speaker
    unit = speakers.scene.unit_at(head)
    before = _same_document(speakers, head)
    if before is not None:
        return before
    definite = child(head, "det")
    same = any(c.lower_ == "same" for c in head.children)
    issued = same or reporting().documents[lemma] in (
        "statement",
        "letter",
        "social network",
        "speech",
        "interview",
    )
    if issued and definite is not None and definite.lower_ in ("the", "this", "that") and unit is not None:
        last = speakers.last(unit.paragraph) or speakers.last(unit.paragraph - 1) or speakers.last(unit.paragraph - 2)
        if last is not None:
            start, end = noun_phrase(head)
            span = speakers.scene.chars(start, end)
            return last.meant_by(span)
    vague = head.tag_ == "NNS" and not any(
        c.dep_ in ("compound", "nmod", "poss", "acl") or (c.dep_ == "amod" and c.tag_ == "VBN") for c in head.children
    )
    if lemma in reporting().anonymous_documents and not vague:
        return replace(described_plainly(speakers.scene, head), sure=False)
    return None


def _same_document(speakers: Speakers, head: Token) -> Speaker | None:
    """Who issued a document named before: "The ministry issued a press release. The release said …"."""
    doc = speakers.scene.doc
    if child(head, "det") is None or child(head, "det").lower_ not in ("the", "this", "that"):  # type: ignore[union-attr]
        return None
    start, end = noun_phrase(head)
    span = speakers.scene.chars(start, end)
    before = [doc[i] for i in range(head.i - 1, max(-1, head.i - _DOCUMENT_REACH), -1)]
    written = [t for t in before if t.lemma_.casefold() in reporting().documents and _told(speakers.scene, t)]
    for token in written:
        if token.lemma_ != head.lemma_:
            continue
        if any(c.lower_ == "joint" for c in token.children):
            return described_plainly(speakers.scene, token).meant_by(span)
        for owner in _owners(speakers.scene, token):
            speaker = speakers.of(owner)
            if speaker is not None:
                return speaker.meant_by(span)
    for token in written if head.lemma_ in _STUDIES else ():  # "a report by the institute … the study says"
        if token.lemma_ != head.lemma_ and token.lemma_ in _STUDIES:
            owners = [t for t in _owners(speakers.scene, token) if t.lemma_.casefold() not in reporting().documents]
            issuers = map(speakers.of, owners)
            issued = next((speaker for speaker in issuers if speaker is not None and speaker.entity is not None), None)
            if issued is not None:
                return issued.meant_by(span)
    return None


def _told(scene: Scene, token: Token) -> bool:
    return scene.unit_of[token.i] >= 0 and not scene.quoted(token)


def _owners(scene: Scene, head: Token) -> list[Token]:
    found = children(head, "poss")
    for prep in children(head, "prep", "agent"):
        if prep.lower_ in ("from", "by", "of") or (prep.lower_ == "in" and child(head, "det") is None):
            for whole in children(prep, "pobj"):
                entitled = any(c.lemma_.casefold() in reporting().documents for c in children(whole, "compound"))
                found.extend(children(whole, "poss") if entitled else [whole])  # "excerpts from Roe's book Fury"
    for clause in children(head, "acl", "relcl"):
        if clause.lemma_ in _READING:
            continue  # "a letter seen by Reuters"
        for agent in children(clause, "agent", "prep"):
            if agent.lower_ == "by":
                found.extend(children(agent, "pobj"))
            elif agent.lower_ == "from":  # "a tweet sent from her account"
                found.extend(
                    c for c in children(agent, "pobj") if c.lower_ in ACCOUNTS and child(c, "poss", "compound")
                )
    if head.dep_ == "pobj" and head.head.lower_ == "in" and reporting_verb(head.head.head) is not None:
        source = source_of(scene, head.head.head)[0]
        found.extend([source] if source is not None else [])  # "the committee warns in a report"
    if head.dep_ == "dobj" and (subject := child(head.head, "nsubj")) is not None:
        found.append(subject)  # "issued a statement saying …"
    for compound in children(head, "compound", "amod"):
        if scene.reading.entities.at(compound.i):
            found.append(compound)
    return found
