"""A quicker way to the same token vectors: each word embedded once, the window layers fused.

Of spaCy's convolutional encoders ("Tok2Vec.v2": hash embedding, then window layers) the first half
depends on the word alone, and news repeats its words. What comes out differs from the original by
rounding only; a pipeline built otherwise (a transformer) is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab
    from thinc.api import Model

Floats = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint64]

# 32,768 words × 96 numbers × 4 bytes = 12 MB; a full table is emptied, so memory stays flat.
_WORDS = 1 << 15
# Rows worked on at a time: their windows (288 numbers a row) stay in the second-level cache.
_ROWS = 768
_EPSILON = 1e-8
_NORM_FACTOR, _SPACE_FACTOR = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


class Layer(NamedTuple):
    """One window layer: maxout over a token and its neighbours, normalised, added to its input."""

    weights: Floats
    """Inputs × (pieces × outputs), the pieces side by side."""
    bias: Floats
    gain: Floats
    shift: Floats
    pieces: int


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
    if not layers:
        return None
    table = _Words(embed, vocab, layers[0].gain.shape[0])
    pad = int(encode.attrs.get("pad", 0))

    def forward(_: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Any]:
        assert not is_train
        return _encode(docs, table, layers, pad), None

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


class _Words:
    """The embedding of each word met so far; row 0 is the padding between sentences."""

    def __init__(self, embed: Model[Any, Any], vocab: Vocab, width: int) -> None:
        self._embed = embed
        self._vocab = vocab
        self._rows: dict[int, int] = {}
        self.vectors: Floats = np.zeros((1024, width), dtype=np.float32)

    def rows(self, orth: Keys, norm: Keys, space: Keys) -> npt.NDArray[np.intp]:
        """The row of each token in `vectors`; words not met before are embedded now."""
        keys = orth + norm * _NORM_FACTOR + space * _SPACE_FACTOR
        unique, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        found = [self._rows.get(key, -1) for key in unique.tolist()]
        missing = [i for i, row in enumerate(found) if row < 0]
        if missing:
            if len(self._rows) + len(missing) > _WORDS:
                self._rows.clear()
                missing = list(range(len(unique)))
            for i, row in zip(missing, self._add(first[missing], orth, norm, space), strict=True):
                self._rows[int(unique[i])] = found[i] = row
        return np.asarray(found, dtype=np.intp)[inverse]

    def _add(self, where: npt.NDArray[np.intp], orth: Keys, norm: Keys, space: Keys) -> range:
        from spacy.tokens import Doc

        words: Any = orth[where].tolist()
        doc = Doc(self._vocab, words=words, spaces=[bool(s) for s in space[where]])
        for token, wanted in zip(doc, norm[where].tolist(), strict=True):
            if token.norm != wanted:
                token.norm_ = self._vocab.strings[wanted]
        start = len(self._rows) + 1
        end = start + len(words)
        if end > len(self.vectors):
            grown = np.zeros((max(end, 2 * len(self.vectors)), self.vectors.shape[1]), dtype=np.float32)
            grown[: len(self.vectors)] = self.vectors
            self.vectors = grown
        self.vectors[start:end] = self._embed.predict([doc])[0]
        return range(start, end)


def _encode(docs: Sequence[Doc], words: _Words, layers: list[Layer], pad: int) -> list[Floats]:
    lengths = [len(doc) for doc in docs]
    attributes = np.concatenate([doc.to_array(["ORTH", "NORM", "SPACY"]).reshape(-1, 3) for doc in docs])
    orth, norm, space = (np.ascontiguousarray(column) for column in attributes.T)
    rows = words.rows(orth, norm, space)
    found: list[Floats] = []
    at = first = 0
    while first < len(docs):
        # as many whole sentences as fit, at least one
        last, size = first, pad
        while last < len(docs) and (last == first or size + lengths[last] + pad <= _ROWS):
            size += lengths[last] + pad
            last += 1
        padded = np.zeros(size, dtype=np.intp)
        starts = []
        to = pad
        for length in lengths[first:last]:
            padded[to : to + length] = rows[at : at + length]
            starts.append(to)
            at += length
            to += length + pad
        encoded = _through(words.vectors[padded], layers)
        found.extend(encoded[s : s + n] for s, n in zip(starts, lengths[first:last], strict=True))
        first = last
    return found


def _through(rows: Floats, layers: list[Layer]) -> Floats:
    count, width = rows.shape
    windows = np.zeros((count, 3 * width), dtype=np.float32)
    for layer in layers:
        windows[1:, :width] = rows[:-1]
        windows[:, width : 2 * width] = rows
        windows[:-1, 2 * width :] = rows[1:]
        pieces = windows @ layer.weights
        pieces += layer.bias
        best = pieces[:, :width]
        for piece in range(1, layer.pieces):
            best = np.maximum(best, pieces[:, piece * width : (piece + 1) * width])
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best)
        spread /= width
        spread += _EPSILON
        best *= (1 / np.sqrt(spread))[:, None]
        best *= layer.gain
        best += layer.shift
        rows = rows + best
    return rows
