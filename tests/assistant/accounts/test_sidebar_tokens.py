"""How does a page in another desk system's frame prove for whom it asks?"""

from __future__ import annotations

import datetime
import stat
from pathlib import Path

import pytest

from assistant.accounts.models import ApiKey
from assistant.accounts.permissions import Actor, Permission
from assistant.accounts.sidebar_tokens import LIFETIME, find_token_actor, make_token, read_secret
from assistant.database import Database, utc_now
from assistant.errors import NotSignedIn, PermissionDenied

SECRET, PARENT = b"s" * 32, "https://desk.example"
NOW = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
DESK = Actor("key:desk", frozenset({Permission.SUGGESTION_CREATE, Permission.KNOWLEDGE_READ_INTERNAL}))


def add_key(database: Database, *, revoked: bool = False) -> None:
    with database.write() as session:
        session.add(
            ApiKey(
                id="1",
                name="desk",
                key_hash="h",
                scopes=[permission.value for permission in DESK.permissions],
                departments=["TD"],
                created_by="operator",
                created_at=utc_now(),
                revoked_at=utc_now() if revoked else None,
            )
        )


def token() -> str:
    return make_token(SECRET, actor=DESK, parent=PARENT, now=NOW)


def find(
    database: Database, given: str, *, parent: str = PARENT, later: datetime.timedelta = datetime.timedelta()
) -> Actor:
    with database.read() as session:
        return find_token_actor(session, SECRET, given, parent=parent, now=NOW + later)


def test_a_token_stands_for_its_key_and_for_suggestions_only(database: Database) -> None:
    add_key(database)
    actor = find(database, token(), later=LIFETIME - datetime.timedelta(seconds=1))
    assert (actor.name, actor.permissions, actor.departments) == (
        "key:desk",
        frozenset({Permission.SUGGESTION_CREATE}),
        frozenset({"TD"}),
    )


def test_it_ends_after_a_quarter_of_an_hour_and_is_for_one_parent(sqlite_database: Database) -> None:
    add_key(sqlite_database)
    with pytest.raises(NotSignedIn):
        find(sqlite_database, token(), later=datetime.timedelta(minutes=15))
    with pytest.raises(NotSignedIn):
        find(sqlite_database, token(), parent="https://other.example")


def test_a_revoked_key_ends_its_tokens(sqlite_database: Database) -> None:
    add_key(sqlite_database, revoked=True)
    with pytest.raises(NotSignedIn):
        find(sqlite_database, token())


@pytest.mark.parametrize(
    "forge", [str.swapcase, lambda t: t[:-1], lambda t: "cds_.", lambda t: "cds_", lambda t: t + "é"]
)
def test_an_altered_token_is_refused(sqlite_database: Database, forge: object) -> None:
    add_key(sqlite_database)
    with pytest.raises(NotSignedIn):
        find(sqlite_database, forge(token()))  # type: ignore[operator]  # A function of a text.


def test_only_a_system_with_its_key_gets_one() -> None:
    person = Actor("mei", DESK.permissions, user_id="1")
    with pytest.raises(PermissionDenied):
        make_token(SECRET, actor=person, parent=PARENT, now=NOW)
    with pytest.raises(PermissionDenied):
        make_token(SECRET, actor=Actor("key:other", frozenset()), parent=PARENT, now=NOW)


def test_the_secret_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    path = tmp_path / "sidebar-secret"
    secret = read_secret(path)
    assert (len(secret), read_secret(path)) == (32, secret)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [left.name for left in tmp_path.iterdir()] == ["sidebar-secret"]
