"""Pronouns as speakers: the subject here, the newcomer of the paragraph, the last who spoke and fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Token

from kg.antecedents import IT, SHE
from kg.extract.statements.scene import Scene
from kg.extract.statements.speaker import Speaker
from kg.extract.statements.speaker_nouns import can_speak, is_body, is_body_noun
from kg.language.grammar import child, children, noun_phrase, of_phrase
from kg.language.names import gender_of
from kg.language.reporting import reporting_verb
from kg.language.titles import titles
from kg.models import Entity

if TYPE_CHECKING:
    from kg.extract.statements.speakers import Speakers

HE = frozenset(("he", "him", "his", "himself"))
THEY = frozenset(("they", "them", "their", "both", "themselves"))
_MALE = frozenset(
    "spokesman chairman king prince mr sir lord emir sheikh man husband father boy widower brother son grandfather "
    "uncle nephew congressman policeman serviceman airman priest bishop monk imam".split()
)
_FEMALE = frozenset(
    "spokeswoman chairwoman queen princess mrs ms lady dame actress woman wife mother girl widow sister daughter "
    "grandmother aunt niece congresswoman policewoman servicewoman housewife nun".split()
)
# How many sentences back the subject may stand that a pronoun without a name means.
_SENTENCES = 2
# How many paragraphs back a pronoun may find its speaker.
_REACH = 4


def of_pronoun(speakers: Speakers, token: Token) -> Speaker | None:
    """The speaker that a pronoun of the third person means; None if nobody fits."""
    span = (token.idx, token.idx + len(token))
    word = token.lower_
    unit = speakers.scene.unit_at(token)
    paragraph = unit.paragraph if unit else -1
    here = _subject_here(speakers, token)
    if here is not None:
        return here.meant_by(span, sure=True)
    around = _subject_around(speakers, token)
    if around is not None:
        return around.meant_by(span, sure=True)
    subject = newcomer(speakers, token, paragraph) if word in HE | SHE else None
    if subject is not None:
        return Speaker(subject.label, span, subject, sure=False)
    body = _newly_named(speakers, token, paragraph) if word in IT | THEY else None
    if body is not None:
        return Speaker(body.label, span, body, sure=False)
    somebody = _presented_before(speakers, token, paragraph) if word in HE | SHE | IT else None
    if somebody is not None:
        return somebody.meant_by(span)
    for _, where, speaker in reversed(speakers.spoken):
        if paragraph - where > _REACH:
            break
        if _fits(word, speaker):
            return speaker.meant_by(span, sure=where == paragraph)
    entity = speakers.scene.reading.entities.antecedent(token)
    if entity is not None and entity.kind not in ("place", "weapon"):
        return Speaker(entity.label, span, entity, sure=False)
    return subject_before(speakers.scene, token)


def _subject_here(speakers: Speakers, pronoun: Token) -> Speaker | None:
    """The subject before a colon of the same sentence: "The embassy was lyrical: “…,” it posted"."""
    unit = speakers.scene.unit_at(pronoun)
    if unit is None:
        return None
    doc = speakers.scene.doc
    colon = next((t for t in doc[unit.start : pronoun.i] if t.text == ":" and not speakers.scene.quoted(t)), None)
    if colon is None or colon.i + 1 >= len(doc) or not speakers.scene.quoted(doc[colon.i + 1]):
        return None
    for token in doc[unit.start : colon.i]:
        if token.dep_ == "nsubj" and token.pos_ != "PRON" and can_speak(token):
            speaker = speakers.of(token)
            return speaker if speaker is not None and _fits(pronoun.lower_, speaker) else None
    return None


def _subject_around(speakers: Speakers, pronoun: Token) -> Speaker | None:
    """The subject of the clause around: "She queried the army over what she called …", "… a speech in which she …"."""
    verb = pronoun.head
    before = [*verb.lefts, *([pronoun.nbor(-1)] if pronoun.i else ())]
    relative = verb.dep_ == "relcl" or any(t.lower_ == "what" for t in before)
    if pronoun.dep_ != "nsubj" or not relative:
        return None
    for above in verb.ancestors:
        subjects = [c for c in children(above, "nsubj") if c.i < pronoun.i]
        subject = subjects[-1] if subjects else None
        if subject is not None and any(c.lower_ in ("neither", "no") for c in subject.children):
            return None
        if subject is not None and subject.i < verb.i and not speakers.scene.quoted(subject):
            speaker = speakers.of(subject) if can_speak(subject) and subject.pos_ != "PRON" else None
            return speaker if speaker is not None and _fits(pronoun.lower_, speaker) else None
    return None


def _presented_before(speakers: Speakers, pronoun: Token, paragraph: int) -> Speaker | None:
    """Who is presented by the paragraph before anybody fitting speaks in it: "A man waited. “…,” he said"."""
    scene, last = speakers.scene, speakers.last(paragraph)
    subjects = ("nsubj", "attr") if pronoun.lower_ in IT else ("nsubj",)  # "It was the monthly that …"
    if last is not None and _fits(pronoun.lower_, last):
        return None
    for unit in reversed(scene.units[: scene.unit_of[pronoun.i]]):
        if unit.paragraph != paragraph:
            return None
        for token in scene.doc[unit.start : unit.end]:
            if scene.quoted(token):
                continue
            if (holder := _holder(speakers, token, pronoun)) is not None:
                return holder
            if token.dep_ not in subjects or not _presents(token, pronoun):
                continue
            speaker = speakers.of(token)
            if speaker is not None and _fits(pronoun.lower_, speaker):
                return speaker
    return None


def _holder(speakers: Speakers, token: Token, pronoun: Token) -> Speaker | None:
    """Whom an office means that a paragraph opens with: "Next on the general's list is a drill. He says …"."""
    officer = token.lower_ in titles().offices or token.lower_ in titles().ranks
    determiner = child(token, "det")
    if not officer or token.dep_ not in ("nsubj", "poss") or determiner is None or determiner.lower_ != "the":
        return None
    speaker = speakers.of(token)
    if speaker is None or speaker.entity is None or speaker.entity.kind != "person":
        return None
    return speaker if _fits(pronoun.lower_, speaker) else None


def _presents(subject: Token, pronoun: Token) -> bool:
    """Whether a subject presents somebody, or, for "it", a body or a writing."""
    if pronoun.lower_ in IT:
        cleft = subject.dep_ == "attr" and child(subject.head, "nsubj") is not None
        return (subject.head.dep_ == "ROOT" or cleft) and subject.pos_ in ("NOUN", "PROPN") and is_body(subject)
    determiner = child(subject, "det", "poss")
    others = "her" if pronoun.lower_ in HE else "his"  # "his father … he": more likely the son
    somebody = determiner is not None and determiner.lower_ in ("a", "an", "one", "their", others)
    member = next(iter(of_phrase(subject)), None) if subject.lower_ == "one" else None
    if member is not None:
        return can_speak(member)  # "One of the victims came forward. She said …"
    return subject.pos_ == "NOUN" and somebody and can_speak(subject)


def subject_before(scene: Scene, pronoun: Token) -> Speaker | None:
    """The nearest subject before that a pronoun fits in number, where no name is known."""
    span = (pronoun.idx, pronoun.idx + len(pronoun))
    unit = scene.unit_of[pronoun.i]
    for index in range(unit, max(-1, unit - 1 - _SENTENCES), -1):
        before = scene.units[index]
        for token in scene.doc[before.start : min(before.end, pronoun.i)]:
            if token.dep_ not in ("nsubj", "nsubjpass") or scene.quoted(token) or not can_speak(token):
                continue
            plural = token.tag_ in ("NNS", "NNPS") or bool(children(token, "conj"))
            if plural != (pronoun.lower_ in THEY) or (pronoun.lower_ in IT and not is_body(token)):
                continue
            start, end = noun_phrase(token)
            if plural and children(token, "conj"):
                end = max(end, children(token, "conj")[-1].i + 1)
            label = scene.text[slice(*scene.chars(start, end))]
            return Speaker(label, span, noun=token.lemma_.casefold(), plural=plural, sure=False)
    return None


def newcomer(speakers: Speakers, token: Token, paragraph: int) -> Entity | None:
    """A person who became the subject of a sentence of this paragraph after the last speaker spoke."""
    scene = speakers.scene
    since, last = max(
        ((at, speaker) for at, where, speaker in speakers.spoken if where == paragraph),
        key=lambda spoken: spoken[0],
        default=(-1, None),
    )
    told = last is not None and token.lower_ in HE | SHE and _fits(token.lower_, last)
    found = None
    for mention in scene.reading.entities.mentions:
        if mention.kind != "person" or not since < mention.start < token.i or scene.quote_of[mention.start] >= 0:
            continue
        unit = scene.unit_at(scene.doc[mention.start])
        root = scene.doc[mention.end - 1]
        if mention.start and scene.doc[mention.start - 1].text == "(":
            continue  # what somebody draws, plays or stands for
        if unit is None or unit.paragraph != paragraph:
            continue
        if since >= 0 and unit.start <= token.i < unit.end:
            continue  # "Putin will meet Xi, he said": whoever spoke before
        if unit.start <= since < unit.end and told and reporting_verb(root.head) is None:
            continue  # "Roe said Doe was ill. He added …": whoever said it
        entity = scene.reading.entities.owner(mention)
        if (_is_subject(root) or _is_presented(root)) and _may_be(token.lower_, entity):
            found = entity
    return found


def _newly_named(speakers: Speakers, pronoun: Token, paragraph: int) -> Entity | None:
    """A body that became the subject of a sentence of this paragraph after the last speaker spoke."""
    scene = speakers.scene
    since = max((at for at, where, _ in speakers.spoken if where == paragraph), default=-1)
    first = next((unit.start for unit in scene.units if unit.paragraph == paragraph), pronoun.i)
    found = None
    for mention in scene.reading.entities.within(max(first, since + 1), pronoun.i, "organization"):
        unit = scene.unit_at(scene.doc[mention.start])
        root = scene.doc[mention.start : mention.end].root
        if unit is None or unit.start <= since or unit.start <= pronoun.i < unit.end or scene.quoted(root):
            continue
        if root.dep_ == "nsubj" and not any(t.dep_ == "nsubj" for t in scene.doc[unit.start : root.i]):
            found = scene.reading.entities.owner(mention)
    return found


def _may_be(word: str, entity: Entity) -> bool:
    """Whether a person may be meant by a word, which need be no pronoun."""
    return word not in HE | SHE or _gender_fits(word, entity)


def _fits(word: str, speaker: Speaker) -> bool:
    if word in THEY:
        return speaker.plural or (speaker.entity is not None and speaker.entity.kind != "person")
    if word in IT:
        if speaker.entity is None:
            return not speaker.plural and is_body_noun(speaker.noun)
        return speaker.entity.kind in ("organization", "country") and not speaker.plural
    if speaker.entity is None:
        wrong = _FEMALE if word in HE else _MALE
        return not speaker.plural and speaker.noun not in wrong and not is_body_noun(speaker.noun)
    return speaker.entity.kind == "person" and _gender_fits(word, speaker.entity)


def _gender_fits(word: str, entity: Entity) -> bool:
    role = set((entity.role or "").casefold().split())
    if role & (_FEMALE if word in HE else _MALE):
        return False
    return gender_of(entity.label) != ("female" if word in HE else "male")


def _is_subject(name: Token) -> bool:
    """Whether a name is a subject, also of a verb that the parser takes for a noun: "Mary Jones shrugs." """
    token = name
    while token.dep_ in ("compound", "appos", "flat", "nmod") and token.head != token:
        token = token.head
    misread = token.dep_ == "ROOT" and token.tag_ == "NNS" and token.i == name.i + 1
    return misread or token.dep_ in ("nsubj", "nsubjpass")


def _is_presented(name: Token) -> bool:
    """ "One is Denis Kovalchuk, a student", "Ms Fraser's appearance": a sentence about somebody."""
    while name.dep_ == "compound" and name.head != name:
        name = name.head
    if name.dep_ == "poss":
        return name.head.dep_ in ("nsubj", "nsubjpass")
    if name.dep_ == "pobj" and name.head.lower_ in ("for", "to") and name.head.i == name.sent.start:
        return True  # "For Roe, it makes no difference. He says …"
    return name.dep_ == "attr" and name.head.lemma_ == "be"
