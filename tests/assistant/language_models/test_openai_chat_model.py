"""Is a gateway asked for what it can do?  What every chat model owes is in tests/contracts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import Usage
from assistant.language_models.openai_chat_model import OpenAIChatModel
from tests.assistant.language_models.asking import QUESTION, Answer
from tests.chat_server import speaking
from tests.loopback_server import Answering, Received, Wire, head, loopback_server


@dataclass
class Gateway:
    """Refuses what it does not know, and names it or not."""

    unknown: tuple[str, ...]
    names_it: bool
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, received: Received, wire: Wire) -> None:
        request = json.loads(received.body)
        self.requests.append(request)
        if refused := next((name for name in self.unknown if name in request), ""):
            words = f"Unsupported parameter: '{refused}'" if self.names_it else "bad request"
            await wire.send(json.dumps({"error": {"message": words}}).encode(), status=400)
        else:
            events = speaking.events(request, speaking.said('{"words": 4}'), "stop")
            await wire.write(head(200, "text/event-stream") + b"".join(events))


@contextmanager
def gateway(*unknown: str, names_it: bool = True) -> Iterator[Gateway]:
    running = Gateway(unknown, names_it)
    with loopback_server(running.answer) as address:
        running.url = f"{address}/v1"
        yield running


@pytest.mark.parametrize("unknown", ["stream_options", "temperature", "max_tokens", "response_format"])
def test_what_a_gateway_names_is_left_out_and_nothing_else(unknown: str) -> None:
    with gateway(unknown) as running:
        model = OpenAIChatModel("small", base_url=running.url)
        completion = model.complete(QUESTION, schema=Answer)
        assert completion.value == Answer(words=4)
        assert completion.usage.tokens_in > 0  # Told, or estimated.
        model.complete(QUESTION, schema=Answer)
        first, second, third = running.requests
    assert first.keys() - second.keys() == {unknown}
    assert ("max_completion_tokens" in second) == (unknown == "max_tokens")
    assert third == second


def test_a_gateway_that_says_no_without_a_word_is_asked_for_less_and_less() -> None:
    with gateway("max_tokens", "temperature", names_it=False) as running:
        model = OpenAIChatModel("small", base_url=running.url)
        assert model.complete(QUESTION, schema=Answer).value == Answer(words=4)
        wished = [request.keys() - {"model", "messages", "stream"} for request in running.requests]
    assert wished[0] == {"temperature", "stream_options", "response_format", "max_tokens"}
    assert wished[1:] == [{"max_tokens"}, {"max_completion_tokens"}]


def test_a_request_that_no_wish_is_to_blame_for_fails_and_teaches_nothing() -> None:
    with gateway("messages", names_it=False) as running:
        model = OpenAIChatModel("small", base_url=running.url)
        for _ in range(2):
            with pytest.raises(ModelUnavailable) as error:
                model.complete(QUESTION)
            assert error.value.spent == (0, 0)
    assert [len(request) for request in running.requests] == [6, 4, 4, 3] * 2


def test_an_option_that_is_refused_is_no_wish_that_could_be_left_out() -> None:
    with gateway("reasoning_effort") as running:
        model = OpenAIChatModel("small", base_url=running.url, options={"reasoning_effort": "none"})
        with pytest.raises(ModelUnavailable) as error:
            model.complete(QUESTION, schema=Answer)
        assert "reasoning_effort" in str(error.value.__cause__)  # As `civicdesk models --try` shows it.
        assert model.with_limit(50, {}).complete(QUESTION, schema=Answer).value == Answer(words=4)
        refused, taken = running.requests
    assert refused.keys() - taken.keys() == {"reasoning_effort"}


def test_an_option_stands_for_the_wish_of_its_name() -> None:
    with gateway() as running:
        OpenAIChatModel("small", base_url=running.url, options={"temperature": 0.6}).complete(QUESTION)
    assert [request["temperature"] for request in running.requests] == [0.6]


def test_openai_itself_is_told_the_longest_length_in_its_newer_word(monkeypatch: pytest.MonkeyPatch) -> None:
    with gateway("max_tokens") as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        OpenAIChatModel("small", max_tokens=50).complete(QUESTION)
    assert [request["max_completion_tokens"] for request in running.requests] == [50]


def say_events(*events: dict[str, Any]) -> Answering:
    async def answer(received: Received, wire: Wire) -> None:
        said = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
        await wire.write(head(200, "text/event-stream") + f"{said}data: [DONE]\n\n".encode())

    return answer


def choice(content: object, reason: object) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": content}, "finish_reason": reason}]}


@pytest.mark.parametrize("told", [("12", "4"), (1.5, 4), (-1000, 2000), (10**30, 4), ([1], None)])
def test_tokens_that_cannot_be_are_estimated(told: tuple[object, object]) -> None:
    usage = {"prompt_tokens": told[0], "completion_tokens": told[1]}
    with loopback_server(say_events(choice("Good", "stop"), {"choices": [], "usage": usage})) as address:
        completion = OpenAIChatModel("small", base_url=address).complete(QUESTION)
    # "Be short." and the question have 9 and 28 letters, four a token, and 8 around each: 11 + 15; the answer has 4.
    assert completion.usage == Usage(26, 1)


@pytest.mark.parametrize(("told", "taken"), [((9, 0), Usage(9, 1)), ((0, 5), Usage(26, 5)), ((None, 5), Usage(26, 5))])
def test_tokens_of_which_only_one_number_is_told_are_estimated_for_the_other(
    told: tuple[int | None, int], taken: Usage
) -> None:
    usage = {"prompt_tokens": told[0], "completion_tokens": told[1]}
    with loopback_server(say_events(choice("Good", "stop"), {"choices": [], "usage": usage})) as address:
        assert OpenAIChatModel("small", base_url=address).complete(QUESTION).usage == taken


def test_what_is_thought_aloud_is_counted_where_nobody_tells_the_tokens() -> None:
    thought = f"<think>{'x' * 385}</think>Good"  # With both marks 404 letters, four a token.
    with loopback_server(say_events(choice(thought, "stop"))) as address:
        completion = OpenAIChatModel("small", base_url=address).complete(QUESTION)
    assert (completion.text, completion.usage.tokens_out) == ("Good", 101)


@pytest.mark.parametrize(
    "event",
    [choice([{"type": "text", "text": "Good"}], "stop"), choice(4, "stop"), choice("Good", 4), choice("Good", {})],
)
def test_what_is_of_another_type_than_the_protocol_has_it_is_no_answer(event: dict[str, Any]) -> None:
    with loopback_server(say_events(event)) as address, pytest.raises(ModelUnavailable):
        OpenAIChatModel("small", base_url=address).complete(QUESTION)


def test_a_sign_that_comes_in_two_halves_is_whole_and_half_a_one_is_left_out() -> None:
    with loopback_server(say_events(choice("Good \ud83d", None), choice("\ude00 day\ud83d", "stop"))) as address:
        assert OpenAIChatModel("small", base_url=address).complete(QUESTION).text == "Good 😀 day"
