"""One deal told in several sentences joined into one; what later sentences add to it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.aftermath import tell_after
from kg.extract.transfers.party import Party, same
from kg.extract.transfers.refusals import refused_before
from kg.extract.transfers.same_deal import alike, alike_arms, flat, is_family, same_deal, sides_fit
from kg.language.amounts import find_money
from kg.language.dates import find_dates
from kg.language.words import text_of
from kg.reference import reference
from kg.vocab import country_iri

if TYPE_CHECKING:
    from spacy.tokens import Span

    from kg.extract.transfers.draft import Draft
    from kg.reading import Reading

_RANK = {
    "considered": 0,
    "requested": 1,
    "approved": 2,
    "ordered": 3,
    "delivering": 5,
    "delivered": 4,
    "suspended": 6,
    "cancelled": 7,
}
_ANAPHOR = re.compile(
    r"\b(?:The|This|That|the|this|that|such an?|same) (?:[\w-]+\s){0,2}?"
    r"(?:deal|contract|agreement|pact|order|purchase|package|sale|jets|aircraft|planes|fighters|tanks|"
    r"missiles|helicopters|ships|submarines|frigates|warships|vehicles|offer|donation|arrangement|accord)\b|"
    r"^(?:The|This|That) (?:\S+ ){0,5}?(?:billion|million|crore)\)? (?:\S+ ){0,3}?"
    r"(?:deal|contract|agreement|order|purchase|package|sale)\b"
)


def merged(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """The drafts with those of one deal joined, in text order of the first; the headline only adds."""
    joined: list[Draft] = []
    contexts: list[Draft] = []
    sentences = list(reading.doc.sents)
    titles = [d for d in drafts if d.title]
    told = [d for d in drafts if not d.title]
    for draft in [*(d for d in told if not d.hint), *(d for d in told if d.hint), *titles]:
        if titles and draft is titles[0]:
            _anaphors(reading, joined, contexts)
        if draft.kind == "context":
            contexts.append(draft)
            continue
        words = text_of(sentences[draft.sentence])
        if draft.trigger.lemma_.lower() == "follow" and not draft.noun:
            _as_before(draft, joined)
        draft.anaphoric = bool(
            re.match(
                r"(?:The|This|That) (?:\S+ ){0,3}?(?:deal|contract|agreement|order|purchase|sale|package)\b", words
            )
        )
        if not draft.title:
            _inherit(draft, words, contexts, joined)
        if draft.kind == "ban" and draft.recipient is None:
            banned = next((d.recipient for d in reversed(joined) if d.kind == "ban" and d.recipient), None)
            draft.recipient = replace(banned, guessed=True) if banned and not same(banned, draft.supplier) else None
        homes = (d for d in joined if same_deal(d, draft) and not (draft.hint and _apart(d, draft)))
        home = max(homes, key=_told_last, default=None)
        if home is None and draft.of_deal:
            home = next(
                (d for d in reversed(joined) if 0 <= draft.sentence - d.sentence <= 2 and d.kind in ("aid", "arms")),
                None,
            )
            if home is not None:
                home.arms, home.kind = list(draft.arms), "armed"
        if home is None and draft.hint:
            continue
        if home is None:
            if not draft.title or (
                draft.strong
                and (draft.supplier or draft.recipient)
                and not any(
                    sides_fit(d.supplier, draft.supplier) and sides_fit(d.recipient, draft.recipient) for d in joined
                )
            ):
                joined.append(draft)
        else:
            _add(home, draft)
    if not titles:
        _anaphors(reading, joined, contexts)
    _notice(reading, joined)
    for draft in joined:
        draft.arms[:] = [a for a in draft.arms if not any(is_family(a, other) for other in draft.arms)]
    return joined


def _as_before(draft: Draft, joined: list[Draft]) -> None:
    """ "Denmark pledged Kyiv 19 jets. Belgium followed suit with 30": it does what was done before."""
    iris = {a.iri for a in draft.arms}
    before = next(
        (d for d in reversed(joined) if draft.sentence - d.sentence <= 2 and any(a.iri in iris for a in d.arms)), None
    )
    if before is None or not before.strong:
        return
    giver = before.supplier
    if (
        giver is not None
        and giver.prep is None
        and not before.noun
        and giver.token.i < before.trigger.i
        and giver.modifies is None
    ):
        same_side = same(draft.recipient, before.recipient)
        draft.supplier, draft.recipient = (giver if same_side else draft.recipient), before.recipient
    else:
        draft.supplier = draft.supplier or giver
    draft.stage = replace(before.stage, token=draft.stage.token)
    draft.mode, draft.mode_told = before.mode, before.mode_told


def _apart(home: Draft, hint: Draft) -> bool:
    """Whether a hint is not of a deal's own arms, or the deal was told of more than two sentences before."""
    named = {a.iri for a in home.arms} & {a.iri for a in hint.arms}
    return not named or abs(hint.sentence - _told_last(home)) > 2


def _told_last(draft: Draft) -> int:
    return max(draft.sentence, draft.last)


_NOTICE = re.compile(r"\b(?:Foreign Military Sale|Defense Security Cooperation Agency)\b")


def _notice(reading: Reading, joined: list[Draft]) -> None:
    """In a notice of the American agency, what a state has asked for is what has been cleared."""
    if not _NOTICE.search(reading.article.text):
        return
    cleared = next(
        (d for d in joined if d.stage.status == "approved" and d.supplier and d.supplier.state == "USA"), None
    )
    for draft in joined:
        if draft.supplier is None and draft.stage.status in ("requested", "approved"):
            draft.supplier = (
                cleared.supplier if cleared else Party(country_iri("USA"), "USA", draft.trigger, guessed=True)
            )
            draft.mode = draft.mode or "sale"
            if draft.stage.status == "requested" and re.search(r"\bcertification\b|\bnotif", reading.article.text):
                draft.stage = replace(draft.stage, status="approved")
    if cleared is None:
        return
    for draft in [d for d in joined if d is not cleared]:
        near = (
            sides_fit(cleared.recipient, draft.recipient)
            and sides_fit(cleared.supplier, draft.supplier)
            and abs(draft.sentence - cleared.sentence) <= 4
        )
        if (
            near
            and draft.stage.status == "approved"
            and draft.value is None
            and draft.arms
            and (alike(cleared, draft) or not cleared.arms or cleared.arms[0].generic)
        ):
            keep = [
                a
                for a in cleared.arms
                if not a.generic and not any(flat(b).startswith(flat(a)) or b.iri == a.iri for b in draft.arms)
            ]
            cleared.arms[:] = keep + draft.arms
            joined.remove(draft)


def _inherit(draft: Draft, told: str, contexts: list[Draft], joined: list[Draft]) -> None:
    """Give a draft the sides that the sentence before it tells: "Iraq signed with KAI. Under the deal, …"."""
    if draft.supplier is not None and draft.recipient is not None:
        return
    near = [
        d
        for d in (*contexts, *joined)
        if not d.title and 0 < draft.sentence - d.sentence <= 2 and (d.supplier or d.recipient)
    ]
    near.sort(key=lambda d: -d.sentence)
    if not near or not (draft.of_deal or _ANAPHOR.search(told)):
        return
    source = near[0]
    of_another = (
        _sells_its_own(source) and bool(_origins(draft)) and not _sells_its_own(replace(source, arms=draft.arms))
    )
    if draft.supplier is None and source.supplier and not same(source.supplier, draft.recipient) and not of_another:
        draft.supplier = replace(source.supplier, guessed=True)
    if draft.recipient is None and source.recipient and not same(source.recipient, draft.supplier):
        draft.recipient = replace(source.recipient, guessed=True)
    if source.kind == "context":
        draft.value = draft.value or source.value
        draft.date = draft.date or source.date


def _sells_its_own(draft: Draft) -> bool:
    """Whether the arms are of the supplier's own design: then other states' arms are another deal."""
    return draft.supplier is not None and draft.supplier.state in _origins(draft)


def _origins(draft: Draft) -> set[str]:
    entries = reference().entries
    return {e.country for a in draft.arms if not a.generic and (e := entries.get(a.iri)) is not None and e.country}


def _add(home: Draft, more: Draft) -> None:
    given = home.mode == "aid" and home.mode_told  # a state gives, whoever has built it
    if home.supplier is None or (more.supplier and more.supplier.company and not home.supplier.company and not given):
        home.supplier = more.supplier or home.supplier
    if (
        home.supplier
        and home.supplier is home.weak_supplier
        and more.supplier
        and more.supplier is not more.weak_supplier
    ):
        home.supplier = more.supplier
    if home.recipient is None and not same(more.recipient, home.supplier):
        home.recipient = more.recipient
    home.value = home.value or more.value
    home.spans += more.spans
    home.last = -1 if more.title else more.sentence
    for arm in more.arms:
        twin = next((a for a in home.arms if alike_arms(a, arm)), None)
        if twin is None:
            if not arm.generic and not more.title and (len(home.arms) > 1 or more.of_deal or more.anaphoric):
                home.arms.append(arm)
            elif home.arms and all(a.generic for a in home.arms) and not arm.generic:
                home.arms[:] = [arm]
        elif (twin.quantity is None and arm.quantity) or (
            (len(flat(arm)) > len(flat(twin)) or twin.generic)
            and not arm.generic
            and arm.quantity in (None, twin.quantity)
            and (twin.generic or not more.title)
        ):
            told = arm if arm.quantity or not twin.quantity else twin
            if arm.generic and not twin.generic:  # "the Rafale … 12 aircraft": the number alone is new
                told = replace(twin, quantity=arm.quantity, qualifier=arm.qualifier, number=arm.number)
            elif twin.generic and not arm.generic and arm.quantity is None:
                told = replace(arm, quantity=twin.quantity, qualifier=twin.qualifier, number=twin.number)
            home.arms[home.arms.index(twin)] = told
        elif (
            twin.quantity
            and arm.quantity
            and arm.quantity > twin.quantity
            and (twin.partial or arm.whole or more.stage.status in ("ordered",))
        ):
            named = replace(twin, quantity=arm.quantity, qualifier=arm.qualifier, number=arm.number)
            home.arms[home.arms.index(twin)] = named if arm.generic and not twin.generic else arm
        elif (
            twin.quantity
            and arm.quantity
            and arm.quantity < twin.quantity
            and not twin.partial
            and more.stage.status == "delivered"
            and not arm.generic
        ):
            more.stage = replace(more.stage, status="delivering", partial=True)  # "12 of them have been handed over"
    if home.mode in (None, "sale") and more.mode not in (None, "sale"):
        home.mode = more.mode
    home.mode = home.mode or more.mode
    home.mode_told = home.mode_told or more.mode_told
    mine, its = _RANK.get(home.stage.status or "", -1), _RANK.get(more.stage.status or "", -1)
    if more.title or (home.stage.status == "approved" and _is_to_come(more)):
        its = min(its, mine)
    if its > mine:
        home.stage = more.stage
        home.date = home.date or more.date
        if more.date and more.stage.status in ("cancelled", "suspended"):
            home.date = more.date
    elif home.date is None and (its == mine or more.stage.status == "ordered"):
        home.date = more.date
    home.second_hand = home.second_hand or more.second_hand


def _is_to_come(draft: Draft) -> bool:
    """ "The missiles would arrive by 2028": of what is approved this says no more than when."""
    return draft.stage.status == "ordered" and not draft.noun and draft.trigger.lemma_.lower() in ("arrive", "reach")


_PRICE = re.compile(
    r"\b[Tt]he (?:\w+ )?(?:price(?: tag)?|cost|(?:order|contract|deal) (?:value|volume|price)|"
    r"(?:size|value|cost|worth) of the (?:deal|order|contract|purchase|sale|package))\b"
)
_WORTH = re.compile(
    r"\b(?:worth|valued|value|costs?|put at|price|estimated|made up|at|amount(?:s|ed|ing)? to|volume|com(?:es|ing) to|"
    r"total\w*)\b"
)
_SIGNED = re.compile(
    r"(?:\b(?:was|were|had been|and)|,) (?:\w+ )?"
    r"(?:signed|inked|sealed|concluded|finali[sz]ed|awarded|placed|struck)\b|"
    r"\b(?:goes|went|dates|dating|dated) (?:back )?(?:to|from)\b"
)


_TO_SIGN = re.compile(r"\b(?:to be|will be|should be|not|yet|once|if|when) (?:\w+ )?(?:signed|concluded|sealed)\b")


def _anaphors(reading: Reading, joined: list[Draft], contexts: list[Draft]) -> None:
    """ "The agreement is worth …": the sum goes to the deal told last before it, else to the first one."""
    if not joined:
        return
    text = reading.article.text
    homes = [p.state for d in joined for p in (d.recipient, d.supplier) if p and p.state]
    told = {d.sentence for d in joined}
    for number, sent in enumerate(reading.doc.sents):
        if re.search(r"\b(?:certification|notification|notif(?:ied|ying))\b", text_of(sent)) and "Congress" in text_of(
            sent
        ):
            approved = next((d for d in joined if d.stage.status == "approved" and d.date is None), None)
            dates = find_dates(text, reading.article.published, start=sent.start_char, end=sent.end_char)
            if approved and dates:
                approved.date = dates[0]
        anaphor = _ANAPHOR.search(text_of(sent)) or _PRICE.search(text_of(sent))
        if number not in told and number - 1 in told:
            tell_after(joined, number, sent)
        if number in told or not anaphor:
            continue
        turned_down = refused_before(sent)
        if turned_down is not None:
            offered = [d for d in joined if d.stage.status == "considered" and 0 < number - d.sentence <= 2]
            if len(offered) == 1:
                offered[0].stage = replace(offered[0].stage, status="cancelled", token=turned_down)
        before = [d for d in joined if d.sentence < number and not d.title]
        if not before:
            continue
        last = [d for d in before if d.sentence == before[-1].sentence]
        near = max(reversed(last), key=lambda d: bool(d.supplier) + bool(d.recipient))
        home = near if number - near.sentence <= 2 else before[0]
        if _others_between(reading, home, sent):
            continue
        if anaphor.start() < 2:
            _more(reading, home, number, sent, contexts)
        sums = [
            m
            for m in find_money(text, sent.start_char, sent.end_char, countries=homes)
            if m.value >= 100000 and text[m.start - 1] != "("
        ]
        worth = bool(sums) and (
            _WORTH.search(text, sent.start_char, sums[0].start + 1) is not None
            or anaphor.start() <= sums[0].start - sent.start_char < anaphor.end()
        )
        if worth and home.value is None:
            home.value = sums[0]


def _others_between(reading: Reading, home: Draft, sent: Span) -> bool:
    """Whether the system named last before a sentence is none of a deal's: then "the contract" is another's."""
    start = max(a.mention.end for a in home.arms) if home.arms else sent.start
    named = [m for m in reading.entities.within(start, sent.start, "weapon") if m.form == "designation"]
    if not named or all(a.generic for a in home.arms):
        return False
    iri = reading.entities.owner(named[-1]).iri
    return not any(a.iri == iri or a.mention.type == named[-1].type is not None for a in home.arms)


def _more(reading: Reading, home: Draft, number: int, sent: Span, contexts: list[Draft]) -> None:
    """Add the day and the sides of "The contract with the company was signed on Monday" to the deal before it."""
    signed = _SIGNED.search(text_of(sent))
    if signed and home.stage.status in ("considered", "approved") and not _TO_SIGN.search(text_of(sent)):
        home.stage = replace(home.stage, status="ordered", planned=False)
    dealt = home.stage.status in ("ordered", "delivering", "delivered", "cancelled")
    if signed and dealt and (home.date is None or home.stage.status == "delivering"):
        dates = find_dates(reading.article.text, reading.article.published, start=sent.start_char, end=sent.end_char)
        days = [d for d in dates if d.first is not None and d.last is None]
        day = next((d for d in days if d.start >= sent.start_char + signed.start()), next(iter(days), None))
        home.date = day or home.date
    for context in contexts:
        if context.sentence != number:
            continue
        if home.supplier is None and context.supplier and not same(context.supplier, home.recipient):
            home.supplier = context.supplier
        if home.recipient is None and context.recipient and not same(context.recipient, home.supplier):
            home.recipient = context.recipient
