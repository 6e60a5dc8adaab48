"""With which language models are answers measured, how often is each question asked, and does a model judge them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.language_models.chosen import NO_MODELS, Models
from assistant.language_models.models_file import Price, read_models_file
from assistant.language_models.opening import models_path, open_models
from assistant.settings import Settings


@dataclass(frozen=True)
class WithModels:
    """`prices` are per model name; `most_questions` None asks all."""

    models: Models = NO_MODELS
    patience_seconds: float = Settings.model_fields["model_patience_seconds"].default
    prices: Mapping[str, Price] = field(default_factory=dict)
    runs: int = 1
    most_questions: int | None = None
    judged: bool = False

    def describe(self) -> str:
        """The model of each step, or that there is none."""
        named = [f"{step.value} {chosen.model.name}" for step, chosen in self.models.chosen.items()]
        return ", ".join(named) or "none, rules and approved text alone"


def open_with_models(
    settings: Settings, *, runs: int = 1, most_questions: int | None = None, judged: bool = False
) -> WithModels:
    """Of the settings.  What is measured costs what it costs: no budget of the service's day is held against it."""
    path = models_path(settings)
    prices = read_models_file(path).prices if path.is_file() else {}
    return WithModels(open_models(settings), settings.model_patience_seconds, prices, runs, most_questions, judged)
