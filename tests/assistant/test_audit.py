"""Is every change recorded once, in the same transaction, and never altered?  (PROMISES T37.)"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from assistant import audit
from assistant.accounts.permissions import CITIZEN, operator
from assistant.audit import BEGINNING, AuditEvent, ChainReport, record_event, verify_chain
from assistant.database import Database, utc_now
from assistant.errors import PermissionDenied

MANY = 100_000


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


# The chain


def record(database: Database, *subjects: str) -> None:
    with database.write() as session:
        for subject in subjects:
            record_event(session, operator(), action="article.publish", subject=subject)


def report_of(database: Database) -> ChainReport:
    with database.read() as session:
        return verify_chain(session, actor=operator())


def alter(database: Database, *statements: Any) -> None:
    """What somebody does who owns the database: take the guard away first."""
    guard = "no_UPDATE", "no_DELETE"
    drops = [f"DROP TRIGGER audit_events_{name}" for name in guard]
    if not database.is_sqlite:
        drops = ["DROP TRIGGER audit_events_no_change ON audit_events"]
    with database.engine.begin() as connection:
        for drop in drops:
            connection.execute(text(drop))
        for statement in statements:
            connection.execute(statement)


def test_each_row_holds_the_hash_of_the_one_before(database: Database) -> None:
    record(database, "td-1", "td-2")
    record(database, "td-3")
    first, second, third = list_events(database)
    assert first.previous_hash == BEGINNING
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert report_of(database) == ChainReport(3, (), third.hash)


def test_an_empty_chain_is_whole(database: Database) -> None:
    assert report_of(database) == ChainReport(0, (), BEGINNING)


def test_only_who_may_reads_the_chain(database: Database) -> None:
    with database.read() as session, pytest.raises(PermissionDenied):
        verify_chain(session, actor=CITIZEN)


@pytest.mark.promise("T37")
@pytest.mark.parametrize(
    "statement", [update(AuditEvent).values(actor="somebody"), delete(AuditEvent)], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_a_row(database: Database, statement: Any) -> None:
    record(database, "td-1")
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(statement)
    assert report_of(database).rows == 1
    assert report_of(database).broken == ()


def test_postgresql_refuses_to_empty_the_table(postgresql_database: Database) -> None:
    record(postgresql_database, "td-1")
    with pytest.raises(DBAPIError, match="append-only"), postgresql_database.engine.begin() as connection:
        connection.execute(text("TRUNCATE audit_events"))
    assert report_of(postgresql_database).rows == 1


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "somebody"},
        {"action": "article.withdraw"},
        {"subject": "td-9"},
        {"detail": {"version": 4}},
        {"at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"hash": "f" * 64},
        {"previous_hash": "f" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_is_altered_in_a_row_shows(database: Database, change: dict[str, Any]) -> None:
    record(database, "td-1", "td-2", "td-3")
    alter(database, update(AuditEvent).where(AuditEvent.id == 2).values(**change))
    # A forged hash no longer fits the row after it either.
    assert report_of(database).broken == ((2, 3) if "hash" in change else (2,))


def test_a_row_that_is_missing_shows_at_the_next_one(database: Database) -> None:
    record(database, "td-1", "td-2", "td-3")
    alter(database, delete(AuditEvent).where(AuditEvent.id == 2))
    assert report_of(database).broken == (3,)


def test_rows_cut_off_at_the_end_show_by_the_newest_hash(database: Database) -> None:
    record(database, "td-1", "td-2", "td-3")
    noted = report_of(database).newest
    alter(database, delete(AuditEvent).where(AuditEvent.id == 3))
    assert report_of(database).broken == ()
    assert report_of(database).newest != noted


def many_rows() -> Iterator[dict[str, Any]]:
    previous, at = BEGINNING, utc_now()
    for number in range(1, MANY + 1):
        row = {"at": at, "actor": "operator", "action": "article.publish", "subject": f"td-{number}"}
        event = AuditEvent(**row, detail={"version": 1}, previous_hash=previous)
        previous, before = audit._hash(event), previous
        yield row | {"id": number, "detail": {"version": 1}, "previous_hash": before, "hash": previous}


@pytest.mark.promise("T37")
@pytest.mark.slow
def test_one_altered_row_in_a_hundred_thousand_is_found(database: Database) -> None:
    """T37: chain check finds 1 altered row in 100,000."""
    with database.engine.begin() as connection:
        connection.execute(insert(AuditEvent), list(many_rows()))
    alter(database, update(AuditEvent).where(AuditEvent.id == 61_803).values(detail={"version": 2}))
    report = report_of(database)
    assert (report.rows, report.broken) == (MANY, (61_803,))


def test_writers_at_the_same_time_leave_one_chain(database: Database) -> None:
    def write(writer: int) -> None:
        for number in range(10):
            record(database, f"{writer}-{number}", f"{writer}-{number}b")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert report_of(database).rows == 160
    assert report_of(database).broken == ()
    subjects = [event.subject for event in list_events(database)]
    assert [s for s in subjects if s.startswith("3-")] == [f"3-{n}{end}" for n in range(10) for end in ("", "b")]
