"""Mentions to exercises: those of one exercise brought together, editions kept apart, slots gathered."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.exercises.anchor import Anchor
from kg.extract.exercises.anchors import anchors
from kg.extract.exercises.locations import locations
from kg.extract.exercises.numbers import numbers
from kg.extract.exercises.parties import parties
from kg.extract.exercises.sides import side
from kg.extract.exercises.slot import Slot, chars
from kg.extract.exercises.status import is_cancelled, is_future, status_told, verb_of
from kg.extract.exercises.times import times
from kg.extract.exercises.types import types
from kg.language.dates import find_dates
from kg.language.exercises import exercise_words
from kg.models import PartialDate

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.reading import Reading

_BOTH = re.compile(
    r"\b(?:(?:the|their) (?:two|(?P<three>three))|both) (?:countries|navies|armies|militaries|nations|sides|"
    r"air forces|neighbours|neighbors|states|forces|allies)\b|\b(?P<allies>the allies)\b",
    re.IGNORECASE,
)
_TIMES = ("date", "startDate", "endDate")
# How many sentences after the last mention a text may still be speaking of an exercise without naming it.
_REACH = 3
_LEAD = 4


@dataclass(eq=False)
class Draft:
    """An exercise while its mentions are being gathered."""

    anchors: list[Anchor] = field(default_factory=list)
    name: str | None = None
    base: str | None = None
    edition: str | None = None
    ordinal: int | None = None
    slots: list[Slot] = field(default_factory=list)
    status: list[tuple[str, int]] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    titled: bool = False
    past: bool = False
    general: bool = True
    """Whether all its mentions so far speak of exercises in general."""
    superlative: tuple[str, int, int] | None = None

    def values(self, name: str) -> list[object]:
        """The values told for a property, in text order, each once."""
        return list(dict.fromkeys(s.value for s in self.slots if s.name == name))

    def sides(self) -> set[object]:
        """The states and bodies told to take part."""
        return {*self.values("participant"), *(v[0] for v in self.values("contingent"))}  # type: ignore[index]

    def year(self) -> str | None:
        """The year of its edition or of a date told for it."""
        if self.edition and re.fullmatch(r"(?:19|20)\d\d", self.edition):
            return self.edition
        return _year_of(self.slots)


def drafts(reading: Reading) -> list[Draft]:
    """The exercises an article tells of, in the order of their first mention."""
    doc = reading.doc
    by_sentence: dict[int, list[Anchor]] = {}
    for anchor in anchors(doc, reading.entities):
        by_sentence.setdefault(doc[anchor.start].sent.start, []).append(anchor)
    told = _Told(reading)
    if not by_sentence:
        return []
    for number, sent in enumerate(doc.sents):
        here = by_sentence.get(sent.start, [])
        if here:
            told.sentence(number, sent, here)
        else:
            told.follow_up(number, sent)
    return told.drafts


class _Told:
    """The drafts so far, and which one the text is speaking of."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.drafts: list[Draft] = []
        self.focus: Draft | None = None

    @property
    def _published_year(self) -> str | None:
        published = self.reading.article.published
        return str(published.year) if published else None

    def sentence(self, number: int, sent: Span, here: list[Anchor]) -> None:
        """Read a sentence that speaks of exercises: each anchor's stretch goes to its draft."""
        in_title = sent.start_char < self.reading.article.body_start
        tokens = {i for a in here for i in range(a.start, a.end)}
        if _hypothetical(sent, here):
            return
        for anchor, stretch in _stretches(sent, here):
            span = (anchor.start, anchor.end)
            own = set(range(*span))
            future = is_future(verb_of(stretch, span))
            told = [
                *parties(self.reading.entities, stretch, tokens if len(here) > 1 else own, title=in_title),
                *locations(self.reading.entities, stretch, tokens),
                *times(self.reading, stretch, tokens, future=future),
                *numbers(self.reading.entities, stretch),
                *types(stretch, own | {anchor.head}),
            ]
            told.extend(self._both(stretch, told, sent))
            told.extend(self._since_reported(stretch, told, number))
            general = _general(sent, anchor, stretch)
            draft = self._draft_of(anchor, told, number, stretch, general=general)
            if draft is None:
                continue
            draft.anchors.append(anchor)
            draft.sentences.append(number)
            draft.titled |= in_title
            draft.general &= general
            draft.ordinal = draft.ordinal or anchor.ordinal
            draft.slots.extend(told)
            draft.superlative = draft.superlative or _superlative(sent, anchor)
            status = status_told(stretch, span, title=in_title)
            if status and not general:
                draft.status.append((status, number))
            self.focus = draft

    def _aside(self, draft: Draft) -> bool:
        """Whether a draft is only an earlier edition of the main one, told of in passing."""
        return draft.past and draft is not self.drafts[0] and draft.base == self.drafts[0].base

    def _both(self, stretch: list[Token], told: list[Slot], sent: Span) -> list[Slot]:
        """ "The two navies will meet for SLINEX": the sides of the main exercise, else the two states last named."""
        match = _BOTH.search(self.reading.doc.text, stretch[0].idx, stretch[-1].idx + len(stretch[-1]))
        if match is None or any(s.name == "participant" for s in told):
            return []
        main = self.drafts[0].values("participant") if self.drafts else []
        sides = [str(v) for v in main if self.reading.entities.by_iri(str(v)).kind == "country"]
        if match["three"]:
            return [Slot("participant", s, *match.span()) for s in sides] if len(sides) == 3 else []
        if len(sides) != 2 and (not sides or match["allies"] is None):
            entities = self.reading.entities
            before = [
                side(entities, m) for m in entities.mentions if m.kind == "country" and m.acts and m.end <= sent.start
            ]
            sides = list(dict.fromkeys(reversed(before)))[:2] if match["allies"] is None else []
        return [Slot("participant", s, *match.span()) for s in sides] if 1 < len(sides) <= 3 else []

    def _since_reported(self, stretch: list[Token], told: list[Slot], number: int) -> list[Slot]:
        """ "have begun an exercise, the navy said on Monday": begun by then, as far as news goes on that day."""
        if number > 2 or any(s.name in ("startDate", "date") for s in told):
            return []
        text = self.reading.doc.text
        start, end = stretch[0].idx, stretch[-1].sent.end_char
        if not re.search(
            r"\bha(?:s|ve) (?:begun|started|opened|launched|kicked off|got under ?way)\b", text[start:end]
        ):
            return []
        published = self.reading.article.published
        dates = [
            d for d in find_dates(text, published, start=start, end=end) if d.inferred and not d.is_range and d.first
        ]
        return [Slot("startDate", d.first, d.start, d.end, True, 1) for d in dates[:1] if d.first and d.first.day]

    def follow_up(self, number: int, sent: Span) -> None:
        """A sentence without an anchor that goes on about the exercise: "It ends in Kiel", "Taking part are …"."""
        if self.focus is None or not self.drafts:
            return
        close = number - self.focus.sentences[-1] <= _REACH
        words = exercise_words()
        stretch = list(sent)
        subject = next((t for t in sent if t.dep_ in ("nsubj", "nsubjpass", "expl")), None)
        root = sent.root
        it = (
            close
            and subject is not None
            and subject.lower_ in ("it", "they", "this", "both")
            and subject.i - sent.start < 6
        )
        next_to_it = it and number - self.focus.sentences[-1] == 1  # "It, too, was held": what was just told of
        draft = self.focus if close and (next_to_it or not self._aside(self.focus)) else self.drafts[0]
        goes_on = it and root.lemma_ in words["ending"] | words["begin"] | words["hold"] | words["cancel"] | {
            "be", "take", "involve", "draw", "include", "last", "feature", "bring", "see", "run",
        }  # fmt: skip
        joins = re.search(
            r"\b(?:tak(?:e|es|ing|en)|took) part\b|\b(?:are|is|were|was) (?:here|involved)\b|\bparticip|"
            r"\b(?:are|is|will be) joining\b|\bwill join\b|"
            r"\bsent (?:some |about |around |nearly )?(?:\d|troops|ships|"
            r"\w+ (?:ships|jets|frigates|soldiers|marines|aircraft))|\bcontribut|"
            r"\bsent observers\b|\b(?:number|strength) of (?:troops|personnel|soldiers|participants|people)\b|"
            r"\bthe strength\b|\bcontingent of\b|"
            r"\b(?:have|has|will) sen[dt]\b|\bsent troops\b|\bwill train\b|\bwill be represented\b|\bwill observe\b|"
            r"\bwill (?:dispatch|contribute|field|deploy)\b|\b(?:are|is|were) training\b",
            sent.text,
            re.IGNORECASE,
        ) and (close or re.search(r"\b(?:tak(?:e|es|ing|en)|took) part\b|participat", sent.text))
        if not goes_on and not joins:
            return
        future = is_future(verb_of(stretch, None))
        told = [
            *parties(self.reading.entities, stretch, set(), going_on=True),
            *numbers(self.reading.entities, stretch),
            *(s for s in types(stretch, set()) if goes_on),
        ]
        if goes_on:
            told += [
                *times(self.reading, stretch, set(), future=future),
                *locations(self.reading.entities, stretch, set()),
            ]
            status = status_told(stretch, None)
            if status:
                draft.status.append((status, number))
        if re.search(r"\bwhether\b", sent.text, re.IGNORECASE):
            told = [s for s in told if s.name not in ("participant", "host")]
        draft.slots.extend(told)
        if told and close:
            draft.sentences.append(number)

    def _draft_of(
        self, anchor: Anchor, told: list[Slot], number: int, stretch: list[Token], *, general: bool
    ) -> Draft | None:
        if anchor.base:
            return self._named(anchor, told, number)
        if self.drafts and (anchor.edition or anchor.other or self._other_ordinal(anchor)):
            return self._other_edition(anchor, told)
        sides = {s.value for s in told if s.name == "participant"}
        own = any(t.lower_ == "own" for t in self.reading.doc[max(0, anchor.start - 3) : anchor.start])
        if anchor.definite and self.drafts and not own:
            joining = any(
                t.lower_ in ("part", "joined", "join", "joining", "participating", "participate") for t in stretch
            )
            draft = self._spoken_of(set() if joining else sides, told, number)
            return draft or (None if general else self._fresh(anchor, told, sides, number))
        if general:
            return None
        if not self.drafts or own:
            return self._fresh(anchor, told, sides, number)
        main = self.drafts[0]
        if number <= _LEAD and _agree(sides, main) and not _clash(told, main):
            return main
        same = next(
            (d for d in self.drafts if sides and sides <= d.sides() and len(sides) > 1 and not _clash(told, d)), None
        )
        cancelled = is_cancelled(stretch, (anchor.start, anchor.end))
        return same or self._fresh(anchor, told, sides, number, cancelled=cancelled)

    def _other_ordinal(self, anchor: Anchor) -> bool:
        """ "The ninth edition" beside a tenth one."""
        return anchor.ordinal is not None and any(d.ordinal not in (None, anchor.ordinal) for d in self.drafts)

    def _spoken_of(self, sides: set[object], told: list[Slot], number: int) -> Draft | None:
        """The draft that "the drills" points to: the one just told of, else the main one, if they agree."""
        near = (
            self.focus
            if self.focus and number - self.focus.sentences[-1] <= 1 and not self._aside(self.focus)
            else None
        )
        for draft in dict.fromkeys(d for d in (near, self.drafts[0], self.focus, *self.drafts) if d is not None):
            if _agree(sides, draft) and not _clash(told, draft):
                return draft
        return None

    def _fresh(
        self, anchor: Anchor, told: list[Slot], sides: set[object], number: int, *, cancelled: bool = False
    ) -> Draft | None:
        """A new unnamed exercise, if enough is told of it, or it is the first one and opens the text."""
        if self.drafts and not sides and any(d.general for d in self.drafts[:1]):
            return self._new(anchor)
        told_of = cancelled or any(s.name in (*_TIMES, "location", "cancelDate", "personnel") for s in told)
        if (sides and told_of) or (not self.drafts and (number <= _LEAD or sides or told_of)):
            return self._new(anchor)
        return None

    def _new(self, anchor: Anchor, *, edition: str | None = None) -> Draft:
        known = anchor.edition if anchor.edition not in ("previous", "next") else None
        year = known if known and re.fullmatch(r"(?:19|20)\d\d", known) else None
        now = self._published_year or next((d.year() for d in self.drafts if d.base == anchor.base), None)
        past = bool(year and now and year < now)
        draft = Draft(name=anchor.name, base=anchor.base, edition=edition or known, ordinal=anchor.ordinal, past=past)
        self.drafts.append(draft)
        return draft

    def _named(self, anchor: Anchor, told: list[Slot], number: int) -> Draft:
        same = [d for d in self.drafts if d.base == anchor.base]
        exact = next((d for d in same if anchor.edition and d.edition == anchor.edition), None)
        if exact:
            return exact
        if same and anchor.other:
            return self._other_edition(anchor, told, same[0])
        if same and (
            anchor.edition in ("previous", "next")
            or (
                anchor.edition is None and anchor.ordinal and all(d.ordinal not in (None, anchor.ordinal) for d in same)
            )
        ):
            return self._other_edition(anchor, told, same[0])
        year = _year_of(told)
        if same and anchor.edition is None:
            current = self.focus if self.focus in same else same[0]
            known = current.year() or (self._published_year if current is same[0] else None)
            if year and known and year != known:
                fitting = next((d for d in same if d.year() == year), None)
                return fitting or self._other_edition(anchor, told, current)
            return current
        numbered = bool(anchor.edition and anchor.edition.isdigit() and len(anchor.edition) == 4)
        open_draft = next(
            (d for d in same if d.edition is None and (not numbered or d.year() in (None, anchor.edition))), None
        )
        if open_draft:
            open_draft.edition, open_draft.name = anchor.edition, anchor.name
            return open_draft
        main = self.drafts[0] if self.drafts else None
        if self.focus is not None and self.focus.base is None and self.focus.sentences[-1] == number:
            main = self.focus
        if main is not None and not same and main.base is None and not any(d.base for d in self.drafts):
            sides = {s.value for s in told if s.name == "participant"}
            own = bool(sides & main.sides()) or number <= _LEAD - 1 or not main.sides()
            apart = _clash(told, main) or _other_months(told, main)
            if own and number <= 2 * _LEAD and not main.past and _agree(sides, main) and not apart:
                main.base, main.name, main.edition = anchor.base, anchor.name, anchor.edition
                return main
        return self._new(anchor)

    def _other_edition(self, anchor: Anchor, told: list[Slot], series: Draft | None = None) -> Draft:
        """ "the 2024 exercise", "last year's drill": an edition of the series in focus, one draft a year."""
        if series is None:
            series = self.focus if self.focus and self.focus.base else next((d for d in self.drafts if d.base), None)
        if series is None:
            series = self.drafts[0]
        year = anchor.edition if anchor.edition and anchor.edition.isdigit() else _year_of(told)
        relation = anchor.edition if anchor.edition in ("previous", "next") else None
        main_year = series.year() or self._published_year
        if year and year == main_year and relation is None and not anchor.other and not self._other_ordinal(anchor):
            return series
        for draft in self.drafts:
            if draft is series and (relation or anchor.other):
                continue
            if draft.base == series.base and (
                (year and (draft.edition == year or draft.year() == year))
                or (relation and draft.edition == relation)
                or (anchor.ordinal and draft.ordinal == anchor.ordinal)
            ):
                return draft
        name = anchor.name or re.sub(r"[\s\-–]*(?:(?:19|20)?\d\d|[IVX]+)(?:[-/]\d+)?$", "", series.name or "") or None
        past = relation == "previous" or bool(year and main_year and year < main_year)
        if anchor.ordinal and series.ordinal:
            past = anchor.ordinal < series.ordinal
        if anchor.name and anchor.base != re.sub(r"[\W_]+", " ", anchor.name).strip().casefold() and not anchor.edition:
            name = series.name  # an acronym: "last year's UFS"
        if relation == "previous" and year and series.name and anchor.edition == "previous":
            name = re.sub(r"[\s\-–]*(?:(?:19|20)?\d\d|[IVX]+)(?:[-/]\d+)?$", "", series.name) or name
        if relation == "previous":
            told[:] = [_a_year_back(s, main_year) for s in told]
        edition = anchor.edition if anchor.name and anchor.edition else year or relation
        draft = Draft(name=name, base=series.base, edition=edition, ordinal=anchor.ordinal, past=past)
        if year and anchor.edition == year:
            at = chars(self.reading.doc, anchor.start, anchor.end)
            draft.slots.append(Slot("edition", PartialDate(year=int(year)), *at))
        self.drafts.append(draft)
        return draft


def _a_year_back(slot: Slot, main_year: str | None) -> Slot:
    """ "last year's exercise, held from Feb. 27 to March 8": days without a year lie in that year."""
    date = slot.value
    if not (slot.inferred and isinstance(date, PartialDate) and date.month and date.year and main_year):
        return slot
    return (
        slot._replace(value=date.model_copy(update={"year": int(main_year) - 1}))
        if str(date.year) == main_year
        else slot
    )


def _agree(sides: set[object], draft: Draft) -> bool:
    """Whether the sides told are those of a draft, as far as both are known."""
    known = draft.sides()
    return (
        not sides or not known or bool(sides & known and (sides <= known or known <= sides or len(sides & known) > 1))
    )


def _clash(told: list[Slot], draft: Draft) -> bool:
    """Whether a stretch dates an exercise to another time than the draft's: more than two months away."""
    for one, other in itertools.product(told, draft.slots):
        if one.name not in _TIMES or other.name not in _TIMES or (one.name == "endDate") != (other.name == "endDate"):
            continue
        a, b = one.value, other.value
        if isinstance(a, PartialDate) and isinstance(b, PartialDate) and a.year and b.year:
            if a.year != b.year and not (a.month and b.month):
                return True
            if a.month and b.month and abs((a.year - b.year) * 12 + a.month - b.month) > 2:
                return True
    return False


def _other_months(told: list[Slot], draft: Draft) -> bool:
    """Whether the months told lie all outside those of a draft: an exercise of May is not the one of June."""
    ours, theirs = (
        {
            (d.year, d.month)
            for s in slots
            if s.name in _TIMES and isinstance(d := s.value, PartialDate) and d.year and d.month
        }
        for slots in (told, draft.slots)
    )
    return bool(ours and theirs and not ours & theirs and (max(ours) < min(theirs) or min(ours) > max(theirs)))


def _stretches(sent: Span, here: list[Anchor]) -> list[tuple[Anchor, list[Token]]]:
    """The sentence cut into one stretch an anchor, at the joint before each further anchor."""
    doc = sent.doc
    cuts = [sent.start]
    for left, right in itertools.pairwise(here):
        joints = [
            t.i
            for t in doc[left.end : right.start]
            if t.text in (";", ",", "–", "—")
            or t.lower_ in ("and", "while", "but", "before", "after", "alongside", "during")
        ]
        cuts.append(joints[-1] if joints else right.start)
    cuts.append(sent.end)
    return [(anchor, list(doc[a:b])) for anchor, (a, b) in zip(here, itertools.pairwise(cuts), strict=True)]


def _year_of(told: list[Slot]) -> str | None:
    for slot in told:
        if slot.name in (*_TIMES, "edition", "cancelDate") and isinstance(slot.value, PartialDate) and slot.value.year:
            return str(slot.value.year)
    return None


def _general(sent: Span, anchor: Anchor, stretch: list[Token]) -> bool:
    """Whether a mention speaks of exercises in general: "such exercises", "regularly hold drills", "to stop drills"."""
    if anchor.verb:
        return any(t.lower_ in exercise_words()["general_adverbs"] for t in stretch)
    words = exercise_words()
    doc = sent.doc
    head = doc[anchor.end - 1]
    if anchor.name and anchor.edition:
        return False
    before = doc[max(sent.start, anchor.start - 4) : anchor.start]
    plural = doc[anchor.start : anchor.end].root.tag_ in ("NNS", "NNPS")
    if any(t.lower_ in words["general_before"] for t in before) and (
        plural or any(t.lower_ in ("any", "no") for t in before)
    ):
        return not anchor.name
    verb = verb_of(stretch, (anchor.start, anchor.end))
    above = [verb, *list(verb.ancestors)[:1]] if verb is not None else []
    if any(c.lower_ in words["general_adverbs"] for v in above for c in v.children) or re.search(
        r"\bevery (?:year|two years|other year|four years|three years|summer|spring)\b|"
        r"\b(?:each|once a|twice a) year\b",
        " ".join(t.text for t in stretch),
    ):
        return True
    if anchor.name:
        return False
    governor = head.head
    if governor.lemma_ in words["general_verbs"] and head.dep_ in ("dobj", "conj", "pobj") and not anchor.definite:
        finite_past = governor.tag_ == "VBD" and governor.lemma_ in ("include", "see", "want")
        return plural and not finite_past
    if head.dep_ in ("conj", "pobj") and plural and not anchor.definite:
        above_head = next(
            (t for t in head.ancestors if t.lower_ in ("including", "cover", "covers") or t.lemma_ == "include"), None
        )
        return above_head is not None and governor.lemma_ not in words["hold"]
    hoped = verb is not None and any(
        t.lemma_ in ("hope", "wish", "want") and any(c.lower_ == "had" for c in t.children) for t in [verb, verb.head]
    )
    if hoped:
        return True
    denied = verb is not None and (
        any(c.dep_ == "neg" for c in verb.children)
        or any(t.lemma_ == "deny" for t in [verb, *list(verb.ancestors)[:2]])
    )
    return bool(denied) and not re.search(r"not (?:take place|held|be held)", sent.text)


def _hypothetical(sent: Span, here: list[Anchor]) -> bool:
    """ "Should the exercise be moved", "if they held drills": nothing that happened or is announced."""
    first = sent[0].lower_ if sent[0].is_alpha or len(sent) < 2 else sent[1].lower_
    if all(a.base is None for a in here) and first in ("should", "if", "were", "had"):
        return True
    for anchor in here:
        for t in sent.doc[anchor.start : anchor.end].root.ancestors:
            if t.pos_ in ("VERB", "AUX") and any(
                c.lower_ in ("if", "unless", "whether") and c.dep_ == "mark" for c in t.children
            ):
                return anchor.base is None
    return False


def _superlative(sent: Span, anchor: Anchor) -> tuple[str, int, int] | None:
    """ "the largest military exercise in the history of Venezuela": as written, with its code points."""
    doc = sent.doc
    start = next(
        (
            t.i
            for t in doc[
                max(sent.start, anchor.start - 8) : anchor.end + 12 if anchor.end + 12 < sent.end else sent.end
            ]
            if t.tag_ == "JJS" and t.lower_ not in ("least", "most", "best", "latest") and t.i - anchor.end < 10
        ),
        None,
    )
    if start is None:
        return None
    head = doc[start].head
    if head.i < start or (
        head.lower_ not in exercise_words()["heads"] | exercise_words()["anaphors"]
        and head.i not in range(anchor.start, anchor.end)
    ):
        return None
    end = head.i + 1
    while (
        end < sent.end
        and doc[end].text not in (",", ";", ".", "—", "–", "(", "which", "that", ":")
        and doc[end].pos_ != "VERB"
    ):
        end += 1
    while end > head.i + 1 and (doc[end - 1].pos_ in ("ADP", "AUX", "CCONJ") or doc[end - 1].ent_type_ == "DATE"):
        end -= 1
    begin = start - 1 if start > sent.start and doc[start - 1].lower_ in ("the", "its", "their") else start
    return doc[begin:end].text, *chars(doc, begin, end)
