"""Can an editor try a question and a draft before anybody else meets it?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role, operator
from assistant.cases.catalogue import load_catalogue
from assistant.conversations.models import Conversation
from assistant.database import Database
from knowledge_base import editing
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.replays.running import Replayer
from tests.assistant.licence_knowledge import APPROVED, TITLES
from tests.chat_server import chat_server
from tests.chat_server.behaviours.faithful import faithful
from tests.ui.conftest import install
from tests.ui.desk import Desk, desk
from tests.ui.inside import service_of
from tests.ui.talk import assert_problem
from ui.app import create_app
from ui.service import Service

LICENCE = "td-renew-driving-licence"
DRAFT = ArticleContent(
    "td-plate",
    "TD",
    {lang: ArticleText(text, f"Auctions: {lang}.") for lang, text in (("en", "Where are plates sold?"),)},
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = install(tmp_path_factory.mktemp("trials"))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        with service(client).database.write() as session:
            editing.save_version(session, DRAFT, actor=operator())
        yield client


@pytest.fixture(scope="module")
def editor(client: TestClient) -> Desk:
    return desk(client, roles=[Role.EDITOR], departments=["TD"])


def service(client: TestClient) -> Service:
    return service_of(client)


def run_worker(client: TestClient) -> None:
    of = service(client)
    Replayer(of.database, lambda: of.knowledge, load_catalogue(), margin=0).run_due()


@pytest.mark.parametrize("language", TITLES)
def test_every_step_of_an_answer_is_shown(editor: Desk, language: str):
    tried = editor.do("knowledge/try", {"question": TITLES[language], "language": language})
    assert tried["answer"]["answer"] == APPROVED[language]
    assert [step["step"] for step in tried["trace"]][-2:] == ["heed_topics", "compose"]
    assert (tried["hits"][0]["article_id"], tried["hits"][0]["state"]) == (LICENCE, "published")
    assert tried["understood"] == {"language": language, "intent": None, "question": TITLES[language], "parts": []}
    assert tried["decision"]["why"] == "asked_by_title"
    assert set(tried["decision"]["thresholds"]) == {"answer", "clarify", "department"}
    assert tried["features"]["score"] == pytest.approx(tried["hits"][0]["score"])


def test_what_was_put_aside_is_shown_with_the_reason(editor: Desk):
    rejected = editor.do("knowledge/try", {"question": "What was the tunnel toll last year?"})["rejected"]
    assert {one["article_id"]: one["reason"] for one in rejected}["td-expired"] == "expired"


def test_what_is_for_staff_is_found_by_staff_alone(editor: Desk):
    question = "Which counter takes complaints about examiners?"
    public = editor.do("knowledge/try", {"question": question})
    internal = editor.do("knowledge/try", {"question": question, "audience": "internal"})
    assert "td-internal" not in [hit["article_id"] for hit in public["hits"]]
    assert internal["hits"][0]["article_id"] == "td-internal"


def test_a_draft_is_tried_as_if_it_were_live_and_nobody_else_meets_it(client: TestClient, editor: Desk):
    question = {"question": "Where are plates sold?"}
    tried = editor.do("knowledge/try", {**question, "drafts": [{"article_id": "td-plate", "version": 1}]})
    assert tried["answer"]["citations"][0]["article_id"] == "td-plate"
    assert tried["hits"][0]["state"] == "draft"
    assert "td-plate" not in str(client.post("/api/v1/answers", json={"text": question["question"]}).json())


def test_another_departments_draft_is_not_tried(client: TestClient):
    stranger = desk(client, roles=[Role.EDITOR], departments=["IMMD"])
    body = {"question": "Plates?", "drafts": [{"article_id": "td-plate", "version": 1}]}
    assert_problem(stranger.post("knowledge/try", body), 403)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Hello!", "fixed_text"),
        ("The officer was rude to me, I want to complain.", "offers_case"),
        ("Zxqv wkjh bnmp?", "too_unsure"),
    ],
)
def test_why_nothing_was_answered_is_a_code(editor: Desk, question: str, why: str):
    assert editor.do("knowledge/try", {"question": question})["decision"]["why"] == why


def test_nothing_of_it_is_kept_or_logged(client: TestClient, editor: Desk, caplog: pytest.LogCaptureFixture):
    def count(database: Database) -> int | None:
        with database.read() as session:
            return session.scalar(select(func.count()).select_from(Conversation))

    before = count(service(client).database)
    with caplog.at_level(logging.DEBUG):
        tried = editor.do("knowledge/try", {"question": "I am at 9123 4567. How do I renew my licence?"})
    assert "9123" not in str(tried)
    assert "9123" not in caplog.text
    assert count(service(client).database) == before


# The golden set and the replays


def test_golden_questions_are_kept_run_and_taken_away(client: TestClient, editor: Desk):
    body = {"department": "TD", "language": "en", "question": TITLES["en"], "article_id": LICENCE}
    kept = editor.do("knowledge/golden", body)
    assert (kept["title"], kept["author"]) == (TITLES["en"], editor.username)
    problem = assert_problem(editor.post("knowledge/golden", body), 422)
    assert problem["errors"][0]["field"] == "question"
    assert editor.read("knowledge/golden?q=renew")["questions"] == [kept]

    number = editor.post("knowledge/golden/run?department=TD").json()["id"]
    run_worker(client)
    result = editor.read(f"knowledge/replays/{number}")["result"]
    assert [(group["asked"], group["right_live"]) for group in result["golden"]["by_group"]] == [(1, 1)]

    address = f"/api/v1/knowledge/golden/{kept['id']}"
    changed = client.put(address, json={**body, "article_id": None}, headers={"Cookie": editor.cookie}).json()
    assert changed["article_id"] is None
    assert client.delete(address, headers={"Cookie": editor.cookie}).status_code == 204
    assert editor.read("knowledge/golden") == {"questions": [], "next": None}


def test_a_replay_is_asked_for_and_read(client: TestClient, editor: Desk):
    made = editor.post("knowledge/replays", {"drafts": [{"article_id": "td-plate", "version": 1}], "days": 0})
    assert made.status_code == 202
    number = made.json()["id"]
    assert editor.read(f"knowledge/replays/{number}")["state"] == "waiting"
    run_worker(client)
    read = editor.read(f"knowledge/replays/{number}")
    assert (read["state"], read["result"]["passed"], read["passed"]) == ("done", True, True)
    newest = editor.read("knowledge/replays?limit=1")
    assert newest["replays"][0]["id"] == number
    stranger = desk(client, roles=[Role.EDITOR], departments=["IMMD"])
    assert_problem(stranger.get(f"knowledge/replays/{number}"), 404)


def test_citizens_questions_of_another_department_are_not_shown(client: TestClient, editor: Desk):
    passport = client.post("/api/v1/conversations", json={}).json()
    question = "How do I get a passport for a child?"
    client.post(
        f"/api/v1/conversations/{passport['id']}/messages",
        json={"text": question},
        headers={"Authorization": f"Bearer {passport['token']}"},
    )
    thief = ArticleContent("td-thief", "TD", {"en": ArticleText(question, "Ask.", (f"{question} ",))})
    with service(client).database.write() as session:
        editing.save_version(session, thief, actor=operator())
    number = editor.post("knowledge/replays", {"drafts": [{"article_id": "td-thief", "version": 1}]}).json()["id"]
    run_worker(client)
    [change] = editor.read(f"knowledge/replays/{number}")["result"]["changes"]
    assert (change["department"], change["live"]["article_id"]) == ("IMMD", "immd:passport/child")
    assert (change["draft"]["article_id"], change["better"], change["question"]) == ("td-thief", None, "")
    everybody = desk(client, roles=[Role.EDITOR], departments=["*"])
    assert everybody.read(f"knowledge/replays/{number}")["result"]["changes"][0]["question"] == question


def test_a_trial_waits_for_a_model_as_long_as_a_citizen_does(tmp_path: Path, clean_environment: None):
    with chat_server(faithful) as model:
        model.seconds = 3.0
        settings = install(tmp_path, model="small", model_base_url=model.url, model_patience_seconds=1)
        with TestClient(create_app(settings), raise_server_exceptions=False) as client:
            editor = desk(client, roles=[Role.EDITOR], departments=["TD"])
            tried = editor.do("knowledge/try", {"question": TITLES["en"]})
    assert tried["answer"]["status"] == "answered_approved_text"
