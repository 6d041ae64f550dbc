"""The window layers of a convolutional encoder, each computed only where a later one looks.

A layer's value at a token rests on the token and its neighbours one layer below. Between two sentences lie
as many rows of padding as there are layers; what the layers make of them matters only as far from a token
as there are layers to come, so that the last layer is computed for the tokens alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

Floats = npt.NDArray[np.float32]
Marks = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

_EPSILON = 1e-8


class Layer(NamedTuple):
    """One window layer: maxout over a token and its neighbours, normalised, added to its input."""

    weights: Floats
    """Inputs × (pieces × outputs), the pieces side by side; of the inputs first those from the token before."""
    bias: Floats
    gain: Floats
    shift: Floats
    pieces: int

    def products(self, vectors: Floats) -> Floats:
        """What each vector gives to the window of the token after it, to its own and to that of the token before.

        Vectors × (3 × pieces × outputs); a window is the sum of three, the bias is in its own.
        """
        width = vectors.shape[1]
        parts = [vectors @ self.weights[start : start + width] for start in range(0, 3 * width, width)]
        parts[1] += self.bias
        return np.concatenate(parts, axis=1)


class Words(NamedTuple):
    """Tokens with padding between sentences, as what the first layer needs of each."""

    vectors: Floats
    products: Floats
    """As `Layer.products` gives them."""
    places: Places
    """Row of each token in the products."""


def encoded(words: Words, tokens: Marks, layers: list[Layer]) -> Floats:
    """The vectors of the tokens, which are marked among `words`; the others are padding."""
    looked_at = [tokens]
    for _ in layers[1:]:
        looked_at.append(_with_neighbours(looked_at[-1]))
    here = looked_at.pop()
    before, own, after = np.split(words.products, 3, axis=1)
    pieces = own[words.places]
    pieces[1:] += before[words.places[:-1]]
    pieces[:-1] += after[words.places[1:]]
    rows = (words.vectors + _normalised(pieces, layers[0]))[here]
    for layer in layers[1:]:
        wanted = looked_at.pop()
        at = np.flatnonzero(wanted[here])
        pieces = _windows(rows, at) @ layer.weights
        pieces += layer.bias
        rows = rows[at]
        rows += _normalised(pieces, layer)
        here = wanted
    return rows


def _with_neighbours(marks: Marks) -> Marks:
    found = marks.copy()
    found[1:] |= marks[:-1]
    found[:-1] |= marks[1:]
    return found


def _windows(rows: Floats, at: Places) -> Floats:
    """The rows before, at and after some places, side by side; nothing lies before the first or after the last."""
    count, width = rows.shape
    bordered = np.zeros((count + 2, width), dtype=np.float32)
    bordered[1:-1] = rows
    return as_strided(bordered, (count, 3 * width), bordered.strides)[at]


def _normalised(pieces: Floats, layer: Layer) -> Floats:
    """The largest piece of each output; over the outputs, mean and spread as the layer has them."""
    width = pieces.shape[1] // layer.pieces
    best = pieces[:, :width]
    for start in range(width, pieces.shape[1], width):
        best = np.maximum(best, pieces[:, start : start + width])
    best -= best @ np.full((width, 1), 1 / width, dtype=np.float32)  # thrice as quick as mean()
    spread = np.einsum("ij,ij->i", best, best)
    spread /= width
    spread += _EPSILON
    best *= (1 / np.sqrt(spread))[:, None]
    best *= layer.gain
    best += layer.shift
    return best
