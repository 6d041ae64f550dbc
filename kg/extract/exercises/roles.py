"""The part a list of names plays in an exercise: participant, observer, host or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.exercises.asides import in_side_clause, is_told_elsewhere
from kg.extract.exercises.company import roles_after_preposition
from kg.extract.exercises.governors import left_of, noun_after, preposition_of, top_of, verb_with_subject
from kg.extract.exercises.holders import holds_in_relative_clause, is_participle, leads_to_exercise, takes_part
from kg.extract.exercises.observers_and_hosts import is_hosting, watches
from kg.extract.exercises.sides import DESIGNATION
from kg.extract.mentions import Mention
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.resolve import Entities

# Nouns that make a state before or after them a place, an office or a topic, not a side.
_NO_SIDE = frozenset(
    (
        "coast coasts water waters border borders capital city island islands port province territory soil airspace "
        "frontier mainland peninsula side shore shores town region area embassy ambassador spokesman spokeswoman "
        "spokesperson president premier minister official officials officer prime king analyst media newspaper agency "
        "television parliament lawmaker lawmakers senator government-run coastline exclave invasion aggression threat "
        "attack attacks leader leadership"
    ).split()
)


_ORDERS = frozenset("order announce launch open inaugurate begin start cancel suspend".split())
_SPIES = frozenset("spy surveillance intelligence reconnaissance".split())
JOINING = frozenset("join participate attend".split())
_LOOKING = frozenset("watch monitor shadow track follow observe spy".split())
_CLAUSES = ("xcomp", "advcl", "acl", "relcl")
_MEMBERS = frozenset("nations countries members states allies".split())
_ALLIANCES = ("alliance", "international-organization")
_SUBJECTS = ("nsubj", "nsubjpass")
_DECLINES = frozenset("decline refuse skip boycott shun withdraw abstain".split())


_COMPOUNDS = frozenset("led run hosted sponsored organised organized headed only".split())


def _members_of(doc: Doc, m: Mention) -> bool:
    before = {t.lower_ for t in doc[max(doc[m.start].sent.start, m.start - 4) : m.start]}
    return bool(before & {"states", "members", "nations", "countries", "allies", "member"}) and "of" in before


def roles(
    entities: Entities, group: list[Mention], tokens: list[Token], anchor: set[int], *, going_on: bool
) -> tuple[str, ...]:
    """The roles of a list of names in the exercise that `anchor` speaks of; none where it is no side."""
    doc, words = entities.doc, exercise_words()
    first, last = group[0], group[-1]
    root = doc[first.start : first.end].root
    noun = noun_after(doc, last)
    if noun is not None and noun.i in anchor:
        return ("participant",)
    if _leads(doc, last, anchor):
        return ("participant",)
    left, through_unit = left_of(doc, first)
    top = top_of(noun if noun is not None else root)
    if watches(doc, group, left, top):
        return ("observer",)
    if noun is not None and (noun.lower_ in words["heads"] or noun.lower_ in words["anaphors"] - {"training", "event"}):
        return ("participant",)
    if through_unit and first.kind == "organization" and not entities.owner(first).country and _members_of(doc, first):
        return ()  # "member states of the United Nations Command"
    if left is not None and left.lower_ in ("without", "excluding", "except", "despite"):
        return ()
    if last.end + 1 < len(doc) and doc[last.end].tag_ == "POS" and doc[last.end + 1].tag_ == "JJS":
        before = range(first.start - 3, first.start)
        if anchor & set(before):
            return ("participant",)  # "Orion 26, France's biggest since the Cold War,"
    alliance = first.kind == "organization" and entities.owner(first).organization_type in _ALLIANCES
    if noun is not None and alliance and noun.lower_ in _MEMBERS:
        return ()  # "troops from nine NATO nations"
    if noun is not None and noun.lower_ == "one" and any(noun.i < i < noun.i + 4 for i in anchor):
        return ("participant",)  # "a Russian-Indian one, Indra,"
    if noun is not None and noun.lower_ in ("contribution", "participation", "share", "contingent"):
        return ("participant",)
    if noun is not None and noun.lower_ in _NO_SIDE and not (noun.lower_ == "side" and noun.dep_ in _SUBJECTS):
        if (
            noun.dep_ == "nsubj"
            and noun.head.lemma_ in _ORDERS
            and any(c.dep_ == "dobj" and c.i in anchor for c in noun.head.children)
        ):
            return ("participant",)  # "Venezuela's leader ordered exercises"
        subject = noun.dep_ == "nsubj" and noun.head.lemma_ == "host"
        return ("participant", "host") if subject else ()
    if _owns(doc, group, anchor):
        return ("participant",)
    if is_told_elsewhere(top, anchor, tokens) or in_side_clause(top, anchor):
        return ()
    is_unit = through_unit or first.kind == "organization"
    is_unit = is_unit or (noun is not None and noun.lower_ in words["units"] | words["people"] | words["peoplelike"])
    is_unit = is_unit or (noun is not None and _is_equipment(entities, noun))
    preposition = preposition_of(doc, left, top)
    with_unit = through_unit and left is not None and left.lower_ == "with"
    if preposition is not None and noun is not None and not is_unit and noun.lower_ not in words["nations"]:
        return ()  # "by Moscow's account"
    if preposition is not None:
        equipment = _is_equipment(entities, preposition.head) or preposition.head.lower_ in ("pair", "trio")
        return roles_after_preposition(
            preposition, top, anchor, is_unit=is_unit, equipment=equipment, going_on=going_on
        )
    if holds_in_relative_clause(top, anchor, unit=is_unit):
        return ("participant",)
    if _in_dashes(doc, group):
        people = doc[first.start - 2]
        verb = verb_with_subject(top_of(people))
        reached = verb is None or leads_to_exercise(verb, anchor, going_on=going_on, unit=True)
        return ("participant",) if reached else ()
    if _after_colon(doc, group) and (anchor or going_on):
        return ("participant",)
    if _listed_after(top, first, going_on=going_on):
        return ("participant",)
    verb = verb_with_subject(top)
    if verb is not None and with_unit and is_participle(verb):
        return ("participant",)  # "with warships from India and Japan having spent ten days at sea"
    if verb is not None and (stays_away(verb) or _looks_on(verb)):
        return ()
    if verb is not None:
        if is_hosting(verb):
            return ("participant", "host")
        return ("participant",) if leads_to_exercise(verb, anchor, going_on=going_on, unit=is_unit) else ()
    many = len(group) > 2
    if top.dep_ in ("dobj", "attr", "dative", "oprd", "dep"):
        if noun is not None and not is_unit:
            return ()
        return ("participant",) if _object_joins(top, anchor, many=many, is_unit=is_unit, going_on=going_on) else ()
    if top.dep_ in ("ROOT", "appos", "nmod", "npadvmod", "conj", "nsubj") and (is_unit or going_on or many):
        return ("participant",) if any(t.lemma_ in words["join"] | words["hold"] for t in tokens) else ()
    return ()


def _leads(doc: Doc, m: Mention, anchor: set[int]) -> bool:
    """ "the French-led exercise La Pérouse", "X, a U.S.-led drill": by a compound before the noun."""
    compound = doc[m.end : m.end + 2]
    if compound.text[:1] != "-" or compound[-1].lower_ not in _COMPOUNDS:
        return False
    return any(t.i in anchor for t in [*list(compound[1].ancestors)[:2], *doc[m.end + 2 : m.end + 5]])


def _is_equipment(entities: Entities, noun: Token) -> bool:
    """Whether a noun is what forces fly, sail or drive: "Japanese F-2s"."""
    return entities.mention_at(noun.i, "weapon") is not None or DESIGNATION.match(noun.text) is not None


def _in_dashes(doc: Doc, group: list[Mention]) -> bool:
    """ "3,000 soldiers – Dutch, Belgian and German – crossed": nationalities in apposition to people."""
    words, start = exercise_words(), group[0].start
    return (
        start > 1
        and all(m.form == "demonym" for m in group)
        and doc[start - 1].text in ("–", "—", "-", "(")
        and doc[start - 2].lower_ in words["people"] | words["units"]
    )


def _after_colon(doc: Doc, group: list[Mention]) -> bool:
    """ "Eleven nations will send aircraft: Bahrain, Greece, …", "The participants: the UK, France"."""
    words, start = exercise_words(), group[0].start
    start -= doc[start - 1].lower_ == "the" if start else 0
    if len(group) < 2 or start < 2 or doc[start - 1].text != ":":
        return False
    before = doc[max(doc[start - 1].sent.start, start - 25) : start - 1]
    return any(t.lower_ in words["nations"] | {"participants", "states"} for t in before)


def _listed_after(top: Token, first: Mention, *, going_on: bool) -> bool:
    """ "Among those taking part are Canada and France": the subject stands behind "are"."""
    if top.dep_ not in ("nsubj", "attr") or top.head.lemma_ != "be" or first.start < top.head.i:
        return False
    before = {t.lower_ for t in top.head.subtree if t.i < top.head.i}
    if "among" in before and before & {"which", "whom", "them"}:
        return True  # "24 countries, among which were Pakistan and Egypt"
    return going_on and bool(
        before & {"part", "participants", "participating", "participant", "joining", "involved", "attending"}
    )


def _looks_on(verb: Token) -> bool:
    """ "China is expected to send a spy ship", "sent a destroyer to watch", "Japan, which was not invited, …"."""
    subject = next((c for c in verb.children if c.dep_ in _SUBJECTS), None)
    clauses = [c for t in (verb, subject) if t is not None for c in t.subtree if c.dep_ in _CLAUSES]
    if any(c.lemma_ in _LOOKING and any(a.lower_ == "to" for a in c.children) for c in clauses):
        return True
    if any(c.lemma_ == "invite" and any(n.dep_ == "neg" for n in c.children) for c in clauses):
        return True
    objects = [c for v in (verb, *verb.children) for c in v.children if c.dep_ == "dobj"]
    return any(t.lower_ in _SPIES for o in objects for t in o.children)


def stays_away(verb: Token) -> bool:
    """ "will not take part", "did not join", "refused to attend", "stayed away", "pulled out of"."""
    verbs = [verb, *(c for c in verb.children if c.dep_ in ("xcomp", "ccomp"))]
    if any(c.dep_ == "neg" for v in verbs for c in v.children) or verb.lemma_ in _DECLINES:
        return True
    if verb.lemma_ == "deny" and any(c.lemma_ in JOINING for c in verb.subtree if c.i > verb.i):
        return True  # "denied a report that its carrier would join the drill"
    particles = {c.lower_ for c in verb.children}
    return (verb.lemma_ == "stay" and "away" in particles) or (verb.lemma_ in ("pull", "opt") and "out" in particles)


def _object_joins(top: Token, anchor: set[int], *, many: bool, is_unit: bool, going_on: bool) -> bool:
    """Whether what stands as an object takes part: "Taking part are Belgium, Canada …", "hosted Brazil and India"."""
    words, governor = exercise_words(), top.head.lemma_
    if governor == "take" and takes_part(top.head):
        return True
    if governor in words["gather"] or (governor == "host" and not anchor & {t.i for t in top.subtree}):
        return True
    if going_on and (governor in ("be", "include") or (many and governor in words["join"])):
        return True
    return is_unit and governor in words["join"] | words["hold"]


def _owns(doc: Doc, group: list[Mention], anchor: set[int]) -> bool:
    """ "accused Beijing of endangering the region with its Strait Thunder manoeuvres": the last state before "its"."""
    first = min(anchor, default=-1)
    if first < 0 or group[-1].end > first:
        return False
    own = next((t for t in doc[max(group[-1].end, first - 4) : first] if t.lower_ in ("its", "their")), None)
    if own is None or own.sent != doc[group[0].start].sent:
        return False
    verb = doc[group[0].start : group[-1].end].root.head
    return (
        own.i - group[-1].end < 8
        and not any(t.ent_type_ in ("GPE", "NORP", "ORG") for t in doc[group[-1].end : own.i])
        and (
            verb.lemma_
            in ("accuse", "condemn", "denounce", "criticise", "criticize", "urge", "press", "warn", "blame", "ask")
        )
    )
