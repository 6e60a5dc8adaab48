"""Which people may work here, and as what?"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.accounts.models import User
from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission, Role
from assistant.accounts.staff_sessions import revoke_sessions_of
from assistant.audit import record_event
from assistant.cases.catalogue import Catalogue
from assistant.database import utc_now
from assistant.errors import AccountNotFound, InvalidInput
from assistant.languages import LANGUAGES, clean

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,99}")


@dataclass(frozen=True)
class Profile:
    """What is known of a person; empty names follow from the username, and so does the public name."""

    username: str
    roles: Collection[str]
    departments: Collection[str]
    languages: Collection[str] = ("en",)
    """Those written with citizens; the first is that of the person's own screen."""
    name: str = ""
    public_name: str = ""
    needs_approval: bool = False


def add_user(
    session: Session, profile: Profile, *, actor: Actor, catalogue: Catalogue, password_hash: str | None = None
) -> User:
    """A new account; its password is a one-time one, and without one only the identity provider lets the person in.

    Raises InvalidInput with the field that cannot be used, PermissionDenied.
    """
    actor.require(Permission.ACCOUNT_WRITE, *profile.departments)
    username = known_as(profile.username)
    if not _USERNAME.fullmatch(username):
        raise InvalidInput("a username has letters, digits and . _ @ - only", field="username")
    name = _line(profile.name, "name", longest=200) or username
    user = User(
        id=str(uuid.uuid4()),
        username=username,
        name=name,
        public_name=_line(profile.public_name, "public_name", longest=100) or name.split()[0][:100],
        roles=_known_roles(profile.roles),
        departments=known_departments(profile.departments, catalogue),
        languages=_known_languages(profile.languages),
        needs_approval=profile.needs_approval,
        password_hash=password_hash,
        must_change_password=password_hash is not None,
        created_at=utc_now(),
    )
    _store_new(session, user)
    record_event(session, actor, action="account.add", subject=username, roles=user.roles, departments=user.departments)
    return user


def disable_user(session: Session, username: str, *, actor: Actor) -> None:
    """Let somebody in no more and end their sessions at once; what they did stays theirs."""
    user = find_user(session, username)
    actor.require(Permission.ACCOUNT_WRITE, *user.departments)
    user.disabled_at = user.disabled_at or utc_now()
    revoke_sessions_of(session, user.id)
    record_event(session, actor, action="account.disable", subject=user.username)


def enable_user(session: Session, username: str, *, actor: Actor) -> None:
    """Let somebody in again."""
    user = find_user(session, username)
    actor.require(Permission.ACCOUNT_WRITE, *user.departments)
    user.disabled_at = None
    record_event(session, actor, action="account.enable", subject=user.username)


def change_roles(session: Session, username: str, *, actor: Actor, roles: Collection[str]) -> None:
    """Give somebody these roles and no other; they sign in anew."""
    user = find_user(session, username)
    actor.require(Permission.ACCOUNT_WRITE, *user.departments)
    user.roles = _known_roles(roles)
    revoke_sessions_of(session, user.id)
    record_event(session, actor, action="account.roles.change", subject=user.username, roles=user.roles)


def change_departments(
    session: Session, username: str, *, actor: Actor, departments: Collection[str], catalogue: Catalogue
) -> None:
    """Bind somebody to these departments and no other; they sign in anew."""
    user = find_user(session, username)
    actor.require(Permission.ACCOUNT_WRITE, *user.departments, *departments)
    user.departments = known_departments(departments, catalogue)
    revoke_sessions_of(session, user.id)
    record_event(
        session, actor, action="account.departments.change", subject=user.username, departments=user.departments
    )


def set_password(session: Session, username: str, *, actor: Actor, password_hash: str) -> None:
    """Give somebody a one-time password; they sign in anew and choose their own."""
    user = find_user(session, username)
    actor.require(Permission.ACCOUNT_WRITE, *user.departments)
    user.password_hash = password_hash
    user.must_change_password = True
    revoke_sessions_of(session, user.id)
    record_event(session, actor, action="account.password.set", subject=user.username)


def list_users(session: Session, *, actor: Actor) -> list[User]:
    """Everybody of the actor's departments, by username."""
    actor.require(Permission.ACCOUNT_WRITE)
    users = session.scalars(select(User).order_by(User.username))
    return [user for user in users if all(actor.serves(department) for department in user.departments)]


def find_user(session: Session, username: str) -> User:
    """Raises AccountNotFound."""
    user = session.scalar(select(User).where(User.username == known_as(username)))
    if user is None:
        raise AccountNotFound("no account has this username")
    return user


def known_as(username: str) -> str:
    """The one way in which a username is kept and looked for."""
    return clean(username).casefold()[:200]


def known_departments(departments: Collection[str], catalogue: Catalogue) -> list[str]:
    """The departments without repetition.  Raises InvalidInput for none, and for one that is not in the catalogue."""
    return all_known(departments, [EVERY_DEPARTMENT, *catalogue.departments], field="departments")


def all_known(given: Collection[str], known: Collection[str], *, field: str) -> list[str]:
    """What was given, without repetition.  Raises InvalidInput for nothing, and for what is not among the known."""
    if not given:
        raise InvalidInput(f"name at least one of {', '.join(known)}", field=field)
    if unknown := [value for value in given if value not in known]:
        raise InvalidInput(f"unknown: {', '.join(unknown)}; known are {', '.join(known)}", field=field)
    return list(dict.fromkeys(given))


def _store_new(session: Session, user: User) -> None:
    try:
        session.add(user)
        session.flush()
    except IntegrityError as error:
        raise InvalidInput("this username is taken", field="username") from error


def _known_roles(roles: Collection[str]) -> list[str]:
    return all_known(roles, [role.value for role in Role], field="roles")


def _known_languages(languages: Collection[str]) -> list[str]:
    return all_known(languages, LANGUAGES, field="languages")


def _line(text: str, field: str, *, longest: int) -> str:
    line = " ".join(clean(text).split())
    if len(line) > longest:
        raise InvalidInput(f"at most {longest} characters", field=field)
    return line
