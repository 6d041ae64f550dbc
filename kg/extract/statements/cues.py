"""Cues: the words that tell somebody spoke or wrote, each with the head of the phrase that names who.

1. reporting verbs, finite or not: "said", "adding that", "went on to say", "was quoted as saying"
2. "according to X"   3. "in X's words", "by X's account"   4. nouns with a clause: "X's claim that …"
Verbs under which nothing was said are no cues: "will announce", "declined to say", "if he denies it".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from spacy.tokens import Token

from kg.extract.statements.scene import Scene
from kg.language.grammar import auxiliaries, child, children, infinitive_marker, is_negated
from kg.language.reporting import reporting, reporting_verb

CueKind = Literal["verb", "preposition", "noun"]
_CONDITIONS = frozenset(("if", "unless", "whether", "until", "lest", "should", "were"))
QUOTING = frozenset(("quote", "cite", "paraphrase", "report", "hear"))
_PAPERS = frozenset("newspaper paper daily weekly magazine broadcaster channel website outlet agency programme".split())
_HEARSAY = frozenset(("report", "say", "understand", "quote", "allege", "know", "hear", "believe", "cite"))
# Clauses to climb in search of a shared subject; also ends circles.
_DEPTH = 4
_GERUND_PREPOSITIONS = frozenset(
    ("by", "in", "after", "before", "while", "when", "upon", "on", "with", "as", "since", "besides")
)


class Cue(NamedTuple):
    """One cue; `source` heads the phrase that names the speaker, None if only the context tells."""

    token: Token
    lemma: str
    act: str
    kind: CueKind
    takes: frozenset[str] = frozenset()
    source: Token | None = None
    relay: Token | None = None
    """Head of who passes it on: "Interfax quoted him as saying"."""


def cues(scene: Scene) -> Iterator[Cue]:
    """The cues of an article outside its quotations, in text order."""
    for token in scene.doc:
        if scene.quoted(token) or scene.unit_of[token.i] < 0:
            continue
        cue = (
            _verb(scene, token)
            or _verb_as_noun(scene, token)
            or _according(token)
            or _phrase(scene, token)
            or _noun(scene, token)
            or _adjective(token)
        )
        if cue:
            yield cue


def _verb(scene: Scene, token: Token) -> Cue | None:
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("amod", "compound", "aux", "auxpass"):
        return None
    verb = reporting_verb(token)
    if verb is None or _is_silent(scene, token):
        return None
    source, relay = _source_of(scene, token)
    lexicon = reporting()
    if verb.lemma in lexicon.finding:
        found = source is not None and (source.lemma_ in lexicon.finders or source.lemma_ in lexicon.documents)
        if not found:
            return None
    if verb.lemma in lexicon.paper and not _is_paper(scene, source):
        return None
    return Cue(token, verb.lemma, verb.act, "verb", verb.takes, source, relay)


def _is_paper(scene: Scene, source: Token | None) -> bool:
    """Whether a subject is a body that publishes: a named one, and neither ministry nor force."""
    if source is None:
        return False
    if source.lemma_.casefold() in _PAPERS:
        return True  # "this newspaper understands"
    entity = scene.reading.entities.at(source.i, "organization")
    return entity is not None and entity.organization_type in (None, "media", "company")


def _verb_as_noun(scene: Scene, token: Token) -> Cue | None:
    """A verb of saying that the tagger takes for a plural, in a parenthesis: "Oman, DSCA notes, will …"."""
    if token.tag_ != "NNS" or token.i < 2 or token.i + 1 >= len(token.doc) or token.nbor().text != ",":
        return None
    verb = reporting().verbs.get(token.lower_.removesuffix("s"))
    mention = scene.reading.entities.mention_at(token.i - 1)
    if verb is None or mention is None or mention.start < 1 or token.doc[mention.start - 1].text != ",":
        return None
    if mention.kind not in ("person", "organization", "country") or mention.form == "demonym":
        return None
    return Cue(token, verb.lemma, verb.act, "verb", verb.takes, token.nbor(-1))


def _is_silent(scene: Scene, verb: Token) -> bool:
    """Whether the verb stands where nothing was said: negated, in the future, conditional, asked, ordered."""
    lexicon = reporting()
    if is_negated(verb) or any(a.lower_ in lexicon.modals for a in auxiliaries(verb)):
        return True
    if any(c.dep_ == "mark" and c.lower_ in _CONDITIONS for c in verb.children):
        return True
    if verb.sent[-1].text == "?" and not scene.quoted(verb.sent[-1]):
        return True
    head = verb.head
    if infinitive_marker(verb):
        said = head.tag_ == "VBN" and child(head, "auxpass") and head.lemma_ in _HEARSAY  # "is reported to have said"
        if said and children(verb, "aux") and any(c.lower_ == "have" for c in verb.children):
            return False
        licensed = head.lemma_.casefold() in lexicon.licensing and verb.dep_ in ("xcomp", "advcl", "ccomp", "conj")
        return not licensed or (head != verb and _is_silent(scene, head))
    if verb.dep_ == "pcomp" and head.lower_ not in _GERUND_PREPOSITIONS and head.head.lower_ != "addition":
        return True  # "without saying", "from denying"; but "in addition to stating"
    if verb.dep_ in ("xcomp", "ccomp") and verb.tag_ in ("VB", "VBG") and head.lemma_ in lexicon.silent:
        return True
    if verb.tag_ == "VB" and not auxiliaries(verb) and verb.dep_ in ("ROOT", "conj"):
        return True  # an imperative, or "to" shared by a coordination
    if verb.dep_ == "conj" and not children(verb, "nsubj", "nsubjpass") and verb.tag_ in ("VB", "VBG"):
        return verb.head.pos_ == "VERB" and _is_silent(scene, verb.head)
    return False


def _source_of(scene: Scene, verb: Token, depth: int = 0) -> tuple[Token | None, Token | None]:
    """Head of the phrase that names who speaks, and of who relays it."""
    head = verb.head
    if verb.dep_ == "pcomp" and head.lower_ == "as" and head.head.lemma_ in QUOTING:
        return _quoted_source(scene, verb, head.head)
    subject = _subject_of(scene, verb)
    if subject is not None and subject.lower_ not in ("what", "there"):
        return _antecedent_noun(verb, subject), None
    if child(verb, "auxpass", "nsubjpass"):
        return _agent(verb), None
    inverted = _inverted_subject(scene, verb)
    if inverted is not None:
        return inverted, None
    if verb.tag_ == "VBN" and verb.dep_ in ("advcl", "acl"):
        return _agent(verb), None  # "asked whether …, he said": nobody is told to have asked
    beside = _name_beside(scene, verb)
    if beside is not None:
        return beside, None
    return _inherited(scene, verb, depth), None


def _subject_of(scene: Scene, verb: Token) -> Token | None:
    """The subject; of several that the parser sees, the nearest before the verb, else the one that is a name.

    "The goat, a soldier confirmed, …", "said study co-author Carl Lipo".
    """
    subjects = children(verb, "nsubj")
    if len(subjects) < 2:
        return subjects[0] if subjects else None
    before = [s for s in subjects if s.i < verb.i and not scene.quoted(s)]
    after = [s for s in subjects if s.i > verb.i and not scene.quoted(s)]
    previous = _previous(scene, verb)
    if before and not (after and previous is not None and (previous.is_punct or scene.quoted(previous))):
        return before[-1]
    named = [s for s in subjects if scene.reading.entities.at(s.i) or s.pos_ == "PROPN"]
    return (named or subjects)[-1]


def _name_beside(scene: Scene, verb: Token) -> Token | None:
    """The name right before a finite verb, where the parser hung it elsewhere: "on Twitter West accused …"."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") and not children(verb, "aux"):
        return None
    before = _previous(scene, verb)
    if before is None or before.sent != verb.sent or scene.quoted(before):
        return None
    mention = scene.reading.entities.mention_at(before.i)
    if mention is None or mention.kind not in ("person", "organization", "country") or mention.form == "demonym":
        return None
    return before


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
        return verb.head
    return subject


def _agent(verb: Token) -> Token | None:
    by = child(verb, "agent") or next((c for c in children(verb, "prep") if c.lower_ == "by"), None)
    return child(by, "pobj") if by is not None else None


def _inverted_subject(scene: Scene, verb: Token) -> Token | None:
    """The subject after the verb ("asked Meera Sundaram"), which the parser takes for an object."""
    obj = child(verb, "dobj", "dative", "attr", "oprd")
    if obj is None or obj.i < verb.i or verb.tag_ not in ("VBD", "VBZ", "VBN"):
        return None
    before = _previous(scene, verb)
    if before is None or not (scene.quoted(before) or before.text == ","):
        return None
    return obj if not child(verb, "ccomp") or scene.quoted(before) else None


def _previous(scene: Scene, token: Token) -> Token | None:
    """The token before, adverbs and auxiliaries skipped."""
    i = token.i - 1
    while i >= 0 and scene.doc[i].pos_ in ("ADV", "AUX"):
        i -= 1
    return scene.doc[i] if i >= 0 else None


def _inherited(scene: Scene, verb: Token, depth: int = 0) -> Token | None:
    """The subject a verb shares with the clause it hangs on."""
    head = verb.head
    if verb.dep_ in ("acl", "relcl"):
        return head
    if head == verb:
        return _name_before(scene, verb)
    joined = verb.dep_ == "conj" and verb.lemma_ in ("add", "say") and not child(verb, "nsubj") and has_that(verb)
    if (joined or (verb.tag_ == "VBG" and verb.dep_ in ("advcl", "pcomp"))) and depth < _DEPTH:
        outer = report_around(scene, verb)
        if outer is not None:
            return _source_of(scene, outer, depth + 1)[0]
    if verb.dep_ == "pcomp":
        head = head.head
    while head.pos_ not in ("VERB", "AUX") and head.head != head:
        if head.dep_ in ("attr", "acomp", "oprd") or verb.dep_ in ("advcl", "xcomp", "conj", "pcomp"):
            head = head.head
        else:
            return None
    subject = child(head, "nsubj", "nsubjpass")
    if subject is None and depth < _DEPTH and not scene.quoted(head) and reporting_verb(head) is not None:
        # "…, ministry spokesperson X told reporters, adding that …", where the parser lost the subject of "told"
        return _source_of(scene, head, depth + 1)[0]
    if subject is not None and not (scene.quoted(subject) or scene.quoted(head)):
        return _antecedent_noun(head, subject)
    if subject is None and head.head != head and not scene.quoted(head) and depth < _DEPTH:
        inverted = _inverted_subject(scene, head)
        return inverted if inverted is not None else _inherited(scene, head, depth + 1)
    return None


def has_that(verb: Token) -> bool:
    """Whether a clause with "that" follows a verb."""
    return any(has_mark(clause) for clause in children(verb, "ccomp"))


def report_around(scene: Scene, verb: Token) -> Token | None:
    """The verb of saying whose speaker goes on: "said that Caracas will invest, warning other states …"."""
    if verb.dep_ == "conj":  # "said the mines were cleared and added that …"
        report = verb.head.head
        return report if verb.head.dep_ == "ccomp" and reporting_verb(report) and not scene.quoted(report) else None
    edge = verb.head.head.head.left_edge if verb.dep_ == "pcomp" else verb.left_edge  # ", in addition to stating"
    if edge.i == 0 or edge.nbor(-1).text != ",":
        return None
    clause = verb.head
    while clause.dep_ in ("conj", "xcomp", "advcl", "prep", "pobj") and clause.head != clause:
        clause = clause.head
    report = clause.head
    said = clause.dep_ == "ccomp" and report.i < clause.i and not scene.quoted(report)
    return report if said and reporting_verb(report) is not None else None


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


def _according(token: Token) -> Cue | None:
    if token.lower_ != "according" or token.i + 2 >= len(token.doc) or token.nbor(1).lower_ != "to":
        return None
    source = child(token.nbor(1), "pobj")
    return Cue(token, "according to", "assert", "preposition", source=source) if source is not None else None


def _phrase(scene: Scene, token: Token) -> Cue | None:
    """ "in the minister's words", "by Moscow's account", "in the words of the minister"."""
    nouns = reporting().phrases.get(token.lower_)
    if not nouns or token.dep_ not in ("prep", "agent"):
        return None
    noun = child(token, "pobj")
    if noun is None or noun.lemma_.casefold() not in nouns or scene.quoted(noun):
        return None
    of = next((c for c in children(noun, "prep") if c.lower_ == "of"), None)
    source = child(noun, "poss") or (child(of, "pobj") if of is not None else None)
    if source is None or source.lower_ in ("my", "our", "your", "other"):
        return None
    return Cue(token, f"{token.lower_} {noun.lower_}", "assert", "preposition", source=source)


def _noun(scene: Scene, token: Token) -> Cue | None:
    """ "his claim that …", "a warning from Moscow that …", "issued a warning that …", "expressed hope that …"."""
    if token.pos_ != "NOUN":
        return None
    lexicon = reporting()
    lemma = token.lemma_.casefold()
    act = lexicon.nouns.get(lemma) or ("express" if lemma in lexicon.feelings else None)
    clause = child(token, "acl", "ccomp", "relcl") or predicate_clause(token)
    if act is None or clause is None or not any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children):
        return None
    source = child(token, "poss")
    for prep in children(token, "prep"):
        if source is None and prep.lower_ in ("of", "by", "from"):
            source = child(prep, "pobj")
    verb = token.head
    given = token.dep_ == "dobj" and verb.lemma_.casefold() in lexicon.giving and not _is_silent(scene, verb)
    if lemma in lexicon.feelings and not given:
        return None
    if given and (source is None or source.pos_ == "PRON"):
        source = _source_of(scene, verb)[0]
    return Cue(token, lemma, act, "noun", source=source) if source is not None else None


def predicate_clause(noun: Token) -> Token | None:
    """The clause that a noun is said to be: "his message was that the order stands"."""
    verb = noun.head
    if noun.dep_ != "nsubj" or verb.lemma_ != "be" or is_negated(verb):
        return None
    clause = child(verb, "ccomp")
    return clause if clause is not None and clause.i > verb.i and has_mark(clause) else None


def _adjective(token: Token) -> Cue | None:
    """ "is adamant that …", "was clear that …"."""
    if token.pos_ != "ADJ" or token.dep_ != "acomp" or token.lemma_.casefold() not in reporting().adjectives:
        return None
    clause, source = child(token, "ccomp"), child(token.head, "nsubj")
    if source is not None and source.lower_ in ("it", "this", "that", "what", "everything"):
        return None  # "it is clear that …" is nobody's word
    if clause is None or source is None or not has_mark(clause) or is_negated(token.head):
        return None
    return Cue(token, token.lemma_.casefold(), "assert", "noun", source=source)


def has_mark(clause: Token) -> bool:
    """Whether "that" opens a clause."""
    return any(c.lower_ == "that" for c in children(clause, "mark"))
