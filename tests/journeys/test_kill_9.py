"""Is every acknowledged message there exactly once, whatever instant the service is killed at?

Ten kills by default; `make promises` sets CIVICDESK_TEST_KILLS to a hundred.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from sqlalchemy import select, text

from assistant.conversations.models import AnswerRecord, Message
from assistant.database import Database
from tests.journeys.killed_service import KilledService
from tests.postgresql_server import PostgresqlServer

KILLS = int(os.environ.get("CIVICDESK_TEST_KILLS", "10"))
WRITERS = 6
SECONDS_A_KILL = 30
PATIENCE_SECONDS = 60
UNLUCKY_SECONDS = PATIENCE_SECONDS + 10 * KILLS
"""How long a writer keeps sending one message: on a busy machine the kills may cut it off many times in a row."""
RETRY_SECONDS = 0.1

pytestmark = [pytest.mark.slow, pytest.mark.promise("P1"), pytest.mark.timeout(120 + KILLS * SECONDS_A_KILL)]


@dataclass
class Writer:
    """A citizen who sends one message after another and repeats each, under its own key, until it is acknowledged."""

    port: int
    stop: threading.Event
    name: int
    conversation: str = ""
    token: str = ""
    acknowledged: dict[str, dict[str, object]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    failure: BaseException | None = None
    connection: HTTPConnection | None = None

    def run(self) -> None:
        try:
            started = self._until_acknowledged("/api/v1/conversations", {"language": "en"}, {})
            self.conversation, self.token = str(started["id"]), str(started["token"])
            number = 0
            while not self.stop.is_set():
                number += 1
                key = f"{self.name}-{number}"
                self.acknowledged[key] = self.send(key)
        except BaseException as error:  # A thread's exception would be lost otherwise.
            self.failure = error
        finally:
            self.hang_up()

    def send(self, key: str) -> dict[str, object]:
        """Say what belongs to `key` until the service acknowledges it, and return the answer."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        path = f"/api/v1/conversations/{self.conversation}/messages"
        return self._until_acknowledged(path, {"text": words_of(key)}, headers)

    def _until_acknowledged(self, path: str, body: dict[str, str], headers: dict[str, str]) -> dict[str, object]:
        deadline = time.monotonic() + UNLUCKY_SECONDS
        headers = {"Content-Type": "application/json", **headers}
        while time.monotonic() < deadline:
            try:
                self.connection = self.connection or HTTPConnection("127.0.0.1", self.port, timeout=20)
                self.connection.request("POST", path, json.dumps(body), headers)
                response = self.connection.getresponse()
                answer: dict[str, object] = json.loads(response.read())
            except (OSError, HTTPException):
                self.hang_up()
                time.sleep(RETRY_SECONDS)
                continue
            self.statuses[response.status] += 1
            if response.status == 201:
                return answer
            time.sleep(RETRY_SECONDS)
        raise TimeoutError(f"not acknowledged in {UNLUCKY_SECONDS} s: {path}; answers so far: {dict(self.statuses)}")

    def hang_up(self) -> None:
        """Close the connection; the next message opens another."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def words_of(key: str) -> str:
    """What the citizen writes under this key; no two keys say the same."""
    return f"How do I report a fallen tree, number {key}?"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[KilledService]:
    installation = KilledService(tmp_path, rate_limits="off")
    yield installation
    installation.kill()


def write_through(
    service: KilledService, victims: list[str], *, server: PostgresqlServer | None = None
) -> list[Writer]:
    """Let writers write while each of `victims` (`service` or `database`) in turn is killed and started again."""
    chance = random.Random(20_261_121)  # noqa: S311  # Nothing secret; the same instants in every run.
    stop = threading.Event()
    service.start()
    writers = [Writer(service.port, stop, number) for number in range(WRITERS)]
    threads = [threading.Thread(target=writer.run, daemon=True) for writer in writers]
    for thread in threads:
        thread.start()
    for victim in victims:
        wait_for_news(writers)
        time.sleep(chance.uniform(0.020, 0.400))
        if victim == "service":
            service.kill()
            service.start()
        elif server is not None:
            server.crash()
            server.restart()
    wait_for_news(writers)
    stop.set()
    for thread in threads:
        thread.join(timeout=UNLUCKY_SECONDS)
    assert [writer.failure for writer in writers if writer.failure] == []
    return writers


def wait_for_news(writers: list[Writer]) -> None:
    """Return once something more was acknowledged than now: the service is at work again, in the middle of it."""
    before = sum(len(writer.acknowledged) for writer in writers)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and not any(writer.failure for writer in writers):
        if sum(len(writer.acknowledged) for writer in writers) > before:
            return
        time.sleep(0.005)


def check_kept(database: Database, writers: list[Writer]) -> None:
    """Every acknowledged message is stored once, in order, with one answer: the one that was acknowledged."""
    with database.read() as session:
        for writer in writers:
            sent = select(Message).where(Message.conversation_id == writer.conversation)
            stored = session.scalars(sent.where(Message.role == "citizen").order_by(Message.sequence)).all()
            # A writer sends the next message only after an acknowledgement, so their order is known too.
            assert [message.text for message in stored] == [words_of(key) for key in writer.acknowledged]
            assert [message.idempotency_key for message in stored] == list(writer.acknowledged)
            answers = {
                answer.question_id: answer
                for answer in session.scalars(
                    select(AnswerRecord).where(AnswerRecord.question_id.in_([message.id for message in stored]))
                )
            }
            assert [answers[message.id].id for message in stored] == [
                answer["answer_id"] for answer in writer.acknowledged.values()
            ]
        by_role = Counter(session.scalars(select(Message.role)))
        acknowledged = sum(len(writer.acknowledged) for writer in writers)
        assert by_role["citizen"] == by_role["assistant"] == acknowledged


def check_repeats(writers: list[Writer]) -> None:
    """A message sent again under its old key gets its old answer."""
    for writer in writers:
        key, answer = next(iter(writer.acknowledged.items()))
        assert writer.send(key)["answer_id"] == answer["answer_id"]
        writer.hang_up()


def report(kind: str, kills: int, writers: list[Writer]) -> None:
    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    print(f"\n{kind}: {kills} kills, {WRITERS} writers, {acknowledged} acknowledged, 0 lost, 0 doubled")


def test_sqlite_keeps_every_acknowledged_message_once(service: KilledService) -> None:
    writers = write_through(service, ["service"] * KILLS)
    check_repeats(writers)
    database = Database(f"sqlite:///{service.home / 'civicdesk.db'}")
    check_kept(database, writers)
    with database.read() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    database.close()
    assert set().union(*(writer.statuses for writer in writers)) == {201}
    report("SQLite", KILLS, writers)


def test_postgresql_keeps_every_acknowledged_message_once(
    service: KilledService, postgresql: PostgresqlServer, postgresql_database: Database
) -> None:
    service.database_url = postgresql_database.url.render_as_string(hide_password=False)
    writers = write_through(service, ["service", "database"] * (KILLS // 2), server=postgresql)
    check_repeats(writers)
    check_kept(postgresql_database, writers)
    # While the database is away the service says 503, which means "try again", and never 500.
    assert set().union(*(writer.statuses for writer in writers)) <= {201, 503}
    report("PostgreSQL", KILLS, writers)
