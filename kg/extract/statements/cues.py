"""Cues: the words that tell somebody spoke or wrote, each with the head of the phrase that names who.

1. reporting verbs, finite or not: "said", "adding that", "went on to say", "was quoted as saying"
2. "according to X"   3. "in X's words", "by X's account"   4. nouns with a clause: "X's claim that …"
Verbs under which nothing was said are no cues: "will announce", "declined to say", "if he denies it".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from spacy.tokens import Token

from kg.extract.statements.scene import Scene
from kg.extract.statements.silence import is_silent
from kg.extract.statements.sources import source_of
from kg.extract.statements.that_clauses import has_mark, predicate_clause
from kg.language.grammar import child, children, is_negated
from kg.language.reporting import reporting, reporting_verb
from kg.language.words import words_of

CueKind = Literal["verb", "preposition", "noun"]
_PAPERS = frozenset("newspaper paper daily weekly magazine broadcaster channel website outlet agency programme".split())


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
    words, (lemmas, written) = words_of(scene.doc), _cue_words()
    for i in sorted({*words.with_lemma(lemmas), *words.written(written)}):
        token = scene.doc[i]
        if scene.quoted(token) or scene.unit_of[i] < 0:
            continue
        cue = (
            _verb(scene, token)
            or _verb_as_noun(scene, token)
            or _according(token)
            or _per(token)
            or _phrase(scene, token)
            or _noun(scene, token)
            or _adjective(token)
        )
        if cue:
            yield cue


@lru_cache(maxsize=1)
def _cue_words() -> tuple[frozenset[str], frozenset[str]]:
    """Lemmas, and words as they are written: where none of them stands there is no cue."""
    lexicon = reporting()
    first = {verb.split()[0] for verb in lexicon.verbs}
    plural = {f"{verb}s" for verb in lexicon.verbs}
    lemmas = first | lexicon.nouns.keys() | lexicon.feelings | lexicon.adjectives
    return frozenset(lemmas), frozenset({"according", "per", *lexicon.phrases, *lexicon.verbs, *plural})


def _verb(scene: Scene, token: Token) -> Cue | None:
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("amod", "compound", "aux", "auxpass"):
        return None
    verb = reporting_verb(token)
    if verb is None or is_silent(scene, token):
        return None
    source, relay = source_of(scene, token)
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


def _according(token: Token) -> Cue | None:
    if token.lower_ != "according" or token.i + 2 >= len(token.doc) or token.nbor(1).lower_ != "to":
        return None
    source = child(token.nbor(1), "pobj") or _noun_before_comma(token.nbor(1))
    if source is not None and source.lower_ == "which":
        source = _report_before(token)  # "reports in the Times according to which …"
    return Cue(token, "according to", "assert", "preposition", source=source) if source is not None else None


def _noun_before_comma(to: Token) -> Token | None:
    """The head after "according to" where the parser took it for the subject: "According to editor Jane Doe, the …"."""
    last = None
    for token in to.doc[to.i + 1 : min(to.sent.end, to.i + 10)]:
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "DET") and token.dep_ not in ("case", "compound"):
            return last if token.text == "," else None
        last = token
    return None


def _per(token: Token) -> Cue | None:
    """ "…, per the Pentagon", "…, per two people familiar with it"; not "nine a month, per line"."""
    if token.lower_ != "per" or token.dep_ != "prep" or (token.i > token.sent.start and token.nbor(-1).text != ","):
        return None
    source = child(token, "pobj")
    lexicon = reporting()
    if source is not None and source.lemma_ == "request":
        return None
    told = source is not None and source.lemma_.casefold() in {*lexicon.people, *lexicon.documents}
    if source is None or not (told or source.pos_ == "PROPN"):
        return None
    return Cue(token, "per", "assert", "preposition", source=source)


def _report_before(token: Token) -> Token | None:
    """The writing right before "according to which", if its own noun phrase ends there."""
    for noun in reversed(list(token.sent[: token.i - token.sent.start])):
        if noun.pos_ == "NOUN" and noun.lemma_.casefold() in reporting().documents:
            return noun
        if noun.pos_ in ("VERB", "AUX") or noun.is_punct:
            return None
    return None


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
    given = token.dep_ == "dobj" and verb.lemma_.casefold() in lexicon.giving and not is_silent(scene, verb)
    if lemma in lexicon.feelings and not given:
        return None
    if given and (source is None or source.pos_ == "PRON"):
        source = source_of(scene, verb)[0]
    return Cue(token, lemma, act, "noun", source=source) if source is not None else None


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
