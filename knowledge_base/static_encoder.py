"""Where does a Chinese text lie among English ones?  At the sum of its words' vectors, which were trained for that.

Made by `eval/embedder`; numpy and a tokeniser are all it needs, some tenths of a millisecond a passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Split

from assistant.languages import fold

TOKENIZER, ROWS, SCALES = "words.json", "rows.npy", "scales.npy"
UNKNOWN = "<unk>"
_RUN = r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z]+|[0-9]"
"""A run of Han characters is cut into words by their frequencies; a digit stands alone."""


def make_tokenizer(scores: Sequence[tuple[str, float]]) -> Tokenizer:
    """Cuts folded text into the likeliest words; `scores` are logarithms of frequencies, UNKNOWN first."""
    tokenizer = Tokenizer(Unigram(list(scores), unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = Split(Regex(_RUN), behavior="removed", invert=True)
    return tokenizer


class StaticEncoder:
    """A checked folder's word vectors: `rows` 8-bit, shape (words, width), each with one scale."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._rows: NDArray[np.int8] = np.load(folder / ROWS, mmap_mode="r")
        self._scales: NDArray[np.float32] = np.load(folder / SCALES).astype(np.float32)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in order, of length one; a text without a known word becomes the mean of all words."""
        found = self._tokenizer.encode_batch_fast([fold(text) for text in texts], add_special_tokens=False)
        return np.stack([self._sum(encoding.ids) for encoding in found])

    def _sum(self, ids: Sequence[int]) -> NDArray[np.float32]:
        known = [number for number in ids if number]
        # The first row stands for what no word is known of.
        chosen = known or [0]
        total = self._scales[chosen] @ self._rows[chosen].astype(np.float32)
        length = float(np.linalg.norm(total))
        unit: NDArray[np.float32] = total / length if length else np.eye(1, len(total), dtype=np.float32)[0]
        return unit
