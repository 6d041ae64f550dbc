"""A quicker way to the same token vectors: each word embedded once (`kg.embedding`), the window layers fused.

Of spaCy's convolutional encoders ("Tok2Vec.v2": hash embedding, then window layers) the first half
depends on the word alone, and so does most of the first layer; the last ones need little of the padding.
What comes out differs from the original by rounding only; a pipeline built otherwise (a transformer) is
left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.embedding import Embedding
from kg.windows import Floats, Layer, Words, encoded

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab
    from thinc.api import Model

# Rows worked on at a time: their windows (288 numbers a row) stay in the second-level cache.
_ROWS = 768


def quicken(nlp: Language) -> int:
    """Replaces the encoders of a pipeline in place; how many were of the known build."""
    replaced = 0
    for name, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if model is None:
            continue
        encoder = model if name == "tok2vec" else _own_encoder(model)
        if encoder is not None and (quick := _quick(encoder, nlp.vocab)) is not None:
            encoder.layers[:] = [quick]
            replaced += 1
    return replaced


def _own_encoder(model: Model[Any, Any]) -> Model[Any, Any] | None:
    """The encoder that a parser or name recogniser keeps for itself."""
    if not model.has_ref("tok2vec"):
        return None
    inner = model.get_ref("tok2vec").layers
    return inner[0] if inner and inner[0].has_ref("embed") else None


def _quick(encoder: Model[Any, Any], vocab: Vocab) -> Model[Any, Any] | None:
    from thinc.api import Model

    if not (encoder.has_ref("embed") and encoder.has_ref("encode")):
        return None
    embed, encode = encoder.get_ref("embed"), encoder.get_ref("encode")
    layers = _layers(encode)
    if not layers or encode.attrs.get("pad") != len(layers):
        return None
    embedding = Embedding(embed, vocab, layers[0])

    def forward(_: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Any]:
        assert not is_train
        return _encode(docs, embedding, layers), None

    return Model("quick-tok2vec", forward, dims={"nO": layers[0].gain.shape[0]})


def _layers(encode: Model[Any, Any]) -> list[Layer]:
    """The window layers of an encoder; empty if it is not made of what we know."""
    found: list[Layer] = []
    residuals = [node for node in encode.walk() if node.name.startswith("residual(") and ">>residual" not in node.name]
    for residual in residuals:
        nodes = {node.name: node for node in residual.walk()}
        if not {"expand_window", "maxout", "layernorm"} <= nodes.keys():
            return []
        if nodes["expand_window"].attrs.get("window_size") != 1:
            return []
        maxout, norm = nodes["maxout"], nodes["layernorm"]
        weights = np.asarray(maxout.get_param("W"), dtype=np.float32)  # outputs × pieces × inputs
        outputs, pieces, inputs = weights.shape
        if inputs != 3 * outputs:
            return []
        found.append(
            Layer(
                np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * outputs, inputs).T),
                np.asarray(maxout.get_param("b"), dtype=np.float32).T.reshape(-1).copy(),
                np.asarray(norm.get_param("G"), dtype=np.float32),
                np.asarray(norm.get_param("b"), dtype=np.float32),
                pieces,
            )
        )
    return found


def _encode(docs: Sequence[Doc], embedding: Embedding, layers: list[Layer]) -> list[Floats]:
    lengths = [len(doc) for doc in docs]
    attributes = np.concatenate([doc.to_array(["ORTH", "NORM", "SPACY"]).reshape(-1, 3) for doc in docs])
    orth, norm, space = (np.ascontiguousarray(column) for column in attributes.T)
    rows = embedding.rows(orth, norm, space)
    products, places = embedding.products(rows)
    pad = len(layers)
    found: list[Floats] = []
    at = first = 0
    while first < len(docs):
        # as many whole sentences as fit, at least one
        last, size = first, pad
        while last < len(docs) and (last == first or size + lengths[last] + pad <= _ROWS):
            size += lengths[last] + pad
            last += 1
        tokens = np.zeros(size, dtype=np.bool_)
        to = pad
        for length in lengths[first:last]:
            tokens[to : to + length] = True
            to += length + pad
        ends = list(accumulate(lengths[first:last], initial=0))
        padded_rows, padded_places = np.zeros((2, size), dtype=np.intp)
        padded_rows[tokens] = rows[at : at + ends[-1]]
        padded_places[tokens] = places[at : at + ends[-1]]
        vectors = encoded(Words(embedding.vectors[padded_rows], products, padded_places), tokens, layers)
        found.extend(vectors[start:end] for start, end in pairwise(ends))
        at += ends[-1]
        first = last
    return found
