"""Is a model of LangChain opened at the address that was meant, and a wrong name told at once?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.errors import SettingsInvalid
from assistant.language_models.langchain_chat_model import LangChainChatModel
from tests.assistant.language_models.asking import QUESTION, Answer
from tests.chat_server import ChatServer, chat_server


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(lambda _: '{"words": 4}') as running:
        yield running


def test_an_environment_in_which_langchain_answers_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGCHAIN_TRACING", "true")
    with pytest.raises(SettingsInvalid, match="LANGCHAIN_TRACING"):
        LangChainChatModel("openai:small")


@pytest.mark.parametrize(
    "name", ["anthropic:claude", "nobody:knows", "openai", "gpt-4o", "openai:", ":claude", "openai:no-key"]
)
def test_a_provider_that_cannot_be_had_is_told_at_the_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsInvalid, match=f"langchain:{name}"):
        LangChainChatModel(name)


@pytest.mark.parametrize("name", ["gpt-5-codex", "gpt-5.2-pro"])
def test_every_name_is_asked_where_gateways_listen(server: ChatServer, name: str) -> None:
    LangChainChatModel(f"openai:{name}", base_url=server.url).complete(QUESTION)
    assert server.requests[0]["path"] == "/v1/chat/completions"


def test_azures_older_address_is_asked_by_deployment(server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    address = server.url.removesuffix("/v1")
    monkeypatch.delenv("OPENAI_API_VERSION", raising=False)
    with pytest.raises(SettingsInvalid, match=r"cannot be used: Value error.*OPENAI_API_VERSION"):
        LangChainChatModel("azure_openai:small", base_url=address, api_key="secret")
    monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-21")
    model = LangChainChatModel("azure_openai:small", base_url=address, api_key="secret")
    assert model.complete(QUESTION, schema=Answer).value == Answer(words=4)
    (request,) = server.requests
    assert request["path"].startswith("/openai/deployments/small/chat/completions")
