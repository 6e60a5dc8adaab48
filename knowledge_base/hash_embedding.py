"""How does a text become a vector without any model?  By the words it holds: for tests, where no model is wanted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.languages import fold

_WORD = re.compile(r"[a-z0-9]+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


class HashEmbedding:
    """Words and pairs of Han characters, each hashed to one signed place of the vector (feature hashing).

    Texts that share words lie near each other, in both Chinese scripts alike; meaning plays no part.
    """

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions
        self.name = f"hash-{dimensions}"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._row(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.dimensions)

    def _row(self, text: str) -> NDArray[np.float64]:
        row = np.zeros(self.dimensions)
        for word in _words(text):
            digest = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
            row[(digest >> 1) % self.dimensions] += 1 if digest & 1 else -1
        length = np.linalg.norm(row)
        if not length:
            # A text without words, or whose words cancel out, still needs a direction.
            row[0] = length = np.float64(1)
        return row / length


def _words(text: str) -> Iterator[str]:
    folded = fold(text)
    yield from _WORD.findall(folded)
    for run in _HAN_RUN.findall(folded):
        yield from (run[i : i + 2] for i in range(max(1, len(run) - 1)))
