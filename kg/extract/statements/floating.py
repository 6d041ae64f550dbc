"""Quotations without a reporting verb, and who says them.

1. after a colon: "An official was curt: “No.”", "Her answer came at once: “No.”", "Minister X: “No.”"
2. after a dash: "“No.” – Minister X"   3. standing alone after somebody spoke, in the same paragraph
4. standing alone after a sentence about somebody: "The mayor takes the other view. “Let them come.”"
5. a paragraph of its own that goes on with the last speaker
A few words that are no sentence, within the writer's own, are scare quotes and none of these.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from kg.extract.statements.pronouns import newcomer
from kg.extract.statements.scene import Scene, Unit
from kg.extract.statements.speaker import Speaker
from kg.extract.statements.speakers import Speakers
from kg.language.grammar import FINITE, child, children
from kg.language.quotations import shape
from kg.language.reporting import reporting, reporting_verb
from kg.language.titles import titles

_SAYING = frozenset(("say", "state", "add", "comment", "tell", "respond", "release", "issue", "write"))
# Lines (an empty one between paragraphs counts) that may pass before speech without marks says "we" again.
_BLOCK_GAP = 4
_FIRST_PERSON = frozenset(("i", "we", "our", "us", "my", "me"))
_REMARKING = frozenset(("was", "is", "were", "came", "comes", "went", "goes", "ran", "runs"))
_DASHES = frozenset(("–", "—", "--", "-"))


def floating(scene: Scene, speakers: Speakers, index: int, quote: int) -> tuple[tuple[int, int], Speaker, str] | None:
    """Token span, speaker and rule of a quotation that no cue introduces, or None if it is nobody's speech."""
    unit = scene.units[index]
    start, end = scene.tokens_in(quote)
    start, end = max(start, unit.start), min(end, unit.end)
    intro = [t for t in scene.doc[unit.start : start] if not t.is_space]
    rest = [t for t in scene.doc[end : unit.end] if not t.is_space and not t.is_punct]
    sentence = shape(scene.text, scene.quotes[quote]) == "sentence"
    if intro and intro[-1].text == ":":
        speaker = _introduced(scene, speakers, unit, start)
        return ((start, end), speaker, "colon") if speaker and (sentence or not rest) else None
    if intro or not (sentence or not rest):
        return None
    if rest:
        speaker = _signed(scene, speakers, end, unit) or _remarked(scene, speakers, rest)
        return ((start, end), speaker, "signed") if speaker else None
    if not sentence and len(scene.quotes[quote].inner) and index and _alone_in_paragraph(scene, index):
        return None  # a heading in quotation marks
    return _alone(scene, speakers, index, (start, end))


def _alone(
    scene: Scene, speakers: Speakers, index: int, span: tuple[int, int]
) -> tuple[tuple[int, int], Speaker, str] | None:
    unit = scene.units[index]
    token = scene.doc[span[0]]
    chars = scene.chars(*span)
    announced = _announced(scene, speakers, index)
    if announced is not None:
        return span, announced, "colon"
    person = newcomer(speakers, token, unit.paragraph)
    if person is not None:
        return span, Speaker(person.label, chars, person, sure=False), "after-introduction"
    last = speakers.last(unit.paragraph)
    rule = "continued"
    if last is None and index:
        before = scene.units[index - 1]
        if before.paragraph == unit.paragraph:
            actor = _actor(scene, speakers, before)
            return (span, actor, "after-introduction") if actor else None
        last = speakers.last(before.paragraph)
        rule = "continued-paragraph"
    if last is None:
        return None
    return span, last.meant_by(chars, sure=rule == "continued"), rule


def _actor(scene: Scene, speakers: Speakers, before: Unit) -> Speaker | None:
    """The person whom the writer's sentence before is about: "Asked when, the admiral shrugged. “Soon.”" """
    root = scene.doc[before.start].sent.root
    subject = child(root, "nsubj")
    if subject is None or subject.tag_ in ("NNS", "NNPS") or scene.quoted(subject):
        return None
    if subject.pos_ != "PRON" and not _is_person(subject):
        return None
    speaker = speakers.of(subject)
    return replace(speaker, sure=False) if speaker else None


def _announced(scene: Scene, speakers: Speakers, index: int) -> Speaker | None:
    """Who the paragraph before introduces with a colon at its end: "The general released this statement:"."""
    if not index or scene.units[index - 1].paragraph == scene.units[index].paragraph:
        return None
    before = scene.units[index - 1]
    if scene.doc[before.end - 1].text != ":" or before.quotes:
        return None
    return _introduced(scene, speakers, before, before.end)


def block_after(scene: Scene, speakers: Speakers, index: int) -> tuple[tuple[int, int], Speaker, int] | None:
    """Token span, speaker and last unit of speech that stands without marks in paragraphs of its own.

    Releases print "The Foreign Secretary said:" and then his words; they go on as long as they say "we" or "I".
    """
    unit = scene.units[index]
    following = index + 1
    if scene.doc[unit.end - 1].text != ":" or following >= len(scene.units) or unit.quotes:
        return None
    first = scene.units[following]
    if first.paragraph == unit.paragraph or scene.quote_of[first.start] >= 0:
        return None
    verbs = [t for t in scene.doc[unit.start : unit.end] if t.tag_ in ("VBD", "VBZ") and t.lemma_ in _SAYING]
    speaker = _introduced(scene, speakers, unit, unit.end) if verbs else None
    if speaker is None:
        return None
    last, paragraph = following, first.paragraph
    for ahead in range(following, len(scene.units)):
        more = scene.units[ahead]
        if (
            more.paragraph - paragraph > _BLOCK_GAP
            or scene.quote_of[more.start] >= 0
            or scene.doc[more.end - 1].text == ":"
        ):
            break
        if more.paragraph == paragraph or any(t.lower_ in _FIRST_PERSON for t in scene.doc[more.start : more.end]):
            last, paragraph = ahead, more.paragraph
    return (first.start, scene.units[last].end), speaker, last


def _alone_in_paragraph(scene: Scene, index: int) -> bool:
    paragraph = scene.units[index].paragraph
    return sum(unit.paragraph == paragraph for unit in scene.units) == 1


def _introduced(scene: Scene, speakers: Speakers, unit: Unit, start: int) -> Speaker | None:
    """Who the clause before a colon is about; for "the answer came: …", whose answer it is."""
    intro = scene.doc[unit.start : start]
    subjects = [
        t
        for t in intro
        if t.dep_ in ("nsubj", "nsubjpass") and not scene.quoted(t) and _in_main_clause(t, unit.start, start)
    ]
    for subject in subjects:
        noun = subject.lemma_.casefold()
        if noun in reporting().nouns or noun in reporting().documents:
            owner = child(subject, "poss") or _from(subject)
            if owner is not None:
                return speakers.of(owner)
            continue
        speaker = speakers.of(subject)
        if speaker is not None:
            return speaker
    finite = any(t.tag_ in FINITE for t in intro)
    names = [m for m in scene.reading.entities.within(unit.start, start, "person") if scene.quote_of[m.start] < 0]
    if names and (not finite or (not subjects and len(names) == 1)):
        return speakers.of(scene.doc[names[-1].end - 1])
    if not finite and len(intro) < 14 and not subjects:
        return speakers.of(intro.root) if _is_person(intro.root) else None
    return None


def _is_person(token: Token) -> bool:
    return token.lemma_.casefold() in reporting().people or token.lower_ in titles().offices


def _in_main_clause(token: Token, start: int, end: int) -> bool:
    return not any(a.dep_ in ("relcl", "advcl", "acl") and start <= a.i < end for a in token.ancestors)


def _from(noun: Token) -> Token | None:
    for prep in children(noun, "prep"):
        if prep.lower_ in ("from", "by", "of"):
            return child(prep, "pobj")
    return None


def _remarked(scene: Scene, speakers: Speakers, rest: list[Token]) -> Speaker | None:
    """ "“No,” was all the spokesman would say", "“No,” is how X describes it", "“No,” came the reply from X"."""
    if rest[0].lower_ not in _REMARKING:
        return None
    for token in rest[1:]:
        verb = reporting_verb(token) if token.pos_ == "VERB" else None
        source = child(token, "nsubj") if verb else None
        if token.lemma_.casefold() in reporting().nouns and token.pos_ == "NOUN":
            source = child(token, "poss") or _from(token)
        if source is not None and not scene.quoted(source):
            return speakers.of(source)
    return None


def _signed(scene: Scene, speakers: Speakers, end: int, unit: Unit) -> Speaker | None:
    """ "“No.” – Jane Doe, mayor of Springfield"."""
    at = end
    while at < unit.end and (scene.doc[at].is_space or scene.doc[at].text == "."):
        at += 1
    if at >= unit.end or scene.doc[at].text not in _DASHES:
        return None
    tail = scene.doc[at + 1 : unit.end]
    if any(t.tag_ in FINITE for t in tail):
        return None
    names = scene.reading.entities.within(at + 1, unit.end, "person")
    return speakers.of(scene.doc[names[0].end - 1]) if names and names[0].start <= at + 4 else None
