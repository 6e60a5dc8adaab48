"""Who may call what?  Every route, called by everybody, with what is their own and what is not (T13).

The table is written by hand and compared with the description of the API: a new route needs a line here first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.accounts.api_keys import add_key
from assistant.accounts.permissions import Permission, Role, operator
from assistant.accounts.staff_sessions import find_session
from assistant.answering.answer import Answer, HandoffReason, Status
from assistant.answering.draft import Role as Speaker
from assistant.cases.catalogue import load_catalogue
from assistant.conversations import claims, handoffs, history, replies
from assistant.conversations.replies import Verdict
from tests.staff import add_staff, session_cookie
from tests.ui.conftest import install
from ui.app import create_app
from ui.staff_access import COOKIE

WHO = (
    "nobody",
    "citizen",
    "other_citizen",
    "agent",
    "other_agent",
    "editor",
    "publisher",
    "supervisor",
    "admin",
    "key",
)
"""The conversation is the citizen's and belongs to TD; the agent works for TD, the other one for IMMD; the supervisor
for every department.  The key may only ask for suggestions."""

STAFF = {
    "agent": ([Role.AGENT], ["TD"]),
    "holder": ([Role.AGENT], ["TD"]),
    "trainee": ([Role.AGENT], ["TD"]),
    "other_agent": ([Role.AGENT], ["IMMD"]),
    "editor": ([Role.EDITOR], ["TD"]),
    "publisher": ([Role.PUBLISHER], ["TD"]),
    "supervisor": ([Role.SUPERVISOR], ["*"]),
    "admin": ([Role.ADMIN], ["*"]),
}
PUBLIC = "200 200 200 200 200 200 200 200 200 200"
MADE = "201 201 201 201 201 201 201 201 201 201"
# The right token opens it; whoever shows another one, or a staff session, learns not even that it exists.
OWN_200 = "404 200 404 404 404 404 404 404 404 404"
OWN_201 = "404 201 404 404 404 404 404 404 404 404"
OWN_204 = "404 204 404 404 404 404 404 404 404 404"
# Staff: what the department is not one's own does not exist; what the role does not hold is forbidden.
TD_STAFF = "401 401 401 200 404 403 403 200 403 403"
TD_STAFF_201 = "401 401 401 201 404 403 403 201 403 403"
TD_STAFF_204 = "401 401 401 204 404 403 403 204 403 403"
# Only who holds the conversation; a supervisor who does not is told so.
HOLDER = "401 401 401 200 404 403 403 409 403 403"
HOLDER_201 = "401 401 401 201 404 403 403 409 403 403"
HOLDER_204 = "401 401 401 204 404 403 403 409 403 403"
SUPERVISOR = "401 401 401 403 403 403 403 200 403 403"
BOARD = "401 401 401 403 403 403 403 200 200 403"
ANY_AGENT = "401 401 401 200 200 403 403 200 403 403"
SIGNED_IN = "401 401 401 200 200 200 200 200 200 200"

EXPECTED = {
    "GET /live": PUBLIC,
    "GET /ready": PUBLIC,
    "GET /status": PUBLIC,
    "POST /api/v1/answers": PUBLIC,
    "GET /api/v1/articles": PUBLIC,
    "GET /api/v1/articles/{article_id}": PUBLIC,
    "POST /api/v1/conversations": MADE,
    "GET /api/v1/conversations/{conversation_id}/messages": OWN_200,
    "POST /api/v1/conversations/{conversation_id}/messages": OWN_201,
    "POST /api/v1/conversations/{conversation_id}/handoff": OWN_201,
    "POST /api/v1/conversations/{conversation_id}/feedback": OWN_201,
    "GET /api/v1/conversations/{conversation_id}/handoff": OWN_200,
    "POST /api/v1/conversations/{conversation_id}/satisfaction": OWN_201,
    "POST /api/v1/conversations/{conversation_id}/typing": OWN_204,
    "POST /api/v1/handoffs/progress": PUBLIC,
    "GET /api/v1/handoffs": ANY_AGENT,
    "GET /api/v1/handoffs/{handoff_id}": TD_STAFF,
    "POST /api/v1/handoffs/{handoff_id}/claim": TD_STAFF,
    "POST /api/v1/handoffs/{handoff_id}/release": HOLDER,
    "POST /api/v1/handoffs/{handoff_id}/put-back": HOLDER,
    "POST /api/v1/handoffs/{handoff_id}/close": HOLDER,
    "POST /api/v1/handoffs/{handoff_id}/transfer": HOLDER,
    "POST /api/v1/handoffs/{handoff_id}/reassign": "401 401 401 403 403 403 403 200 403 403",
    "POST /api/v1/handoffs/{handoff_id}/replies": HOLDER_201,
    "POST /api/v1/handoffs/{handoff_id}/notes": TD_STAFF_201,
    "POST /api/v1/handoffs/{handoff_id}/typing": HOLDER_204,
    "POST /api/v1/staff/presence": "401 401 401 204 204 403 403 204 403 403",
    "GET /api/v1/staff/me": SIGNED_IN,
    "GET /api/v1/pending-replies": ANY_AGENT,
    "POST /api/v1/pending-replies/{pending_id}/decision": SUPERVISOR,
    "GET /api/v1/board": BOARD,
    "GET /api/v1/switches": BOARD,
    "PUT /api/v1/switches/{target}": BOARD,
    "DELETE /api/v1/switches/{target}": BOARD,
    "GET /api/v1/staff/directory": ANY_AGENT,
    "GET /api/v1/staff/articles": "401 401 401 200 200 200 200 200 403 403",
    "GET /api/v1/canned-replies": "401 401 401 200 200 403 403 200 403 200",
    "POST /api/v1/sidebar-tokens": "401 401 401 403 403 403 403 403 403 201",
    "POST /api/v1/suggestions/rewrites": "401 401 401 200 200 403 403 200 403 200",
    "POST /api/v1/suggestions": "401 401 401 201 404 403 403 201 403 404",
    "POST /api/v1/suggestions/{suggestion_id}/verdict": "401 401 401 200 404 403 403 404 403 404",
}
"""Of each route the status for everybody, in the order of WHO."""
QUERIES = {"GET /api/v1/staff/articles": "?q=licence"}
PARENT = "https://desk.example"
STREAMS = frozenset({"GET /api/v1/conversations/{conversation_id}/events", "GET /api/v1/staff/events"})
"""Streams that do not end by themselves have tests of their own."""


@dataclass
class World:
    """One service, its people, and a fresh conversation for each call."""

    client: TestClient
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    key: str = ""
    other_token: str = ""

    @property
    def database(self) -> Any:
        return self.client.app.state.service.database  # type: ignore[attr-defined]  # The app of a TestClient is ours.

    def actor(self, who: str) -> Any:
        with self.database.read() as session:
            return find_session(session, self.cookies[who][COOKIE]).actor


@dataclass(frozen=True)
class Scene:
    """What a call may speak of: a conversation of TD with an answer, and the ids of what hangs on it."""

    token: str
    ids: dict[str, str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    settings = install(tmp_path_factory.mktemp("matrix"), sidebar_parents=PARENT)
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


def set_scene(world: World, *, held_by: str | None) -> Scene:
    """A fresh conversation whose handoff waits in TD's queue, or is with somebody."""
    with world.database.write() as session:
        started = history.start_conversation(session, language="en")
        conversation = history.find_conversation(session, started.id, token=started.token)
        question = history.append_message(session, started.id, role=Speaker.CITIZEN, text="My licence?", language="en")
        answer = Answer(Status.HANDOFF_LOW_CONFIDENCE, "en", "A person can help.", department="TD")
        record = history.store_answer(session, question, answer)
        handoff = handoffs.open_handoff(
            session,
            conversation,
            reason=HandoffReason.CUSTOMER_REQUEST,
            language="en",
            contact={"email": "chan@example.com"},
        )
    ids = {"conversation_id": started.id, "handoff_id": handoff.id, "reference": handoff.reference}
    ids |= {"answer_id": record.id, "article_id": "td-renew-driving-licence", "target": "topic:licence_permit_enquiry"}
    if held_by:
        with world.database.write() as session:
            claims.claim(session, handoff.id, actor=world.actor(held_by))
    return Scene(started.token, ids)


def hold(world: World, who: str) -> Scene:
    """With the caller, where the caller is TD's agent; else with a colleague of TD."""
    return set_scene(world, held_by="agent" if who == "agent" else "holder")


def wait(world: World, _who: str) -> Scene:
    return set_scene(world, held_by=None)


def propose(world: World, _who: str) -> Scene:
    """A trainee's reply waits for a supervisor."""
    scene = set_scene(world, held_by="trainee")
    with world.database.write() as session:
        trainee = replace(world.actor("trainee"), needs_approval=True)
        pending = replies.reply(session, scene.ids["handoff_id"], actor=trainee, text="Hello.")
    return Scene(scene.token, scene.ids | {"pending_id": pending.id})


def suggest(world: World, _who: str) -> Scene:
    """A suggestion was made for TD's agent."""
    scene = set_scene(world, held_by="agent")
    body = {"conversation_id": scene.ids["conversation_id"]}
    made = world.client.post("/api/v1/suggestions", json=body, headers=headers_of(world, "agent", scene))
    return Scene(scene.token, scene.ids | {"suggestion_id": made.json()["id"]})


def present(world: World, who: str) -> Scene:
    """Waiting, and a colleague of TD is on line."""
    world.client.post(
        "/api/v1/staff/presence", json={"is_available": True}, headers=headers_of(world, "holder", Scene("", {}))
    )
    return wait(world, who)


Body = dict[str, Any] | Callable[[Scene], dict[str, Any]] | None
REQUESTS: dict[str, tuple[Callable[[World, str], Scene], Body]] = {
    "POST /api/v1/answers": (wait, {"text": "How do I renew my licence?"}),
    "POST /api/v1/conversations": (wait, {}),
    "POST /api/v1/conversations/{conversation_id}/messages": (wait, {"text": "Hello"}),
    "POST /api/v1/conversations/{conversation_id}/handoff": (wait, {}),
    "POST /api/v1/conversations/{conversation_id}/feedback": (
        wait,
        lambda scene: {"answer_id": scene.ids["answer_id"], "helpful": True},
    ),
    "POST /api/v1/conversations/{conversation_id}/satisfaction": (hold, {"score": 5}),
    "POST /api/v1/conversations/{conversation_id}/typing": (hold, {}),
    "POST /api/v1/handoffs/progress": (
        wait,
        lambda scene: {"reference": scene.ids["reference"], "contact": "chan@example.com"},
    ),
    "PUT /api/v1/switches/{target}": (wait, {"reason": "The fees change."}),
    "DELETE /api/v1/switches/{target}": (wait, {"reason": "The fees have changed."}),
    "POST /api/v1/sidebar-tokens": (wait, {"parent": PARENT}),
    "POST /api/v1/suggestions/rewrites": (wait, {"text": "Bring the form.", "kind": "shorter", "language": "en"}),
    "POST /api/v1/handoffs/{handoff_id}/claim": (wait, {}),
    "POST /api/v1/handoffs/{handoff_id}/release": (hold, {}),
    "POST /api/v1/handoffs/{handoff_id}/put-back": (hold, {}),
    "POST /api/v1/handoffs/{handoff_id}/close": (hold, {"reason": "answered"}),
    "POST /api/v1/handoffs/{handoff_id}/transfer": (hold, {"department": "IMMD", "note": "About a passport."}),
    "POST /api/v1/handoffs/{handoff_id}/reassign": (present, {"username": "holder"}),
    "POST /api/v1/handoffs/{handoff_id}/replies": (hold, {"text": "Good morning."}),
    "POST /api/v1/handoffs/{handoff_id}/notes": (hold, {"text": "Called once before."}),
    "POST /api/v1/handoffs/{handoff_id}/typing": (hold, {}),
    "POST /api/v1/staff/presence": (wait, {"is_available": True}),
    "POST /api/v1/pending-replies/{pending_id}/decision": (propose, {"verdict": Verdict.APPROVE.value}),
    "POST /api/v1/suggestions": (hold, lambda scene: {"conversation_id": scene.ids["conversation_id"]}),
    "POST /api/v1/suggestions/{suggestion_id}/verdict": (suggest, {"verdict": "ignored"}),
}
"""How the scene of a route is set, and what is sent; the others wait and send nothing."""


def headers_of(world: World, who: str, scene: Scene) -> dict[str, str]:
    if who == "citizen":
        return {"Authorization": f"Bearer {scene.token}"}
    if who == "other_citizen":
        return {"Authorization": f"Bearer {world.other_token}"}
    if who == "key":
        return {"Authorization": f"Bearer {world.key}"}
    if who in world.cookies:
        [(name, value)] = world.cookies[who].items()
        return {"Cookie": f"{name}={value}"}
    return {}


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
