"""Does a switch work at once, for everybody, under load, and is it audited?"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role
from assistant.audit import AuditEvent
from assistant.database import Database
from tests.assistant.licence_knowledge import TITLES
from tests.running_service import RunningService, start_service
from tests.ui.conftest import install
from tests.ui.inside import database_of, service_of
from tests.ui.staff_page import sign_in
from tests.ui.talk import CONVERSATIONS, assert_problem, begin
from ui.app import create_app
from ui.cli import cli
from ui.problems import SWITCHED_OFF
from ui.staff_access import COOKIE

SWITCHES = "/api/v1/switches"
TOPIC = "topic:licence_permit_enquiry"
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
EFFECTIVE_SECONDS = 3.0
"""Five are promised."""
REASON = {"reason": "the fees change at midnight"}


@pytest.fixture
def desk(tmp_path: Path, clean_environment: None) -> Iterator[TestClient]:
    """A service of this test alone, since what it switches off is off for everybody."""
    with TestClient(create_app(install(tmp_path)), raise_server_exceptions=False) as client:
        yield client


def cookie_of(client: TestClient, role: Role) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={sign_in(database_of(client), role)}"}


def throw(client: TestClient, target: str, *, method: str = "PUT", role: Role = Role.SUPERVISOR) -> Any:
    return client.request(method, f"{SWITCHES}/{target}", json=REASON, headers=cookie_of(client, role))


def wait_until(is_so: Any) -> float:
    """The seconds that it took.  Fails after those that a switch may take."""
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() - started < EFFECTIVE_SECONDS
        time.sleep(0.02)
    return time.monotonic() - started


# Who may


@pytest.mark.parametrize(("method", "path"), [("GET", SWITCHES), ("PUT", f"{SWITCHES}/x"), ("DELETE", f"{SWITCHES}/x")])
def test_nobody_else_may_look_or_switch(client: TestClient, method: str, path: str) -> None:
    body = REASON if method != "GET" else None
    assert_problem(client.request(method, path, json=body), 401)
    assert_problem(client.request(method, path, json=body, headers=cookie_of(client, Role.AGENT)), 403)


def test_a_supervisor_sees_what_is_off_and_what_could_be(desk: TestClient) -> None:
    state = throw(desk, TOPIC).json()
    [switch] = state["off"]
    assert (switch["target"], switch["reason"]) == (TOPIC, REASON["reason"])
    assert switch["set_by"].startswith("supervisor-")
    assert {"assistant", "suggestions", "channel:web", "channel:api", TOPIC} <= set(state["targets"])
    assert desk.get(SWITCHES, headers=cookie_of(desk, Role.ADMIN)).json() == state
    assert throw(desk, TOPIC, method="DELETE").json()["off"] == []


@pytest.mark.parametrize("target", ["nothing", "topic:unknown", "channel:fax"])
def test_what_is_not_known_is_refused(client: TestClient, target: str) -> None:
    assert_problem(throw(client, target), 422)


def test_a_switch_without_a_reason_is_refused(client: TestClient) -> None:
    headers = cookie_of(client, Role.SUPERVISOR)
    assert_problem(client.put(f"{SWITCHES}/assistant", json={"reason": " "}, headers=headers), 422)
    assert_problem(client.put(f"{SWITCHES}/assistant", json={}, headers=headers), 422)


# What it does


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_channel_that_is_off_says_so_in_the_citizens_language(desk: TestClient, language: str) -> None:
    talk = begin(desk, language=language)
    throw(desk, "channel:api")
    wait_until(lambda: desk.post(CONVERSATIONS, json={"language": language}).status_code == 503)
    refusal = desk.post(CONVERSATIONS, json={"language": language})
    notice = service_of(desk).assistant.wording.text("channel_off", language)
    problem = assert_problem(refusal, 503)
    assert (problem["type"], problem["detail"]) == (SWITCHED_OFF, notice)
    assert int(refusal.headers["retry-after"]) > 0
    assert assert_problem(talk.post("messages", {"text": "hello"}), 503)["detail"] == notice
    assert_problem(desk.post("/api/v1/answers", json={"text": "hello", "language": language}), 503)
    assert desk.post(CONVERSATIONS, json={"channel": "web"}).status_code == 201
    assert talk.messages() == []


# Under load


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningService, Path]]:
    """Two processes that serve one installation."""
    home = tmp_path_factory.mktemp("switched")
    install(home)
    service = start_service(home, workers=2, embedding="hash", rate_limits="off")
    service.wait_until_ready()
    yield service, home
    service.stop()


@dataclass(frozen=True)
class Seen:
    """A question's times, and what came of it."""

    asked: float
    answered: float
    status: str


class Asker(threading.Thread):
    """Asks one question after the other, each in a conversation of its own, and notes what came and when."""

    def __init__(self, address: str, stop: threading.Event) -> None:
        super().__init__()
        self.address, self.stop = address, stop
        self.seen: list[Seen] = []

    def run(self) -> None:
        while not self.stop.is_set():
            with httpx.Client(base_url=self.address, timeout=30) as client:  # A new connection, to either process.
                asked = time.monotonic()
                status = self._ask(client)
            self.seen.append(Seen(asked, time.monotonic(), status))

    def _ask(self, client: httpx.Client) -> str:
        started = client.post(CONVERSATIONS, json={})
        if started.status_code != 201:
            return str(started.status_code)
        headers = {"Authorization": f"Bearer {started.json()['token']}"}
        path = f"{CONVERSATIONS}/{started.json()['id']}/messages"
        answer = client.post(path, json={"text": TITLES["en"]}, headers=headers)
        return str(answer.json()["status"] if answer.status_code == 201 else answer.status_code)


@pytest.mark.promise("P19")
@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("assistant", "handoff_switched_off"),
        (TOPIC, "handoff_policy_restriction"),
        ("channel:api", "503"),
    ],
)
def test_a_switch_thrown_under_load_is_heeded_by_every_process_in_seconds(
    served: tuple[RunningService, Path], target: str, expected: str
) -> None:
    service, home = served
    stop = threading.Event()
    askers = [Asker(service.address, stop) for _ in range(4)]
    environment = {"CIVICDESK_HOME": str(home), "CIVICDESK_EMBEDDING": "hash"}
    for asker in askers:
        asker.start()
    try:
        while not all(asker.seen for asker in askers):
            time.sleep(0.05)
        began: dict[str, float] = {}
        turned: dict[str, float] = {}
        for word in ("off", "on"):
            arguments = ["switch", word, target, "--reason", f"load {word}"]
            began[word] = time.monotonic()
            result = CliRunner().invoke(cli, arguments, env=environment)
            assert result.exit_code == 0, result.output
            turned[word] = time.monotonic()
            time.sleep(EFFECTIVE_SECONDS + 3)
    finally:
        stop.set()
        for asker in askers:
            asker.join(60)
    seen = [seen for asker in askers for seen in asker.seen]
    before = [one.status for one in seen if one.answered < began["off"]]
    off = [one for one in seen if one.asked > turned["off"] and one.answered < began["on"]]
    after = [one.status for one in seen if one.asked > turned["on"] + EFFECTIVE_SECONDS]
    assert set(before) == set(after) == {"answered_approved_text"}
    assert {one.status for one in off if one.asked > turned["off"] + EFFECTIVE_SECONDS} == {expected}
    late = max((one.asked - turned["off"] for one in off if one.status != expected), default=0)
    print(f"{target}: {len(seen)} asked; the last that did not heed it, {late:.2f} s after it was thrown")
    database = Database(f"sqlite:///{home / 'civicdesk.db'}")
    with database.read() as session:
        audited = session.execute(
            select(AuditEvent.action, AuditEvent.actor).where(AuditEvent.subject == target).order_by(AuditEvent.id)
        ).all()
    database.close()
    assert [tuple(row) for row in audited] == [("switch.off", "operator"), ("switch.on", "operator")]
