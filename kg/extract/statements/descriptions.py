"""Descriptions as speakers: "the minister", "a manager close to the talks", "one of them"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Token

from kg.extract.statements.anonymous import described_plainly
from kg.extract.statements.pronouns import subject_before
from kg.extract.statements.scene import Scene
from kg.extract.statements.speaker import Speaker
from kg.extract.statements.speaker_nouns import is_body_noun
from kg.language.grammar import child, children, noun_phrase, of_phrase
from kg.language.reporting import reporting_verb
from kg.language.titles import titles
from kg.models import Entity

if TYPE_CHECKING:
    from kg.extract.statements.speakers import Speakers

_DEFINITE = frozenset(("the", "his", "her", "its", "their", "that", "this", "these", "those"))
# What may stand before a noun that means somebody named before.
_SLIGHT = frozenset(("DET", "PRON", "ADJ", "NUM", "PUNCT"))
# Line breaks within which somebody is named whom the lead tells of.
_LATER = 4


def described(speakers: Speakers, head: Token) -> Speaker:
    """The speaker known before that a description means, else an anonymous one under the words of the text."""
    plain = described_plainly(speakers.scene, head)
    span, label = plain.span, plain.label
    lemma = head.lemma_.casefold()
    plural = head.tag_ in ("NNS", "NNPS")
    start = noun_phrase(head)[0]
    determiner = speakers.scene.doc[start].lower_
    last = speakers.last()
    if last is not None and any(c.lower_ == "same" for c in head.children):
        return last.meant_by(span)  # "the same source"
    members = _members(speakers, head)
    if members is not None:
        return members.meant_by(span)
    owned = plain.noun in titles().offices and bool(child(head, "poss"))  # "Sudan's envoy"
    ordered = _ordered(speakers, head)
    if ordered is not None:
        return ordered.meant_by(span)
    if determiner in _DEFINITE or owned or (determiner == "one" and "of them" in label.casefold()):
        known = _spoken_of(speakers, head, lemma, label, plural)
        if known is not None:
            return known.meant_by(span)
        bare = _may_have_antecedent(speakers.scene, head, start)
        entity = speakers.scene.reading.entities.antecedent(head) if bare else None
        if entity is not None and entity.kind not in ("place", "weapon") and _goes_with(head, entity):
            return Speaker(entity.label, span, entity, sure=False)
    if determiner in _DEFINITE or child(head, "poss") is not None:
        later = _named_later(speakers, head, lemma)
        if later is not None:
            return Speaker(later.label, span, later, sure=False)
    return plain


def _ordered(speakers: Speakers, head: Token) -> Speaker | None:
    """Who is meant by "the former", "the latter": of the last two persons, else bodies, the sentence before names."""
    if head.lower_ not in ("former", "latter"):
        return None
    scene, unit = speakers.scene, speakers.scene.unit_of[head.i]
    for index in range(unit, max(-1, unit - 3), -1):
        mentions = scene.reading.entities.within(scene.units[index].start, min(scene.units[index].end, head.i))
        for kinds in (("person",), ("organization", "country")):
            found = [scene.reading.entities.owner(m) for m in mentions if m.kind in kinds]
            different = list({entity.iri: entity for entity in found}.values())
            if len(different) > 1 or (different and head.lower_ == "latter" and index < unit and kinds == ("person",)):
                entity = different[-1] if head.lower_ == "latter" else different[-2]
                return Speaker(entity.label, scene.chars(head.i, head.i + 1), entity, sure=False)
    return None


def _named_later(speakers: Speakers, head: Token, noun: str) -> Entity | None:
    """Whom the lead tells of and who is named first after it: "…, its spokesman said. ¶ Commodore Ann Roe said …"."""
    scene = speakers.scene
    unit, entities = scene.unit_at(head), scene.reading.entities
    office = noun in titles().offices or noun in titles().ranks or noun in titles().kinds
    if not office or head.tag_ not in ("NN", "NNP") or unit is None or unit.paragraph != scene.units[0].paragraph:
        return None
    first = next((m for m in entities.mentions if m.kind == "person" and scene.unit_of[m.start] >= 0), None)
    if first is None or first.start < head.i or scene.quoted(scene.doc[first.start]):
        return None
    named = scene.unit_at(scene.doc[first.start])
    root = scene.doc[first.start : first.end].root
    speaks = root.dep_ == "nsubj" and reporting_verb(root.head) is not None
    if named is None or not speaks or not 0 < named.paragraph - unit.paragraph <= _LATER:
        return None
    person = entities.owner(first)
    role = set((person.role or "").casefold().replace("-", " ").split())
    return person if not role & titles().offices or role & {noun, *titles().kinds.get(noun, ())} else None


def _goes_with(head: Token, entity: Entity) -> bool:
    """Whether a body may be what a noun with another noun before it says: "the appeal court" is no Supreme Court."""
    if entity.kind != "organization" or not is_body_noun(head.lemma_.casefold()):
        return True
    name = entity.label.casefold()
    if head.lower_ not in name:
        return True
    return all(c.lower_[:4] in name for c in children(head, "compound") if c.pos_ == "NOUN")


def _members(speakers: Speakers, head: Token) -> Speaker | None:
    """Of whom "several of them", "two of the officials" are part, if a plural subject stands right before."""
    of = next((c for c in children(head, "prep") if c.lower_ == "of" and c.i == head.i + 1), None)
    whole = child(of, "pobj") if of is not None else None
    if whole is None or whole.lower_ != "them" or head.lower_ == "one":
        return None
    return subject_before(speakers.scene, whole)


def _may_have_antecedent(scene: Scene, head: Token, start: int) -> bool:
    """Whether a definite noun is bare enough to stand for somebody named before."""
    if head.i + 1 < len(scene.doc) and head.nbor().pos_ == "PROPN" and head.nbor().head in (head, head.head):
        return False  # "the industry association Swissmem": a name the resolver has not seen
    loose = {t.i for c in children(head, "amod") if c.pos_ == "VERB" for t in c.subtree}  # "the Paris-based firm"
    owners = [
        c
        for c in children(head, "poss")
        if is_body_noun(c.lemma_.casefold()) or c.lower_ == "state" or scene.reading.entities.at(c.i, "country")
    ]
    loose |= {t.i for owner in owners for t in owner.subtree}
    loose |= {t.i for t in scene.doc[start : head.i] if t.lower_ in ("chief", "vice") or t.pos_ in _SLIGHT}
    words = [t for t in scene.doc[start : head.i] if t.i not in loose]
    return (
        all(_is_plain_body(c) for c in head.children if c.dep_ == "prep" and c.lower_ in ("of", "for"))
        and len(words) <= 1
    )


def _spoken_of(speakers: Speakers, head: Token, lemma: str, label: str, plural: bool) -> Speaker | None:
    """The earlier speaker that "the official", "the two officials", "one of them" means."""
    for _, _, speaker in reversed(speakers.spoken):
        if speaker.entity is None:
            if label.casefold().startswith("one of them"):
                if speaker.label.casefold().startswith("one of"):
                    return speaker
            elif (
                speaker.noun == lemma
                and speaker.plural == plural
                and not speaker.label.casefold().startswith("one of")
                and _told_apart(head) <= set(speaker.label.casefold().replace("'", " ").replace("’", " ").split())
            ):
                return speaker
        elif speaker.entity.kind != "person" or plural or is_body_noun(lemma):
            continue
        elif _role_has(speaker.entity, lemma, head):
            state = _state_of(speakers.scene, head) or _owning_state(speakers, head)
            if state in (None, speaker.entity.country):
                return speaker
            if speaker.entity.country is not None or of_phrase(head):
                continue  # "the president of Turkey" is no president of nobody knows where
            if not _holder_from(speakers.scene, state, lemma, head):
                return speaker
    return _last_in_office(speakers) if lemma == "official" and not plural and _is_bare(head) else None


def _is_bare(head: Token) -> bool:
    return all(c.dep_ == "det" or c.i > head.i for c in head.children)


def _last_in_office(speakers: Speakers) -> Speaker | None:
    """The last who spoke and of whom an office is told, whatever it is; None if somebody unnamed spoke since."""
    for _, _, speaker in reversed(speakers.spoken):
        if speaker.entity is None:
            return None
        if speaker.entity.kind == "person":
            return speaker if speaker.entity.role else None
    return None


def _holder_from(scene: Scene, state: str | None, noun: str, head: Token) -> bool:
    """Whether somebody of a state is known to hold an office: "the Turkish president"."""
    people = (e for e in scene.reading.entities.all if e.kind == "person" and e.country == state)
    return any(_role_has(person, noun, head) for person in people)


def _owning_state(speakers: Speakers, head: Token) -> str | None:
    """The state that "its representative" serves, if "its" means one."""
    owner = child(head, "poss")
    body = speakers.of(owner) if owner is not None and owner.lower_ == "its" else None
    return body.entity.country if body is not None and body.entity is not None else None


def _told_apart(head: Token) -> set[str]:
    """The names and nouns in a phrase that tell its bearer from others: "Chile" in "Chile's representative"."""
    parts = (*children(head, "poss", "compound", "nmod", "amod"), *of_phrase(head))
    return {t.lower_ for t in parts if t.pos_ in ("PROPN", "NOUN") or t.text[:1].isupper()}


def _state_of(scene: Scene, head: Token) -> str | None:
    """The state in a description: "the German chancellor"."""
    for modifier in (*children(head, "amod", "compound", "poss", "nmod"), *of_phrase(head)):
        entity = scene.reading.entities.at(modifier.i, "country")
        if entity is not None:
            return entity.country
    return None


def _role_has(entity: Entity, noun: str, head: Token) -> bool:
    role = (entity.role or "").casefold().replace("-", " ").split()
    return noun in role and titles().same_portfolio((c.lower_ for c in head.children), role)


def _is_plain_body(of: Token) -> bool:
    """ "the head of the company", "the leader of the party": a body that was named before."""
    body = child(of, "pobj")
    if body is None:
        return False
    if body.lower_ in ("country", "nation", "republic", "kingdom", "state"):
        return True  # "the leader of the Latin American country"
    return body.lower_ in titles().organization_heads and all(
        c.lower_ in ("the", "its", "his", "her", "their") for c in body.children if c.i < body.i
    )
