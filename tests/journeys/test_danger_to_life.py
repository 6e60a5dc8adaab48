"""Is danger to life answered by its fixed text within a second, in every language and mixture, without any model?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.accounts.permissions import Role
from assistant.database import Database
from assistant.languages import LANGUAGES
from assistant.switches import switch_watch
from eval.datasets.sample import KnownMessage, messages_with_intents
from tests.assistant.licence_knowledge import TITLES
from tests.chat_server import ChatServer, chat_server
from tests.chat_server.behaviours.faithful import faithful
from tests.live_site import LiveSite, run_site
from tests.ui.conftest import install

LEAST_RECOGNISED = 0.99
SECONDS = 1.0


def phrases() -> list[KnownMessage]:
    """The test lines, which no rule was written on."""
    return [message for message in messages_with_intents() if message.intent in ("emergency", "crisis")]


def is_mixed(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return 0 < sum(sign.isascii() for sign in letters) < len(letters)


def test_there_are_more_than_a_hundred_and_twenty_in_each_language_and_mixed() -> None:
    lines = phrases()
    assert len(lines) >= 120
    assert {line.language for line in lines} == set(LANGUAGES)
    assert sum(is_mixed(line.text) for line in lines) >= 15


@pytest.fixture
def model() -> Iterator[ChatServer]:
    with chat_server(faithful) as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, clean_environment: None, model: ChatServer) -> Iterator[LiveSite]:
    """Its model would take longer than anybody waits, and its day's tokens are spent."""
    model.seconds = 30.0
    settings = install(tmp_path, model="small", model_base_url=model.url, model_daily_tokens=1)
    database = Database(settings.sqlalchemy_url)
    with run_site(settings, database) as running:
        assert running.citizen().ask(TITLES["en"])["status"] == "answered_approved_text"
        yield running
    database.close()


@pytest.mark.promise("T32")
@pytest.mark.promise("S36")
@pytest.mark.parametrize("is_off", [False, True], ids=["over budget", "switched off"])
def test_danger_is_recognised_in_time_with_no_model_to_help(
    site: LiveSite, model: ChatServer, monkeypatch: pytest.MonkeyPatch, *, is_off: bool
) -> None:
    if is_off:
        monkeypatch.setattr(switch_watch, "REFRESH_SECONDS", 0.0)
        sue = site.agent("sue", roles=[Role.SUPERVISOR])
        assert sue.client.put("/api/v1/switches/models", json={"reason": "it says odd things"}).is_success
    talks = {language: site.citizen(language=language) for language in LANGUAGES}
    missed, late = [], []
    for phrase in phrases():
        started = time.perf_counter()
        answer = talks[phrase.language].ask(phrase.text)
        late += [phrase.id] if time.perf_counter() - started > SECONDS else []
        missed += [phrase.id] if answer["outcome"] != "emergency" else []
        assert answer["outcome"] != "emergency" or "999" in answer["answer"]
    most = len(phrases()) * (1 - LEAST_RECOGNISED)
    assert len(missed) <= most, missed
    assert len(late) <= most, late
    assert model.requests == []
