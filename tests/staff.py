"""How does a test get members of staff, and how do they sign in?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from assistant.accounts.accounts import Profile, add_user
from assistant.accounts.credentials import hash_password
from assistant.accounts.models import User
from assistant.accounts.permissions import EVERY_DEPARTMENT, Role, operator
from assistant.accounts.staff_sessions import start_session
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from tests.ui.talk import Client
from ui.staff_access import COOKIE

PASSWORD = "seven green trams"


def add_staff(
    database: Database,
    username: str,
    *,
    roles: Collection[str] = (Role.AGENT,),
    departments: Collection[str] = (EVERY_DEPARTMENT,),
    languages: Collection[str] = ("en", "zh-Hant", "zh-Hans"),
    password: str | None = None,
    must_change_password: bool = False,
    **profile: Any,
) -> User:
    """A new member of staff; without a password, which takes its time, only `session_cookie` lets them in."""
    password_hash = hash_password(password, username=username) if password else None
    with database.write() as session:
        user = add_user(
            session,
            Profile(username, roles, departments, languages, **profile),
            actor=operator(),
            catalogue=load_catalogue(),
            password_hash=password_hash,
        )
        user.must_change_password = must_change_password
    return user


def session_cookie(database: Database, user: User) -> dict[str, str]:
    """The cookie of a new session of the user, for a client that speaks plain http: `Client(cookies=…)`."""
    with database.write() as session:
        return {COOKIE: start_session(session, user)}


def sign_in(client: Client, username: str, password: str = PASSWORD, *, next_page: str = "") -> Any:
    """The response to the form of the sign-in page, its redirect not followed; the client keeps the cookie."""
    form = {"username": username, "password": password, "next": next_page}
    return client.post("/staff/sign-in", data=form, follow_redirects=False)
