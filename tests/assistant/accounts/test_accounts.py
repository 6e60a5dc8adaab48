"""Do accounts keep to the catalogue, the table of roles and the audit, and do changes end sessions?  (PROMISES T16.)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts import accounts
from assistant.accounts.accounts import Profile, add_user
from assistant.accounts.models import User
from assistant.accounts.permissions import Actor, Permission, Role, operator
from assistant.accounts.staff_sessions import find_session, start_session
from assistant.audit import AuditEvent
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import AccountNotFound, InvalidInput, NotSignedIn, PermissionDenied
from tests.staff import add_staff

CATALOGUE = load_catalogue()
NOBODY = Actor("nobody", frozenset())
TRANSPORT_ADMIN = Actor("tess", frozenset({Permission.ACCOUNT_WRITE}), frozenset({"TD"}))


def add(database: Database, username: str = "amy", *, actor: Actor | None = None, **profile: Any) -> User:
    wanted = {"roles": ["agent"], "departments": ["TD"]} | profile
    with database.write() as session:
        return add_user(session, Profile(username, **wanted), actor=actor or operator(), catalogue=CATALOGUE)


def audited(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(e.action, e.subject) for e in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def test_a_new_account_holds_its_roles_departments_and_languages(database: Database) -> None:
    add(database, "Amy", name="Amy Chan", languages=["zh-Hant", "en"], needs_approval=True)
    with database.read() as session:
        amy = accounts.find_user(session, "AMY ")
    assert (amy.username, amy.name, amy.public_name) == ("amy", "Amy Chan", "Amy")
    assert (amy.roles, amy.departments, amy.languages) == (["agent"], ["TD"], ["zh-Hant", "en"])
    assert (amy.needs_approval, amy.must_change_password, amy.password_hash) == (True, False, None)
    assert audited(database) == [("account.add", "amy")]


@pytest.mark.parametrize(
    ("username", "profile", "field"),
    [
        ("", {}, "username"),
        ("amy chan", {}, "username"),
        ("陳小美", {}, "username"),
        ("amy", {"roles": ["boss"]}, "roles"),
        ("amy", {"roles": []}, "roles"),
        ("amy", {"departments": ["NASA"]}, "departments"),
        ("amy", {"departments": []}, "departments"),
        ("amy", {"languages": ["fr"]}, "languages"),
        ("amy", {"name": "x" * 201}, "name"),
        ("amy", {"public_name": "x" * 101}, "public_name"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_field(
    database: Database, username: str, profile: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(database, username, **profile)
    assert refused.value.field == field
    assert audited(database) == []


def test_a_username_is_taken_once_whatever_its_letter_case(database: Database) -> None:
    add(database, "amy")
    with pytest.raises(InvalidInput, match="taken") as refused:
        add(database, "AMY")
    assert refused.value.field == "username"


CHANGES: dict[str, Callable[[Session, Actor], object]] = {
    "account.disable": lambda session, actor: accounts.disable_user(session, "amy", actor=actor),
    "account.enable": lambda session, actor: accounts.enable_user(session, "amy", actor=actor),
    "account.roles.change": lambda session, actor: accounts.change_roles(session, "amy", actor=actor, roles=["editor"]),
    "account.departments.change": lambda session, actor: accounts.change_departments(
        session, "amy", actor=actor, departments=["IMMD"], catalogue=CATALOGUE
    ),
    "account.password.set": lambda session, actor: accounts.set_password(
        session, "amy", actor=actor, password_hash="x"
    ),
}


@pytest.mark.parametrize("action", CHANGES)
def test_a_change_is_written_down_once(database: Database, action: str) -> None:
    add(database)
    with database.write() as session:
        CHANGES[action](session, operator())
    assert audited(database) == [("account.add", "amy"), (action, "amy")]


@pytest.mark.parametrize("action", CHANGES)
def test_only_who_rules_accounts_changes_one(database: Database, action: str) -> None:
    add(database)
    with pytest.raises(PermissionDenied), database.write() as session:
        CHANGES[action](session, NOBODY)
    assert audited(database) == [("account.add", "amy")]


@pytest.mark.parametrize("action", [action for action in CHANGES if action != "account.enable"])
def test_a_change_of_what_somebody_may_do_ends_their_sessions(database: Database, action: str) -> None:
    amy, ben = add_staff(database, "amy"), add_staff(database, "ben")
    with database.write() as session:
        amys, bens = start_session(session, amy), start_session(session, ben)
    with database.write() as session:
        CHANGES[action](session, operator())
    with database.read() as session:
        assert find_session(session, bens).actor.name == "ben"
        with pytest.raises(NotSignedIn):
            find_session(session, amys)


def test_a_department_rules_its_own_accounts_only(database: Database) -> None:
    add(database, "ben", actor=TRANSPORT_ADMIN)
    add(database, "ivy", departments=["IMMD"])
    for departments in (["IMMD"], ["TD", "IMMD"], ["*"]):
        with pytest.raises(PermissionDenied):
            add(database, "eve", actor=TRANSPORT_ADMIN, departments=departments)
    with pytest.raises(PermissionDenied), database.write() as session:
        accounts.disable_user(session, "ivy", actor=TRANSPORT_ADMIN)
    with pytest.raises(PermissionDenied), database.write() as session:
        accounts.change_departments(session, "ben", actor=TRANSPORT_ADMIN, departments=["IMMD"], catalogue=CATALOGUE)
    with database.read() as session:
        assert [user.username for user in accounts.list_users(session, actor=TRANSPORT_ADMIN)] == ["ben"]
        assert [user.username for user in accounts.list_users(session, actor=operator())] == ["ben", "ivy"]


def test_a_person_of_no_account_is_not_found(database: Database) -> None:
    with pytest.raises(AccountNotFound), database.write() as session:
        accounts.disable_user(session, "nobody", actor=operator())


def test_the_audit_holds_no_secret(database: Database) -> None:
    add(database)
    with database.write() as session:
        accounts.set_password(session, "amy", actor=operator(), password_hash="$argon2id$secret")
    with database.read() as session:
        assert "secret" not in str([event.detail for event in session.scalars(select(AuditEvent))])


def test_every_role_can_be_given(database: Database) -> None:
    add(database, roles=list(Role))
    with database.read() as session:
        assert accounts.find_user(session, "amy").roles == [role.value for role in Role]
