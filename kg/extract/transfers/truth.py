"""Whether a claim of a transfer is meant: not denied, not imagined, no mere rumour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.transfers.frames import Trigger, frames
from kg.language.grammar import auxiliaries, child, is_negated
from kg.language.words import text_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_REJECTED = re.compile(
    r"\b(?:reject|den(?:y|ies|ied)|dismiss|refut)\w* (?:as \W?\w+\W? )?(?:\w+ ){0,2}"
    r"(?:allegations?|claims?|reports?|accusations?|charges?|rumou?rs?|suggestions?|it|this)\b"
)
# "China had sold engines to Russia, which Beijing denied"
_DENIED_AFTER = re.compile(r",? which (?:\w+ ){1,4}(?:den(?:y|ies|ied)|reject\w*|disput\w*)\b(?! \w+ing)")
_REPORTING = frozenset("report claim write allege say".split())
_ALLEGING = frozenset("accuse suspect allege accusation allegation".split())
_UNREAL = frozenset("would could might should".split())
_REPORTS = frozenset(
    "report claim rumour rumor allegation speculation suggestion talk story accusation canard information notion "
    "version".split()
)
_ASKING = frozenset("urge demand ask press call want implore beg exhort advise tell pressure".split())
_PROSPECTS = frozenset("prospect speculation rumour rumor hypothesis fantasy".split())


def governors_of(chain: list[Trigger]) -> list[Token]:
    """The words above the triggers, up to the clause that reports them."""
    found: list[Token] = []
    for trigger in chain:
        token = trigger.token
        for _ in range(6):
            if token.head is token or token.dep_ in ("relcl",):
                break
            if token.dep_ == "acl" and any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children):
                break  # "reports that Hanoi was in talks"
            if token.dep_ == "advcl" and _beside(token):
                break  # "were never collected after Cairo walked away from its contract"
            if token.dep_ == "ccomp" and token.head.lemma_ not in ("deny", "dismiss", "want"):
                break
            token = token.head
            if token not in found:
                found.append(token)
    return found


_BESIDE = frozenset("after when while as since because before whereas".split())


def _beside(verb: Token) -> bool:
    """Whether a clause tells a story of its own beside the main one: "…, after Spain had bought …"."""
    marked = any(c.dep_ in ("mark", "advmod") and c.lower_ in _BESIDE for c in verb.children)
    return marked and any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def is_void(sent: Span, chain: list[Trigger], governors: list[Token]) -> bool:
    """Whether a claim is denied, only imagined, or of arms that thieves moved."""
    deny, imagine = frames().void["deny"], frames().void["imagine"]
    own = [t.token for t in chain]
    for token in own + governors:
        lemma = token.lemma_.lower()
        if lemma == "lose" and any(t.noun and t.token.head == token and t.token.dep_ == "dobj" for t in chain):
            return True  # "lost the contract"
        out = lemma == "rule" and any(c.lower_ == "out" for c in token.children)
        if (lemma in deny or out) and token.pos_ in ("VERB", "NOUN") and not is_negated(token):
            return True
        if token.pos_ in ("VERB", "AUX") and is_negated(token) and not _only_for_now(token, own):
            return True
        imagined = ("alleged", "purported", "supposed", "rumoured", "rumored")
        if token.pos_ == "NOUN" and any(c.lower_ in imagined and not _at_last(c) for c in token.children):
            return True
        if (
            any(c.lower_ in ("no", "neither") and c.dep_ in ("det", "neg", "preconj") for c in token.children)
            and token.pos_ == "NOUN"
        ):
            return True
        if token.pos_ in ("VERB", "AUX"):
            mark = child(token, "mark", "advmod")
            if mark is not None and mark.lower_ in imagine and token.dep_ in ("advcl", "ccomp", "ROOT", "pcomp"):
                return True
            if any(a.lower_ in ("were", "should") and a.i == token.sent.start for a in token.children):
                return True
            if lemma == "imagine":
                return True
    if any(_is_rumour(token) for token in own):
        return True
    first = sent[0].lower_
    if first in ("imagine", "suppose", "were", "should", "if"):
        return True
    if re.search(r"\b(?:smuggl|stole|seized(?! up)|looted|traffick|captured)\w*", text_of(sent)):
        return True
    if denies_reports(sent) or _DENIED_AFTER.search(text_of(sent)):
        return True
    if any(_is_unreal(token) for token in own + governors):
        return True
    return bool(
        re.search(
            r"\b(?:untrue|no such|in theory|hypothetical\w*|pure fiction|nonsense|fake news|fabricated|"
            r"(?:[Nn]obody|[Nn]o one) (?:has|had|was|is))\b",
            text_of(sent),
        )
    )


def denies_reports(sent: Span) -> bool:
    """Whether somebody denies in a sentence what is told: "Egypt denied reports that it had ordered 40 jets"."""
    return _REJECTED.search(text_of(sent)) is not None


def is_reported(trigger: Token) -> bool:
    """Whether somebody says or writes of a deal: "Channel 12 reported that Cairo had agreed to buy the jets"."""
    return any(a.lemma_.lower() in _REPORTING for a in trigger.ancestors)


def is_alleged(trigger: Token) -> bool:
    """Whether a deal is only what somebody is accused of: "accused Pyongyang of shipping 200 missiles"."""
    if any(c.lower_ in ("allegedly", "purportedly") for c in trigger.children):
        return True
    return any(above.lemma_.lower() in _ALLEGING for above in trigger.ancestors)


def _is_unreal(verb: Token) -> bool:
    """ "Had it not done so, it would have received 100 jets"; not "said it would have all twelve by May"."""
    words = {a.lower_ for a in auxiliaries(verb)}
    return verb.tag_ == "VBN" and "have" in words and not words.isdisjoint(_UNREAL) and verb.dep_ != "ccomp"


def _at_last(word: Token) -> bool:
    """ "closed its long-rumoured sale": what was only rumoured has come about."""
    return word.i > 1 and word.doc[word.i - 1].text == "-" and word.doc[word.i - 2].lower_ == "long"


def is_only_asked(verb: Token) -> bool:
    """Whether something is what somebody asks of another: "urged Washington to stop arms sales"."""
    while verb.dep_ in ("xcomp", "ccomp", "conj", "advcl") and verb.head is not verb:
        below, verb = verb, verb.head
        if below.dep_ in ("xcomp", "ccomp") and verb.lemma_.lower() in _ASKING:
            return True
    return False


def _is_rumour(token: Token) -> bool:
    """Whether a claim stands below reports that are denied, or is a mere prospect: "the prospect of a sale"."""
    for above in token.ancestors:
        lemma = above.lemma_.lower()
        if above.pos_ == "NOUN" and lemma in _PROSPECTS:
            return True
        if above.pos_ == "NOUN" and lemma in _REPORTS and above.dep_ in ("dobj", "nsubjpass", "pobj", "oprd"):
            verb = above.head if above.head.pos_ == "VERB" else above.head.head
            if verb.lemma_.lower() == "ask":
                return True  # "asked about reports that …"
            return verb.lemma_.lower() in frames().void["deny"] and not is_negated(verb)
    return False


def _only_for_now(token: Token, own: list[Token]) -> bool:
    """ "not before 2026", "not yet delivered": the deal itself stands."""
    words = {w.lower_ for w in token.subtree}
    if not words.isdisjoint(("unnoticed", "yet", "before", "until", "till", "only")):
        return True
    return (
        token not in own
        and token.lemma_.lower()
        in ("comment", "respond", "disclose", "specify", "say", "reveal", "give", "name", "provide")
        and token.dep_ == "conj"
    )
