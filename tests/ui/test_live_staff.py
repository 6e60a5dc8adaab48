"""Does a console hear of the queues and of its conversations, of all that it may see and of nothing else?"""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import Role, operator
from assistant.accounts.staff_sessions import revoke_sessions_of
from assistant.audit import AuditEvent
from assistant.cases.catalogue import load_catalogue
from assistant.cases.referrals import refer
from assistant.conversations.news import LISTENED
from tests.assistant.cases.reports import open_case
from tests.live_site import LiveSite
from tests.ui.talk import Talk


def test_who_has_not_signed_in_hears_nothing(sqlite_site: LiveSite) -> None:
    assert sqlite_site.client().get("/api/v1/staff/events").status_code == 401


def test_a_console_hears_at_once_who_waits_and_what_is_said(site: LiveSite) -> None:
    ada = site.agent()
    console = ada.follow()
    assert console.wait_for("queue").data == {"waiting": [], "total": 0, "mine": [], "pending": 0}
    talk = site.citizen()
    talk.ask("How do I renew my licence?")
    assert talk.post("handoff", {}).status_code == 201
    began = time.monotonic()
    waiting = console.wait_for("queue", lambda queue: queue["waiting"]).data["waiting"]
    assert [w["conversation_id"] for w in waiting] == [talk.id]
    assert time.monotonic() - began < 2  # Seconds, as promised; it is a few hundredths when nothing was read just now.
    handoff = ada.claim(talk)
    console.wait_for("step", lambda data: data["step"]["kind"] == "claimed")
    told = [e for e in console.events if e.name in ("message", "step")]
    assert [e.data.get("message", e.data.get("step"))["sequence"] for e in told] == [1, 2, 3, 4]
    assert {e.data["handoff_id"] for e in told} == {handoff}
    console.wait_for("queue", lambda queue: [m["id"] for m in queue["mine"]] == [handoff] and not queue["waiting"])
    talk.ask("Are you there?")
    began = time.monotonic()
    heard = console.wait_for("message", lambda data: data["message"]["text"] == "Are you there?")
    assert time.monotonic() - began < 1
    assert heard.id == f"{talk.id}:5"


def test_after_a_break_a_console_goes_on_where_it_was(sqlite_site: LiveSite) -> None:
    ada, talk = sqlite_site.agent(), sqlite_site.waiting_citizen()
    ada.claim(talk)
    first = ada.follow()
    first.wait_for("step", lambda data: data["step"]["kind"] == "claimed")
    first.close()
    talk.ask("Did you hear this?")
    second = ada.follow(last_id=first.last_id)
    second.wait_for("message", lambda data: data["message"]["text"] == "Did you hear this?")
    assert len(second.named("message")) == 1
    assert second.named("step") == []
    junk = ada.follow(last_id="nonsense:x,,7")
    junk.wait_for("message", lambda data: data["message"]["text"] == "Did you hear this?")
    assert len(junk.named("step")) == 2  # Requested and claimed: all from the beginning.


@pytest.mark.parametrize(
    ("path", "body", "why"),
    [
        ("release", {}, "released"),
        ("close", {"reason": "answered"}, "closed"),
        ("put-back", {}, "put_back"),
    ],
)
def test_a_conversation_that_is_given_away_ends_and_says_why(
    sqlite_site: LiveSite, path: str, body: dict[str, str], why: str
) -> None:
    ada, talk = sqlite_site.agent(), sqlite_site.waiting_citizen()
    handoff = ada.claim(talk)
    console = ada.follow()
    console.wait_for("step", lambda data: data["step"]["kind"] == "claimed")
    ada.post(f"handoffs/{handoff}/{path}", body)
    assert console.wait_for("ended").data == {"handoff_id": handoff, "why": why}
    talk.ask("This is for the assistant.")
    console.wait_for("queue", lambda queue: not queue["mine"])
    assert "This is for the assistant." not in str(console.named("message"))


def test_an_agent_hears_of_their_own_departments_only(sqlite_site: LiveSite) -> None:
    site = sqlite_site
    console = site.agent(departments=["IMMD"]).follow()
    everywhere = site.agent("bo").follow()
    console.wait_for("queue")
    talk = site.citizen()
    talk.ask("How do I renew my full driving licence?")
    assert talk.post("handoff", {}).status_code == 201
    everywhere.wait_for("queue", lambda queue: queue["waiting"])
    assert all(queue["waiting"] == [] for queue in console.named("queue"))


def test_typing_is_passed_to_the_other_side(sqlite_site: LiveSite) -> None:
    ada, talk = sqlite_site.agent(), sqlite_site.waiting_citizen()
    ada.claim(talk)
    console = ada.follow()
    console.wait_for("step", lambda data: data["step"]["kind"] == "claimed")
    assert talk.post("typing", {}).status_code == 204
    assert console.wait_for("typing").data == {"conversation_id": talk.id, "by": "citizen"}


def test_whoever_needs_approval_hears_what_became_of_a_reply_however_soon_it_was_decided(
    site: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A12: the queues, which are read once in a while, never showed that the reply was waiting."""
    tom, sue, talk = (
        site.agent("tom", needs_approval=True),
        site.agent("sue", roles=[Role.SUPERVISOR]),
        site.waiting_citizen(),
    )
    console = tom.follow()
    assert console.wait_for("replies").data == {"mine": []}
    handoff = tom.claim(talk)
    console.wait_for("step", lambda data: data["step"]["kind"] == "claimed")
    monkeypatch.setattr("ui.queue_view.READS_EVERY_SECONDS", 60)
    pending = tom.post(f"handoffs/{handoff}/replies", {"text": "Just ask somebody."}).json()["pending"]["id"]
    sue.post(f"pending-replies/{pending}/decision", {"verdict": "reject", "note": "Please name the form."})
    heard = console.wait_for("replies", lambda replies: [r["state"] for r in replies["mine"]] == ["rejected"])
    assert [(reply["id"], reply["note"]) for reply in heard.data["mine"]] == [(pending, "Please name the form.")]


def listened(site: LiveSite, talk: Talk) -> int:
    with site.database.read() as session:
        events = select(AuditEvent).where(AuditEvent.action == LISTENED, AuditEvent.subject == talk.id)
        return len(session.scalars(events).all())


def test_a_supervisor_listens_in_and_it_is_kept_once(sqlite_site: LiveSite) -> None:
    site = sqlite_site
    ada, talk = site.agent(), site.waiting_citizen()
    handoff = ada.claim(talk)
    eve = site.agent("eve", roles=[Role.SUPERVISOR])
    ear = eve.follow(f"?watch={talk.id}")
    ada.say(handoff, "Good morning.")
    heard = ear.wait_for("message", lambda data: data["message"]["text"] == "Good morning.")
    assert heard.data["message"]["author"]["name"] == "Ada"
    ear.close()
    eve.follow(f"?watch={talk.id}", last_id=ear.last_id).wait_for("queue")
    assert listened(site, talk) == 1


def test_nobody_listens_in_to_another_department(sqlite_site: LiveSite) -> None:
    talk = sqlite_site.waiting_citizen()
    eve = sqlite_site.agent("eve", roles=[Role.SUPERVISOR], departments=["IMMD"])
    assert eve.client.get(f"/api/v1/staff/events?watch={talk.id}").status_code == 403
    assert eve.client.get("/api/v1/staff/events?watch=unknown").status_code == 404
    assert listened(sqlite_site, talk) == 0


def test_a_stream_ends_when_its_session_is_revoked(sqlite_site: LiveSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.api.live_staff.PING_SECONDS", 0.2)
    ada = sqlite_site.agent()
    console = ada.follow()
    console.wait_for("ping")
    with sqlite_site.database.write() as session:
        revoke_sessions_of(session, ada.user.id)
    console.wait_until(lambda: console.ended)


def test_one_person_may_open_only_so_many_streams(sqlite_site: LiveSite) -> None:
    ada = sqlite_site.agent()
    for listener in [ada.follow() for _ in range(12)]:
        listener.wait_for("queue")
    response = ada.client.get("/api/v1/staff/events")
    assert response.status_code == 429
    assert response.headers["retry-after"] == "15"


def test_a_console_hears_of_the_cases_of_its_own_departments_and_how_many_each_view_holds(site: LiveSite) -> None:
    centre, officer = site.agent().follow(), site.agent("bo", departments=["HYD"]).follow()
    first = centre.wait_for("cases").data
    assert first == {"changed": [], "counts": dict.fromkeys(first["counts"], 0)}
    case = open_case(site.database).case
    heard = centre.wait_for("cases", lambda told: case.id in told["changed"]).data
    assert {view: n for view, n in heard["counts"].items() if n} == {"triage": 1, "all": 1}
    with site.database.write() as session:
        actor, catalogue = operator(), load_catalogue()
        refer(session, case.id, actor=actor, department="HYD", reason="Theirs.", catalogue=catalogue)
    told = officer.wait_for("cases", lambda told: case.id in told["changed"]).data
    assert {view: n for view, n in told["counts"].items() if n} == {"department": 1, "all": 1}
    assert [told["changed"] for told in officer.named("cases")] == [[], [case.id]]
    centre.wait_for("cases", lambda told: told["counts"]["department"] == 1)
