"""What does a call speak of: a conversation, a case, a mail?"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.accounts.permissions import operator
from assistant.accounts.staff_sessions import find_session
from assistant.answering.answer import Answer, HandoffReason, Status
from assistant.answering.draft import Role as Speaker
from assistant.cases import merging
from assistant.cases.catalogue import load_catalogue
from assistant.cases.models import Case, CaseAlert, CaseAttachment, CaseMessage, Referral
from assistant.conversations import claims, handoffs, history, replies
from assistant.database import utc_now
from assistant.outgoing.webhook_register import add_webhook
from ingestion.mail import intake
from ingestion.mail.models import Mail
from tests.assistant.cases.mails import file_of, open_mail
from tests.ui.inside import database_of
from ui.staff_access import COOKIE

PARENT = "https://desk.example"


@dataclass
class World:
    """One service, its people, and a fresh conversation for each call."""

    client: TestClient
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    key: str = ""
    other_token: str = ""

    @property
    def database(self) -> Any:
        return database_of(self.client)

    def actor(self, who: str) -> Any:
        with self.database.read() as session:
            return find_session(session, self.cookies[who][COOKIE]).actor


@dataclass(frozen=True)
class Scene:
    """What a call may speak of: a conversation of TD with an answer, and the ids of what hangs on it."""

    token: str
    ids: dict[str, str]


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
