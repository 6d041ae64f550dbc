"""Predications as complements: what somebody calls, likens or puts a thing at or down to."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.cues import Cue
from kg.extract.statements.spans import Span
from kg.language.grammar import FINITE, child, children, edges
from kg.language.reporting import reporting


def as_something(cue: Cue) -> Span | None:
    """ "described the talks as useful", "dismissed as fiction talk that …", "refers to it as …"."""
    verb = cue.token
    as_ = next((c for c in children(verb, "prep") if c.lower_ == "as" and c.i > verb.i), None)
    obj = child(verb, "dobj", "oprd")
    if as_ is None and obj is not None:
        as_ = next((c for c in children(obj, "prep") if c.lower_ == "as"), None)
    if as_ is None or (obj is not None and obj.lower_.endswith(("self", "selves"))):
        return None  # "bills itself as the oldest yard"
    start, end = edges(as_)
    if obj is not None and obj.i < verb.i and obj.tag_ in ("WP", "WDT"):
        start += 1  # "what she described as | a farce"
    if obj is not None and obj.i > verb.i:
        start, end = min(start, obj.left_edge.i), max(end, edges(obj)[1])
    to = next((c for c in children(verb, "prep") if c.lower_ == "to" and verb.i < c.i < start), None)
    if to is not None and (noun := child(to, "pobj")) is not None:
        start = noun.left_edge.i
    return start, end


def as_named(cue: Cue) -> Span | None:
    """ "called the pact a bridge between two fronts"; a mere name ("called Freedom Edge") is none."""
    verb = cue.token
    obj, predicate = child(verb, "dobj"), child(verb, "oprd", "attr", "acomp")
    if _relative(verb) is not None:
        named = predicate or (obj if obj is not None and obj.i > verb.i else None)
        return _with_phrases(verb, named) if named is not None and named.pos_ != "PROPN" else None
    if predicate is None and obj is not None and obj.i > verb.i and obj.right_edge.nbor().is_quote:
        return obj.left_edge.i, obj.right_edge.i + 2  # "called the package “on hold”"
    if predicate is None and obj is not None and obj.i > verb.i and (mark := _quoted_after(obj)) is not None:
        return obj.left_edge.i, mark + 2  # "called the statement by Kim “nonsense”"
    if predicate is None:
        clause = next((c for c in children(verb, "ccomp") if c.i > verb.i), None)
        if clause is None or clause.pos_ == "VERB":
            return None
        start, end = edges(clause)
        return max(start, verb.i + 1), end
    if obj is None or obj.i < verb.i or predicate.i < obj.i or predicate.pos_ == "PROPN":
        return None
    return obj.left_edge.i, _with_phrases(verb, predicate)[1]


def _quoted_after(noun: Token) -> int | None:
    """The opening mark of words that follow a noun and its phrase, no other verb or comma between."""
    for token in noun.doc[noun.i + 1 : noun.sent.end - 1]:
        if token.is_quote:
            return token.i
        if token.tag_ in FINITE or token.text == "," or token.pos_ == "CCONJ":
            return None
    return None


def _with_phrases(verb: Token, predicate: Token) -> Span:
    """A predicate with what the parser hung on the verb instead: "the biggest purchase | since 1983"."""
    start, end = edges(predicate)
    for more in children(verb, "prep", "advcl"):
        if more.left_edge.i == end:
            end = edges(more)[1]
    return start, end


def _relative(verb: Token) -> Token | None:
    """The relative pronoun that is a verb's object: "what the airline called a bridge", "which Kyiv called a trick"."""
    return next((c for c in children(verb, "dobj", "oprd") if c.i < verb.i and c.tag_ in ("WP", "WDT")), None)


def at_a_number(cue: Cue) -> Span | None:
    """ "put the toll at 1,200", "put the delay down to bad weather"."""
    verb = cue.token
    obj = child(verb, "dobj")
    if verb.dep_ == "relcl" and (obj is None or obj.tag_ == "WDT") and (priced := _priced(verb)) is not None:
        return priced
    if obj is None or obj.i < verb.i:
        return None
    measured = obj.lemma_.casefold() in reporting().measured
    inside = [t for t in obj.subtree if t.lower_ == "at" and t.i > obj.i]  # "put the number of men involved at 90"
    beside = (p for prt in children(verb, "prt") for p in children(prt, "prep"))
    for prep in (*children(verb, "prep"), *beside, *inside):
        target = child(prep, "pobj")
        number = target is not None and any(t.like_num or t.ent_type_ in ("MONEY", "CARDINAL") for t in target.subtree)
        number = number and (measured or (target is not None and _is_amount(target)))
        down = measured and prep.lower_ == "to" and any(c.lower_ == "down" for c in verb.children)
        if target is not None and ((prep.lower_ == "at" and number) or down):
            return obj.left_edge.i, edges(prep)[1]
    return None


def _is_amount(noun: Token) -> bool:
    """Whether a noun is itself a sum, a share or a number: "military borrowing at 1.1%"; not "guns at two sites"."""
    return noun.like_num or noun.ent_type_ in ("MONEY", "PERCENT") or noun.lower_ in ("%", "percent", "cent")


def _priced(verb: Token) -> Span | None:
    """ "a deal that the ministry put | at $4.67 billion"."""
    at = next((c for c in children(verb, "prep") if c.lower_ == "at" and c.i > verb.i), None)
    money = at is not None and any(t.ent_type_ == "MONEY" for t in at.subtree)
    return edges(at) if at is not None and money else None


def as_like(cue: Cue) -> Span | None:
    """ "likened the deal to a wedding"."""
    obj = child(cue.token, "dobj")
    to = next((c for c in children(cue.token, "prep", "dative") if c.lower_ == "to"), None)
    if to is None and obj is not None:
        to = next((c for c in children(obj, "prep") if c.lower_ == "to"), None)
    if obj is None or to is None or not cue.token.i < obj.i < to.i:
        return None
    return obj.left_edge.i, _with_phrases(cue.token, to)[1]
