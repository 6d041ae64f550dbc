"""Complements of verbs of saying other than a finite clause, by the kinds that a verb takes."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.clause_bounds import before_the_medium, past_a_cut
from kg.extract.statements.cues import Cue
from kg.extract.statements.objects import claim, emphasis, fact, fault, feeling, plain_object, promised
from kg.extract.statements.predications import as_like, as_named, as_something, at_a_number
from kg.extract.statements.scene import Scene, Unit
from kg.extract.statements.spans import (
    Content,
    Span,
    content_of,
    subject_left,
    whole_quotes,
)
from kg.language.grammar import FINITE, child, children, edges, infinitive_marker
from kg.language.reporting import reporting, reporting_verb
from kg.language.titles import titles

# What is reported at length, and may be cut short by the parser.
_LONG = frozenset(("of", "to", "person-to", "hearer-to"))
# How somebody did what he is accused of.
_MEANS = frozenset(("by", "through", "without", "despite", "over"))


def complement(scene: Scene, cue: Cue, unit: Unit) -> Content | None:
    """Complements other than a finite clause, by the kinds that the verb takes."""
    verb, takes = cue.token, cue.takes
    finders = (
        ("to", _infinitive),
        ("person-to", _person_infinitive),
        ("hearer-to", _hearer_infinitive),
        ("of", _object_of),
        ("as", as_something),
        ("naming", as_named),
        ("about", _about),
        ("claim", claim),
        ("likened", as_like),
        ("doing", _doing),
        ("doing-only", _gerund),
        ("at", at_a_number),
        ("fact", fact),
        ("promise", promised),
        ("feeling", feeling),
        ("emphasis", emphasis),
        ("fault", fault),
        ("object", plain_object),
    )
    passive = child(verb, "auxpass", "nsubjpass") is not None
    for kind, finder in finders:
        if kind not in takes or (kind == "emphasis" and not _is_somebody(scene, cue.source)):
            continue
        if passive or _is_participle(verb):
            span = _passive(cue, kind)
        else:
            span = finder(cue)
        if span is None:
            continue
        if kind == "object" and any(c.lower_ in reporting().habits for c in verb.children):
            return None
        start, end = span[0], before_the_medium(scene, *span)
        end = past_a_cut(scene, unit, end) if kind in _LONG else end
        start, end = whole_quotes(scene, unit, start, _into_quotation(scene, unit, end))
        return content_of(scene, [(start, end)], kind, (min(subject_left(verb), verb.i), verb.i + 1))
    return None


def _into_quotation(scene: Scene, unit: Unit, end: int) -> int:
    """The end moved over quoted words that go on with the sentence: "of exporting it | “as others export fruit”"."""
    mark = end - 1 if scene.doc[end - 1].is_quote and scene.quote_of[end - 1] < 0 else end
    first = mark + 1
    if mark >= unit.end or first >= unit.end or not scene.doc[mark].is_quote or scene.quote_of[first] < 0:
        return end
    goes_on = scene.quote_of[first - 2] < 0 and not scene.doc[mark - 1].is_punct and scene.doc[first].text.islower()
    return scene.tokens_in(scene.quote_of[first])[1] if goes_on else end


def _passive(cue: Cue, kind: str) -> Span | None:
    """What the passive of a verb reports: "The attack was condemned by Paris", "The cost was put at $3m by …"."""
    verb = cue.token
    if kind == "at" and (subject := child(verb, "nsubjpass")) is not None and subject.lemma_ in reporting().measured:
        at = next((c for c in children(verb, "prep") if c.lower_ == "at"), None)
        return (subject.left_edge.i, edges(at)[1]) if at is not None else None
    if kind == "as" and (span := as_something(cue)) is not None:
        return (span[0] + 1, span[1]) if _is_participle(verb) else span
    if _is_participle(verb):
        return None
    return _passive_subject(verb) if "object" in cue.takes and kind in ("object", "as") else None


def _is_participle(verb: Token) -> bool:
    """ "a deal, described by Turkey as the largest ever": a passive without its auxiliary."""
    return verb.tag_ == "VBN" and verb.dep_ == "acl" and any(c.lower_ == "by" for c in children(verb, "agent", "prep"))


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
    start, end = edges(clause, without=[*_comma_clauses(clause), *_next_reports(clause)])
    if obj is not None and verb.i < obj.i < clause.i:
        start = obj.left_edge.i
    else:
        preposition = next((c for c in children(verb, "prep") if verb.i < c.i < clause.i), None)
        if preposition is not None and (noun := child(preposition, "pobj")) is not None:
            start = noun.left_edge.i  # "called on Rome to …"
    return max(start, verb.i + 1), end


def _for_infinitive(cue: Cue) -> Span | None:
    """ "called for | the bill to be dropped", "asked for | the sale to be stopped"."""
    for clause in children(cue.token, "advcl", "ccomp", "xcomp"):
        mark = clause.left_edge
        if mark.lower_ == "for" and mark.i == cue.token.i + 1 and infinitive_marker(clause):
            return mark.i + 1, edges(clause, without=_comma_clauses(clause))[1]
    return None


def _hearer_infinitive(cue: Cue) -> Span | None:
    """ "asked Congress to hold up the package"; not "asked to buy two", "asked not to be named"."""
    if (asked := _for_infinitive(cue)) is not None:
        return asked
    hearer, clause = child(cue.token, "dobj"), child(cue.token, "xcomp", "ccomp")
    named = hearer is not None and hearer.pos_ in ("NOUN", "PROPN") and clause is not None
    before = named and cue.token.i < hearer.i < clause.left_edge.i  # type: ignore[union-attr]
    return _person_infinitive(cue) if before else None


def _comma_clauses(clause: Token) -> list[Token]:
    """Participles and side clauses set off by a comma: comment on the saying, not part of it."""
    return [
        c
        for c in children(clause, "advcl")
        if c.i > clause.i and c.left_edge.i > 0 and c.left_edge.nbor(-1).text == ","
    ]


def _next_reports(clause: Token) -> list[Token]:
    """What the speaker goes on to say, which the parser joined to it: "urged Israel to stop | and recalled that …"."""
    reports = [c for c in children(clause, "conj") if c.tag_ in FINITE and reporting_verb(c) is not None]
    return [*reports, *(c for c in children(clause, "cc") if any(c.i + 1 >= r.left_edge.i > c.i for r in reports))]


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
            times = (child(p, "pobj") for p in children(verb, "prep") if p.i > obj.i)  # "accused it in May of lying"
            prep = next(
                (c for t in times if t for c in children(t, "prep") if c.lower_ == "of" and child(c, "pcomp")), None
            ) or _of_after_comment(obj)
        if prep is None:
            return None
    end = max(edges(prep)[1], edges(obj)[1])
    for more in children(verb, "prep"):
        if more.lower_ in _MEANS and more.left_edge.i == end:  # "of escalating tensions | by sending drones"
            end = edges(more)[1]
    return obj.left_edge.i, end


def _of_after_comment(obj: Token) -> Token | None:
    """ "accused Kyiv, which is not a party to it, | of breaking the treaty"."""
    for clause in children(obj, "relcl", "appos", "acl"):
        for of in clause.subtree:
            if of.lower_ == "of" and child(of, "pcomp") is not None and of.i > obj.i and of.nbor(-1).text == ",":
                return of
    return None


def _about(cue: Cue) -> Span | None:
    """ "warned of delays", "warned against allowing …", "called for restraint"."""
    verb = cue.token
    if cue.lemma.count(" "):
        noun = next((child(c, "pobj", "pcomp") for c in children(verb, "prep") if c.i == verb.i + 1), None)
        return edges(noun) if noun is not None else _for_infinitive(cue)
    for prep in children(verb, "prep"):
        if prep.i > verb.i and prep.lower_ in (("of",) if cue.lemma == "speak" else ("of", "against", "about")):
            obj = child(verb, "dobj")
            if cue.lemma == "speak":
                return prep.i + 1, edges(prep)[1]
            return (obj.left_edge.i if obj is not None and verb.i < obj.i < prep.i else prep.i), edges(prep)[1]
    return None


def _is_somebody(scene: Scene, source: Token | None) -> bool:
    """Whether a subject is no thing: "Sea Breeze underscored the resolve of the allies" tells nobody's words."""
    if source is None or source.pos_ != "PROPN":
        return source is not None
    mention = scene.reading.entities.mention_at(source.i)
    return (mention is not None and mention.kind != "weapon") or source.lower_ in titles().offices


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
