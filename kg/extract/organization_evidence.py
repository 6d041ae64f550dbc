"""What the words around a name say for its being somebody who acts: where the model alone took it for a body.

The model takes places, ships, laws and code names of one word for bodies as readily as bodies. A name without a head
noun of its own counts only where some mention of it in the article
1. speaks, decides or owns: "Kencoa agreed", "the ministry told Parkiet", "seen by the Courier"
2. goes with a person's office or a body's: "Verdane chief executive", "analysts at Jefferies", "the bank BNDES"
3. buys, sells or makes: "bought from Oerlikon", "a contract with Insitu"
4. stands beside a known body: "Boeing and Kencoa", or in brackets behind the name it shortens
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.titles import titles

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# What exercises, ships, programmes and systems do as well as bodies.
_OF_THINGS = frozenset(
    (
        "be have become remain include involve cost carry weigh enter mobilize mobilise gather take begin start end "
        "last kick run see feature bring update turn mark test fly sail fire hit serve save come go follow stand lie "
        "sit mean sound look seem appear continue"
    ).split()
)
_TOLD = frozenset(
    "tell assure inform remind sue urge ask accuse hire join pay award brief contract sanction blame designate fight "
    "defeat found head lead chair criticise criticize acquire thank".split()
)
_WITH = frozenset(
    "sign work partner team agree cooperate compete negotiate talk fight collaborate train serve file register".split()
)
_TO = frozenset(
    "statement filing letter interview award sell deliver supply give grant hand belong transfer speak talk complain "
    "write turn outsource contract assign refer belong attach report".split()
)
_AGAINST = frozenset(
    "fight war campaign lawsuit sanction case claim battle struggle complaint operation protest".split()
)
_DEALS = frozenset(
    (
        "contract deal order agreement partnership talk negotiation venture statement interview filing subsidiary unit "
        "report letter offer proposal joint share stake analyst researcher expert fellow official executive worker "
        "employee spokesman spokeswoman spokesperson member leader head director president chief senator lawmaker mp "
        "reporter correspondent editor engineer consultant economist strategist chairman manager critic deputy "
        "battalion brigade company regiment squadron personnel troop soldier contingent element battery fighter "
        "militant rebel arm branch wing founder owner boss board lawyer headquarters columnist host staff scientist "
        "employee crew trader pilot technician volunteer auditor"
    ).split()
)
_BUYS = frozenset("buy order purchase acquire get receive procure obtain commission source contract lease".split())
_OWNED = frozenset(
    "channel newspaper agency daily website broadcaster company firm group works yard shipyard plant factory "
    "subsidiary unit union office headquarters brand shares stock contract deal team staff benches party".split()
)
_GROUPS = frozenset(
    "company firm maker manufacturer builder shipbuilder agency broadcaster newspaper daily weekly magazine "
    "website outlet channel group association union bank institute party consultancy contractor supplier "
    "charity organisation organization watchdog think-tank consortium developer conglomerate giant".split()
)
_EXAMPLES = frozenset(("like", "including", "among", "between"))


def acts_somewhere(doc: Doc, spans: list[tuple[int, int]], bodies: set[int]) -> bool:
    """Whether any of the mentions of one name is that of somebody; `bodies`: tokens of bodies known otherwise."""
    # what the model takes for a body twice is seldom none
    return len(spans) > 1 or any(_acts(doc, start, end, bodies) for start, end in spans)


def is_where(doc: Doc, start: int, end: int) -> bool:
    """Whether a name without an article stands where places do: "in Atar", "at Hurso"."""
    before = doc[start - 1] if start else None
    return (
        before is not None
        and before.lower_ in ("in", "at", "near", "outside")
        and doc[start:end].root.dep_ == "pobj"
        and not doc[start:end].text.isupper()
    )


def _acts(doc: Doc, start: int, end: int, bodies: set[int]) -> bool:
    span = doc[start:end]
    root, head, role = span.root, span.root.head, span.root.dep_
    after = doc[end] if end < len(doc) else None
    if role == "nsubj":
        return head.pos_ == "VERB" and head.lemma_ not in _OF_THINGS
    if role == "nsubjpass":
        return head.lemma_ in _TOLD
    if role in ("dobj", "dative"):
        return head.lemma_ in _TOLD or any(c.dep_ == "prt" and c.lower_ == "over" for c in head.children)
    if role == "poss":
        return True
    if role in ("compound", "nmod", "amod"):
        return _is_person_noun(head) or (head.lower_ in _OWNED and head.i > root.i)
    if role == "appos":
        return _beside(head, bodies) or head.lemma_ in _GROUPS
    if role == "conj":
        return _beside(head, bodies) and head.ent_type_ == "ORG"
    if role == "pobj" and head.pos_ in ("ADP", "SCONJ"):
        return _after_preposition(root, head, bodies)
    if any(child.dep_ == "appos" and child.lemma_ in _GROUPS for child in root.children):
        return True
    return after is not None and after.text == "(" and end + 1 in bodies


def _after_preposition(root: Token, preposition: Token, bodies: set[int]) -> bool:
    governor, word = preposition.head, preposition.lower_
    if any(child.dep_ == "appos" and child.lemma_ in _GROUPS for child in root.children):
        return True
    lemma = governor.lemma_
    if preposition.dep_ == "agent" or (word == "by" and lemma in _DEALS) or (word == "to" and lemma == "accord"):
        return True
    if word in ("of", "at", "for", "with", "in", "from", "to") and _is_person_noun(governor):
        return True
    if word in ("of", "at", "from", "with") and governor.ent_type_ == "PERSON":
        return True  # "Jennifer Lu of Parkiet"
    if word in ("of", "at", "for", "with", "from") and lemma in _DEALS:
        return True
    verbs = {"from": _BUYS, "with": _WITH, "to": _TO, "against": _AGAINST}.get(word, frozenset())
    return lemma in verbs or (word in _EXAMPLES and any(c.i in bodies for c in root.conjuncts))


def _beside(head: Token, bodies: set[int]) -> bool:
    return head.i in bodies


def is_of_party(token: Token) -> bool:
    """Whether a noun after a party's short name is a politician or a part of it: "Labour backbencher"."""
    return _is_person_noun(token) or token.lemma_.lower() in ("bench", "party", "government", "manifesto", "former")


def _is_person_noun(token: Token) -> bool:
    lexicon = titles()
    return token.lemma_.lower() in lexicon.offices or token.lower_ in lexicon.offices or token.lower_ in lexicon.ranks
