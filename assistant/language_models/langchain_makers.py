"""How is a chat model of LangChain opened, whoever makes it, and what is told where it cannot be?"""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from assistant.bounded_calls import CONNECT_SECONDS
from assistant.errors import SettingsInvalid
from assistant.language_models.options import Options
from assistant.openai_endpoint import log_no_secrets

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PREFIX = "langchain:"
OF_OPENAI = frozenset({"openai", "azure_openai"})
"""Providers that take a schema with the request, as OpenAI's chat completions do."""
_OLD_TRACERS = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")


def open_langchain(
    name: str, *, base_url: str, api_key: str, max_tokens: int, read_seconds: float, options: Options
) -> BaseChatModel:
    """The model that `name`, PROVIDER:MODEL, means to LangChain.  Raises SettingsInvalid."""
    for variable in _OLD_TRACERS:
        if os.environ.get(variable):
            raise SettingsInvalid(f"{variable}: LangChain answers nothing while this is set; unset it", field=variable)
    provider, _, model_name = name.partition(":")
    if not (provider and model_name):
        # LangChain would guess the provider, and whom citizens' words go to is nothing to guess.
        raise _refusal(name, f"it is written {PREFIX}PROVIDER:MODEL")
    log_no_secrets()
    given: dict[str, Any] = {**options, "max_retries": 0, "max_tokens": max_tokens, "timeout": read_seconds}
    if base_url:
        given["azure_endpoint" if provider == "azure_openai" else "base_url"] = base_url
    if api_key or (base_url and provider == "openai"):
        given["api_key"] = api_key or "none"  # See OpenAIEndpoint.
    given |= _in_its_words(provider, max_tokens, read_seconds, api_key)
    from langchain.chat_models import init_chat_model  # Takes a second, which only those who use it should wait for.

    try:
        model: BaseChatModel = init_chat_model(name, **given)
    except Exception as error:  # Each maker's client has errors of its own for a key or an option that it lacks.
        raise _refusal(name, _explain(error)) from error
    if unknown := sorted(options.keys() - _options_of(model)):
        raise _refusal(name, f"its client knows no option {unknown[0]}")
    return model


def _in_its_words(provider: str, max_tokens: int, read_seconds: float, api_key: str) -> dict[str, Any]:
    """The limits as a maker's client has them; what it does not know, many a one passes over in silence."""
    match provider:
        case "openai" | "azure_openai":
            import openai
            import openai.resources.chat  # See OpenAIEndpoint.

            timeout = openai.Timeout(read_seconds, connect=CONNECT_SECONDS)
            # Some names would be asked at an address that other gateways lack, and none would tell how many tokens.
            return {"timeout": timeout, "use_responses_api": False, "stream_usage": True}
        case "ollama":
            headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
            return {"num_predict": max_tokens, "client_kwargs": {"timeout": read_seconds, "headers": headers}}
        case "mistralai":
            return {"timeout": math.ceil(read_seconds)}
        case "google_genai" | "google_vertexai":
            return {"max_retries": 1}  # The first try is one of them, and 0 stands for the client's own number.
    return {}


def _options_of(model: BaseChatModel) -> frozenset[str]:
    fields = type(model).model_fields
    aliases = (field.alias for field in fields.values() if field.alias)
    return frozenset({*fields, *aliases, *(getattr(model, "model_kwargs", None) or ())})


def _refusal(name: str, reason: str) -> SettingsInvalid:
    return SettingsInvalid(f"{PREFIX}{name} cannot be used: {reason}", field="model")


def _explain(error: Exception) -> str:
    """In one line, and without what was given: a key may be among it."""
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False)[0]
        return ": ".join([*map(str, first["loc"]), first["msg"]])
    return str(error).partition("\n")[0]
