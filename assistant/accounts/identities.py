"""Whose account belongs to the person for whom the identity provider vouches?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.accounts import known_as
from assistant.accounts.models import User
from assistant.accounts.staff_sessions import actor_of
from assistant.audit import record_event
from assistant.errors import NotSignedIn


@dataclass(frozen=True)
class Identity:
    """What the provider says, verified."""

    subject: str
    """Issuer and subject: the one name that never passes to another person."""
    names: tuple[str, ...]
    """Usernames by which the account may be known before the first sign-in."""


def recognise(session: Session, identity: Identity) -> User:
    """The account of this person, bound to them at their first sign-in; nobody is added.

    Raises NotSignedIn where there is none, it is disabled, or it belongs to somebody else.
    """
    user = session.scalar(select(User).where(User.oidc_subject == identity.subject)) or _first_time(session, identity)
    if user is None or user.disabled_at is not None:
        raise NotSignedIn("the identity provider knows you, but you have no account here")
    if user.oidc_subject is None:
        _bind(session, user, identity)
    return user


def _first_time(session: Session, identity: Identity) -> User | None:
    usernames = [known_as(name) for name in identity.names]
    found = session.scalars(select(User).where(User.username.in_(usernames), User.oidc_subject.is_(None))).all()
    return found[0] if len(found) == 1 else None  # Two accounts: nobody guesses which.


def _bind(session: Session, user: User, identity: Identity) -> None:
    user.oidc_subject = identity.subject
    if user.must_change_password:  # The one-time password has done its work.
        user.password_hash, user.must_change_password = None, False
    record_event(session, actor_of(user), action="account.identity.bind", subject=user.username)
    session.flush()
