"""Is LangChain asked without a trace, and is a wrong name told at once?  What it owes is in tests/contracts."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from assistant.errors import SettingsInvalid
from assistant.language_models.langchain_chat_model import LangChainChatModel
from tests.assistant.language_models.asking import QUESTION, Answer
from tests.chat_server import ChatServer, chat_server
from tests.loopback_server import Received, Wire, loopback_server


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


def test_an_environment_in_which_langchain_answers_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGCHAIN_TRACING", "true")
    with pytest.raises(SettingsInvalid, match="LANGCHAIN_TRACING"):
        LangChainChatModel("openai:small")


@pytest.mark.parametrize("name", ["anthropic:claude", "nobody:knows", "openai"])
def test_a_provider_that_cannot_be_had_is_told_at_the_start(name: str) -> None:
    with pytest.raises(SettingsInvalid, match=f"langchain:{name}"):
        LangChainChatModel(name)


@pytest.mark.parametrize("name", ["gpt-5-codex", "gpt-5.2-pro"])
def test_every_name_is_asked_where_gateways_listen(server: ChatServer, name: str) -> None:
    LangChainChatModel(f"openai:{name}", base_url=server.url).complete(QUESTION)
    assert server.requests[0]["path"] == "/v1/chat/completions"


def test_neither_client_is_loaded_before_a_model_is_set() -> None:
    code = (
        "import sys\nimport ui.service\n"
        "print([name for name in ('openai', 'langchain', 'langchain_core', 'langsmith') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
