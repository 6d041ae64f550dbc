"""Where a verb of saying reports nothing: negated, in the future, conditional, asked, ordered."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.scene import Scene
from kg.language.grammar import auxiliaries, child, children, infinitive_marker, is_negated
from kg.language.reporting import reporting
from kg.language.words import words_of

_CONDITIONS = frozenset(("if", "unless", "whether", "until", "lest", "should", "were"))
_HEARSAY = frozenset(("report", "say", "understand", "quote", "allege", "know", "hear", "believe", "cite"))
_GERUND_PREPOSITIONS = frozenset(
    ("by", "in", "after", "before", "while", "when", "upon", "on", "with", "as", "since", "besides")
)

_CONFINING = frozenset(("limit", "confine", "restrict", "stick", "stop", "come", "resort"))


def is_silent(scene: Scene, verb: Token) -> bool:
    """Whether the verb stands where nothing was said: negated, in the future, conditional, asked, ordered."""
    lexicon = reporting()
    if is_negated(verb) and not _excludes(verb):
        return True
    if any(a.lower_ in lexicon.modals and not scene.quoted(a) for a in auxiliaries(verb)) and not _said_only(verb):
        return True
    if any(c.dep_ == "mark" and c.lower_ in _CONDITIONS for c in verb.children):
        return True
    last = scene.doc[words_of(scene.doc).sentence_span(verb.i)[1] - 1]
    if last.text == "?" and not scene.quoted(last):
        return True
    head = verb.head
    if infinitive_marker(verb):
        said = head.tag_ == "VBN" and child(head, "auxpass") and head.lemma_ in _HEARSAY  # "is reported to have said"
        if said and head.lemma_ == "hear":
            return False  # "was heard to mutter that …"
        if said and children(verb, "aux") and any(c.lower_ == "have" for c in verb.children):
            return False
        licensed = head.lemma_.casefold() in lexicon.licensing and verb.dep_ in ("xcomp", "advcl", "ccomp", "conj")
        licensed = licensed or (head.lemma_ in lexicon.past_licensing and head.tag_ in ("VBD", "VBN"))
        return not licensed or (head != verb and is_silent(scene, head))
    if verb.dep_ == "pcomp" and head.lower_ not in _GERUND_PREPOSITIONS and head.head.lower_ != "addition":
        # "without saying", "from denying"; but "in addition to stating", "limited herself to saying"
        return head.head.lemma_ not in _CONFINING or is_silent(scene, head.head)
    if verb.dep_ in ("xcomp", "ccomp") and verb.tag_ in ("VB", "VBG") and head.lemma_ in lexicon.silent:
        return True
    if verb.tag_ == "VB" and not auxiliaries(verb) and verb.dep_ in ("ROOT", "conj"):
        return True  # an imperative, or "to" shared by a coordination
    if verb.dep_ == "conj" and not children(verb, "nsubj", "nsubjpass") and verb.tag_ in ("VB", "VBG"):
        return verb.head.pos_ == "VERB" and is_silent(scene, verb.head)
    return False


def _excludes(verb: Token) -> bool:
    """ "Did not rule out that …" is an answer; only "rule out" without words of its own is none."""
    return verb.lemma_ == "rule" and any(c.dep_ == "prt" for c in verb.children) and bool(children(verb, "ccomp"))


def _said_only(verb: Token) -> bool:
    """ "Would say only that …": as little as it was, it was said."""
    only = any(c.lower_ in ("only", "merely") for c in verb.children)
    later = any(c.lower_ in ("only", "merely") for clause in children(verb, "ccomp") for c in clause.children)
    return (only or later) and all(a.lower_ in ("would", "could") for a in auxiliaries(verb))
