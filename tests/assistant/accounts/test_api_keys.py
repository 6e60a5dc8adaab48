"""Do keys let systems in for what they were made for, and no longer than they should?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant.accounts.api_keys import add_key, list_keys, revoke_key
from assistant.accounts.models import ApiKey
from assistant.accounts.permissions import Actor, Permission, operator
from assistant.accounts.staff_sessions import KEY_PREFIX, find_key
from assistant.audit import AuditEvent
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import AccountNotFound, InvalidInput, NotSignedIn, PermissionDenied

TRANSPORT_ADMIN = Actor("tess", frozenset({Permission.API_KEY_WRITE}), frozenset({"TD"}))


def add(
    database: Database,
    name: str = "crm",
    *,
    actor: Actor | None = None,
    scopes: tuple[str, ...] = (Permission.SUGGESTION_CREATE,),
    departments: tuple[str, ...] = ("TD",),
) -> str:
    with database.write() as session:
        return add_key(
            session,
            name,
            actor=actor or operator(),
            scopes=scopes,
            departments=departments,
            catalogue=load_catalogue(),
        )


def test_a_key_may_do_what_its_scopes_say_for_its_departments(database: Database) -> None:
    secret = add(database)
    with database.read() as session:
        actor = find_key(session, secret)
    assert actor.name == "key:crm"
    assert actor.may(Permission.SUGGESTION_CREATE, "TD")
    assert not actor.may(Permission.SUGGESTION_CREATE, "IMMD")
    assert not actor.may(Permission.HANDOFF_READ, "TD")
    assert actor.user_id is None


def test_a_key_is_kept_as_a_hash_and_is_long(database: Database) -> None:
    secret = add(database)
    with database.read() as session:
        [key] = session.scalars(select(ApiKey))
        events = [(e.action, e.subject, e.detail) for e in session.scalars(select(AuditEvent))]
    assert secret.startswith(KEY_PREFIX)
    assert len(secret) == len(KEY_PREFIX) + 43
    assert secret not in str(vars(key))
    scopes = {"scopes": ["suggestion:draft:create"], "departments": ["TD"]}
    assert events == [("key.add", "crm", scopes)]


def test_a_revoked_key_opens_nothing_and_its_name_is_not_used_again(database: Database) -> None:
    secret = add(database)
    with database.write() as session:
        revoke_key(session, "crm", actor=operator())
    with database.read() as session, pytest.raises(NotSignedIn):
        find_key(session, secret)
    with pytest.raises(InvalidInput, match="made before"):
        add(database)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 91}, "name"),
        ({"scopes": ()}, "scopes"),
        ({"scopes": ("everything",)}, "scopes"),
        ({"departments": ()}, "departments"),
        ({"departments": ("NASA",)}, "departments"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_field(database: Database, change: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(database, **change)  # type: ignore[arg-type]  # Wrong on purpose.
    assert refused.value.field == field


def test_only_who_rules_the_keys_of_a_department_touches_them(database: Database) -> None:
    add(database, "immigration", departments=("IMMD",))
    add(database, "transport", actor=TRANSPORT_ADMIN)
    for actor, departments in (
        (TRANSPORT_ADMIN, ("IMMD",)),
        (TRANSPORT_ADMIN, ("*",)),
        (Actor("x", frozenset()), ("TD",)),
    ):
        with pytest.raises(PermissionDenied):
            add(database, "more", actor=actor, departments=departments)
    with pytest.raises(PermissionDenied), database.write() as session:
        revoke_key(session, "immigration", actor=TRANSPORT_ADMIN)
    with database.read() as session:
        assert [key.name for key in list_keys(session, actor=TRANSPORT_ADMIN)] == ["transport"]
        assert [key.name for key in list_keys(session, actor=operator())] == ["immigration", "transport"]


def test_an_unknown_key_is_not_found(database: Database) -> None:
    with pytest.raises(AccountNotFound), database.write() as session:
        revoke_key(session, "nothing", actor=operator())
