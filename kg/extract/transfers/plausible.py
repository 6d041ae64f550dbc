"""Which drafts tell of arms that change hands: not of forces on the move, a trade in general, or what is denied."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.transfers.truth import denies_reports, is_reported
from kg.language.words import text_of

if TYPE_CHECKING:
    from kg.extract.transfers.draft import Draft
    from kg.reading import Reading


def plausible(reading: Reading, told: list[Draft]) -> list[Draft]:
    """The drafts that stand by what they tell of, and by what the rest of the article says of the same arms."""
    denied = _denied(reading) if any(is_reported(d.trigger) for d in told) else set()
    kept = [d for d in told if not _only_reported(reading, d, denied) and _is_plausible(reading, d)]
    for draft in kept:
        draft.hint = draft.kind == "armed" and not _stands_alone(draft)
    return [d for d in kept if not (d.hint and d.title)]


def _only_reported(reading: Reading, draft: Draft, denied: set[str]) -> bool:
    """Whether somebody tells of a deal that another denies."""
    return is_reported(draft.trigger) and any(reading.entities.owner(a.mention).label in denied for a in draft.arms)


def _denied(reading: Reading) -> set[str]:
    """The systems whose deal somebody denies somewhere in the article: what is reported of it elsewhere is none."""
    names: set[str] = set()
    for sent in reading.doc.sents:
        if denies_reports(sent):
            named = reading.entities.within(sent.start, sent.end, "weapon")
            names.update(reading.entities.owner(m).label for m in named if m.form == "designation")
    return names


_BRINGING = frozenset("supply provide send come arrive field contribute bring join enter dispatch".split())
_DRILLS = re.compile(
    r"\b(?:exercises?(?! (?:an|its|the|their) options?)|drills?|manoeuvres|maneuvers|wargames?|fleet review|"
    r"harbou?r phase)\b",
    re.IGNORECASE,
)


def _for_a_drill(reading: Reading, draft: Draft) -> bool:
    """Whether forces only come together with what is theirs: "India is supplying a destroyer" for an exercise."""
    weak = draft.recipient is None or draft.recipient is draft.weak_recipient
    if draft.noun or draft.trigger.lemma_.lower() not in _BRINGING or not weak or draft.value is not None:
        return False
    sent = draft.trigger.sent
    start = max(sent.start_char - 160, 0)
    return bool(_DRILLS.search(reading.article.text, start, sent.end_char))


_ERRAND = re.compile(
    r"\bport (?:visit|call)s?\b|\b(?:NATO|alliance)(?:'s|’s)? mission\b|"
    r"\bto (?:protect|guard|defend) (?:its|their|his|her|American|US|U\.S\.) (?:own )?"
    r"(?:bases|troops|forces|soldiers|citizens)\b"
)


def _on_an_errand(draft: Draft) -> bool:
    """ "is sending a frigate to Japan for a port visit": forces go somewhere and stay whose they are."""
    if draft.noun or draft.trigger.lemma_.lower() not in ("send", "provide", "dispatch"):
        return False
    return bool(_ERRAND.search(text_of(draft.trigger.sent)))


_HOSTILE = frozenset("shoot down destroy intercept capture hit strike sink jam repel".split())


def _destroyed(draft: Draft) -> bool:
    """ "Ukraine shot down 20 drones supplied by Iran": who fights the arms did not receive them."""
    verbs = (t for a in draft.arms for t in a.head.ancestors if t.pos_ == "VERB" and t.i < a.left)
    return draft.recipient is None and any(v.lemma_.lower() in _HOSTILE for v in verbs)


_CUSTOMERS = frozenset("force country nation state operator customer user army navy client military".split())
_MANY = frozenset("many several various".split())
_LIVING = frozenset("export sell supply make build produce manufacture provide deliver".split())


def _in_general(draft: Draft) -> bool:
    """ "Sweden exports the Gripen", "the firm supplies guns": what somebody does for a living, to nobody named."""
    verb = draft.trigger
    general = not draft.noun and verb.tag_ in ("VBZ", "VBP") and verb.lemma_.lower() in _LIVING
    return general and draft.recipient is None and all(a.quantity is None for a in draft.arms)


def _to_many(draft: Draft) -> bool:
    """ "More than 290 have been sold to 22 air forces": the sum of many deals, none of them told."""
    if draft.noun or draft.recipient is not None or draft.trigger.tag_ != "VBN":
        return False
    customers = (c for p in draft.trigger.children if p.lower_ in ("to", "by") for c in p.children)
    return any(
        c.lemma_.lower() in _CUSTOMERS and any(n.dep_ == "nummod" or n.lower_ in _MANY for n in c.children)
        for c in customers
    )


def _is_plausible(reading: Reading, draft: Draft) -> bool:
    if draft.kind != "armed":
        return True
    if (
        _for_a_drill(reading, draft)
        or _in_general(draft)
        or _destroyed(draft)
        or _on_an_errand(draft)
        or _to_many(draft)
    ):
        return False
    return not all(reading.entities.owner(a.mention).label == "military equipment" for a in draft.arms)


_OWN = frozenset("its their his her our".split())


def _dated(draft: Draft) -> bool:
    """Whether a named system stands with a sum or a day of a deal, and the words of trade are free.

    "It brought an A400M and bought nothing": the verb has another object; "its Kfirs": arms of old.
    """
    if all(a.generic for a in draft.arms) or not (draft.value or draft.date):
        return False
    if any(c.dep_ in ("dobj", "nsubjpass") or c.lower_ in _OWN for c in draft.trigger.children):
        return False  # nor "scrapped their sale", of others
    return not any(c.lower_ in _OWN for a in draft.arms for c in a.head.children)


def _stands_alone(draft: Draft) -> bool:
    """Whether enough is told to see a deal: parties, numbers or sums, where no name or no frame vouches for it."""
    told = draft.supplier or (draft.recipient and draft.arms[0].quantity)
    if not draft.strong and not told and not _dated(draft):
        return False
    if all(a.generic for a in draft.arms):
        return draft.strong and (
            bool(draft.supplier and draft.recipient)
            or bool((draft.supplier or draft.recipient) and (draft.arms[0].quantity or draft.value))
            or bool(draft.supplier and draft.stage.status in ("suspended", "cancelled"))
        )
    return True
