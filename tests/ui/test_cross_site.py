"""Can a page of another site change anything with the cookie of somebody who is signed in?"""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.ui.talk import CONVERSATIONS, assert_problem

FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://testserver.evil.example"},
    {"Origin": "http://testserver:8080"},
    {"Origin": "http://testserver:x"},
    {"Origin": "file://testserver"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]
OWN = [
    {},
    {"Origin": "http://testserver"},
    {"Origin": "http://testserver:80"},
    {"Origin": "https://testserver"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "none"},
]
STAFF_FORMS = ["POST /staff/sign-in", "POST /staff/sign-out", "POST /staff/password"]
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def list_unsafe_routes(app: FastAPI) -> set[str]:
    """Every route that changes something, also those that the description leaves out, and the staff's forms."""
    found = {
        f"{method} {re.sub(r'{[^}]*}', '1', route.path or '')}"
        for route in iter_route_contexts(app.routes)
        if isinstance(route.original_route, APIRoute)
        for method in (route.methods or set()) & UNSAFE
    }
    return found | set(STAFF_FORMS)


@pytest.mark.promise("T17")
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_every_route_that_changes_something_is_closed_to_other_sites(
    client: TestClient, headers: dict[str, str]
) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    routes = list_unsafe_routes(app)
    assert len(routes) >= 10
    refused = {route: client.request(*route.split(), json={}, headers=headers).status_code for route in routes}
    assert refused == dict.fromkeys(routes, 403)


def test_the_refusal_is_problem_details(client: TestClient) -> None:
    assert_problem(client.post(CONVERSATIONS, json={}, headers=FOREIGN[0]), 403)


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_our_own_pages_and_other_programs_may(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post(CONVERSATIONS, json={}, headers=headers).status_code == 201


def test_a_foreign_page_may_link_to_ours(client: TestClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_no_socket_opens_for_another_site(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/staff/agent", headers={"Origin": "https://evil.example"}),
    ):
        pass
    assert refused.value.code == 1008
