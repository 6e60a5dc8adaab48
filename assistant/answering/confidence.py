"""How sure is it that the best article answers the question?  A logistic model, fitted on data, one a script."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Model:
    """Log-odds = intercept + sum of weight × feature; a feature that a search does not give counts as 0."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        log_odds = self.intercept + sum(w * features.get(name, 0.0) for name, w in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


@dataclass(frozen=True)
class Thresholds:
    """Least confidence, in [0, 1], to answer, to offer a few titles to choose from, and to name a department."""

    answer: float
    clarify: float
    department: float


@dataclass(frozen=True)
class Judge:
    """The fitted model of one script, and the thresholds that an eval run chose for it."""

    model: Model
    thresholds: Thresholds


@dataclass(frozen=True)
class Confidence:
    """A judge for questions without Han characters, and one for those with."""

    latin: Judge
    han: Judge

    def estimate(self, features: Mapping[str, float]) -> float:
        """The probability, in [0, 1], that the best hit answers the question; 0 when nothing was found."""
        return self._judge(features).model.probability(features) if features else 0.0

    def thresholds(self, features: Mapping[str, float]) -> Thresholds:
        """What `estimate` must reach for these features."""
        return self._judge(features).thresholds

    def _judge(self, features: Mapping[str, float]) -> Judge:
        return self.han if features.get("han") else self.latin


@lru_cache(maxsize=1)
def load_confidence() -> Confidence:
    data = tomllib.loads((files("assistant.answering") / "confidence.toml").read_text("utf-8"))
    return Confidence(_judge(data["latin"]), _judge(data["han"]))


def _judge(data: Mapping[str, Any]) -> Judge:
    return Judge(Model(data["intercept"], data["weights"]), Thresholds(**data["thresholds"]))
