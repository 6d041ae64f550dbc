"""Names in headlines: there only what the text below repeats is a name.

"Robert Ford Returns to Damascus", "DoD Identifies Army Casualty": the language model runs names into what follows,
and takes the first word of a headline for a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.extract.mentions import Mention
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SHARE = 0.8


def repeated(doc: Doc, names: Iterable[Mention], body_start: int) -> Iterator[Mention]:
    """The mentions without unlisted persons and bodies of the headline that the text does not repeat.

    A person's full name stays in a headline in sentence case. A name is cut where what begins it is repeated:
    "Robert Ford" of "Robert Ford Returns".
    """
    end = next((token.i for token in doc if token.idx >= body_start), len(doc)) if body_start else 0
    plain = not _is_capital(doc, end)
    words = words_of(doc).tokens
    for mention in names:
        if mention.start >= end or mention.entry is not None or mention.kind not in ("person", "organization"):
            yield mention
            continue
        for last in range(mention.end, mention.start, -1):
            if _is_in(words[mention.start : last], words[end:], whole=mention.kind == "organization"):
                cut = doc[mention.start : last].text
                if mention.kind == "organization" and last < mention.end and " " not in cut:
                    break  # "UK" of "UK Parliament"
                yield mention if last == mention.end else mention._replace(end=last, name=" ".join(cut.split()))
                break
        else:
            full = plain and mention.kind == "person" and " " in mention.name
            if full or (mention.role and mention.end - mention.start < 3):
                yield mention


def _is_in(name: list[str], words: list[str], *, whole: bool) -> bool:
    """Whether the words hold the name, or at least a person's last name."""
    if not whole:
        return name[-1] in words
    return any(words[i] == name[0] and words[i : i + len(name)] == name for i in range(len(words)))


def _is_capital(doc: Doc, end: int) -> bool:
    """Whether nearly all longer words of the headline begin with a capital."""
    long = [token for token in doc[:end] if token.is_alpha and len(token) > 3]
    capital = [token for token in long if token.text[0].isupper() and not token.is_upper]
    return len(long) > 3 and len(capital) >= _SHARE * len(long)
