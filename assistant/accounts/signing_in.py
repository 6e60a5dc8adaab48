"""Whose credentials are these?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.accounts import known_as
from assistant.accounts.credentials import matches
from assistant.accounts.models import User
from assistant.accounts.permissions import Actor
from assistant.accounts.staff_sessions import actor_of, revoke_session, revoke_sessions_of, start_session
from assistant.audit import record_event
from assistant.errors import NotSignedIn

REFUSAL = "the username or the password is not right"
"""Whatever was wrong: nothing tells which accounts there are."""


def find_candidate(session: Session, username: str) -> User | None:
    """The account that somebody says is theirs; None where there is none that may sign in with a password."""
    found = session.scalar(select(User).where(User.username == known_as(username), User.disabled_at.is_(None)))
    return found if found and found.password_hash else None


def verify_password(candidate: User | None, password: str) -> User:
    """The candidate, whose password it is.  Takes a tenth of a second: hold no session meanwhile.

    Raises NotSignedIn, after the same time and in the same words whether the account or the password is wrong.
    """
    is_right = matches(password, candidate.password_hash if candidate else None)
    if candidate is None or not is_right:
        raise NotSignedIn(REFUSAL)
    return candidate


def admit(session: Session, user: User, *, by: str, previous_token: str = "") -> str:
    """Start a session and end the one that this browser held before; returns the new one's secret.

    Raises NotSignedIn where the account was disabled, or got another password, meanwhile.
    """
    current = session.get(User, user.id)
    if current is None or current.disabled_at is not None or current.password_hash != user.password_hash:
        raise NotSignedIn(REFUSAL)
    if previous_token:
        revoke_session(session, previous_token)
    record_event(session, actor_of(current), action="staff.sign_in", subject=current.username, by=by)
    return start_session(session, current)


def choose_password(session: Session, actor: Actor, *, password_hash: str) -> str:
    """A person's own new password: their sessions end and one new one begins, whose secret is returned."""
    user = session.get(User, actor.user_id)
    if user is None:
        raise NotSignedIn("only a person has a password")
    user.password_hash = password_hash
    user.must_change_password = False
    revoke_sessions_of(session, user.id)
    record_event(session, actor, action="account.password.choose", subject=user.username)
    return start_session(session, user)
