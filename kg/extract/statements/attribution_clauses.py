"""The clause that attributes words to somebody: the cue with its subject, hearer and circumstances."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.mentions import Mention
from kg.extract.statements.cues import Cue
from kg.extract.statements.scene import Scene, Unit
from kg.extract.statements.sources import QUOTING
from kg.extract.statements.spans import (
    EDGE,
    Span,
    subject_left,
)
from kg.extract.statements.speaker_names import name_after_comma
from kg.language.grammar import FINITE, edges

# What begins no apposition to a name.
_CLAUSES = frozenset(("ADJ", "ADV", "VERB", "CCONJ", "SCONJ"))
# How many words a speaker's offices may take before the name.
_TITLE_REACH = 12


def verb_region(scene: Scene, cue: Cue, unit: Unit) -> Span:
    """The attribution clause of a verb: subject, auxiliaries, adverbs, addressee and circumstances."""
    verb = cue.token
    own = {verb.i}
    quoting = verb.head.head if verb.dep_ == "pcomp" and verb.head.lower_ == "as" else None
    if quoting is not None and quoting.lemma_ in QUOTING:  # "X was quoted as saying by Y"
        own.update(range(min(quoting.i, subject_left(quoting)), verb.i))
    for c in verb.children:
        if scene.quoted(c) or c.dep_ in ("ccomp", "parataxis", "cc", "conj", "punct"):
            continue
        if c.left_edge.i > verb.i and c.left_edge.nbor(-1).text == "," and c != cue.source and _belongs_to_content(c):
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
        left = _past_list(scene, cue, left)
    return _with_titles(scene, unit, left), right


def _past_list(scene: Scene, cue: Cue, left: int) -> int:
    """The clause's start moved past a list that the parser joined to the speaker: "…, guns and a depot, | he said"."""
    verb = cue.token
    name = scene.reading.entities.mention_at(verb.i - 1, "person")
    if name is None or cue.source is None or name.end != verb.i or name.start <= cue.source.i:
        return left
    commas = [t.i for t in scene.doc[cue.source.i : name.start] if t.text == ","]
    alone = bool(commas) and commas[-1] + 1 < name.start  # a title of its own stands before the name
    return commas[-1] + 1 if alone else left


def _belongs_to_content(clause: Token) -> bool:
    """Whether a clause after "…, he said," is part of what was said: "to sail north", "until May", "a mistake"."""
    if clause.dep_ == "advcl":
        return clause.left_edge.lower_ in ("until", "unless")
    if clause.dep_ == "prep":
        return clause.lower_ in ("among", "along", "including", "to", "with")
    return clause.dep_ in ("xcomp", "dobj", "attr", "acomp")


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


def preposition_region(scene: Scene, cue: Cue) -> Span:
    """The attribution clause of "according to X" or "in X's words", without a comma at its end."""
    source = cue.source
    start = cue.token.i
    end = start + 1
    if source is not None:
        end = max(edges(cue.token)[1], source.i + 1)
        name = name_after_comma(scene, source)
        end = max(end, name.end) if name else _to_its_comma(scene, source, end)
        end = _without_the_clause(cue.token, source, end) if name is None else end
        while end > source.i + 1 and cue.token.doc[end - 1].text in EDGE:
            end -= 1
        when = end
        while when < cue.token.sent.end - 1 and cue.token.doc[when].ent_type_ in ("DATE", "TIME"):
            when += 1  # "According to the centre late today, …"
        end = when if cue.token.doc[when].text == "," else end
    return start, end


def _without_the_clause(cue: Token, source: Token, end: int) -> int:
    """The end moved back to the first comma if none closes an apposition: "According to Holm, | the aim was …"."""
    doc = source.doc
    commas = [t.i for t in doc[source.i + 1 : end] if t.text == ","]
    opens = cue.is_sent_start or cue.nbor(-1).text in (",", "–", "—")
    if not commas or not opens or end >= cue.sent.end - 1 or doc[end].text in EDGE or doc[end - 1].text in EDGE:
        return end
    return commas[0]


def _to_its_comma(scene: Scene, source: Token, end: int) -> int:
    """The end moved back before what the parser drew in after a comma: "according to the daily, | over who pays"."""
    named = scene.reading.entities.mention_at(source.i)
    for comma in source.doc[source.i + 1 : max(source.i + 1, end - 1)]:
        if comma.text != ",":
            continue
        after = comma.nbor()
        if after.pos_ in ("ADP", "AUX") or after.is_quote:
            return comma.i
        if named is not None and named.end == comma.i and (after.pos_ in _CLAUSES or _is_another(scene, named, after)):
            return comma.i
    return end


def _is_another(scene: Scene, named: Mention, first: Token) -> bool:
    """Whether a person's name and its titles follow a body's name: "according to NPR, | former President X has …"."""
    if named.kind == "person" or first.pos_ == "DET":
        return False
    after = next((t for t in first.doc[first.i : first.sent.end] if t.text == "," or t.tag_ in FINITE), None)
    return after is not None and bool(scene.reading.entities.within(first.i, after.i, "person"))
