"""Is it known who is at the console, and does a conversation come back when its agent is gone?"""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select, update

from assistant.accounts.models import Presence, User
from assistant.accounts.permissions import Actor, Permission
from assistant.audit import AuditEvent
from assistant.conversations import presence
from assistant.conversations.lost import has_lost, put_back_lost
from assistant.database import Database, utc_now
from assistant.errors import PermissionDenied
from tests.assistant.conversations.desk import agent, find, is_with_agent, kinds, log_of, on_line, take, wait

SECONDS = datetime.timedelta(seconds=1)


def last_seen(database: Database, actor: Actor, seconds_ago: int) -> None:
    with database.write() as session:
        seen = update(Presence).where(Presence.user_id == actor.user_id)
        session.execute(seen.values(seen_at=utc_now() - seconds_ago * SECONDS))


def sweep(database: Database) -> int:
    with database.write() as session:
        return put_back_lost(session)


def present(database: Database) -> list[tuple[str, bool, int]]:
    with database.read() as session:
        return [(one.user.username, one.is_available, one.load) for one in presence.list_present(session)]


def test_who_answers_the_call_is_there_and_who_stops_is_not(database: Database) -> None:
    ada, bob, cat = agent(database), agent(database, "bob"), agent(database, "cat")
    on_line(database, ada, bob)
    on_line(database, cat, is_available=False)
    last_seen(database, bob, 46)
    assert present(database) == [("ada", True, 0), ("cat", False, 0)]


def test_the_load_is_how_many_conversations_one_holds(database: Database) -> None:
    ada = agent(database)
    on_line(database, ada)
    for _ in range(3):
        take(database, wait(database), ada)
    assert present(database) == [("ada", True, 3)]


def test_only_a_person_can_be_present(database: Database) -> None:
    key = Actor("key:crm", frozenset({Permission.HANDOFF_CLAIM}))
    with pytest.raises(PermissionDenied):
        on_line(database, key)


@pytest.mark.parametrize(("seconds", "is_lost"), [(40, False), (46, True)])
def test_after_forty_five_silent_seconds_the_conversation_waits_again(
    database: Database, seconds: int, *, is_lost: bool
) -> None:
    ada, waiting = agent(database), wait(database)
    queued_at = find(database, waiting).queued_at
    take(database, waiting, ada)
    last_seen(database, ada, seconds)
    with database.read() as session:
        assert has_lost(session) is is_lost
    assert sweep(database) == int(is_lost)
    handoff = find(database, waiting)
    assert handoff.state == ("waiting" if is_lost else "claimed")
    assert handoff.queued_at == queued_at
    assert is_with_agent(database, waiting) is not is_lost


def test_what_is_put_back_says_why_and_whose_it_was(database: Database) -> None:
    ada, waiting = agent(database), wait(database)
    take(database, waiting, ada)
    last_seen(database, ada, 60)
    sweep(database)
    step = log_of(database, waiting)[-1]
    assert (step.actor, step.public_name, step.detail) == ("service", "Ada", {"why": "lost"})  # type: ignore[union-attr]  # A step, which the test has made.
    with database.read() as session:
        [row] = session.scalars(select(AuditEvent).where(AuditEvent.action == "handoff.put_back"))
    assert (row.actor, row.subject) == ("service", waiting.handoff_id)


def test_sweeping_twice_puts_back_once(database: Database) -> None:
    ada = agent(database)
    talks = [wait(database) for _ in range(3)]
    for waiting in talks:
        take(database, waiting, ada)
    last_seen(database, ada, 60)
    assert [sweep(database), sweep(database)] == [3, 0]
    assert [kinds(database, waiting)[-2:] for waiting in talks] == [["claimed", "put_back"]] * 3


def test_who_claims_without_a_console_has_the_lease_too(database: Database) -> None:
    ada, waiting = agent(database), wait(database)
    take(database, waiting, ada)
    assert sweep(database) == 0
    assert present(database) == [("ada", True, 1)]


def test_a_disabled_agent_holds_nothing(database: Database) -> None:
    ada, waiting = agent(database), wait(database)
    on_line(database, ada)
    take(database, waiting, ada)
    with database.write() as session:
        session.execute(update(User).where(User.id == ada.user_id).values(disabled_at=utc_now()))
    assert sweep(database) == 1
    assert present(database) == []
