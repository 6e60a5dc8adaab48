"""Is whoever asks for too much told to wait, whatever they say about themselves?"""

from __future__ import annotations

import asyncio
import secrets
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.settings import load_settings
from tests.ui.conftest import install
from tests.ui.talk import assert_problem, begin
from ui.app import create_app
from ui.client_address import ClientAddress, read_proxies
from ui.rate_counts import RateCounts
from ui.rate_limits import RateLimits, find_caller
from ui.rate_policy import RatePolicy, load_rate_policy
from ui.staff_access import COOKIE, SECURE_COOKIE

POLICY = RatePolicy(
    {
        "message": {
            "routes": ["POST /m"],
            "caller": "3 per minute",
            "address": "5 per minute",
            "overall": "8 per minute",
        },
        "stream": {"routes": ["GET /s"], "address": "99 per minute", "open_of_caller": 2, "open_of_address": 3},
        "other": {"routes": ["*"], "address": "100 per minute"},
    }
)


class Desk:
    """A service behind the limits of `policy`; remembers nothing but the answers."""

    def __init__(self, policy: RatePolicy = POLICY, proxies: str = "") -> None:
        self.gate = asyncio.Event()
        self.app = ClientAddress(RateLimits(self._answer, policy, RateCounts()), read_proxies(proxies))

    async def _answer(self, scope: Any, _receive: Any, send: Any) -> None:
        if scope["path"] == "/s":
            await self.gate.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def ask(self, method: str, path: str, client: str, **headers: str) -> tuple[int, dict[str, str]]:
        told: list[Any] = []

        async def send(message: Any) -> None:
            told.append(message)

        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "client": (client, 1),
            "headers": raw,
            "scheme": "http",
        }
        await self.app(scope, None, send)  # type: ignore[arg-type]  # Nothing is received.
        return told[0]["status"], {name.decode(): value.decode() for name, value in told[0]["headers"]}

    def statuses(self, count: int, client: str = "203.0.113.9", path: str = "/m", **headers: str) -> list[int]:
        return [asyncio.run(self.ask("POST", path, client, **headers))[0] for _ in range(count)]


# Whom a limit counts


def test_one_caller_is_limited_and_told_how_long_to_wait() -> None:
    desk = Desk()
    assert desk.statuses(4, authorization="Bearer mine") == [200, 200, 200, 429]
    status, headers = asyncio.run(desk.ask("POST", "/m", "203.0.113.9", authorization="Bearer mine"))
    assert (status, headers["content-type"]) == (429, "application/problem+json")
    assert 59 <= int(headers["retry-after"]) <= 60


def test_another_caller_at_the_same_address_goes_on_until_the_address_is_full() -> None:
    desk = Desk()
    assert desk.statuses(3, authorization="Bearer one") == [200] * 3
    assert desk.statuses(3, authorization="Bearer two") == [200, 200, 429]  # 3 + 2 = 5 of the address.


def test_everybody_together_is_limited_too() -> None:
    desk = Desk()
    assert desk.statuses(5, "203.0.113.1") + desk.statuses(5, "203.0.113.2") == [200] * 8 + [429] * 2


def test_the_addresses_of_one_ipv6_subscriber_count_together() -> None:
    desk = Desk()
    assert [desk.statuses(1, f"2001:db8::{number}")[0] for number in range(1, 7)] == [200] * 5 + [429]


def test_an_id_in_the_path_uses_up_nobodys_limit() -> None:
    assert find_caller({"type": "http", "path": "/api/v1/conversations/1/messages", "headers": []}) == ""


@pytest.mark.parametrize("name", [COOKIE, SECURE_COOKIE])
def test_a_session_is_a_caller_whatever_other_cookies_there_are(name: str) -> None:
    def caller(cookies: str) -> str:
        return find_caller({"type": "http", "headers": [(b"cookie", cookies.encode())]})

    assert caller(f"a=b; {name}=secret; c=d") == caller(f"{name}=secret") != ""
    assert "secret" not in caller(f"{name}=secret")


# Forwarding headers


def random_headers() -> dict[str, str]:
    address = ".".join(str(secrets.randbelow(256)) for _ in range(4))
    return {
        "x_forwarded_for": f"{address}, {secrets.randbelow(256)}.1.1.1",
        "forwarded": f"for={address}",
        "x_real_ip": address,
        "x_client_ip": address,
        "true_client_ip": address,
    }


@pytest.mark.promise("T18")
@pytest.mark.parametrize(("method", "path"), [("POST", "/api/v1/conversations"), ("POST", "/staff/sign-in")])
def test_a_thousand_requests_with_invented_addresses_are_limited_at_the_same_count(method: str, path: str) -> None:
    def passed(*, is_inventive: bool) -> int:
        desk = Desk(load_rate_policy())
        asked = [
            asyncio.run(desk.ask(method, path, "203.0.113.9", **(random_headers() if is_inventive else {})))[0]
            for _ in range(1000)
        ]
        return asked.index(429)

    assert passed(is_inventive=True) == passed(is_inventive=False) < 1000


def test_behind_a_named_proxy_what_a_client_invents_stands_left_of_its_address() -> None:
    desk = Desk(proxies="10.0.0.1")
    invented = [f"{secrets.randbelow(256)}.1.1.1, 203.0.113.9" for _ in range(6)]
    statuses = [desk.statuses(1, "10.0.0.1", x_forwarded_for=line)[0] for line in invented]
    assert statuses == [200] * 5 + [429]
    assert desk.statuses(1, "10.0.0.1", x_forwarded_for="203.0.113.77") == [200]


# Streams


def test_a_caller_holds_only_so_many_streams_open_and_may_open_another_when_one_ends() -> None:
    async def story() -> list[int]:
        desk = Desk()
        held = [asyncio.create_task(desk.ask("GET", "/s", "203.0.113.9", authorization="Bearer a")) for _ in range(2)]
        await asyncio.sleep(0)
        refused, _ = await desk.ask("GET", "/s", "203.0.113.9", authorization="Bearer a")
        held.append(asyncio.create_task(desk.ask("GET", "/s", "203.0.113.9", authorization="Bearer b")))
        await asyncio.sleep(0)
        crowded, _ = await desk.ask("GET", "/s", "203.0.113.9", authorization="Bearer c")
        desk.gate.set()
        ended = [status for status, _ in await asyncio.gather(*held)]
        again, _ = await desk.ask("GET", "/s", "203.0.113.9", authorization="Bearer a")
        return [refused, crowded, *ended, again]

    assert asyncio.run(story()) == [429, 429, 200, 200, 200, 200]


# In the service


def test_the_service_limits_by_default_and_says_so_as_problem_details(tmp_path: Path, clean_environment: None) -> None:
    with TestClient(create_app(load_settings(home=tmp_path, embedding="hash"))) as client:
        talk = begin(client)
        answers = [talk.post("handoff", {}) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [201] * 10 + [429]
        assert_problem(answers[-1], 429)
        assert answers[-1].headers["content-security-policy"]
        assert begin(client).post("handoff", {}).status_code == 201


def test_limits_can_be_switched_off_for_measurements(tmp_path: Path, clean_environment: None) -> None:
    with TestClient(create_app(load_settings(home=tmp_path, embedding="hash", rate_limits=False))) as client:
        talk = begin(client)
        assert {talk.post("handoff", {}).status_code for _ in range(12)} == {201}


# Cost


def test_a_check_costs_next_to_nothing() -> None:
    limits = RateLimits(Desk()._answer, load_rate_policy(), RateCounts())
    scope = {"type": "http", "headers": [(b"host", b"x"), (b"authorization", b"Bearer " + b"x" * 43)]}
    best = 1.0
    for _ in range(20):
        started = time.perf_counter()
        for number in range(50):
            kind = limits._policy.find_kind("POST", "/api/v1/conversations/1/messages")
            limits.check(kind, find_caller(scope) + str(number), "203.0.113.9")
        best = min(best, (time.perf_counter() - started) / 50)
    assert best <= 50e-6


# Danger to life


@pytest.mark.promise("T32")
@pytest.mark.parametrize(
    ("language", "danger"),
    [("en", "My kitchen is on fire, help"), ("zh-Hant", "我屋企著火，救命"), ("zh-Hans", "我家着火了，救命")],
)
def test_who_is_in_danger_is_answered_beyond_any_limit(tmp_path: Path, language: str, danger: str) -> None:
    settings = install(tmp_path, rate_limits=True)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        talk = begin(client, language=language)
        for _ in range(60):
            talk.post("messages", {"text": "…"})
        assert_problem(talk.post("messages", {"text": "How do I renew my driving licence?"}), 429)
        assert_problem(talk.post("messages", {"text": danger + " ." * 9000}), 429)
        assert_problem(talk.post("messages", {"no": danger}), 429)
        answer = talk.ask(danger)
        assert (answer["outcome"], answer["language"]) == ("emergency", language)
        assert talk.messages()[-2]["text"] == danger


def test_alarms_have_a_limit_of_their_own() -> None:
    assert str(load_rate_policy().find_kind("POST", "/api/v1/answers").alarm) == "600 per 1 minute"
    assert load_rate_policy().find_kind("POST", "/api/v1/conversations").alarm is None
