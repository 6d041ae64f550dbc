"""Where a reported clause after its cue begins and ends, against what the parser cut off or joined to it."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from kg.extract.statements.cues import Cue
from kg.extract.statements.scene import Scene, Unit
from kg.extract.statements.spans import (
    BACKSHIFTED,
    subject_left,
)
from kg.extract.statements.that_clauses import has_that, report_around, report_resumed
from kg.language.grammar import FINITE, child
from kg.language.reporting import reporting, reporting_verb

# What joins a clause that tells of another's words.
# Verbs that tell what somebody has in mind: after "said it was late and" he says so.
_MINDS = frozenset("expect hope want wish intend plan need believe".split())
_NOMINAL = ("NOUN", "PROPN")
# What sums up what somebody is told to have done, and others deny: "…, a charge that Tehran denies".
CHARGES = frozenset("charge claim allegation accusation something".split())
# Openers of a side clause in which somebody speaks, and words from there to the verb.
_WHENEVER = frozenset(
    ("when", "after", "while", "as", "although", "though", "since", "before", "hours", "days", "weeks")
)
_NEAR = 8
_BESIDES = frozenset(("though", "although", "while", "whereas"))


def with_subject(cue: Cue, clause: Token, start: int) -> int:
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


def to_its_end(scene: Scene, cue: Cue, unit: Unit, end: int) -> int:
    """The clause's end moved over what the parser cut off: ", and that …", ", but would fill it", " if it went on"."""
    if _lists_after_colon(scene, unit, end):
        end = unit.end
    if end < unit.end - 1 and scene.doc[end - 1].tag_ == "CC":
        end = _past_conjunction(scene, unit, end)
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
        own = own and second.lemma_ not in _MINDS
        minds = comma and second.tag_ == "PRP" and second.nbor().lemma_ in _MINDS and second.nbor().tag_ in FINITE
        goes_on = (
            (joined and second.lower_ == "that" and second.tag_ == "IN")
            or (joined and minds)
            or (
                joined
                and second.tag_ in FINITE
                and (not own or second.lower_ in BACKSHIFTED)
                and not _back(cue, second)
            )
            or (first.tag_ in FINITE and not own and reporting_verb(first) is None)
            or (not comma and first.lower_ in ("if", "unless", "until", "because"))
            or (comma and first.lower_ == "so" and any(t.tag_ in FINITE for t in words[2:5]))
            or _is_cut_in_phrase(scene.doc[end - 1], words, comma=comma)
        )
        if not goes_on:
            return end
        stop = next((t.i for t in words[1:] if t.text in (";", ":") and not scene.quoted(t)), unit.end)
        stop = next((t.i for t in words[2:] if t.text == "," and t.i + 1 < stop and _is_cue_after(t)), stop)
        end = stop
    return end


def _past_conjunction(scene: Scene, unit: Unit, end: int) -> int:
    """The end of what the parser cut after "and": at the sentence's end, or before it if another report follows."""
    rest = scene.doc[end : unit.end]
    return end - 1 if tells_a_report(scene, rest) or any(t.text in (";", ":") for t in rest) else unit.end


def tells_a_report(scene: Scene, words: Iterable[Token]) -> bool:
    """Whether a verb of saying stands among words outside quotations."""
    return any(t.tag_ in FINITE and not scene.quoted(t) and reporting_verb(t) is not None for t in words)


def _lists_after_colon(scene: Scene, unit: Unit, end: int) -> bool:
    """Whether a colon goes on with what was said: "did so for one reason: | to punish the mayor"; no quotation."""
    if end + 2 >= unit.end or scene.doc[end].text != ":" or scene.quoted(scene.doc[end]):
        return False
    rest = scene.doc[end + 1 : unit.end]
    return not any(scene.quoted(t) or t.is_quote or t.text in (";", ":") or t.is_space for t in rest[:-1])


def _back(cue: Cue, second: Token) -> bool:
    """Whether a plain past after "said it would …" is a deed of the speaker's: ", but later | changed his mind"."""
    clauses = [c for c in cue.token.children if c.dep_ == "ccomp"]
    would = any(c.lower_ in BACKSHIFTED for clause in clauses for c in clause.children if c.dep_ == "aux")
    return would and second.tag_ == "VBD" and second.pos_ == "VERB"


def before_the_writer(scene: Scene, start: int, end: int) -> int:
    """The clause's end before who passes it on, and before a semicolon after which the writer goes on."""
    for token in scene.doc[start : max(start, end - 1)]:
        if token.text == "," and not scene.quoted(token) and token.nbor().lower_ == "according":
            rest = scene.doc[token.i + 1 : end]
            if not any(t.text == "," or t.tag_ in FINITE for t in rest):
                return token.i
        if token.text == ";" and not scene.quoted(token) and token.nbor().lower_ not in ("that", "and", "or"):
            return token.i
    return end


def before_the_answer(scene: Scene, start: int, end: int) -> int:
    """The clause's end before another's answer to it or word on it: ", which Kyiv denied", ", as the court found"."""
    for token in scene.doc[start + 2 : end - 1]:
        if token.text != "," or scene.quoted(token):
            continue
        opener = token.nbor()
        verb = opener.head
        summary = next((t for t in scene.doc[opener.i : opener.i + 2] if t.lower_ in CHARGES), None)
        if summary is not None and any(_denies(c) for c in summary.children if c.dep_ == "relcl"):
            return token.i
        if opener.tag_ not in ("WDT", "IN") or not opener.i < verb.i < end or scene.quoted(verb):
            continue
        if opener.lower_ == "which" and opener.dep_ == "dobj" and _denies(verb):
            return token.i
        last = opener.lower_ == "as" and opener.dep_ == "mark" and verb.right_edge.i + 1 >= end
        if last and reporting_verb(verb) is not None and not child(verb, "ccomp", "dobj", "xcomp"):
            return token.i
    return end


def _denies(verb: Token) -> bool:
    said = reporting_verb(verb)
    return said is not None and said.act == "deny" and child(verb, "nsubj") is not None


def before_the_main_clause(scene: Scene, cue: Cue, start: int, end: int) -> int:
    """The end of what was said "when he tweeted that …" before the main clause: ", | the platform marked it"."""
    verb = cue.token
    first = verb.sent.start
    while scene.doc[first].is_space:
        first += 1
    if scene.doc[first].lower_ not in _WHENEVER or verb.i - first > _NEAR or end < verb.sent.end - 1:
        return end
    for comma in scene.doc[start + 2 : end - 2]:
        if comma.text != "," or scene.quoted(comma) or comma.nbor().tag_ in ("WDT", "WP", "CC", "IN", "VBG", "VBN"):
            continue
        subject = next((t for t in scene.doc[comma.i + 1 : end] if t.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None and subject.left_edge.i == comma.i + 1 and subject.head.tag_ in (*FINITE, "VBN"):
            return comma.i
    return end


def past_a_cut(scene: Scene, unit: Unit, end: int) -> int:
    """The end of words reported, moved to the end of the sentence where the parser cut a noun phrase in two."""
    first = end - 1 if scene.doc[end - 1].text == "," else end
    rest = [t for t in scene.doc[first : unit.end] if not t.is_space]
    if len(rest) < 3:
        return end
    if _is_next_infinitive(rest):  # "to publish denials | , to end … and to fund …"
        return next((t.i for t in rest if t.text in (";", ":", "—", "–") or _is_cue_after(t)), unit.end)
    if rest[0].text == "," or not _is_cut_in_phrase(scene.doc[end - 1], rest, comma=False):
        return end
    return next((t.i for t in rest if t.text in (";", ":", ",", "—", "–")), unit.end)


def _is_next_infinitive(rest: list[Token]) -> bool:
    words = [t for t in rest[:5] if t.text != "," and t.lower_ not in ("and", "or", "not")]
    return (
        len(words) > 1 and rest[0].text in (",", "and", "or") and words[0].lower_ == "to" and words[1].tag_ == "VB"
    ) and any(t.lower_ in ("and", "or") for t in rest)


def before_the_medium(scene: Scene, start: int, end: int) -> int:
    """The end of words reported, before where they were said: "the drill a provocation | in a statement"."""
    for token in scene.doc[start + 1 : end - 1]:
        if token.lower_ not in ("in", "at", "during") or scene.quoted(token):
            continue
        noun = child(token, "pobj")
        if token.lower_ != "in" and noun is not None and reporting().media.get(noun.lemma_) == "press conference":
            return token.i  # "to stop arming Taiwan | at a press briefing"
        if (
            token.lower_ == "in"
            and noun is not None
            and noun.lemma_ in reporting().documents
            and child(noun, "det", "poss") is not None
        ):
            return token.i
    return end


def _is_cut_in_phrase(last: Token, rest: list[Token], *, comma: bool) -> bool:
    """Whether the parser cut a noun phrase or a list in two: "250 M1A2 | SEPv3 tanks", "guns | and guided bombs"."""
    stop = next((n for n, t in enumerate(rest) if t.text in (";", ":", "—", "–")), len(rest))
    words = rest[:stop]
    if len(words) < 2 or any(t.tag_ in FINITE for t in words) or last.pos_ not in _NOMINAL:
        return False
    first = words[0]
    if not comma and first.pos_ in _NOMINAL:
        return first.ent_type_ not in ("DATE", "TIME")
    joined = first.lower_ in ("and", "or")
    if not comma and joined:
        return words[1].pos_ in (*_NOMINAL, "ADJ", "DET", "NUM") and reporting_verb(words[1]) is None
    lists = any(t.lower_ in ("and", "or") for t in words[1:])
    return comma and lists and first.pos_ in (*_NOMINAL, "ADJ") and first.ent_type_ not in ("DATE", "TIME", "PERSON")


def _is_cue_after(comma: Token) -> bool:
    """Whether a new report begins after a comma: ", according to X", ", adding that", ", he said"."""
    if comma.text != "," or comma.i + 1 == len(comma.doc):
        return False
    after = comma.nbor()
    return after.lower_ == "according" or (after.tag_ == "VBG" and reporting_verb(after) is not None)


def other_report(scene: Scene, verb: Token, start: int, end: int) -> int | None:
    """Where a clause begins in which somebody says something else: "…, though she conceded that …"; or None."""
    for token in scene.doc[start:end]:
        beside = token.dep_ == "pcomp" and token.tag_ == "VBG" and token.head.lower_ == "with"
        beside = beside and token.head.i > start + 1 and scene.doc[token.head.i - 1].text == ","
        if beside and child(token, "nsubj") is not None and reporting_verb(token) is not None:
            return token.head.i  # "said it was late, | with one saying …"
        participle = token.dep_ in ("advcl", "pcomp") and token.tag_ == "VBG" and not scene.quoted(token)
        if participle and reporting_verb(token) is not None and report_around(scene, token) is not None:
            top = token.head.head.head if token.dep_ == "pcomp" else token
            if top.left_edge.i > start + 1 and token.i > start + 1:
                return (top.left_edge if token.dep_ == "advcl" else token.head.head.head).i
        if token.dep_ == "conj" and token.lemma_ in ("add", "say") and not child(token, "nsubj") and has_that(token):
            first = child(token.head, "cc")
            if first is not None and start + 1 < first.i < token.i:
                return first.i  # "said the mines were cleared and added that …"
        if token.dep_ == "conj" and report_resumed(scene, token) is not None:
            opener = _opener(token)
            if opener > start + 1:
                return opener
        if token.dep_ not in ("advcl", "conj") or token.tag_ not in FINITE or scene.quoted(token):
            continue
        subject = child(token, "nsubj")
        told = subject is not None and subject.pos_ != "PRON" and has_that(token) and reporting_verb(token) is not None
        if subject is None or not (told or token.lemma_.casefold() in reporting().plain):
            continue
        first = next((c for c in token.children if c.dep_ == "mark" and c.lower_ in _BESIDES), None)
        if token.dep_ == "conj":
            first = child(token.head, "cc")
            first = first if first is not None and first.i < token.i else None
        if first is not None and first.i > start + 1:
            return first.i
    return None


def _opener(verb: Token) -> int:
    """Where a coordinated clause without subject begins: at its conjunction or comma, else at the verb."""
    i = verb.left_edge.i
    while i > 0 and verb.doc[i - 1].pos_ == "ADV":
        i -= 1
    i = i - 1 if verb.doc[i - 1].pos_ == "CCONJ" else verb.left_edge.i
    return i - 1 if verb.doc[i - 1].text == "," else i


def postposed_rather(scene: Scene, unit: Unit, verb: Token, start: int) -> bool:
    """Whether the cue follows quoted words and a comma parts it from the clause after it, which is a comment."""
    left = subject_left(verb)
    follows = left > unit.start and (scene.quoted(scene.doc[left - 1]) or scene.doc[left - 1].text == ",")
    quoted = any(scene.quote_of[i] >= 0 for i in range(unit.start, left))
    if follows and _is_first_half(scene, left) and scene.quoted(scene.doc[start]):
        return True
    return follows and quoted and scene.doc[start - 1].text == "," and not scene.quoted(scene.doc[start])


def _is_first_half(scene: Scene, left: int) -> bool:
    """Whether the quotation before an attribution is left open: "“It may sail”, he said, “| if the sea is calm.”"."""
    last = next((t for t in reversed(scene.doc[max(0, left - 3) : left]) if scene.quoted(t)), None)
    return last is not None and last.text not in (".", "?", "!", "…")


def interrupted(scene: Scene, verb: Token, start: int) -> bool:
    """Whether a sentence's subject after the cue belongs to the cue, as in "said Dahl, who …"."""
    return any(t.dep_ == "nsubj" and t.head == verb for t in scene.doc[verb.i + 1 : start])
