"""What a cue introduces: the stretches of text that were said, with and without quotation marks."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.attribution_clauses import preposition_region, verb_region
from kg.extract.statements.clause_bounds import (
    before_the_answer,
    before_the_main_clause,
    before_the_writer,
    interrupted,
    other_report,
    postposed_rather,
    to_its_end,
    with_subject,
)
from kg.extract.statements.complements import complement
from kg.extract.statements.cues import Cue
from kg.extract.statements.scene import Scene, Unit
from kg.extract.statements.spans import Content, content_of, subject_left, whole_quotes
from kg.extract.statements.surrounding import around
from kg.extract.statements.that_clauses import has_mark, predicate_clause
from kg.language.grammar import FINITE, child, children, edges
from kg.language.quotations import shape

_WHEN_SAID = frozenset("earlier later previously recently afterwards yesterday today tonight separately".split())
# Acts whose verbs may name who hears: "promised residents that …".
_TO_HEARERS = frozenset(("tell", "promise", "warn"))
_QUESTION_WORDS = frozenset(("what", "how", "why", "who", "whom", "where", "when", "which"))


def content_inside(scene: Scene, cue: Cue) -> Content | None:
    """The complement of a cue: a clause, an infinitive, an object …; None if it has none."""
    unit = scene.unit_at(cue.token)
    if unit is None or cue.kind == "preposition":
        return None
    if cue.kind == "noun":
        return _noun_clause(scene, cue)
    return _clause_after(scene, cue, unit) or _told_before(scene, cue) or complement(scene, cue, unit)


def content_around(scene: Scene, cue: Cue, claimed: set[int], floor: int) -> Content | None:
    """What a cue closes or interrupts: "…, X said", "…, according to X", "“…,” X said, “…”"; or None.

    `claimed`: quotations that other cues introduce; `floor`: first token of the unit that is free.
    """
    unit = scene.unit_at(cue.token)
    if unit is None or cue.kind == "noun":
        return None
    if cue.kind == "preposition":
        return around(scene, cue, unit, preposition_region(scene, cue), claimed, floor, rule="according")
    return around(scene, cue, unit, verb_region(scene, cue, unit), claimed, floor, rule="after")


def _clause_after(scene: Scene, cue: Cue, unit: Unit) -> Content | None:
    """ "X said (that) the order stands", "adding that …"; the clause may hold quoted words."""
    verb = cue.token
    clauses = [c for c in children(verb, "ccomp") if c.i > verb.i]
    clauses = clauses or _when_asked(verb) or _hung_on_a_noun(cue)
    if not clauses:
        return None
    start, end = edges(clauses[0])
    start = max(start, verb.i + len(cue.lemma.split()))  # past "clear" of "made clear"
    plain = "clause" not in cue.takes and (cue.takes or cue.act == "exclaim")
    told = "clause" in cue.takes or (plain and has_mark(clauses[0]) and start <= verb.i + 2)
    if not told and not any(scene.quote_of[i] >= 0 for i in range(start, end)):
        return None
    if start > verb.i + 1 and scene.doc[start].lower_ != "that" and interrupted(scene, verb, start):
        return None
    if scene.doc[start - 1].text == ";" and start - 1 > verb.i:
        return None  # "…, he said; | a contract could be ready soon"
    headless = not child(clauses[0], "nsubj", "nsubjpass", "expl", "csubj", "mark") and clauses[0].tag_ in FINITE
    if headless and cue.lemma == "conclude":
        return None  # "concluded a visit and left"
    start = with_subject(cue, clauses[0], start)
    if scene.doc[start].tag_ == "WDT" and scene.doc[start].dep_ == "advmod":
        start += 1  # the conjunction, taken for a relative
    start = _past_hearer(scene, cue, clauses[0], _past_inserted(scene, cue, clauses[0], start))
    if start + 1 < end and _is_of_saying(scene.doc[start], clauses[0]):
        start += 1
    first = scene.doc[start]
    if postposed_rather(scene, unit, verb, start):
        return None
    asked = first.lower_ in _QUESTION_WORDS and not any(a.dep_ == "csubj" for a in (first.head, first))
    if asked and cue.act != "ask" and not scene.quoted(first):
        return None  # but "said what struck him was the distance"
    for sibling in clauses[1:]:
        end = max(end, edges(sibling)[1])
    other = other_report(scene, verb, start, end)
    end = other if other is not None else to_its_end(scene, cue, unit, end)
    end = before_the_writer(scene, start, before_the_answer(scene, start, end))
    end = before_the_main_clause(scene, cue, start, end)
    end = _end_of_whole_quotation(scene, start, end)
    pieces = [whole_quotes(scene, unit, start, end)]
    if verb.dep_ == "relcl" and not child(clauses[0], "nsubj", "nsubjpass", "expl"):
        # "a halt that the chancellor insisted was temporary"
        noun = verb.head
        pieces.insert(0, (noun.left_edge.i, noun.i + 1))
    return content_of(scene, pieces, "clause", (min(verb.i, subject_left(verb)), start))


def _when_asked(verb: Token) -> list[Token]:
    """The clause that the parser gave to the question between: "confirmed, when asked, that the jets had left"."""
    asked = next((c for c in children(verb, "advcl") if c.lemma_ in ("ask", "press") and c.i > verb.i), None)
    if asked is None or asked.i + 1 >= len(asked.doc) or asked.nbor().text != ",":
        return []
    return [c for c in children(asked, "ccomp") if has_mark(c)]


def _hung_on_a_noun(cue: Cue) -> list[Token]:
    """The clause that the parser hangs on the noun before: "warned at the time that …", "promised residents that …"."""
    verb = cue.token
    nouns = [child(prep, "pobj") for prep in children(verb, "prep") if prep.i > verb.i]
    if cue.act in _TO_HEARERS:
        nouns += [hearer for hearer in children(verb, "dobj", "dative") if hearer.i > verb.i]
    clauses = [c for noun in nouns if noun is not None for c in children(noun, "relcl", "acl")]
    return [
        c
        for c in clauses
        if (that := c.left_edge).lower_ == "that" and that.dep_ in ("advmod", "mark") and child(c, "nsubj", "nsubjpass")
    ]


def _past_hearer(scene: Scene, cue: Cue, clause: Token, start: int) -> int:
    """The start after whom it was told, where the parser gave it to the clause: "told NPR | Hamza had appeared"."""
    mention = scene.reading.entities.mention_at(start, "organization")
    if cue.act != "tell" or mention is None or mention.start != start or child(cue.token, "dobj", "dative") is not None:
        return start
    named = scene.doc[mention.end] if mention.end < clause.i else None
    follows = named is not None and named.pos_ in ("PROPN", "PRON", "DET") and not named.is_punct
    return mention.end if follows else start


def _past_inserted(scene: Scene, cue: Cue, clause: Token, start: int) -> int:
    """The start after a phrase in commas: "alleged, by way of example, | Mahan had helped"."""
    if scene.doc[start - 1].text != "," or scene.doc[start].tag_ != "IN" or scene.doc[start].dep_ == "mark":
        return start
    comma = next((t.i for t in scene.doc[start + 1 : min(clause.i, start + 8)] if t.text == ","), None)
    subject = child(clause, "nsubj", "nsubjpass", "expl")
    return comma + 1 if comma is not None and subject is not None and subject.left_edge.i == comma + 1 else start


def _is_of_saying(first: Token, clause: Token) -> bool:
    """ "said only that …", "said earlier he might …": of the saying, whatever the parser takes it for."""
    after = first.nbor(1).lower_ if first.i + 1 < len(first.doc) else ""
    if first.lower_ == "only":
        return after == "that"  # not "said only they could do it"
    return first.lower_ in _WHEN_SAID and first.head == clause and "subj" not in first.dep_


def _end_of_whole_quotation(scene: Scene, start: int, end: int) -> int:
    """The end without what the writer goes on with after a quoted sentence: 'said "We lost," and the flags fell'."""
    quote = scene.quote_of[start]
    if quote < 0 or shape(scene.text, scene.quotes[quote]) != "sentence":
        return end
    last = scene.tokens_in(quote)[1]
    if last + 2 >= end or any(scene.quote_of[i] >= 0 and scene.quote_of[i] != quote for i in range(start, end)):
        return end
    rest = [t for t in scene.doc[last:end] if not t.is_punct]
    comma = "," in (scene.doc[last].text, scene.doc[last - 1].text, scene.doc[last - 2].text)
    goes_on = len(rest) > 1 and rest[0].lower_ in ("and", "but", "while", "as", "after") and rest[1].lower_ != "that"
    return last if comma and goes_on else end


def _told_before(scene: Scene, cue: Cue) -> Content | None:
    """The sentence before that "This was reported by the Air Force" is about."""
    subject = child(cue.token, "nsubjpass")
    index = scene.unit_of[cue.token.i]
    if subject is None or subject.lower_ not in ("this", "that", "it") or "clause" not in cue.takes or index == 0:
        return None
    if cue.act == "deny":
        return None  # "It was dismissed by the senate"
    if child(cue.token, "ccomp", "xcomp") is not None or child(cue.token, "agent") is None:
        return None
    before = scene.units[index - 1]
    if before.quotes:
        return None
    return content_of(scene, [(before.start, before.end)], "this", (cue.token.sent.start, cue.token.sent.end))


def _noun_clause(scene: Scene, cue: Cue) -> Content | None:
    clause = child(cue.token, "acl", "ccomp", "relcl") or predicate_clause(cue.token)
    unit = scene.unit_at(cue.token)
    if clause is None or unit is None:
        return None
    start, end = edges(clause)
    if start <= cue.token.i:
        return None
    other = other_report(scene, cue.token, start, end)
    end = other if other is not None else end
    return content_of(scene, [whole_quotes(scene, unit, start, end)], "noun", (cue.token.left_edge.i, start))
