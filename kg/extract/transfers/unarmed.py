"""Transfers of arms without a weapon named, and sentences that only name the two sides of a deal.

1. aid for a sum: "Portugal is putting up €126m in military aid"     2. bans: "suspended 30 export licences for Israel"
3. plans and deals for weapons in general, both sides named: "planned to continue buying weapons in Russia"
4. "Iraq signed a contract with KAI.": gives its sides to the sentence that names the jets
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.draft import Draft
from kg.extract.transfers.frames import Trigger, frames
from kg.extract.transfers.party import same
from kg.extract.transfers.roles import sides_of
from kg.extract.transfers.stage import Stage
from kg.extract.transfers.stages import stage_of
from kg.extract.transfers.truth import is_only_asked
from kg.language.grammar import is_negated
from kg.language.words import text_of, words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.extract.transfers.party import Party
    from kg.reading import Reading

_AID = re.compile(
    r"\b(?:(?:military|defen[cs]e|security|lethal|weapons?|arms) (?:\w+ )?(?:aid|assistance|support|packages?|help)|"
    r"worth of (?:arms|weapons|weaponry|ammunition|military|defen[cs]e|air)|arms packages?|aid packages?)\b"
)
_BANNED = re.compile(
    r"\b(?:(?:arms|weapons?|military|defen[cs]e|munitions) (?:\w+ )?(?:exports?|sales?|deliver(?:y|"
    r"ies)|shipments?|transfers?|supplies|purchases?|imports?|deals?|contracts?)|"
    r"exports? (?:of|to)\b|(?:sales?|deliver(?:y|ies)|purchases?|exports?|shipments?|"
    r"transfers?) of (?:\w+ )?(?:arms|weapons|weaponry|military|defen[cs]e)|"
    r"exports? (?:licen[cs]es?|permits?)|(?:buying|purchasing|selling|delivering|exporting|supplying|"
    r"shipping) (?:\w+ )?(?:arms|weapons))\b"
)
_ARMS = re.compile(
    r"\b(?:arms|weapons|weaponry|weapons systems|military (?:equipment|hardware|gear)|munitions|"
    r"ammunition|armaments?)\b"
)
_CONTRACTS = frozenset("contract deal agreement order pact package".split())


def unarmed(
    reading: Reading, number: int, sent: Span, found: dict[int, Trigger], parties: list[Party]
) -> Iterator[Draft]:
    """The draft of a sentence without a weapon, if it tells of a transfer or names both sides of one."""
    chain = _chain(sent, found)
    if not chain or not speaks_of_arms(sent, found):
        return
    stage = stage_of(reading, sent, chain, [], sent.start, sent.end)
    if stage is None:
        return
    text, lemmas = text_of(sent), words_of(sent.doc).lemmas
    held = [t for t in sent if lemmas[t.i] in frames().stage["suspended"]]
    suspended = next((t for t in held if t.pos_ == "VERB"), None)
    title = sent.start_char < reading.article.body_start
    draft = Draft(number, chain[0].token, chain[0].noun, [], stage=stage, title=title)
    sides = sides_of(reading.doc, chain, [], parties, sent.start, sent.end, sent.end)
    draft.supplier, draft.recipient = sides.supplier, sides.recipient
    draft.weak_supplier = sides.supplier if sides.weak_supplier else None
    both = draft.supplier is not None and draft.recipient is not None
    ended = next((t for t in sent if _ends_exports(t)), None)
    if _BANNED.search(text) and (stage.status == "suspended" or suspended is not None):
        draft.stage = Stage("suspended", suspended or stage.token)
        draft.kind, draft.mode = "ban", "sale"
    elif ended is not None and draft.supplier is not None and not draft.supplier.company:
        draft.stage = Stage("cancelled" if ended.lemma_ == "end" else "suspended", ended)
        draft.kind, draft.mode = "ban", "sale"
    elif _AID.search(text) and draft.supplier is not None and not draft.supplier.company:
        draft.kind = "aid"
        draft.mode = "aid"
        if stage.status in ("ordered", "delivering"):
            draft.stage = Stage("approved", stage.token)
    elif _ARMS.search(text) and both and stage.status in ("considered", "ordered", "cancelled", "requested"):
        draft.kind = "arms"
        draft.mode = "sale"
    elif any(t.noun and t.token.lemma_.lower() in _CONTRACTS for t in chain) and (
        both or draft.supplier or draft.recipient
    ):
        draft.kind = "context"
    else:
        return
    yield draft
    if draft.kind == "ban":
        for other in _also(draft.supplier, parties):
            yield replace(draft, supplier=other, weak_supplier=None, spans=[])


def _also(supplier: Party | None, parties: list[Party]) -> Iterator[Party]:
    """Who stops exporting too: "Italy and Canada have stopped"."""
    for party in parties if supplier is not None and supplier.prep is None else ():
        if party.after and 0 < party.start - (supplier.end if supplier else 0) < 4 and not same(party, supplier):
            yield party


def speaks_of_arms(sent: Span, found: dict[int, Trigger]) -> bool:
    """Whether a sentence without a weapon can tell of a transfer at all: most that speak of giving do not."""
    if any(t.noun and t.token.lemma_.lower() in _CONTRACTS for t in found.values()):
        return True
    text = text_of(sent)
    return any(pattern.search(text) for pattern in (_BANNED, _AID, _ARMS, _ENDED))


_ENDED = re.compile(r"\b(?:stopp?|end|ceas|halt|discontinu)(?:s|es|ed|ing)?\b")
_ENDING = frozenset("stop end cease halt discontinue".split())
_EXPORTS = frozenset("export sale delivery shipment licence license permit supply".split())


def _ends_exports(token: Token) -> bool:
    """ "stopped issuing new licences", "ending exports last October"."""
    if token.pos_ != "VERB" or token.lemma_.lower() not in _ENDING or is_negated(token) or is_only_asked(token):
        return False
    objects = [c for c in token.children if c.dep_ in ("dobj", "xcomp") and c.i > token.i]
    below = (t for o in objects for t in (o, *o.children))
    return any(t.lemma_.lower() in _EXPORTS and t.pos_ == "NOUN" for t in below)


def _chain(sent: Span, found: dict[int, Trigger]) -> list[Trigger]:
    """The frames of an unarmed sentence: the first noun frame with the verbs that govern it, else the first verb."""
    nouns = [t for t in found.values() if t.noun and not t.frame.of_deal]
    verbs = [t for t in found.values() if not t.noun and not t.frame.of_deal]
    if not nouns:
        return verbs[:1]
    above = {t.i for t in nouns[0].token.ancestors}
    chain = [nouns[0], *(t for t in found.values() if t.token.i in above)]
    chain += [v for v in verbs if v not in chain and v.token.head == nouns[0].token]
    return chain
