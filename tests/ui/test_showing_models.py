"""What does a citizen get while a language model is asked, and does anybody else wait for it?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import Role
from assistant.conversations.models import AnswerRecord
from assistant.database import Database
from tests.assistant.licence_knowledge import APPROVED, TITLES
from tests.chat_server import ChatServer, chat_server
from tests.chat_server.behaviours.faithful import faithful
from tests.live_site import LiveSite, run_site
from tests.ui.conftest import install
from tests.ui.talk import EVENT_STREAM, Event

EMERGENCIES = {"en": "My kitchen is on fire, help", "zh-Hant": "我屋企著火，救命", "zh-Hans": "我家着火了，救命"}
WAITS = 3
"""Calls of the model that the service may have at once."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveSite, ChatServer]]:
    home = tmp_path_factory.mktemp("with_a_model")
    with chat_server(faithful) as model, pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        # Each test asks the same three questions.
        asked_anew = {"model": "small", "model_base_url": model.url, "model_kept_answers": 0}
        settings = install(home, model_concurrency=WAITS, request_threads=2, **asked_anew)
        database = Database(settings.sqlalchemy_url)
        with run_site(settings, database) as site:
            yield site, model
        database.close()


@pytest.fixture
def site(running: tuple[LiveSite, ChatServer]) -> LiveSite:
    return running[0]


@pytest.fixture
def model(running: tuple[LiveSite, ChatServer]) -> ChatServer:
    """The model that answers well and at once, until a test makes it slow."""
    model = running[1]
    model.seconds = 0.0
    model.requests.clear()
    return model


def names(events: list[Event]) -> list[str]:
    return [f"{event.name} {event.data['step']}" if event.name == "status" else event.name for event in events]


@pytest.mark.parametrize("language", TITLES)
def test_the_approved_text_comes_before_the_model_is_waited_for(site: LiveSite, model: ChatServer, language: str):
    events = site.citizen(language=language).stream(TITLES[language])
    assert names(events) == ["status accepted", "status searching", "card", "status checking", "answer"]
    card, checking, answer = (event.data for event in events[2:])
    assert (card["text_html"], card["language"]) == (f"<p>{APPROVED[language]}</p>\n", language)
    assert card["title"] == TITLES[language]
    assert checking["text"]
    assert (answer["status"], answer["citations"][0]["title"]) == ("answered_composed", TITLES[language])


def test_where_no_article_is_sure_there_is_no_card_before_the_answer(site: LiveSite, model: ChatServer):
    events = site.citizen().stream("passport licence")
    assert names(events)[:3] == ["status accepted", "status searching", "status answering"]
    assert names(events)[-1] == "answer"
    assert len(model.requests) == 1


def test_json_and_a_stream_of_one_message_tell_the_same(site: LiveSite, model: ChatServer):
    talk = site.citizen()
    answer = talk.ask(TITLES["en"], Idempotency_Key="k1")
    assert answer["status"] == "answered_composed"
    assert names(talk.stream(TITLES["en"], Idempotency_Key="k1"))[-2:] == ["card", "answer"]
    assert talk.stream(TITLES["en"], Idempotency_Key="k1")[-1].data == answer
    assert len(model.requests) == 1


def test_an_answer_outside_a_conversation_is_of_the_model_too(site: LiveSite, model: ChatServer):
    answer = site.client().post("/api/v1/answers", json={"text": TITLES["en"]}).json()
    assert answer["status"] == "answered_composed"


def test_an_editor_who_tries_a_question_sees_the_models_steps(site: LiveSite, model: ChatServer):
    editor = site.agent("ed", roles=[Role.EDITOR], departments=["TD"])
    tried = editor.client.post("/api/v1/knowledge/try", json={"question": TITLES["en"]}).json()
    assert "write" in [step["step"] for step in tried["trace"]]
    assert tried["answer"]["status"] == "answered_composed"


def test_a_message_that_is_sent_again_meanwhile_is_asked_about_once(site: LiveSite, model: ChatServer):
    model.seconds = 0.5
    talk = site.citizen()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: talk.ask(TITLES["en"], Idempotency_Key="k1"), range(4)))
    assert [answer["answer_id"] for answer in answers] == [answers[0]["answer_id"]] * 4
    assert len(model.requests) == 1


def test_an_answer_is_stored_for_a_citizen_who_has_gone(site: LiveSite, model: ChatServer):
    model.seconds = 0.5
    talk = site.citizen()
    headers = {**talk.headers(), "Accept": EVENT_STREAM}
    body = {"text": TITLES["en"]}
    with (
        closing(site.client()) as client,
        client.stream("POST", talk.address("messages"), json=body, headers=headers) as response,
    ):
        next(response.iter_bytes())
    deadline = time.monotonic() + 10
    while len(talk.messages()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert talk.messages()[-1]["answer"]["status"] == "answered_composed"


def test_nobody_waits_behind_those_who_wait_for_the_model(site: LiveSite, model: ChatServer):
    """Three may wait; a fourth is answered at once by the approved text, and whoever needs no model not later."""
    model.seconds = 2.0
    citizens = [site.citizen() for _ in range(WAITS)]
    fourth, greeting = site.citizen(), site.citizen()
    with ThreadPoolExecutor(WAITS) as threads:
        waiting = [threads.submit(talk.ask, TITLES["en"]) for talk in citizens]
        while len(model.requests) < WAITS:
            time.sleep(0.01)
        started = time.perf_counter()
        at_once, hello = fourth.ask(TITLES["en"]), greeting.ask("hello")
        assert time.perf_counter() - started < 1.0
        assert (at_once["status"], hello["status"]) == ("answered_approved_text", "declined_greeting")
        assert {answer.result()["status"] for answer in waiting} == {"answered_composed"}
    with site.database.read() as session:
        kept = session.get(AnswerRecord, at_once["answer_id"])
        assert kept is not None
        assert kept.trace[-1] == {
            "step": "model",
            "duration_ms": 0.0,
            "detail": {"left_out": "as many calls run as may"},
        }


# Danger to life


@pytest.mark.promise("T32")
@pytest.mark.promise("S36")
@pytest.mark.parametrize("language", EMERGENCIES)
def test_danger_to_life_is_answered_before_any_model(site: LiveSite, model: ChatServer, language: str):
    model.seconds = 30.0
    talk, took = site.citizen(language=language), []
    for _ in range(3):  # The quickest counts: whatever else a machine does only makes one slower.
        started = time.perf_counter()
        events = talk.stream(EMERGENCIES[language])
        took.append(time.perf_counter() - started)
        assert (events[-1].data["outcome"], model.requests) == ("emergency", [])
    assert min(took) < 1.0


@pytest.mark.promise("T32")
@pytest.mark.promise("S36")
def test_danger_to_life_needs_no_budget(tmp_path: Path, clean_environment: None):
    with chat_server(faithful) as model:
        settings = install(tmp_path, model="small", model_base_url=model.url, model_daily_tokens=1)
        database = Database(settings.sqlalchemy_url)
        with run_site(settings, database) as site:
            assert site.citizen().ask(TITLES["en"])["status"] == "answered_approved_text"
            for language, text in EMERGENCIES.items():
                talk = site.citizen(language=language)
                started = time.perf_counter()
                assert talk.ask(text)["outcome"] == "emergency"
                assert time.perf_counter() - started < 1.0
            with database.read() as session:
                assert len(session.scalars(select(AnswerRecord)).all()) == 4
        database.close()
        assert model.requests == []
