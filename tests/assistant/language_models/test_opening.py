"""Which step has which model, at which address, with whose key?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import SettingsInvalid
from assistant.language_models.chosen import Models, ModelStep
from assistant.language_models.langchain_chat_model import LangChainChatModel
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.language_models.opening import models_path, open_models
from assistant.settings import Settings, load_settings
from assistant.switches import off_switches
from tests.assistant.language_models.asking import QUESTION
from tests.chat_server import ChatServer, chat_server


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(lambda _: "Hello") as running:
        yield running


def settings_with(settings: Settings, text: str = "", **changes: Any) -> Settings:
    changed = load_settings(_env_file=None, home=settings.home, **changes)
    if text:
        models_path(changed).write_text(text, "utf-8")
    return changed


def ask(models: Models, step: ModelStep) -> str:
    chosen = models.find(step)
    assert chosen is not None
    return chosen.model.complete(QUESTION).model


def test_without_a_name_there_is_no_model(settings: Settings) -> None:
    assert open_models(settings).chosen == {}


def test_one_name_serves_every_step_but_the_second_opinion(settings: Settings, server: ChatServer) -> None:
    models = open_models(settings_with(settings, model="small", model_base_url=server.url, model_api_key="secret"))
    assert set(models.chosen) == set(ModelStep) - {ModelStep.CHECK}
    assert ask(models, ModelStep.COMPOSE) == "small"
    assert ask(models, ModelStep.UNDERSTAND) == "small"
    assert [request["max_tokens"] for request in server.requests] == [900, 300]
    assert {request["key"] for request in server.requests} == {"Bearer secret"}


def test_a_file_gives_a_step_its_own_model_or_none(
    settings: Settings, server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTHER_KEY", "other")
    models = open_models(
        settings_with(
            settings,
            f"""
            [understand]
            model = ""
            [compose]
            model = "large"
            base_url = "{server.url}/there"
            max_tokens = 500
            [check]
            model = "judge"
            base_url = "{server.url}"
            api_key_env = "OTHER_KEY"
            [mail]
            max_tokens = 700
            """,
            model="small",
            model_base_url=server.url,
            model_api_key="secret",
        )
    )
    assert models.find(ModelStep.UNDERSTAND) is None
    assert [ask(models, step) for step in (ModelStep.COMPOSE, ModelStep.CHECK, ModelStep.MAIL)] == [
        "large",
        "judge",
        "small",
    ]
    keys = [(request["key"], request["max_tokens"]) for request in server.requests]
    # The key of the settings is for their own address alone.
    assert keys == [("Bearer none", 500), ("Bearer other", 300), ("Bearer secret", 700)]


def test_options_are_a_steps_own_or_those_of_the_settings_at_their_own_address(
    settings: Settings, server: ChatServer
) -> None:
    models = open_models(
        settings_with(
            settings,
            f"""
            [compose]
            options = {{ chat_template_kwargs = {{ enable_thinking = false }} }}
            [check]
            model = "judge"
            base_url = "{server.url}/there"
            [agent]
            options = {{}}
            [curator]
            model = "langchain:openai:small"
            base_url = "{server.url}"
            [mail]
            model = "large"
            """,
            model="small",
            model_base_url=server.url,
            model_options='{"reasoning_effort": "none"}',
        )
    )
    for step in ModelStep:
        ask(models, step)
    sent = [(request.get("chat_template_kwargs"), request.get("reasoning_effort")) for request in server.requests]
    assert dict(zip(ModelStep, sent, strict=True)) == {
        ModelStep.UNDERSTAND: (None, "none"),
        ModelStep.COMPOSE: ({"enable_thinking": False}, None),
        ModelStep.CHECK: (None, None),
        ModelStep.AGENT: (None, None),
        ModelStep.CURATOR: (None, None),
        ModelStep.MAIL: (None, "none"),
    }


def test_a_name_of_langchain_opens_langchain(settings: Settings, server: ChatServer) -> None:
    models = open_models(settings_with(settings, model="langchain:openai:small", model_base_url=server.url))
    chosen = models.find(ModelStep.COMPOSE)
    assert chosen is not None
    assert isinstance(chosen.model, LangChainChatModel)
    assert ask(models, ModelStep.COMPOSE) == "langchain:openai:small"
    assert server.requests[0]["model"] == "small"


def test_steps_at_one_address_find_out_together_that_it_is_down(settings: Settings, server: ChatServer) -> None:
    models = open_models(settings_with(settings, model="small", model_base_url=server.url))
    compose, mail = models.chosen[ModelStep.COMPOSE].model, models.chosen[ModelStep.MAIL].model
    server.way = "server error"
    for _ in range(5):
        with pytest.raises(Exception, match="language model"):
            compose.complete(QUESTION)
    assert isinstance(mail, OpenAIChatModel)
    assert mail.is_resting


def test_a_key_that_the_environment_lacks_is_told_at_the_start(settings: Settings) -> None:
    wanted = settings_with(settings, '[compose]\nmodel = "x"\napi_key_env = "NOT_THERE"')
    with pytest.raises(SettingsInvalid, match=r"\[compose\] api_key_env.*NOT_THERE"):
        open_models(wanted)


@pytest.mark.parametrize(
    ("model", "file", "place"),
    [
        ("langchain:nobody:x", "", "^CIVICDESK_MODEL: langchain:nobody:x "),
        ("", '[check]\nmodel = "langchain:nobody:x"', r"^CIVICDESK_MODELS: \[check\] model: langchain:nobody:x "),
    ],
)
def test_a_model_that_cannot_be_had_is_told_with_the_place_that_names_it(
    settings: Settings, model: str, file: str, place: str
) -> None:
    with pytest.raises(SettingsInvalid, match=place):
        open_models(settings_with(settings, file, model=model))


@pytest.mark.parametrize("address", ["127.0.0.1:11434/v1", "ftp://here/v1", " http://here/v1"])
def test_an_address_that_is_none_is_told_at_the_start(address: str, clean_environment: None) -> None:
    with pytest.raises(SettingsInvalid, match="CIVICDESK_MODEL_BASE_URL"):
        load_settings(_env_file=None, model_base_url=address)


def test_a_file_that_the_settings_name_must_be_there(tmp_path: Path, clean_environment: None) -> None:
    with pytest.raises(SettingsInvalid, match="CIVICDESK_MODELS"):
        load_settings(_env_file=None, models=tmp_path / "nowhere.toml")


def test_a_switch_takes_every_model_away_and_gives_it_back(
    settings: Settings, sqlite_database: Database, server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.switches.switch_watch.REFRESH_SECONDS", 0.0)
    models = open_models(settings_with(settings, model="small", model_base_url=server.url), lambda: sqlite_database)
    assert ask(models, ModelStep.COMPOSE) == "small"
    for throw, is_there in ((off_switches.set_off, False), (off_switches.set_on, True)):
        with sqlite_database.write() as session:
            throw(session, "models", actor=operator(), reason="it says odd things", catalogue=load_catalogue())
        assert all((models.find(step) is not None) == is_there for step in models.chosen)
    assert len(server.requests) == 1
