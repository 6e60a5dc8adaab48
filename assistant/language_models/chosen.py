"""At which steps is which language model asked, and with which prompt?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.language_models.chat_model import ChatModel


class ModelStep(StrEnum):
    """Where a model may help.  Each has its own model, or none."""

    UNDERSTAND = "understand"
    COMPOSE = "compose"
    CHECK = "check"
    """A second opinion on whether a source says so; asked only where the settings name a model for it."""
    AGENT = "agent"
    """Drafts, summaries and rewrites for agents."""
    CURATOR = "curator"
    """Translations, rewrites, candidate articles and variants for editors."""
    MAIL = "mail"


@dataclass(frozen=True)
class ChosenModel:
    step: ModelStep
    model: ChatModel
    prompts: Mapping[str, str]
    """Prompts that replace the shipped ones, by name."""


class Models:
    """The chosen model of each step; a step without one works by rules."""

    def __init__(
        self, chosen: Mapping[ModelStep, ChosenModel] | None = None, *, is_off: Callable[[], bool] = lambda: False
    ) -> None:
        self._chosen = dict(chosen or {})
        self._is_off = is_off

    @property
    def chosen(self) -> Mapping[ModelStep, ChosenModel]:
        """As they are set, whether or not somebody has switched them off."""
        return self._chosen

    @property
    def problem(self) -> str:
        """Why what is set now cannot be used, so that what was set before goes on; empty where all is well."""
        return ""

    @property
    def are_off(self) -> bool:
        return self._is_off()

    def find(self, step: ModelStep) -> ChosenModel | None:
        """None as well while somebody has switched language models off."""
        found = self.chosen.get(step)
        return None if found is None or self.are_off else found


NO_MODELS = Models()


def one_model(model: ChatModel) -> Models:
    """`model` at every step but the second opinion."""
    steps = [step for step in ModelStep if step is not ModelStep.CHECK]
    return Models({step: ChosenModel(step, model, {}) for step in steps})
