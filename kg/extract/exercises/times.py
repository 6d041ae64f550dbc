"""When an exercise is held: dates by the verb that governs them, and how long it lasts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.exercises.slot import Slot
from kg.extract.exercises.status import is_future
from kg.language.dates import DateMention, find_dates
from kg.language.exercises import exercise_words
from kg.language.words import text_of, words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from kg.reading import Reading

_SMALL = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
_DURATION = re.compile(
    r"\b(?P<n>\d{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[- ](?P<unit>day|week|month)s?\b"
    r"(?:[- ]long)?(?! (?:ago|earlier|later|before|after|since|time|from now|notice|visit|trip|tour|summit|war|ban))",
    re.IGNORECASE,
)
_LASTS = re.compile(r"\b(?P<unit>week|month)-long\b|\b(?P<fortnight>fortnight)\b", re.IGNORECASE)
_NOT_DURATION = re.compile(
    r"(?:every|first|last|past|after|within|next|than|in|once a|twice a|per|each|age of|old)\s+$", re.IGNORECASE
)
_WILL_LAST = re.compile(r"\b(?:will|to|would|and) last\s+$")
_ENDS = re.compile(
    r"\b(?:until|till|through|ends?(?! of)|ended|"
    r"ending|concludes?|concluded|concluding|finish(?:es|ed)?|wraps? up|wrapped up|"
    r"wrapping up|clos(?:es|ed|ing)|to an end|to a close|last day)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_FIRST_HELD = re.compile(
    r"\b(?:first|originally|established|founded|inaugurated|initiated) (?:held|conducted|in|staged|launched)?\s*"
    r"(?:in|on)?\s*$",
    re.IGNORECASE,
)
_FORMERLY = re.compile(
    r"\b(?:originally|initially|previously|first|had been) (?:planned|scheduled|slated|due|set|foreseen|expected)\b"
    r"[^.;,]{0,25}$",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\b(?:beg[aiu]n(?:s|ning)?|starts?|started|starting|opens?|opened|kick(?:s|ed)? off|launched|commenced?s?|"
    r"got under ?way|gets under ?way)\s+(?:on|in|this|last|early|late)?\s*$",
    re.IGNORECASE,
)
_PLANNED_FOR = re.compile(
    r"\b(?:planned|scheduled|slated|due|set|postponed|delayed|moved|pushed back|rescheduled)\s+"
    r"(?:for|in|to|on|until|later)?\s*(?:take place |be held |begin |start )?(?:in|on)?\s*$",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(
    r"\b(?:postpon(?:ed?|es|ing)|delay(?:ed|s|ing)?|deferr?(?:ed|ing)?|push(?:ed|ing)? back|put(?:ting)? (?:off|back)|"
    r"reschedul(?:ed?|ing))\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(rf"{_PUT_OFF.pattern}|\b(?:now|instead|cancelled|canceled|scrapped)\b", re.IGNORECASE)
_YEAR_DIGITS = 4  # how long a year is, in code points
_STAGES = frozenset("phase stage leg segment part portion serial".split())
# What has dates of its own beside an exercise.
_PAPERS = frozenset(
    "agreement pact treaty deal accord act law convention memorandum contract attack crash war election visit".split()
)
# What happens on a date without being the exercise: somebody comes, meets, signs, dies.
_OTHER_EVENTS = frozenset(
    (
        "arrive depart leave reach dock visit sign tell discuss talk condemn denounce protest criticise criticize "
        "invade annex elect shoot fire die found establish create detain post publish summon refuse reject warn accuse "
        "respond react vote pass notify inform invite"
    ).split()
)


def times(reading: Reading, tokens: list[Token], anchor: set[int], *, future: bool) -> Iterator[Slot]:
    """Slots "startDate", "endDate", "date" (held then), "cancelDate" and "duration" (days) in these tokens."""
    if not tokens:
        return
    doc = reading.doc
    text = words_of(doc).text
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    published = reading.article.published
    coming, gone = (
        {(d.start, d.end): d for d in find_dates(text, published, future=ahead, start=start, end=end)}
        for ahead in (True, False)
    )
    for at in sorted({*coming, *gone}):
        span = doc.char_span(*at, alignment_mode="expand")
        if span is None or {t.i for t in span} & anchor:
            continue
        if _in_dateline(text, tokens[0].sent.start_char, *at):
            continue
        if _owned(doc, span.end, anchor):
            continue
        if at[1] - at[0] == _YEAR_DIGITS and _before_noun(doc, span.end, anchor):
            continue  # "the 2021 edition": its year, not when it began or ended
        verb = next(_verbs_above(span.root), None)
        put_off = _PUT_OFF.search(doc[max(0, span.start - 9) : span.start].text) is not None
        put_off |= doc[span.start].lower_ == "for" or (span.start > 0 and doc[span.start - 1].lower_ == "for")
        ahead = put_off or (future if verb is None else is_future(verb) or _present(verb))
        date = (coming if ahead else gone).get(at)
        if date and ahead and not put_off and verb is not None and not is_future(verb) and not future:
            date = _nearer(date, gone.get(at), published)
        role = _role(span.root, span.start, anchor, tokens, is_range=date.is_range) if date else None
        if role and _possessive(doc, span.end):
            role = "date"  # "last year's edition ended with": not when it did
        if date and role:
            yield from _slots(date, role)
    yield from _durations(text, start, end)


def _before_noun(doc: Doc, end: int, anchor: set[int]) -> bool:
    """Whether the exercise stands right behind: "the 2021 edition", but not "in 2021, the drill"."""
    near = doc[end : end + 3]
    return any(t.i in anchor for t in near) and not (near and near[0].text == ",")


def _in_dateline(text: str, sentence: int, start: int, end: int) -> bool:
    """ "SEOUL, Feb 28 - ": when the text was filed."""
    before, after = text[sentence:start], text[end : end + 12]
    return 0 < len(before) < 45 and before.upper() == before and bool(re.match(r"\s*(?:[-–—:]|\([A-Z])", after))


def _nearer(coming: DateMention, gone: DateMention | None, published: dt.date | None) -> DateMention:
    """The past reading of a month where it lies far nearer to the day of publication than the coming one."""
    a, b = coming.first or coming.last, gone and (gone.first or gone.last)
    if published is None or gone is None or a is None or not b or not (a.year and b.year and a.month and b.month):
        return coming
    now = published.year * 12 + published.month
    return gone if 2 * abs(b.year * 12 + b.month - now) < abs(a.year * 12 + a.month - now) else coming


def _owned(doc: Doc, end: int, anchor: set[int]) -> bool:
    """ "a figure similar to last year's": the date is another edition's; "this year's drill" has its own."""
    return _possessive(doc, end) and not (anchor & set(range(end, end + 5)))


def _possessive(doc: Doc, end: int) -> bool:
    return end < len(doc) and (doc[end].tag_ == "POS" or doc[end - 1].tag_ == "POS")


def _present(verb: Token) -> bool:
    """The present tense of news speaks of what is or comes: "which Finland hosts in September"."""
    return verb.tag_ in ("VBZ", "VBP") and not any(c.tag_ in ("VBD", "VBN") for c in verb.children)


def _slots(date: DateMention, role: str) -> Iterator[Slot]:
    at = (date.start, date.end, date.inferred)
    if date.is_range:
        former = role == "formerDate"
        if date.first:
            yield Slot("formerDate" if former else "startDate", date.first, *at, weight=3)
        yield Slot("formerEnd" if former else "endDate", date.last, *at, weight=3)
    elif date.first:
        yield Slot(role, date.first, *at, weight=2 if role == "date" else 3)


def _role(token: Token, first: int, anchor: set[int], tokens: list[Token], *, is_range: bool) -> str | None:
    """What a date says, by the verb that governs it; None where it dates something else."""
    words = exercise_words()
    doc = token.doc
    sent = token.sent
    before = doc[max(sent.start, first - 6) : first].text
    if _when_it_was(token, anchor):
        return "date"
    if re.search(
        r"\b(?:since|ago|anniversary of|compared with|compared to|similar to|unlike|than|of the|due to)\s*$",
        before,
        re.IGNORECASE,
    ):
        if re.search(r"\b[Ss]ince\s*$", before) and re.search(
            r"\b(?:running|under ?way|since the start|involving|has been|have been)\b", text_of(sent)
        ):
            return "startDate"
        if not re.search(r"\bof the\s*$", before):
            return None
    origin = _FIRST_HELD.search(before)
    if origin and not is_range and (doc[first].text.isdigit() or "inaugurated" not in origin[0].casefold()):
        return None
    near = before.casefold().split()[-3:]
    verb = next(_verbs_above(token), None)
    if verb is not None and _of_another_noun(verb, anchor):
        return None
    if _PUT_OFF.search(doc[max(sent.start, first - 9) : first].text):
        if near[-1:] == ["from"]:
            return "formerDate"
        if doc[first].lower_ in ("until", "till") or near[-1:] in (["until"], ["till"], ["to"]):
            put_off = verb is None or not anchor or any(t.i in anchor for t in verb.subtree)
            return "date" if put_off else None
    if verb is not None and _was_to(verb) and _CHANGED.search(text_of(sent)):
        return "formerDate"
    if doc[first].lower_ in ("until", "till", "through"):
        return "endDate"
    if _ENDS.search(before):
        return "endDate"
    if any(w in ("from", "starting", "beginning", "commencing") for w in near[-2:]):
        return "startDate"
    if _BEGINS.search(before):
        return "startDate"
    if _FORMERLY.search(before):
        return "formerDate"
    if _PLANNED_FOR.search(before):
        return "date"
    if re.search(r"\bclosing ceremony\s*(?:on)?\s*$", before):
        return "endDate"
    if not is_range and _part_of(doc, anchor):
        return None
    for verb in _verbs_above(token):
        if verb.dep_ == "acl" and verb.head.i in anchor and verb.tag_ == "VBG":
            # "wrapped up an exercise simulating a blockade on Thursday"
            verb = next(_verbs_above(verb.head), verb)
        lemma = verb.lemma_
        if lemma == "return" and {"port", "home", "base"} & {t.lower_ for t in verb.subtree}:
            return "endDate"
        if lemma == "call" and any(c.lower_ == "off" for c in verb.children):
            return "cancelDate"
        if lemma in words["reporting"]:
            if _in_phrase(token, anchor):
                return "date"  # "announced a joint exercise for December"
            # "were roused last week, the ministry said": the parser hangs the date on the later verb
            apart = [t for t in doc[min(token.i, verb.i) + 1 : max(token.i, verb.i)] if t.pos_ not in ("ADP", "DET")]
            if len(apart) > 3 and any(t.text == "," for t in apart) and min(anchor, default=token.i) < token.i < verb.i:
                return "date"
            return None
        if lemma in _OTHER_EVENTS and not any(t.i in anchor and t.dep_ in ("dobj", "nsubjpass") for t in verb.children):
            return None
        if lemma in words["cancel"]:
            return "cancelDate"
        if lemma in ("end", "conclude", "wrap", "finish", "culminate", "close", "complete") and (
            verb.i not in anchor and not is_range
        ):
            return "endDate"
        if lemma == "draw" and any(c.lower_ == "to" for c in verb.children):
            return "endDate"
        if lemma == "come" and {"end", "close"} & {t.lower_ for t in verb.subtree}:
            return "endDate"
        if lemma in ("run", "last", "go", "continue") and {"through", "until", "to"} & set(near):
            return "endDate"
        if lemma == "open" and any(c.lower_ == "to" and c.dep_ == "prep" for c in verb.children):
            return None  # "was opened to foreign participants in 2015"
        if lemma in words["begin"]:
            return "startDate"
        return "date"
    return "date"


def _when_it_was(token: Token, anchor: set[int]) -> bool:
    """ "since 2022, when Yudh Abhyas took place in Auli": the clause dates the exercise."""
    return any(
        c.dep_ == "relcl" and any(g.lower_ == "when" for g in c.children) and anchor & {t.i for t in c.subtree}
        for c in token.children
    )


def _in_phrase(token: Token, anchor: set[int]) -> bool:
    """Whether a date hangs on the exercise itself, below any verb."""
    for above in token.ancestors:
        if above.pos_ in ("VERB", "AUX"):
            return False
        if above.i in anchor:
            return True
    return False


def _of_another_noun(verb: Token, anchor: set[int]) -> bool:
    """ "under an agreement that came into force in September", "since it was launched": dates of something else."""
    if any(c.lower_ == "since" and c.dep_ == "mark" for c in verb.children):
        return True
    noun = verb.head
    if verb.dep_ not in ("relcl", "acl") or noun.pos_ not in ("NOUN", "PROPN") or noun.i in anchor:
        return False
    words = exercise_words()
    known = words["heads"] | words["anaphors"] | words["people"] | words["units"] | words["nations"]
    inside = {t.i for t in verb.subtree}
    return noun.lower_ in _PAPERS and noun.lower_ not in known and not anchor & inside


def _was_to(verb: Token) -> bool:
    """ "whose 14th edition Burundi was to host from September 8": when it would have been."""
    governor = verb.head if verb.dep_ == "xcomp" and any(c.lower_ == "to" for c in verb.children) else verb
    return governor.lower_ in ("was", "were") and governor != verb


def _part_of(doc: Doc, anchor: set[int]) -> bool:
    """ "crossed the river on Monday as part of Dragon-24": one day of a longer exercise."""
    first = min(anchor, default=0)
    return first > 2 and any(
        (doc[i].lower_ == "part" and doc[i - 1].lower_ == "as")
        or (doc[i].lower_ in _STAGES and doc[i + 1].lower_ == "of")
        for i in range(max(1, first - 5), first)
    )


def _verbs_above(token: Token) -> Iterator[Token]:
    for t in token.ancestors:
        if t.pos_ in ("VERB", "AUX"):
            yield t
            if t.pos_ == "VERB":
                return


def durations(sent: Span) -> Iterator[Slot]:
    """Slots "duration" (days) in a sentence: "will take part over twelve days"."""
    return _durations(words_of(sent.doc).text, sent.start_char, sent.end_char)


def _durations(text: str, start: int, end: int) -> Iterator[Slot]:
    for match in _DURATION.finditer(text, start, end):
        word = match["n"].casefold()
        count = 1 if word == "a" else _SMALL.get(word) or (int(word) if word.isdigit() else 0)
        days = count * {"day": 1, "week": 7, "month": 0}[match["unit"].casefold()]
        before = text[max(0, match.start() - 14) : match.start()]
        if days and (_WILL_LAST.search(before) or not _NOT_DURATION.search(before)):
            if word == "a" and not re.search(
                r"\b(?:for|lasts?|lasted|over|spent|take|run)\s+$", text[: match.start()][-12:]
            ):
                continue
            weight = 3 if match["unit"].casefold() == "day" and match[0][len(match["n"])] == "-" else 1
            yield Slot("duration", days, match.start(), match.end(), weight=weight)
    for match in _LASTS.finditer(text, start, end):
        days = 14 if match["fortnight"] else 7 if match["unit"].casefold() == "week" else 0
        number = re.search(r"(?:\w+)-$", text[max(0, match.start() - 8) : match.start()])
        if days and not number:
            yield Slot("duration", days, match.start(), match.end())
