"""Who is this browser, or this other system?  Sessions live in the database, so that they can be ended at once."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.accounts.models import ApiKey, StaffSession, User
from assistant.accounts.permissions import FOR_KEYS, ROLE_PERMISSIONS, Actor, Permission, Role
from assistant.database import utc_now
from assistant.errors import NotSignedIn

IDLE = datetime.timedelta(minutes=30)
LONGEST = datetime.timedelta(hours=12)
TOUCHED_EVERY = datetime.timedelta(minutes=1)
KEY_PREFIX = "cdk_"
"""Tells an API key from a conversation's token at a glance, and lets secret scanners find a leaked one."""


@dataclass(frozen=True)
class SignedIn:
    """A valid session: who it is, and whether it is time to note that it was seen."""

    actor: Actor
    needs_touch: bool
    must_change_password: bool


def start_session(session: Session, user: User) -> str:
    """A new session's secret for the browser to keep; every sign-in gets its own."""
    token = secrets.token_urlsafe(32)
    now = utc_now()
    session.add(StaffSession(token_hash=hash_secret(token), user_id=user.id, created_at=now, seen_at=now))
    session.flush()
    return token


def find_session(session: Session, token: str) -> SignedIn:
    """Raises NotSignedIn for a session that is unknown, ended, idle too long or too old, or whose user is disabled."""
    found = session.get(StaffSession, hash_secret(token)) if token else None
    now = utc_now()
    if found is None or found.revoked_at is not None or found.user.disabled_at is not None:
        raise NotSignedIn("please sign in")
    if now - found.seen_at > IDLE or now - found.created_at > LONGEST:
        raise NotSignedIn("your session has ended; please sign in again")
    return SignedIn(actor_of(found.user), now - found.seen_at > TOUCHED_EVERY, found.user.must_change_password)


def touch_session(session: Session, token: str) -> None:
    """Note that the session is in use."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == hash_secret(token)).values(seen_at=utc_now()))


def revoke_session(session: Session, token: str) -> None:
    """End one session; ending it twice is no error."""
    _revoke(session, StaffSession.token_hash == hash_secret(token))


def revoke_sessions_of(session: Session, user_id: str) -> None:
    """End every session of a user: after a changed password or role, and when the account is disabled."""
    _revoke(session, StaffSession.user_id == user_id)


def find_key(session: Session, key: str) -> Actor:
    """Raises NotSignedIn for a key that is unknown or revoked."""
    found = session.scalar(select(ApiKey).where(ApiKey.key_hash == hash_secret(key), ApiKey.revoked_at.is_(None)))
    if found is None:
        raise NotSignedIn("no such API key")
    scopes = FOR_KEYS.intersection(map(Permission, found.scopes))
    return Actor(f"key:{found.name}", scopes, frozenset(found.departments))


def actor_of(user: User) -> Actor:
    """What the user may do, by the table of roles."""
    permissions = frozenset().union(*(ROLE_PERMISSIONS[Role(role)] for role in user.roles))
    return Actor(
        user.username,
        permissions,
        frozenset(user.departments),
        user_id=user.id,
        public_name=user.public_name,
        languages=frozenset(user.languages),
        needs_approval=user.needs_approval,
    )


def hash_secret(secret: str) -> str:
    """What is kept of a session's or a key's secret."""
    # The secrets are random and long, so that a plain hash cannot be guessed backwards.
    return hashlib.sha256(secret.encode()).hexdigest()


def _revoke(session: Session, which: object) -> None:
    ended = update(StaffSession).where(which, StaffSession.revoked_at.is_(None))  # type: ignore[arg-type]  # A column's comparison.
    session.execute(ended.values(revoked_at=utc_now()))
