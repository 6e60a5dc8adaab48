"""Does a session last as long as it should, and end at once when it must?  (PROMISES T16.)"""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import update

from assistant.accounts.accounts import disable_user
from assistant.accounts.models import StaffSession
from assistant.accounts.permissions import Permission, operator
from assistant.accounts.staff_sessions import (
    find_key,
    find_session,
    revoke_session,
    revoke_sessions_of,
    start_session,
    touch_session,
)
from assistant.database import Database, utc_now
from assistant.errors import NotSignedIn
from tests.staff import add_staff

MINUTE = datetime.timedelta(minutes=1)
HOUR = 60 * MINUTE


@pytest.fixture
def token(database: Database) -> str:
    amy = add_staff(database, "amy", departments=["TD"], languages=["zh-Hant"], needs_approval=True)
    with database.write() as session:
        return start_session(session, amy)


def move(database: Database, **columns: datetime.datetime) -> None:
    """Set the times of the session, as if the clock had moved."""
    with database.write() as session:
        session.execute(update(StaffSession).values(**columns))


def is_open(database: Database, token: str) -> bool:
    with database.read() as session:
        try:
            return find_session(session, token).actor.name == "amy"
        except NotSignedIn:
            return False


def test_a_session_gives_the_actor_that_the_account_makes(database: Database, token: str) -> None:
    with database.read() as session:
        signed_in = find_session(session, token)
    actor = signed_in.actor
    assert (set(actor.departments), set(actor.languages), actor.needs_approval) == ({"TD"}, {"zh-Hant"}, True)
    assert actor.may(Permission.HANDOFF_CLAIM, "TD")
    assert not actor.may(Permission.HANDOFF_CLAIM, "IMMD")
    assert (signed_in.needs_touch, signed_in.must_change_password) == (False, False)


@pytest.mark.parametrize("wrong", ["", "forged", "a" * 43, "\x00", "證"])
def test_nothing_but_the_secret_opens_it(database: Database, token: str, wrong: str) -> None:
    assert not is_open(database, wrong)
    assert is_open(database, token)


def test_every_session_has_its_own_secret(database: Database) -> None:
    amy = add_staff(database, "amy")
    with database.write() as session:
        secrets = {start_session(session, amy) for _ in range(50)}
    assert len(secrets) == 50
    assert min(len(secret) for secret in secrets) == 43


@pytest.mark.parametrize(
    ("idle", "age", "expected"),
    [
        (29 * MINUTE, 1 * HOUR, True),
        (31 * MINUTE, 1 * HOUR, False),
        (0 * MINUTE, 12 * HOUR - MINUTE, True),
        (0 * MINUTE, 12 * HOUR + MINUTE, False),
        (-1 * HOUR, 0 * HOUR, True),
    ],
    ids=["used lately", "idle too long", "nearly too old", "too old", "a clock that went back"],
)
def test_a_session_lasts_half_an_hour_unused_and_half_a_day_at_most(
    database: Database, token: str, idle: datetime.timedelta, age: datetime.timedelta, *, expected: bool
) -> None:
    move(database, seen_at=utc_now() - idle, created_at=utc_now() - age)
    assert is_open(database, token) is expected


def test_use_is_noted_once_a_minute(database: Database, token: str) -> None:
    move(database, seen_at=utc_now() - 2 * MINUTE)
    with database.read() as session:
        assert find_session(session, token).needs_touch
    with database.write() as session:
        touch_session(session, token)
    with database.read() as session:
        assert not find_session(session, token).needs_touch


def test_an_ended_session_stays_ended(database: Database, token: str) -> None:
    for _ in range(2):
        with database.write() as session:
            revoke_session(session, token)
        assert not is_open(database, token)
    with database.write() as session:
        touch_session(session, token)
    assert not is_open(database, token)


def test_all_of_a_persons_sessions_end_together(database: Database, token: str) -> None:
    ben = add_staff(database, "ben")
    with database.write() as session:
        other, bens = start_session(session, ben), start_session(session, ben)
        revoke_sessions_of(session, ben.id)
    with database.read() as session:
        for ended in (other, bens):
            with pytest.raises(NotSignedIn):
                find_session(session, ended)
    assert is_open(database, token)


def test_a_disabled_person_has_no_session(database: Database, token: str) -> None:
    with database.write() as session:
        disable_user(session, "amy", actor=operator())
    assert not is_open(database, token)


def test_a_session_is_no_key(database: Database, token: str) -> None:
    with database.read() as session, pytest.raises(NotSignedIn):
        find_key(session, token)
