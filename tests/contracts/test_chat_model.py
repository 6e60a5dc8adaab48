"""What does every chat model owe?  Over real HTTP, by OpenAI's client and by LangChain's, also when it goes wrong."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatMessage, ChatModel, Role
from assistant.language_models.langchain_chat_model import LangChainChatModel
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.language_models.scripted_chat_model import ScriptedChatModel
from tests.chat_server import BAD_WAYS, SLOW_WAYS, ChatServer, chat_server, speaking
from tests.chat_server.ways import DECLINED

Model = OpenAIChatModel | LangChainChatModel
Open = Callable[..., Model]
QUESTION = [ChatMessage(Role.SYSTEM, "Be short."), ChatMessage(Role.USER, "A123456(7) says hello")]


WRONG_FORMS = (
    *("", "four", '{"words": "many"}', '{"words": 4, "priority": "emergency"}'),
    *("{}", "[4]", '{"words": 4', "{" * 5000),
)
"""More than the failures after which an endpoint is left alone."""


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: int


class Few(BaseModel):
    names: list[Annotated[str, Field(min_length=1, max_length=2000)]] = Field(min_length=1, max_length=2)


def say(text: str) -> Callable[[object], str]:
    return lambda _: text


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(say("Hello")) as running:
        yield running


@pytest.fixture(params=["openai", "langchain"])
def open_model(request: pytest.FixtureRequest, server: ChatServer) -> Open:
    def open_at(**limits: Any) -> Model:
        if request.param == "openai":
            return OpenAIChatModel("small", base_url=server.url, api_key="secret", **limits)
        return LangChainChatModel("openai:small", base_url=server.url, api_key="secret", **limits)

    return open_at


# What is asked


def test_the_model_the_key_and_the_messages_are_sent(server: ChatServer, open_model: Open) -> None:
    model = open_model()
    completion = model.complete(QUESTION)
    assert (completion.text, completion.model) == ("Hello", model.name)
    request = server.requests[0]
    assert (request["path"], request["key"], request["model"]) == ("/v1/chat/completions", "Bearer secret", "small")
    assert [message["role"] for message in request["messages"]] == ["system", "user"]


def test_an_answer_in_a_schema_is_asked_for_and_read(server: ChatServer, open_model: Open) -> None:
    server.reply = say('{"words": 4}')
    assert open_model().complete(QUESTION, schema=Answer).value == Answer(words=4)
    described = server.requests[0]["response_format"]
    assert described["type"] == "json_schema"
    assert described["json_schema"]["schema"]["required"] == ["words"]


def test_bounds_on_lengths_are_kept_by_us_and_asked_of_nobody(server: ChatServer, open_model: Open) -> None:
    model = open_model()
    server.reply = say('{"names": ["a", "b"]}')
    assert model.complete(QUESTION, schema=Few).value == Few(names=["a", "b"])
    sent = json.dumps(server.requests[0]["response_format"])
    assert not any(bound in sent for bound in ("minLength", "maxLength", "minItems", "maxItems"))
    for text in ('{"names": []}', '{"names": ["a", "b", "c"]}', '{"names": [""]}'):
        server.reply = say(text)
        with pytest.raises(ModelUnavailable, match="form"):
            model.complete(QUESTION, schema=Few)


def test_what_nobody_sees_is_taken_out_of_a_models_words(server: ChatServer, open_model: Open) -> None:
    server.reply = say(r'{"names": ["\u202eevil\u0000\u200b", "\ud83dgood\n- day\udb40\udc41"]}')
    assert open_model().complete(QUESTION, schema=Few).value == Few(names=["evil", "good\n- day"])


def test_what_is_sent_beside_is_sent_with_each_request(server: ChatServer, open_model: Open) -> None:
    server.way, server.reply = "no schemas", say('{"words": 4}')
    model = open_model(options={"chat_template_kwargs": {"enable_thinking": False}})
    model.complete(QUESTION, schema=Answer)
    model.with_limit(70).complete(QUESTION)
    model.with_limit(70, {"reasoning_effort": "none"}).complete(QUESTION)
    sent = [(request.get("chat_template_kwargs"), request.get("reasoning_effort")) for request in server.requests]
    assert sent == [({"enable_thinking": False}, None)] * 3 + [(None, "none")]


@pytest.mark.parametrize("place", speaking.THOUGHT_PLACES)
@pytest.mark.parametrize("schema", [None, Answer])
def test_what_a_model_thinks_aloud_is_no_part_of_its_answer(
    server: ChatServer, open_model: Open, place: str, schema: type[Answer] | None
) -> None:
    server.thoughts, server.thinks_in, server.reply = 'Is it {"words": 3}? No. ' * 20, place, say('{"words": 4}')
    completion = open_model().complete(QUESTION, schema=schema)
    assert completion.text == '{"words": 4}'
    assert completion.value == (schema and Answer(words=4))
    assert completion.usage.tokens_out > 120  # 20 times 24 letters, four a token: paid for all the same.


@pytest.mark.parametrize("begin", ["<think>", ""])  # With some models the first sign is the prompt's.
def test_thoughts_among_the_words_are_left_out_wherever_a_piece_ends(
    server: ChatServer, open_model: Open, begin: str
) -> None:
    model = open_model()
    for before in range(31, 41):  # A piece has 40 characters, the sign 8.
        thought = f'{begin}{{"words": 3}}'.ljust(before)
        server.reply = say(thought + '</think>\n{"words": 4}')
        assert model.complete(QUESTION, schema=Answer).value == Answer(words=4)


@pytest.mark.parametrize("schema", [None, Answer])
def test_a_thought_that_never_ends_is_no_answer(
    server: ChatServer, open_model: Open, schema: type[Answer] | None
) -> None:
    server.reply = say('<think>It is {"words": 3}, or is it?')
    with pytest.raises(ModelUnavailable, match="empty"):
        open_model().complete(QUESTION, schema=schema)


@pytest.mark.parametrize("schema", [None, Answer])
@pytest.mark.parametrize("place", [*speaking.THOUGHT_PLACES, "content"])
def test_a_model_that_thinks_until_its_length_is_used_up_is_told_apart(
    server: ChatServer, open_model: Open, place: str, schema: type[Answer] | None
) -> None:
    thoughts = 'Is it {"words": 3}? ' * 20
    if place == "content":
        server.reply = say(f'<think>{thoughts}</think>{{"words": 4}}')
    else:
        server.thoughts, server.thinks_in, server.reply = thoughts, place, say('{"words": 4}')
    with pytest.raises(ModelUnavailable, match="'length', while it still thought aloud") as error:
        open_model(max_tokens=50).complete(QUESTION, schema=schema)
    assert error.value.said == ""
    assert error.value.spent is not None
    assert error.value.spent[1] >= 50


def test_who_thinks_aloud_is_not_silent(server: ChatServer, open_model: Open) -> None:
    # 1.2 s of silence, then 1.2 s in which 18 pieces come.
    server.thoughts, server.seconds = "Well, let me see. " * 40, 2.4
    assert open_model(read_seconds=2.0).complete(QUESTION).text == "Hello"


def test_an_answer_has_a_longest_length(server: ChatServer, open_model: Open) -> None:
    model = open_model(max_tokens=50)
    model.complete(QUESTION)
    model.with_limit(70).complete(QUESTION)
    limits = [request.get("max_tokens") or request["max_completion_tokens"] for request in server.requests]
    assert limits == [50, 70]
    server.reply = say("word " * 200)
    with pytest.raises(ModelUnavailable, match="length"):
        model.complete(QUESTION)


def test_a_gateway_without_schemas_is_asked_in_plain_words_from_then_on(server: ChatServer, open_model: Open) -> None:
    server.way, server.reply = "no schemas", say('Here it is:\n```json\n{"words": 4}\n```')
    model = open_model()
    assert model.complete(QUESTION, schema=Answer).value == Answer(words=4)
    assert model.complete(QUESTION, schema=Answer).value == Answer(words=4)
    assert [("response_format" in request) for request in server.requests] == [True, False, False]


def test_words_that_no_request_can_carry_are_left_out(server: ChatServer, open_model: Open) -> None:
    assert open_model().complete([ChatMessage(Role.USER, "a\ud83db")]).text == "Hello"
    assert server.requests[0]["messages"][0]["content"] == "ab"


# What comes back


def test_an_answer_of_another_form_is_none_and_shuts_nothing(server: ChatServer, open_model: Open) -> None:
    model = open_model()
    for text in WRONG_FORMS:
        server.reply = say(text)
        with pytest.raises(ModelUnavailable, match="form"):
            model.complete(QUESTION, schema=Answer)
    assert len(server.requests) == len(WRONG_FORMS) == 8


@pytest.mark.parametrize("way", [*BAD_WAYS, "a refusal"])
def test_whatever_goes_wrong_is_one_error_and_is_tried_once(server: ChatServer, open_model: Open, way: str) -> None:
    server.way = way
    with pytest.raises(ModelUnavailable) as error:
        open_model().complete(QUESTION)
    assert len(server.requests) == 1
    assert "secret" not in str(error.value)
    assert "A123456" not in str(error.value)


def test_an_answer_that_is_cut_anywhere_is_none_or_whole(server: ChatServer, open_model: Open) -> None:
    server.reply = say('{"words": 4}')
    for cut_at in range(0, 700, 97):  # Longer than the events up to the reason to end.
        server.cut_at = cut_at
        try:
            assert open_model().complete(QUESTION).text == '{"words": 4}'
        except ModelUnavailable:
            continue
        assert cut_at > 300


def test_no_word_of_it_and_no_secret_is_logged(
    server: ChatServer, open_model: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.url = server.url.replace("//", "//somebody:pa55word@")
    open_model().complete(QUESTION)
    assert not [words for words in ("A123456", "Be short", "pa55word", "secret") if words in caplog.text]


def test_an_endless_answer_is_given_up(server: ChatServer, open_model: Open) -> None:
    server.reply = say("x" * 100_001)
    with pytest.raises(ModelUnavailable):
        open_model(max_tokens=100_000).complete(QUESTION)


# What it costs


def test_the_tokens_are_those_that_the_endpoint_tells(server: ChatServer, open_model: Open) -> None:
    usage = open_model().complete(QUESTION).usage
    # "Be short." has 9 letters and the question 21, four a token: 3 and 6; the answer as its JSON has 20, so 5.
    assert (usage.tokens_in, usage.tokens_out) == (9, 5)


def test_what_is_known_to_cost_nothing_costs_nothing(server: ChatServer, open_model: Open) -> None:
    server.way = "overloaded"
    with pytest.raises(ModelUnavailable) as refused:
        open_model().complete(QUESTION)
    assert refused.value.spent == (0, 0)


def test_what_nobody_knows_the_cost_of_is_not_called_free(server: ChatServer, open_model: Open) -> None:
    server.way = "silence"
    with pytest.raises(ModelUnavailable) as hung:
        open_model(total_seconds=0.3).complete(QUESTION)
    assert hung.value.spent is None
    server.way, server.reply = "", say("four words of it")
    with pytest.raises(ModelUnavailable) as wrong:
        open_model().complete(QUESTION, schema=Answer)
    assert wrong.value.outcome == "wrong_form"
    assert wrong.value.spent is not None
    assert min(wrong.value.spent) > 0


# How long it takes


@pytest.mark.parametrize("way", SLOW_WAYS)
def test_a_slow_answer_is_given_up_after_the_time_for_all_of_it(server: ChatServer, open_model: Open, way: str) -> None:
    server.way = way
    begun = time.monotonic()
    with pytest.raises(ModelUnavailable):
        open_model(total_seconds=0.5).complete(QUESTION)
    assert time.monotonic() - begun < 2


def test_a_call_that_is_given_up_ends_none_of_its_neighbours(server: ChatServer, open_model: Open) -> None:
    model = open_model()
    model.complete(QUESTION)  # Whatever is loaded at the first call is loaded.
    server.seconds = 1.0
    with ThreadPoolExecutor(9) as callers:
        patient = [callers.submit(model.complete, QUESTION) for _ in range(8)]
        hasty = callers.submit(model.complete, QUESTION, seconds=0.2)
        with pytest.raises(ModelUnavailable):
            hasty.result()
        assert [call.result().text for call in patient] == ["Hello"] * 8


def test_many_calls_at_once_cost_no_thread_each(server: ChatServer, open_model: Open) -> None:
    model = open_model()
    model.complete(QUESTION)
    # More than the 32 of a process; to begin a call takes the one thread some milliseconds, of LangChain most, and on a
    # busy core hundreds in the same instant would use up each other's time to connect.
    count = 80 if isinstance(model, OpenAIChatModel) else 40
    server.seconds = 3.0
    before, begun = threading.active_count(), time.monotonic()
    with ThreadPoolExecutor(count) as callers:
        calls = []
        for _ in range(count):  # One after the other, but all of them before the first ends.
            calls.append(callers.submit(model.complete, QUESTION))
            time.sleep(0.02)
        during = threading.active_count()
        assert {call.result().text for call in calls} == {"Hello"}
    assert during - before <= count + 8  # The callers themselves, and those with which the loop looks names up.
    assert time.monotonic() - begun < 12


# When it is down


@pytest.mark.promise("P3")
def test_after_five_failures_nobody_asks_for_fifteen_seconds(
    server: ChatServer, open_model: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = open_model()
    server.way = "server error"
    for _ in range(8):
        with pytest.raises(ModelUnavailable):
            model.complete(QUESTION)
    assert len(server.requests) == 5
    assert model.is_resting
    with pytest.raises(ModelUnavailable) as resting:
        model.with_limit(10).complete(QUESTION)
    assert (resting.value.outcome, resting.value.spent) == ("resting", (0, 0))
    server.way = ""
    later = time.monotonic() + 16
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert not model.is_resting
    assert model.complete(QUESTION).text == "Hello"
    assert model.complete(QUESTION).text == "Hello"


@pytest.mark.parametrize("way", DECLINED)
def test_a_question_that_is_declined_is_sent_once_and_shuts_nothing(
    server: ChatServer, open_model: Open, way: str
) -> None:
    server.way = way
    model = open_model()
    for _ in range(6):
        with pytest.raises(ModelUnavailable, match="refused") as declined:
            model.complete(QUESTION, schema=Answer)
        assert declined.value.spent == (0, 0)
    assert len(server.requests) == 6
    assert not model.is_resting


def test_callers_in_a_hurry_shut_nothing(server: ChatServer, open_model: Open) -> None:
    model = open_model()
    server.seconds = 3.0
    with ThreadPoolExecutor(6) as callers:
        calls = [callers.submit(model.complete, QUESTION, seconds=0.1) for _ in range(6)]
        assert all(isinstance(call.exception(), ModelUnavailable) for call in calls)
    assert not model.is_resting


# The one that needs no endpoint


def test_a_scripted_model_says_what_it_was_told_and_then_nothing() -> None:
    model: ChatModel = ScriptedChatModel("Hello", '{"words": 4}', "four")
    assert model.complete(QUESTION).text == "Hello"
    assert model.complete(QUESTION, schema=Answer).value == Answer(words=4)
    for _ in range(2):
        with pytest.raises(ModelUnavailable):
            model.complete(QUESTION, schema=Answer)
    answering = ScriptedChatModel(say=lambda messages: messages[-1].text.upper())
    assert answering.complete(QUESTION).text == "A123456(7) SAYS HELLO"
    assert answering.complete(QUESTION).usage.tokens > 0
