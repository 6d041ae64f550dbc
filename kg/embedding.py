"""The embedding of each word met so far, with what the first window layer makes of it.

Both depend on the word form alone, and news repeats its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kg.windows import Floats, Layer, Places

if TYPE_CHECKING:
    from spacy.vocab import Vocab
    from thinc.api import Model

Keys = npt.NDArray[np.uint64]

# 32,768 words × 96 numbers × 4 bytes = 12 MB; a full table is emptied, so memory stays flat.
_WORDS = 1 << 15
# The products are nine times as large, so only those of the words met first, which are the common ones, are kept.
_WITH_PRODUCTS = 1 << 13
_NORM_FACTOR, _SPACE_FACTOR = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


class Embedding:
    """Vectors and first products of words; row 0 is the padding between sentences."""

    def __init__(self, embed: Model[Any, Any], vocab: Vocab, first: Layer) -> None:
        self._embed = embed
        self._vocab = vocab
        self._first = first
        self._kept = _WITH_PRODUCTS
        self._rows: dict[int, int] = {}
        self.vectors: Floats = np.zeros((1024, first.gain.shape[0]), dtype=np.float32)
        self._products: Floats = first.products(self.vectors[:1])

    def rows(self, orth: Keys, norm: Keys, space: Keys) -> Places:
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

    def products(self, rows: Places) -> tuple[Floats, Places]:
        """What the first layer makes of some rows, and the place of each row therein."""
        late = np.flatnonzero(rows >= self._kept)
        if not len(late):
            return self._products, rows
        unique, inverse = np.unique(rows[late], return_inverse=True)
        self._put_products(self._kept, self.vectors[unique])
        places = rows.copy()
        places[late] = self._kept + inverse
        return self._products, places

    def _add(self, where: Places, orth: Keys, norm: Keys, space: Keys) -> range:
        from spacy.tokens import Doc

        words: Any = orth[where].tolist()
        doc = Doc(self._vocab, words=words, spaces=[bool(s) for s in space[where]])
        for token, wanted in zip(doc, norm[where].tolist(), strict=True):
            if token.norm != wanted:
                token.norm_ = self._vocab.strings[wanted]
        start = len(self._rows) + 1
        added = range(start, start + len(words))
        self.vectors = _put(self._embed.predict([doc])[0], self.vectors, start)
        if start < self._kept:
            self._put_products(start, self.vectors[start : min(added.stop, self._kept)])
        return added

    def _put_products(self, start: int, vectors: Floats) -> None:
        self._products = _put(self._first.products(vectors), self._products, start)


def _put(rows: Floats, table: Floats, start: int) -> Floats:
    """The table with some rows written into it, grown where it was too small."""
    end = start + len(rows)
    if end > len(table):
        grown = np.zeros((max(end, 2 * len(table)), table.shape[1]), dtype=np.float32)
        grown[: len(table)] = table
        table = grown
    table[start:end] = rows
    return table
