"""Who speaks: the phrase that a cue points to, resolved to a name where the text allows it.

A name stands for its entity. A pronoun or a definite noun ("the minister", "the official") stands for the
last speaker it fits, else for what the resolver of antecedents finds. Whoever stays unnamed keeps the
words of the text: "a senior naval officer".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from kg.extract.statements.scene import Scene
from kg.language.grammar import child, children, noun_phrase
from kg.language.names import gender_of
from kg.language.reporting import reporting
from kg.language.titles import titles
from kg.models import Entity

_HE = frozenset(("he", "him", "his", "himself"))
_SHE = frozenset(("she", "her", "hers", "herself"))
_THEY = frozenset(("they", "them", "their", "both", "themselves"))
_IT = frozenset(("it", "its", "itself"))
_FIRST_SECOND = frozenset(("i", "we", "you", "me", "us", "one", "my", "our", "nobody", "everyone", "anyone"))
_DEFINITE = frozenset(("the", "his", "her", "its", "their", "that", "this", "these", "those"))
_MALE = frozenset(
    "spokesman chairman king prince mr sir lord emir sheikh man husband father boy widower brother son grandfather "
    "uncle nephew congressman policeman serviceman airman priest bishop monk imam".split()
)
_FEMALE = frozenset(
    "spokeswoman chairwoman queen princess mrs ms lady dame actress woman wife mother girl widow sister daughter "
    "grandmother aunt niece congresswoman policewoman servicewoman housewife nun".split()
)
_PREPOSITIONS = frozenset("of to for from with by in at on under against".split())
_KNOWING = frozenset("close familiar briefed involved aware knowledgeable acquainted privy present based".split())
_READING = frozenset("see obtain view review read cite quote leak receive".split())
_PARTITIVES = frozenset("number part host handful range series pair dozen score lot".split())
_MEASURES = frozenset(("DATE", "TIME", "CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"))
_ABSTRACT = tuple("ion ment ness ity ing ism ence ance ship age ure data law sign act".split())
_SUFFIXES = ("er", "or", "ist", "man", "men", "ian", "ant", "ess", "eer", "people")


@dataclass(frozen=True)
class Speaker:
    """Who says something; `entity` is None for an anonymous source."""

    label: str
    span: tuple[int, int]
    """Character span of the phrase, or of the pronoun, that names the speaker here."""
    entity: Entity | None = None
    noun: str = ""
    """Lemma of an anonymous speaker's head noun."""
    plural: bool = False
    sure: bool = True
    """False where the phrase had to be resolved by guess."""

    @property
    def key(self) -> str:
        """What two statements of one speaker share."""
        return self.entity.iri if self.entity else self.label.casefold()


@dataclass
class Speakers:
    """Resolves speakers in text order, remembering who spoke last."""

    scene: Scene
    _spoken: list[tuple[int, int, Speaker]] = field(default_factory=list)
    """(token index, paragraph, speaker) of every statement so far."""

    def remember(self, at: Token, speaker: Speaker) -> None:
        """Note that a speaker spoke at a token."""
        unit = self.scene.unit_at(at)
        self._spoken.append((at.i, unit.paragraph if unit else -1, speaker))

    def last(self, paragraph: int | None = None) -> Speaker | None:
        """The last speaker (of a paragraph), if any."""
        for _, where, speaker in reversed(self._spoken):
            if paragraph is None or where == paragraph:
                return speaker
        return None

    def of(self, head: Token, *, plainly: bool = False) -> Speaker | None:
        """The speaker that the phrase headed by a token names; None if nobody can speak there.

        `plainly`: it is the subject of a verb under which only people and bodies stand ("said", "told").
        """
        word = head.lower_
        if word in _FIRST_SECOND and head.pos_ in ("PRON", "NOUN") and word != "one":
            return None
        if word in _HE | _SHE | _IT or (word in _THEY and head.pos_ == "PRON"):
            return self._pronoun(head)
        named = self._named(head)
        if named is not None:
            return self._as_speaker(named, head, sure=True)
        surnamed = self._surnamed(head)
        if surnamed is not None:
            return self._as_speaker(surnamed, head, sure=True)
        document = self._issuer(head)
        if document is not None:
            return document
        if not self._can_speak(head) and not (plainly and _may_be_person(head)):
            return None
        return self._described(head)

    def _surnamed(self, head: Token) -> Entity | None:
        """The person whose surname a capital word is, where no mention was found: "Geingob" after "Hage Geingob"."""
        if not _is_capital(head):
            return None
        found = [e for e in self.scene.reading.entities.all if e.kind == "person" and e.label.split()[-1] == head.text]
        return found[0] if len(found) == 1 else None

    # ------------------------------------------------------------ names

    def _named(self, head: Token) -> Entity | None:
        """The entity that a phrase names: its head, its apposition, or the name right before the verb."""
        entities = self.scene.reading.entities
        at_head = entities.at(head.i, "person")
        if at_head:
            return at_head
        of_body = self._name_of_member(head)
        if of_body:
            return of_body
        for apposition in children(head, "appos"):
            entity = entities.at(apposition.i, "person")
            if entity and not self.scene.quoted(apposition):
                return entity
        beside = self._name_beside(head)
        if beside:
            return beside
        if self._is_member(head):
            return None
        entity = entities.at(head.i)
        mention = entities.mention_at(head.i)
        if entity is None or mention is None or entity.kind in ("place", "weapon"):
            return None
        if mention.end <= head.i or entity.label in reporting().platforms:
            return None
        return entity

    def _name_beside(self, head: Token) -> Entity | None:
        """ "spokesman of the drill Rear Admiral X said", "Captain X (retd)", "adviser X"; not "an aide to X"."""
        scene, doc = self.scene, self.scene.doc
        verb = head.head
        start, end = head.left_edge.i, head.right_edge.i + 1
        for mention in reversed(scene.reading.entities.within(start, end, "person")):
            if scene.quote_of[mention.start] >= 0 or mention.end <= head.i:
                continue
            first = mention.start
            while first - 1 > head.i and _is_title(doc[first - 1]):
                first -= 1
            before = doc[first - 1]
            if before.lower_ in _PREPOSITIONS or before.dep_ == "poss" or before.tag_ == "POS":
                continue
            if before.text in (",", "(") and first - 1 > head.i + 1 and not _appositive(doc[mention.end - 1], head):
                continue
            if mention.end < len(doc) and doc[mention.end].tag_ == "POS":
                continue
            if any(
                a.dep_ in ("relcl", "advcl") and a.i < mention.start
                for a in doc[mention.start].ancestors
                if a.i > head.i
            ):
                continue
            body = scene.reading.entities.mention_at(before.i)
            of_body = body is not None and body.kind in ("organization", "country") and body.end == first
            if verb.i > head.i or before == head or _is_title(before) or before.text == "," or of_body:
                return scene.reading.entities.owner(mention)
        return None

    def _name_of_member(self, head: Token) -> Entity | None:
        """ "said deputy Mirta Baldassari of Unión por la Patria", where the parser took the party for the head."""
        verb = head.head
        if head.i < verb.i:
            return None
        for mention in self.scene.reading.entities.within(verb.i + 1, head.i, "person"):
            between = self.scene.doc[verb.i + 1 : mention.start]
            if self.scene.doc[mention.end].lower_ in ("of", "from", "at", ",") and not any(
                t.lower_ in _PREPOSITIONS or t.is_punct for t in between
            ):
                return self.scene.reading.entities.owner(mention)
        return None

    def _is_member(self, head: Token) -> bool:
        """Whether the head is a person noun that merely has an organisation before it: "a NATO official"."""
        mention = self.scene.reading.entities.mention_at(head.i)
        if mention is None or mention.kind == "person":
            return False
        return head.lemma_.casefold() in reporting().people and head.i == mention.end - 1 and _is_person_noun(head)

    def _as_speaker(self, entity: Entity, head: Token, *, sure: bool) -> Speaker:
        mention = self.scene.reading.entities.mention_at(head.i, entity.kind)
        start, end = (mention.start, mention.end) if mention and mention.end > head.i else noun_phrase(head)
        if not mention:
            named = self.scene.reading.entities.within(head.left_edge.i, head.right_edge.i + 1, entity.kind)
            if named:
                start, end = named[-1].start, named[-1].end
        return Speaker(entity.label, self.scene.chars(start, end), entity, sure=sure)

    # ------------------------------------------------------------ pronouns and descriptions

    def _pronoun(self, token: Token) -> Speaker | None:
        span = (token.idx, token.idx + len(token))
        word = token.lower_
        unit = self.scene.unit_at(token)
        paragraph = unit.paragraph if unit else -1
        here = self._subject_here(token)
        if here is not None:
            return Speaker(here.label, span, here.entity, here.noun, here.plural, sure=True)
        subject = self.newcomer(token, paragraph) if word in _HE | _SHE else None
        if subject is not None:
            return Speaker(subject.label, span, subject, sure=False)
        for _, where, speaker in reversed(self._spoken):
            if paragraph - where > _REACH:
                break
            if _fits(word, speaker):
                return Speaker(
                    speaker.label, span, speaker.entity, speaker.noun, speaker.plural, sure=where == paragraph
                )
        entity = self.scene.reading.entities.antecedent(token)
        if entity is not None and entity.kind not in ("place", "weapon"):
            return Speaker(entity.label, span, entity, sure=False)
        return self._subject_before(token)

    def _subject_here(self, pronoun: Token) -> Speaker | None:
        """The subject before a colon of the same sentence: "The embassy was lyrical: “…,” it posted"."""
        unit = self.scene.unit_at(pronoun)
        if unit is None:
            return None
        doc = self.scene.doc
        colon = next((t for t in doc[unit.start : pronoun.i] if t.text == ":" and not self.scene.quoted(t)), None)
        if colon is None or colon.i + 1 >= len(doc) or not self.scene.quoted(doc[colon.i + 1]):
            return None
        for token in doc[unit.start : colon.i]:
            if token.dep_ == "nsubj" and token.pos_ != "PRON" and self._can_speak(token):
                speaker = self.of(token)
                return speaker if speaker is not None and _fits(pronoun.lower_, speaker) else None
        return None

    def _subject_before(self, pronoun: Token) -> Speaker | None:
        """The nearest subject of a sentence before that a pronoun fits in number, where no name is known."""
        scene, span = self.scene, (pronoun.idx, pronoun.idx + len(pronoun))
        unit = scene.unit_of[pronoun.i]
        for index in range(unit - 1, max(-1, unit - 1 - _SENTENCES), -1):
            before = scene.units[index]
            for token in scene.doc[before.start : before.end]:
                if token.dep_ not in ("nsubj", "nsubjpass") or scene.quoted(token) or not self._can_speak(token):
                    continue
                plural = token.tag_ in ("NNS", "NNPS") or bool(children(token, "conj"))
                if plural != (pronoun.lower_ in _THEY) or (pronoun.lower_ in _IT and not _is_body(token)):
                    continue
                start, end = noun_phrase(token)
                if plural and children(token, "conj"):
                    end = max(end, children(token, "conj")[-1].i + 1)
                label = scene.text[slice(*scene.chars(start, end))]
                return Speaker(label, span, noun=token.lemma_.casefold(), plural=plural, sure=False)
        return None

    def newcomer(self, token: Token, paragraph: int) -> Entity | None:
        """A person who became the subject of a sentence of this paragraph after the last speaker spoke."""
        scene = self.scene
        since = max((at for at, where, _ in self._spoken if where == paragraph), default=-1)
        found = None
        for mention in scene.reading.entities.mentions:
            if mention.kind != "person" or not since < mention.start < token.i or scene.quote_of[mention.start] >= 0:
                continue
            unit = scene.unit_at(scene.doc[mention.start])
            root = scene.doc[mention.end - 1]
            if unit is None or unit.paragraph != paragraph:
                continue
            if since >= 0 and unit.start <= token.i < unit.end:
                continue  # "Putin will meet Xi, he said": whoever spoke before
            entity = scene.reading.entities.owner(mention)
            if (_is_subject(root) or _is_presented(root)) and _gender_fits(token.lower_, entity):
                found = entity
        return found

    def _described(self, head: Token) -> Speaker | None:
        start, end = noun_phrase(head)
        end = self._with_knowledge(end)
        while end - 1 > start and self.scene.doc[end - 1].tag_ == "POS":
            end -= 1
        span = self.scene.chars(start, end)
        label = self.scene.text[slice(*span)]
        lemma = head.lemma_.casefold()
        plural = head.tag_ in ("NNS", "NNPS")
        determiner = self.scene.doc[start].lower_
        if determiner in _DEFINITE or (determiner == "one" and "of them" in label.casefold()):
            known = self._spoken_of(head, lemma, label, plural)
            if known is not None:
                return Speaker(known.label, span, known.entity, known.noun, known.plural, sure=False)
            entity = self.scene.reading.entities.antecedent(head) if self._may_have_antecedent(head, start) else None
            if entity is not None and entity.kind not in ("place", "weapon"):
                return Speaker(entity.label, span, entity, sure=False)
        return Speaker(label, span, noun=lemma, plural=plural)

    def _with_knowledge(self, end: int) -> int:
        """A source's phrase with what he knows: "a manager close to the talks", "people briefed on the plan"."""
        doc = self.scene.doc
        if end + 1 >= len(doc) or doc[end].lower_ not in _KNOWING or doc[end + 1].pos_ not in ("ADP", "PART"):
            return end
        last = end + 2
        while last < len(doc) and doc[last].pos_ in ("DET", "ADJ", "NOUN", "PROPN", "PRON", "ADP", "PART"):
            last += 1
        return last

    def _may_have_antecedent(self, head: Token, start: int) -> bool:
        """Whether a definite noun is bare enough to stand for somebody named before."""
        words = [t for t in self.scene.doc[start : head.i] if t.pos_ not in ("DET", "PRON", "ADJ", "NUM")]
        return (
            all(_is_plain_body(c) for c in head.children if c.dep_ == "prep" and c.lower_ in ("of", "for"))
            and len(words) <= 1
        )

    def _spoken_of(self, head: Token, lemma: str, label: str, plural: bool) -> Speaker | None:
        """The earlier speaker that "the official", "the two officials", "one of them" means."""
        for _, _, speaker in reversed(self._spoken):
            if speaker.entity is None:
                if label.casefold().startswith("one of them"):
                    if speaker.label.casefold().startswith("one of"):
                        return speaker
                elif (
                    speaker.noun == lemma
                    and speaker.plural == plural
                    and not speaker.label.casefold().startswith("one of")
                ):
                    return speaker
            elif speaker.entity.kind == "person" and not plural and _role_has(speaker.entity, lemma, head):
                state = self._state_of(head)
                if state is None or speaker.entity.country in (None, state):
                    return speaker
        return None

    def _state_of(self, head: Token) -> str | None:
        """The state in a description: "the German chancellor"."""
        for modifier in children(head, "amod", "compound", "poss", "nmod"):
            entity = self.scene.reading.entities.at(modifier.i, "country")
            if entity is not None:
                return entity.country
        return None

    # ------------------------------------------------------------ documents

    def _issuer(self, head: Token) -> Speaker | None:
        """Who stands behind a document: "the ministry's report", "a statement from X", "the statement read"."""
        lemma = head.lemma_.casefold()
        if lemma not in reporting().documents:
            return None
        for owner in self._owners(head):
            speaker = self.of(owner)
            if speaker is not None:
                return speaker
        unit = self.scene.unit_at(head)
        before = self._same_document(head)
        if before is not None:
            return before
        definite = child(head, "det")
        same = any(c.lower_ == "same" for c in head.children)
        issued = same or reporting().documents[lemma] in (
            "statement",
            "letter",
            "social network",
            "speech",
            "interview",
        )
        if issued and definite is not None and definite.lower_ in ("the", "this", "that") and unit is not None:
            last = self.last(unit.paragraph) or self.last(unit.paragraph - 1) or self.last(unit.paragraph - 2)
            if last is not None:
                start, end = noun_phrase(head)
                span = self.scene.chars(start, end)
                return Speaker(last.label, span, last.entity, last.noun, last.plural, sure=False)
        vague = head.tag_ == "NNS" and not any(c.dep_ in ("compound", "nmod", "poss", "acl") for c in head.children)
        if lemma in reporting().anonymous_documents and not vague:
            start, end = noun_phrase(head)
            span = self.scene.chars(start, end)
            return Speaker(self.scene.text[slice(*span)], span, noun=lemma, sure=False)
        return None

    def _same_document(self, head: Token) -> Speaker | None:
        """Who issued a document named before: "The ministry issued a press release. The release said …"."""
        doc = self.scene.doc
        if child(head, "det") is None or child(head, "det").lower_ not in ("the", "this", "that"):  # type: ignore[union-attr]
            return None
        for i in range(head.i - 1, max(-1, head.i - _DOCUMENT_REACH), -1):
            token = doc[i]
            if token.lemma_ != head.lemma_ or self.scene.unit_of[i] < 0 or self.scene.quoted(token):
                continue
            for owner in self._owners(token):
                speaker = self.of(owner)
                if speaker is not None:
                    start, end = noun_phrase(head)
                    span = self.scene.chars(start, end)
                    return Speaker(speaker.label, span, speaker.entity, speaker.noun, speaker.plural, sure=False)
        return None

    def _owners(self, head: Token) -> list[Token]:
        found = children(head, "poss")
        for prep in children(head, "prep", "agent"):
            if prep.lower_ in ("from", "by", "of"):
                found.extend(children(prep, "pobj"))
        for clause in children(head, "acl", "relcl"):
            if clause.lemma_ in _READING:
                continue  # "a letter seen by Reuters"
            for agent in children(clause, "agent", "prep"):
                if agent.lower_ == "by":
                    found.extend(children(agent, "pobj"))
        if head.dep_ == "dobj" and (subject := child(head.head, "nsubj")) is not None:
            found.append(subject)  # "issued a statement saying …"
        for compound in children(head, "compound", "amod"):
            if self.scene.reading.entities.at(compound.i):
                found.append(compound)
        return found

    def _can_speak(self, head: Token) -> bool:
        lemma = head.lemma_.casefold()
        if lemma in _PARTITIVES and (of := next((c for c in children(head, "prep") if c.lower_ == "of"), None)):
            member = child(of, "pobj")
            return member is not None and self._can_speak(member)
        if not reporting().people.isdisjoint((lemma, head.lower_)) or lemma in titles().offices | titles().ranks:
            return True
        if head.lower_ in titles().organization_heads or lemma in titles().organization_heads:
            return True
        if _is_capital(head):
            return head.text not in reporting().platforms and head.ent_type_ not in _MEASURES
        if lemma in reporting().things:
            return False
        return head.pos_ == "NOUN" and lemma.endswith(_SUFFIXES) and lemma not in reporting().documents


# Tokens back in which the document was named first.
_DOCUMENT_REACH = 150
# How many sentences back the subject may stand that a pronoun without a name means.
_SENTENCES = 2
# How many paragraphs back a pronoun may find its speaker.
_REACH = 4


def _fits(word: str, speaker: Speaker) -> bool:
    if word in _THEY:
        return speaker.plural or (speaker.entity is not None and speaker.entity.kind != "person")
    if word in _IT:
        if speaker.entity is None:
            return not speaker.plural and _is_body_noun(speaker.noun)
        return speaker.entity.kind in ("organization", "country") and not speaker.plural
    if speaker.entity is None:
        wrong = _FEMALE if word in _HE else _MALE
        return not speaker.plural and speaker.noun not in wrong and not _is_body_noun(speaker.noun)
    return speaker.entity.kind == "person" and _gender_fits(word, speaker.entity)


def _is_body_noun(noun: str) -> bool:
    return noun in titles().organization_heads or noun in reporting().documents


def _is_body(token: Token) -> bool:
    return _is_body_noun(token.lemma_.casefold()) or token.ent_type_ in ("ORG", "GPE")


def _gender_fits(word: str, entity: Entity) -> bool:
    role = set((entity.role or "").casefold().split())
    if role & (_FEMALE if word in _HE else _MALE):
        return False
    return gender_of(entity.label) != ("female" if word in _HE else "male")


def _role_has(entity: Entity, noun: str, head: Token) -> bool:
    role = (entity.role or "").casefold().replace("-", " ").split()
    return noun in role and titles().same_portfolio((c.lower_ for c in head.children), role)


def _is_subject(token: Token) -> bool:
    while token.dep_ in ("compound", "appos", "flat", "nmod") and token.head != token:
        token = token.head
    return token.dep_ in ("nsubj", "nsubjpass")


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


def _is_presented(name: Token) -> bool:
    """ "One is Denis Kovalchuk, a student", "Ms Fraser's appearance": a sentence about somebody."""
    while name.dep_ == "compound" and name.head != name:
        name = name.head
    if name.dep_ == "poss":
        return name.head.dep_ in ("nsubj", "nsubjpass")
    return name.dep_ == "attr" and name.head.lemma_ == "be"


def _is_title(token: Token) -> bool:
    word = token.lower_
    lexicon = titles()
    return token.text[:1].isupper() and (
        word in lexicon.offices
        or word in lexicon.ranks
        or word in lexicon.civil
        or any(word in rank.split() for rank in lexicon.ranks)
    )


def _is_capital(token: Token) -> bool:
    """Whether a word is written as a name: with a capital, and not merely since it begins a sentence."""
    if not token.text[:1].isupper() or token.pos_ not in ("PROPN", "NOUN", "X", "ADJ", "VERB"):
        return False
    return token.pos_ == "PROPN" or not token.is_sent_start or token.is_oov


def _may_be_person(head: Token) -> bool:
    """Whether a noun that the lexicon does not know is no document, no thing and no abstract."""
    lemma = head.lemma_.casefold()
    known = lemma in reporting().documents or lemma in reporting().things or lemma in reporting().nouns
    return (
        head.pos_ in ("NOUN", "PROPN")
        and not known
        and not lemma.endswith(_ABSTRACT)
        and head.ent_type_ not in _MEASURES
    )


def _appositive(name: Token, head: Token) -> bool:
    while name.dep_ == "compound" and name.head != name:
        name = name.head
    above = [name.head, *[a for a, _ in zip(name.head.ancestors, range(3), strict=False)]]
    return name.dep_ == "appos" and head in above  # "a spokesman for Saab, Lars Ek"


def _is_person_noun(head: Token) -> bool:
    lemma = head.lemma_.casefold()
    return lemma in titles().offices or lemma in ("official", "source", "spokesman", "spokeswoman", "spokesperson")
