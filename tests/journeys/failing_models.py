"""Which models fail how, and what do citizens get from a service that has one of them?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice

from assistant.database import Database
from assistant.settings import Settings
from tests.assistant.licence_knowledge import TITLES
from tests.chat_server import chat_server
from tests.chat_server.behaviours import BEHAVIOURS
from tests.chat_server.behaviours.faithful import faithful
from tests.chat_server.ways import REFUSAL
from tests.journeys.many_chats import Chatted, chat_all
from tests.live_site import run_site
from tests.postgresql_server import free_port
from tests.running_service import start_service

DOWN = "down"
FAILING = (
    DOWN,
    "silence",
    "a drip of words",
    "garbage",
    "a page",
    "nothing",
    "a cut answer",
    "server error",
    "too many requests",
    "overloaded",
)
"""Ten modes in which a model fails; after five failures it is left alone."""
SAYING = (REFUSAL, "an answer that was cut short", "silent", "wordy", "wrong_language", "inventing", "leaking")
"""It answers, but nothing that may be shown: it is asked again each time, and stopped each time."""
# Asked word for word, sure of an article; near to some; far from all of them.
QUESTIONS = (*TITLES.items(), ("en", "Where can I park my car overnight?"), ("en", "passport licence"))


@dataclass(frozen=True)
class Tried:
    """What citizens got while the service still asked the model, and when it had left it alone."""

    asking: list[Chatted]
    resting: list[Chatted]
    asked_at_rest: int
    """Requests that came to the model meanwhile."""


def try_failing(mode: str, settings: Settings, *, chats: int, own_process: bool) -> Tried:
    """`chats` citizens at once of an installation with such a model, and then a few one after another."""
    with chat_server(faithful, way="" if mode == DOWN else mode) as model:
        url = f"http://127.0.0.1:{free_port()}/v1" if mode == DOWN else model.url
        with _serving(settings, url, own_process=own_process) as address:
            asking = chat_all(address, list(islice(cycle(QUESTIONS), chats)))
            before = len(model.requests)
            resting = [chatted for question in QUESTIONS for chatted in chat_all(address, [question])]
            return Tried(asking, resting, len(model.requests) - before)


def try_saying(settings: Settings, *, chats: int, own_process: bool) -> dict[str, Tried]:
    """`chats` citizens at once for each model of one installation that answers badly."""
    tried = {}
    with chat_server() as model, _serving(settings, model.url, own_process=own_process) as address:
        for mode in SAYING:
            model.way, model.reply = ("", BEHAVIOURS[mode]) if mode in BEHAVIOURS else (mode, faithful)
            tried[mode] = Tried(chat_all(address, list(islice(cycle(QUESTIONS), chats))), [], 0)
    return tried


@contextmanager
def _serving(settings: Settings, url: str, *, own_process: bool) -> Iterator[str]:
    if own_process:
        service = start_service(settings.home, embedding="hash", rate_limits="false", model="small", model_base_url=url)
        try:
            service.wait_until_ready()
            yield service.address
        finally:
            service.stop()
        return
    database = Database(settings.sqlalchemy_url)
    with run_site(settings.model_copy(update={"model": "small", "model_base_url": url}), database) as site:
        yield site.address
    database.close()
