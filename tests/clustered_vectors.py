"""Which vectors does an index meet?  Sentences in a narrow cone, some many times, and a small department."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Clustered:
    """`vectors` in the order in which they come, the small department last, and questions about each."""

    vectors: Vectors
    large_questions: Vectors
    small_questions: Vectors


def clustered_vectors(
    count: int,
    *,
    questions: int = 100,
    topics: int = 60,
    small_share: float = 0.01,
    dimensions: int = 384,
    copies: int = 150,
    seed: int = 7,
) -> Clustered:
    """A mixture of Gaussians of few directions each, on the sphere; the last topic has `small_share` of all vectors.

    A tenth of the large topics' vectors are copies: paragraphs that stand alike in many articles.  A graph search that
    enters such a crowd sees nothing else, unless it looks at more vectors than the crowd has.
    """
    random = np.random.default_rng(seed)
    cone = random.standard_normal(dimensions) / np.sqrt(dimensions)
    centres = 0.7 * cone + 0.7 * random.standard_normal((topics, dimensions)) / np.sqrt(dimensions)
    directions = random.standard_normal((topics, 16, dimensions)) / np.sqrt(dimensions)

    def draw(topic: NDArray[np.int64]) -> Vectors:
        spread = np.empty((len(topic), dimensions))
        for one in np.unique(topic):
            chosen = topic == one
            spread[chosen] = random.standard_normal((int(chosen.sum()), 16)) / 4 @ directions[one]
        noise = 0.25 * random.standard_normal((len(topic), dimensions)) / np.sqrt(dimensions)
        rows = centres[topic] + 0.6 * spread + noise
        units: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return units

    small = max(1, int(count * small_share))
    large = draw(np.sort(random.integers(0, topics - 1, count - small)))
    standing = random.choice(len(large), len(large) // (10 * copies), replace=False)
    large[random.choice(len(large), len(standing) * copies, replace=False)] = np.repeat(large[standing], copies, axis=0)
    return Clustered(
        vectors=np.vstack([large, draw(np.full(small, topics - 1))]),
        large_questions=draw(random.integers(0, topics - 1, questions)),
        small_questions=draw(np.full(questions, topics - 1)),
    )
