"""Anchors to exercises: mentions of one exercise brought together, editions kept apart, slots filled."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.exercises.anchors import Anchor, anchors
from kg.extract.exercises.slots import Slot, slots
from kg.language.exercises import exercise_words
from kg.models import PartialDate

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from kg.reading import Reading

_PLANNED = frozenset("plan schedule slate due set expect prepare propose intend upcoming".split())
_DONE = frozenset(
    "hold conduct take conclude complete finish host wrap stage carry end run bring draw involve feature drill exercise train dwarf".split()
)


@dataclass
class Draft:
    """An exercise while its mentions are being gathered."""

    anchors: list[Anchor] = field(default_factory=list)
    name: str | None = None
    base: str | None = None
    edition: str | None = None
    slots: list[Slot] = field(default_factory=list)
    status: list[tuple[str, int]] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    titled: bool = False
    past: bool = False
    hypothetical: bool = False

    def values(self, name: str) -> list[object]:
        """The values told for a property, in text order, each once."""
        return list(dict.fromkeys(s.value for s in self.slots if s.name == name))


def drafts(reading: Reading) -> list[Draft]:
    """The exercises an article tells of, in the order of their first mention."""
    doc = reading.doc
    found = anchors(doc, reading.entities)
    by_sentence: dict[int, list[Anchor]] = {}
    for anchor in found:
        by_sentence.setdefault(doc[anchor.start].sent.start, []).append(anchor)
    told = _Told(reading)
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

    def sentence(self, number: int, sent: Span, here: list[Anchor]) -> None:
        in_title = sent.start_char < self.reading.article.body_start
        tokens = {i for a in here for i in range(a.start, a.end)}
        for anchor, stretch in _stretches(sent, here):
            future = _future(stretch, anchor)
            told = list(slots(self.reading, stretch, tokens, future=future))
            draft = self._draft_of(anchor, sent, told, number)
            if draft is None:
                continue
            draft.anchors.append(anchor)
            draft.sentences.append(number)
            draft.titled |= in_title
            draft.slots.extend(told)
            status = _status(stretch, anchor, sent)
            if status:
                draft.status.append((status, number))
            draft.hypothetical |= _hypothetical(sent, anchor)
            self.focus = draft

    def follow_up(self, number: int, sent: Span) -> None:
        """A sentence without an anchor that goes on about the exercise: "It ends in Kiel", "Taking part are …"."""
        if self.focus is None or number - self.focus.sentences[-1] > 2:
            return
        words = exercise_words()
        subject = next((t for t in sent if t.dep_ in ("nsubj", "nsubjpass")), None)
        root = sent.root
        it = subject is not None and subject.lower_ in ("it", "they") and subject.i - sent.start < 3
        joins = any(
            t.lemma_ in words["join"] - {"take", "see", "include", "bring", "send", "operate"} or t.lower_ == "taking"
            for t in [root, *root.children]
        )
        taking_part = re.search(r"\b(?:tak(?:e|es|ing)|took) part\b|\bare (?:here|involved)\b|\bparticipat", sent.text)
        if not (
            (
                it
                and root.lemma_
                in words["ending"]
                | words["begin"]
                | words["hold"]
                | words["cancel"]
                | {"be", "take", "involve", "draw"}
            )
            or taking_part
            or joins
            or any(p in sent.text for p in words.cancel_phrases)
        ):
            return
        stretch = list(sent)
        future = _future(stretch, None)
        told = [
            s
            for s in slots(self.reading, stretch, set(), future=future)
            if (s.name in ("participant", "observer", "contingent", "personnel") and (taking_part or joins))
            or (s.name in ("startDate", "endDate", "date", "location", "duration") and it)
        ]
        self.focus.slots.extend(told)
        if it and told:
            self.focus.sentences.append(number)

    def _draft_of(self, anchor: Anchor, sent: Span, told: list[Slot], number: int) -> Draft | None:
        if anchor.base:
            return self._named(anchor, sent, told, number)
        if anchor.edition and self.drafts:
            return self._other_edition(anchor, told)
        if anchor.definite:
            return self.focus or (self.drafts[0] if self.drafts else self._new(anchor) if number <= 2 else None)
        if not self.drafts:
            return self._new(anchor)
        own = {s.value for s in told if s.name == "participant"}
        main = self.drafts[0]
        if (
            number <= 3
            and (main.titled or main.base is None)
            and (not own or not main.values("participant") or own & set(main.values("participant")))
        ):
            return main
        dated = any(s.name in ("date", "startDate", "endDate", "location") for s in told)
        if (own and dated) or (own and _cancelled(" ".join(t.text for t in sent))):
            return self._new(anchor)
        return None

    def _new(self, anchor: Anchor) -> Draft:
        draft = Draft(
            name=anchor.name, base=anchor.base, edition=anchor.edition if anchor.edition != "previous" else None
        )
        self.drafts.append(draft)
        return draft

    def _named(self, anchor: Anchor, sent: Span, told: list[Slot], number: int) -> Draft:
        same = [d for d in self.drafts if d.base == anchor.base]
        year = _told_year(told)
        for draft in same:
            if anchor.edition and anchor.edition != "previous" and draft.edition == anchor.edition:
                return draft
        if same and anchor.edition == "previous":
            return self._other_edition(anchor, told)
        if same and anchor.edition is None:
            current = self.focus if self.focus in same else same[0]
            known = _draft_year(current) or (
                str(self.reading.article.published.year)
                if self.reading.article.published and current is same[0]
                else None
            )
            if (
                year
                and known
                and year != known
                and (fitting := next((d for d in same if _draft_year(d) == year), None)) is None
            ):
                fresh = self._new(anchor)
                fresh.edition = year
                return fresh
            if year and known and year != known and fitting:
                return fitting
            return current
        open_draft = next((d for d in same if d.edition is None and (_draft_year(d) in (None, anchor.edition))), None)
        if open_draft and not _is_past_sentence(sent, anchor):
            open_draft.edition, open_draft.name = anchor.edition, anchor.name
            return open_draft
        if not same and self.drafts and self.drafts[0].base is None and number <= 5:
            main = self.drafts[0]
            own = {s.value for s in told if s.name == "participant"}
            if len([d for d in self.drafts if d.base]) == 0 and (
                not own or not main.values("participant") or own & set(main.values("participant"))
            ):
                main.base, main.name, main.edition = anchor.base, anchor.name, anchor.edition
                return main
        return self._new(anchor)

    def _other_edition(self, anchor: Anchor, told: list[Slot]) -> Draft:
        """ "the 2024 exercise", "last year's drill": an edition of the series in focus, one draft a year."""
        series = (
            self.focus if self.focus and self.focus.base else next((d for d in self.drafts if d.base), self.drafts[0])
        )
        published = self.reading.article.published
        year = anchor.edition if anchor.edition and anchor.edition.isdigit() else _told_year(told)
        if year is None and anchor.edition == "previous" and published is None:
            year = "previous"
        main_year = _draft_year(series) or (str(published.year) if published else None)
        if year and year == main_year:
            return series
        for draft in self.drafts:
            if (
                draft.base == series.base
                and draft is not series
                and (draft.edition == year or _draft_year(draft) == year or year is None)
            ):
                return draft
        base_name = re.sub(r"[\s\-–]*(?:(?:19|20)?\d\d|[IVX]+)$", "", series.name or "") or None
        draft = Draft(name=anchor.name or base_name, base=series.base, edition=year, past=True)
        if year and year.isdigit():
            at = (
                self.reading.doc[anchor.start].idx,
                self.reading.doc[anchor.end - 1].idx + len(self.reading.doc[anchor.end - 1]),
            )
            draft.slots.append(Slot("edition", PartialDate(year=int(year)), *at))
        self.drafts.append(draft)
        return draft


def _stretches(sent: Span, here: list[Anchor]) -> list[tuple[Anchor, list[Token]]]:
    """The sentence cut into one stretch an anchor, at the joint before each further anchor."""
    doc = sent.doc
    cuts = [sent.start]
    for left, right in zip(here, here[1:], strict=False):
        joints = [
            t.i
            for t in doc[left.end : right.start]
            if t.text in (";", ",", "–", "—")
            or t.lower_ in ("and", "while", "but", "before", "after", "alongside", "during")
        ]
        cuts.append(joints[-1] if joints else right.start)
    cuts.append(sent.end)
    return [(anchor, list(doc[a:b])) for anchor, a, b in zip(here, cuts, cuts[1:], strict=False)]


def _told_year(told: list[Slot]) -> str | None:
    for slot in told:
        if (
            slot.name in ("date", "startDate", "endDate", "edition")
            and isinstance(slot.value, PartialDate)
            and slot.value.year
        ):
            return str(slot.value.year)
    return None


def _draft_year(draft: Draft) -> str | None:
    if draft.edition and re.fullmatch(r"(?:19|20)\d\d", draft.edition):
        return draft.edition
    return _told_year(draft.slots)


def _is_past_sentence(sent: Span, anchor: Anchor) -> bool:
    return anchor.edition == "previous"


def _verb_of(tokens: list[Token], anchor: Anchor | None) -> Token | None:
    """The verb that the anchor depends on, else the stretch's main verb."""
    if anchor is not None:
        root = tokens[0].doc[anchor.start : anchor.end].root
        for t in [root, *root.ancestors]:
            if t.pos_ in ("VERB", "AUX"):
                return t
    return next((t for t in tokens if t.pos_ == "VERB"), None)


def _future(tokens: list[Token], anchor: Anchor | None) -> bool:
    verb = _verb_of(tokens, anchor)
    if verb is None:
        return False
    near = [
        verb,
        *verb.children,
        *([verb.head, *verb.head.children] if verb.dep_ in ("xcomp", "relcl", "acl", "conj", "advcl") else []),
    ]
    return (
        any(t.lower_ in ("will", "'ll", "’ll", "to", "would", "shall") and t.pos_ in ("AUX", "PART") for t in near)
        or any(t.lemma_ in _PLANNED for t in near)
        or (
            verb.tag_ in ("VBP", "VBZ")
            and verb.lemma_ in ("begin", "start", "open", "kick", "end", "run", "conclude", "go")
        )
    )


def _cancelled(text: str) -> bool:
    words = exercise_words()
    low = text.casefold()
    return any(p in low for p in words.cancel_phrases) or bool(
        re.search(r"\b(?:cancel|scrapp|abandon|axed|abort)", low)
    )


def _status(tokens: list[Token], anchor: Anchor, sent: Span) -> str | None:
    """What the verb says of the exercise's state; dates decide over it later."""
    text = " ".join(t.text for t in tokens)
    if _cancelled(text):
        return "cancelled"
    verb = _verb_of(tokens, anchor)
    if verb is None:
        return None
    words = exercise_words()
    if _future(tokens, anchor) and verb.lemma_ not in ("run", "end", "conclude", "go"):
        return "planned"
    progressive = (
        verb.tag_ == "VBG" and any(c.lemma_ == "be" and c.tag_ in ("VBP", "VBZ") for c in verb.children)
    ) or re.search(r"\b(?:under ?way|has been running|currently)\b", text)
    if progressive:
        return "ongoing"
    if (verb.lemma_ in words["begin"] and verb.tag_ in ("VBD", "VBN")) or verb.lemma_ in ("kick", "get"):
        return "ongoing"
    if verb.tag_ in ("VBD", "VBN"):
        return "completed"
    return "ongoing" if verb.tag_ in ("VBZ", "VBP") else None


def _hypothetical(sent: Span, anchor: Anchor) -> bool:
    """ "Should the exercise be moved", "if they held drills": nothing that happened or is announced."""
    first = sent[0]
    return first.lower_ in ("should", "if", "were", "had") and anchor.base is None


def status_of(
    draft: Draft, start: PartialDate | None, end: PartialDate | None, published: dt.date | None
) -> str | None:
    """planned, ongoing, completed or cancelled: cancelled by word, else by dates, else by the verbs."""
    said = Counter(s for s, _ in draft.status)
    if said["cancelled"]:
        return "cancelled"
    if published:
        today = str(published)
        if end and str(end) < today[: len(str(end))]:
            return "completed"
        if start and start.day and str(start) > today:
            return "planned"
        if (
            start
            and str(start) < today[: len(str(start))]
            and not (end and str(end) >= today[: len(str(end))])
            and draft.past
        ):
            return "completed"
        if start and end and start.day and str(start) <= today and str(end) >= today[: len(str(end))]:
            return "ongoing"
        if start and not start.day and str(start) > today[: len(str(start))]:
            return "planned"
        if start and not start.day and str(start) < today[: len(str(start))] and not end:
            return "completed"
    if draft.past:
        return "completed"
    for value in ("ongoing", "planned", "completed"):
        if draft.status and draft.status[0][0] == value:
            return value
    return said.most_common(1)[0][0] if said else None
