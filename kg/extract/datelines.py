"""Datelines, bylines and credits: places and agencies in them are neither actors nor locations of anything.

Forms: "CARACAS, Venezuela – ", "NEW DELHI, July 4 - ", "SEOUL (Yonhap) -- ", "SKRYDSTRUP / BUENOS AIRES – ",
"New Delhi: ", "By Jane Doe in Kyiv" on a line of its own, "(Reporting by A and B; Editing by C)", "Photo: X",
"Troops on the march. Image: X" at the end of a caption.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from kg.language.datelines import dateline_end
from kg.language.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

_CREDIT = re.compile(
    r"""(?:^By\s+[A-Z][^\n.]{2,80}
         | ^\((?:Additional\s+)?(?:Reporting|Writing|Editing)\s+by\s[^\n]*\)
         | ^(?:Additional\s+)?(?:Reporting|Writing|Editing)\s+by\s[^\n]*
         | ^(?:Photo|Picture|Image|File\s+photo|Source|Credit)s?:\s[^\n]{2,120}
         | (?<=\s)(?:Photo|Picture|Image|File\s+photo|Credit)s?:\s+[A-Z][^\n:;]{1,60}
         | \(?(?:AP\s+Photo/|(?:Photo|Image|Picture)\s(?:by|courtesy\sof|credit:)\s)[^\n;]{2,80}
         )$""",
    re.VERBOSE | re.MULTILINE,
)


def bylines(doc: Doc, body_start: int) -> set[int]:
    """The token indexes that stand in a dateline, a byline or a credit line."""
    text = words_of(doc).text
    spans = [match.span() for match in _CREDIT.finditer(text)]
    end = dateline_end(text, body_start)
    if end is not None:
        spans.append((body_start, end))
    if not spans:
        return set()
    last = max(end for _, end in spans)
    before = takewhile(lambda token: token.idx < last, doc)
    return {token.i for token in before if any(start <= token.idx < end for start, end in spans)}
