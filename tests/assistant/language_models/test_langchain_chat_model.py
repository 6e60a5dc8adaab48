"""Is LangChain asked without a trace, and any maker's answer read?  What it owes is in tests/contracts."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any, ClassVar

import httpx
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from assistant.errors import ModelUnavailable, SettingsInvalid
from assistant.language_models.chat_model import Usage
from assistant.language_models.langchain_chat_model import LangChainChatModel
from tests.assistant.language_models.asking import QUESTION, Answer
from tests.chat_server import ChatServer, chat_server
from tests.loopback_server import BAD_STATUS, Received, Wire, loopback_server


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(lambda _: '{"words": 4}') as running:
        yield running


@pytest.mark.promise("T21")
def test_nothing_is_traced_whatever_the_environment_says(server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    traced: list[str] = []

    async def trace(received: Received, wire: Wire) -> None:
        traced.append(received.path)
        await wire.send(b"{}")

    with loopback_server(trace) as collector:
        for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        for name in ("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"):
            monkeypatch.setenv(name, collector)
        monkeypatch.setenv("LANGSMITH_API_KEY", "key")
        model = LangChainChatModel("openai:small", base_url=server.url)
        for _ in range(3):
            assert model.complete(QUESTION, schema=Answer).value == Answer(words=4)
        time.sleep(0.5)  # Traces are sent by a thread, several times a second.
    assert traced == []


class OtherMaker(BaseChatModel):
    """As another maker's client: it gives whole answers, and has its own word for why one ends."""

    model: str
    max_tokens: int = Field(le=1000)
    num_predict: int = 0
    client_kwargs: dict[str, Any] = Field(default_factory=dict)
    reasoning: bool | None = None
    base_url: str = ""
    reason: ClassVar[dict[str, Any]] = {}
    asked: ClassVar[list[Any]] = []

    @property
    def _llm_type(self) -> str:
        return "other"

    def _generate(self, messages: list[BaseMessage], *_: Any, **wishes: Any) -> ChatResult:
        self.asked.append(([(message.type, message.content) for message in messages], wishes))
        if self.base_url:
            httpx.get(self.base_url).raise_for_status()
        usage = UsageMetadata(input_tokens=30, output_tokens=4, total_tokens=34)
        message = AIMessage('{"words": 4}', response_metadata=self.reason, usage_metadata=usage)
        return ChatResult(generations=[ChatGeneration(message=message)])


@pytest.fixture
def other_maker(monkeypatch: pytest.MonkeyPatch) -> type[OtherMaker]:
    """The package of a provider that is not installed here."""
    package = ModuleType("langchain_ollama")
    monkeypatch.setattr(package, "ChatOllama", OtherMaker, raising=False)
    monkeypatch.setitem(sys.modules, package.__name__, package)
    monkeypatch.setattr(OtherMaker, "asked", [])
    return OtherMaker


@pytest.mark.parametrize(
    "reason",
    [
        {"done_reason": "stop"},
        {"stop_reason": "end_turn"},
        {"stopReason": "end_turn"},
        {"finish_reason": "STOP"},
        {"finish_reason": "COMPLETE"},
    ],
)
def test_any_makers_answer_is_read_whatever_it_calls_its_end(
    other_maker: type[OtherMaker], monkeypatch: pytest.MonkeyPatch, reason: dict[str, str]
) -> None:
    monkeypatch.setattr(other_maker, "reason", reason)
    completion = LangChainChatModel("ollama:small", max_tokens=500).complete(QUESTION, schema=Answer)
    assert (completion.value, completion.usage) == (Answer(words=4), Usage(30, 4))
    ((messages, wishes),) = other_maker.asked
    # One message of the system's, since many models take no more; the schema stands in it, and in no argument.
    assert [speaker for speaker, _ in messages] == ["system", "human"]
    assert '"words"' in messages[0][1]
    assert messages[0][1].endswith("Be short.")
    assert not {"response_format", "extra_body"} & wishes.keys()


@pytest.mark.parametrize("reason", [{}, {"finish_reason": "MAX_TOKENS"}, {"stopReason": "guardrail_intervened"}])
def test_an_answer_of_any_maker_that_is_not_whole_is_none(
    other_maker: type[OtherMaker], monkeypatch: pytest.MonkeyPatch, reason: dict[str, str]
) -> None:
    monkeypatch.setattr(other_maker, "reason", reason)
    with pytest.raises(ModelUnavailable):
        LangChainChatModel("ollama:small", max_tokens=500).complete(QUESTION, schema=Answer)


def test_an_option_that_a_makers_client_refuses_is_named_and_no_key_is(other_maker: type[OtherMaker]) -> None:
    with pytest.raises(SettingsInvalid, match=r"^langchain:ollama:small cannot be used: max_tokens: ") as refused:
        LangChainChatModel("ollama:small", max_tokens=2000, api_key="secret")
    assert "secret" not in str(refused.value)


def test_another_makers_client_takes_options_and_is_told_the_limits_in_its_own_words(
    other_maker: type[OtherMaker],
) -> None:
    model = LangChainChatModel(
        "ollama:small", max_tokens=500, read_seconds=4.0, api_key="secret", options={"reasoning": False}
    )
    opened = model._model
    assert isinstance(opened, other_maker)
    assert (opened.reasoning, opened.num_predict) == (False, 500)
    assert opened.client_kwargs == {"timeout": 4.0, "headers": {"Authorization": "Bearer secret"}}
    with pytest.raises(SettingsInvalid, match="its client knows no option reasoning_effort"):
        model.with_limit(500, {"reasoning_effort": "none"})


@pytest.mark.parametrize(("way", "spent"), [*((way, (0, 0)) for way in BAD_STATUS), ("no answer", None)])
def test_what_another_maker_refuses_costs_nothing(
    other_maker: type[OtherMaker], way: str, spent: tuple[int, int] | None
) -> None:
    async def answer(received: Received, wire: Wire) -> None:
        if way in BAD_STATUS:
            await wire.send(b"{}", status=BAD_STATUS[way])

    with loopback_server(answer) as address, pytest.raises(ModelUnavailable) as error:
        LangChainChatModel("ollama:small", max_tokens=500, base_url=address).complete(QUESTION)
    assert error.value.spent == spent


def test_where_no_maker_is_at_home_nothing_is_spent(other_maker: type[OtherMaker]) -> None:
    with loopback_server(lambda *_: asyncio.sleep(0)) as address:
        pass
    with pytest.raises(ModelUnavailable, match="ConnectError") as error:
        LangChainChatModel("ollama:small", max_tokens=500, base_url=address).complete(QUESTION)
    assert error.value.spent == (0, 0)


def test_a_question_that_a_maker_blocks_is_declined_and_shuts_nothing(
    other_maker: type[OtherMaker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_maker, "reason", {"prompt_feedback": {"block_reason": "SAFETY"}})
    model = LangChainChatModel("ollama:small", max_tokens=500)
    for _ in range(6):
        with pytest.raises(ModelUnavailable, match="refused"):
            model.complete(QUESTION)
    assert not model.is_resting


def test_neither_client_is_loaded_before_a_model_is_set() -> None:
    code = (
        "import sys\nimport ui.service\n"
        "print([name for name in ('openai', 'langchain', 'langchain_core', 'langsmith') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
