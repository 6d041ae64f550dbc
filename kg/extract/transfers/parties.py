"""The states and companies of a sentence, each with what its place in the sentence says of it.

A party is read twice: from the tree (whose subject, agent or possessor it is) and from the words before it ("from
South Korea's Hyundai Rotem" is "from", whatever the parser made of the name), since long lists and headlines break
trees but seldom prepositions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.transfers.pairs import PAIRS, pair_before
from kg.extract.transfers.party import Party
from kg.language.grammar import FINITE
from kg.language.titles import titles
from kg.language.words import words_of
from kg.vocab import country_iri

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from kg.extract.mentions import Mention
    from kg.models import Entity
    from kg.reading import Reading

MADE = frozenset(
    ("made built designed origin manufactured produced developed era style type backed led held controlled").split()
)
SUPPLIED = frozenset("supplied delivered donated provided sold gifted".split())
FORCES = frozenset(
    "navy army force forces military militaries government ministry marines guard state country nation side regime "
    "authorities kingdom republic island services air corps troops arsenal inventory administration "
    "cabinet service command brigade marine neighbour neighbor ally partner".split()
)
OFFICES = frozenset(
    "minister president lawmakers parliament congress senate official officials taxpayers taxpayer pilots premier "
    "chancellor king leader leadership department pentagon".split()
)
COMPANIES = frozenset(
    "company companies firm firms manufacturer manufacturers maker makers group shipbuilder shipyard shipyards yard "
    "yards planemaker giant consortium contractor contractors industry "
    "subsidiary conglomerate startup start-up co. co corp. corp inc. inc ltd. ltd plc".split()
)
_ONE_COMPANY = frozenset(
    "company firm manufacturer maker group shipbuilder shipyard yard planemaker giant contractor builder".split()
)
# Bodies that neither buy nor sell arms.
_BYSTANDERS = frozenset(
    (
        "media news-agency think-tank party political-party alliance university ngo court un un-body international"
    ).split()
)
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
_OF_WHOM = frozenset(
    (
        "government ministry sultanate kingdom republic state forces force navy army military commonwealth "
        "defence defense authorities emirate"
    ).split()
)


def parties_of(reading: Reading, sent: Span) -> list[Party]:
    """The parties of a sentence in text order, pronouns and "the company" included where they have an antecedent."""
    found: list[Party] = []
    last = sent.start
    lower = words_of(reading.doc).lower
    for i in range(sent.start, sent.end):
        if i < last or (lower[i] not in _POINTING and reading.entities.mention_at(i) is None):
            continue
        token = reading.doc[i]
        party = _named(reading, i) or _anaphor(reading, token, found)
        if party is None:
            found += pair_before(reading, token, found) or ()
            continue
        party = _placed(reading, party, found)
        if party is None:
            continue
        if found and _maker_again(reading.doc, found[-1], party):
            continue
        party = _told_before(reading, party)
        if (
            found
            and party.company
            and found[-1].modifies is not None
            and party.start <= found[-1].modifies.i < party.end
        ):
            found[-1:] = [] if not found[-1].supplied else found[-1:]
        last = party.end
        found.append(party)
    return _without_homes_of_companies(reading, _listed(reading.doc, found))


def _maker_again(doc: Doc, before: Party, party: Party) -> bool:
    """ "KAI, South Korea's sole aircraft manufacturer": the company once more, not its state."""
    if party.company or not before.company or party.head is None or party.head.lower_ not in COMPANIES:
        return False
    between = doc[before.end : party.start].text.strip()
    return len(between) < 14 and "," in between and " and " not in between


def _told_before(reading: Reading, party: Party) -> Party:
    """ "the Brazilian manufacturer": the company of that state named before; else the party as it is."""
    head = party.head
    if party.company or head is None or head.lower_ not in _ONE_COMPANY or head is party.token:
        return party
    if head.left_edge.lower_ not in ("the", "that", "this"):
        return party
    maker = maker_of(reading, party.state, before=party.start)
    if maker is None:
        return replace(party, company=True) if party.prep in ("from", "with", "by") else party
    return replace(party, iri=maker.iri, company=True, guessed=True)


def _last_company(reading: Reading, before: int) -> Entity | None:
    """The company named last before a token."""
    owners = (reading.entities.owner(m) for m in reversed(reading.entities.mentions) if m.end <= before)
    return next((o for o in owners if o.kind == "organization" and o.organization_type == "company"), None)


def maker_of(reading: Reading, state: str | None, *, before: int | None = None) -> Entity | None:
    """The company of a state named last before a token; without a token, the only one that the article names."""
    makers = [
        owner
        for m in reading.entities.mentions
        if m.kind == "organization"
        and (before is None or m.end <= before)
        and (owner := reading.entities.owner(m)).organization_type == "company"
        and owner.country == state
    ]
    if not makers or (before is None and len({m.iri for m in makers}) > 1):
        return None
    return makers[-1]


def _listed(doc: Doc, found: list[Party]) -> list[Party]:
    """ "to Poland, Malaysia and the Philippines": the middle ones hang on the first one's preposition too."""
    for k in range(len(found) - 2, 0, -1):
        before, here, following = found[k - 1], found[k], found[k + 1]
        comma = doc[before.end : here.start].text.strip() in (",", ", the")
        if following.after and comma and here.prep is None and before.prep and here.modifies is None:
            found[k] = replace(here, prep=before.prep, prep_at=before.prep_at, after=True)
            found[k + 1] = replace(following, prep=before.prep, prep_at=before.prep_at)
        elif following.after and comma and here.prep is None and before.prep is None and _bare(before, here, following):
            found[k] = replace(here, after=True)  # "Denmark, Norway and the Netherlands are giving"
    return found


def _bare(*parties: Party) -> bool:
    return all(p.modifies is None and not p.company and not p.possessive for p in parties)


def _named(reading: Reading, i: int) -> Party | None:
    weapon = reading.entities.mention_at(i, "weapon")
    if weapon is not None and weapon.form == "designation":
        return None
    best: tuple[Mention, Party] | None = None
    for kind in ("organization", "country", "person", "place"):
        mention = reading.entities.mention_at(i, kind)
        if mention is None or (mention.start != i and kind != "country"):
            continue
        party = _party(reading, mention)
        if party and (best is None or mention.end - mention.start > best[0].end - best[0].start):
            best = (mention, party)
    return best[1] if best else None


def _party(reading: Reading, mention: Mention) -> Party | None:
    entity = reading.entities.owner(mention)
    token = reading.doc[mention.start : mention.end].root
    base = party_of_entity(entity, token)
    if base is None and mention.country and mention.form in ("capital", "seat"):
        base = Party(country_iri(mention.country), mention.country, token, place=not mention.acts)
    if base is None and entity.kind == "person" and not entity.role and _called_a_company(reading.doc, mention):
        base = Party(entity.iri, entity.country, token, company=True)
    return replace(base, start=mention.start, end=mention.end) if base else None


def _called_a_company(doc: Doc, mention: Mention) -> bool:
    """ "Turkish firm Baykar", "the manufacturer Katmerciler": a maker that the name finder took for a person."""
    before = [t.lower_ for t in doc[max(0, mention.start - 2) : mention.start]]
    after = [t.lower_ for t in doc[mention.end : mention.end + 4]]
    return bool(before and before[-1] in COMPANIES) or bool(after[:1] == [","] and COMPANIES & set(after))


def party_of_entity(entity: Entity, token: Token) -> Party | None:
    """The party that an entity is: a state, a company, a force of a state, a minister; else None."""
    if entity.kind == "country":
        return Party(entity.iri, entity.country, token)
    if entity.kind == "organization":
        kind = entity.organization_type
        if kind == "company":
            return Party(entity.iri, entity.country, token, company=True)
        if kind in _BYSTANDERS:
            return None
        if entity.country and kind is not None:
            return Party(country_iri(entity.country), entity.country, token)
        if kind is None and entity.named:
            return Party(entity.iri, entity.country, token, company=True)
    if entity.kind == "person" and entity.country and entity.role and titles().in_office(entity.role):
        return Party(country_iri(entity.country), entity.country, token)
    return None


_PRONOUNS = frozenset("it its they their he his she her we our us them".split())
_DEFINITE = frozenset(
    (
        "company firm manufacturer country nation kingdom emirate sultanate navy army ministry government military "
        "shipbuilder planemaker"
    ).split()
)
_POINTING = _PRONOUNS | _DEFINITE | PAIRS
"""The words that stand for a party named elsewhere."""
_HOME_BODIES = frozenset("ministry government army navy military cabinet country".split())


_REALMS = {
    "kingdom": frozenset("SAU GBR MAR JOR BHR THA ESP SWE NOR DNK NLD BEL KHM BTN".split()),
    "emirate": frozenset("KWT QAT ARE BHR".split()),
    "sultanate": frozenset("OMN BRN".split()),
}
"""The states that each word can stand for."""


def _realm(reading: Reading, token: Token) -> Party | None:
    """The kingdom named last before "the kingdom", the emirate before "the emirate"."""
    states = _REALMS[token.lower_]
    for mention in reversed(reading.entities.mentions):
        if (
            mention.end <= token.i
            and mention.country in states
            and mention.kind in ("country", "place", "organization")
        ):
            iri = country_iri(mention.country)
            return Party(iri, mention.country, token, guessed=True, start=token.i, end=token.i + 1)
    return None


def _home(reading: Reading) -> Party | None:
    """The state at home in the article: the first that acts in its headline or first sentences."""
    starts = words_of(reading.doc).sentences
    limit = starts[4] if len(starts) > 4 else len(reading.doc)
    for mention in reading.entities.mentions:
        if mention.kind == "country" and mention.acts and mention.end <= limit:
            root = reading.doc[mention.start : mention.end].root
            if root.dep_ in ("nsubj", "nsubjpass", "poss", "ROOT") or root.head.dep_ in ("nsubj", "nsubjpass"):
                return party_of_entity(reading.entities.owner(mention), root)
    return None


def _anaphor(reading: Reading, token: Token, before: list[Party]) -> Party | None:
    """A pronoun's or a definite noun's party: a guess."""
    word = token.lower_
    if word in ("we", "our"):
        home = _home(reading)
        return replace(home, token=token, guessed=True, start=token.i, end=token.i + 1) if home else None
    given = word == "it" and token.dep_ in ("dobj", "dative", "pobj")  # "Iran supplied it with drones": not itself
    if word in ("it", "its") and not given:
        # "Poland said it would buy", "Bulgaria: still waiting for its Strykers"
        near = _named_next(reading, token) or next(
            (p for p in reversed(before) if p.prep is None and p.modifies is None and not p.place), None
        )
        if near is not None:
            return replace(near, token=token, guessed=True, start=token.i, end=token.i + 1)
    if word == "us" or (word in _PRONOUNS and word not in ("it", "its", "he", "his", "she", "her")):
        return None
    if word in _PRONOUNS:
        entity = reading.entities.antecedent(token)
        if given and entity is not None and any(p.iri == _iri(entity, token) for p in before if p.prep is None):
            return None
    elif word in _DEFINITE and token.pos_ in ("NOUN", "PROPN"):
        left = token.doc[token.left_edge.i : token.i]
        if any(reading.entities.mention_at(t.i, "country") for t in left) or not any(
            t.lower_ in ("the", "its", "their", "his", "her") for t in left
        ):
            return None
        if word in _ONE_COMPANY and any(t.lower_ == "same" for t in left):
            entity = _last_company(reading, token.i)
            party = party_of_entity(entity, token) if entity else None
            return replace(party, guessed=True, start=token.i, end=token.i + 1) if party else None
        if any(t.lower_ in ("same", "third", "other", "host", "neighbouring", "neighboring", "latter") for t in left):
            return None
        own = next((t for t in left if t.lower_ in ("its", "their", "his", "her")), None)
        if word in _REALMS:
            return _realm(reading, token)
        if own is not None and own.lower_ in ("his", "her") and word in _HOME_BODIES:
            speaker = _speaker_state(reading, token, before)
            if speaker is not None:
                return speaker
        entity = reading.entities.antecedent(own if own is not None and own.lower_ != "their" else token)
    else:
        return None
    if entity is None:
        home = _home(reading) if word in _HOME_BODIES else None
        return replace(home, token=token, guessed=True, start=token.i, end=token.i + 1) if home else None
    party = party_of_entity(entity, token)
    return replace(party, guessed=True, start=token.i, end=token.i + 1) if party else None


def _speaker_state(reading: Reading, token: Token, before: list[Party]) -> Party | None:
    """The state of whoever says "his country": named before in the sentence, else who speaks behind it."""
    states = [p for p in before if p.state and not p.company and not p.guessed and p.modifies is None and not p.place]
    if states:
        return replace(states[0], token=token, guessed=True, start=token.i, end=token.i + 1, prep=None, head=token)
    for i in range(token.i + 1, token.sent.end):
        person = reading.entities.mention_at(i, "person")
        if person is not None and person.start == i:
            party = party_of_entity(reading.entities.owner(person), token)
            return replace(party, guessed=True, start=token.i, end=token.i + 1) if party else None
    return None


def _iri(entity: Entity, token: Token) -> str | None:
    party = party_of_entity(entity, token)
    return party.iri if party else None


def _named_next(reading: Reading, pronoun: Token) -> Party | None:
    """The main clause's subject, where a pronoun in the clause before stands for it: "After it bought jets, Iraq …"."""
    main = next((t for t in pronoun.ancestors if t.head is t), pronoun)
    subject = next((c for c in main.children if c.dep_ in ("nsubj", "nsubjpass") and c.i > pronoun.i), None)
    if subject is None or not any(t.dep_ in ("advcl", "prep") and t.i < subject.i for t in pronoun.ancestors):
        return None
    if reading.doc[subject.left_edge.i - 1].text != ",":
        return None
    return _named(reading, subject.i)


def _placed(reading: Reading, party: Party, before: list[Party]) -> Party | None:
    """The party with its head, preposition and what it modifies; None inside "Russian-made"."""
    doc = reading.doc
    after = [t.lower_ for t in doc[party.end : party.end + 2]]
    if len(after) == 2 and after[0] in ("-", "–") and after[1] in MADE:
        return None
    if len(after) == 2 and after[0] in ("-", "–") and after[1] in SUPPLIED:
        return replace(party, supplied=True, head=party.token)
    head = party.token
    nxt = doc[party.end] if party.end < len(doc) else None
    possessive = head.lower_ in ("its", "their", "his", "her") or (
        nxt is not None and nxt.lower_ in _POSSESSIVE and head.dep_ not in ("nsubj",)
    )
    modifies: Token | None = None
    while (
        head.dep_ in ("compound", "amod", "nmod", "poss", "dep") and head.head.i > head.i and head.head.i - head.i < 9
    ):
        noun = head.head
        if noun.lower_ in FORCES | OFFICES | COMPANIES and noun.pos_ in ("NOUN", "PROPN", "ADJ"):
            head = noun
            modifies = None
            possessive = doc[noun.i + 1].lower_ in _POSSESSIVE if noun.i + 1 < len(doc) else False
            continue
        modifies = noun
        break
    if modifies is None and possessive:
        modifies = next(
            (
                t
                for t in doc[party.end + (nxt is not None and nxt.lower_ in _POSSESSIVE) : party.end + 8]
                if t.pos_ in ("NOUN", "PROPN")
            ),
            None,
        )
    start = party.start
    if head is not party.token:
        start = min(start, max(head.left_edge.i, party.start - 6))
    prep, at = _prep_before(doc, start, before)
    of_party = prep == "of" and at > 0 and doc[at - 1].lower_ in _OF_WHOM
    if of_party:
        head = doc[at - 1]
        while head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head.lower_ in _OF_WHOM | {"department"}:
            head = head.head.head  # "the Ministry of Defence of Norway"
        prep, at = _prep_before(doc, min(head.i, head.left_edge.i), before)
    joined = (
        bool(before)
        and 0 < party.start - before[-1].end < 4
        and all(t.lower_ in ("and", ",", "or", "both", "the", "'s", "’s") for t in doc[before[-1].end : party.start])
        and any(t.lower_ in ("and", "or") for t in doc[before[-1].end : party.start])
    )
    after_it = doc[party.end] if party.end < len(doc) else None
    if joined and after_it is not None and after_it.tag_ in FINITE and head.dep_ == "nsubj":
        joined = False  # "by France, and Côte d'Ivoire got two boats"
    if joined and prep is None:
        prep, at = before[-1].prep, before[-1].prep_at
    return replace(party, head=head, prep=prep, prep_at=at, modifies=modifies, possessive=possessive, after=joined)


_THROUGH = frozenset("ADJ DET NUM NOUN PROPN PART ADV".split())


def _prep_before(doc: Doc, start: int, before: list[Party]) -> tuple[str | None, int]:
    """The preposition that a noun phrase at `start` hangs on, and where it stands."""
    i = start - 1
    sent = doc[start].sent.start
    steps = 0
    while i >= sent and steps < 7:
        token = doc[i]
        if token.pos_ == "ADP" or token.lower_ in ("from", "to", "for", "with", "between", "by"):
            if token.lower_ == "to" and token.tag_ == "TO" and doc[min(i + 1, len(doc) - 1)].tag_ == "VB":
                return None, -1
            return token.lower_, i
        if (
            token.pos_ not in _THROUGH
            and token.lower_ not in ("a", "an", "the", "its", "his", "'s", "’s")
            and token.text not in ("-", "–")
        ):
            return None, -1
        if token.lower_ in ("then", "now"):
            return None, -1  # "until then the air force"
        if token.ent_type_ in ("DATE", "TIME") or (token.like_num and len(token) == 4):
            return None, -1  # "in June Madrid scrapped"
        if (
            token.pos_ in ("NOUN", "PROPN")
            and token.lower_ not in FORCES | OFFICES | COMPANIES
            and not _names(token, doc[start])
        ):
            return None, -1
        i, steps = i - 1, steps + 1
    return None, -1


def _names(token: Token, start: Token) -> bool:
    """Whether a noun belongs to the name phrase that follows: a compound, a title, a possessor."""
    return token.dep_ in ("compound", "nmod", "poss", "amod") or token.head.i >= start.i or token.pos_ == "PROPN"


_BETWEEN_HOME_AND_COMPANY = COMPANIES | {
    "state",
    "arms",
    "defence",
    "defense",
    "owned",
    "-",
    "aerospace",
    "tank",
    "drone",
    "missile",
    "weapons",
    "state-owned",
    "local",
    "'s",
    "’s",
}


def _without_homes_of_companies(reading: Reading, found: list[Party]) -> list[Party]:
    """ "Italy's Leonardo", "French planemaker Dassault": the company alone, with its state."""
    kept: list[Party] = []
    for party in reversed(found):
        following = kept[-1] if kept else None
        if (
            following is not None
            and following.company
            and (not party.company or party.guessed or (party.state and party.iri == country_iri(party.state)))
            and not following.after
            and not party.supplied
        ):
            between = reading.doc[party.end : following.start]
            if len(between) < 6 and all(t.lower_ in _BETWEEN_HOME_AND_COMPANY or t.pos_ == "ADJ" for t in between):
                prep, at = (following.prep, following.prep_at) if following.prep else (party.prep, party.prep_at)
                kept[-1] = replace(following, state=following.state or party.state, prep=prep, prep_at=at)
                continue
        kept.append(party)
    return kept[::-1]
