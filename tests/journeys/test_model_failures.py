"""Does every citizen get something useful, and soon, however the language model fails?

`make promises` runs the long form: fifty citizens for each mode, on a service of its own each, and every byte.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from assistant.answering.knowledge import Query, SearchResult
from assistant.assistant import Assistant
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.language_models.chosen import one_model
from assistant.language_models.openai_chat_model import FAILURES, OpenAIChatModel
from assistant.settings import PREFIX
from tests.assistant.answering.scripted_knowledge import hit
from tests.assistant.licence_knowledge import APPROVED, TITLES, LicenceKnowledge
from tests.chat_server import chat_server
from tests.chat_server.behaviours.faithful import compose
from tests.chat_server.requests import Request
from tests.chat_server.speaking import events
from tests.journeys.failing_models import FAILING, SAYING, Tried, try_failing, try_saying
from tests.ui.conftest import install

CHATS = int(os.environ.get("CIVICDESK_TEST_CHATS", "8"))
"""At once with each model; five that fail are enough for it to be left alone."""
IS_LONG = CHATS >= 50
SLOWEST_SECONDS = 8.0
SLOWEST_AT_REST_SECONDS = 1.0
CUT_EVERY = 1 if IS_LONG else 200
SENTENCES = [
    f"Write your {thing} exactly as it stands on your passport, in capital letters and in black ink, and sign the line "
    f"beside it, so that the office can compare your {thing} with its own records before it sends the card."
    for thing in ("name", "address", "nationality", "profession", "birthplace", "employer", "school", "title", "rank")
]
LONG = hit("td-renew-driving-licence", language="en", title=TITLES["en"], answer=" ".join(SENTENCES))


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Tried]]:
    """What came of every mode, one after another: at once they would be late by each other."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.upper().startswith(PREFIX) and "_TEST_" not in name]:
            patch.delenv(name)
        settings = install(tmp_path_factory.mktemp("failing_models"))
        tried = try_saying(settings, chats=CHATS, own_process=IS_LONG)
        yield tried | {mode: try_failing(mode, settings, chats=CHATS, own_process=IS_LONG) for mode in FAILING}


@pytest.mark.promise("P3")
@pytest.mark.promise("S04")
@pytest.mark.promise("T30")
@pytest.mark.parametrize("mode", [*FAILING, *SAYING])
def test_every_reply_is_useful_and_none_is_late(tried: dict[str, Tried], mode: str):
    replies = tried[mode].asking
    assert [reply.error for reply in replies if not reply.is_useful] == []
    assert max(reply.answer_seconds for reply in replies) <= SLOWEST_SECONDS


@pytest.mark.promise("P3")
@pytest.mark.promise("S04")
@pytest.mark.parametrize("mode", FAILING)
def test_a_model_that_fails_is_left_alone_and_nobody_waits_for_it(tried: dict[str, Tried], mode: str):
    replies = tried[mode].resting
    assert [reply.error for reply in replies if not reply.is_useful] == []
    assert max(reply.answer_seconds for reply in replies) <= SLOWEST_AT_REST_SECONDS
    assert tried[mode].asked_at_rest == 0


@pytest.mark.promise("P3")
@pytest.mark.parametrize("mode", [*FAILING, *SAYING])
def test_nothing_of_it_is_shown(tried: dict[str, Tried], mode: str):
    shown = [reply.answer for reply in (*tried[mode].asking, *tried[mode].resting)]
    assert [answer["answer"] for answer in shown if answer["status"] == "answered_composed"] == []
    answered = {answer["answer"] for answer in shown if answer["status"] == "answered_approved_text"}
    assert set(APPROVED.values()) <= answered


@pytest.mark.promise("S05")
@pytest.mark.promise("P3")
@pytest.mark.timeout(1200)  # Thousands of places to cut at in the long form.
def test_an_answer_that_is_cut_anywhere_is_never_the_final_one(sqlite_database: Database):
    """Either all of it came, with its end, or the approved text stands."""
    sizes: list[int] = []

    def say(request: Request) -> str:
        said = compose(request, lambda _: SENTENCES[:-1])
        sizes.append(sum(map(len, events(request, {"content": said}, "stop"))))
        return said

    with chat_server(say) as model:
        models = one_model(OpenAIChatModel("small", base_url=model.url))
        assistant = Assistant(LongKnowledge(), sqlite_database, load_catalogue(), models=models)
        whole = ask_once(assistant)
        assert len(whole) > 1600
        stored = []
        for cut_at in range(0, sizes[0], CUT_EVERY):
            model.cut_at = cut_at
            stored.append(ask_once(assistant))
            if len(stored) % (FAILURES - 1) == 0:  # So that the model is not left alone after a few failures.
                model.cut_at = None
                assert ask_once(assistant) == whole
    print(f"{len(stored)} cuts of an answer of {len(whole)} characters, {stored.count(whole)} of them behind its end")
    assert set(stored) == {whole, LONG.answer}
    # Its end came within the last two events: all before were cut.
    assert stored.count(whole) * CUT_EVERY < 600


class LongKnowledge(LicenceKnowledge):
    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        return [replace(result, hits=(LONG,)) for result in super().search_many(queries, limit=limit)]


def ask_once(assistant: Assistant) -> str:
    """The text that is stored as its answer."""
    started = assistant.start_conversation(language="en")
    record = assistant.reply(assistant.receive(started.id, started.token, TITLES["en"]))
    assert record is not None
    return record.message.text
