"""Objects as complements: what somebody denies, stresses, condemns, admits, promises or feels."""

from __future__ import annotations

from collections.abc import Collection

from spacy.tokens import Token

from kg.extract.statements.cues import Cue
from kg.extract.statements.spans import Span
from kg.language.grammar import child, children, edges
from kg.language.reporting import reporting

# Politeness tells nothing: "expressed satisfaction with the visit".
_COURTESIES = frozenset(("satisfaction", "wish", "certainty"))
# What one can only reject in words.
_ACCUSED = frozenset(("accusation", "allegation"))
# What others said, that is denied together with them.
_REPORTS = frozenset(
    "report claim allegation accusation suggestion assertion statement version charge rumour rumor".split()
)
# Before what somebody said, where it is rejected: "rejects the charge", "rejected any suggestion".
_POINTING = frozenset("the this that these those any such all his her its their".split())
# What somebody is criticised for, or threatened with.
_ABOUT = frozenset(("for", "over", "as", "with"))
# What a feeling or a promise is about.
_AIMS = frozenset(("over", "about", "for", "to"))


def plain_object(cue: Cue) -> Span | None:
    """ "condemned the attack", "denied any involvement", "demanded an inquiry"; None for a deed and a bare name."""
    if (free := _free_relative(cue)) is not None:
        return free
    obj = child(cue.token, "dobj")
    if cue.act == "deny" and obj is not None and (clause := _reported(cue.token, obj)) is not None:
        return clause
    if obj is not None and cue.act == "deny" and obj.lower_ == "it" and (asked := _asked_about(cue.token)) is not None:
        return asked
    if obj is not None and cue.lemma == "deny" and obj.lower_ in ("this", "that", "it", "them") and obj.i > cue.token.i:
        return obj.i, obj.i + 1
    if obj is None or obj.i < cue.token.i or obj.pos_ == "PRON" or _is_deed(cue, obj):
        return None
    start, end = edges(obj)
    for prep in children(cue.token, "prep"):
        if prep.lower_ in _ABOUT and prep.left_edge.i == end:
            end = edges(prep)[1]  # "criticised Trump | for the delay"
    if obj.pos_ == "PROPN" and end == obj.i + 1:
        return None  # "slammed Trump", "for which Algiers blamed Rabat": no word of what was said
    return max(start, cue.token.i + 1), end


def _asked_about(verb: Token) -> Span | None:
    """What "it" is in an answer: "Asked whether | the jets had left, the minister denied it"."""
    asked = next((c for c in children(verb, "advcl", "ccomp") if c.lemma_ in ("ask", "press") and c.i < verb.i), None)
    clause = child(asked, "ccomp", "advcl") if asked is not None else None
    if clause is None or (mark := clause.left_edge).lower_ not in ("whether", "if"):
        return None
    return mark.i + 1, edges(clause)[1]


def fault(cue: Cue) -> Span | None:
    """ "criticised Rome for the delay"; that somebody criticised a decision tells no words."""
    span = plain_object(cue)
    if span is None or (obj := child(cue.token, "dobj")) is None:
        return span
    return span if span[1] > edges(obj)[1] or any(c.lower_ in ("for", "over") for c in obj.children) else None


def _reported(verb: Token, obj: Token) -> Span | None:
    """What is denied by denying that it was reported: "denied reports in the press | that Kyiv had sold the jets"."""
    lemma = obj.lemma_.casefold()
    if obj.i < verb.i or not (lemma in reporting().rumours or lemma in _REPORTS):
        return None
    for clause in verb.subtree:
        that = clause.left_edge
        while that.i < clause.i and that.pos_ == "ADV":
            that = that.nbor()
        opened = clause.dep_ in ("acl", "relcl", "ccomp") and that.lower_ == "that" and that.i > obj.i
        if opened and "subj" not in that.dep_ and child(clause, "nsubj", "nsubjpass", "expl"):
            return that.i + 1, edges(clause)[1]
    return None


def _free_relative(cue: Cue) -> Span | None:
    """ "condemned | what it called a war rehearsal"."""
    what = cue.token.nbor() if cue.token.i + 1 < len(cue.token.doc) else None
    if what is None or what.lower_ != "what":
        return None
    clause = next((c for c in children(cue.token, "ccomp", "dobj") if c.left_edge.i == what.i), None)
    return edges(clause) if clause is not None else None


def _is_deed(cue: Cue, obj: Token) -> bool:
    """Whether something was done rather than said: "denied funding", "threatened the mayor"."""
    if cue.lemma == "deny":
        return obj.lemma_.casefold() in reporting().granted or child(cue.token, "dative") is not None
    threatened = obj.lemma_.casefold() in reporting().threats or _with_what(cue.token) is not None
    return cue.lemma == "threaten" and not threatened


def _with_what(verb: Token) -> Token | None:
    """What somebody is threatened with in words: "threatened Madrid | with tariffs"."""
    nouns = (child(prep, "pobj") for prep in children(verb, "prep") if prep.lower_ == "with")
    return next((n for n in nouns if n is not None and n.lemma_.casefold() in reporting().threats), None)


def claim(cue: Cue) -> Span | None:
    """ "rejected the accusations", "dismissed reports that …": what others said, answered in words."""
    if (free := _free_relative(cue)) is not None:
        return free
    obj = child(cue.token, "dobj")
    if obj is None or obj.i < cue.token.i:
        return None
    lemma = obj.lemma_.casefold()
    told = any(c.dep_ in ("acl", "ccomp", "relcl") or c.lower_ in ("of", "about") for c in obj.children)
    said = lemma in reporting().nouns or lemma in reporting().rumours
    if lemma in reporting().replies and any(c.lower_ in _POINTING for c in children(obj, "det", "poss")):
        return edges(obj)
    return edges(obj) if said and (told or lemma in _ACCUSED) else None


def emphasis(cue: Cue) -> Span | None:
    """ "underscored Italy's support for …", "stressed the need for …": a thing told of, with what it is about."""
    obj = child(cue.token, "dobj")
    if obj is None or obj.pos_ != "NOUN" or obj.left_edge.i <= cue.token.i:
        return None
    told = any(c.dep_ in ("prep", "acl", "relcl") and c.i > obj.i for c in obj.children)
    return _with_aim(cue.token, obj) if told else None


def fact(cue: Cue) -> Span | None:
    """ "confirmed the existence of a contract", "claimed a share of over 50%"."""
    return _object_among(cue, reporting().facts)


def promised(cue: Cue) -> Span | None:
    """ "promised an investigation", "vowed revenge"."""
    return _object_among(cue, reporting().promises)


def _object_among(cue: Cue, nouns: Collection[str]) -> Span | None:
    obj = child(cue.token, "dobj")
    if obj is None or obj.lemma_.casefold() not in nouns or obj.left_edge.i <= cue.token.i:
        return None
    first = obj.left_edge
    parted = not first.is_quote and first.nbor(-1).is_punct  # "It was, he conceded, a mistake"
    return None if parted else _with_aim(cue.token, obj)


def feeling(cue: Cue) -> Span | None:
    """ "expressed support for the plan", "voiced concern over the drills"."""
    obj = child(cue.token, "dobj")
    if obj is None or obj.i < cue.token.i or obj.lemma_.casefold() not in reporting().feelings:
        return None
    none = any(c.lower_ == "no" for c in obj.children)  # "expressed no regret"
    start, end = _with_aim(cue.token, obj)
    aimed = bool(children(obj, "prep")) or end > edges(obj)[1]
    return (start, end) if obj.lemma_.casefold() not in _COURTESIES and aimed and not none else None


def _with_aim(verb: Token, obj: Token) -> Span:
    """A noun with the phrase after its closing mark that the parser hung on the verb: '"grave concern" | over it'."""
    start, end = edges(obj)
    for prep in children(verb, "prep", "dative"):
        quoted = prep.left_edge.i == end + 1 and obj.doc[end].is_quote
        if prep.lower_ in _AIMS and (quoted or prep.left_edge.i == end):
            end = edges(prep)[1]
    return start, end
