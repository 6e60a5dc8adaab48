"""How many of the passages that lie nearest to a question does an index find?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from eval.bench.baselines import EmbeddedPassages, Finder
from knowledge_base.embeddings import Embedding

TOP = 5
_ROUNDING = 1e-6
"""Two ways to compute one cosine differ by less; equal texts have equal cosines, and either is as good."""


def measure_agreement(
    passages: EmbeddedPassages, questions: Sequence[str], embedding: Embedding, finders: Mapping[str, Finder]
) -> dict[str, float]:
    """For each finder, the mean share of the exact top five that its own top five holds, in [0, 1]."""
    rows = {passage: row for row, passage in enumerate(passages.ids)}
    shares: dict[str, list[float]] = defaultdict(list)
    for question in dict.fromkeys(questions):
        cosines = passages.vectors @ embedding.embed([question])[0]
        for name, find in finders.items():
            shares[name].append(share_of_nearest(cosines, [rows[passage] for passage in find(question)]))
    return {name: fmean(values) for name, values in shares.items()}


def share_of_nearest(cosines: NDArray[np.float32], found: Sequence[int]) -> float:
    """The share of the five best of `cosines` that the first five rows of `found` hold; rows as near as the fifth count."""
    fifth = np.partition(cosines, -TOP)[-TOP]
    return sum(bool(cosines[row] >= fifth - _ROUNDING) for row in found[:TOP]) / TOP
