"""The role of a person and its state by the words around the name.

"Defence Minister X", "X, commander of the Čáslav air base", "the president, X"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.language.titles import titles

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ROLE_STOP = frozenset(', . ; : ( ) – — " “ ” ‘ and or but who which that'.split())
_LONGEST_ROLE = 12
# Who is sent "to" somebody.
_SENT = frozenset("ambassador envoy commissioner representative delegate nuncio attaché attache consul".split())


def role_of(doc: Doc, start: int, end: int) -> tuple[str | None, list[Token]]:
    """The role in words, without the country, and the tokens it was read from."""
    before = _role_before(doc, start, end)
    return before if before[0] else _role_after(doc, end) or before


def _role_before(doc: Doc, start: int, end: int) -> tuple[str | None, list[Token]]:
    sent_start = doc[start].sent.start
    i = start
    if i > sent_start and doc[i - 1].text == ",":  # "the president, Nicolás Maduro,"
        i -= 1
    while i > sent_start and start - i < 8 and (_modifies_name(doc[i - 1]) or _is_sent_to(doc, i - 1)):
        i -= 1
    tokens = list(doc[i:start])
    while tokens and tokens[0].dep_ == "case":
        tokens.pop(0)
    # "spokesperson for President X": the office next to the name is the person's
    last = max((k for k, t in enumerate(tokens) if t.lower_ in ("for", "of", "to")), default=-1)
    if 0 < last < len(tokens) - 1 and tokens[-1].lower_ in titles().offices | titles().ranks:
        tokens = tokens[last + 1 :]
    role = _office(tokens)
    if role is None and doc[start - 1].text == "," and not _names_holder(doc[start:end].root):
        tokens = []  # "with Hellenic states, Netanyahu …": what stands before the comma is of somebody else
    return role, tokens


def _names_holder(name: Token) -> bool:
    """ "a member of the Tunisian parliament, X": an apposition to an office."""
    return name.dep_ == "appos" and name.head.lower_ in titles().offices


def _is_sent_to(doc: Doc, i: int) -> bool:
    """Whether the word is the "to" (or "the" after it) of "ambassador to the United Nations"."""
    if doc[i].lower_ == "the":
        i -= 1
    return i > 0 and doc[i].lower_ == "to" and doc[i - 1].lower_ in _SENT


def _modifies_name(token: Token) -> bool:
    if token.text in _ROLE_STOP or (token.is_punct and token.text not in ("-", "’s", "'s")):
        return False
    return (token.pos_ in ("NOUN", "PROPN", "ADJ", "PART", "ADP") and token.lower_ not in (
        "by", "with", "to", "from", "against", "said", "between", "like", "under", "than", "after", "as", "at",
        "on", "in",
    )) or token.tag_ == "POS" or token.text in ("-",)  # fmt: skip


def _role_after(doc: Doc, end: int) -> tuple[str | None, list[Token]] | None:
    if end + 1 >= len(doc) or doc[end].text != "," or doc[end + 1].sent != doc[end].sent:
        return None
    stop = end + 1
    while stop < len(doc) and stop - end <= _LONGEST_ROLE and doc[stop].sent == doc[end].sent:
        token = doc[stop]
        # "the re-elected president": a participle before the office belongs to it
        modifies = token.dep_ == "amod" and token.tag_ in ("VBN", "VBG")
        if token.text in _ROLE_STOP or (token.pos_ in ("VERB", "AUX", "SCONJ") and not modifies):
            break
        stop += 1
    tokens = list(doc[end + 1 : stop])
    role = _office(tokens)
    return (role, tokens) if role else None


def _office(tokens: list[Token]) -> str | None:
    """The role told by these words, from its first office word's phrase on; None without an office word."""
    words = [t.lower_ for t in tokens]
    offices, ranks = titles().offices, titles().ranks
    last = max((i for i, w in enumerate(words) if w in offices or w in ranks), default=None)
    first = next((i for i, w in enumerate(words) if w in offices or w in ranks), None)
    if first is None or last is None:
        return None
    # a premodified office ends at the last office word; one with a complement ("head of X") runs on
    end = len(tokens) if any(w in ("of", "for", "at", "in", "to") for w in words[first:]) else last + 1
    begin = first
    while (
        begin
        and tokens[begin - 1].pos_ in ("NOUN", "PROPN", "ADJ")
        and tokens[begin - 1].ent_type_ not in ("GPE", "NORP")
    ):
        begin -= 1
    whole = end > 1 and (words[end - 2] == "-" or f"{words[end - 2]} {words[end - 1]}" in offices)  # "attorney general"
    if end - 1 > begin and not whole and words[end - 1] in ranks and any(w in offices for w in words[begin : end - 1]):
        end -= 1  # "armed forces chief Gen."
    text = " ".join(tokens[begin].doc[tokens[begin].i : tokens[end - 1].i + 1].text.split()).rstrip(" ,;")
    return re.sub(r"^(?:the|a|an|his|her|its|their)\s+", "", text, flags=re.IGNORECASE) or None


def without_state(role: str, tokens: list[Token], taken: dict[int, Mention]) -> str:
    """ "president of Venezuela" is the office of president; the state is told apart."""
    for token in tokens:
        mention = taken.get(token.i)
        if mention and mention.kind == "country":
            role = re.sub(rf"\s+(?:of|for|in)\s+(?:the\s+)?{re.escape(mention.name)}$", "", role)
    return role


def country_of(tokens: list[Token], taken: dict[int, Mention]) -> str | None:
    """The one state named in a role ("Russian", "Germany's", "Kremlin"), not the one that somebody is sent to."""
    sent = next((k for k, t in enumerate(tokens) if t.lower_ == "to" and k and tokens[k - 1].lower_ in _SENT), None)
    tokens = tokens[:sent]
    named = {m.country for t in tokens if (m := taken.get(t.i)) and m.country and m.kind in ("country", "organization")}
    return named.pop() if len(named) == 1 else None
