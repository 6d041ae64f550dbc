"""The head of the phrase that names who speaks, as the grammar around a verb of saying gives it."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.statements.scene import Scene
from kg.extract.statements.speaker_nouns import can_speak, is_writing, may_be_person
from kg.extract.statements.that_clauses import has_that, report_around, report_resumed
from kg.language.grammar import FINITE, child, children
from kg.language.reporting import reporting, reporting_verb

QUOTING = frozenset(("quote", "cite", "paraphrase", "report", "hear"))
# Clauses to climb in search of a shared subject; also ends circles.
_DEPTH = 4
# Words that a speaker's phrase between a quotation and its verb may have.
_PHRASE = 16
_NOMINAL = frozenset(("DET", "ADJ", "NOUN", "PROPN", "ADP", "CCONJ", "NUM", "PART", "PRON"))
_OBJECTS = frozenset(("them", "him", "us", "me", "whom"))
# Words of an office before a name.
_TITLE = 5


def source_of(scene: Scene, verb: Token, depth: int = 0) -> tuple[Token | None, Token | None]:
    """Head of the phrase that names who speaks, and of who relays it."""
    head = verb.head
    if verb.dep_ == "pcomp" and head.lower_ == "as" and head.head.lemma_ in QUOTING:
        return _quoted_source(scene, verb, head.head)
    if _is_asked(verb):
        return _agent(verb), None
    subject = _subject_of(scene, verb)
    if subject is None:
        asked = next((c for c in children(verb, "ccomp", "advcl") if c.i < verb.i and _is_asked(c)), None)
        subject = _subject_of(scene, asked) if asked is not None else None
    if subject is not None and _is_thing(scene, subject) and (beside := _person_beside(scene, verb)) is not None:
        return beside, None
    if subject is not None and subject.lower_ not in ("what", "there"):
        return _antecedent_noun(verb, subject), None
    if child(verb, "auxpass", "nsubjpass"):
        return _agent(verb), None
    inverted = _inverted_subject(scene, verb)
    if inverted is not None:
        return inverted, None
    if verb.tag_ == "VBN" and verb.dep_ in ("advcl", "acl"):
        return _agent(verb), None  # "asked whether …, he said": nobody is told to have asked
    beside = _name_beside(scene, verb) or _after_quotation(scene, verb) or _after_comma(scene, verb)
    if beside is not None:
        return beside, None
    return _inherited(scene, verb, depth), None


def _is_thing(scene: Scene, subject: Token) -> bool:
    """Whether the parser made a thing that is told of the subject: "… tanks to Kyiv, minister X announced"."""
    return subject.pos_ == "NOUN" and scene.reading.entities.at(subject.i, "person") is None and not can_speak(subject)


def _person_beside(scene: Scene, verb: Token) -> Token | None:
    """The person named right before a verb, after a comma and at most a title."""
    last = verb.i - 1
    mention = scene.reading.entities.mention_at(last, "person") if last >= 0 else None
    if mention is None or mention.end != verb.i or scene.quoted(verb):
        return None
    first = mention.start
    while first > verb.sent.start and scene.doc[first - 1].text != "," and mention.start - first < _TITLE:
        first -= 1
    return scene.doc[last] if first > verb.sent.start and scene.doc[first - 1].text == "," else None


def _is_asked(verb: Token) -> bool:
    """ "Asked whether …, she said", "he, when asked if …, told": a participle, whatever the parser takes it for."""
    if verb.lemma_ != "ask" or verb.tag_ not in ("VBN", "VBD"):
        return False
    return verb.i == verb.sent.start or verb.nbor(-1).lower_ in (",", "when")


def _subject_of(scene: Scene, verb: Token) -> Token | None:
    """The subject; of several that the parser sees, the nearest before the verb, else the one that is a name.

    "The goat, a soldier confirmed, …", "said study co-author Carl Lipo".
    """
    subjects = [s for s in children(verb, "nsubj") if s.tag_ not in FINITE]  # "Norte" of "Rio Grande do Norte"
    if len(subjects) < 2:
        return _misread_apposition(subjects[0]) if subjects else None
    before = [s for s in subjects if s.i < verb.i and not scene.quoted(s)]
    after = [s for s in subjects if s.i > verb.i and not scene.quoted(s)]
    previous = _previous(scene, verb)
    if before and not (after and previous is not None and (previous.is_punct or scene.quoted(previous))):
        return before[-1]
    named = [s for s in subjects if scene.reading.entities.at(s.i) or s.pos_ == "PROPN"]
    return (named or subjects)[-1]


def _misread_apposition(subject: Token) -> Token:
    """The subject, or the one person who cannot be an apposition to many: "… to the rebels, a spokesman said"."""
    for apposition in children(subject, "appos"):
        determiner = child(apposition, "det")
        one = determiner is not None and determiner.lower_ in ("a", "an") and apposition.tag_ == "NN"
        if one and subject.tag_ == "NNS" and may_be_person(apposition) and can_speak(apposition):
            return apposition
    return subject


def _name_beside(scene: Scene, verb: Token) -> Token | None:
    """The name right before a finite verb, where the parser hung it elsewhere: "on Twitter West accused …"."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") and not children(verb, "aux"):
        return None
    before = _previous(scene, verb)
    if before is not None and before.text == "," and before.i and before.nbor(-1).pos_ == "PROPN":
        before = before.nbor(-1)  # ", whose commander, Vice Admiral X, told …"
        named = scene.reading.entities.mention_at(before.i, "person")
        if named is None or named.end != before.i + 1:
            return None
        if before.dep_ == "pobj" and verb.dep_ == "conj" and child(verb.head, "nsubj"):
            return None  # "The embassy, asked about remarks by X, accused …"
    if before is None or before.sent != verb.sent or scene.quoted(before):
        return None
    mention = scene.reading.entities.mention_at(before.i)
    if mention is None or mention.kind not in ("person", "organization", "country") or mention.form == "demonym":
        return None
    return before


def _after_quotation(scene: Scene, verb: Token) -> Token | None:
    """The noun phrase between a quotation and a finite verb, where the parser drew it into the quotation."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or (verb.i and verb.nbor(-1).tag_ == "CC"):
        return None
    start = verb.i
    while start > 0 and not scene.quoted(verb.doc[start - 1]) and verb.i - start < _PHRASE:
        start -= 1
        if verb.doc[start].tag_ in FINITE or verb.doc[start].text in (".", ";", ":"):
            return None
    if start == 0 or start == verb.i or not scene.quoted(verb.doc[start - 1]) or verb.doc[start].sent != verb.sent:
        return None
    root = verb.doc[start : verb.i].root
    return root if root.pos_ in ("NOUN", "PROPN") and not scene.quoted(root) else None


def _after_comma(scene: Scene, verb: Token) -> Token | None:
    """The noun phrase between a comma and a verb that closes a sentence, drawn into it by the parser."""
    if verb.tag_ not in ("VBD", "VBZ") or verb.dep_ != "ROOT" or child(verb, "ccomp") is None:
        return None
    start = verb.i
    while start > verb.sent.start and verb.doc[start - 1].pos_ in _NOMINAL and verb.i - start < _PHRASE:
        start -= 1
    if start == verb.i or start == verb.sent.start or verb.doc[start - 1].text != "," or scene.quoted(verb):
        return None
    phrase = verb.doc[start : verb.i]
    head = next((t for t in phrase if t.pos_ in ("NOUN", "PROPN") and t.head.i < start), phrase.root)
    return head if head.pos_ == "NOUN" and can_speak(head) else None


def _quoted_source(scene: Scene, verb: Token, quoting: Token) -> tuple[Token | None, Token | None]:
    passive = child(quoting, "auxpass", "nsubjpass") or quoting.tag_ == "VBN"
    if passive:
        subject = child(quoting, "nsubjpass") or _name_before(scene, quoting)
        if subject is None and quoting.dep_ == "acl":
            subject = quoting.head
        return subject, _agent(quoting) or _agent(verb)
    return child(quoting, "dobj"), child(quoting, "nsubj")


def _antecedent_noun(verb: Token, subject: Token) -> Token:
    if subject.lower_ in ("who", "that", "which") and verb.dep_ == "relcl":
        return _described_by(verb.head, subject)
    return subject


def _described_by(noun: Token, relative: Token) -> Token:
    """Whom a relative clause tells of whose noun describes him: "X, a Greek poet, who …", "X, a son of Y, who …"."""
    head, after_comma = noun, relative.nbor(-1).text == ","
    if not after_comma and relative.lower_ != "who":
        return noun
    if head.dep_ == "appos" and head.left_edge.i and head.left_edge.nbor(-1) == head.head:
        head = head.head  # "his rival Ann Roe"
    if head.dep_ == "pobj" and head.head.lower_ == "of" and after_comma:
        head = head.head.head  # "a niece of the mayor"
    return head.head if head.dep_ == "appos" else noun


def _agent(verb: Token) -> Token | None:
    by = child(verb, "agent") or next((c for c in children(verb, "prep") if c.lower_ == "by"), None)
    return child(by, "pobj") if by is not None else None


def _inverted_subject(scene: Scene, verb: Token) -> Token | None:
    """The subject after the verb ("asked Meera Sundaram"), which the parser takes for an object."""
    obj = child(verb, "dobj", "dative", "attr", "oprd")
    if obj is None or obj.i < verb.i or verb.tag_ not in ("VBD", "VBZ", "VBN") or obj.lower_ in _OBJECTS:
        return None
    before = _previous(scene, verb)
    if before is None or not (scene.quoted(before) or before.text == ","):
        return None
    said_to = reporting_verb(verb)
    if said_to is not None and "of" in said_to.takes:
        return None  # "The embassy, asked about it, accused the admiral of …"
    return obj if not child(verb, "ccomp") or scene.quoted(before) else None


def _previous(scene: Scene, token: Token) -> Token | None:
    """The token before, adverbs and auxiliaries skipped."""
    i = token.i - 1
    while i >= 0 and scene.doc[i].pos_ in ("ADV", "AUX"):
        i -= 1
    return scene.doc[i] if i >= 0 else None


def _inherited(scene: Scene, verb: Token, depth: int = 0) -> Token | None:
    """The subject a verb shares with the clause it hangs on."""
    head = _joined_to(verb)
    if verb.dep_ in ("acl", "relcl"):
        held = verb.tag_ == "VBG" and head.dep_ == "dobj" and not can_speak(head) and not is_writing(head)
        subject = _subject_of(scene, head.head) if held else None
        return subject if subject is not None else _written(head)  # "held a press conference claiming …"
    resumed = report_resumed(scene, verb) if depth < _DEPTH else None
    if resumed is not None:
        return source_of(scene, resumed, depth + 1)[0]
    if head == verb:
        return _name_before(scene, verb)
    joined = verb.dep_ == "conj" and verb.lemma_ in ("add", "say") and not child(verb, "nsubj") and has_that(verb)
    if (joined or (verb.tag_ == "VBG" and verb.dep_ in ("advcl", "pcomp"))) and depth < _DEPTH:
        outer = report_around(scene, verb)
        if outer is not None:
            return source_of(scene, outer, depth + 1)[0]
    if verb.tag_ == "VBG" and verb.dep_ == "advcl" and depth < _DEPTH:
        said = next((c for c in children(head, "parataxis") if reporting_verb(c) is not None), None)
        if said is not None:  # "No ship, he said, can pass, adding that …"
            return source_of(scene, said, depth + 1)[0]
    if verb.dep_ == "pcomp":
        head = head.head
    while head.pos_ not in ("VERB", "AUX") and head.head != head:
        if head.dep_ in ("attr", "acomp", "oprd") or verb.dep_ in ("advcl", "xcomp", "conj", "pcomp"):
            head = head.head
        else:
            return None
    subject = _subject_of(scene, head) or child(head, "nsubjpass")
    if subject is None and depth < _DEPTH and not scene.quoted(head) and reporting_verb(head) is not None:
        # "…, ministry spokesperson X told reporters, adding that …", where the parser lost the subject of "told"
        return source_of(scene, head, depth + 1)[0]
    if subject is not None and not (scene.quoted(subject) or scene.quoted(head)):
        return _antecedent_noun(head, subject)
    if subject is None and head.head != head and not scene.quoted(head) and depth < _DEPTH:
        inverted = _inverted_subject(scene, head)
        return inverted if inverted is not None else _inherited(scene, head, depth + 1)
    return None


def _written(noun: Token) -> Token:
    """The writing of which a clause tells: "the summary of the ruling read: …"."""
    of = noun.head
    whole = noun.dep_ == "pobj" and of.lower_ == "of" and of.head.lemma_.casefold() in reporting().documents
    return of.head if whole else noun


def _joined_to(verb: Token) -> Token:
    """The verb that a verb shares its subject with; not the infinitive before: "She did not want to go and says"."""
    head = verb.head
    if verb.dep_ != "conj" or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return head
    while head.tag_ in ("VB", "VBN", "VBG") and head.dep_ in ("ccomp", "xcomp") and head.head.pos_ in ("VERB", "AUX"):
        head = head.head
    return head


def _name_before(scene: Scene, verb: Token) -> Token | None:
    """The last token of the person's name nearest before a verb, where the parser lost the subject."""
    unit = scene.unit_at(verb)
    if unit is None:
        return None
    names = [
        m
        for m in scene.reading.entities.within(max(unit.start, verb.i - 14), verb.i, "person")
        if scene.quote_of[m.start] < 0
    ]
    return scene.doc[names[-1].end - 1] if names else None
