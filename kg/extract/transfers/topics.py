"""Who receives where a sentence does not say: the state that the article, or the passage, is about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.extract.transfers.parties import parties_of
from kg.extract.transfers.party import Party, same
from kg.reference import reference
from kg.vocab import country_iri

if TYPE_CHECKING:
    from spacy.tokens import Span

    from kg.extract.transfers.draft import Draft
    from kg.reading import Reading

_SURVEY = 3
"""So many states that receive make a survey: each passage has a topic of its own."""
_BACK = 5
"""How many sentences a topic lasts."""
_HEADING = frozenset(("–", "—", "-", "--", ":", "+"))
"""What parts a passage's heading from it."""
_OFTEN = 4
"""What a state spoken of again and again counts at most: as much as two deals."""
_SUBJECT = ("nsubj", "nsubjpass")


class Topics:
    """The states that an article's deals are about."""

    def __init__(self, reading: Reading, kept: list[Draft]) -> None:
        self._reading = reading
        self._sents = list(reading.doc.sents)
        self._parties: dict[int, list[Party]] = {}
        self.main = _protagonist(reading, kept, self._sents)
        self.likely = self.main or _spoken_of_most(reading, kept, self._sents)
        """Who may receive what is told of without anybody who does: never reason enough to see a deal."""
        states = {d.recipient.state for d in kept if d.recipient and d.recipient.state and not d.title}
        self._survey = len(states) >= _SURVEY

    def recipient_of(self, draft: Draft) -> Party | None:
        """The state that a draft without a recipient tells of: a guess."""
        if draft.title:
            return self.main
        headed = self._headed(self._sents[draft.sentence])
        if headed is not None and not same(headed, draft.supplier):
            return headed
        lasting = self._survey and not self._gives(draft)
        return self._passage(draft, _BACK if lasting else 1) or self.main

    def _headed(self, sent: Span) -> Party | None:
        """The state that heads a sentence's paragraph: "BULGARIA – Less good news", "Colombia: …"."""
        text, doc = self._reading.article.text, self._reading.doc
        start = text.rfind("\n", 0, sent.start_char) + 1
        token = next(
            (t for t in doc[max(sent.start - 400, 0) : sent.end] if t.idx >= start and t.text[0].isalpha()), None
        )
        if token is None:
            return None
        mention = self._reading.entities.mention_at(token.i, "country")
        if (
            mention is None
            or mention.start != token.i
            or not mention.country
            or mention.form not in ("name", "capital")
        ):
            return None
        if doc[min(mention.end, len(doc) - 1)].text not in _HEADING:
            return None
        return Party(country_iri(mention.country), mention.country, token, guessed=True)

    def _gives(self, draft: Draft) -> bool:
        """Whether a state that gives is what its sentence is about: then the one before it may give too."""
        giver = draft.supplier
        return giver is not None and not giver.company and not giver.guessed and _spoken_of(giver, own=False)

    def _passage(self, draft: Draft, back: int) -> Party | None:
        """The subject of the words before the arms, else of the sentences before."""
        first = min((a.left for a in draft.arms), default=draft.trigger.i)
        entries = reference().entries
        makers = {entry.country for a in draft.arms if (entry := entries.get(a.iri)) is not None}
        doc = self._reading.doc
        opened = max((t.i for t in doc[self._sents[draft.sentence].start : first] if t.text == ";"), default=-1)
        for number in range(draft.sentence, max(draft.sentence - back, 0), -1):
            own = number == draft.sentence
            told = self._of(number)
            for party in reversed(told) if own else told:
                if own and party.start > max(first, draft.trigger.i):
                    continue
                if party.state in makers or (own and party.start < opened and not self._survey):
                    continue
                if party.state and not party.company and not same(party, draft.supplier) and _spoken_of(party, own=own):
                    return Party(country_iri(party.state), party.state, party.token)
        return None

    def _of(self, number: int) -> list[Party]:
        if number not in self._parties:
            self._parties[number] = parties_of(self._reading, self._sents[number])
        return self._parties[number]


def _spoken_of(party: Party, *, own: bool) -> bool:
    """Whether a sentence is about a party: its subject, the owner of its subject, or where it is set."""
    head = party.head or party.token
    if party.prep is None and head.dep_ in _SUBJECT and party.modifies is None:
        return True
    if party.modifies is not None and party.possessive:
        return party.modifies.dep_ in _SUBJECT
    opens = party.prep == "in" and party.prep_at == party.token.sent.start
    return opens or (own and party.prep in ("of", "to") and not party.place)


_LEAST = 4


def _spoken_of_most(reading: Reading, kept: list[Draft], sents: list[Span]) -> Party | None:
    """The state that a headline alone names, or that an article names twice as often as any other; a guess."""
    if any(d.recipient for d in kept):
        return None
    suppliers = {d.supplier.state for d in kept if d.supplier}
    spoken = Counter(
        m.country
        for m in reading.entities.mentions
        if m.country and m.kind in ("country", "organization", "place") and m.country not in suppliers
    )
    titled = {
        m.country
        for m in reading.entities.mentions
        if m.kind == "country" and m.country and sents and m.end <= sents[0].end
    } - suppliers
    ranked = [(state, number) for state, number in spoken.most_common(2) if number >= _LEAST]
    clear = len(ranked) == 1 or (len(ranked) == 2 and ranked[0][1] >= 2 * ranked[1][1])
    state = next(iter(titled)) if len(titled) == 1 else ranked[0][0] if ranked and clear else None
    if state is None:
        return None
    first = next(m for m in reading.entities.mentions if m.country == state)
    return Party(country_iri(state), state, reading.doc[first.start], guessed=True)


def _protagonist(reading: Reading, kept: list[Draft], sents: list[Span]) -> Party | None:
    """The state that the article's deals are about: recipient of most of them, or named first in headline and lead."""
    told: Counter[str] = Counter()
    for draft in kept:
        partner = (
            draft.recipient is draft.weak_recipient and draft.recipient is not None and draft.recipient.prep == "with"
        )
        if draft.recipient and draft.recipient.state and not draft.title and draft.kind != "ban" and not partner:
            told[draft.recipient.state] += (
                1 if draft.recipient.guessed or draft.recipient is draft.weak_recipient else 2
            )
    lead = sents[min(2, len(sents) - 1)].end if sents else 0
    early = [m for m in reading.entities.mentions if m.kind == "country" and m.end <= lead and m.acts and m.country]
    if told.total():
        spoken = Counter(m.country for m in reading.entities.mentions if m.kind == "country" and m.country and m.acts)
        gets, gives = (
            Counter(p.state for d in kept if (p := d.recipient if side else d.supplier)) for side in (True, False)
        )
        for state in told:
            if gives[state] > gets[state]:
                continue
            told[state] += min(spoken[state] // 2, _OFTEN)
    suppliers = {d.supplier.state for d in kept if d.supplier}
    for mention in early:
        if mention.form in ("name", "capital") and mention.country not in suppliers and told.total():
            told[str(mention.country)] += 1
            break
    if not told:
        # nobody is told to receive anything: the headline's subject, if no other state is told to supply
        for mention in early:
            root = reading.doc[mention.start : mention.end].root
            titled = mention.end <= sents[0].end and root.dep_ == "nsubj" and mention.form in ("name", "capital")
            if titled and mention.country not in suppliers:
                return Party(reading.entities.owner(mention).iri, mention.country, root)
        return None
    best = min(told, key=lambda s: (-told[s], next((i for i, m in enumerate(early) if m.country == s), 99), s))
    party = next((d.recipient for d in kept if d.recipient and d.recipient.state == best), None)
    if party is None:
        mention = next(m for m in early if m.country == best)
        party = Party(reading.entities.owner(mention).iri, best, reading.doc[mention.start])
    return party
