"""Can another system ask without a conversation, and is nothing of it kept?"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from assistant.conversations.models import AnswerRecord, Conversation, Message
from tests.assistant.licence_knowledge import APPROVED, TITLES
from tests.ui.inside import database_of
from tests.ui.talk import assert_problem

ANSWERS = "/api/v1/answers"


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_a_question_gets_the_approved_answer_with_its_source(client: TestClient, language: str) -> None:
    response = client.post(ANSWERS, json={"text": TITLES[language], "language": language})
    assert response.status_code == 200
    answer = response.json()
    assert answer["outcome"] == "answered"
    assert answer["language"] == language
    assert APPROVED[language] in answer["answer"]
    assert [citation["title"] for citation in answer["citations"]] == [TITLES[language]]


def test_nothing_is_kept(client: TestClient) -> None:
    before = count_rows(client)
    client.post(ANSWERS, json={"text": TITLES["en"]})
    assert count_rows(client) == before


def count_rows(client: TestClient) -> list[int | None]:
    with database_of(client).read() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) for table in (Conversation, Message, AnswerRecord)
        ]


def test_a_follow_up_is_read_with_the_turns_before_it(client: TestClient) -> None:
    history = [{"role": "citizen", "text": TITLES["en"]}, {"role": "assistant", "text": APPROVED["en"]}]
    answer = client.post(ANSWERS, json={"text": "and what is the fee?", "history": history}).json()
    assert TITLES["en"] in str(answer["citations"] + answer["choices"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": "x", "language": "fr"}, "language"),
        ({"text": "x", "history": [{"role": "robot", "text": "y"}]}, "history.0.role"),
        ({"text": "x", "keep": True}, "keep"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, body: dict[str, object], field: str) -> None:
    problem = assert_problem(client.post(ANSWERS, json=body), 422)
    assert field in str(problem["errors"])
