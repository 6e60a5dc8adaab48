"""How often may a password be tried, and who waits meanwhile?  (PROMISES T15.)"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice

import pytest
from starlette.testclient import TestClient

from assistant.accounts import credentials
from tests.staff import PASSWORD, sign_in
from tests.ui.door import amy, database, site

__all__ = ["amy", "database", "site"]


@pytest.mark.promise("T15")
def test_of_a_thousand_tries_five_are_verified(site: TestClient, amy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """T15: 1,000 tries → ≤ 5 verified."""
    verified: list[str] = []
    verify = credentials._HASHER.verify

    def counted(password: str, password_hash: str) -> bool:
        verified.append(password)
        return verify(password, password_hash)

    monkeypatch.setattr(credentials._HASHER, "verify", counted)
    with ThreadPoolExecutor(8) as pool:
        tries = pool.map(lambda number: sign_in(site, amy, f"guess number {number}"), range(1000))
        statuses = [response.status_code for response in tries]
    assert len(verified) == 5
    assert (statuses.count(401), statuses.count(429)) == (5, 995)
    refused = sign_in(site, amy, PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 900
    assert "Too many tries" in refused.text


def test_the_right_password_forgives_the_tries_before(site: TestClient, amy: str) -> None:
    for _ in range(3):
        assert [sign_in(site, amy, "wrong password").status_code for _ in range(4)] == [401] * 4
        assert sign_in(site, amy).status_code == 303


def test_an_address_has_twenty_failed_tries_whichever_the_account(site: TestClient, amy: str) -> None:
    statuses = [sign_in(site, f"user{number}", "wrong password").status_code for number in range(22)]
    assert statuses == [401] * 20 + [429] * 2
    assert sign_in(site, amy).status_code == 429


@pytest.fixture
def slow_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Passwords are compared only when the event is set."""
    go_on = threading.Event()

    def wait(password: str, password_hash: str) -> bool:
        go_on.wait(60)
        return False

    monkeypatch.setattr(credentials._HASHER, "verify", wait)
    yield go_on
    go_on.set()


@pytest.mark.promise("T15")
def test_citizens_are_served_however_many_sign_in(site: TestClient, slow_hashes: threading.Event) -> None:
    """T15: tries wait on threads of their own, of which there are two; a request for a citizen never stands behind."""
    with ThreadPoolExecutor(20) as pool:
        tries = [pool.submit(sign_in, site, f"user{number}", "wrong password") for number in range(15)]
        for _ in range(20):
            assert site.post("/api/v1/conversations", json={"language": "en"}).status_code == 201
        assert not any(attempt.done() for attempt in tries)
        slow_hashes.set()
        assert [attempt.result().status_code for attempt in tries] == [401] * 15


def test_a_crowd_before_the_door_is_asked_to_come_back(
    site: TestClient, slow_hashes: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.staff.door.MOST_WAITING", 4)
    with ThreadPoolExecutor(12) as pool:
        tries = [pool.submit(sign_in, site, f"user{number}", "wrong password") for number in range(12)]
        refused = [attempt.result().status_code for attempt in islice(as_completed(tries, timeout=60), 6)]
        slow_hashes.set()
        statuses = [attempt.result().status_code for attempt in tries]
    assert refused == [429] * 6  # Two are at work and four wait.
    assert statuses.count(401) == 6
