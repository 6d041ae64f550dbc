"""Arms that makers enter for one purchase: "Saab with the Gripen and Dassault with the Rafale are in the running"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.clauses import at_token, subject_of
from kg.extract.transfers.draft import Draft
from kg.extract.transfers.stage import Stage
from kg.language.grammar import is_negated
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.extract.transfers.arm import Arm
    from kg.extract.transfers.party import Party

_CONTESTS = frozenset(
    "contest competition tender running contender bidder finalist candidate shortlist shortlisted vie compete "
    "race rival".split()
)
_TENDERS = frozenset("tender contender bidder finalist candidate shortlist shortlisted".split())
_LINKS = frozenset("with its their his the a an , 's ’s offering offers pitching proposing".split())


def contest_of(sent: Span) -> Token | None:
    """The word that tells of a contest between sellers; else None."""
    lemmas = words_of(sent.doc).lemmas
    for i in range(sent.start, sent.end):
        if lemmas[i] in _CONTESTS and sent.doc[i].pos_ in ("NOUN", "VERB", "ADJ") and not is_negated(sent.doc[i]):
            return sent.doc[i]
    return None


def contestants(
    number: int, contest: Token, groups: list[list[Arm]], parties: list[Party], *, title: bool
) -> list[Draft]:
    """A draft for each system that its own maker enters for a contest; none where fewer than two are told."""
    arms = [a for group in groups for a in group]
    entered = [(a, entrant(a, parties)) for a in arms if not a.generic and not a.anaphoric]
    counted = (a for a in arms if (a.generic or a.anaphoric) and a.quantity and a.quantity > 1)
    wanted = next(counted, None)
    running = at_token(parties, subject_of(contest.head)) if contest.dep_ == "dobj" else []
    buyers = (p for p in parties if not p.company and p.state and (p in running or _whose(p, contest)))
    buyer = next(buyers, None)
    makers = {p.iri for _, p in entered if p is not None}
    bought = wanted is not None or (buyer is not None and contest.lemma_.lower() in _TENDERS)
    if len({a.iri for a, _ in entered}) < 2 or (len(makers) < 2 and not bought):
        return []
    drafts: list[Draft] = []
    for arm, maker in entered:
        if wanted is not None and arm.quantity is None:
            arm = replace(arm, quantity=wanted.quantity, number=wanted.number)
        draft = Draft(number, contest, True, [arm], maker, buyer, title=title)
        draft.stage = Stage("considered", contest, planned=True)
        draft.mode = "sale"
        drafts.append(draft)
    return drafts


def entrant(arm: Arm, parties: list[Party]) -> Party | None:
    """Who enters a system: "Saab with the Gripen", "Saab's Gripen", "the Saab Gripen", "the Gripen from Saab"."""
    doc = arm.head.doc
    for party in parties:
        if not party.company:
            continue
        gap = doc[party.end : min(arm.left, arm.mention.start)]
        ahead = party.end <= arm.mention.start and len(gap) < 4 and all(t.lower_ in _LINKS for t in gap)
        behind = party.prep in ("from", "of", "by") and 0 <= party.prep_at - arm.end < 2
        if ahead or behind or (party.start <= arm.mention.start < party.end):
            return party
    return None


def _whose(party: Party, contest: Token) -> bool:
    """Whose contest it is: "Peru's tender", "a competition for the Polish army"."""
    if party.modifies is not None and party.modifies == contest:
        return True
    return party.prep in ("for", "in", "by", "of") and 0 < party.prep_at - contest.i < 4
