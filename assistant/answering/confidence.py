"""How sure is it that the best article answers the question?  A logistic model, fitted on data, one a script."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


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
class Confidence:
    """The fitted models and the thresholds that an eval run chose."""

    latin: Model
    han: Model
    thresholds: Thresholds

    def estimate(self, features: Mapping[str, float]) -> float:
        """The probability, in [0, 1], that the best hit answers the question; 0 when nothing was found."""
        if not features:
            return 0.0
        return (self.han if features.get("han") else self.latin).probability(features)


@lru_cache(maxsize=1)
def load_confidence() -> Confidence:
    data = tomllib.loads((files("assistant.answering") / "confidence.toml").read_text("utf-8"))
    models = {script: Model(model["intercept"], model["weights"]) for script, model in data["models"].items()}
    return Confidence(models["latin"], models["han"], Thresholds(**data["thresholds"]))
