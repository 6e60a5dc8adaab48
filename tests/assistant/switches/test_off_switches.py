"""Who may switch what, and is it kept with its reason?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role
from assistant.audit import AuditEvent
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import InvalidInput, PermissionDenied
from assistant.signals import SWITCHES, Signal
from assistant.switches import off_switches
from assistant.switches.off_switches import list_off, list_targets, read_switches

TOPIC = "topic:licence_permit_enquiry"
CATALOGUE = load_catalogue()
SUPERVISOR = Actor("may", ROLE_PERMISSIONS[Role.SUPERVISOR])


def set_off(database: Database, target: str, *, actor: Actor = SUPERVISOR, reason: str = "fees change") -> None:
    with database.write() as session:
        off_switches.set_off(session, target, actor=actor, reason=reason, catalogue=CATALOGUE)


def set_on(database: Database, target: str, *, actor: Actor = SUPERVISOR, reason: str = "done") -> bool:
    with database.write() as session:
        return off_switches.set_on(session, target, actor=actor, reason=reason, catalogue=CATALOGUE)


def audited(database: Database) -> list[tuple[str, str, str, str]]:
    with database.read() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(event.actor, event.action, event.subject, event.detail["reason"]) for event in events]


def test_what_is_off_is_read_again_and_what_is_on_is_not(database: Database) -> None:
    set_off(database, "assistant")
    set_off(database, "channel:web")
    set_off(database, TOPIC)
    with database.read() as session:
        switches = read_switches(session)
    assert switches.assistant_off
    assert (switches.is_channel_off("web"), switches.is_channel_off("api")) == (True, False)
    assert switches.is_topic_off("licence_permit_enquiry")
    assert not switches.is_topic_off("street_light")
    assert not switches.suggestions_off
    assert set_on(database, "assistant")
    with database.read() as session:
        assert not read_switches(session).assistant_off
        assert [switch.target for switch in list_off(session)] == ["channel:web", TOPIC]


def test_each_throw_is_audited_with_its_reason_and_one_that_changes_nothing_is_not(database: Database) -> None:
    set_off(database, TOPIC, reason=" fees change ")
    assert set_on(database, TOPIC)
    assert not set_on(database, TOPIC)
    assert audited(database) == [
        ("may", "switch.off", TOPIC, "fees change"),
        ("may", "switch.on", TOPIC, "done"),
    ]


def test_the_last_reason_counts(database: Database) -> None:
    set_off(database, "assistant", reason="first")
    set_off(database, "assistant", reason="second")
    with database.read() as session:
        assert [(switch.reason, switch.set_by) for switch in list_off(session)] == [("second", "may")]


def test_two_who_throw_the_same_switch_at_once_both_succeed(database: Database) -> None:
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda number: set_off(database, "assistant", reason=f"reason {number}"), range(16)))
    with database.read() as session:
        assert len(list_off(session)) == 1
    assert len(audited(database)) == 16


def test_others_are_told_of_it(sqlite_database: Database) -> None:
    set_off(sqlite_database, "suggestions")
    with sqlite_database.read() as session:
        signals = session.execute(select(Signal.topic, Signal.payload)).all()
    assert [tuple(signal) for signal in signals] == [(SWITCHES, {"target": "suggestions", "is_off": True})]


@pytest.mark.parametrize("role", [Role.AGENT, Role.EDITOR, Role.PUBLISHER])
def test_only_supervisors_and_admins_may(sqlite_database: Database, role: Role) -> None:
    actor = Actor("somebody", ROLE_PERMISSIONS[role])
    for throw in (set_off, set_on):
        with pytest.raises(PermissionDenied):
            throw(sqlite_database, "assistant", actor=actor)
    assert audited(sqlite_database) == []


@pytest.mark.parametrize(
    "target", ["", "everything", "channel:fax", "topic:", "topic:unknown", "assistant ", "topic:x\n"]
)
def test_what_is_not_known_cannot_be_switched(sqlite_database: Database, target: str) -> None:
    with pytest.raises(InvalidInput):
        set_off(sqlite_database, target)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 501])
def test_a_switch_needs_a_reason(sqlite_database: Database, reason: str) -> None:
    with pytest.raises(InvalidInput):
        set_off(sqlite_database, "assistant", reason=reason)
    with pytest.raises(InvalidInput):
        set_on(sqlite_database, "assistant", reason=reason)


def test_every_category_of_the_catalogue_is_a_target() -> None:
    targets = list_targets(CATALOGUE)
    assert targets[:6] == ["assistant", "suggestions", "mail", "models", "channel:web", "channel:api"]
    assert len(targets) == 6 + len(CATALOGUE.categories)
