"""Is an answer that was withdrawn or replaced ever given again, while citizens ask without a pause?

A few cycles by default; `make promises` sets CIVICDESK_TEST_CYCLES to two hundred.  The service is two processes that
share one database; a publish or withdrawal reaches one of them, and the questions reach both.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.accounts.permissions import Role, operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from ingestion.documents.importing import import_articles
from knowledge_base import checks
from knowledge_base.models import CheckKind
from knowledge_base.versions import list_versions, pick
from tests.running_service import start_service
from tests.staff import add_staff, session_cookie
from tests.ui.conftest import write_articles
from tests.ui.talk import begin

CYCLES = int(os.environ.get("CIVICDESK_TEST_CYCLES", "4"))
PROCESSES = 2
ASKERS = 4
PATIENCE_SECONDS = 60.0
UNSEEN_SECONDS = 10.0
ARTICLE = "td-harbour-toll"
QUESTION = "How much is the harbour tunnel toll for a private car?"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180 + 20 * CYCLES)]


@dataclass(frozen=True)
class Shown:
    """An answer that cited the article: when it was asked for, when it came, and with which version."""

    asked: float
    came: float
    version: int


@dataclass
class Asker:
    """A citizen who asks the same again and again; every other one does so within a conversation."""

    address: str
    stop: threading.Event
    in_conversation: bool
    shown: list[Shown] = field(default_factory=list)
    last_asked: float = 0.0
    count: int = 0
    failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                # A new connection now and then, so that both processes are asked.
                with httpx.Client(base_url=self.address, timeout=PATIENCE_SECONDS) as client:
                    ask = self._way_to_ask(client)
                    for _ in range(5):
                        self._ask(ask)
        except BaseException as error:  # A thread's exception would be lost otherwise.
            self.failure = error

    def _way_to_ask(self, client: httpx.Client) -> Callable[[], dict[str, Any]]:
        if self.in_conversation:
            talk = begin(client)
            return lambda: talk.ask(QUESTION)
        return lambda: dict(client.post("/api/v1/answers", json={"text": QUESTION, "language": "en"}).json())

    def _ask(self, ask: Callable[[], dict[str, Any]]) -> None:
        asked = time.monotonic()
        answer = ask()
        came = time.monotonic()
        self.shown += [Shown(asked, came, c["version"]) for c in answer["citations"] if c["article_id"] == ARTICLE]
        self.last_asked, self.count = asked, self.count + 1


@dataclass
class Desk:
    """The editor and the publisher, and when each version was live at the latest and at the earliest."""

    database: Database
    editor: httpx.Client
    publisher: httpx.Client
    ended: dict[int, list[float]] = field(default_factory=dict)
    begun: dict[int, list[float]] = field(default_factory=dict)

    def post(self, client: httpx.Client, step: str, **body: Any) -> None:
        response = client.post(f"/api/v1/articles/{ARTICLE}/{step}", json=body)
        assert response.status_code == 200, response.text

    def prepare(self, number: int) -> None:
        """Version `number` is written, approved by another person, and checked."""
        article = {
            "department": "TD",
            "category": "",
            "text": {"en": {"question": QUESTION, "answer": f"The toll for a private car is ${number}."}},
        }
        if number == 1:
            response = self.editor.post("/api/v1/articles", json={"id": ARTICLE, **article})
        else:
            response = self.editor.put(f"/api/v1/articles/{ARTICLE}", json={**article, "base": number - 1})
        assert response.is_success, response.text
        self.post(self.editor, "submit", version=number)
        self.post(self.publisher, "approve", version=number)
        with self.database.write() as session:
            version = pick(list_versions(session, ARTICLE), number)
            for kind in CheckKind:
                checks.keep_check(session, version, kind, passed=True, result={})

    def bring(self, number: int, *, step: str, live: int | None) -> float:
        """Make it live by `step`; returns when the call had returned."""
        self.begun.setdefault(number, []).append(time.monotonic())
        reason = {"reason": "withdrawn in error"} if step == "restore" else {}
        self.post(self.publisher, step, version=number, **reason)
        returned = time.monotonic()
        if live is not None:
            self.ended.setdefault(live, []).append(returned)
        return returned

    def withdraw(self, number: int) -> float:
        self.post(self.publisher, "withdraw", reason="a trial")
        returned = time.monotonic()
        self.ended.setdefault(number, []).append(returned)
        return returned

    def is_stale(self, shown: Shown) -> bool:
        """Whether the version was not live at any instant between question and answer."""
        begun, ended = self.begun[shown.version], self.ended.get(shown.version, [])
        spans = zip(begun, [*ended, float("inf")], strict=False)
        return not any(first <= shown.came and shown.asked <= last for first, last in spans)


@contextmanager
def questions(address: str) -> Iterator[list[Asker]]:
    stop = threading.Event()
    askers = [Asker(address, stop, in_conversation=number % 2 == 1) for number in range(ASKERS)]
    threads = [threading.Thread(target=asker.run, daemon=True) for asker in askers]
    for thread in threads:
        thread.start()
    yield askers
    stop.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert [asker.failure for asker in askers if asker.failure] == []


def wait_until(condition: Callable[[], bool], askers: list[Asker]) -> float:
    """Returns when it came about."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "not in a minute"
        assert [asker.failure for asker in askers if asker.failure] == []
        time.sleep(0.005)
    return time.monotonic()


def wait_until_seen(number: int, since: float, askers: list[Asker]) -> float:
    """How many seconds after `since` an answer first showed the version."""

    def is_seen() -> bool:
        return any(one.version == number and one.came > since for asker in askers for one in asker.shown[-5:])

    return wait_until(is_seen, askers) - since


def wait_for_a_round(since: float, askers: list[Asker]) -> None:
    """Until each has asked after `since` and got an answer."""
    wait_until(lambda: all(asker.last_asked > since for asker in askers), askers)


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Database]]:
    """The address of the service, and its database."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    import_articles(database, [write_articles(tmp_path)], actor=operator(), catalogue=load_catalogue(), publish=True)
    service = start_service(
        tmp_path / "home",
        workers=PROCESSES,
        database_url=database.url.render_as_string(hide_password=False),
        embedding="hash",
        index="exact",
        rate_limits="off",
    )
    service.wait_until_ready()
    yield service.address, database
    service.stop()


@pytest.mark.promise("P17")
@pytest.mark.promise("S38")
def test_what_was_withdrawn_or_replaced_is_never_answered_again(site: tuple[str, Database]) -> None:
    address, database = site
    clients: list[httpx.Client] = []
    for name, role in (("mei", Role.EDITOR), ("wing", Role.PUBLISHER)):
        user = add_staff(database, name, roles=[role], departments=["TD"])
        cookies = session_cookie(database, user)
        # No connection is kept: the service hangs up on one that has been idle, perhaps as the next call is sent.
        limits = httpx.Limits(max_keepalive_connections=0)
        clients.append(httpx.Client(base_url=address, cookies=cookies, timeout=PATIENCE_SECONDS, limits=limits))
    editor, publisher = clients
    desk = Desk(database, editor, publisher)
    visible, restored = [], []
    with questions(address) as askers:
        live: int | None = None
        for number in range(1, CYCLES + 1):
            desk.prepare(number)
            visible.append(wait_until_seen(number, desk.bring(number, step="publish", live=live), askers))
            live = number
            if number % 2:  # Each other one is not withdrawn but replaced by the next.
                wait_for_a_round(desk.withdraw(number), askers)
                restored.append(wait_until_seen(number, desk.bring(number, step="restore", live=None), askers))
                wait_for_a_round(desk.withdraw(number), askers)
                live = None
        if live is not None:
            wait_for_a_round(desk.withdraw(live), askers)
    for client in clients:
        client.close()
    shown = [one for asker in askers for one in asker.shown]
    ends = sorted(end for ended in desk.ended.values() for end in ended)
    after = [one.came - end for one in shown for end in desk.ended[one.version] if one.asked <= end < one.came]
    print(
        f"\n{database.url.get_backend_name()}, {PROCESSES} processes: {CYCLES} cycles, {len(ends)} ends,"
        f" {sum(asker.count for asker in askers)} answers, {len(shown)} with the article,"
        f" {sum(map(desk.is_stale, shown))} stale; asked before and come after an end: {len(after)},"
        f" {max(after, default=0):.2f} s at most; visible in {max(visible):.2f} s, restored in {max(restored):.2f} s"
    )
    assert [one for one in shown if desk.is_stale(one)] == []
    assert max(after, default=0) < UNSEEN_SECONDS
    assert max(visible) < 30
    assert max(restored) < 60
