"""Which models do the settings name?"""

from __future__ import annotations

from assistant.language_models.chat_model import ChatModel
from assistant.language_models.chosen import NO_MODELS, Models, one_model
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.settings import Settings


def open_models(settings: Settings) -> Models:
    """The models of the settings; without any, everything works by rules."""
    model = open_model(settings)
    return one_model(model) if model else NO_MODELS


def open_model(settings: Settings) -> ChatModel | None:
    """The model of the settings; None where they name none."""
    if not settings.model:
        return None
    key = settings.model_api_key.get_secret_value()
    return OpenAIChatModel(settings.model, base_url=settings.model_base_url, api_key=key)
