"""What type of organisation a name tells by its head noun, and which words can stand in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.titles import titles

if TYPE_CHECKING:
    from spacy.tokens import Token

PLATFORMS = frozenset("twitter telegram facebook instagram youtube whatsapp tiktok x weibo vk linkedin".split())
FORCES = ("armed-force", "parliament")


def type_of_name(name: str) -> str | None:
    """The organisation type of a name by its head noun ("Defence Acquisition Council"), or None."""
    heads = titles().organization_heads
    words = [w.casefold() for w in name.split()]
    if len(words) > 1 and words[-1].isdigit():
        words.pop()  # "Task Force 72"
    if "ministry" in words or words[-1:] == ["department"]:
        return "ministry"
    before_of = words[: min(words.index(link, 1) if link in words[1:] else len(words) for link in ("of", "for", "on"))]
    longest = titles().longest_head
    for part in (before_of, words):
        for length in range(longest, 0, -1):
            if (phrase := " ".join(part[-length:])) in heads and len(part) >= length:
                return heads[phrase]
    return None


def is_name_word(token: Token) -> bool:
    """Whether a capitalised word can be part of an organisation's name."""
    return (
        token.text[0].isupper()
        and token.is_alpha
        and token.lower_ not in PLATFORMS
        and token.pos_ not in ("PRON", "DET", "SCONJ", "ADP", "CCONJ", "AUX")
    )
