"""A news stream of any length: articles repeated under new identifiers, with other names and figures in each copy.

Names are made of syllables by a seeded generator, so new words keep arriving and no cache can cheat; the
names of states, bodies and weapons that the gazetteers know stay, or the copies would hold fewer facts.
"""

from __future__ import annotations

import json
import random
import re
from itertools import cycle, islice
from pathlib import Path

_SYLLABLES = "ba de fi go lu ma ne po ri so ta ve wi zo kha ner dov lin mar sten bur gol yev ram tis hol".split()
# A capitalised word after a small one: hardly the first of a sentence, so a name.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_FIGURE = re.compile(r"\b\d{2,}\b")


def copies(path: str, number: int, out: Path) -> None:
    """Writes `number` articles made of those under `path` as JSONL; the same arguments give the same file."""
    from kg.models import Article
    from kg.read import read_paths
    from kg.reference import reference

    known = {word for entry in reference().entries.values() for name in _forms(entry) for word in name.split()}
    articles = [item for item in read_paths([path]) if isinstance(item, Article)]
    with out.open("w", encoding="utf-8") as file:
        for n, article in enumerate(islice(cycle(articles), number)):
            random_ = random.Random(n)
            names: dict[str, str] = {}
            body = article.text[article.body_start :]
            if n >= len(articles):  # the first round is the articles as they are
                body = _NAME.sub(lambda m: _renamed(m[0], names, known, random_), body)  # noqa: B023
                body = _FIGURE.sub(lambda m: _figure(m[0], random_), body)  # noqa: B023
            record = {"id": f"{article.id}-{n}", "title": article.title, "text": body, "publisher": article.publisher}
            published = article.published.isoformat() if article.published else None
            file.write(json.dumps({**record, "published": published}) + "\n")


def _forms(entry: object) -> tuple[str, ...]:
    found: list[str] = []
    for name in ("names", "demonyms", "capitals", "seats"):
        found.extend(getattr(entry, name, ()))
    return tuple(found)


def _renamed(word: str, names: dict[str, str], known: set[str], random_: random.Random) -> str:
    if word in known or word.endswith("day") or word in _MONTHS:
        return word
    if word not in names:
        names[word] = "".join(random_.choices(_SYLLABLES, k=random_.randint(2, 3))).capitalize()
    return names[word]


def _figure(figure: str, random_: random.Random) -> str:
    if len(figure) == 4 and figure.startswith(("19", "20")):  # a year
        return figure
    return str(random_.randint(10 ** (len(figure) - 1), 10 ** len(figure) - 1))


_MONTHS = frozenset("January February March April June July August September October November December".split())
