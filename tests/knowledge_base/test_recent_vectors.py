"""Is a question that comes again embedded once?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embeddings import HashEmbedding
from knowledge_base.recent_vectors import RecentVectors


class CountingEmbedding(HashEmbedding):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return super().embed(texts)


def test_only_what_is_new_is_embedded_and_the_order_is_kept():
    embedding = CountingEmbedding()
    recent = RecentVectors(embedding, kept=9)
    recent.embed(["a", "b"])
    rows = recent.embed(["c", "b", "c"])
    assert embedding.asked == ["a", "b", "c"]
    assert np.array_equal(rows, HashEmbedding().embed(["c", "b", "c"]))


def test_the_oldest_is_forgotten():
    embedding = CountingEmbedding()
    recent = RecentVectors(embedding, kept=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        recent.embed([text])
    assert embedding.asked == ["a", "b", "c", "b"]
