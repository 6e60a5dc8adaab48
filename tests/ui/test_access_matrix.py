"""Who may call what?  Every route, called by everybody, with what is their own and what is not (T13).

The table is written by hand and compared with the description of the API: a new route needs a line here first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from assistant.accounts.api_keys import add_key
from assistant.accounts.permissions import Permission, operator
from assistant.cases.catalogue import load_catalogue
from assistant.conversations import history
from tests.staff import add_staff, session_cookie
from tests.ui.access.requests import QUERIES, REQUESTS
from tests.ui.access.scenes import PARENT, World, headers_of, wait
from tests.ui.access.table import EXPECTED, STAFF, STREAMS, WHO
from tests.ui.conftest import install
from ui.app import create_app


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    settings = install(tmp_path_factory.mktemp("matrix"), sidebar_parents=PARENT, source_domains="td.example")
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        world = World(client)
        for name, (roles, departments) in STAFF.items():
            user = add_staff(world.database, name, roles=roles, departments=departments)
            world.cookies[name] = session_cookie(world.database, user)
        with world.database.write() as session:
            world.key = add_key(
                session,
                "desk",
                actor=operator(),
                scopes=[Permission.SUGGESTION_CREATE],
                departments=["TD"],
                catalogue=load_catalogue(),
            )
            world.other_token = history.start_conversation(session, language="en").token
        yield world


def call(world: World, route: str, who: str) -> int:
    method, path = route.split(" ")
    set_up, body = REQUESTS.get(route, (wait, None))
    scene = set_up(world, who)
    address = path.format(**scene.ids) + QUERIES.get(route, "")
    sent = body(scene) if callable(body) else body
    headers = headers_of(world, who, scene) | ({"Content-Type": "application/json"} if sent is not None else {})
    content = None if sent is None else json.dumps(sent)
    return world.client.request(method, address, content=content, headers=headers).status_code


def described(client: TestClient) -> set[str]:
    paths = client.get("/openapi.json").json()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_every_route_of_the_description_is_in_the_table(world: World) -> None:
    assert described(world.client) == set(EXPECTED) | STREAMS


@pytest.mark.promise("T13")
@pytest.mark.parametrize("route", EXPECTED)
def test_everybody_gets_what_is_theirs_and_no_more(world: World, route: str) -> None:
    found = {who: call(world, route, who) for who in WHO}
    assert found == dict(zip(WHO, map(int, EXPECTED[route].split()), strict=True))
