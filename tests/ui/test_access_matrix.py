"""Who may call what?  Every route, called by everybody, with what is their own and what is not (T13).

The table is written by hand and compared with the description of the API: a new route needs a line here first.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.accounts.api_keys import add_key
from assistant.accounts.permissions import Permission, Role, operator
from assistant.accounts.staff_sessions import find_session
from assistant.answering.answer import Answer, HandoffReason, Status
from assistant.answering.draft import Role as Speaker
from assistant.cases import merging
from assistant.cases.catalogue import load_catalogue
from assistant.cases.models import Case, CaseAlert, CaseAttachment, CaseMessage, Referral
from assistant.conversations import claims, handoffs, history, replies
from assistant.conversations.replies import Verdict
from assistant.database import utc_now
from assistant.outgoing.webhook_register import add_webhook
from ingestion.mail import intake
from ingestion.mail.models import Mail
from tests.assistant.cases.mails import file_of, open_mail
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
DONE = "204 204 204 204 204 204 204 204 204 204"
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
ADMIN = "401 401 401 403 403 403 403 403 200 403"
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
    "GET /api/v1/reports/categories": PUBLIC,
    "POST /api/v1/reports/preview": PUBLIC,
    # Anybody reports; a key that may not open cases is told so.
    "POST /api/v1/reports": "201 201 201 201 201 201 201 201 201 403",
    # Whoever knows the number and what was left with it.
    "POST /api/v1/reports/progress": PUBLIC,
    "POST /api/v1/reports/not-fixed": PUBLIC,
    "POST /api/v1/reports/chase": PUBLIC,
    "POST /api/v1/reports/additions": PUBLIC,
    "POST /api/v1/reports/subscribe": DONE,
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
    "GET /api/v1/cases": ANY_AGENT,
    "POST /api/v1/cases": "401 401 401 201 404 403 403 201 403 403",
    "GET /api/v1/cases.csv": SUPERVISOR,
    "GET /api/v1/cases.xlsx": SUPERVISOR,
    "GET /api/v1/cases/choices": ANY_AGENT,
    "GET /api/v1/cases/{case_id}": TD_STAFF,
    "GET /api/v1/cases/{case_id}/draft": "401 401 401 200 404 403 403 200 403 403",
    "GET /api/v1/cases/{case_id}/attachments/{attachment_id}": TD_STAFF,
    "GET /api/v1/cases/{case_id}/messages/{message_id}/html": TD_STAFF,
    "POST /api/v1/cases/{case_id}/confirm": TD_STAFF,
    "POST /api/v1/cases/{case_id}/assign": TD_STAFF,
    "POST /api/v1/cases/{case_id}/notes": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/ask": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/replies": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/close": TD_STAFF,
    "POST /api/v1/cases/{case_id}/reopen": TD_STAFF,
    "POST /api/v1/cases/{case_id}/refer": TD_STAFF,
    "POST /api/v1/cases/{case_id}/acknowledge": TD_STAFF,
    "POST /api/v1/cases/{case_id}/return": TD_STAFF,
    # Only what is back at the contact centre is ruled on: the supervisor's own triage.
    "POST /api/v1/cases/{case_id}/rule": "401 401 401 403 403 403 403 200 403 403",
    "POST /api/v1/cases/{case_id}/merge": TD_STAFF,
    "POST /api/v1/cases/{case_id}/unmerge": TD_STAFF,
    "POST /api/v1/cases/{case_id}/incident": TD_STAFF,
    "DELETE /api/v1/cases/{case_id}/incident": TD_STAFF,
    "POST /api/v1/cases/{case_id}/subscribers": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/news": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/split": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/settle": TD_STAFF,
    "POST /api/v1/cases/{case_id}/sub-cases": TD_STAFF_201,
    "GET /api/v1/case-alerts": ANY_AGENT,
    "POST /api/v1/case-alerts/{alert_id}/seen": TD_STAFF_204,
    # Mail that has become no case belongs to no department.
    "GET /api/v1/mails": "401 401 401 403 403 403 403 200 403 403",
    "POST /api/v1/mails/{mail_id}/rescue": "401 401 401 403 403 403 403 204 403 403",
    "GET /api/v1/webhooks": ADMIN,
    "POST /api/v1/webhooks": "401 401 401 403 403 403 403 403 201 403",
    "DELETE /api/v1/webhooks/{webhook_id}": "401 401 401 403 403 403 403 403 204 403",
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


REPORT = {"text": "The lamp in front of 12 Garden Street is dark.", "contact": {"email": "chan@example.com"}}


def report_lamp(world: World, _who: str) -> Scene:
    """Somebody has reported a lamp."""
    scene = wait(world, _who)
    made = world.client.post("/api/v1/reports", json={**REPORT, "category": "street_light"}).json()
    with world.database.read() as session:
        case = session.scalars(select(Case).where(Case.number == made["number"])).one()
    return Scene(scene.token, scene.ids | {"number": case.number, "case_id": case.id})


def own_text(scene: Scene) -> dict[str, Any]:
    return {"number": scene.ids["number"], "contact": "chan@example.com", "text": "Any news?"}


def present(world: World, who: str) -> Scene:
    """Waiting, and a colleague of TD is on line."""
    world.client.post(
        "/api/v1/staff/presence", json={"is_available": True}, headers=headers_of(world, "holder", Scene("", {}))
    )
    return wait(world, who)


def with_case(
    *, state: str = "in_progress", referred: bool = False, settled: bool = False, ended: str | None = None
) -> Callable[[World, str], Scene]:
    """A case of TD's from a mail with two matters, a clean file and an alert; and another one beside it."""

    def set_up(world: World, _who: str) -> Scene:
        clean = file_of(b"%PDF-1.7", "form.pdf", "application/pdf")
        cases = [open_mail(world.database, html="<p>Dark</p>", files=(clean,)).case for _ in range(2)]
        ids = {"case_id": cases[0].id, "other_id": cases[1].id}
        with world.database.write() as session:
            for case in map(session.merge, cases):
                case.department, case.state = "TD", state
            message = session.scalars(select(CaseMessage).where(CaseMessage.case_id == cases[0].id)).one()
            attachment = session.scalars(select(CaseAttachment).where(CaseAttachment.message_id == message.id)).one()
            attachment.scan = "clean"
            alert = CaseAlert(case_id=cases[0].id, rule="emergency", round=99, due_at=utc_now(), fired_at=utc_now())
            session.add(alert)
            if referred:
                session.add(sent_to_td(cases[0].id))
            if settled:
                one = session.get_one(Case, cases[0].id)
                one.issues = one.issues[:1]
            session.flush()
            ids |= {"message_id": message.id, "attachment_id": attachment.id, "alert_id": str(alert.id)}
        if ended == "merged":
            with world.database.write() as session:
                merging.merge(session, ids["case_id"], actor=operator(), into=ids["other_id"])
        if ended == "incident":
            with world.database.write() as session:
                merging.link_incident(session, ids["case_id"], actor=operator(), parent=ids["other_id"])
        if ended == "triage":  # Back at the contact centre, which the supervisor serves.
            with world.database.write() as session:
                session.get_one(Case, ids["case_id"]).department = None
        with world.database.read() as session:
            ids["version"] = str(session.get_one(Case, ids["case_id"]).version)
        return Scene("", ids)

    return set_up


def sent_to_td(case_id: str) -> Referral:
    return Referral(
        id=str(uuid.uuid4()),
        case_id=case_id,
        to_department="TD",
        reason="Theirs.",
        referred_by="someone",
        referred_at=utc_now(),
        state="sent",
    )


def seen(**values: Any) -> Callable[[Scene], dict[str, Any]]:
    """What is sent with the version of the scene's case; `{other_id}` stands for the case beside it."""
    return lambda scene: {
        "version": int(scene.ids["version"]),
        **{name: scene.ids["other_id"] if value == "{other_id}" else value for name, value in values.items()},
    }


def with_webhook(world: World, _who: str) -> Scene:
    with world.database.write() as session:
        name, url = uuid.uuid4().hex, "https://permits.example/hook"
        webhook = add_webhook(session, name, actor=operator(), url=url, catalogue=load_catalogue())
    return Scene("", {"webhook_id": webhook.id})


def with_set_aside_mail(world: World, _who: str) -> Scene:
    with world.database.write() as session:
        raw = f"Message-ID: <{uuid.uuid4()}@mail.example>\r\nSubject: Away\r\n\r\nI am away.".encode()
        intake.store(session, "desk", raw)
        mail = session.scalars(select(Mail).order_by(Mail.id.desc()).limit(1)).one()
        mail.state = intake.MailState.SET_ASIDE.value
    return Scene("", {"mail_id": str(mail.id)})


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
    "POST /api/v1/reports": (wait, REPORT),
    "POST /api/v1/reports/preview": (wait, REPORT),
    "POST /api/v1/reports/progress": (
        report_lamp,
        lambda scene: {"number": scene.ids["number"], "contact": "chan@example.com"},
    ),
    "POST /api/v1/reports/not-fixed": (report_lamp, own_text),
    "POST /api/v1/reports/chase": (report_lamp, own_text),
    "POST /api/v1/reports/additions": (report_lamp, own_text),
    "POST /api/v1/reports/subscribe": (
        report_lamp,
        lambda scene: {"id": scene.ids["case_id"], "email": "lee@example.com"},
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
    "POST /api/v1/cases": (
        wait,
        lambda scene: {"text": "It is dark.", "language": "en", "conversation_id": scene.ids["conversation_id"]},
    ),
    "GET /api/v1/cases/{case_id}": (with_case(), None),
    "GET /api/v1/cases/{case_id}/draft": (with_case(), None),
    "GET /api/v1/cases/{case_id}/attachments/{attachment_id}": (with_case(), None),
    "GET /api/v1/cases/{case_id}/messages/{message_id}/html": (with_case(), None),
    "POST /api/v1/cases/{case_id}/confirm": (with_case(), seen()),
    "POST /api/v1/cases/{case_id}/assign": (with_case(), seen(username=None)),
    "POST /api/v1/cases/{case_id}/notes": (with_case(), {"text": "Rang."}),
    "POST /api/v1/cases/{case_id}/ask": (with_case(), seen(text="Where?")),
    "POST /api/v1/cases/{case_id}/replies": (with_case(), seen(text="Soon.")),
    "POST /api/v1/cases/{case_id}/close": (
        with_case(settled=True),
        seen(done="Repaired.", why="It was broken.", next="Nothing."),
    ),
    "POST /api/v1/cases/{case_id}/reopen": (with_case(state="closed"), seen(reason="Dark again.")),
    "POST /api/v1/cases/{case_id}/refer": (with_case(), seen(department="HYD", reason="Theirs.")),
    "POST /api/v1/cases/{case_id}/acknowledge": (with_case(state="referred", referred=True), seen()),
    "POST /api/v1/cases/{case_id}/return": (
        with_case(state="referred", referred=True),
        seen(reason="Not ours.", proposed_department="HYD"),
    ),
    "POST /api/v1/cases/{case_id}/rule": (
        with_case(state="triage", ended="triage"),
        seen(department="HYD", reason="Theirs."),
    ),
    "POST /api/v1/cases/{case_id}/merge": (with_case(), seen(into="{other_id}")),
    "POST /api/v1/cases/{case_id}/unmerge": (with_case(ended="merged"), seen()),
    "POST /api/v1/cases/{case_id}/incident": (with_case(), seen(parent="{other_id}")),
    "DELETE /api/v1/cases/{case_id}/incident": (with_case(ended="incident"), seen()),
    "POST /api/v1/cases/{case_id}/subscribers": (with_case(), seen(email="li@mail.example", language="en")),
    "POST /api/v1/cases/{case_id}/news": (with_case(), seen(text="The crew is there.")),
    "POST /api/v1/cases/{case_id}/split": (with_case(), seen(ordinal=1)),
    "POST /api/v1/cases/{case_id}/settle": (with_case(), seen(ordinal=1)),
    "POST /api/v1/cases/{case_id}/sub-cases": (with_case(), seen(department="HYD", reason="Their part.")),
    "POST /api/v1/case-alerts/{alert_id}/seen": (with_case(), {}),
    "POST /api/v1/mails/{mail_id}/rescue": (with_set_aside_mail, None),
    "POST /api/v1/webhooks": (
        wait,
        lambda scene: {"name": scene.ids["conversation_id"], "url": "https://permits.example/hook"},
    ),
    "DELETE /api/v1/webhooks/{webhook_id}": (with_webhook, None),
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
