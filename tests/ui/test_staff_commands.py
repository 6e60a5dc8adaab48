"""Do the commands for accounts, keys and the audit do what they say?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.accounts.accounts import find_user
from assistant.accounts.credentials import matches
from assistant.accounts.models import User
from assistant.accounts.permissions import Actor, Permission
from assistant.accounts.staff_sessions import find_key, find_session, start_session
from assistant.database import Database
from assistant.errors import NotSignedIn
from tests.ui.command_line import database, home, invoke, refusal, run
from ui.commands.demo_staff import STAFF

__all__ = ["database", "home"]
AMY = ("user", "add", "amy", "--role", "agent", "--department", "TD", "--name", "Amy Chan")


def stored(database: Database, username: str) -> User:
    with database.read() as session:
        return find_user(session, username)


def one_time(told: str) -> str:
    found = re.search(r"one-time password: ([a-z2-9-]{19})$", told.strip())
    assert found, told
    return found.group(1)


# user


def test_a_person_is_added_with_a_one_time_password(database: Database) -> None:
    told = run(*AMY, "--language", "zh-Hant", "--language", "en", "--needs-approval")
    amy = stored(database, "amy")
    assert matches(one_time(told), amy.password_hash)
    assert (amy.must_change_password, amy.needs_approval, amy.languages) == (True, True, ["zh-Hant", "en"])
    assert run("user", "list") == "amy  Amy Chan  agent  TD  zh-Hant,en  needs approval\n"


def test_a_person_of_the_identity_provider_gets_no_password(database: Database) -> None:
    assert run(*AMY, "--no-password") == "amy added\n"
    assert stored(database, "amy").password_hash is None


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("user", "add", "amy", "--role", "boss", "--department", "TD"), "unknown: boss"),
        (("user", "add", "amy", "--role", "agent", "--department", "NASA"), "unknown: NASA"),
        (("user", "add", "a b", "--role", "agent", "--department", "TD"), "letters, digits"),
        (("user", "disable", "nobody"), "no account has this username"),
        (("user", "password", "nobody"), "no account has this username"),
        (("key", "revoke", "nothing"), "no key has this name"),
        (("key", "add", "crm", "--scope", "all"), "unknown: all"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    why: str,
) -> None:
    assert why in refusal(monkeypatch, capsys, *arguments)


def test_a_person_is_disabled_and_enabled(database: Database) -> None:
    run(*AMY)
    with database.write() as session:
        token = start_session(session, find_user(session, "amy"))
    run("user", "disable", "amy")
    assert "disabled" in run("user", "list")
    with database.read() as session, pytest.raises(NotSignedIn):
        find_session(session, token)
    run("user", "enable", "amy")
    assert stored(database, "amy").disabled_at is None


def test_roles_and_departments_are_changed(database: Database) -> None:
    run(*AMY)
    run("user", "change", "amy", "--role", "supervisor", "--role", "editor", "--department", "*")
    assert run("user", "list") == "amy  Amy Chan  supervisor,editor  every department  en\n"
    assert invoke("user", "change", "amy").exit_code == 2


def test_a_new_one_time_password_replaces_the_old_one(database: Database) -> None:
    first = one_time(run(*AMY))
    second = one_time(run("user", "password", "amy"))
    assert not matches(first, stored(database, "amy").password_hash)
    assert matches(second, stored(database, "amy").password_hash)


def test_nobody_yet(database: Database) -> None:
    assert run("user", "list") == "nobody has an account\n"
    assert run("key", "list") == "there is no key\n"


# key


def test_a_key_is_shown_once_and_works_until_it_is_revoked(database: Database, home: Path) -> None:
    secret = run("key", "add", "crm", "--scope", Permission.SUGGESTION_CREATE, "--department", "TD").strip()
    with database.read() as session:
        actor = find_key(session, secret)
    assert actor == Actor("key:crm", frozenset({Permission.SUGGESTION_CREATE}), frozenset({"TD"}))
    told = run("key", "list")
    assert told == "crm  suggestion:draft:create  TD  made by operator\n"
    run("key", "revoke", "crm")
    with database.read() as session, pytest.raises(NotSignedIn):
        find_key(session, secret)
    assert run("key", "list").endswith("revoked\n")
    assert secret.encode() not in (home / "civicdesk.db").read_bytes()


# audit


def test_an_untouched_audit_is_whole(database: Database) -> None:
    assert run("audit", "verify") == f"0 rows, newest hash {'0' * 64}\n"
    run(*AMY)
    run("user", "disable", "amy")
    assert re.fullmatch(r"2 rows, newest hash [0-9a-f]{64}\n", run("audit", "verify"))


def test_an_altered_row_is_named(database: Database) -> None:
    run(*AMY)
    run("user", "disable", "amy")
    run("user", "enable", "amy")
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_events_no_UPDATE"))
        connection.execute(text("UPDATE audit_events SET actor = 'somebody' WHERE id = 2"))
    result = invoke("audit", "verify")
    assert result.exit_code == 1
    assert result.stdout.startswith("3 rows, newest hash ")
    assert result.stderr == "altered, or follows one that is missing: 2\n"


# demo


@pytest.mark.slow
def test_the_demo_prints_one_time_passwords_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.commands.demo.run", lambda **_: None)
    told = run("demo")
    database = Database(f"sqlite:///{home / 'civicdesk.db'}")
    for profile in STAFF:
        found = re.search(rf"^  {profile.username}\s+([a-z2-9-]{{19}})$", told, re.MULTILINE)
        assert found, profile.username
        user = stored(database, profile.username)
        assert matches(found.group(1), user.password_hash)
        assert user.must_change_password
    database.close()
    assert "one-time" not in run("demo")
