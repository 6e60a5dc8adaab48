"""Does one network leave the others their share of a day's tokens, however often it asks and however a process ends?"""

from __future__ import annotations

import asyncio
import datetime
import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.database import Database, today_here
from assistant.errors import ModelUnavailable
from assistant.language_models import budget
from assistant.language_models.chosen import ModelStep
from assistant.language_models.metered_model import Meter, MeteredModel, Places
from assistant.language_models.networks import asking_from, asking_network
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.shared_writes import SharedWrites
from tests.assistant.language_models.asking import QUESTION, spent_at
from tests.assistant.language_models.two_processes import ask_from_two_and_kill_one
from tests.chat_server import ChatServer, chat_server

QUESTIONS = int(os.environ.get("CIVICDESK_TEST_QUESTIONS", "200"))
LOUD, QUIET = "1.2.3.0/24", "5.6.7.0/24"
DAY = datetime.date(2026, 11, 20)
REPLY = "You renew it by post. " * 5


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(lambda _: REPLY) as running:
        yield running


def taken(database: Database, network: str, day: datetime.date) -> int:
    with database.read() as session:
        return budget.tokens_of(session, day, network=network)


def metered(database: Database, server: ChatServer, daily_tokens: int, step: ModelStep, share: float) -> MeteredModel:
    model = OpenAIChatModel("small", base_url=server.url, max_tokens=60)
    meter = Meter(SharedWrites(database), Places(16), daily_tokens, network_share=share)
    return MeteredModel(model, step, meter, max_tokens=60)


def ask(model: MeteredModel, network: str) -> str:
    """What came of one question from `network`."""
    try:
        with asking_from(network):
            model.complete(QUESTION)
    except ModelUnavailable as error:
        return error.outcome
    return "answered"


@pytest.mark.promise("T19")
@pytest.mark.promise("S40")
@pytest.mark.timeout(900)  # Ten thousand questions take their time.
def test_however_often_one_network_asks_another_is_still_helped(database: Database, server: ChatServer) -> None:
    # Each call takes about 38 tokens, so the share is enough for about a third of the questions.
    share = QUESTIONS * 38 // 3
    daily_tokens = share * 4 * 100 // 80
    model = metered(database, server, daily_tokens, ModelStep.COMPOSE, 0.25)
    with ThreadPoolExecutor(16) as citizens:
        outcomes = list(citizens.map(lambda _: ask(model, LOUD), range(QUESTIONS)))
    spent = spent_at(server)
    assert set(outcomes) == {"answered", "over_share"}
    assert spent == taken(database, LOUD, today_here()) <= share
    assert spent >= share * 0.75  # It is used too, but for what the last calls would have taken at most.
    assert [ask(model, QUIET) for _ in range(3)] == ["answered"] * 3
    assert ask(model, LOUD) == "over_share"


@pytest.mark.parametrize("step", [ModelStep.AGENT, ModelStep.CURATOR, ModelStep.MAIL])
def test_what_staff_and_mail_ask_is_no_networks(database: Database, server: ChatServer, step: ModelStep) -> None:
    model = metered(database, server, 10_000, step, 0.001)
    assert ask(model, LOUD) == "answered"
    assert taken(database, LOUD, today_here()) == 0


def test_who_asks_from_no_network_takes_of_the_day_alone(database: Database, server: ChatServer) -> None:
    assert ask(metered(database, server, 10_000, ModelStep.COMPOSE, 0.001), "") == "answered"


def test_what_is_beyond_a_share_is_not_counted_for_the_day(database: Database, server: ChatServer) -> None:
    # 0.1 % of 80 % of 10,000 are 8 tokens.
    assert ask(metered(database, server, 10_000, ModelStep.COMPOSE, 0.001), LOUD) == "over_share"
    with database.read() as session:
        assert budget.tokens_of(session, today_here()) == 0
    assert server.requests == []


def test_a_networks_day_is_forgotten_the_day_after_the_next(database: Database) -> None:
    for days in range(3):
        day = DAY + datetime.timedelta(days=days)
        with database.write() as session:
            assert budget.reserve(session, day, 10, limit=100)
            assert budget.reserve(session, day, 10, limit=100, network=LOUD)
    assert [taken(database, LOUD, DAY + datetime.timedelta(days=days)) for days in range(3)] == [0, 10, 10]


def test_the_network_goes_along_to_tasks_and_threads() -> None:
    async def ask_elsewhere() -> str:
        return await asyncio.to_thread(asking_network)

    async def serve() -> list[str]:
        with asking_from(LOUD):
            loud = asyncio.create_task(ask_elsewhere())
        with asking_from(QUIET):
            return [await ask_elsewhere(), await loud, asking_network()]

    assert asyncio.run(serve()) == [QUIET, LOUD, QUIET]
    assert asking_network() == ""


ASKING = """
import sys
from assistant.database import Database
from assistant.language_models.chosen import ModelStep
from assistant.language_models.metered_model import Meter, MeteredModel, Places
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.shared_writes import SharedWrites
from tests.assistant.language_models.test_networks import LOUD, ask

address, url, daily_tokens = sys.argv[1:]
model = OpenAIChatModel("small", base_url=url, max_tokens=60)
meter = Meter(SharedWrites(Database(address)), Places(4), int(daily_tokens), network_share=0.25)
metered = MeteredModel(model, ModelStep.COMPOSE, meter, max_tokens=60)
print("ready", flush=True)
while ask(metered, LOUD) != "over_share":
    pass
"""


@pytest.mark.promise("T19")
def test_two_processes_share_a_networks_share_and_one_that_is_killed_gives_nothing_back(
    database: Database, server: ChatServer
) -> None:
    share = 2000
    daily_tokens = math.ceil(share / 0.25 / 0.8)
    ask_from_two_and_kill_one(ASKING, database, server, daily_tokens=daily_tokens)
    spent = spent_at(server)
    assert spent <= taken(database, LOUD, today_here()) <= share
    # What was running when it was killed stays counted at its most: one call, of about 110 tokens.
    assert spent >= share - 300
    assert ask(metered(database, server, daily_tokens, ModelStep.COMPOSE, 0.25), QUIET) == "answered"
