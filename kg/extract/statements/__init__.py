"""Statements: every attributed piece of speech or writing with an explicit source.

1. "X said (that) …", "X urged Y to …", "X accused Y of …", "X called it …"   2. "…, X said", "…, said X, …"
3. "“…,” X said. “…”", one speaker's contiguous quotations in a paragraph joined   4. "X said: “…”"
5. "according to X", "in X's words"   6. "X was quoted as saying by Y"   7. "X's claim that …"
8. quotations without a reporting verb, and paragraphs of speech after "X said:" (floating.py)
Pronouns and "the minister" stand for a name (speakers.py). Beliefs, plans, orders, scare quotes and
headlines are no statements.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.statements.attributions import Attribution, attributions
from kg.extract.statements.circumstances import addressee_of, date_of, medium_of
from kg.extract.statements.confidence import confidence_of
from kg.extract.statements.merge import merged
from kg.extract.statements.scene import Scene, scene
from kg.models import Evidence, Statement
from kg.reading import Reading

Span = tuple[int, int]


def statements(reading: Reading) -> Iterator[Statement]:
    """The statements of an article, in text order."""
    view = scene(reading)
    for attribution in merged(attributions(view)):
        statement = _statement(view, attribution)
        if statement is not None:
            yield statement


def _statement(view: Scene, found: Attribution) -> Statement | None:
    spans = _content_spans(view, found)
    content = " ".join(view.text[start:end] for start, end in spans)
    if not content:
        return None
    speaker, cue = found.speaker, found.cue
    evidence = [Evidence(start=a, end=b, supports=("content",)) for a, b in spans]
    evidence.append(Evidence(start=speaker.span[0], end=speaker.span[1], supports=("speaker", "speakerLabel")))
    if cue is not None:
        first = cue.token
        evidence.append(Evidence(start=first.idx, end=first.idx + len(first), supports=("cue",)))
    when = date_of(view, found)
    if when is not None:
        evidence.append(Evidence(start=when.start, end=when.end, supports=("date",)))
    entity = speaker.entity
    relay = found.relay.entity if found.relay else None
    return Statement(
        rule=f"statements/{found.rule}",
        confidence=confidence_of(found),
        evidence=tuple(evidence),
        speaker=entity.iri if entity else None,
        speaker_label=speaker.label,
        speaker_role=entity.role if entity else None,
        relayed_by=relay.iri if relay else None,
        content=content,
        form=found.form,
        cue=cue.lemma if cue else ":",
        addressee=addressee_of(view, found),
        speech_act=cue.act if cue else "assert",
        medium=medium_of(view, found),
        date=when.first if when else None,
        inferred=("date",) if when and when.inferred else (),
    )


def _content_spans(view: Scene, found: Attribution) -> list[Span]:
    """Character spans of the content; of words all quoted, without their marks and a comma before "he said"."""
    if found.form != "direct" or found.rule == "block":
        return [view.chars(start, end) for start, end in found.pieces]
    spans = []
    for start, end in found.pieces:
        for quote in dict.fromkeys(view.quote_of[i] for i in range(start, end)):
            if quote < 0:
                continue
            first, last = view.quotes[quote].inner
            if view.text[last - 1] == ",":
                last -= 1
            if last > first:
                spans.append((first, last))
    return spans
