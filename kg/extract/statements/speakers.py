"""Who speaks: the phrase that a cue points to, resolved to a name where the text allows it.

A name stands for its entity. A pronoun or a definite noun ("the minister", "the official") stands for the
last speaker it fits, else for what the resolver of antecedents finds. Whoever stays unnamed keeps the
words of the text: "a senior naval officer".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from kg.antecedents import IT, SHE
from kg.extract.statements.descriptions import described
from kg.extract.statements.guesses import guessed_of, hedged
from kg.extract.statements.issuers import issuer
from kg.extract.statements.pronouns import HE, THEY, of_pronoun
from kg.extract.statements.scene import Scene
from kg.extract.statements.speaker import Speaker
from kg.extract.statements.speaker_names import named, surnamed
from kg.extract.statements.speaker_nouns import can_speak, may_be_person
from kg.extract.statements.stand_ins import ACCOUNTS
from kg.language.grammar import child, children, noun_phrase
from kg.models import Entity

_FIRST_SECOND = frozenset(("i", "we", "you", "me", "us", "one", "my", "our", "nobody", "everyone", "anyone"))


@dataclass
class Speakers:
    """Resolves speakers in text order, remembering who spoke last."""

    scene: Scene
    spoken: list[tuple[int, int, Speaker]] = field(default_factory=list)
    """(token index, paragraph, speaker) of every statement so far."""

    def remember(self, at: Token, speaker: Speaker) -> None:
        """Note that a speaker spoke at a token."""
        unit = self.scene.unit_at(at)
        self.spoken.append((at.i, unit.paragraph if unit else -1, speaker))

    def last(self, paragraph: int | None = None) -> Speaker | None:
        """The last speaker (of a paragraph), if any."""
        for _, where, speaker in reversed(self.spoken):
            if paragraph is None or where == paragraph:
                return speaker
        return None

    def of(self, head: Token, *, plainly: bool = False) -> Speaker | None:
        """The speaker that the phrase headed by a token names; None if nobody can speak there.

        `plainly`: it is the subject of a verb under which only people and bodies stand ("said", "told").
        """
        head = guessed_of(self.scene, head)
        word = head.lower_
        if word in _FIRST_SECOND and head.pos_ in ("PRON", "NOUN") and word != "one":
            return None
        if word in HE | SHE | IT or (word in THEY and head.pos_ == "PRON"):
            return of_pronoun(self, head)
        name = named(self.scene, head)
        if name is not None:
            return self._as_speaker(name, head, sure=True)
        surname = surnamed(self.scene, head)
        if surname is not None:
            return self._as_speaker(surname, head, sure=True)
        owner = child(head, "poss") if head.lower_ in ACCOUNTS else None
        if owner is not None and (owning := self.of(owner)) is not None and owning.entity is not None:
            return owning.meant_by(self.scene.chars(*noun_phrase(head)))  # "its website"
        document = issuer(self, head)
        if document is not None:
            return document
        if not can_speak(head) and not (plainly and may_be_person(head)) and hedged(self.scene, head) is None:
            return None
        return described(self, head)

    def _as_speaker(self, entity: Entity, head: Token, *, sure: bool) -> Speaker:
        mention = self.scene.reading.entities.mention_at(head.i, entity.kind)
        start, end = (mention.start, mention.end) if mention and mention.end > head.i else noun_phrase(head)
        if not mention:
            named = self.scene.reading.entities.within(head.left_edge.i, head.right_edge.i + 1, entity.kind)
            own = [m for m in named if self.scene.reading.entities.owner(m).iri == entity.iri]
            if named:
                start, end = (own or named)[-1].start, (own or named)[-1].end
        span = self.scene.chars(start, end)
        last = _joined(self.scene, head, end)
        if last is None:
            return Speaker(entity.label, span, entity, sure=sure)
        together = self.scene.text[slice(*self.scene.chars(start, last))]
        return Speaker(together, span, entity, plural=True, sure=sure)


def _joined(scene: Scene, head: Token, end: int) -> int | None:
    """End of the phrase that a named speaker shares with others: "Roe | and his supporters", "Roe | and Doe"."""
    for one in (head, *children(head, "appos")):
        others = children(one, "conj")
        if not others or others[0].i < end or not any(c.lower_ == "and" for c in children(one, "cc")):
            continue
        first, last = others[0], others[0]
        between = scene.doc[max(end, noun_phrase(one)[1]) : first.left_edge.i]
        if any(t.lower_ not in ("and", ",") for t in between) or not can_speak(first) or scene.quoted(first):
            continue
        if first.tag_ == "NN" and not child(first, "det", "poss") and _named_in(scene, first) is None:
            continue  # "Ann Roe, of the university and contributor to Slate"
        if scene.reading.entities.at(one.i) is None and _named_in(scene, first) is None:
            continue  # "the minister and deputy leader, Ann Roe"
        while (more := children(last, "conj")) and can_speak(more[0]):
            last = more[0]
        if head.head.i > head.i and last.i > head.head.i:
            continue
        return _named_in(scene, last) or noun_phrase(last)[1]
    return None


def _named_in(scene: Scene, noun: Token) -> int | None:
    """End of the person's name that a noun is or has as an apposition."""
    for token in (noun, *children(noun, "appos")):
        name = scene.reading.entities.mention_at(token.i, "person")
        if name is not None:
            return max(name.end, noun_phrase(noun)[1])
    return None
