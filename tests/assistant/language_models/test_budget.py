"""Does a day cost no more than its budget, whoever asks, and however a process ends?"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.database import Database, today_here
from assistant.errors import ModelUnavailable
from assistant.language_models import budget
from assistant.language_models.chosen import ModelStep
from assistant.language_models.metered_model import Meter, MeteredModel, Places
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.shared_writes import SharedWrites
from tests.assistant.language_models.asking import QUESTION, spent_at
from tests.assistant.language_models.two_processes import ask_from_two_and_kill_one
from tests.chat_server import ChatServer, chat_server

QUESTIONS = int(os.environ.get("CIVICDESK_TEST_QUESTIONS", "400"))
DAY = datetime.date(2026, 11, 20)
REPLY = "You renew it by post. " * 5


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(lambda _: REPLY) as running:
        yield running


def reserve(database: Database, tokens: int, *, limit: int, day: datetime.date = DAY) -> bool:
    with database.write() as session:
        return budget.reserve(session, day, tokens, limit=limit)


def used(database: Database, day: datetime.date = DAY) -> int:
    with database.read() as session:
        return budget.tokens_of(session, day)


def test_what_would_go_over_the_limit_is_not_counted(database: Database) -> None:
    assert reserve(database, 60, limit=100)
    assert not reserve(database, 41, limit=100)
    assert reserve(database, 40, limit=100)
    assert used(database) == 100
    assert reserve(database, 60, limit=100, day=DAY + datetime.timedelta(days=1))


def test_what_a_call_has_cost_takes_the_place_of_the_most_it_might(database: Database) -> None:
    reserve(database, 60, limit=100)
    with database.write() as session:
        budget.settle(session, DAY, reserved=60, spent=25)
    assert used(database) == 25


def test_no_two_at_once_spend_the_same_tokens(database: Database) -> None:
    with ThreadPoolExecutor(8) as callers:
        fit = list(callers.map(lambda _: reserve(database, 7, limit=100), range(40)))
    assert (sum(fit), used(database)) == (14, 98)  # 14 times 7 are 98, and one more would be 105.


def test_what_citizens_set_off_stops_at_eighty_percent_and_staff_go_on() -> None:
    assert [budget.limit_of(step, 1000) for step in ModelStep] == [800, 800, 800, 1000, 1000, 1000]


def ask(database: Database, server: ChatServer, questions: int, *, daily_tokens: int) -> int:
    """How many of the questions a model answered."""
    model = OpenAIChatModel("small", base_url=server.url, max_tokens=60)
    meter = Meter(SharedWrites(database), Places(16), daily_tokens)
    metered = MeteredModel(model, ModelStep.COMPOSE, meter, max_tokens=60)

    def answered(_: int) -> bool:
        try:
            return metered.complete(QUESTION).text == REPLY
        except ModelUnavailable:
            return False

    with ThreadPoolExecutor(16) as citizens:
        return sum(citizens.map(answered, range(questions)))


@pytest.mark.promise("T19")
@pytest.mark.promise("S40")
@pytest.mark.timeout(900)  # Ten thousand questions take their time.
def test_however_many_ask_the_day_costs_no_more_than_its_budget(database: Database, server: ChatServer) -> None:
    # Each call takes about 38 tokens, so the 80 % of citizens are enough for about a third of the questions.
    daily_tokens = QUESTIONS * 38 // 3 * 100 // 80
    answered = ask(database, server, QUESTIONS, daily_tokens=daily_tokens)
    spent = spent_at(server)
    assert answered == len(server.requests)
    assert spent <= daily_tokens * 0.8
    assert spent >= daily_tokens * 0.6  # It is used too, but for what the last calls would have taken at most.
    assert used(database, today_here()) == spent


ASKING = """
import sys
from assistant.database import Database
from assistant.language_models.metered_model import Meter, MeteredModel, Places
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.language_models.chosen import ModelStep
from assistant.errors import ModelUnavailable
from assistant.shared_writes import SharedWrites
from tests.assistant.language_models.asking import QUESTION

address, url, daily_tokens = sys.argv[1:]
model = OpenAIChatModel("small", base_url=url, max_tokens=60)
meter = Meter(SharedWrites(Database(address)), Places(4), int(daily_tokens))
metered = MeteredModel(model, ModelStep.AGENT, meter, max_tokens=60)
print("ready", flush=True)
while True:
    try:
        metered.complete(QUESTION)
    except ModelUnavailable as error:
        if error.outcome == "over_budget":
            break
"""


@pytest.mark.promise("T19")
def test_two_processes_share_a_budget_and_one_that_is_killed_gives_nothing_back(
    sqlite_database: Database, server: ChatServer
) -> None:
    daily_tokens = 2000
    ask_from_two_and_kill_one(ASKING, sqlite_database, server, daily_tokens=daily_tokens)
    spent = spent_at(server)
    assert spent <= used(sqlite_database, today_here()) <= daily_tokens
    # What was running when it was killed stays counted at its most: fewer than 4 calls, of about 110 tokens each.
    assert spent >= daily_tokens - 600
