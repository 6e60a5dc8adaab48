"""Does what identifies a citizen stay out of every log and every table, whatever way the message comes?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.database import Row
from assistant.settings import Settings
from tests.ui.conftest import install
from tests.ui.talk import begin
from ui.app import create_app
from ui.service import open_database

VALUES = ("A123456(3)", "91234567", "4111 1111 1111 1111", "tai.man@gmail.com")
MESSAGES = {
    "en": "I am A123456(3), call 91234567, card 4111 1111 1111 1111, tai.man@gmail.com. How do I renew my licence?",
    "zh-Hant": "我係A123456(3)，打91234567，卡4111 1111 1111 1111，電郵tai.man@gmail.com，點樣續領車牌？",
    "zh-Hans": "我是A123456(3)，致电91234567，卡4111 1111 1111 1111，邮箱tai.man@gmail.com，怎样续领驾照？",
}
REMOVED = {"en": "For your safety we removed", "zh-Hant": "為保障你的私隱", "zh-Hans": "为保障您的隐私"}


@pytest.fixture
def installed(tmp_path: Path, clean_environment: None) -> Settings:
    return install(tmp_path, log_level="DEBUG")


@pytest.fixture
def client(installed: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(installed), raise_server_exceptions=False) as client:
        yield client


def stored(settings: Settings) -> str:
    """Everything in every table."""
    database = open_database(settings)
    with database.read() as session:
        rows = [row for table in Row.metadata.sorted_tables for row in session.execute(select(table))]
    database.close()
    return repr(rows)


@pytest.mark.parametrize("language", MESSAGES)
def test_no_log_and_no_table_holds_what_was_masked(
    installed: Settings, client: TestClient, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    caplog.set_level(logging.DEBUG)
    talk = begin(client, language=language)
    first = talk.ask(MESSAGES[language])
    events = talk.stream(MESSAGES[language])
    talk.post("feedback", {"answer_id": first["answer_id"], "helpful": False, "comment": MESSAGES[language]})
    outside = client.post("/api/v1/answers", json={"text": MESSAGES[language], "language": language})
    assert REMOVED[language] in first["answer"]
    assert REMOVED[language] in next(event for event in events if event.name == "answer").data["answer"]
    assert REMOVED[language] in outside.json()["answer"]
    seen = {"log": caplog.text, "tables": stored(installed), "shown": repr((talk.messages(), events, outside.text))}
    assert {place for place, text in seen.items() for value in VALUES if value in text} == set()
    assert "hong_kong_id" in seen["tables"]  # The trace keeps the kinds.


def test_what_is_left_for_a_person_to_call_back_stays(installed: Settings, client: TestClient) -> None:
    talk = begin(client)
    talk.post("handoff", {"note": "after six, or 61234567", "contact": {"phone": "91234567"}})
    tables = stored(installed)
    assert "after six, or 61234567" in tables
    assert "91234567" in tables
