"""What a stretch of a sentence tells of an exercise: who, where, when, how many, of what kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from kg.extract.mentions import Mention
from kg.language.dates import DateMention, find_dates
from kg.language.exercises import exercise_words
from kg.models import PartialDate

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.reading import Reading
    from kg.resolve import Entities

_WHERE = frozenset("in at off near on over around across outside inside along within throughout of".split())
_AGAINST = frozenset("against over about despite after by amid".split())
_REPORTING = frozenset("say tell report announce add warn state quote confirm note claim write insist".split())
_NUMBER = re.compile(
    r"\d{1,3}(?:,\d{3})+|\d+|(?:one|two|three|four|five|six|seven|eight|nine|ten) (?:hundred|thousand)"
)
_SMALL = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten".split())}
_MILITARY_PLACES = ("base", "training-area", "airfield", "port")


class Slot(NamedTuple):
    """One value told for a property, and the code points it stands at."""

    name: str
    value: object
    start: int
    end: int
    inferred: bool = False


def slots(reading: Reading, tokens: list[Token], anchor_tokens: set[int], *, future: bool) -> Iterator[Slot]:
    """The slots told in these tokens of one sentence; the anchor's own tokens are left out."""
    if not tokens:
        return
    yield from _parties(reading.entities, tokens, anchor_tokens)
    yield from _places(reading.entities, tokens, anchor_tokens)
    yield from _times(reading, tokens, anchor_tokens, future=future)
    yield from _people(reading.entities, tokens)
    yield from _types(tokens)


def _chars(doc: Doc, start: int, end: int) -> tuple[int, int]:
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def _mentions(entities: Entities, tokens: list[Token]) -> list[Mention]:
    first, last = tokens[0].i, tokens[-1].i + 1
    return entities.within(first, last)


def _parties(entities: Entities, tokens: list[Token], anchor_tokens: set[int]) -> Iterator[Slot]:
    doc = entities.doc
    seen: set[int] = set()
    for m in sorted(_mentions(entities, tokens), key=lambda m: m.start - m.end):
        if m.kind not in ("country", "organization") or (m.kind == "country" and not m.acts):
            continue
        if m.start in seen or {m.start, m.end - 1} & anchor_tokens:
            continue
        seen.update(range(m.start, m.end))
        role = _party_role(entities, m)
        if role is None:
            continue
        entity = entities.owner(m)
        start, end = _chars(doc, m.start, m.end)
        yield Slot(role, entity.iri, start, end)


def _party_role(entities: Entities, m: Mention) -> str | None:
    """participant, observer or host by the words that govern a mention; None where it only happens to be there."""
    doc, words = entities.doc, exercise_words()
    token = doc[m.start : m.end].root
    top = _top_of_list(token)
    if _speaks(token) or _in_speaker(token):
        return None
    if m.kind == "organization" and entities.owner(m).organization_type not in (
        "armed-force",
        "alliance",
        "international-organization",
        "ministry",
    ):
        return None
    chain = [top, *_ancestors(top)]
    near = {t.lower_ for t in doc[max(token.sent.start, top.i - 5) : min(token.sent.end, m.end + 8)]}
    if near & words["observe"] or any(t.lemma_ in ("observe", "watch", "follow", "invite") for t in chain[:4]):
        return "observer"
    if top.dep_ == "pobj":
        preposition = top.head
        if preposition.lower_ in _AGAINST and not (preposition.lower_ == "by" and _about_exercise(preposition.head)):
            return None
        if preposition.lower_ in _WHERE - {"of", "by"}:
            return None
        if preposition.lower_ in ("with", "between", "alongside", "among", "involving", "including"):
            return "participant" if any(_about_exercise(t) for t in chain[1:6]) or near & words["join"] else None
        if preposition.lower_ == "from":
            return (
                "participant"
                if preposition.head.lower_
                in words["units"]
                | words["people"]
                | {"nations", "countries", "states", "allies", "members", "detachments", "service"}
                else None
            )
        if preposition.lower_ in ("of", "to", "for"):
            governor = preposition.head
            if governor.lower_ in words["units"] | words["people"] | words["heads"] | {
                "forces",
                "participation",
                "navy",
                "navies",
            }:
                return "participant"
            return "participant" if governor.dep_ in ("nsubj",) and _about_exercise(governor.head) else None
        return None
    if top.dep_ in ("nsubj", "nsubjpass", "agent"):
        return "participant" if _about_exercise(top.head) or any(_about_exercise(t) for t in chain[1:3]) else None
    if top.dep_ == "poss" or top.dep_ in ("amod", "compound", "nmod"):
        head = top.head
        if head.lower_ in words["heads"] | words["anaphors"] or head.lower_ in words["units"] | words["people"]:
            return "participant" if _military_or_hold(head) else None
        return None
    if top.dep_ in ("dobj", "attr", "dative"):
        return (
            "participant"
            if (
                top.head.lemma_ in words["join"] | words["hold"] | {"be", "host", "bring", "involve", "include", "pit"}
                and top.head.lemma_ != "include"
            )
            or top.head.lemma_ in ("involve", "include", "be")
            else None
        )
    if top.dep_ in ("appos", "ROOT", "npadvmod", "dep", "nmod"):
        return (
            "participant" if any(t.lemma_ in words["join"] or t.lower_ in words["heads"] for t in token.sent) else None
        )
    return None


def _top_of_list(token: Token) -> Token:
    """The first member of the list ("Russia, China and Iran") that a noun stands in; units stand for their states."""
    for _ in range(40):
        if (
            (token.dep_ == "conj" and token.head.i != token.i)
            or (token.dep_ == "appos" and token.head.ent_type_ in ("GPE", "NORP"))
        ) or (
            token.dep_ in ("amod", "compound", "poss", "nmod")
            and token.head.lower_ in exercise_words()["units"] | exercise_words()["people"]
        ):
            token = token.head
        elif (
            token.dep_ == "pobj"
            and token.head.lower_ in ("of", "from")
            and token.head.head.lower_ in exercise_words()["units"] | exercise_words()["people"]
        ):
            token = token.head.head
        else:
            break
    return token


def _ancestors(token: Token) -> list[Token]:
    return list(token.ancestors)[:8]


def _about_exercise(token: Token) -> bool:
    """Whether a verb or noun is one of holding or joining an exercise, or governs one."""
    words = exercise_words()
    if token.lower_ in words["heads"] | words["anaphors"]:
        return True
    if token.pos_ in ("VERB", "AUX"):
        return token.lemma_ in words["hold"] | words["join"] | words["cancel"] or any(
            c.lower_ in words["heads"] for c in token.subtree
        )
    return False


def _military_or_hold(head: Token) -> bool:
    return head.lower_ in exercise_words()["heads"] | exercise_words()["anaphors"] or any(
        _about_exercise(t) for t in [head, *list(head.ancestors)[:4]]
    )


def _speaks(token: Token) -> bool:
    return token.dep_ in ("nsubj", "poss") and (
        token.head.lemma_ in _REPORTING or (token.head.dep_ == "nsubj" and token.head.head.lemma_ in _REPORTING)
    )


def _in_speaker(token: Token) -> bool:
    """Inside the noun phrase that speaks: "the Russian defence ministry said", "South Korea's Joint Chiefs spokesman"."""
    for t in [token, *list(token.ancestors)[:6]]:
        if t.dep_ == "nsubj" and t.head.lemma_ in _REPORTING:
            return True
        if t.pos_ in ("VERB", "AUX"):
            return False
    return False


def _places(entities: Entities, tokens: list[Token], anchor_tokens: set[int]) -> Iterator[Slot]:
    doc = entities.doc
    for m in _mentions(entities, tokens):
        if m.kind == "place" or (m.kind == "country"):
            if m.start in anchor_tokens or m.form == "demonym":
                continue
            root = doc[m.start : m.end].root
            preposition = _preposition_of(doc, m, root)
            if preposition is None or preposition.lower_ not in _WHERE - {"of"}:
                continue
            if preposition.lower_ in ("over", "on") and m.kind == "country":
                continue
            if _speech_place(preposition):
                continue
            start, end = _chars(doc, m.start, m.end)
            yield Slot("location", entities.owner(m).iri, start, end)


def _preposition_of(doc: Doc, m: Mention, root: Token) -> Token | None:
    top = root
    for _ in range(6):
        if top.dep_ in ("conj", "appos", "compound", "poss", "nmod", "amod") or (
            top.dep_ == "pobj" and top.head.lower_ == "of"
        ):
            top = top.head.head if top.dep_ == "pobj" else top.head
        else:
            break
    if top.dep_ == "pobj":
        return top.head
    before = doc[m.start - 1] if m.start else None
    if before is not None and before.lower_ == "the" and m.start > 1:
        before = doc[m.start - 2]
    return before if before is not None and before.pos_ == "ADP" else None


def _speech_place(preposition: Token) -> bool:
    """ "said at the Barysaw training ground": where somebody spoke, not where the exercise is."""
    return preposition.head.lemma_ in _REPORTING or preposition.head.lower_ in (
        "reporters",
        "embassy",
        "official",
        "spokesman",
    )


def _times(reading: Reading, tokens: list[Token], anchor_tokens: set[int], *, future: bool) -> Iterator[Slot]:
    doc = reading.doc
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    for date in find_dates(doc.text, reading.article.published, future=future, start=start, end=end):
        span = doc.char_span(date.start, date.end, alignment_mode="expand")
        if span is None or {t.i for t in span} & anchor_tokens or _when_said(span.root):
            continue
        yield from _time_slots(date, _time_role(span.root))
    for match in re.finditer(
        r"\b(?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)(?:[- ])(?P<unit>day|week|month)s?\b(?! (?:ago|earlier|later|before|after))",
        doc.text[start:end],
    ):
        count = _SMALL.get(match["n"]) or (int(match["n"]) if match["n"].isdigit() else 0)
        before = doc.text[max(0, start + match.start() - 12) : start + match.start()].casefold()
        days = count * {"day": 1, "week": 7, "month": 0}[match["unit"]]
        if days and not re.search(r"(?:every|first|last|for the|past|after|within)\s+$", before):
            yield Slot("duration", days, start + match.start(), start + match.end())


def _time_slots(date: DateMention, role: str) -> Iterator[Slot]:
    at = (date.start, date.end, date.inferred)
    if date.is_range:
        if date.first:
            yield Slot("startDate", date.first, *at)
        yield Slot("endDate", date.last, *at)
    elif date.first:
        yield Slot(role, date.first, *at)


def _when_said(token: Token) -> bool:
    """Whether a date tells when something was said, not when something is held."""
    for t in [token, *list(token.ancestors)[:3]]:
        if t.pos_ == "VERB":
            return t.lemma_ in _REPORTING and not any(c.lower_ in exercise_words()["heads"] for c in t.children)
    return False


def _time_role(token: Token) -> str:
    """startDate, endDate, or date (held then) by the verb that governs a point in time."""
    words = exercise_words()
    doc = token.doc
    before = [t.lower_ for t in doc[max(token.sent.start, token.i - 4) : token.i]]
    if any(w in ("until", "till", "through", "end", "conclude", "concludes", "ends") for w in before):
        return "endDate"
    for t in token.ancestors:
        if t.pos_ == "VERB":
            lemma = t.lemma_
            if lemma in ("end", "conclude", "wrap", "finish", "culminate", "close") or (
                lemma in ("run", "last", "go", "continue") and {"through", "until", "to"} & set(before)
            ):
                return "endDate"
            if lemma in words["begin"]:
                return "startDate"
            return "date"
    return "date"


def _people(entities: Entities, tokens: list[Token]) -> Iterator[Slot]:
    """Numbers of troops, with the state they are from where it is told beside them."""
    doc, words = entities.doc, exercise_words()
    for i, token in enumerate(tokens):
        if not token.like_num or (token.i and doc[token.i - 1].text in ("$", "€", "£")):
            continue
        number = _value(doc, token)
        if number is None or number < 20:
            continue
        ahead = tokens[i + 1 : i + 6]
        noun = next(
            (
                t
                for t in ahead
                if t.lower_ in words["people"]
                or (t.lower_ == "service" and t.i + 1 < len(doc) and doc[t.i + 1].lower_ in ("members", "personnel"))
            ),
            None,
        )
        stop = next(
            (t for t in ahead if t.pos_ in ("VERB", "ADP", "PUNCT") and t.lower_ not in ("of", "-", "service")), None
        )
        if noun is None or (stop is not None and stop.i < noun.i):
            home = next(
                (m for t in ahead[:1] if (m := entities.mention_at(t.i, "country")) and m.form == "demonym"), None
            )
            if home is None or not doc[home.end - 1].lower_.endswith("s"):
                continue  # "175 Armenians"
            noun = doc[home.end - 1]
        if (
            noun.lower_ in ("people", "men", "experts", "members", "participants", "forces")
            and number < 100
            and noun.lower_ != "experts"
        ):
            continue
        start, end = token.idx, noun.idx + len(noun)
        home = next((m for t in [*doc[token.i + 1 : noun.i + 1]] if (m := entities.mention_at(t.i, "country"))), None)
        after = doc[noun.i + 1 : noun.i + 3]
        if home is None and len(after) == 2 and after[0].lower_ == "from":
            home = entities.mention_at(after[1].i, "country")
        yield Slot(
            "contingent" if home else "personnel", (entities.owner(home).iri, number) if home else number, start, end
        )


def _value(doc: Doc, token: Token) -> int | None:
    text = token.text.replace(",", "")
    if text.isdigit():
        following = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
        return int(text) * (1000 if following == "thousand" else 1)
    if re.fullmatch(r"\d+\.\d+", text):
        return None
    small = _SMALL.get(token.lower_)
    following = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
    return small * {"hundred": 100, "thousand": 1000}.get(following, 1) if small else None


def _types(tokens: list[Token]) -> Iterator[Slot]:
    kinds = exercise_words().types
    for token in tokens:
        kind = kinds.get(token.lower_)
        if kind:
            yield Slot("type", kind, token.idx, token.idx + len(token))


def as_date(value: object) -> PartialDate | None:
    """The value of a time slot, typed."""
    return value if isinstance(value, PartialDate) else None
