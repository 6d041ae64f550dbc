"""What stands before an attribution clause, or on both sides of it: "…, he said", "…, X added, …"."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.cues import Cue
from kg.extract.statements.scene import Scene, Unit
from kg.extract.statements.sequels import PHRASE, adds, after_semicolon, goes_on
from kg.extract.statements.spans import (
    EDGE,
    Content,
    Span,
    all_quoted,
    content_of,
    outside,
    says_something,
    trim,
)
from kg.extract.statements.speaker_nouns import can_speak, is_writing
from kg.language.grammar import FINITE, child, children

_PARTING = frozenset((",", "–", "—", "--", "?", "!", "…", ")"))
_ASKED = frozenset("asked quizzed pressed questioned challenged speaking responding replying".split())
_SUBORDINATE = frozenset("as while when whenever after before although though if because since once until".split())

# A phrase of more words than this before an attribution is no mere time.
_CLAUSE = 7


def around(
    scene: Scene, cue: Cue, unit: Unit, region: Span, claimed: set[int], floor: int, *, rule: str
) -> Content | None:
    """Content before the attribution clause, or on both sides of it: "…, he said", "…, X added, …"."""
    left, right = region
    if cue.kind == "verb" and not _may_follow(scene, cue):
        return None
    opening = _opens(scene, left, cue)
    parted = right < unit.end and (scene.doc[right].text == "," or scene.quoted(scene.doc[right]) or opening == left)
    if opening is not None and parted:
        end = next((t.i for t in scene.doc[right : unit.end] if t.text == ";" and not scene.quoted(t)), unit.end)
        opened = [(opening, left - 1)] if opening < left - 1 else []
        return content_of(scene, [*opened, trim(scene, right, end)], rule, region)
    start = _clause_start(scene, unit, left, floor)
    before = trim(scene, start, left)
    pieces: list[Span] = []
    free = [q for q in unit.quotes if q not in claimed]
    quoted = [q for q in free if scene.tokens_in(q)[0] >= right]
    has_left = before[1] > before[0]
    set_off = _set_off(scene, left) or _closes_plainly(scene, cue, unit, before, right)
    if has_left and set_off and not _is_adjunct(scene, cue, before):
        pieces.append(_comment(scene, cue, before) or before)
    elif has_left and _is_parenthesis(scene, cue, unit, right):
        return content_of(scene, [before, trim(scene, right, unit.end)], rule, region)
    rest = _right_piece(scene, cue, unit, right, before if pieces else None, quoted)
    if rest is not None:
        pieces.append(rest)
    if cue.lemma == "put it" and len(pieces) > 1 and all_quoted(scene, pieces[-1]):
        pieces = pieces[-1:]  # "replaces guns that, as the minister put it, “were old when my father served”"
    quoted_any = any(scene.quote_of[i] >= 0 for a, b in pieces for i in range(a, b))
    if not pieces or (cue.kind == "verb" and not cue.takes and not quoted_any):
        return None
    if not quoted_any and cue.kind == "verb" and "clause" not in cue.takes:
        return None
    if not quoted_any and not says_something(scene, pieces):
        question = _question_before(scene, unit, pieces)
        if question is None:
            return None
        pieces.insert(0, question)
    return content_of(scene, pieces, rule, region)


def _comment(scene: Scene, cue: Cue, before: Span) -> Span | None:
    """The quoted words alone, parted by a comma from what the writer tells: "It left, “to be safe,” he said"."""
    start, end = before
    quote = scene.quote_of[end - 1] if scene.quote_of[end - 1] >= 0 else scene.quote_of[end - 2]
    if cue.kind != "verb" or quote < 0 or scene.quote_of[start] >= 0:
        return None
    first, last = scene.tokens_in(quote)
    left = first - 1
    while left > start and (scene.doc[left].is_quote or scene.doc[left].lower_ in ("or", "and")):
        left -= 1
    if scene.doc[left].text != "," or last - first < PHRASE or any(scene.quote_of[i] >= 0 for i in range(start, left)):
        return None
    return (first, end) if any(t.tag_ in FINITE for t in outside(scene, (start, left))) else None


def _opens(scene: Scene, left: int, cue: Cue) -> int | None:
    """Where the content begins if an attribution stands within commas right after a clause's opening.

    "…, of whom, X said, four were …", "… and, according to X, over who would pay", "… and is, according to X, dead".
    """
    if left > 2 and cue.lemma == "according to" and scene.doc[left - 1].tag_ == "CC":
        return left if left - 1 > cue.token.sent.start else None  # "He was ill and according to the ministry he died"
    if left < 2 or scene.doc[left - 1].text != "," or scene.quoted(scene.doc[left - 2]):
        return None
    opener = scene.doc[left - 2]
    relative = opener.tag_ == "WRB" or (opener.tag_ in ("WDT", "WP") and opener.dep_ == "pobj")
    if relative or (opener.tag_ == "CC" and cue.kind == "preposition" and opener.i > 2):
        return left - 1 if opener.i > opener.sent.start else None
    if cue.kind == "preposition" and opener.tag_ in FINITE and opener.nbor(-1).tag_ == "CC":
        return opener.i
    return None


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
        return child(verb, "agent") is not None and _is_as_clause(verb)  # "As explained by the chair, …"
    if verb.dep_ in ("acl", "relcl") and not (
        child(verb, "nsubj") and (scene.quoted(verb.head) or _is_main(scene, verb))
    ):
        return _opens(scene, verb.left_edge.i, cue) is not None
    if any(c.dep_ == "mark" and c.lower_ != "as" for c in verb.children):
        return False
    if verb.dep_ == "conj" and child(verb, "nsubjpass") is not None and child(verb, "agent") is not None:
        return False  # "The house passed a bill, but it was dismissed by the senate"
    if verb.tag_ == "VBG" and verb.dep_ == "advcl" and cue.source is not None and verb.i > verb.head.i > cue.source.i:
        return any(scene.quoted(t) for t in verb.sent)  # "As a result, the court closed it, asking for papers"
    obj = child(verb, "dobj")
    if obj is not None and obj.lower_.endswith("ly"):
        return True  # "added drily"
    if obj is None or obj == cue.source or scene.quoted(obj) or cue.act == "tell" or obj.i < verb.i:
        return True
    if obj.left_edge.nbor(-1).is_punct:
        return True  # ", he said – a dig at Hungary"
    return obj.pos_ == "PRON" or any(scene.quoted(t) for t in obj.subtree)


def _is_main(scene: Scene, verb: Token) -> bool:
    """Whether a clause that the parser takes for a relative one closes the sentence: "…, the Mail | reports." """
    subject = child(verb, "nsubj")
    if subject is None or verb.i < 1 or any(t.tag_ in ("WDT", "WP", "WP$", "WRB") for t in verb.subtree):
        return False
    before = subject.left_edge.i - 1
    parted = before >= 0 and (scene.doc[before].text == "," or scene.quoted(scene.doc[before]))
    named = scene.reading.entities.at(subject.i) is not None
    return named and (parted or subject.left_edge.i - 1 > verb.sent.start) and verb.right_edge.i + 2 >= verb.sent.end


def _clause_start(scene: Scene, unit: Unit, left: int, floor: int) -> int:
    """Where the clause before an attribution begins: after the last semicolon or colon outside quotations."""
    for i in range(left - 2, max(unit.start, floor), -1):
        token = scene.doc[i]
        if token.text in (";", ":") and not scene.quoted(token):
            tail = scene.doc[i + 1 : left]
            if token.text == ";" or any(t.tag_ in FINITE or scene.quoted(t) for t in tail):
                return i + 1
    return max(unit.start, floor)


def _set_off(scene: Scene, left: int) -> bool:
    """Whether the attribution clause is parted from what stands before it."""
    before = scene.doc[left - 1] if left else None
    return before is not None and (before.text in _PARTING or scene.quoted(before))


def _closes_plainly(scene: Scene, cue: Cue, unit: Unit, before: Span, right: int) -> bool:
    """Whether "according to X" closes a whole clause without a comma: "The army took the town according to …"."""
    if cue.lemma != "according to" or cue.source is None or not (can_speak(cue.source) or is_writing(cue.source)):
        return False
    closed = right >= unit.end or scene.doc[right].text in (",", ".", ";") or scene.doc[right].is_space
    return closed and any(t.tag_ in FINITE for t in outside(scene, before))


def _is_adjunct(scene: Scene, cue: Cue, before: Span) -> bool:
    """Whether what stands before the clause is a mere adjunct of it: "On Monday, he said, …"."""
    if cue.kind != "verb" or any(scene.quote_of[i] >= 0 for i in range(*before)):
        return False
    first = scene.doc[before[0]]
    finite = [t for t in outside(scene, before) if t.tag_ in FINITE or (t.tag_ == "VBN" and child(t, "nsubj"))]
    if first.lower_ in _ASKED:
        return True  # "Asked if the deal was off, she said no"
    if first.lower_ in _SUBORDINATE:  # "While the loan was approved, the money is not there, he said"
        finite = [t for t in finite if t != first.head and first.head not in t.ancestors]
        finite = [t for t in finite if any(c.text == "," for c in scene.doc[before[0] : t.i])]
    if finite:
        return False  # a clause of its own, whatever the parser calls it
    head = scene.doc[before[0] : before[1]].root
    if head.dep_ == "npadvmod" and before[1] - before[0] > _CLAUSE and head.ent_type_ not in ("DATE", "TIME"):
        return (
            False  # a clause whose verb was taken for a name: "Four aircraft land in Recife in June, the minister said"
        )
    return head.head == cue.token and head.dep_ in ("prep", "npadvmod", "advmod", "advcl", "mark", "cc")


def _right_piece(scene: Scene, cue: Cue, unit: Unit, right: int, before: Span | None, quoted: list[int]) -> Span | None:
    """What goes on after the attribution clause: quoted words, or the sentence's own main verb."""
    end = unit.end
    start, _ = trim(scene, right, end)
    if start >= end or right >= end or scene.doc[right].text == ".":
        return None
    if scene.doc[right].text == ";":
        return after_semicolon(scene, cue, right + 1, end) if before is not None and before[1] > before[0] else None
    parted = right > 0 and (scene.doc[right].text in EDGE or scene.quoted(scene.doc[right]))
    root = cue.token.sent.root
    main = before is not None and right <= root.i < end and root != cue.token and not scene.quoted(root)
    parted = parted or (cue.kind == "preposition" and main)  # "The crew, according to X were saved"
    parted = parted or (" " in cue.lemma and cue.lemma.startswith("in ") and cue.token.is_sent_start is True)
    for i in range(start, end):
        if scene.doc[i].text == ";" and not scene.quoted(scene.doc[i]):
            end = i
            break
    end = next((t.i for t in scene.doc[start + 1 : end] if adds(scene, t)), end)
    if quoted and parted:
        first, last = scene.tokens_in(quoted[0])
        between = scene.doc[start:first]
        direct = all(t.is_punct or t.pos_ in ("CCONJ", "SCONJ") for t in between)
        if direct and (before is None or all_quoted(scene, before)):
            last = max(scene.tokens_in(q)[1] for q in quoted)
            return start, last
    if before is None and cue.kind == "preposition" and parted:
        return trim(scene, start, end)
    if before is not None and all_quoted(scene, before) and all(scene.quote_of[i] < 0 for i in range(start, end)):
        return None  # "“…,” the minister said, sleeves rolled up"
    if before is not None and parted and goes_on(scene, cue, before, start, end):
        return trim(scene, start, end)
    if before is None and cue.kind == "verb" and _is_as_clause(cue.token) and parted:
        return trim(scene, start, end)
    return None


def _is_as_clause(verb: Token) -> bool:
    return any(c.lower_ == "as" and c.dep_ in ("mark", "advmod") and c.i < verb.i for c in verb.children)
