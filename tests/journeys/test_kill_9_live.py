"""Does each side of a live conversation hear every word of the other once and in order, however often the service dies?

Five kills by default; `make promises` sets CIVICDESK_TEST_KILLS to a hundred.
"""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from assistant.database import Database
from tests.journeys.killed_service import KilledService
from tests.listening import Listener
from tests.live_site import Agent, LiveSite
from tests.ui.talk import Talk

KILLS = int(os.environ.get("CIVICDESK_TEST_KILLS", "5"))
SECONDS_A_KILL = 30
PATIENCE_SECONDS = 60
RETRY_SECONDS = 0.1

pytestmark = [pytest.mark.slow, pytest.mark.promise("P1"), pytest.mark.timeout(120 + KILLS * SECONDS_A_KILL)]


@pytest.fixture
def service(tmp_path: Path, database: Database) -> Iterator[KilledService]:
    installation = KilledService(tmp_path / "home", database_url=database.url.render_as_string(hide_password=False))
    installation.start()
    yield installation
    installation.kill()


@dataclass
class Speaker:
    """Says one line after another, and repeats each under its own key until it is acknowledged."""

    name: str
    send: Callable[[str, str], httpx.Response]
    stop: threading.Event
    acknowledged: list[str] = field(default_factory=list)
    failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                line = f"{self.name} says line {len(self.acknowledged) + 1}"
                self._until_acknowledged(line, str(uuid.uuid4()))
                self.acknowledged.append(line)
        except BaseException as error:  # A thread's exception would be lost otherwise.
            self.failure = error

    def _until_acknowledged(self, line: str, key: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS + 10 * KILLS
        while time.monotonic() < deadline:
            try:
                response = self.send(line, key)
            except httpx.HTTPError:
                time.sleep(RETRY_SECONDS)
                continue
            if response.status_code == 201:
                return
            assert response.status_code in (429, 503), response.text  # Both mean: try again.
            time.sleep(RETRY_SECONDS)
        raise TimeoutError(f"not acknowledged: {line}")


def test_each_side_hears_every_word_of_the_other_once_and_in_order(service: KilledService, database: Database) -> None:
    site = LiveSite(f"http://127.0.0.1:{service.port}", database)
    talk, ada = site.waiting_citizen(), site.agent()
    handoff = ada.claim(talk)
    page, console = site.follow(talk, comes_back=True), ada.follow(comes_back=True)
    stop = threading.Event()
    speakers = [
        Speaker("citizen", lambda line, key: say_as_citizen(talk, line, key), stop),
        Speaker("agent", lambda line, key: say_as_agent(ada, handoff, line, key), stop),
    ]
    threads = [threading.Thread(target=speaker.run, daemon=True) for speaker in speakers]
    for thread in threads:
        thread.start()
    chance = random.Random(20_261_126)  # noqa: S311  # Nothing secret; the same instants in every run.
    for _ in range(KILLS):
        wait_for_news(speakers)
        time.sleep(chance.uniform(0.020, 0.400))
        service.kill()
        service.start()
        ada.client.post("/api/v1/staff/presence", json={"is_available": True})
    wait_for_news(speakers)
    stop.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert [speaker.failure for speaker in speakers if speaker.failure] == []
    citizen, agent = speakers
    page.wait_until(lambda: len(heard_on_page(page)) >= len(agent.acknowledged))
    console.wait_until(lambda: len(heard_at_console(console)) >= len(citizen.acknowledged))
    assert heard_on_page(page) == agent.acknowledged
    assert heard_at_console(console) == citizen.acknowledged
    site.close()
    words = len(agent.acknowledged) + len(citizen.acknowledged)
    print(f"\n{database.engine.dialect.name}: {KILLS} kills, {words} messages, 0 lost, 0 doubled, 0 out of order")


def say_as_citizen(talk: Talk, line: str, key: str) -> httpx.Response:
    response: httpx.Response = talk.post("messages", {"text": line}, Idempotency_Key=key)
    return response


def say_as_agent(agent: Agent, handoff: str, line: str, key: str) -> httpx.Response:
    headers = {"Idempotency-Key": key}
    return agent.client.post(f"/api/v1/handoffs/{handoff}/replies", json={"text": line}, headers=headers)


def heard_on_page(page: Listener) -> list[str]:
    return [message["text"] for message in page.named("message") if message["role"] == "agent"]


def heard_at_console(console: Listener) -> list[str]:
    messages = [data["message"] for data in console.named("message")]
    return [message["text"] for message in messages if message["role"] == "citizen"]


def wait_for_news(speakers: list[Speaker]) -> None:
    """Return once both sides were acknowledged something more than now."""
    before = [len(speaker.acknowledged) for speaker in speakers]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and not any(speaker.failure for speaker in speakers):
        if all(len(s.acknowledged) > count for s, count in zip(speakers, before, strict=True)):
            return
        time.sleep(0.005)
