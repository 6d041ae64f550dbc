"""What a cue introduces: the stretches of text that were said, with and without quotation marks."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Token

from kg.extract.statements.cues import QUOTING, Cue, has_that, predicate_clause, report_around
from kg.extract.statements.scene import Scene, Unit
from kg.language.grammar import child, children, edges, infinitive_marker
from kg.language.reporting import reporting, reporting_verb

_EDGE = frozenset((",", ";", ":", "–", "—", "--", "-", "•"))
_PARTING = frozenset((",", "–", "—", "--", "?", "!", "…", ")"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_TRAILING = frozenset(("though", "although", "while", "as", "after", "before", "but", "because", "when", "whereas"))
_SUBORDINATE = frozenset("as while when whenever after before although though if because since once until".split())
# After "said she was …, but" these go on with what was said, even where the parser joins them to the saying.
_BACKSHIFTED = frozenset(("would", "could", "should", "might"))
# What joins a clause that tells of another's words.
_BESIDES = frozenset(("though", "although", "while", "whereas"))
_QUESTION_WORDS = frozenset(("what", "how", "why", "who", "whom", "where", "when", "which"))
# How many words a speaker's offices may take before the name.
_TITLE_REACH = 12
Span = tuple[int, int]


class Content(NamedTuple):
    """Token spans of what was said, in text order, and the rule that found them."""

    pieces: tuple[Span, ...]
    rule: str
    region: Span
    """The attribution clause, without the content."""


def content_inside(scene: Scene, cue: Cue) -> Content | None:
    """The complement of a cue: a clause, an infinitive, an object …; None if it has none."""
    unit = scene.unit_at(cue.token)
    if unit is None or cue.kind == "preposition":
        return None
    if cue.kind == "noun":
        return _noun_clause(scene, cue)
    return _clause_after(scene, cue, unit) or _complement(scene, cue, unit)


def content_around(scene: Scene, cue: Cue, claimed: set[int], floor: int) -> Content | None:
    """What a cue closes or interrupts: "…, X said", "…, according to X", "“…,” X said, “…”"; or None.

    `claimed`: quotations that other cues introduce; `floor`: first token of the unit that is free.
    """
    unit = scene.unit_at(cue.token)
    if unit is None or cue.kind == "noun":
        return None
    if cue.kind == "preposition":
        return _around(scene, cue, unit, _preposition_region(cue), claimed, floor, rule="according")
    return _around(scene, cue, unit, _verb_region(scene, cue, unit), claimed, floor, rule="after")


# ---------------------------------------------------------------- after the cue


def _clause_after(scene: Scene, cue: Cue, unit: Unit) -> Content | None:
    """ "X said (that) the order stands", "adding that …"; the clause may hold quoted words."""
    verb = cue.token
    clauses = [c for c in children(verb, "ccomp") if c.i > verb.i]
    if not clauses:
        return None
    start, end = edges(clauses[0])
    start = max(start, verb.i + len(cue.lemma.split()))  # past "clear" of "made clear"
    if "clause" not in cue.takes and not any(scene.quote_of[i] >= 0 for i in range(start, end)):
        return None
    if start > verb.i + 1 and scene.doc[start].lower_ != "that" and _interrupted(scene, verb, start):
        return None
    start = _with_subject(cue, clauses[0], start)
    if scene.doc[start].lower_ == "only" and start + 1 < end:
        start += 1
    first = scene.doc[start]
    if _postposed_rather(scene, unit, verb, start):
        return None
    if first.lower_ in _QUESTION_WORDS and cue.act != "ask" and not scene.quoted(first):
        return None
    for sibling in clauses[1:]:
        end = max(end, edges(sibling)[1])
    other = _other_report(scene, verb, start, end)
    end = other if other is not None else _to_its_end(scene, cue, unit, end)
    pieces = [_whole_quotes(scene, unit, start, end)]
    if verb.dep_ == "relcl" and not child(clauses[0], "nsubj", "nsubjpass", "expl"):
        # "a halt that the chancellor insisted was temporary"
        noun = verb.head
        pieces.insert(0, (noun.left_edge.i, noun.i + 1))
    return content_of(scene, pieces, "clause", (min(verb.i, _left(verb)), start))


def _to_its_end(scene: Scene, cue: Cue, unit: Unit, end: int) -> int:
    """The clause's end moved over what the parser cut off: ", and that …", ", but would fill it", " if it went on"."""
    for _ in range(3):
        rest = [t for t in scene.doc[end : unit.end] if not t.is_space]
        comma = bool(rest) and rest[0].text == ","
        words = rest[1:] if comma else rest
        if len(words) < 3 or scene.quoted(words[0]):
            return end
        first, second = words[0], words[1]
        while second.pos_ == "ADV" and second.i + 1 < unit.end:
            second = second.nbor()
        joined = first.lower_ in ("and", "but", "or")
        own = cue.token in (second.head, first.head) or reporting_verb(second) is not None
        goes_on = (
            (joined and second.lower_ == "that" and second.tag_ == "IN")
            or (joined and second.tag_ in _FINITE and (not own or second.lower_ in _BACKSHIFTED))
            or (first.tag_ in _FINITE and not own and reporting_verb(first) is None)
            or (not comma and first.lower_ in ("if", "unless", "until", "because"))
        )
        if not goes_on:
            return end
        stop = next((t.i for t in words[1:] if t.text in (";", ":") and not scene.quoted(t)), unit.end)
        stop = next((t.i for t in words[2:] if t.text == "," and t.i + 1 < stop and _is_cue_after(t)), stop)
        end = stop
    return end


def _is_cue_after(comma: Token) -> bool:
    """Whether a new report begins after a comma: ", according to X", ", adding that", ", he said"."""
    after = comma.nbor()
    return after.lower_ == "according" or (after.tag_ == "VBG" and reporting_verb(after) is not None)


def _with_subject(cue: Cue, clause: Token, start: int) -> int:
    """The clause's start moved over its subject, where the parser made that the cue's object: "said this was …"."""
    verb = cue.token
    obj = child(verb, "dobj")
    if (
        obj is None
        or cue.act == "tell"
        or child(clause, "nsubj", "nsubjpass", "expl", "csubj")
        or child(clause, "mark")
    ):
        return start
    return obj.left_edge.i if verb.i < obj.left_edge.i < start and obj.i < clause.i else start


def _other_report(scene: Scene, verb: Token, start: int, end: int) -> int | None:
    """Where a clause begins in which somebody says something else: "…, though she conceded that …"; or None."""
    for token in scene.doc[start:end]:
        participle = token.dep_ in ("advcl", "pcomp") and token.tag_ == "VBG" and not scene.quoted(token)
        if participle and reporting_verb(token) is not None and report_around(scene, token) is not None:
            top = token.head.head.head if token.dep_ == "pcomp" else token
            if top.left_edge.i > start + 1 and token.i > start + 1:
                return (top.left_edge if token.dep_ == "advcl" else token.head.head.head).i
        if token.dep_ == "conj" and token.lemma_ in ("add", "say") and not child(token, "nsubj") and has_that(token):
            first = child(token.head, "cc")
            if first is not None and start + 1 < first.i < token.i:
                return first.i  # "said the mines were cleared and added that …"
        if token.dep_ not in ("advcl", "conj") or token.tag_ not in _FINITE or scene.quoted(token):
            continue
        if token.lemma_.casefold() not in reporting().plain or child(token, "nsubj") is None:
            continue
        first = next((c for c in token.children if c.dep_ == "mark" and c.lower_ in _BESIDES), None)
        if token.dep_ == "conj":
            first = child(token.head, "cc")
            first = first if first is not None and first.i < token.i else None
        if first is not None and first.i > start + 1:
            return first.i
    return None


def _postposed_rather(scene: Scene, unit: Unit, verb: Token, start: int) -> bool:
    """Whether the cue follows quoted words and a comma parts it from the clause after it, which is a comment."""
    left = _left(verb)
    follows = left > unit.start and (scene.quoted(scene.doc[left - 1]) or scene.doc[left - 1].text == ",")
    quoted = any(scene.quote_of[i] >= 0 for i in range(unit.start, left))
    return follows and quoted and scene.doc[start - 1].text == "," and not scene.quoted(scene.doc[start])


def _interrupted(scene: Scene, verb: Token, start: int) -> bool:
    """Whether a sentence's subject after the cue belongs to the cue, as in "said Dahl, who …"."""
    return any(t.dep_ == "nsubj" and t.head == verb for t in scene.doc[verb.i + 1 : start])


def _complement(scene: Scene, cue: Cue, unit: Unit) -> Content | None:
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
        start, end = _whole_quotes(scene, unit, *span)
        return content_of(scene, [(start, end)], kind, (min(_left(verb), verb.i), verb.i + 1))
    return None


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
    return obj.left_edge.i, max(edges(prep)[1], edges(obj)[1])


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


def _is_deed(cue: Cue, obj: Token) -> bool:
    """Whether something was done rather than said: "denied funding", "threatened the mayor"."""
    if cue.lemma == "deny":
        return obj.lemma_.casefold() in reporting().granted or child(cue.token, "dative") is not None
    return cue.lemma == "threaten" and obj.lemma_.casefold() not in reporting().threats


def _passive_subject(verb: Token) -> Span | None:
    """ "The attack was condemned by Paris": what the passive is about."""
    subject = child(verb, "nsubjpass")
    return edges(subject) if subject is not None and subject.pos_ != "PRON" else None


def _comma_clauses(clause: Token) -> list[Token]:
    """Participles and side clauses set off by a comma: comment on the saying, not part of it."""
    return [
        c
        for c in children(clause, "advcl")
        if c.i > clause.i and c.left_edge.i > 0 and c.left_edge.nbor(-1).text == ","
    ]


def _noun_clause(scene: Scene, cue: Cue) -> Content | None:
    clause = child(cue.token, "acl", "ccomp", "relcl") or predicate_clause(cue.token)
    unit = scene.unit_at(cue.token)
    if clause is None or unit is None:
        return None
    start, end = edges(clause)
    if start <= cue.token.i:
        return None
    return content_of(scene, [_whole_quotes(scene, unit, start, end)], "noun", (cue.token.left_edge.i, start))


# ---------------------------------------------------------------- around the cue


def _around(
    scene: Scene, cue: Cue, unit: Unit, region: Span, claimed: set[int], floor: int, *, rule: str
) -> Content | None:
    """Content before the attribution clause, or on both sides of it: "…, he said", "…, X added, …"."""
    left, right = region
    if cue.kind == "verb" and not _may_follow(scene, cue):
        return None
    start = _clause_start(scene, unit, left, floor)
    before = _trim(scene, start, left)
    pieces: list[Span] = []
    free = [q for q in unit.quotes if q not in claimed]
    quoted = [q for q in free if scene.tokens_in(q)[0] >= right]
    has_left = before[1] > before[0]
    if has_left and _set_off(scene, left) and not _is_adjunct(scene, cue, before):
        pieces.append(before)
    elif has_left and _is_parenthesis(scene, cue, unit, right):
        return content_of(scene, [before, _trim(scene, right, unit.end)], rule, region)
    rest = _right_piece(scene, cue, unit, right, before if pieces else None, quoted)
    if rest is not None:
        pieces.append(rest)
    quoted_any = any(scene.quote_of[i] >= 0 for a, b in pieces for i in range(a, b))
    if not pieces or (cue.kind == "verb" and not cue.takes and not quoted_any):
        return None
    if not quoted_any and cue.kind == "verb" and "clause" not in cue.takes:
        return None
    if not quoted_any and not _says_something(scene, pieces):
        question = _question_before(scene, unit, pieces)
        if question is None:
            return None
        pieces.insert(0, question)
    return content_of(scene, pieces, rule, region)


def _is_parenthesis(scene: Scene, cue: Cue, unit: Unit, right: int) -> bool:
    """Whether the main clause follows, though its adjunct went to the cue: "In Korwa, he said, rifles were made"."""
    root = cue.token.sent.root
    parted = right < unit.end and scene.doc[right].text == "," and scene.doc[right - 1].pos_ in ("VERB", "ADV", "NOUN")
    return parted and cue.token.dep_ == "parataxis" and root.i > right and not scene.quoted(root)


def _question_before(scene: Scene, unit: Unit, pieces: list[Span]) -> Span | None:
    """The question that a one-word answer needs: "And the talk of a delay? Nonsense, according to X." """
    if unit.start == 0 or scene.unit_of[unit.start - 1] < 0 or pieces[0][0] != unit.start:
        return None
    before = scene.units[scene.unit_of[unit.start - 1]]
    if before.paragraph != unit.paragraph or scene.doc[before.end - 1].text != "?" or before.quotes:
        return None
    return before.start, before.end


def _may_follow(scene: Scene, cue: Cue) -> bool:
    """Whether a verb can close or interrupt what it reports: not with an object of its own but a hearer."""
    verb = cue.token
    if verb.tag_ == "VBN" and not children(verb, "aux", "auxpass") and verb.dep_ != "ROOT":
        return False
    if verb.dep_ in ("acl", "relcl"):
        return False
    if any(c.dep_ == "mark" and c.lower_ != "as" for c in verb.children):
        return False
    obj = child(verb, "dobj")
    if obj is None or obj == cue.source or scene.quoted(obj) or cue.act == "tell" or obj.i < verb.i:
        return True
    if obj.left_edge.nbor(-1).is_punct:
        return True  # ", he said – a dig at Hungary"
    return obj.pos_ == "PRON" or any(scene.quoted(t) for t in obj.subtree)


def _clause_start(scene: Scene, unit: Unit, left: int, floor: int) -> int:
    """Where the clause before an attribution begins: after the last semicolon or colon outside quotations."""
    for i in range(left - 2, max(unit.start, floor), -1):
        token = scene.doc[i]
        if token.text in (";", ":") and not scene.quoted(token):
            tail = scene.doc[i + 1 : left]
            if token.text == ";" or any(t.tag_ in _FINITE or scene.quoted(t) for t in tail):
                return i + 1
    return max(unit.start, floor)


def _set_off(scene: Scene, left: int) -> bool:
    """Whether the attribution clause is parted from what stands before it."""
    before = scene.doc[left - 1] if left else None
    return before is not None and (before.text in _PARTING or scene.quoted(before))


def _is_adjunct(scene: Scene, cue: Cue, before: Span) -> bool:
    """Whether what stands before the clause is a mere adjunct of it: "On Monday, he said, …"."""
    if cue.kind != "verb" or any(scene.quote_of[i] >= 0 for i in range(*before)):
        return False
    first = scene.doc[before[0]]
    finite = [t for t in _outside(scene, before) if t.tag_ in _FINITE]
    if first.lower_ in _SUBORDINATE:  # "While the loan was approved, the money is not there, he said"
        finite = [t for t in finite if t != first.head and first.head not in t.ancestors]
        finite = [t for t in finite if any(c.text == "," for c in scene.doc[before[0] : t.i])]
    if finite:
        return False  # a clause of its own, whatever the parser calls it
    head = scene.doc[before[0] : before[1]].root
    return head.head == cue.token and head.dep_ in ("prep", "npadvmod", "advmod", "advcl", "mark", "cc")


def _right_piece(scene: Scene, cue: Cue, unit: Unit, right: int, before: Span | None, quoted: list[int]) -> Span | None:
    """What goes on after the attribution clause: quoted words, or the sentence's own main verb."""
    end = unit.end
    start, _ = _trim(scene, right, end)
    if start >= end or right >= end or scene.doc[right].text in (";", "."):
        return None
    parted = right > 0 and (scene.doc[right].text in _EDGE or scene.quoted(scene.doc[right]))
    root = cue.token.sent.root
    main = before is not None and right <= root.i < end and root != cue.token and not scene.quoted(root)
    parted = parted or (cue.kind == "preposition" and main)  # "The crew, according to X were saved"
    for i in range(start, end):
        if scene.doc[i].text == ";" and not scene.quoted(scene.doc[i]):
            end = i
            break
    if quoted and parted:
        first, last = scene.tokens_in(quoted[0])
        between = scene.doc[start:first]
        direct = all(t.is_punct or t.pos_ in ("CCONJ", "SCONJ") for t in between)
        if direct and (before is None or _all_quoted(scene, before)):
            last = max(scene.tokens_in(q)[1] for q in quoted)
            return start, last
    if before is None and cue.kind == "preposition" and parted:
        return _trim(scene, start, end)
    if before is not None and _all_quoted(scene, before) and all(scene.quote_of[i] < 0 for i in range(start, end)):
        return None  # "“…,” the minister said, sleeves rolled up"
    if before is not None and parted and _goes_on(scene, cue, before, start, end):
        return _trim(scene, start, end)
    if before is None and cue.kind == "verb" and _is_as_clause(cue.token) and parted:
        return _trim(scene, start, end)
    return None


def _all_quoted(scene: Scene, span: Span) -> bool:
    return all(scene.quote_of[i] >= 0 for i in range(*span) if not scene.doc[i].is_punct)


def _goes_on(scene: Scene, cue: Cue, before: Span, start: int, end: int) -> bool:
    """Whether the sentence's own clause continues after a parenthesis: "Copenhagen, he said, was …"."""
    if scene.doc[start].lower_ in _TRAILING:
        return False
    finite_before = any(t.tag_ in _FINITE and t.dep_ not in ("relcl", "acl") for t in _outside(scene, before))
    has_finite = any(t.tag_ in _FINITE for t in scene.doc[start:end])
    if not finite_before:
        return has_finite or any(scene.quote_of[i] >= 0 for i in range(start, end))
    head = cue.token.head
    if cue.token.dep_ in ("parataxis", "prep", "advcl") and start <= head.i < end:
        return True
    if start <= cue.token.sent.root.i < end and not scene.quoted(cue.token.sent.root):
        return True  # "Women, who make up 16%, according to X, have been serving"
    if scene.doc[start].tag_ == "TO" and before[0] <= scene.doc[start].head.head.i < before[1]:
        return True  # "The rail would be examined, Roberts said, to determine if …"
    rest = scene.doc[start:end].root
    if before[0] <= rest.head.i < before[1] and rest.dep_ in (
        "attr",
        "acomp",
        "dobj",
        "xcomp",
        "prep",
        "oprd",
        "dative",
    ):
        return True  # "There is, the general insisted, no crisis"
    if scene.doc[start].lower_ in ("and", "but") and start + 1 < end and scene.doc[start + 1].lower_ in _BACKSHIFTED:
        return True
    follows = scene.doc[start].lower_ in ("and", "but") and start + 1 < end and scene.doc[start + 1].tag_ in _FINITE
    if follows and cue.token not in (scene.doc[start].head, scene.doc[start + 1].head):
        return True
    # "They had been here for years, she answered, and seemed to be “hard of hearing”"
    if scene.doc[start].dep_ == "cc" and before[0] <= scene.doc[start].head.i < before[1]:
        return True
    joined = cue.token.dep_ == "prep" or scene.doc[start].lower_ in ("and", "but", "or")
    return joined and any(scene.quote_of[i] >= 0 for i in range(start, end))


def _outside(scene: Scene, span: Span) -> list[Token]:
    """The tokens of a span that stand in no relative or participle clause."""
    found = []
    for token in scene.doc[span[0] : span[1]]:
        if not any(a.dep_ in ("relcl", "acl") and span[0] <= a.i < span[1] for a in (token, *token.ancestors)):
            found.append(token)
    return found


def _is_as_clause(verb: Token) -> bool:
    return any(c.lower_ == "as" and c.dep_ in ("mark", "advmod") and c.i < verb.i for c in verb.children)


def _verb_region(scene: Scene, cue: Cue, unit: Unit) -> Span:
    """The attribution clause of a verb: subject, auxiliaries, adverbs, addressee and circumstances."""
    verb = cue.token
    own = {verb.i}
    quoting = verb.head.head if verb.dep_ == "pcomp" and verb.head.lower_ == "as" else None
    if quoting is not None and quoting.lemma_ in QUOTING:  # "X was quoted as saying by Y"
        own.update(range(min(quoting.i, _left(quoting)), verb.i))
    for c in verb.children:
        if scene.quoted(c) or c.dep_ in ("ccomp", "parataxis", "cc", "conj", "punct"):
            continue
        if c.dep_ in ("prep", "npadvmod", "advcl", "nsubj") and c.i < verb.i and not _adjoins(scene, c, verb):
            continue
        own.update(t.i for t in c.subtree if not scene.quoted(t))
    if cue.source is not None and cue.source.i not in own and abs(cue.source.i - verb.i) < 30:
        mention = scene.reading.entities.mention_at(cue.source.i)
        left = mention.start if mention else cue.source.i
        if cue.source.i < verb.i and unit.start <= left and not scene.quoted(cue.source):
            own.update(range(left, verb.i))
    left, right = verb.i, verb.i + 1
    while left - 1 >= unit.start and (left - 1) in own:
        left -= 1
    while right < unit.end and (right in own or (scene.doc[right].is_punct and right + 1 in own)):
        if scene.quoted(scene.doc[right]):
            break
        right += 1
    if cue.source is not None and left < cue.source.i < verb.i:
        # "…, of whom 1,000 are Russian, Defence Minister X said": commas stand before a name, not within it
        for i in range(cue.source.i - 1, left, -1):
            if scene.doc[i].text == ",":
                left = i + 1
                break
    return _with_titles(scene, unit, left), right


def _with_titles(scene: Scene, unit: Unit, left: int) -> int:
    """The clause's start moved over titles that the parser gave to the content: "…, Director General of X Jane Doe"."""
    i = left
    while i > unit.start and left - i < _TITLE_REACH:
        token = scene.doc[i - 1]
        if token.text == "," or scene.quoted(token):
            return i
        short = token.text == "." and scene.doc[i - 2].text[:1].isupper() and len(scene.doc[i - 2]) < 6
        if token.pos_ in ("VERB", "AUX") or (token.is_punct and not short):
            return left  # but on over "Navy Capt . Jeff Davis"
        i -= 1
    return left


def _adjoins(scene: Scene, c: Token, verb: Token) -> bool:
    """Whether a dependent before the verb belongs to the attribution clause, not to the content."""
    if c.dep_ == "nsubj":
        return True
    between = scene.doc[c.right_edge.i + 1 : verb.i]
    return not any(t.text == "," or scene.quoted(t) for t in between)


def _preposition_region(cue: Cue) -> Span:
    source = cue.source
    start = cue.token.i
    end = start + 1
    if source is not None:
        end = max(edges(cue.token)[1], source.i + 1)
        while end > source.i + 1 and cue.token.doc[end - 1].text in _EDGE:
            end -= 1
    return start, end


# ---------------------------------------------------------------- spans


def _left(verb: Token) -> int:
    subject = child(verb, "nsubj", "nsubjpass")
    return subject.left_edge.i if subject is not None else verb.i


def _whole_quotes(scene: Scene, unit: Unit, start: int, end: int) -> Span:
    """A span widened to the end of a quotation that it cuts, over sentence bounds too."""
    last = scene.quote_of[end - 1]
    if last >= 0:
        end = max(end, scene.tokens_in(last)[1])
    first = scene.quote_of[start]
    if first >= 0:
        start = min(start, scene.tokens_in(first)[0])
    while end < unit.end and scene.doc[end].is_punct and scene.quote_of[end] >= 0:
        end += 1
    return start, end


def _trim(scene: Scene, start: int, end: int) -> Span:
    """A span without white space, leading conjunction marks and surrounding commas outside quotations."""
    while (
        start < end
        and (scene.doc[start].is_space or scene.doc[start].text in _EDGE)
        and not scene.quoted(scene.doc[start])
    ):
        start += 1
    while (
        end > start
        and not scene.quoted(scene.doc[end - 1])
        and (scene.doc[end - 1].is_space or scene.doc[end - 1].text in _EDGE or scene.doc[end - 1].text in (".", "("))
    ):
        end -= 1
    return start, end


def _says_something(scene: Scene, pieces: list[Span]) -> bool:
    """Whether unquoted content can stand as something said: it has a verb, or more than two words."""
    tokens = [scene.doc[i] for a, b in pieces for i in range(a, b)]
    words = [t for t in tokens if t.is_alpha or t.like_num]
    return len(words) > 2 or any(t.tag_ in _FINITE for t in tokens)


def content_of(scene: Scene, pieces: list[Span], rule: str, region: Span) -> Content | None:
    """The content of these token spans, trimmed of marks around them and of "that"; None if nothing is left."""
    kept = []
    for start, end in pieces:
        start, end = _trim(scene, start, end)
        if start < end and scene.doc[start].lower_ == "that" and scene.doc[start].tag_ == "IN":
            start, end = _trim(scene, start + 1, end)
        if end > start:
            kept.append((start, end))
    return Content(tuple(kept), rule, region) if kept else None
