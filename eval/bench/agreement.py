"""How many of the passages that lie nearest to a question does an index find?"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from eval.bench.baselines import EmbeddedPassages, Finder
from eval.bench.minority import MinorityQuestions
from eval.bench.table import Line
from eval.tables import share
from knowledge_base.embeddings import Embedding

TOP = 5
_ROUNDING = 1e-6
"""Two ways to compute one cosine differ by less; equal texts have equal cosines, and either is as good."""


def agreement_lines(
    passages: EmbeddedPassages,
    embedding: Embedding,
    ours: Finder,
    chroma: Finder | None,
    *,
    questions: Sequence[str],
    minority: MinorityQuestions,
) -> list[Line]:
    """How much of the exact top five is found, for `questions` and for those about a minority topic."""
    size = len(passages.ids)
    few = f"{100 * minority.passages / size:.1f} % of {size:,} passages"
    lines = []
    for measured, at, asked in (
        ("Top-5 agreement with exact search", f"{size:,} passages", questions),
        ("– about a minority topic", few, minority.questions),
    ):
        found = [measure_agreement(passages, asked, embedding, find) for find in (ours, chroma) if find]
        lines.append(Line(measured, f"{at}, {len(set(asked)):,} questions", *map(share, found)))
    return lines


def measure_agreement(
    passages: EmbeddedPassages, questions: Sequence[str], embedding: Embedding, find: Finder
) -> float | None:
    """The mean share of the exact top five that those of `find` hold, in [0, 1]; None without questions."""
    rows = {passage: row for row, passage in enumerate(passages.ids)}
    shares = []
    for question in dict.fromkeys(questions):
        cosines = passages.vectors @ embedding.embed([question])[0]
        shares.append(share_of_nearest(cosines, [rows[passage] for passage in find(question)]))
    return fmean(shares) if shares else None


def share_of_nearest(cosines: NDArray[np.float32], found: Sequence[int]) -> float:
    """The share of the five best of `cosines` that the first five rows of `found` hold.

    A row that is as near as the fifth counts as well.
    """
    fifth = np.partition(cosines, -TOP)[-TOP]
    return sum(bool(cosines[row] >= fifth - _ROUNDING) for row in found[:TOP]) / TOP
