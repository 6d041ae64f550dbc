"""Clauses with "that": whether a word has one, and which report stands around it."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.scene import Scene
from kg.extract.statements.speaker_nouns import can_speak
from kg.language.grammar import child, children, conjunct_head, is_negated
from kg.language.reporting import reporting_verb

_CLOSING = frozenset(('"', "”", "'", "’", "''"))


def has_mark(clause: Token) -> bool:
    """Whether "that" opens a clause."""
    return any(c.lower_ == "that" for c in children(clause, "mark"))


def has_that(verb: Token) -> bool:
    """Whether a clause with "that" follows a verb."""
    return any(has_mark(clause) for clause in children(verb, "ccomp"))


def predicate_clause(noun: Token) -> Token | None:
    """The clause that a noun is said to be: "his message was that the order stands"."""
    verb = noun.head
    if noun.dep_ != "nsubj" or verb.lemma_ != "be" or is_negated(verb):
        return None
    clause = child(verb, "ccomp")
    return clause if clause is not None and clause.i > verb.i and has_mark(clause) else None


def report_resumed(scene: Scene, verb: Token) -> Token | None:
    """The report whose speaker goes on at a verb that the parser joined to its content: "said it was late and urged …".

    "Said that Russia fired and threatened to fire again" is different: there the subject of the content goes on.
    """
    if verb.dep_ != "conj" or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN") or scene.quoted(verb):
        return None
    if child(verb, "nsubj", "nsubjpass", "aux", "auxpass") or not child(verb, "ccomp", "xcomp", "dobj", "prep"):
        return None
    clause = conjunct_head(verb)
    report = clause.head
    if clause.dep_ != "ccomp" or report.i > clause.i or scene.quoted(report) or reporting_verb(verb) is None:
        return None
    did = report.tag_ == "VB" and any(c.lower_ == "did" for c in report.children)
    if reporting_verb(report) is None or (("VBD" if did else report.tag_) != verb.tag_ and verb.tag_ != "VBN"):
        return None
    helped = child(clause, "aux", "auxpass") is not None or clause.lemma_ == "be"
    if verb.tag_ == "VBN" and not (child(clause, "auxpass") and child(verb, "ccomp", "dobj")):
        return None
    subject = child(clause, "nsubj", "nsubjpass", "expl")
    helped = helped or (clause.tag_ in ("VBZ", "VBP") and verb.tag_ == "VBD")
    himself = subject is not None and subject.pos_ == "PRON" and reporting_verb(clause) is None
    return report if helped or subject is None or himself or not can_speak(subject) else None


def report_around(scene: Scene, verb: Token) -> Token | None:
    """The verb of saying whose speaker goes on: "said that Caracas will invest, warning other states …"."""
    if verb.dep_ == "conj":  # "said the mines were cleared and added that …"
        report = verb.head.head
        return report if verb.head.dep_ == "ccomp" and reporting_verb(report) and not scene.quoted(report) else None
    edge = verb.head.head.head.left_edge if verb.dep_ == "pcomp" else verb.left_edge  # ", in addition to stating"
    before = [t for t in verb.doc[max(0, edge.i - 2) : edge.i] if t.text not in _CLOSING]
    if not before or before[-1].text != ",":
        return None
    clause = verb.head
    while clause.dep_ in ("conj", "xcomp", "advcl", "prep", "pobj") and clause.head != clause:
        clause = clause.head
    report = clause.head
    said = clause.dep_ == "ccomp" and report.i < clause.i and not scene.quoted(report)
    return report if said and reporting_verb(report) is not None else None
