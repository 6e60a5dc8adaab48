"""Is a language model asked about one question of a conversation at a time, by however many processes?"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from assistant.conversations.models import AnswerRecord, OpenQuestion
from assistant.database import Database, utc_now
from tests.assistant.licence_knowledge import TITLES
from tests.chat_server import ChatServer, chat_server
from tests.chat_server.behaviours.faithful import faithful
from tests.chat_server.passages import read_shown
from tests.chat_server.requests import Behaviour, Request
from tests.live_site import LiveSite, run_site
from tests.running_service import start_service
from tests.ui.conftest import install
from tests.ui.talk import Talk

MODEL_SECONDS = 0.5
SLOW_SECONDS = 30.0
MESSAGES = 4
EMERGENCIES = {"en": "My kitchen is on fire, help", "zh-Hant": "我屋企著火，救命", "zh-Hans": "我家着火了，救命"}
WANTS_A_PERSON = {"en": "I want to talk to a person", "zh-Hant": "我要找真人", "zh-Hans": "我要找真人"}
LEFT_OUT = {"left_out": "a model is asked about another question of the conversation"}


@contextmanager
def two_processes(home: Path, database: Database, model: ChatServer, **settings: Any) -> Iterator[list[LiveSite]]:
    """Two services that share nothing but their database."""
    address = database.url.render_as_string(hide_password=False)
    asked = {"model": "small", "model_base_url": model.url, "model_kept_answers": 0, **settings}
    installed = install(home, database_url=address, **asked)
    with run_site(installed, database) as one, run_site(installed, database) as other:
        yield [one, other]


def elsewhere(site: LiveSite, talk: Talk) -> Talk:
    """The same conversation, at another process."""
    return Talk(site.client(), talk.id, talk.token)


def noting(begun: dict[str, list[float]]) -> Behaviour:
    """A good model that notes for each language when it was asked."""

    def reply(request: Request) -> str:
        begun[read_shown(request).language].append(time.monotonic())
        return faithful(request)

    return reply


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SLOW_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.promise("T19")
def test_messages_that_come_at_once_are_all_answered_and_never_two_composed_side_by_side(
    database: Database, tmp_path: Path, clean_environment: None
) -> None:
    begun: dict[str, list[float]] = defaultdict(list)
    with (
        chat_server(noting(begun), seconds=MODEL_SECONDS) as model,
        two_processes(tmp_path, database, model, model_patience_seconds=30) as sites,
    ):
        talks = {language: sites[0].citizen(language=language) for language in TITLES}
        sent = [
            (elsewhere(sites[number % 2], talks[language]), TITLES[language])
            for number in range(MESSAGES)
            for language in TITLES
        ]
        with ThreadPoolExecutor(len(sent)) as threads:
            answers = list(threads.map(lambda one: one[0].ask(one[1]), sent))
        told = {language: [one["role"] for one in talk.messages()] for language, talk in talks.items()}
    assert {answer["status"] for answer in answers} == {"answered_composed"}
    assert {language: sorted(roles) for language, roles in told.items()} == dict.fromkeys(
        TITLES, ["assistant"] * MESSAGES + ["citizen"] * MESSAGES
    )
    for times in begun.values():
        assert len(times) == MESSAGES
        # Each call takes half a second, so two that begin closer to each other ran side by side.
        assert min(later - earlier for earlier, later in pairwise(times)) >= MODEL_SECONDS


@pytest.mark.promise("T19")
def test_one_message_that_two_processes_get_is_asked_about_once(
    database: Database, tmp_path: Path, clean_environment: None
) -> None:
    with chat_server(faithful, seconds=MODEL_SECONDS) as model, two_processes(tmp_path, database, model) as sites:
        talk = sites[0].citizen()
        with ThreadPoolExecutor(2) as threads:
            answers = list(
                threads.map(lambda site: elsewhere(site, talk).ask(TITLES["en"], Idempotency_Key="k1"), sites)
            )
        assert answers[0] == answers[1]
        assert answers[0]["status"] == "answered_composed"
        assert len(model.requests) == 1


@pytest.mark.promise("T19")
@pytest.mark.promise("T32")
def test_danger_to_life_and_who_asks_for_a_person_stand_behind_no_question(
    sqlite_database: Database, tmp_path: Path, clean_environment: None
) -> None:
    with chat_server(faithful, seconds=2.0) as model, two_processes(tmp_path, sqlite_database, model) as sites:
        talks = {language: sites[0].citizen(language=language) for language in TITLES}
        with ThreadPoolExecutor(len(TITLES)) as threads:
            waiting = [threads.submit(talk.ask, TITLES[language]) for language, talk in talks.items()]
            wait_for(lambda: len(model.requests) == len(TITLES))
            started = time.perf_counter()
            for language, talk in talks.items():
                here = elsewhere(sites[0], talk)
                assert here.ask(EMERGENCIES[language])["outcome"] == "emergency"
                assert here.ask(WANTS_A_PERSON[language])["reference"]
            assert time.perf_counter() - started < 2.0
            assert {answer.result()["status"] for answer in waiting} == {"answered_composed"}


@pytest.mark.promise("T19")
def test_a_process_that_is_killed_while_it_composes_leaves_no_conversation_stuck(
    sqlite_database: Database, tmp_path: Path, clean_environment: None
) -> None:
    """The next message waits as long as a citizen may have to; later a model helps again, also with the lost one."""
    patience = 1.0
    with chat_server(faithful, seconds=SLOW_SECONDS) as model:
        home, address = tmp_path / "home", sqlite_database.url.render_as_string(hide_password=False)
        asked = {"model": "small", "model_base_url": model.url, "model_kept_answers": 0}
        installed = install(home, database_url=address, model_patience_seconds=patience, **asked)
        lost = start_service(
            home,
            embedding="hash",
            database_url=address,
            model="small",
            model_base_url=model.url,
            model_patience_seconds="120",
        )
        lost.wait_until_ready()
        with run_site(installed, sqlite_database) as site:
            talk = site.citizen()
            with closing(LiveSite(lost.address, sqlite_database)) as at_lost, ThreadPoolExecutor(1) as threads:
                killed = threads.submit(elsewhere(at_lost, talk).ask, TITLES["en"], Idempotency_Key="k1")
                wait_for(lambda: len(model.requests) == 1)
                lost.process.kill()
                lost.process.wait()
                assert killed.exception() is not None
            started = time.perf_counter()
            second = talk.ask(TITLES["en"])
            assert patience <= time.perf_counter() - started + 0.5 < patience + 5
            assert second["status"] == "answered_approved_text"
            with sqlite_database.read() as session:
                kept = session.scalars(select(AnswerRecord)).one()
                assert kept.trace[-1]["detail"] == LEFT_OUT
            pass_the_time(sqlite_database)
            model.seconds = 0.0
            assert talk.ask(TITLES["en"])["status"] == "answered_composed"
            assert talk.ask(TITLES["en"], Idempotency_Key="k1")["status"] == "answered_composed"
            assert [one["role"] for one in talk.messages()] == ["citizen"] * 2 + ["assistant"] + ["citizen"] + [
                "assistant"
            ] * 2


def pass_the_time(database: Database) -> None:
    """What is open ends now, as it would some seconds later."""
    with database.write() as session:
        session.execute(update(OpenQuestion).values(until=utc_now()))
