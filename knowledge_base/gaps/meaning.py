"""What is a question about, whatever words every question has?

"How do I apply for it", "what does it cost": two questions are not about the same because both say so.  The directions
in which such wordings lie, in every language, are taken out of a vector: grouping finds twice as much without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embeddings import Embedding

DIRECTIONS = 60
_LEAST_LENGTH = 1e-3


@lru_cache(maxsize=1)
def common_wordings() -> tuple[str, ...]:
    """Questions about nothing in particular."""
    return tuple((files("knowledge_base.gaps") / "common_wordings.txt").read_text("utf-8").split("\n")[:-1])


class Meaning:
    """Turns the vectors of one embedding into what their texts are about."""

    def __init__(self, embedding: Embedding) -> None:
        vectors = embedding.embed(common_wordings())
        self._middle = vectors.mean(axis=0)
        _, _, directions = np.linalg.svd(vectors - self._middle, full_matrices=False)
        self._common = directions[:DIRECTIONS].astype(np.float32)

    def of(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """One row a vector, of length one; zero for a text that is about nothing in particular."""
        centred = vectors - self._middle
        rest = centred - (centred @ self._common.T) @ self._common
        lengths = np.linalg.norm(rest, axis=1, keepdims=True)
        meaning: NDArray[np.float32] = np.where(lengths > _LEAST_LENGTH, rest / np.maximum(lengths, _LEAST_LENGTH), 0)
        return meaning


def central(meanings: NDArray[np.float32], members: Sequence[int]) -> int:
    """The member that is most like all the others; the first of equals."""
    rows = meanings[list(members)]
    return members[int(np.argmax(np.round(rows @ rows.sum(axis=0), 5)))]
