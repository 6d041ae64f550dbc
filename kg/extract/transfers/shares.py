"""How joint buyers share what they buy: "nine aircraft, five for the Dutch air force and four for the Austrian one"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.party import Party, same
from kg.language.amounts import number_word

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.extract.transfers.draft import Draft

_TURNS = {"former": 0, "latter": 1}


def shared_out(sent: Span, parties: list[Party], told: list[Draft]) -> list[Draft]:
    """The drafts with one of a number that two or more share turned into one for each; else as they are."""
    given = [d for d in told if d.supplier is not None and d.supplier.prep == "from"]
    if len(given) == len(told) and len({d.supplier.iri for d in given if d.supplier}) > 1:
        return _given(sent, told)
    shares = list(_shares(sent, parties)) if told else []
    if len(shares) < 2 or len({p.state for p, _, _ in shares}) < len(shares):
        return told
    total = sum(number for _, number, _ in shares)
    whole = next((d for d in told if len(d.arms) == 1 and d.arms[0].quantity == total), None)
    if whole is None:
        return told
    kept = [d for d in told if d.trigger != whole.trigger or d.arms != whole.arms]
    for party, number, token in shares:
        if same(party, whole.supplier):
            return told
        arm = replace(whole.arms[0], quantity=number, number=(token.idx, token.idx + len(token)))
        mine = replace(whole, recipient=party, weak_recipient=None, arms=[arm], spans=list(whole.spans), value=None)
        kept.append(mine)
    return kept


def _given(sent: Span, told: list[Draft]) -> list[Draft]:
    """ "60 tanks: 14 from Germany, eight from Norway": each gives its own number."""
    for draft in told:
        supplier = draft.supplier
        if supplier is None or len(draft.arms) != 1 or len(told) < 2 or supplier.prep_at <= sent.start:
            continue
        count = sent.doc[supplier.prep_at - 1]
        number, whole = _value(count), draft.arms[0]
        if number is not None and whole.quantity and number < whole.quantity and count.i > whole.head.i:
            draft.arms = [replace(whole, quantity=number, number=(count.idx, count.idx + len(count)))]
    return told


def _shares(sent: Span, parties: list[Party]) -> list[tuple[Party, int, Token]]:
    found: list[tuple[Party, int, Token]] = []
    buyers = [p for p in parties if p.prep is None and not p.company and p.modifies is None and not p.guessed]
    for preposition in sent:
        if preposition.lower_ not in ("for", "to") or preposition.i == sent.start:
            continue
        count = sent.doc[preposition.i - 1]
        number = _value(count)
        if number is None:
            continue
        after = {t.lower_ for t in sent.doc[preposition.i + 1 : min(preposition.i + 3, sent.end)]}
        turn = next((_TURNS[w] for w in after if w in _TURNS), None)
        if turn is not None and len(buyers) > 1:
            found.append((buyers[turn], number, count))
            continue
        party = next((p for p in parties if p.prep_at == preposition.i and not p.company and p.state), None)
        if party is not None:
            found.append((party, number, count))
    return found


def _value(token: Token) -> int | None:
    if not token.like_num:
        return None
    value = number_word(token.lower_) if token.text.isalpha() else None
    if value is None and token.text.isdigit() and len(token) < 4:
        return int(token.text)
    return int(value) if value is not None else None
