"""Speakers under the words of the text: where the phrase begins and ends that an unnamed speaker is told by."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.guesses import hedged
from kg.extract.statements.scene import Scene
from kg.extract.statements.speaker import Speaker
from kg.extract.statements.speaker_nouns import can_speak, is_body_noun
from kg.language.grammar import child, children, noun_phrase
from kg.language.reporting import reporting, reporting_verb
from kg.language.titles import titles

_READING = frozenset("see obtain view review read cite quote distribute publish release issue circulate".split())
# Words of a full name.
_FULL_NAME = 2
_LEADING = frozenset(("lead", "head", "chair"))
# What unnamed sources do: "who asked not to be named".
_ANONYMITY = frozenset("ask request decline refuse speak wish want insist prefer authorise authorize permit".split())
# Words of a clause that tells whom a phrase means.
_DEED = 6
# Words of an office with its field before a name.
_LONG_OFFICE = 4
_QUOTING = frozenset(("quote", "cite", "see", "obtain"))
_KNOWING = frozenset("close familiar briefed involved aware knowledgeable acquainted privy present based".split())


def described_plainly(scene: Scene, head: Token) -> Speaker:
    """The anonymous speaker under the words of the text: "two people familiar with the matter"."""
    name = _unlisted_name(scene, head) or _name_after_office(scene, head)
    if name is not None:
        span = scene.chars(*name)
        return Speaker(scene.text[slice(*span)], span, noun=head.lemma_.casefold())
    start, end = noun_phrase(head)
    if head.ent_type_ == "PERSON" and head.i > start and head.nbor(-1).pos_ == "PROPN":
        end = head.i + 1  # a name that no mention was made of: "economist Jane Doe | of the university"
        while start < head.i and scene.doc[start].pos_ != "PROPN":
            start += 1
    end = _with_knowledge(scene, _without_clause(head, _without_readers(scene, head, end)))
    last, end = end, max(end, _with_others(scene, head, end))
    start = min(start, _others_before(scene, start))
    end = max(end, hedged(scene, head) or 0, _with_deed(head, end))
    while end - 1 > start and (scene.doc[end - 1].tag_ == "POS" or scene.doc[end - 1].pos_ == "ADP"):
        end -= 1
    span = scene.chars(start, end)
    plural = head.tag_ in ("NNS", "NNPS") or end > last
    return Speaker(scene.text[slice(*span)], span, noun=head.lemma_.casefold(), plural=plural)


def _unlisted_name(scene: Scene, head: Token) -> tuple[int, int] | None:
    """Token span of a name in commas that nobody took for one: "its vice-president for sales, Rosa Vega Marín, …"."""
    if head.pos_ != "NOUN" or head.tag_ == "NNS" or is_body_noun(head.lemma_.casefold()):
        return None
    comma = noun_phrase(head)[1]
    doc = scene.doc
    if comma >= len(doc) or doc[comma].text != "," or scene.quoted(doc[comma]):
        return None
    end = comma + 1
    while (
        end < len(doc)
        and (doc[end].pos_ == "PROPN" or doc[end].text == "-")
        and scene.reading.entities.mention_at(end) is None
    ):
        end += 1
    closed = end < len(doc) and (doc[end].text == "," or doc[end] == head.head)
    return (comma + 1, end) if closed and end - comma > _FULL_NAME else None


def _name_after_office(scene: Scene, head: Token) -> tuple[int, int] | None:
    """Token span of a name that nobody took for one, after a long office: "Minister of Heavy Industry | Rasa Vega"."""
    start = noun_phrase(head)[0]
    doc = scene.doc
    if head.tag_ != "NNP" or head.i - start < _LONG_OFFICE or is_body_noun(head.lemma_.casefold()):
        return None
    opening = next((t for t in doc[start : head.i] if t.lower_ in titles().offices), None)
    given = head.nbor(-1)
    named = given.tag_ == "NNP" and given.text.istitle() and given.lower_ not in titles().portfolios
    if opening is None or not named or opening.i + 1 >= given.i or doc[opening.i + 1].lower_ != "of":
        return None
    return (given.i, head.i + 1) if scene.reading.entities.mention_at(head.i) is None else None


def _without_readers(scene: Scene, head: Token, end: int) -> int:
    """A writing's phrase without who read or spread it: "an internal memo | seen by this newspaper"."""
    document = head.lemma_.casefold() in reporting().documents
    for token in scene.doc[head.i + 1 : end]:
        if token.tag_ == "VBN" and token.lemma_ in (_READING if document else _QUOTING):
            end = token.i
            break
    return end - 1 if scene.doc[end - 1].pos_ == "CCONJ" else end


def _without_clause(head: Token, end: int) -> int:
    """A phrase without what its bearer says or does: "several groups | claiming …", "officials | on Saturday"."""
    for clause in children(head, "acl", "relcl"):
        saying = clause.tag_ in ("VBG", "VBN") and reporting_verb(clause) is not None
        led = clause.tag_ == "VBN" and clause.lemma_ in _LEADING
        if led or (saying and (clause.tag_ == "VBG" or child(clause, "ccomp", "advcl"))):
            end = min(end, clause.i)
        if clause.dep_ == "relcl" and clause.left_edge.i > head.i:
            end = min(end, clause.left_edge.i)
    for prep in children(head, "prep"):
        when = child(prep, "pobj") if prep.lower_ in ("on", "in") and prep.right_edge.i >= end - 1 else None
        if when is not None and when.ent_type_ == "DATE":
            end = min(end, prep.i)
    return end


def _with_others(scene: Scene, head: Token, end: int) -> int:
    """A phrase with those who speak together with its bearer: "an officer | and three sources"."""
    others = children(head, "conj")
    joined = end < len(scene.doc) and scene.doc[end].lower_ == "and" and bool(others) and others[0].i > end
    if not joined or others[0].left_edge.i != end + 1 or not can_speak(others[0]):
        return end
    return noun_phrase(others[0])[1] if not 0 < head.head.i - head.i < others[0].i - head.i else end


def _others_before(scene: Scene, start: int) -> int:
    """A phrase with those joined to it, which the parser hung elsewhere: ", an officer and | three sources said"."""
    joining = scene.doc[start - 1] if start else None
    if joining is None or joining.lower_ != "and" or joining.head.i >= start or joining.head.pos_ != "NOUN":
        return start
    first = noun_phrase(joining.head)[0]
    opens = first == joining.sent.start or scene.doc[first - 1].text == ","
    return first if opens and joining.head.dep_ != "pobj" and can_speak(joining.head) else start


def _with_deed(head: Token, end: int) -> int:
    """A phrase with what tells its bearer from others: "a minister | who toured the tent"."""
    clause = child(head, "relcl")
    determiner = child(head, "det", "nummod")
    if clause is None or determiner is None or determiner.lower_ in ("the", "those", "these"):
        return end
    if clause.lemma_ in _ANONYMITY:
        return end
    last = clause.right_edge.i
    short = clause.left_edge.i == end and last - end < _DEED and not (head.i < head.head.i <= last)
    if not short or head.doc[end].lower_ != "who" or any(t.text == "," or t.is_quote for t in head.doc[end : last + 1]):
        return end
    return last + 1


def _with_knowledge(scene: Scene, end: int) -> int:
    """A source's phrase with what he knows: "a manager close to the talks", "people briefed on the plan"."""
    doc = scene.doc
    if end + 1 >= len(doc) or doc[end].lower_ not in _KNOWING or doc[end + 1].pos_ not in ("ADP", "PART"):
        return end
    last = end + 2
    while last < len(doc) and doc[last].pos_ in ("DET", "ADJ", "NOUN", "PROPN", "PRON", "ADP", "PART"):
        last += 1
    return last
