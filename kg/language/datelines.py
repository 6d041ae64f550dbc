"""Datelines: where and when a report was filed, before its first sentence.

Forms: "CARACAS, Venezuela – ", "NEW DELHI, July 4 - ", "SEOUL (Yonhap) -- ", "SKRYDSTRUP / BUENOS AIRES – ",
"New Delhi: ".
"""

from __future__ import annotations

import re

_CAPS = r"[A-ZÀ-ÖØ-ÞĀŻŁŠČŽŚĆŃ][A-ZÀ-ÖØ-ÞĀŻŁŠČŽŚĆŃ.'’-]+"
_DATE = r"(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8})(?:,?\s+\d{4})?"
_DATELINE = re.compile(
    rf"""^(?:
        {_CAPS}(?:[ /]+{_CAPS})*(?:\s*/\s*{_CAPS})*      # CITY, or CITY / CITY
        (?:,\s+[A-Z][\w.]+(?:\s+[A-Z][\w.]+)*)?          # , Country
        (?:,?\s+{_DATE})?                                # , July 4
        (?:\s*\([^()\n]{{2,60}}\))?                      # (Agency)
        \s*(?:[–—:]|--?)\s+
      | [A-Z][a-z]+(?:\s+[A-Z][a-z]+)?(?:,\s+{_DATE})?(?:\s*\([^()\n]{{2,60}}\))?\s*(?:[–—]|--?|:)\s+
      )""",
    re.VERBOSE,
)
_LONGEST = 90


def dateline_end(text: str, start: int) -> int | None:
    """Where the dateline that begins at `start` ends (code points, behind its dash or colon); None without one."""
    match = _DATELINE.match(text[start : start + 160])
    return start + match.end() if match and match.end() <= _LONGEST else None
