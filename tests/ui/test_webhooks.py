"""Does an admin, and nobody else, say which systems are told of cases' events?"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role
from tests.ui.desk import Desk, desk
from tests.ui.talk import assert_problem

URL = "https://permits.example/hooks/civicdesk"


def admin(client: TestClient) -> Desk:
    return desk(client, roles=[Role.ADMIN])


def test_its_secret_is_shown_once(client: TestClient) -> None:
    agent = admin(client)
    added = agent.do("webhooks", {"name": "permits", "url": URL, "events": ["closed"], "departments": ["HYD"]})
    assert len(added["secret"]) >= 32
    [listed] = [w for w in agent.read("webhooks")["webhooks"] if w["name"] == "permits"]
    assert "secret" not in listed
    assert (listed["events"], listed["departments"]) == (["closed"], ["HYD"])
    address = f"/api/v1/webhooks/{added['id']}"
    assert client.delete(address, headers={"Cookie": agent.cookie}).status_code == 204
    assert_problem(client.delete(address, headers={"Cookie": agent.cookie}), 404)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example",
        "javascript:alert(1)",
        "https://",
        "https://me:secret@a.example",
        "/hooks",
        "https://a b",
        "https://[::1",
    ],
)
def test_only_a_plain_web_address_can_be_called(client: TestClient, url: str) -> None:
    assert_problem(admin(client).post("webhooks", {"name": "x", "url": url}), 422)


@pytest.mark.parametrize("wrong", [{"events": ["exploded"]}, {"departments": ["NOBODY"]}, {"name": " "}])
def test_what_nothing_would_ever_match_is_refused(client: TestClient, wrong: dict[str, object]) -> None:
    assert_problem(admin(client).post("webhooks", {"name": "y", "url": URL, **wrong}), 422)


def test_a_name_is_given_once(client: TestClient) -> None:
    agent = admin(client)
    agent.do("webhooks", {"name": "twice", "url": URL})
    assert_problem(agent.post("webhooks", {"name": "twice", "url": URL}), 422)
