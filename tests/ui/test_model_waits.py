"""Where do requests wait for a language model, and what becomes of who finds no place?"""

from __future__ import annotations

import asyncio
import threading

from anyio import to_thread

from assistant.assistant import Assistant
from assistant.cases.catalogue import load_catalogue
from assistant.conversations.models import AnswerRecord
from assistant.database import Database
from assistant.language_models.chosen import ChosenModel, Models, ModelStep
from assistant.language_models.scripted_chat_model import ScriptedChatModel
from tests.assistant.licence_knowledge import APPROVED, TITLES, LicenceKnowledge
from ui.model_waits import STAFF_AT_ONCE, ModelWaits

PATIENCE_SECONDS = 30


def test_a_citizen_who_finds_no_place_is_answered_without_the_model() -> None:
    go_on = threading.Event()

    def finish(ask_model: bool) -> bool:
        return ask_model and go_on.wait(PATIENCE_SECONDS)

    async def two_at_once() -> tuple[bool, bool]:
        waits = ModelWaits(1, request_threads=1)
        first = asyncio.create_task(waits.run(finish))
        await asyncio.sleep(0)  # It takes the only place.
        second = await waits.run(finish)
        go_on.set()
        return await first, second

    assert asyncio.run(two_at_once()) == (True, False)


def test_staff_stand_in_line_and_nobody_else_behind_them() -> None:
    go_on = threading.Event()

    async def one_more_than_there_are_places() -> list[bool]:
        to_thread.current_default_thread_limiter().total_tokens = 1
        waits = ModelWaits(1, request_threads=1)
        asked = [waits.help_staff(lambda: go_on.wait(PATIENCE_SECONDS)) for _ in range(STAFF_AT_ONCE + 1)]
        waiting = asyncio.gather(*asked)
        await asyncio.sleep(0)  # They have all asked.
        await to_thread.run_sync(go_on.set)  # The only thread of the requests is free.
        return await waiting

    assert asyncio.run(one_more_than_there_are_places()) == [True] * (STAFF_AT_ONCE + 1)


def test_models_that_are_switched_off_meanwhile_leave_nobody_without_an_answer(sqlite_database: Database) -> None:
    off: list[str] = []
    model = ChosenModel(ModelStep.COMPOSE, ScriptedChatModel(), {})
    models = Models({ModelStep.COMPOSE: model}, is_off=lambda: bool(off))
    assistant = Assistant(LicenceKnowledge(), sqlite_database, load_catalogue(), models=models)
    started = assistant.start_conversation(language="en")
    begun = assistant.begin_or_reply(assistant.receive(started.id, started.token, TITLES["en"]))
    assert begun.stored is None  # The model is to be asked first.
    off.append("models")

    async def finish() -> AnswerRecord | None:
        return await ModelWaits(1, request_threads=1).finish(assistant, begun)

    record = asyncio.run(finish())
    assert record is not None
    assert record.message.text == APPROVED["en"]
