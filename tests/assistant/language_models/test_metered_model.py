"""Is each call counted with what came of it, and does nothing that goes wrong here break an answer?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import BaseModel
from sqlalchemy import select, text

from assistant.database import Database, today_here
from assistant.errors import ModelUnavailable
from assistant.language_models import budget
from assistant.language_models.chat_model import ChatMessage, Completion
from assistant.language_models.chosen import ModelStep
from assistant.language_models.metered_model import Meter, MeteredModel, Places
from assistant.language_models.models import ModelUse
from assistant.language_models.models_file import Price
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.language_models.scripted_chat_model import ScriptedChatModel
from assistant.shared_writes import SharedWrites
from tests.assistant.language_models.asking import QUESTION, Answer
from tests.chat_server import chat_server


def metered(
    database: Database, *texts: str, daily_tokens: int = 0, places: int = 4, off: Callable[[], bool] = lambda: False
) -> MeteredModel:
    prices = {"scripted": Price(input=10, output=100)}
    meter = Meter(SharedWrites(database), Places(places), daily_tokens, prices, off)
    return MeteredModel(ScriptedChatModel(*texts), ModelStep.COMPOSE, meter, max_tokens=40)


def uses(database: Database) -> list[ModelUse]:
    with database.read() as session:
        return list(session.scalars(select(ModelUse).order_by(ModelUse.id)))


def test_a_call_is_counted_with_its_tokens_and_its_cost(database: Database) -> None:
    assert metered(database, "12345678").complete(QUESTION).text == "12345678"
    (use,) = uses(database)
    # 9 letters and 26, four a token, with 8 around each message: 3 + 7 + 16; an answer of 8 letters.
    assert (use.step, use.model, use.outcome) == ("compose", "scripted", "answered")
    assert (use.tokens_in, use.tokens_out) == (26, 2)
    assert use.cost == pytest.approx(26 * 10 / 1e6 + 2 * 100 / 1e6)
    assert use.day == today_here()
    with database.read() as session:
        assert budget.tokens_of(session, use.day) == 28


def test_a_call_in_vain_is_counted_with_the_reason(database: Database) -> None:
    model = metered(database, "no value", daily_tokens=1000)
    with pytest.raises(ModelUnavailable):
        model.complete(QUESTION, schema=Answer)
    with pytest.raises(ModelUnavailable, match="budget"):
        metered(database, "x", daily_tokens=10).complete(QUESTION)
    assert [use.outcome for use in uses(database)] == ["wrong_form", "over_budget"]


def test_a_call_of_which_nobody_knows_the_cost_is_counted_at_its_most(database: Database) -> None:
    with chat_server(way="silence") as server:
        model = OpenAIChatModel("small", base_url=server.url, total_seconds=0.2)
        meter = Meter(SharedWrites(database), Places(1), 1000)
        with pytest.raises(ModelUnavailable):
            MeteredModel(model, ModelStep.COMPOSE, meter, max_tokens=40).complete(QUESTION)
    (use,) = uses(database)
    # Half as much again as the 26 that are estimated, and the longest answer.
    assert (use.outcome, use.tokens_in, use.tokens_out) == ("failed", 39, 40)
    with database.read() as session:
        assert budget.tokens_of(session, use.day) == 79


def test_a_model_that_rests_is_not_asked_and_nothing_is_reserved(sqlite_database: Database) -> None:
    with chat_server(way="server error") as server:
        model = OpenAIChatModel("small", base_url=server.url)
        meter = Meter(SharedWrites(sqlite_database), Places(1), 1000)
        metered = MeteredModel(model, ModelStep.COMPOSE, meter, max_tokens=40)
        for _ in range(7):
            with pytest.raises(ModelUnavailable):
                metered.complete(QUESTION)
        assert metered.is_resting
    assert [use.outcome for use in uses(sqlite_database)] == ["failed"] * 5 + ["resting"] * 2
    with sqlite_database.read() as session:
        assert budget.tokens_of(session, today_here()) == 0


class SlowModel:
    """Answers once it is let go."""

    name = "slow"

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def complete(
        self, messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None = None, seconds: float | None = None
    ) -> Completion:
        self.let_go.wait(20)
        return Completion("done", self.name)


def test_who_finds_no_place_waits_a_moment_and_does_without(sqlite_database: Database) -> None:
    slow = SlowModel()
    model = MeteredModel(slow, ModelStep.COMPOSE, Meter(SharedWrites(sqlite_database), Places(2)), max_tokens=40)
    with ThreadPoolExecutor(2) as callers:
        running = [callers.submit(model.complete, QUESTION) for _ in range(2)]
        begun = time.monotonic()
        with pytest.raises(ModelUnavailable, match="too much"):
            model.complete(QUESTION)
        assert 0.4 < time.monotonic() - begun < 2
        slow.let_go.set()
        assert [call.result().text for call in running] == ["done"] * 2
    assert model.complete(QUESTION).text == "done"
    assert sorted(use.outcome for use in uses(sqlite_database)) == ["answered"] * 3 + ["busy"]


def test_whoever_has_no_time_left_costs_nothing(sqlite_database: Database) -> None:
    with pytest.raises(ModelUnavailable, match="no time"):
        metered(sqlite_database, "x", daily_tokens=1000).complete(QUESTION, seconds=0)
    with sqlite_database.read() as session:
        assert budget.tokens_of(session, today_here()) == 0


def test_a_model_that_is_switched_off_is_not_asked(sqlite_database: Database) -> None:
    with pytest.raises(ModelUnavailable, match="switched off"):
        metered(sqlite_database, "x", off=lambda: True).complete(QUESTION)


def test_an_answer_does_not_break_where_it_cannot_be_counted(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.write() as session:
        session.execute(text("DROP TABLE model_uses"))
        session.execute(text("DROP TABLE model_days"))
    assert metered(database, "12345678").complete(QUESTION).text == "12345678"
    assert "was not counted" in caplog.text
    assert "licence" not in caplog.text
    with pytest.raises(ModelUnavailable, match="budget cannot be read"):
        metered(database, "12345678", daily_tokens=1000).complete(QUESTION)
