"""How far a statement can be trusted, from the rule that found it and how its speaker was resolved."""

from __future__ import annotations

from kg.extract.statements.attributions import Attribution

# Shares of statements right in content and speaker on the annotated articles the rules were written on,
# rounded down.
_BY_RULE = {
    "clause": 0.92,
    "after": 0.93,
    "according": 0.9,
    "to": 0.75,
    "person-to": 0.8,
    "of": 0.8,
    "as": 0.85,
    "naming": 0.85,
    "about": 0.75,
    "at": 0.7,
    "object": 0.6,
    "noun": 0.6,
    "colon": 0.85,
    "beside": 0.75,
    "block": 0.8,
    "following": 0.7,
    "signed": 0.8,
    "continued": 0.85,
    "after-introduction": 0.75,
    "continued-paragraph": 0.7,
}
_GUESSED_SPEAKER = 0.9
# Of the statements of named speakers one in a hundred was wrong there, of unnamed ones one in fourteen: a source
# may be described in more words than were taken, or be somebody who has a name elsewhere in the article.
_UNNAMED_SPEAKER = 0.88
_QUOTED = 1.03


def confidence_of(found: Attribution) -> float:
    """A probability that content and speaker are both right."""
    value = _BY_RULE.get(found.rule, 0.6)
    if found.form != "indirect":
        value = min(0.97, value * _QUOTED)
    if not found.speaker.sure:
        value *= _GUESSED_SPEAKER
    if found.speaker.entity is None:
        value *= _UNNAMED_SPEAKER
    return round(value, 2)
