"""Names of speakers: the entity that a phrase names by its head, its apposition or a name beside it."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from kg.extract.mentions import Mention
from kg.extract.statements.guesses import hedged
from kg.extract.statements.scene import Scene
from kg.extract.statements.speaker_nouns import can_speak, is_body_noun, is_capital, is_person_noun
from kg.extract.statements.stand_ins import stood_for
from kg.language.grammar import children, noun_phrase
from kg.language.reporting import reporting
from kg.language.titles import titles
from kg.models import Entity

# Words that may stand between a speaker's noun and the comma before his name.
_PHRASE = 12
_WITHIN = frozenset(("ADP", "DET", "ADJ", "NOUN", "PROPN", "PUNCT"))
_PREPOSITIONS = frozenset("of to for from with by in at on under against".split())


def named(scene: Scene, head: Token) -> Entity | None:
    """The entity that a phrase names: its head, its apposition, or the name right before the verb."""
    entities = scene.reading.entities
    if hedged(scene, head) is not None:
        return None
    at_head = entities.at(head.i, "person")
    if at_head:
        return at_head
    of_body = _name_of_member(scene, head)
    if of_body:
        return of_body
    for apposition in children(head, "appos"):
        entity = entities.at(apposition.i, "person")
        first = apposition.left_edge.i
        if entity and not scene.quoted(apposition) and not _described_after_preposition(scene.doc, first, head):
            return entity
    beside = _name_beside(scene, head)
    if beside:
        return beside
    apposed = name_after_comma(scene, head)
    if apposed:
        return entities.owner(apposed)
    within = _only_name_within(scene, head)
    if within:
        return within
    if _is_member(scene, head):
        return None
    body = _body_beside(scene, head)
    if body is not None:
        return body
    behind = stood_for(scene, head)
    if behind is not None:
        return behind
    entity = entities.at(head.i)
    mention = entities.mention_at(head.i)
    if entity is None or mention is None or entity.kind in ("place", "weapon"):
        return None
    if mention.end <= head.i or entity.label in reporting().platforms:
        return None
    if mention.form == "demonym" and head.lower_.endswith(("man", "woman")):
        return None  # "the Dutchman"
    return None if _some_of(head, mention) else entity


def _some_of(head: Token, mention: Mention) -> bool:
    """Whether only some members of a party are meant: "other Republicans", "some Democrats", "Republicans who …"."""
    members = head.tag_ == "NNPS" and mention.end - mention.start == 1 and mention.type == "party"
    own = [c for c in head.children if c.dep_ in ("amod", "nummod", "relcl", "compound") or c.tag_ == "DT"]
    return members and any(c.lower_ != "the" for c in own)


def _only_name_within(scene: Scene, head: Token) -> Entity | None:
    """The only person's name in a phrase, unless it is another's: "House panel member Jane Doe"; not "an aide to X"."""
    start, end = noun_phrase(head)
    people = scene.reading.entities.within(start, end, "person")
    if len(people) != 1 or people[0].start == start or people[0].end <= head.i:
        return None  # "the Jones campaign"
    name = people[0]
    if _modifies(scene, name) or _described_after_preposition(scene.doc, name.start, head):
        return None
    if any(a.dep_ in ("relcl", "acl", "ccomp") for a in scene.doc[name.start].ancestors if head.i < a.i < end):
        return None  # "a statement saying X was ill"
    before, after = scene.doc[name.start - 1], scene.doc[name.end] if name.end < len(scene.doc) else None
    title = name.start - 1
    while title > start and _is_title(scene.doc[title]):
        title -= 1
    before = scene.doc[title]
    other = before.pos_ == "ADP" or before.dep_ == "poss" or before.lower_ in ("and", "or")
    return None if other or (after is not None and after.tag_ == "POS") else scene.reading.entities.owner(name)


def _body_beside(scene: Scene, head: Token) -> Entity | None:
    """The body named right after the noun that says what it is: "its parent Lockheed Martin", "the maker Saab"."""
    if head.pos_ != "NOUN" or is_person_noun(head) or head.tag_ == "NNS":
        return None
    mention = scene.reading.entities.mention_at(head.i + 1, "organization") if head.i + 1 < len(scene.doc) else None
    if mention is None or mention.start != head.i + 1:
        return None
    apposed = any(mention.start <= c.i < mention.end for c in children(head, "appos"))
    return scene.reading.entities.owner(mention) if apposed else None


def surnamed(scene: Scene, head: Token) -> Entity | None:
    """The person whose surname a capital word is, where no mention was found: "Geingob" after "Hage Geingob"."""
    if not is_capital(head):
        return None
    people = [e for e in scene.reading.entities.all if e.kind == "person"]
    for found in (
        [e for e in people if head.text == e.label.split()[-1]],
        [e for e in people if head.text in e.label.replace("-", " ").split()[1:]],
    ):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _name_beside(scene: Scene, head: Token) -> Entity | None:
    """ "spokesman of the drill Rear Admiral X said", "Captain X (retd)", "adviser X"; not "an aide to X"."""
    doc = scene.doc
    verb = head.head
    start, end = head.left_edge.i, head.right_edge.i + 1
    for mention in reversed(scene.reading.entities.within(start, end, "person")):
        if scene.quote_of[mention.start] >= 0 or mention.end <= head.i:
            continue
        if _modifies(scene, mention) or _in_relative_clause(doc[mention.end - 1], head):
            continue
        first = mention.start
        while first - 1 > head.i and _is_title(doc[first - 1]):
            first -= 1
        before = doc[first - 1]
        if before.lower_ in _PREPOSITIONS or before.dep_ == "poss" or before.tag_ == "POS":
            continue
        if _described_after_preposition(doc, first, head):
            continue
        if before.text in (",", "(") and first - 1 > head.i + 1 and not _appositive(doc[mention.end - 1], head):
            continue
        if mention.end < len(doc) and doc[mention.end].tag_ == "POS":
            continue
        if any(
            a.dep_ in ("relcl", "advcl", "acl", "ccomp") and a.i < mention.start
            for a in doc[mention.start].ancestors
            if a.i > head.i
        ):
            continue
        body = scene.reading.entities.mention_at(before.i)
        of_body = body is not None and body.kind in ("organization", "country") and body.end == first
        if verb.i > head.i or before == head or _is_title(before) or before.text == "," or of_body:
            return scene.reading.entities.owner(mention)
    return None


def _modifies(scene: Scene, name: Mention) -> bool:
    """Whether a name merely tells which noun is meant: "people in the Jones administration"."""
    doc = scene.doc
    root = doc[name.end - 1]
    noun = root.head
    return (
        root.dep_ in ("compound", "nmod", "amod")
        and name.end < len(doc)
        and noun.i == name.end
        and noun.pos_ == "NOUN"
        and noun.dep_ in ("pobj", "dobj", "nsubj", "conj")
        and scene.quote_of[noun.i] < 0
    )


def _in_relative_clause(name: Token, head: Token) -> bool:
    """Whether a name stands in a clause about the phrase: "excerpts from the book, for which Jones gave access"."""
    for clause in name.ancestors:
        if clause == head:
            return False
        if clause.dep_ == "relcl" and any(
            t.tag_ in ("WDT", "WP", "WP$") and head.i < t.i < name.i for t in clause.subtree
        ):
            return True
    return False


def _described_after_preposition(doc: Doc, first: int, head: Token) -> bool:
    """Whether a name that begins at `first` is the object of a preposition: "the niece of former senator Ann Roe"."""
    i = first - 1
    while i > head.i and (
        doc[i].pos_ in ("ADJ", "DET") or _is_office(doc[i]) or (doc[i].tag_ == "POS" and i < first - 1)
    ):
        i = doc[i].head.left_edge.i - 1 if doc[i].tag_ == "POS" else i - 1
    return i < first - 1 and i > head.i and doc[i].lower_ in _PREPOSITIONS


def _is_office(token: Token) -> bool:
    word = token.lower_
    if word in titles().offices or word in titles().ranks:
        return True
    return token.tag_ == "NN" and can_speak(token) and not is_body_noun(token.lemma_.casefold())


def name_after_comma(scene: Scene, head: Token) -> Mention | None:
    """The apposition by commas that the parser hung elsewhere: "the group's critic for defence, Jane Doe, …"."""
    if head.pos_ not in ("NOUN", "PROPN") or head.tag_ in ("NNS", "NNPS"):
        return None
    own = scene.reading.entities.mention_at(head.i)
    if own is not None and own.kind in ("person", "organization") and not is_person_noun(head):
        return None  # "According to NPR, | former President X has …"
    doc = scene.doc
    i = head.i + 1
    while i < len(doc) and i - head.i < _PHRASE and (doc[i].pos_ in _WITHIN or doc[i].dep_ == "compound"):
        if doc[i].text == ",":
            break
        named = scene.reading.entities.mention_at(i, "person")
        if named is not None and named.start == i and i > head.i + 1 and doc[i - 1].pos_ != "ADP":
            return named if named.end < len(doc) and _closes(doc[named.end], head) else None
        if doc[i].is_punct and doc[i].text != "-":
            return None
        i += 1
    if i + 1 >= len(doc) or doc[i].text != "," or scene.quoted(doc[i]):
        return None
    first = i + 1
    while first + 1 < len(doc) and _is_title(doc[first]) and scene.reading.entities.at(first) is None:
        first += 1
    mention = scene.reading.entities.mention_at(first)
    if mention is None or mention.start != first or mention.end >= len(doc) or not _may_be(scene, mention, head):
        return None
    return mention if _closes(doc[mention.end], head) else None


def _closes(after: Token, head: Token) -> bool:
    """Whether a token ends the phrase of a speaker: a mark, or the verb that he is the subject of."""
    return after.text in (",", "(", ".") or after == head.head


def _may_be(scene: Scene, mention: Mention, noun: Token) -> bool:
    """Whether a name is one for what a noun says: of a body for a body, else of a person or of nobody knows what."""
    entity = scene.reading.entities.owner(mention)
    if is_body_noun(noun.lemma_.casefold()):
        return mention.kind == "organization"
    unknown = mention.kind == "organization" and not entity.reference and entity.organization_type is None
    return mention.kind == "person" or (unknown and " " in entity.label)


def _name_of_member(scene: Scene, head: Token) -> Entity | None:
    """ "said deputy Mirta Baldassari of Unión por la Patria", where the parser took the party for the head."""
    verb = head.head
    if head.i < verb.i:
        return None
    for mention in scene.reading.entities.within(verb.i + 1, head.i, "person"):
        between = scene.doc[verb.i + 1 : mention.start]
        if scene.doc[mention.end].lower_ in ("of", "from", "at", ",") and not any(
            t.lower_ in _PREPOSITIONS or t.is_punct for t in between
        ):
            return scene.reading.entities.owner(mention)
    return None


def _is_member(scene: Scene, head: Token) -> bool:
    """Whether the head is a person noun that merely has an organisation before it: "a NATO official"."""
    mention = scene.reading.entities.mention_at(head.i)
    if mention is None or mention.kind == "person":
        return False
    return head.lemma_.casefold() in reporting().people and head.i == mention.end - 1 and is_person_noun(head)


def _is_title(token: Token) -> bool:
    word = token.lower_
    lexicon = titles()
    return token.text[:1].isupper() and (
        word in lexicon.offices
        or word in lexicon.ranks
        or word in lexicon.civil
        or any(word in rank.split() for rank in lexicon.ranks)
    )


def _appositive(name: Token, head: Token) -> bool:
    while name.dep_ == "compound" and name.head != name:
        name = name.head
    above = [name.head, *[a for a, _ in zip(name.head.ancestors, range(3), strict=False)]]
    return name.dep_ == "appos" and head in above  # "a spokesman for Saab, Lars Ek"
