"""Is a language model asked as agreed, is its answer checked, and is it left alone while it is down?"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, ConfigDict

from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatMessage, Role
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.language_models.opening import open_model
from assistant.settings import load_settings
from tests.chat_endpoint import BAD_WAYS, SLOW, ChatEndpoint, chat_endpoint

QUESTION = [ChatMessage(Role.SYSTEM, "Be short."), ChatMessage(Role.USER, "A123456(7) says hello")]


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: int


@pytest.fixture
def endpoint() -> Iterator[ChatEndpoint]:
    with chat_endpoint() as running:
        yield running


def model_at(endpoint: ChatEndpoint, *, total_seconds: float = 15.0) -> OpenAIChatModel:
    return OpenAIChatModel("small", base_url=endpoint.url, api_key="secret", total_seconds=total_seconds)


def test_the_model_the_key_and_the_messages_are_sent(endpoint: ChatEndpoint) -> None:
    assert model_at(endpoint).complete(QUESTION).text == "Hello"
    request = endpoint.requests[0]
    assert (request["path"], request["key"], request["model"]) == ("/v1/chat/completions", "Bearer secret", "small")
    assert [message["role"] for message in request["messages"]] == ["system", "user"]


def test_an_answer_in_a_schema_is_asked_for_and_read(endpoint: ChatEndpoint) -> None:
    endpoint.reply = lambda _: '{"words": 4}'
    assert model_at(endpoint).complete(QUESTION, schema=Answer).value == Answer(words=4)
    described = endpoint.requests[0]["response_format"]
    assert described["type"] == "json_schema"
    assert described["json_schema"]["schema"]["required"] == ["words"]


def test_a_gateway_without_schemas_is_asked_in_plain_words_from_then_on(endpoint: ChatEndpoint) -> None:
    endpoint.way, endpoint.reply = "no schemas", lambda _: 'Here it is:\n```json\n{"words": 4}\n```'
    model = model_at(endpoint)
    assert model.complete(QUESTION, schema=Answer).value == Answer(words=4)
    assert model.complete(QUESTION, schema=Answer).value == Answer(words=4)
    assert [("response_format" in request) for request in endpoint.requests] == [True, False, False]


@pytest.mark.parametrize(
    "text",
    ["", "four", '{"words": "many"}', '{"words": 4, "priority": "emergency"}', "{}", "[4]", '{"words": 4', "{" * 5000],
)
def test_an_answer_of_another_form_is_none_and_shuts_nothing(endpoint: ChatEndpoint, text: str) -> None:
    endpoint.reply = lambda _: text
    model = model_at(endpoint)
    for _ in range(6):
        with pytest.raises(ModelUnavailable, match="form"):
            model.complete(QUESTION, schema=Answer)
    assert len(endpoint.requests) == 6


@pytest.mark.parametrize("way", BAD_WAYS)
def test_whatever_goes_wrong_is_one_error_and_is_tried_once(endpoint: ChatEndpoint, way: str) -> None:
    endpoint.way = way
    with pytest.raises(ModelUnavailable) as error:
        model_at(endpoint).complete(QUESTION)
    assert len(endpoint.requests) == 1
    assert "secret" not in str(error.value)
    assert "A123456" not in str(error.value)


@pytest.mark.parametrize("way", SLOW)
def test_a_slow_answer_is_given_up_after_the_time_for_all_of_it(endpoint: ChatEndpoint, way: str) -> None:
    endpoint.way = way
    begun = time.monotonic()
    with pytest.raises(ModelUnavailable):
        model_at(endpoint, total_seconds=0.5).complete(QUESTION)
    assert time.monotonic() - begun < 2


def test_an_endless_answer_is_given_up(endpoint: ChatEndpoint) -> None:
    endpoint.reply = lambda _: "x" * 100_001
    with pytest.raises(ModelUnavailable):
        model_at(endpoint).complete(QUESTION)


def test_after_five_failures_nobody_asks_for_fifteen_seconds(
    endpoint: ChatEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_at(endpoint)
    endpoint.way = "server error"
    for _ in range(8):
        with pytest.raises(ModelUnavailable):
            model.complete(QUESTION)
    assert len(endpoint.requests) == 5
    endpoint.way = ""
    later = time.monotonic() + 16
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert model.complete(QUESTION).text == "Hello"
    assert model.complete(QUESTION).text == "Hello"


def test_words_that_no_request_can_carry_are_left_out(endpoint: ChatEndpoint) -> None:
    assert model_at(endpoint).complete([ChatMessage(Role.USER, "a\ud83db")]).text == "Hello"
    assert endpoint.requests[0]["messages"][0]["content"] == "ab"


def test_there_is_a_model_only_where_the_settings_name_one(endpoint: ChatEndpoint, clean_environment: None) -> None:
    assert open_model(load_settings(_env_file=None)) is None
    model = open_model(load_settings(_env_file=None, model="small", model_base_url=endpoint.url))
    assert model is not None
    assert model.complete(QUESTION).model == "small"
