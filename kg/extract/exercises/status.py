"""Planned, ongoing, completed or cancelled: by the verbs of an exercise, and by its dates where they are told."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from kg.language.exercises import exercise_words
from kg.models import ExerciseStatus, PartialDate

if TYPE_CHECKING:
    from spacy.tokens import Token

_PLANNED = frozenset(
    "plan schedule slate due set expect prepare propose intend upcoming postpone delay aim hope ready".split()
)
_OVER = frozenset("end conclude finish complete wrap close culminate wind".split())
# What is to go on has begun; what is to go ahead has not.
_LASTING = {"go": "on", "continue": "", "carry": "on"}
_CALLED_OFF = re.compile(r"\b(?:indefinitely postponed|postponed indefinitely|put off indefinitely)\b", re.IGNORECASE)
_COME_TO_AN_END = re.compile(
    r"\b(?:dr[ae]w(?:s|n)? to a close|c[oa]mes? to an? (?:\w+ )?(?:end|close|conclusion))\b", re.IGNORECASE
)
_LONG_PAST = re.compile(r"\b(?:last (?:year|month|spring|summer|autumn|fall|winter)|earlier (?:this|in the))\b")
_HELD = frozenset(
    (
        "hold conduct stage run host carry take mount perform organize organise undertake train exercise rehearse "
        "practise practice participate join involve bring draw gather attract mobilise mobilize dwarf execute drill "
        "simulate field feature contribute send fire land last see attend realize realise"
    ).split()
)
_GOING_ON = re.compile(
    r"\b(?:under ?way|has been running|have been running|currently|is ongoing|are ongoing|enters its|in progress)\b",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(r"\b(?:postponed|delayed|pushed back|put off|rescheduled|moved)\b", re.IGNORECASE)
_CLOSED = re.compile(
    r"\b(?:dr[ae]w(?:s|n)? to a close|c[oa]me(?:s)? to (?:an end|a close)|to an end|wrapped up|closing ceremony|"
    r"ha(?:s|ve) (?:ended|concluded|finished)|took place|took part|was held|were held|is over)\b",
    re.IGNORECASE,
)
_FINITE_FUTURE = frozenset(("will", "'ll", "’ll", "would", "shall", "may", "might", "could"))


def is_future(verb: Token | None) -> bool:
    """Whether a verb tells of what is to come: "will hold", "is to begin", "plans to", "begins on Monday"."""
    if verb is None:
        return False
    near = [verb, *verb.children]
    if verb.dep_ == "xcomp":
        near.append(verb.head)
    if any(t.lower_ in _FINITE_FUTURE and t.pos_ == "AUX" for t in verb.children):
        return True
    if any(t.lower_ == "to" and t.pos_ == "PART" for t in verb.children):
        governor = verb.head
        past = governor.tag_ in ("VBD",) and governor.lemma_ not in _PLANNED | {
            "be",
            "agree",
            "decide",
            "vow",
            "promise",
            "say",
        }
        return not past
    if any(t.lemma_ in _PLANNED for t in near if t == verb or t == verb.head or t.dep_ in ("acomp", "oprd")):
        return True
    if verb.dep_ in ("xcomp", "conj") and verb.tag_ == "VB":
        return is_future(verb.head) if verb.head != verb else False
    return verb.tag_ in ("VBP", "VBZ") and verb.lemma_ in (
        "begin", "start", "open", "kick", "end", "conclude", "go", "commence", "take", "wind",
    )  # fmt: skip


def verb_of(tokens: list[Token], anchor: tuple[int, int] | None) -> Token | None:
    """The verb that the anchor depends on, else the stretch's main verb."""
    if anchor is not None and tokens:
        root = tokens[0].doc[anchor[0] : anchor[1]].root
        noun = root.lower_ in exercise_words()["heads"] and anchor[1] - anchor[0] > 0 and root.tag_ in ("VBZ", "VBP")
        for t in [*([] if noun else [root]), *root.ancestors]:  # "Naval drills … will begin" with "drills" for a verb
            if t.pos_ in ("VERB", "AUX"):
                return t
    return next((t for t in tokens if t.pos_ == "VERB"), None)


def is_cancelled(tokens: list[Token], anchor: tuple[int, int] | None) -> bool:
    """Whether these tokens say that the exercise is not held after all."""
    words = exercise_words()
    text = " ".join(t.text for t in tokens).casefold()
    if any(p in text for p in words.cancel_phrases):
        return True
    for t in tokens:
        if t.lemma_ in words["cancel"] - {"call", "drop"} and t.pos_ in ("VERB", "ADJ"):
            if any(c.dep_ == "neg" for c in t.children):
                continue
            if anchor is None:
                return True
            reach = {c.i for c in t.subtree} | {a.i for a in list(t.ancestors)[:3]}
            if reach & set(range(*anchor)) or abs(t.i - anchor[0]) < 12:
                return True
        if t.lemma_ == "call" and any(c.lower_ == "off" for c in t.children):
            return True
    return False


_TITLE_STATUS = (
    (
        "planned",
        re.compile(r"\bto (?:begin|start|hold|host|conduct|launch|kick|open|join|take|stage|commence|train|run)\b"),
    ),
    ("completed", re.compile(r"\b(?:ends?|concludes?|wraps? up|finish(?:es)?|completes?|closes?|holds?|stages?)\b")),
    ("ongoing", re.compile(r"\b(?:begins?|starts?|opens?|launch(?:es)?|kicks? off|gets? under ?way|commences?)\b")),
)


def status_told(tokens: list[Token], anchor: tuple[int, int] | None, *, title: bool = False) -> str | None:
    """What the words of a stretch say of the exercise's state; None where they say nothing of it.

    A headline tells what happened in the present tense ("Allies end drill"), what is to come with "to".
    """
    text = " ".join(t.text for t in tokens)
    for status, pattern in _TITLE_STATUS if title else ():
        if pattern.search(text) and not is_cancelled(tokens, anchor):
            return status
    if is_cancelled(tokens, anchor):
        return "cancelled"
    if _CALLED_OFF.search(text):
        return "cancelled"
    if _PUT_OFF.search(text):
        return "planned"
    words = exercise_words()
    ranked = [v for v in (verb_of(tokens, anchor), *tokens) if v is not None and v.pos_ in ("VERB", "AUX")]
    ranked = [v for v in ranked if not (v.lower_ in words["heads"] and v.tag_ in ("VBZ", "VBP"))]
    inside = {t.i for t in tokens}
    if _GOING_ON.search(text):
        return "ongoing"
    if _COME_TO_AN_END.search(text):
        return "completed"
    for verb in ranked:
        if verb.i not in inside or verb.lemma_ in words["reporting"] | {"be", "have"}:
            continue
        lemma = verb.lemma_
        lasting, ahead = _lasts(verb), _goes_ahead(verb)
        known = (
            lemma in _HELD or lemma in _OVER or lemma in words["begin"] or lemma in _PLANNED or lemma in words["hold"]
        )
        if not (known or lasting or ahead):
            continue
        if is_future(verb):
            if lemma in _OVER or lasting:
                return "ongoing"  # what will end, or go on, has begun
            if ahead:
                return "planned"
            return "planned" if lemma not in ("run", "last", "go", "take") or _will(verb) else "ongoing"
        if lemma in _OVER and verb.tag_ in ("VBD", "VBN"):
            return "completed"
        if lemma in _PLANNED:
            return "planned"
        progressive = any(c.lemma_ == "be" and c.tag_ in ("VBP", "VBZ") for c in verb.children) and (
            verb.tag_ == "VBG" or any(c.lower_ == "being" for c in verb.children)
        )
        since = verb.tag_ == "VBG" and {c.lower_ for c in verb.children} >= {"been"} and _has(verb)
        progressive = progressive or since
        if progressive:
            return "ongoing"
        if lemma in words["begin"] and lemma != "run" and verb.tag_ in ("VBD", "VBN", "VBZ", "VBP"):
            return "ongoing"
        if verb.tag_ in ("VBD", "VBN") and not (verb.tag_ == "VBN" and verb.dep_ == "amod"):
            bare = verb.tag_ == "VBN" and not any(c.dep_ in ("aux", "auxpass") for c in verb.children)
            if bare and (verb.dep_ in ("acl", "relcl", "advcl") or lemma not in _HELD):
                continue  # "planned for", "hosted by", "led by": no time of its own
            if any(c.tag_ in ("VBZ", "VBP") for c in verb.children if c.dep_ == "auxpass"):
                return "ongoing"
            return "completed"
        if verb.tag_ in ("VBZ", "VBP"):
            return "ongoing"
    if _CLOSED.search(text) or _LONG_PAST.search(text):
        return "completed"
    return "ongoing" if re.search(r"\b(?:began|begun|kicked off|commenced|got under ?way)\b", text) else None


def _has(verb: Token) -> bool:
    return any(c.lower_ in ("has", "have") for c in verb.children)


def _lasts(verb: Token) -> bool:
    """Whether what a verb tells goes on, so that it has begun: "will continue until Friday", "carries on"."""
    particle = _LASTING.get(verb.lemma_)
    after = [t.lower_ for t in verb.doc[verb.i + 1 : verb.i + 3]]
    return particle is not None and (not particle or after[:1] == [particle]) and after[1:] != ["as"]


def _goes_ahead(verb: Token) -> bool:
    """ "The drill will go ahead", "would go on as planned"."""
    after = [t.lower_ for t in verb.doc[verb.i + 1 : verb.i + 3]]
    return verb.lemma_ == "go" and (after[:1] == ["ahead"] or after == ["on", "as"])


def _will(verb: Token) -> bool:
    return any(c.lower_ in _FINITE_FUTURE or c.lower_ == "to" for c in verb.children)


def status_of(
    told: list[tuple[str, int]],
    start: PartialDate | None,
    end: PartialDate | None,
    published: dt.date | None,
    *,
    past: bool,
) -> ExerciseStatus | None:
    """The status by word where it is cancelled, else by the dates against the publication date, else by the verbs.

    `told`: what each sentence says, with its number; `past`: the text speaks of an earlier edition.
    """
    said = [value for value, _ in told]
    if "cancelled" in said and (said.count("cancelled") * 3 >= len(said) or said[0] == "cancelled"):
        return "cancelled"
    by_verbs = said[0] if said else None
    if published:
        today = str(published)
        first, last = str(start) if start and start.year else "", str(end) if end and end.year else ""
        if first and first > today[: len(first)]:
            return "planned"
        if last and last < today[: len(last)]:
            return "completed"
        if last and len(last) == 10 and last == today and "completed" in said:
            return "completed"
        if first and len(first) == 10 and last and first <= today[: len(first)]:
            return "ongoing"
        if last and last > today[: len(last)] and by_verbs != "planned":
            return "ongoing"
        if first and not last and first < today[: len(first)] and (len(first) < 10 or _old(start, published)):
            return (
                "completed" if by_verbs != "ongoing" or past or len(first) < 7 or _old(start, published) else "ongoing"
            )
        if first and len(first) == 10 and first <= today and by_verbs == "planned":
            by_verbs = next((s for s in said if s != "planned"), "ongoing")
    if past or (by_verbs is None and published and start and start.day and str(start) <= str(published) and not end):
        return "completed"
    return by_verbs  # type: ignore[return-value]  # one of the four by construction


def _old(start: PartialDate | None, published: dt.date) -> bool:
    """Whether a start lies so far back that an exercise without a known end must be over."""
    if start is None or start.year is None:
        return False
    return (published.year - start.year) * 12 + published.month - (start.month or 12) > 2
