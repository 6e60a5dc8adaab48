"""Can nothing that is sent to a model beside undo what the service decides itself?"""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from assistant.errors import SettingsInvalid
from assistant.language_models.options import Options
from assistant.settings import load_settings

READER: TypeAdapter[Any] = TypeAdapter(Options)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"chat_template_kwargs": {"enable_thinking": False}},  # vLLM, SGLang, llama.cpp
        {"reasoning_effort": "none"},  # Ollama, LM Studio, OpenAI
        {"reasoning": {"max_tokens": 200}},  # OpenRouter: of the thoughts, not of the answer
        {"thinking": {"type": "disabled"}},
        {"temperature": 0.6, "top_p": 0.95, "num_ctx": 8192},
    ],
)
def test_what_tells_a_model_how_to_think_is_taken(options: dict[str, Any]) -> None:
    assert READER.validate_python(options) == options


@pytest.mark.parametrize(
    "name",
    [
        *("model", "messages", "stream", "n", "tools", "response_format"),
        *("max_tokens", "max_completion_tokens", "max_output_tokens", "num_predict"),
        *("base_url", "api_key", "timeout", "max_retries", "client_kwargs", "extra_body", "model_kwargs"),
    ],
)
def test_who_is_asked_what_within_which_limits_is_no_option(name: str) -> None:
    with pytest.raises(ValidationError, match=f"{name} is no option"):
        READER.validate_python({"temperature": 0, name: 1})


@pytest.mark.parametrize("options", [{"a": float("nan")}, {"a": object()}, {"a": "x" * 4000}, [], {1: 2}])
def test_what_no_request_can_carry_is_none(options: object) -> None:
    with pytest.raises(ValidationError):
        READER.validate_python(options)


def test_a_setting_holds_them_as_json(clean_environment: None) -> None:
    settings = load_settings(_env_file=None, model_options='{"reasoning_effort": "none"}')
    assert settings.model_options == {"reasoning_effort": "none"}
    assert load_settings(_env_file=None).model_options == {}


@pytest.mark.parametrize("text", ["reasoning_effort=none", "[1]", '{"max_tokens": 9}'])
def test_a_slip_in_the_setting_is_told_with_its_name(text: str, clean_environment: None) -> None:
    with pytest.raises(SettingsInvalid, match=r"^CIVICDESK_MODEL_OPTIONS: "):
        load_settings(_env_file=None, model_options=text)
