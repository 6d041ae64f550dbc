"""The language of an article: what its source says, else what its words show; when in doubt, English."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", re.ASCII)
_NAMES = {
    "english": "en",
    "arabic": "ar",
    "chinese": "zh",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "persian": "fa",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "turkish": "tr",
    "ukrainian": "uk",
}
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset("the of and to in that for is was on with by has have said which from will are would".split())
_LOOKED_AT = 3000
"""Characters that are looked at."""
_SHORT = 120
"""Letters below which nothing is concluded: a headline of names looks like any language."""
_ENGLISH_SHARE = 0.15
"""Of a text's words; other languages share at most a few of these ("in", "to", "on", "for", "are")."""
_SURE = 0.95


def language_of(text: str, said: str = "") -> str:
    """The language tag, in lower case, that the source gives (a tag or a name), else a guess from the text."""
    if _TAG.fullmatch(said) and said.lower() not in ("und", "mul", "zxx"):
        return said.replace("_", "-").lower()
    return _NAMES.get(said.lower()) or _guess(text[:_LOOKED_AT])


def _guess(text: str) -> str:
    words = [word.lower() for word in _WORD.findall(text)]
    if sum(map(len, words)) < _SHORT and text.isascii():
        return "en"
    # Nearly every article ends here, and the identifier need not be loaded.
    if words and sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words):
        return "en"
    if sum(map(len, words)) < _SHORT and _mostly_latin(text):
        return "en"
    language, probability = _identifier().classify(text)
    return str(language) if probability >= _SURE else "en"


def _mostly_latin(text: str) -> bool:
    return sum(ord(c) < 0x250 for c in text) > len(text) / 2


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
