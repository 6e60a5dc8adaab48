"""From which confidence on is a question answered, are titles offered, and is a department named?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assistant.answering.confidence import Thresholds
from eval.datasets.questions import Kind
from eval.metrics import mean

MIN_PRECISION = 0.92
MAX_NEAR_MISSES = 0.28
MIN_COVERAGE = 0.64
MIN_OFFERS_RIGHT = 0.4
"""Nearly half of the questions tuned on have no answer; of those that citizens ask, about half are then right."""
MIN_DEPARTMENTS_RIGHT = 0.7
MIN_OFFER = 0.25
"""Below this the titles on offer have mostly nothing to do with a question that no article answers."""


@dataclass(frozen=True)
class Judged:
    """A question of the sample, what is known about its search, and the cross-validated confidence."""

    confidence: float
    kind: Kind
    may_be_answered: bool
    """False for complaints and reports, which become cases whatever is found."""
    best_is_relevant: bool
    offers_relevant: bool
    department_is_right: bool


@dataclass(frozen=True)
class ChosenThresholds:
    """The thresholds, and in words what the first of them gives."""

    thresholds: Thresholds
    report: str

    def as_dict(self) -> dict[str, float]:
        return {name: round(value, 4) for name, value in asdict(self.thresholds).items()}


@dataclass(frozen=True)
class Effect:
    """What answering from a threshold upwards gives: shares of the answerable, of these answers, of the near misses."""

    coverage: float
    precision: float
    near_misses: float


def choose_thresholds(judged: Sequence[Judged]) -> ChosenThresholds:
    """The thresholds for one script.  Raises ValueError when no question is a near miss."""
    answer = _answer_threshold(judged)
    clarify = max(MIN_OFFER, _lowest(judged, below=answer, least=MIN_OFFERS_RIGHT, flag="offers_relevant"))
    department = _lowest(judged, below=answer, least=MIN_DEPARTMENTS_RIGHT, flag="department_is_right")
    effect = effect_of(judged, answer)
    report = (
        f"{effect.coverage:.2f} of the answerable answered, {effect.precision:.2f} of these rightly, "
        f"{effect.near_misses:.2f} of the near misses answered"
    )
    return ChosenThresholds(Thresholds(answer, clarify, department), report)


def effect_of(judged: Sequence[Judged], threshold: float) -> Effect:
    """Precision is 1 when nothing is answered.  Raises ValueError as `choose_thresholds` does."""
    answerable = [j for j in judged if j.kind is Kind.ANSWERABLE]
    answered = [j for j in answerable if _is_answered(j, threshold)]
    return Effect(
        coverage=len(answered) / max(len(answerable), 1),
        precision=mean(j.best_is_relevant for j in answered) if answered else 1.0,
        near_misses=mean(_is_answered(j, threshold) for j in judged if j.kind is Kind.NEAR_MISS),
    )


def _answer_threshold(judged: Sequence[Judged]) -> float:
    """The lowest that is precise and lets few near misses through, or else the highest that still answers enough."""
    candidates = sorted({j.confidence for j in judged})
    effects = {c: effect_of(judged, c) for c in candidates}
    good = [
        c for c in candidates if effects[c].precision >= MIN_PRECISION and effects[c].near_misses <= MAX_NEAR_MISSES
    ]
    # A threshold is good only when every higher one is: a lucky dip among few questions does not count.
    lowest = next((c for c in good if all(higher in good for higher in candidates if higher > c)), candidates[-1])
    if effects[lowest].coverage >= MIN_COVERAGE:
        return lowest
    return max(c for c in candidates if effects[c].coverage >= MIN_COVERAGE or c == candidates[0])


def _lowest(judged: Sequence[Judged], *, below: float, least: float, flag: str) -> float:
    """The lowest confidence from which, up to `below`, at least `least` of the questions have `flag`; else `below`."""
    zone = sorted((j for j in judged if j.confidence < below), key=lambda j: -j.confidence)
    lowest, held = below, 0
    for count, j in enumerate(zone, start=1):
        held += getattr(j, flag)
        if held >= least * count:
            lowest = j.confidence
    return lowest


def _is_answered(judged: Judged, threshold: float) -> bool:
    return judged.may_be_answered and judged.confidence >= threshold
