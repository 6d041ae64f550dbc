"""Nouns and names as speakers: which may speak at all, which stand for a person, which for a body."""

from __future__ import annotations

from spacy.tokens import Token

from kg.language.grammar import child, children
from kg.language.reporting import reporting
from kg.language.titles import titles

_PARTITIVES = frozenset("number part host handful range series pair dozen score lot".split())
_MEASURES = frozenset(("DATE", "TIME", "CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"))
_ABSTRACT = tuple("ion ment ness ity ing ism ence ance ship age ure data law sign act".split())
_COLLECTIVES = frozenset("delegation team campaign coalition camp cabinet mission panel crew".split())
_SUFFIXES = ("er", "or", "ist", "man", "men", "ian", "ant", "ess", "eer", "people")


def can_speak(head: Token) -> bool:
    """Whether the phrase headed by a noun or name may name who speaks: a person, a body, a state."""
    lemma = head.lemma_.casefold()
    if lemma in _PARTITIVES and (of := next((c for c in children(head, "prep") if c.lower_ == "of"), None)):
        member = child(of, "pobj")
        return member is not None and can_speak(member)
    if not reporting().people.isdisjoint((lemma, head.lower_)) or lemma in titles().offices | titles().ranks:
        return True
    if head.lower_ in titles().organization_heads or lemma in titles().organization_heads:
        return True
    if is_capital(head):
        return head.text not in reporting().platforms and head.ent_type_ not in _MEASURES
    if lemma in reporting().things:
        return False
    return head.pos_ == "NOUN" and lemma.endswith(_SUFFIXES) and lemma not in reporting().documents


def is_capital(token: Token) -> bool:
    """Whether a word is written as a name: with a capital, and not merely since it begins a sentence."""
    if not token.text[:1].isupper() or token.pos_ not in ("PROPN", "NOUN", "X", "ADJ", "VERB"):
        return False
    return token.pos_ == "PROPN" or not token.is_sent_start or token.is_oov


def may_be_person(head: Token) -> bool:
    """Whether a noun that the lexicon does not know is no document, no thing and no abstract."""
    lemma = head.lemma_.casefold()
    known = lemma in reporting().documents or lemma in reporting().things or lemma in reporting().nouns
    return (
        head.pos_ in ("NOUN", "PROPN")
        and not known
        and not lemma.endswith(_ABSTRACT)
        and head.ent_type_ not in _MEASURES
    )


def is_person_noun(head: Token) -> bool:
    """Whether a noun names an office or a source of news."""
    lemma = head.lemma_.casefold()
    return lemma in titles().offices or lemma in ("official", "source", "spokesman", "spokeswoman", "spokesperson")


def is_body_noun(noun: str) -> bool:
    """Whether a noun stands for a body or a writing, which "it" may mean."""
    return noun in titles().organization_heads or noun in reporting().documents or noun in _COLLECTIVES


def is_body(token: Token) -> bool:
    """Whether a noun or name stands for a body or a writing."""
    return is_body_noun(token.lemma_.casefold()) or token.ent_type_ in ("ORG", "GPE")


def is_writing(noun: Token) -> bool:
    """Whether a noun stands for what was written or broadcast, by whomever: "official statements", "information"."""
    return noun.pos_ == "NOUN" and not reporting().documents.keys().isdisjoint((noun.lemma_.casefold(), noun.lower_))
