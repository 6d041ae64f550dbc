"""Who takes part in an exercise, who watches it, who hosts it: by the words that govern a name or a list of names.

1. subjects of holding and joining: "A and B began", "A plans to hold", "A said it would hold", "drills that A opened"
2. agents: "held by A", "led by A and B"          3. company: "with A", "between A and B", "alongside B"
4. units: "troops from A, B and C", "the air forces of A and B", "A's navy", "300 A soldiers and 150 B ones"
5. modifiers of the exercise: "the A-B exercise", "A's annual drills", "NATO's X"
6. observers: "observers from A", "B watched"     7. hosts: "hosted by A", "A will host", "A, the host"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.slot import Slot, chars
from kg.extract.mentions import Mention
from kg.language.exercises import exercise_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.resolve import Entities

_SEPARATORS = frozenset(", and & the - – — / as well also both plus or ( ) ’s 's".split())
_COMPANY = frozenset("with between alongside among amongst involving including featuring plus".split())
_WHERE = frozenset(
    "in at near off on over across around throughout toward towards into within outside along to".split()
)
# "troops from A", "ships of A": the noun stands for the state after the preposition.
_OF = frozenset(("of", "from"))
_FEELERS = frozenset(
    (
        "tension tensions tie ties relation relations war conflict border borders talk talks agreement deal dispute "
        "clash clashes friendship trade summit meeting partnership treaty alliance relationship standoff rivalry "
        "confrontation visit row cooperation"
    ).split()
)
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
_MODIFIERS = ("amod", "compound", "poss", "nmod")
_CONTROL = frozenset(
    (
        "plan agree decide prepare want say announce intend expect set schedule due continue confirm add tell report "
        "begin start propose offer vow state declare reveal seek be have get go"
    ).split()
)
_TRAVEL = frozenset("move fly sail run stretch travel shuttle range".split())
# What forces do about an exercise that is not theirs.
_FROM_OUTSIDE = frozenset(
    (
        "monitor shadow watch track follow scramble intercept condemn observe detect spot denounce criticize criticise "
        "protest respond react see say report announce count fear warn call describe accuse urge kill injure"
    ).split()
)
_NEAR = 130  # code points
_OBSERVERS = frozenset("observe watch monitor attend".split())
_TURN = frozenset("after while whereas despite amid as because since when although though".split())
_BODY_TYPES = ("armed-force", "alliance", "international-organization", "ministry")


def parties(
    entities: Entities, tokens: list[Token], anchor: set[int], *, title: bool = False, going_on: bool = False
) -> Iterator[Slot]:
    """Slots "participant", "observer" and "host" in these tokens of one sentence.

    `anchor`: the tokens that speak of the exercise; `going_on`: the sentence has none, but tells who joins.
    """
    if not tokens:
        return
    for group in _groups(entities, tokens, anchor, title=title):
        for role in _roles(entities, group, tokens, anchor, going_on=going_on):
            for mention in group:
                yield Slot(role, side(entities, mention), *chars(entities.doc, mention.start, mention.end))
    yield from _pronouns(entities, tokens, anchor)
    yield from _leaders(entities, tokens, anchor)


def _leaders(entities: Entities, tokens: list[Token], anchor: set[int]) -> Iterator[Slot]:
    """ "Maduro announced the largest exercise": the state of whoever orders, opens or announces an exercise."""
    doc = entities.doc
    for m in entities.within(tokens[0].i, tokens[-1].i + 1, "person"):
        root = doc[m.start : m.end].root
        verb = root.head
        if root.dep_ != "nsubj" or verb.lemma_ not in ("announce", "order", "launch", "open", "inaugurate", "begin"):
            continue
        if not any(c.dep_ == "dobj" and c.i in anchor for c in verb.children):
            continue
        country = entities.owner(m).country
        state = next((e for e in entities.all if country and e.kind == "country" and e.country == country), None)
        if state is not None:
            yield Slot("participant", state.iri, *chars(doc, m.start, m.end))


def _pronouns(entities: Entities, tokens: list[Token], anchor: set[int]) -> Iterator[Slot]:
    """ "It is preparing drills of its own with Turkey", "it hosted Brazil and India for Ibsamar": who "it" is."""
    for token in tokens if anchor else ():
        if token.lower_ not in ("it", "they") or token.dep_ != "nsubj" or token.head.pos_ not in ("VERB", "AUX"):
            continue
        if not _leads_to_exercise(token.head, anchor, going_on=False, unit=False):
            continue
        above = next((c for c in token.head.head.children if c.dep_ == "nsubj" and c != token), None)
        if token.head.dep_ == "ccomp" and above is not None:
            continue  # "Taiwan said it would hold": the subject of saying is read there
        entity = entities.antecedent(token)
        if entity is None or not entity.country or entity.kind not in ("country", "organization"):
            continue
        if not any(0 <= token.idx - end < _NEAR for _, end in entity.spans):
            continue  # between the two somebody unnamed may have come in ("the navy")
        state = next((e for e in entities.all if e.kind == "country" and e.country == entity.country), None)
        if state is not None:
            yield Slot("participant", state.iri, *chars(entities.doc, token.i, token.i + 1))


def _members_of(doc: Doc, m: Mention) -> bool:
    before = {t.lower_ for t in doc[max(doc[m.start].sent.start, m.start - 4) : m.start]}
    return bool(before & {"states", "members", "nations", "countries", "allies", "member"}) and "of" in before


def side(entities: Entities, mention: Mention) -> str:
    """The IRI of the state a name stands for: its own, or that of the state whose force or ministry it is."""
    entity = entities.owner(mention)
    if entity.kind == "country" or not entity.country:
        return entity.iri
    return next((e.iri for e in entities.all if e.kind == "country" and e.country == entity.country), entity.iri)


def _groups(entities: Entities, tokens: list[Token], anchor: set[int], *, title: bool) -> list[list[Mention]]:
    """The names of states and bodies, those of one list together."""
    groups: list[list[Mention]] = []
    joined_by_and: list[bool] = []
    for mention in _sides(entities, tokens, anchor):
        between = list(entities.doc[groups[-1][-1].end : mention.start]) if groups else []
        if groups and _is_separator(entities.doc, between):
            groups[-1].append(mention)
            joined_by_and[-1] |= any(t.lower_ in ("and", "&", "-", "–", "/", "as") for t in between)
        else:
            groups.append([mention])
            joined_by_and.append(False)
    found: list[list[Mention]] = []
    for group, and_ in zip(groups, joined_by_and, strict=True):
        listed = and_ or title or len(group) > 3
        found.extend([group] if listed else [[m] for m in group])
    return found


def _sides(entities: Entities, tokens: list[Token], anchor: set[int]) -> Iterator[Mention]:
    used: set[int] = set()
    inside = entities.within(tokens[0].i, tokens[-1].i + 1)
    for m in sorted(inside, key=lambda m: (m.start, m.start - m.end)):
        if m.kind == "country":
            if not m.acts:
                continue
        elif m.kind != "organization" or not _is_side(entities, m):
            continue
        span = set(range(m.start, m.end))
        if span & used or (span & anchor and m.kind == "organization"):
            continue
        used |= span
        yield m


def _is_side(entities: Entities, m: Mention) -> bool:
    entity = entities.owner(m)
    if entity.organization_type in _BODY_TYPES:
        return True
    names = {n.casefold() for n in (m.name, entity.label, *entity.aliases)}
    return bool(names & exercise_words()["bodies"])


def _is_separator(doc: Doc, between: list[Token]) -> bool:
    words = exercise_words()
    if not between or len(between) > 7:
        return not between
    return all(
        t.text in _SEPARATORS
        or t.lower_ in _SEPARATORS
        or t.like_num
        or t.lower_ in words["units"] | words["people"] | words["peoplelike"]
        for t in between
    ) and any(t.lower_ in (",", "and", "&", "-", "–", "/", "as") for t in between)


def _roles(
    entities: Entities, group: list[Mention], tokens: list[Token], anchor: set[int], *, going_on: bool
) -> tuple[str, ...]:
    doc, words = entities.doc, exercise_words()
    first, last = group[0], group[-1]
    root = doc[first.start : first.end].root
    noun = _noun_after(doc, last)
    if noun is not None and noun.i in anchor:
        return ("participant",)
    left, through_unit = _left_of(doc, first)
    top = _top(noun if noun is not None else root)
    if _watches(doc, group, left, top):
        return ("observer",)
    if noun is not None and (noun.lower_ in words["heads"] or noun.lower_ in words["anaphors"] - {"training", "event"}):
        return ("participant",)
    is_unit = through_unit or (noun is not None and noun.lower_ in words["units"] | words["people"])
    if first.kind == "organization":
        is_unit = True
    if through_unit and first.kind == "organization" and _members_of(doc, first):
        return ()  # "member states of the United Nations Command"
    if noun is not None and noun.lower_ in ("contribution", "participation", "share", "contingent"):
        return ("participant",)
    if noun is not None and noun.lower_ in _NO_SIDE:
        subject = noun.dep_ == "nsubj" and noun.head.lemma_ == "host"
        return ("participant", "host") if subject else ()
    if _owns(doc, group, anchor):
        return ("participant",)
    if _elsewhere(top, anchor, tokens) or in_side_clause(top, anchor):
        return ()
    preposition = _preposition(doc, left, top)
    if preposition is not None and noun is not None and not is_unit and noun.lower_ not in words["nations"]:
        return ()  # "by Moscow's account"
    if preposition is not None:
        return _after_preposition(preposition, top, anchor, is_unit=is_unit, going_on=going_on)
    if _holds_in_relative_clause(top, anchor, unit=is_unit):
        return ("participant",)
    verb = _verb_with_subject(top)
    if verb is not None and through_unit and left is not None and left.lower_ == "with" and _participle(verb):
        return ("participant",)  # "with warships from India and Japan having spent ten days at sea"
    if verb is not None:
        if _hosts(verb):
            return ("participant", "host")
        return ("participant",) if _leads_to_exercise(verb, anchor, going_on=going_on, unit=is_unit) else ()
    if top.dep_ in ("dobj", "attr", "dative", "oprd", "dep"):
        governor = top.head.lemma_
        if noun is not None and not is_unit:
            return ()
        if governor == "take" and _part(top.head):
            return ("participant",)  # "Taking part are Belgium, Canada …"
        if governor in words["gather"] or (governor == "host" and not anchor & {t.i for t in top.subtree}):
            return ("participant",)
        if going_on and (governor in ("be", "include") or (len(group) > 2 and governor in words["join"])):
            return ("participant",)
        return ("participant",) if is_unit and governor in words["join"] | words["hold"] else ()
    if top.dep_ in ("ROOT", "appos", "nmod", "npadvmod", "conj", "nsubj") and (is_unit or going_on or len(group) > 2):
        return ("participant",) if any(t.lemma_ in words["join"] | words["hold"] for t in tokens) else ()
    return ()


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


def _participle(verb: Token) -> bool:
    return verb.tag_ == "VBG" or any(c.lower_ == "having" for c in verb.children)


def _holds_in_relative_clause(top: Token, anchor: set[int], *, unit: bool) -> bool:
    """ "Uzbekistan and Tajikistan, which held their first joint exercise in 2018"."""
    for clause in top.children:
        if clause.dep_ != "relcl" or not anchor & {t.i for t in clause.subtree}:
            continue
        if any(c.lower_ in ("which", "who", "that") and c.dep_ == "nsubj" for c in clause.children):
            return _leads_to_exercise(clause, anchor, going_on=False, unit=unit)
    return False


def _noun_after(doc: Doc, m: Mention) -> Token | None:
    """The noun that a name modifies: "Russian [warships]", "Canada's 4th [Division]", "U.S. Navy [ships]"."""
    token = doc[m.end - 1]
    for _ in range(4):
        if (token.dep_ in ("amod", "compound", "poss", "nmod") and token.head.i > token.i) or (
            token.dep_ == "conj" and token.head.i < m.start and token.head.dep_ in ("amod", "compound", "nmod", "poss")
        ):
            token = token.head
        else:
            break
    if token.i >= m.end and token.pos_ in ("NOUN", "PROPN"):
        return token
    following = doc[m.end] if m.end < len(doc) else None
    if m.form == "demonym" and following is not None and following.pos_ in ("NOUN", "PROPN", "ADJ"):
        for t in doc[m.end : min(len(doc), m.end + 4)]:
            if t.lower_ in exercise_words()["units"] | exercise_words()["people"] | exercise_words()["heads"]:
                return t
            if t.pos_ not in ("NOUN", "PROPN", "ADJ"):
                break
    return None


def _left_of(doc: Doc, m: Mention) -> tuple[Token | None, bool]:
    """The word that governs a name from the left, past articles, numbers and "the armed forces of"."""
    words = exercise_words()
    i, unit = m.start - 1, False
    sent = doc[m.start].sent.start
    while i >= sent:
        token = doc[i]
        if token.lower_ in ("the", "both", "its", "neighbouring", "fellow", "a", "an") or token.like_num:
            i -= 1
        elif (
            token.lower_ == "from" and i - 2 > sent and doc[i - 1].text == "," and doc[i - 2].lower_ in words["people"]
        ):
            return doc[i], True
        elif token.pos_ == "ADJ" and token.tag_ != "JJR":
            i -= 1
        elif (
            token.lower_ in _OF
            and i > sent
            and doc[i - 1].lower_ in words["units"] | words["people"] | words["nations"]
        ):
            unit = True
            i -= 2
            while i > sent and (
                doc[i].lower_ in words["units"] | words["people"]
                or doc[i].lower_ in ("and", ",", "the", "some", "about", "around", "armed", "air", "special")
                or doc[i].pos_ in ("ADJ", "NUM")
                or doc[i].lower_ in words.types
            ):
                i -= 1
        else:
            break
    return (doc[i] if i >= sent else None), unit


def _top(token: Token) -> Token:
    """The first member of the list, or the unit, that a noun stands in: "[ships] from Bulgaria and France"."""
    words = exercise_words()
    for _ in range(40):
        head = token.head
        if (
            token.dep_ in ("conj", "appos")
            and head.i < token.i
            and head.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "PRON")
        ) or (token.dep_ in _MODIFIERS and head.i > token.i and head.pos_ in ("NOUN", "PROPN")):
            token = head
        elif (
            token.dep_ == "pobj"
            and head.lower_ in _OF
            and head.head.lower_ in words["units"] | words["people"] | words["nations"]
        ) or (token.dep_ == "pobj" and head.lower_ in ("including", "like") and head.head.pos_ == "NOUN"):
            token = head.head
        else:
            break
    return token


def _preposition(doc: Doc, left: Token | None, top: Token) -> Token | None:
    if top.dep_ in ("nsubj", "nsubjpass") and (left is None or left.lower_ not in ("with", "between", "alongside")):
        return None  # "in 2019 Moldova took part", "around 300 Russian paratroopers are"
    if top.dep_ in ("pobj", "pcomp") and top.head.pos_ in ("ADP", "SCONJ", "VERB") and top.head.i < top.i:
        return top.head
    if left is not None and left.pos_ == "ADP" and left.lower_ not in ("as", "like"):
        return left
    if left is not None and left.lower_ in ("involving", "including", "featuring"):
        return left
    return None


def _watches(doc: Doc, group: list[Mention], left: Token | None, top: Token) -> bool:
    """ "observers from A", "officers from A will observe", "A and B sent observers", "watched by A"."""
    words = exercise_words()["observe"]
    start, end = group[0].start, group[-1].end
    sent = doc[start].sent
    before = {t.lower_ for t in doc[max(sent.start, start - 5) : start] if t.text != ","}
    if before & {"observers", "observer", "spectators"} or {"watched", "by"} <= before or {"observed", "by"} <= before:
        return True
    verb = top.head if top.dep_ in ("nsubj", "nsubjpass") else None
    if verb is None:
        return False
    nearby = {t.lower_ for t in doc[end : min(sent.end, max(verb.i + 1, end) + 8)]}
    if verb.lemma_ in _OBSERVERS - {"attend"} or any(
        c.lemma_ in ("observe", "watch") for c in verb.children if c.dep_ in ("xcomp", "conj")
    ):
        return True
    return bool(nearby & words & {"observers", "observer", "spectators"}) and verb.lemma_ in (
        "send", "be", "attend", "participate", "take", "act", "join", "serve", "invite", "have", "dispatch",
    )  # fmt: skip


def _elsewhere(top: Token, anchor: set[int], tokens: list[Token]) -> bool:
    """Whether a name speaks or is spoken to: "the Russian ministry said", "told reporters"."""
    words = exercise_words()
    token = top
    for _ in range(3):
        if token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ in words["reporting"]:
            announced = token.head.lemma_ in ("announce", "declare", "call") and any(
                c.dep_ == "dobj" and c.i in anchor for c in token.head.children
            )
            announced |= any(c.lower_ == "off" for c in token.head.children)
            return not announced and not _reported_own(token.head)
        if token.dep_ not in ("compound", "poss", "amod", "nmod", "conj", "appos"):
            break
        token = token.head
    return top.dep_ == "pobj" and top.head.lower_ == "to" and top.head.head.lower_ == "according"


def _reported_own(verb: Token) -> bool:
    """ "Taiwan said it would hold": the clause goes on about the speaker."""
    for clause in verb.children:
        if clause.dep_ in ("ccomp", "xcomp"):
            subject = next((c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is None or subject.lower_ in ("it", "they", "we"):
                return True
    return False


def in_side_clause(top: Token, anchor: set[int]) -> bool:
    """Whether a name stands in a clause of circumstance that does not hold the exercise: "after A sailed there"."""
    if not anchor:
        return False
    token = top
    for _ in range(12):
        if token.dep_ == "advcl":
            mark = next((c for c in token.children if c.dep_ in ("mark", "advmod")), None)
            inside = any(t.i in anchor for t in token.subtree)
            if not inside and (mark is not None and mark.lower_ in _TURN):
                return True
        if token.dep_ in ("pcomp", "pobj") and token.head.lower_ in ("despite", "amid", "against") and token != top:
            return not any(t.i in anchor for t in token.subtree)
        if token.dep_ == "ROOT" or token.head == token:
            return False
        token = token.head
    return False


def _about(token: Token, anchor: set[int]) -> bool:
    words = exercise_words()
    return token.i in anchor or token.lower_ in words["heads"] or token.lower_ in words["anaphors"]


def _after_preposition(
    preposition: Token, top: Token, anchor: set[int], *, is_unit: bool, going_on: bool
) -> tuple[str, ...]:
    words = exercise_words()
    word, governor = preposition.lower_, preposition.head
    if word in _COMPANY:
        if word == "between" and (governor.lemma_ in _TRAVEL or governor.head.lemma_ in _TRAVEL):
            return ()
        if governor.lower_ in _FEELERS or (
            word == "with" and preposition.i and top.doc[preposition.i - 1].lower_ in _FEELERS
        ):
            return ()
        if going_on or any(_about(t, anchor) for t in [governor, *list(governor.ancestors)[:4]]):
            return ("participant",)
        if word == "with" and is_unit and anchor and governor.lemma_ not in words["reporting"]:
            return ("participant",)
        held = governor.pos_ == "VERB" and governor.lemma_ in words["hold"] | words["join"] | words["train"]
        if held or any(t.i in anchor for t in governor.subtree) or any(t.i in anchor for t in governor.children):
            return ("participant",)
        near = range(max(top.sent.start, preposition.i - 8), preposition.i)
        return ("participant",) if anchor & set(near) else ()
    if word == "by":
        if _hosts(governor):
            return ("participant", "host")
        held = governor.pos_ in ("VERB", "AUX") and governor.lemma_ in words["hold"] | words["cancel"] | words["join"]
        return ("participant",) if _about(governor, anchor) or held else ()
    if word in ("of", "from"):
        if _about(governor, anchor) or governor.lower_ in words["units"] | words["people"] | words["nations"]:
            return _unit_role(governor, anchor, going_on=going_on)
        drawn = governor.lemma_ in ("come", "draw", "hail", "comprise", "consist", "make")
        return ("participant",) if drawn and (going_on or anchor) else ()
    if word == "for" and is_unit and _about(governor, anchor):
        return ("participant",)
    return ()


def _unit_role(governor: Token, anchor: set[int], *, going_on: bool) -> tuple[str, ...]:
    """ "troops from A": a side, unless the troops are spoken of in another role ("shadowed by ships of A")."""
    top = _top(governor)
    if top.dep_ == "pobj" and top.head.lower_ == "by" and top.head.head.lemma_ not in exercise_words()["hold"]:
        return ()
    if top.dep_ == "pobj" and top.head.lower_ in ("against", "despite", "amid"):
        return ()
    verb = _verb_with_subject(top)
    if verb is not None and not _leads_to_exercise(verb, anchor, going_on=going_on, unit=True):
        return ()
    return ("participant",)


def _verb_with_subject(top: Token) -> Token | None:
    if top.dep_ in ("nsubj", "nsubjpass") and top.head.pos_ in ("VERB", "AUX", "NOUN"):
        return top.head
    return None


def _hosts(verb: Token) -> bool:
    return verb.lemma_ == "host" or any(c.lemma_ == "host" and c.dep_ in ("xcomp", "conj") for c in verb.children)


def _leads_to_exercise(verb: Token, anchor: set[int], *, going_on: bool, unit: bool, depth: int = 0) -> bool:
    """Whether a verb holds, joins or cancels an exercise, itself or through "plan to", "said it would"."""
    words = exercise_words()
    if depth > 4:
        return False
    lemma = verb.lemma_
    if lemma in words["withdraw"] or (verb.i + 1 < len(verb.doc) and verb.nbor(1).lower_ == "only"):
        return False
    if unit and lemma not in _FROM_OUTSIDE and any(t.i in anchor for t in verb.subtree):
        return True
    if lemma in ("ready", "prepare", "announce") and any(t.i in anchor for t in verb.subtree):
        return True
    if lemma == "be" and going_on and any(c.dep_ == "attr" and c.lower_ == "participants" for c in verb.children):
        return True
    if (
        lemma in ("be", "arrive")
        and unit
        and any(c.lower_ == "for" and any(t.i in anchor for t in c.subtree) for c in verb.subtree)
    ):
        return True
    active = unit and lemma in ("fly", "sail", "train", "operate", "practise", "practice", "rehearse", "participate")
    reaches = going_on or active or not anchor or any(t.i in anchor for t in verb.subtree) or _modifies(verb, anchor)
    if lemma in words["hold"] | words["cancel"] | words["train"] and reaches:
        return True
    if (
        lemma in words["join"]
        and reaches
        and (unit or going_on or lemma not in ("see", "take", "include") or _part(verb))
    ):
        return True
    if lemma in ("drill", "exercise", "rehearse", "practise", "practice", "simulate") and (unit or reaches):
        return True
    for clause in verb.children:
        if clause.dep_ not in ("xcomp", "ccomp", "conj", "acomp", "advcl", "prep", "attr"):
            continue
        if clause.dep_ in ("ccomp", "conj", "advcl") and not _own_subject_is_it(clause):
            continue
        if clause.dep_ == "advcl" and any(c.lower_ in _TURN for c in clause.children):
            continue
        if clause.dep_ in ("acomp", "prep", "attr") and lemma not in ("be", "get"):
            continue
        if (lemma in _CONTROL or clause.dep_ == "conj" or lemma in words["begin"]) and _leads_to_exercise(
            clause, anchor, going_on=going_on, unit=unit, depth=depth + 1
        ):
            return True
    return False


def _part(verb: Token) -> bool:
    return verb.lemma_ == "take" and any(c.lower_ in ("part", "place") for c in verb.children)


def _own_subject_is_it(clause: Token) -> bool:
    subject = next((c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    return subject is None or subject.lower_ in ("it", "they", "we", "he", "she")


def _modifies(verb: Token, anchor: set[int]) -> bool:
    """ "the drills that A opened", "a drill planned by A": the exercise is the verb's head."""
    return any(token.dep_ in ("relcl", "acl") and token.head.i in anchor for token in [verb, *list(verb.ancestors)[:3]])
