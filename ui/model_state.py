"""How are the language models at the moment: asked, left alone, switched off, or out of tokens for today?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.database import today_here
from assistant.language_models import budget
from assistant.language_models.chat_model import Rests
from assistant.language_models.chosen import ModelStep
from ui.service import Service


class ModelState(StrEnum):
    NONE = "none"
    """No model is set: everything works by rules."""
    OK = "ok"
    RESTING = "resting"
    """It failed a few times in a row, and is left alone for some seconds by this process."""
    SWITCHED_OFF = "switched_off"
    OVER_BUDGET = "over_budget"


@dataclass(frozen=True)
class StepState:
    step: ModelStep
    model: str
    state: ModelState


def tokens_today(service: Service) -> int:
    """Raises DatabaseUnavailable."""
    with service.database.read() as session:
        return budget.tokens_of(session, today_here())


def list_states(service: Service, tokens: int) -> list[StepState]:
    """Each step that has a model, on a day that has taken `tokens` so far."""
    return [
        StepState(step, chosen.model.name, _state(service, step, chosen.model, tokens))
        for step, chosen in service.models.chosen.items()
    ]


def worst(states: list[StepState]) -> ModelState:
    """One word for all; none where no step has a model."""
    return max((one.state for one in states), key=list(ModelState).index, default=ModelState.NONE)


def _state(service: Service, step: ModelStep, model: object, tokens: int) -> ModelState:
    daily_tokens = service.settings.model_daily_tokens
    if service.models.are_off:
        return ModelState.SWITCHED_OFF
    if daily_tokens and tokens >= budget.limit_of(step, daily_tokens):
        return ModelState.OVER_BUDGET
    return ModelState.RESTING if isinstance(model, Rests) and model.is_resting else ModelState.OK
