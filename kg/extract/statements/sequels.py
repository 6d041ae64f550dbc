"""What goes on after an attribution clause: "It will sail, he said, if the sea is calm", "…, he said; …"."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.clause_bounds import tells_a_report
from kg.extract.statements.cues import Cue
from kg.extract.statements.scene import Scene
from kg.extract.statements.spans import BACKSHIFTED, Span, outside, trim
from kg.language.grammar import FINITE, child
from kg.language.reporting import reporting_verb

_TRAILING = frozenset(("though", "although", "while", "as", "after", "before", "but", "because", "when", "whereas"))
# A smile or a document after "he said, with" or "he said, in" is part of the saying.
_GESTURES = frozenset(
    "smile grin shrug laugh chuckle nod sigh wink smirk frown grimace gesture tear pride relish".split()
)
_HEARERS = frozenset(
    "applause laughter cheer jeer reporter journalist audience parliament lawmaker him her them us".split()
)
# "Were it to fail, he said, …", "Had they asked, …": a condition.
_INVERTED = frozenset(("were", "had", "should"))
# Words that a phrase after the attribution must have to be more of what was said.
PHRASE = 4


def adds(scene: Scene, verb: Token) -> bool:
    """Whether the speaker's next words begin here: "…, he said, can change that, | adding that …"."""
    if verb.tag_ != "VBG" or verb.dep_ != "advcl" or scene.quoted(verb) or reporting_verb(verb) is None:
        return False
    before = scene.doc[verb.i - 1]
    return before.text == "," or (before.is_quote and scene.doc[verb.i - 2].text == ",")


def after_semicolon(scene: Scene, cue: Cue, start: int, end: int) -> Span | None:
    """What goes on after "…, he said; …", unless another report stands there."""
    rest = scene.doc[start:end]
    other = any(t.text == ";" and not scene.quoted(t) for t in rest) or tells_a_report(scene, rest)
    return None if cue.kind != "verb" or other or not any(t.tag_ in FINITE for t in rest) else trim(scene, start, end)


def goes_on(scene: Scene, cue: Cue, before: Span, start: int, end: int) -> bool:
    """Whether the sentence's own clause continues after a parenthesis: "Copenhagen, he said, was …"."""
    if scene.doc[start].lower_ in _TRAILING and scene.doc[start + 1].lower_ not in ("which", "whom"):
        return False
    if scene.doc[start].lower_ == "that" and scene.doc[start].tag_ == "IN":
        return True  # "It was the first time, he said, that the missile had been fired"
    inverted = scene.doc[before[0]].lower_ in _INVERTED
    finite_before = any(
        t.tag_ in FINITE and t.dep_ not in ("relcl", "acl") and not (inverted and t.i == before[0])
        for t in outside(scene, before)
    )
    has_finite = any(t.tag_ in FINITE for t in scene.doc[start:end])
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
    if scene.doc[start].lower_ in ("and", "but") and start + 1 < end and _is_of_thing(cue, scene.doc[start + 1]):
        return True
    follows = scene.doc[start].lower_ in ("and", "but") and start + 1 < end and scene.doc[start + 1].tag_ in FINITE
    if follows and cue.token not in (scene.doc[start].head, scene.doc[start + 1].head):
        return True
    # "They had been here for years, she answered, and seemed to be “hard of hearing”"
    if scene.doc[start].dep_ == "cc" and before[0] <= scene.doc[start].head.i < before[1]:
        return True
    if scene.doc[before[1] - 1].lemma_ == "be" or _completes(scene, start, end):
        return True
    joined = cue.token.dep_ == "prep" or scene.doc[start].lower_ in ("and", "but", "or")
    return joined and any(scene.quote_of[i] >= 0 for i in range(start, end))


def _is_of_thing(cue: Cue, finite: Token) -> bool:
    """Whether a verb after the attribution is of what was said: ", NATO said, | and will run until May"."""
    if finite.lower_ in BACKSHIFTED:
        return True
    if finite.tag_ == "MD":
        return cue.token.tag_ == "VBD"
    one = cue.source is not None and cue.source.tag_ in ("NN", "NNP")
    return one and finite.lower_ in ("were", "are", "have")  # of more than him who speaks


def _completes(scene: Scene, start: int, end: int) -> bool:
    """Whether a phrase tells more of what was said, not of the saying: "She is ready, he said, with two in reserve"."""
    first = scene.doc[start]
    if end - start < PHRASE or scene.doc[start + 1].tag_ in ("CD", "VBG"):
        return False
    if first.lower_ == "to":
        noun = child(first, "pobj")
        return first.tag_ == "TO" or noun is None or noun.lemma_.casefold() not in _HEARERS
    if first.lower_ == "with":
        noun = child(first, "pobj")
        return noun is None or noun.lemma_.casefold() not in _GESTURES
    if first.lower_ in ("until", "unless", "if", "provided", "among", "including"):
        return True
    if first.lower_ == "along":
        return scene.doc[start + 1].lower_ == "with"
    return first.lower_ in ("after", "before", "during", "of", "for") and scene.doc[start + 1].lower_ in (
        "which",
        "whom",
    )
