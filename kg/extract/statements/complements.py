"""Complements of verbs of saying other than a finite clause, by the kinds that a verb takes."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.cues import Cue
from kg.extract.statements.scene import Scene, Unit
from kg.extract.statements.spans import (
    Content,
    Span,
    content_of,
    subject_left,
    whole_quotes,
)
from kg.language.grammar import child, children, edges, infinitive_marker
from kg.language.reporting import reporting

# How somebody did what he is accused of.
_MEANS = frozenset(("by", "through", "without", "despite", "over"))


def complement(scene: Scene, cue: Cue, unit: Unit) -> Content | None:
    """Complements other than a finite clause, by the kinds that the verb takes."""
    verb, takes = cue.token, cue.takes
    finders = (
        ("to", _infinitive),
        ("person-to", _person_infinitive),
        ("of", _object_of),
        ("as", _object_as),
        ("naming", _naming),
        ("about", _about),
        ("claim", _claim),
        ("likened", _likened),
        ("doing", _doing),
        ("doing-only", _gerund),
        ("at", _measured),
        ("object", _object),
    )
    passive = child(verb, "auxpass", "nsubjpass") is not None
    for kind, finder in finders:
        if kind not in takes:
            continue
        if passive:
            span = (
                (_object_as(cue) if kind == "as" else None) or _passive_subject(verb)
                if kind in ("object", "as")
                else None
            )
        else:
            span = finder(cue)
        if span is None:
            continue
        if kind == "object" and any(c.lower_ in reporting().habits for c in verb.children):
            return None
        start, end = whole_quotes(scene, unit, *span)
        return content_of(scene, [(start, end)], kind, (min(subject_left(verb), verb.i), verb.i + 1))
    return None


def _passive_subject(verb: Token) -> Span | None:
    """ "The attack was condemned by Paris": what the passive is about."""
    subject = child(verb, "nsubjpass")
    return edges(subject) if subject is not None and subject.pos_ != "PRON" else None


def _infinitive(cue: Cue) -> Span | None:
    clause = child(cue.token, "xcomp")
    if clause is None or clause.i < cue.token.i or not infinitive_marker(clause):
        return None
    start, end = edges(clause, without=_comma_clauses(clause))
    return max(start, cue.token.i + 1), end


def _person_infinitive(cue: Cue) -> Span | None:
    verb = cue.token
    clause = next((c for c in children(verb, "xcomp", "ccomp") if c.i > verb.i and infinitive_marker(c)), None)
    if clause is None:
        return None
    obj = child(verb, "dobj")
    start, end = edges(clause, without=_comma_clauses(clause))
    if obj is not None and verb.i < obj.i < clause.i:
        start = obj.left_edge.i
    else:
        preposition = next((c for c in children(verb, "prep") if verb.i < c.i < clause.i), None)
        if preposition is not None and (noun := child(preposition, "pobj")) is not None:
            start = noun.left_edge.i  # "called on Rome to …"
    return max(start, verb.i + 1), end


def _comma_clauses(clause: Token) -> list[Token]:
    """Participles and side clauses set off by a comma: comment on the saying, not part of it."""
    return [
        c
        for c in children(clause, "advcl")
        if c.i > clause.i and c.left_edge.i > 0 and c.left_edge.nbor(-1).text == ","
    ]


def _object_of(cue: Cue) -> Span | None:
    """ "accused Kyiv of shelling the town", "blamed the delay on Moscow"."""
    verb = cue.token
    obj = child(verb, "dobj")
    prep = next((c for c in children(verb, "prep") if c.lower_ in ("of", "for", "on") and c.i > verb.i), None)
    if obj is None:
        return None
    if prep is None:
        prep = next((c for c in children(obj, "prep") if c.lower_ in ("of", "for", "on")), None)
        if prep is None:
            return None
    end = max(edges(prep)[1], edges(obj)[1])
    for more in children(verb, "prep"):
        if more.lower_ in _MEANS and more.left_edge.i == end:  # "of escalating tensions | by sending drones"
            end = edges(more)[1]
    return obj.left_edge.i, end


def _object_as(cue: Cue) -> Span | None:
    """ "described the talks as useful", "dismissed as fiction talk that …", "refers to it as …"."""
    verb = cue.token
    as_ = next((c for c in children(verb, "prep") if c.lower_ == "as" and c.i > verb.i), None)
    obj = child(verb, "dobj", "oprd")
    if as_ is None and obj is not None:
        as_ = next((c for c in children(obj, "prep") if c.lower_ == "as"), None)
    if as_ is None:
        return None
    start, end = edges(as_)
    if obj is not None and obj.i > verb.i:
        start, end = min(start, obj.left_edge.i), max(end, edges(obj)[1])
    to = next((c for c in children(verb, "prep") if c.lower_ == "to" and verb.i < c.i < start), None)
    if to is not None and (noun := child(to, "pobj")) is not None:
        start = noun.left_edge.i
    return start, end


def _naming(cue: Cue) -> Span | None:
    """ "called the pact a bridge between two fronts"; a mere name ("called Freedom Edge") is none."""
    verb = cue.token
    obj, predicate = child(verb, "dobj"), child(verb, "oprd", "attr", "acomp")
    if predicate is None:
        clause = next((c for c in children(verb, "ccomp") if c.i > verb.i), None)
        if clause is None or clause.pos_ == "VERB":
            return None
        start, end = edges(clause)
        return max(start, verb.i + 1), end
    if obj is None or obj.i < verb.i or predicate.i < obj.i or predicate.pos_ == "PROPN":
        return None
    end = edges(predicate)[1]
    for more in children(verb, "prep", "advcl"):
        if more.left_edge.i == end:  # "the biggest purchase | since 1983"
            end = edges(more)[1]
    return obj.left_edge.i, end


def _about(cue: Cue) -> Span | None:
    """ "warned of delays", "warned against allowing …", "called for restraint"."""
    verb = cue.token
    if cue.lemma.count(" "):
        noun = next((child(c, "pobj", "pcomp") for c in children(verb, "prep") if c.i == verb.i + 1), None)
        return edges(noun) if noun is not None else None
    for prep in children(verb, "prep"):
        if prep.i > verb.i and prep.lower_ in ("of", "against", "about"):
            obj = child(verb, "dobj")
            return (obj.left_edge.i if obj is not None and verb.i < obj.i < prep.i else prep.i), edges(prep)[1]
    return None


def _measured(cue: Cue) -> Span | None:
    """ "put the toll at 1,200", "put the delay down to bad weather"."""
    verb = cue.token
    obj = child(verb, "dobj")
    if obj is None or obj.lemma_.casefold() not in reporting().measured:
        return None
    inside = [t for t in obj.subtree if t.lower_ == "at" and t.i > obj.i]  # "put the number of men involved at 90"
    beside = (p for prt in children(verb, "prt") for p in children(prt, "prep"))
    for prep in (*children(verb, "prep"), *beside, *inside):
        target = child(prep, "pobj")
        number = target is not None and any(t.like_num or t.ent_type_ in ("MONEY", "CARDINAL") for t in target.subtree)
        down = prep.lower_ == "to" and any(c.lower_ == "down" for c in verb.children)
        if target is not None and ((prep.lower_ == "at" and number) or down):
            return obj.left_edge.i, edges(prep)[1]
    return None


def _object(cue: Cue) -> Span | None:
    obj = child(cue.token, "dobj")
    if obj is None or obj.i < cue.token.i or obj.pos_ == "PRON" or _is_deed(cue, obj):
        return None
    start, end = edges(obj)
    for prep in children(cue.token, "prep"):
        if prep.lower_ in ("for", "over", "as") and prep.left_edge.i == end:  # "criticised Trump | for the delay"
            end = edges(prep)[1]
    return max(start, cue.token.i + 1), end


def _is_deed(cue: Cue, obj: Token) -> bool:
    """Whether something was done rather than said: "denied funding", "threatened the mayor"."""
    if cue.lemma == "deny":
        return obj.lemma_.casefold() in reporting().granted or child(cue.token, "dative") is not None
    return cue.lemma == "threaten" and obj.lemma_.casefold() not in reporting().threats


def _claim(cue: Cue) -> Span | None:
    """ "rejected the accusations", "dismissed reports that …": what others said, answered in words."""
    obj = child(cue.token, "dobj")
    if obj is None or obj.i < cue.token.i:
        return None
    lemma = obj.lemma_.casefold()
    told = any(c.dep_ in ("acl", "ccomp", "relcl") or c.lower_ in ("of", "about") for c in obj.children)
    return edges(obj) if told and (lemma in reporting().nouns or lemma in reporting().rumours) else None


def _likened(cue: Cue) -> Span | None:
    """ "likened the deal to a wedding"."""
    obj = child(cue.token, "dobj")
    to = next((c for c in children(cue.token, "prep", "dative") if c.lower_ == "to"), None)
    if obj is None or to is None or not cue.token.i < obj.i < to.i:
        return None
    return obj.left_edge.i, edges(to)[1]


def _doing(cue: Cue) -> Span | None:
    """ "ruled out sending missiles", "ruled out a ceasefire"."""
    done = child(cue.token, "xcomp", "dobj", "ccomp", "pcomp")
    if done is None or done.i < cue.token.i or done.tag_ not in ("VBG", "NN", "NNS", "NNP"):
        return None
    return edges(done)


def _gerund(cue: Cue) -> Span | None:
    """ "reported shooting down 14 drones"."""
    done = child(cue.token, "xcomp", "ccomp")
    return edges(done) if done is not None and done.i > cue.token.i and done.tag_ == "VBG" else None
