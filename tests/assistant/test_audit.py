"""Is every change recorded once, in the same transaction, and never altered?"""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import CITIZEN, operator
from assistant.audit import AuditEvent, record_event
from assistant.database import Database


def list_events(database: Database) -> list[AuditEvent]:
    with database.read() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_an_event_says_who_did_what_to_which_thing_and_when(database: Database) -> None:
    before = datetime.datetime.now(datetime.UTC)
    with database.write() as session:
        record_event(session, operator(), action="article.publish", subject="td-001", version=3)
    [event] = list_events(database)
    assert (event.actor, event.action, event.subject) == ("operator", "article.publish", "td-001")
    assert event.detail == {"version": 3}
    assert before <= event.at <= datetime.datetime.now(datetime.UTC)


def test_events_keep_their_order(database: Database) -> None:
    with database.write() as session:
        for number in range(5):
            record_event(session, operator(), action="article.version.save", subject=f"td-{number}")
    assert [event.subject for event in list_events(database)] == ["td-0", "td-1", "td-2", "td-3", "td-4"]


def test_an_event_is_forgotten_with_the_change_that_it_records(database: Database) -> None:
    def fail_after_recording() -> None:
        with database.write() as session:
            record_event(session, operator(), action="article.publish", subject="td-001")
            raise RuntimeError("the change failed")

    with pytest.raises(RuntimeError, match="the change failed"):
        fail_after_recording()
    assert list_events(database) == []


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("renew-licence", "out of date"),
        ("續領駕駛執照", "資料過時"),
        ("续领驾驶执照", "资料过时"),
    ],
    ids=["en", "zh-Hant", "zh-Hans"],
)
def test_an_event_keeps_every_script(database: Database, subject: str, reason: str) -> None:
    with database.write() as session:
        record_event(session, CITIZEN, action="article.withdraw", subject=subject, reason=reason)
    [event] = list_events(database)
    assert (event.subject, event.detail) == (subject, {"reason": reason})
