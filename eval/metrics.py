"""How good is a ranking, and how honest is a confidence?  For nothing at all each function gives a ValueError."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


def recall_at(ranked: Sequence[str], relevant: Collection[str], *, k: int) -> float:
    """1 when one of the first `k` is relevant, else 0.  Its mean is the share of questions with an answer in sight.

    ["b", "a"] for {"a"} gives 0 at 1 and 1 at 2.  Raises ValueError when nothing is relevant.
    """
    _require(relevant, "relevant articles")
    return float(any(article in relevant for article in ranked[:k]))


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """One over the place of the first relevant article, 0 when none was found: ["b", "a"] for {"a"} gives 1/2.

    Raises ValueError when nothing is relevant.
    """
    _require(relevant, "relevant articles")
    return next((1 / place for place, article in enumerate(ranked, start=1) if article in relevant), 0.0)


def ndcg_at(ranked: Sequence[str], relevant: Collection[str], *, k: int) -> float:
    """Discounted gain of the first `k` against the best order, in [0, 1]; every relevant article is worth the same.

    ["b", "a"] for {"a"} gives (1 / log2 3) / (1 / log2 2) = 0.63.  Raises ValueError when nothing is relevant.
    """
    _require(relevant, "relevant articles")
    gained = sum(_discount(place) for place, article in enumerate(ranked[:k]) if article in relevant)
    best = sum(_discount(place) for place in range(min(k, len(set(relevant)))))
    return gained / best


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean: [0, 1, 1, 0] gives 0.5.  Raises ValueError when there is no value."""
    given = list(values)
    _require(given, "values")
    return math.fsum(given) / len(given)


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """How often a positive scores above a negative, ties counting half: 0.5 is chance, 1 is perfect.

    [0.9, 0.4] against [0.5] gives 0.5, as one of the two is above.  Raises ValueError when either is empty.
    """
    from sklearn.metrics import roc_auc_score  # Only those who measure have this library.

    _require(positive, "positive scores")
    _require(negative, "negative scores")
    labels = [1] * len(positive) + [0] * len(negative)
    return float(roc_auc_score(labels, [*positive, *negative]))


def expected_calibration_error(confidence: Sequence[float], correct: Sequence[bool], *, bins: int = 10) -> float:
    """Average gap between stated confidence and observed accuracy, in [0, 1]; 0 is perfect.

    Equal-width bins weighted by their share of answers (Guo et al. 2017, section 2): [0.9, 0.9] with one of two right
    gives |0.9 - 0.5| = 0.4.  Raises ValueError when the sequences are empty or differ in length.
    """
    stated, right = _paired(confidence, correct)
    places = np.minimum((stated * bins).astype(int), bins - 1)
    gaps = [abs(stated[places == p].mean() - right[places == p].mean()) * (places == p).mean() for p in set(places)]
    return float(sum(gaps))


@dataclass(frozen=True)
class RiskAtCoverage:
    """With `threshold` as the least confidence, `coverage` of the questions are answered, `risk` of these wrongly."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(confidence: Sequence[float], correct: Sequence[bool]) -> list[RiskAtCoverage]:
    """What each possible threshold would answer, the highest first; equal confidences are answered together.

    [0.9, 0.6] with only the first right gives coverage 1/2 at risk 0, then coverage 1 at risk 1/2.
    Raises ValueError when the sequences are empty or differ in length.
    """
    stated, right = _paired(confidence, correct)
    order = np.argsort(-stated, kind="stable")
    stated, wrong = stated[order], np.cumsum(1 - right[order])
    lasts = [i for i in range(len(stated)) if i + 1 == len(stated) or stated[i + 1] < stated[i]]
    return [RiskAtCoverage(float(stated[i]), (i + 1) / len(stated), float(wrong[i]) / (i + 1)) for i in lasts]


def area_under_risk_coverage(confidence: Sequence[float], correct: Sequence[bool]) -> float:
    """The mean risk over all coverages, in [0, 1]; lower is better (Geifman and El-Yaniv 2017).

    [0.9, 0.6] with only the first right gives 1/2 × 0 + 1/2 × 1/2 = 1/4.  Raises ValueError as `risk_coverage` does.
    """
    area, covered = 0.0, 0.0
    for point in risk_coverage(confidence, correct):
        area += (point.coverage - covered) * point.risk
        covered = point.coverage
    return area


def threshold_refusing(scores: Sequence[float], *, share: float) -> float:
    """The highest threshold below which at most that share of the scores lies.

    [0.1, 0.5, 0.7, 0.9] and a quarter give 0.5: one of the four is below.  Raises ValueError when there is no score.
    """
    _require(scores, "scores")
    # A rounding error must not cost a place: 0.29 × 100 is a little less than 29.
    return sorted(scores)[min(int(share * len(scores) + 1e-9), len(scores) - 1)]


def _discount(place: int) -> float:
    return 1 / math.log2(place + 2)


def _paired(confidence: Sequence[float], correct: Sequence[bool]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    _require(confidence, "confidences")
    if len(confidence) != len(correct):
        raise ValueError(f"{len(confidence)} confidences for {len(correct)} answers")
    return np.asarray(confidence, dtype=float), np.asarray(correct, dtype=float)


def _require(given: Collection[object], what: str) -> None:
    if not len(given):
        raise ValueError(f"no {what} were given")
