"""Is a changed file of models followed while the service runs, and does one that cannot be used break nothing?"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from assistant.database import Database
from assistant.language_models.chosen import Models, ModelStep
from assistant.language_models.models import ModelUse
from assistant.language_models.opening import models_path, open_models
from assistant.settings import Settings, load_settings
from tests.assistant.language_models.asking import QUESTION
from tests.chat_server import ChatServer, chat_server


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(lambda _: "Hello") as running:
        yield running


@pytest.fixture
def chosen(settings: Settings, server: ChatServer) -> Settings:
    return load_settings(_env_file=None, home=settings.home, model="small", model_base_url=server.url)


@pytest.fixture
def models(chosen: Settings, sqlite_database: Database) -> Models:
    return open_models(chosen, lambda: sqlite_database)


def write(settings: Settings, text: str) -> None:
    models_path(settings).write_text(text, "utf-8")


def ask(models: Models) -> str:
    found = models.find(ModelStep.COMPOSE)
    assert found is not None
    return found.model.complete(QUESTION).model


def test_a_file_that_comes_changes_or_goes_is_followed(chosen: Settings, models: Models) -> None:
    assert ask(models) == "small"
    write(chosen, '[compose]\nmodel = "large"\n')
    assert ask(models) == "large"
    write(chosen, '[compose]\nmodel = "larger"\n')
    assert ask(models) == "larger"
    models_path(chosen).unlink()
    assert ask(models) == "small"
    assert models.problem == ""


def test_where_no_model_was_a_file_may_bring_one(settings: Settings, sqlite_database: Database) -> None:
    models = open_models(settings, lambda: sqlite_database)
    assert models.find(ModelStep.COMPOSE) is None
    write(settings, '[compose]\nmodel = "large"\n')
    assert {step: one.model.name for step, one in models.chosen.items()} == {ModelStep.COMPOSE: "large"}


@pytest.mark.parametrize(
    "text",
    [
        "[compose",
        "[compse]\n",
        '[compose]\nprompts = { compose = "compose_99" }\n',
        '[compose]\nbase_url = "http://host:80a/v1"\n',
        "[prices.small]\ninput = inf\n",
    ],
)
def test_a_file_that_cannot_be_used_leaves_what_there_was_and_says_so_once(
    chosen: Settings, models: Models, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    with caplog.at_level(logging.INFO):
        write(chosen, text)
        assert [ask(models), ask(models)] == ["small", "small"]
        assert "CIVICDESK_MODEL" in models.problem
        assert caplog.text.count("cannot be used") == 1
        write(chosen, '[compose]\nmodel = "large"\n')
        assert (ask(models), models.problem) == ("large", "")


def test_whichever_models_are_chosen_their_calls_are_counted_together(
    chosen: Settings, models: Models, sqlite_database: Database
) -> None:
    ask(models)
    write(chosen, '[compose]\nmodel = "large"\n')
    ask(models)
    with sqlite_database.read() as session:
        assert session.scalar(select(func.count()).select_from(ModelUse)) == 2


def test_what_is_measured_keeps_the_models_that_it_began_with(chosen: Settings) -> None:
    models = open_models(chosen)
    write(chosen, '[compose]\nmodel = "large"\n')
    assert ask(models) == "small"
